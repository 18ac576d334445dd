// The line that says why it does not learn.

import { describe, expect, it } from "vitest";
import { Player } from "../../dev/player";
import { frameArrays } from "../../src/kernel/layout";
import type { Diagnosis, Frame, Notice } from "../../src/kernel/protocol";
import { encoded } from "../encoded";
import { recordedFrame } from "../recorded";
import { place, settle, stage } from "../stage";

stage();

const RECORDED = recordedFrame("finding");

/** What is found, in short: its sentence is that of the code and the reason. */
interface Found extends Partial<Omit<Diagnosis, "told">> {
  reason?: string;
  values?: Record<string, number>;
}

/** Other than the recorded one in much: the test is about the words for it. */
const FOUND: Found = {
  ...(RECORDED.diagnosis as Diagnosis),
  code: "rate_too_high",
  values: { rate: 10 },
  changes: { learning_rate: 0.003 },
};

const keyOf = ({ code, reason }: { code?: string; reason?: string }) =>
  [code, reason].filter(Boolean).join("_");

function diagnosed({ reason, values, ...found }: Found): Diagnosis {
  const layer = found.layer == null ? {} : { layer: found.layer };
  const code = `findings.${keyOf({ code: found.code, reason })}`;
  return { ...found, told: { code, values: { ...layer, ...values } } } as Diagnosis;
}

/** The recorded widget that does not learn, with its own finding, another one, or none. */
async function show(finding?: Found | null, options: object = {}) {
  const model = new Player("finding", { locale: "en", learning_rate: 0.03, ...options });
  const el = place(model);
  await settle();
  let frame = RECORDED;
  const tell = async (changes: Partial<Frame>) => {
    frame = { ...frame, ...changes, frame: frame.frame + 1 };
    model.deliver(...encoded(frame, frameArrays));
    await settle();
  };
  const find = (next: Found | null) =>
    tell({ diagnosis: next && diagnosed({ ...FOUND, ...next }) });
  if (finding !== undefined) await find(finding);
  const status = () => el.querySelector("[role=status]")?.textContent ?? "";
  const buttons = () =>
    [...el.querySelectorAll<HTMLButtonElement>(".nnw-status button")].map(
      (one) => one.getAttribute("aria-label") ?? "",
    );
  const press = async (name: string) => {
    [...el.querySelectorAll<HTMLButtonElement>(".nnw-status button")]
      .find((one) => one.getAttribute("aria-label") === name)
      ?.click();
    await settle();
  };
  const stop = (notice: Partial<Notice>, found: Found | null = null) => {
    const { notice: recorded } = recordedFrame("diverged");
    return tell({
      diagnosis: found && diagnosed({ ...FOUND, ...found }),
      notice: { ...(recorded as Notice), ...notice },
    });
  };
  return { model, status, buttons, press, find, stop };
}

describe("A finding", () => {
  it.each([
    [
      "en",
      {},
      "The loss jumps about: the learning rate 10 is too high.",
      "Lower learning rate to 0.003 and start anew",
    ],
    [
      "es",
      {},
      "La pérdida da saltos: la tasa de aprendizaje 10 es demasiado alta.",
      "Bajar tasa de aprendizaje a 0,003 y reiniciar",
    ],
    [
      "en",
      { code: "too_small", reason: "line", changes: { hidden_layers: [8, 4] }, restart: false },
      "Without a hidden layer it draws one straight line, which is not enough here.",
      "Change hidden layers to 8, 4",
    ],
    [
      "en",
      {
        code: "dead_neurons",
        layer: 2,
        values: { percent: 75 },
        changes: { activation: "tanh" },
        restart: false,
      },
      "75 % of the neurons of layer 2 are dead: 0 for every point.",
      "Change activation to Tanh",
    ],
    [
      "es",
      { code: "rate_too_low", changes: { learning_rate: 0.3 }, restart: false },
      "La pérdida apenas baja: la tasa de aprendizaje 10 es demasiado baja.",
      "Subir tasa de aprendizaje a 0,3",
    ],
    [
      "en",
      { code: "saturated", layer: 1, values: { percent: 99 }, changes: { standardize: true } },
      "Layer 1 is saturated: 99 % of its outputs pass no gradient on.",
      "Standardize inputs and start anew",
    ],
    [
      "en",
      { values: { rate: 0.003 }, changes: { learning_rate: 0.0003 } },
      "The loss jumps about: the learning rate 0.003 is too high.",
      "Lower learning rate to 0.0003 and start anew",
    ],
    [
      "es",
      { values: { rate: 0.000001234567 }, changes: { learning_rate: 1e-7 } },
      "La pérdida da saltos: la tasa de aprendizaje 0,000001235 es demasiado alta.",
      "Bajar tasa de aprendizaje a 1e−7 y reiniciar",
    ],
    [
      "en",
      {
        code: "overfitting",
        values: { epoch: 123_456 },
        changes: { regularization_rate: 0.0001 },
        restart: false,
      },
      "Overfitting: since epoch 123,456 the test loss rises and the training loss falls.",
      "Raise regularization rate to 0.0001",
    ],
    [
      "es",
      {
        code: "diverged",
        reason: "weight",
        changes: { regularization: "l1_l2", regularization_rate: 0.01 },
        restart: false,
      },
      "Se dio a un peso o sesgo un valor que no es un número finito, o que es enorme.",
      "Cambiar regularización a L1 + L2",
    ],
    [
      "es",
      { code: "diverged", reason: "weight", values: {}, changes: { initializer: "zeros" } },
      "Se dio a un peso o sesgo un valor que no es un número finito, o que es enorme.",
      "Cambiar inicialización a Ceros y reiniciar",
    ],
    [
      "en",
      {
        code: "large_batch",
        values: { batch: 400, samples: 250 },
        changes: { batch_size: 10 },
        restart: false,
      },
      "A batch of 400 for 250 training points makes one update an epoch.",
      "Change batch size to 10",
    ],
    [
      "en",
      {
        code: "diverged",
        reason: "not_finite",
        values: {},
        changes: { features: ["x1", "x2^2"] },
      },
      "Training diverged: an input is no finite number for some points.",
      "Change inputs to x1, x2^2 and start anew",
    ],
    [
      "en",
      { code: "diverged", reason: "weight", values: {}, changes: {} },
      "A weight or bias was set to a value that is no finite number, or far too large.",
      "Reset",
    ],
    [
      "es",
      { code: "diverged", reason: "weight", values: {}, changes: {} },
      "Se dio a un peso o sesgo un valor que no es un número finito, o que es enorme.",
      "Reiniciar",
    ],
    [
      "en",
      { code: "diverged", reason: "not_finite", values: {}, changes: {} },
      "Training diverged: an input is no finite number for some points.",
      "Reset",
    ],
  ] as [string, Partial<Diagnosis>, string, string][])(
    "says in %s what is wrong and offers what would help: %o",
    async (locale, finding, sentence, remedy) => {
      const { status, buttons } = await show(finding, { locale });
      expect(status()).toBe(sentence);
      expect(buttons()[0]).toBe(remedy);
    },
  );

  it("is heeded by its button", async () => {
    const { model, press, buttons, status } = await show();
    expect(model.get("initializer")).toBe("zeros");
    expect(status()).toBe("All weights are zero, so no gradient gets through.");
    const [remedy = ""] = buttons();
    expect(remedy).toMatch(/^Change initializer to .* and start anew$/);
    await press(remedy);
    expect(model.get("initializer")).toBe(RECORDED.diagnosis?.changes.initializer);
    expect(status()).toBe("");
  });

  it("keeps the numbers it came with, until it is another", async () => {
    const since = (epoch: number, layer: number | null = null): Found => ({
      code: "overfitting",
      layer,
      values: { epoch },
      changes: { regularization: "l2" },
    });
    const { status, find } = await show(since(40));
    expect(status()).toContain("since epoch 40");
    await find(since(41));
    expect(status()).toContain("since epoch 40");
    await find(since(42, 1));
    expect(status()).not.toContain("40");
  });

  it("is away once dismissed, also when it comes again, until another is found", async () => {
    const { status, press, find } = await show({});
    await press("Dismiss");
    expect(status()).toBe("");
    await find(null);
    await find({});
    expect(status()).toBe("");
    await find({ code: "zero_weights", values: {}, changes: { initializer: "x" } });
    expect(status()).toBe("All weights are zero, so no gradient gets through.");
  });

  it("is not shown where the author hid it", async () => {
    const { status } = await show({}, { hidden_controls: ["diagnosis"] });
    expect(status()).toBe("");
  });
});

const failed = (key: string): Partial<Notice> => ({
  code: "error",
  by_rule: false,
  told: { code: `notices.${key}`, values: {}, text: "" },
});
const WEIGHT = { code: "findings.diverged_weight", values: {} };

describe("A stop", () => {
  it.each([
    [
      "en",
      { ...failed("error"), words: "ZeroDivisionError: division by zero" },
      "An error stopped training: ZeroDivisionError: division by zero",
    ],
    [
      "en",
      { ...failed("error_observer"), words: "KeyError: 'x'" },
      "The change was made, but code that watches it failed: KeyError: 'x'",
    ],
    [
      "es",
      { ...failed("error_observer"), words: "KeyError: 'x'" },
      "El cambio se hizo, pero falló el código que lo observa: KeyError: 'x'",
    ],
    [
      "en",
      { told: { code: "notices.diverged", values: { why: WEIGHT } } },
      "A weight or bias was set to a value that is no finite number, or far too large. The last finite weights are kept.",
    ],
    [
      "es",
      { told: { code: "notices.diverged", values: { why: WEIGHT } } },
      "Se dio a un peso o sesgo un valor que no es un número finito, o que es enorme. Se conservan los últimos pesos finitos.",
    ],
  ] as [string, Partial<Notice>, string][])("says in %s why: %o", async (locale, notice, said) => {
    const { status, stop } = await show(null, { locale });
    await stop(notice);
    expect(status()).toBe(said);
  });

  it("gives way to why the network does not learn, if a rule stopped it", async () => {
    const { status, stop } = await show(null);
    await stop({ by_rule: true }, {});
    expect(status()).toMatch(/^The loss jumps about/);
    await stop({ ...failed("error"), words: "KeyError: 'x'" }, {});
    expect(status()).toBe("An error stopped training: KeyError: 'x'");
  });
});
