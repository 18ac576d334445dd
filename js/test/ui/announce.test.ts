import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Player } from "../../dev/player";
import { language } from "../../src/i18n";
import { BUSY_AFTER } from "../../src/kernel/connection";
import type { FrameData } from "../../src/kernel/state";
import { announcing, SETTLE, SUMMARY_EVERY } from "../../src/ui/announce";
import { recordedFrame } from "../recorded";
import { kernelOf, settle as pass, stage } from "../stage";

stage();

/** A view that hears what is done with its kernel. */
async function listen(locale = "en", name = "default") {
  const model = new Player(name);
  const { kernel, next } = await kernelOf(model);
  const said: string[] = [];
  const times: number[] = [];
  const hearing = announcing(
    kernel,
    () => language(locale),
    (text) => {
      said.push(text);
      times.push(Date.now());
    },
    () => Date.now(),
  );
  onTestFinished(hearing.close);
  let shown = recordedFrame(name);
  /** A frame comes that differs so from the one before, in time for the next picture. */
  const show = (changes: Partial<FrameData>) => {
    shown = { ...shown, ...changes };
    return next(shown, undefined, PICTURE);
  };
  // what the kernel answers comes a little later than it was asked for
  const settle = () => pass(SETTLE + 50);
  return { ...hearing, model, connection: kernel.connection, show, settle, said, times };
}

/** Milliseconds from one picture to the next. */
const PICTURE = 1000 / 60;

describe("after an edit", () => {
  it("it is said how many neurons a layer has now, once for several presses", async () => {
    const { model, settle, said } = await listen("en", "undone");
    for (const count of [4, 5]) model.assign({ hidden_layers: [count] });
    expect(said).toEqual([]);
    await settle();
    expect(said).toEqual(["Layer 1 now has 5 neurons"]);
    model.assign({ hidden_layers: [5, 2] });
    await settle();
    expect(said.at(-1)).toBe("2 hidden layers");
  });

  it("undo says so, and what it brought back", async () => {
    const { kernel, model, settle, said } = await listen("en", "undone");
    kernel.edit({ hidden_layers: [2] });
    await settle();
    kernel.command("undo");
    expect(model.got("command").at(-1)?.name).toBe("undo");
    await settle();
    expect(said).toEqual(["Layer 1 now has 2 neurons", "Undone. Layer 1 now has 1 neuron"]);
    kernel.command("redo");
    await settle();
    expect(said.at(-1)).toBe("Redone. Layer 1 now has 2 neurons");
  });

  it("redo says only so where no layer is another", async () => {
    const { kernel, settle, said } = await listen();
    kernel.command("redo");
    await settle();
    expect(said).toEqual(["Redone"]);
  });

  it("a weight and a bias say their new number in the words of the language", async () => {
    const { kernel, settle, said } = await listen("es");
    kernel.setParameter(1, 2, 1, 0.5);
    await settle();
    kernel.setParameter(1, 2, 0, -1.25);
    await settle();
    expect(said).toEqual(["Peso fijado en 0,5", "Sesgo fijado en −1,25"]);
  });

  it("nothing is said of what was refused, or has no answer", async () => {
    const { kernel, model, connection, settle, said } = await listen();
    model.silent = true;
    kernel.setParameter(1, 1, 1, 1e300);
    const { view, seq } = model.got("set_parameter")[0] ?? {};
    model.deliver({ type: "refused", view, seq, reason: "too large" });
    await settle();
    await pass(BUSY_AFTER + 10_000);
    expect(connection.value).toBe("busy");
    kernel.command("undo");
    expect(kernel.refusal.value).toBeNull();
    await settle();
    expect(said).toEqual([]);
  });

  it("a step says the losses that it led to", async () => {
    const { kernel, show, settle, said } = await listen();
    kernel.command("step");
    await show({ epoch: 1, loss_train: 0.4321, loss_test: 0.51 });
    await settle();
    expect(said).toEqual(["Epoch 1, training loss 0.432, test loss 0.51"]);
  });
});

describe("while it trains", () => {
  it("a summary comes every five seconds and no sooner", async () => {
    const { show, said } = await listen();
    await show({ playing: true });
    for (let epoch = 1; epoch <= 900; epoch++) {
      await show({ epoch, loss_train: 0.02, loss_test: 0.03 });
    }
    const heard = 900 / 60 / (SUMMARY_EVERY / 1000);
    expect(said.length).toBeGreaterThanOrEqual(heard - 1);
    expect(said.length).toBeLessThanOrEqual(heard);
    expect(said[0]).toMatch(/^Epoch 30\d, training loss 0.02, test loss 0.03$/);
  });

  it("waits as long after anything else that was said", async () => {
    const { kernel, show, settle, said, times } = await listen();
    await show({ playing: true });
    vi.advanceTimersByTime(SUMMARY_EVERY - SETTLE);
    kernel.setParameter(1, 1, 1, 2);
    await settle();
    for (let epoch = 1; said.length < 2 && epoch < 900; epoch++) await show({ epoch });
    expect(said).toEqual(["Weight set to 2", expect.stringMatching(/^Epoch \d+/)]);
    const [set = 0, summary = 0] = times;
    expect(summary - set).toBeGreaterThanOrEqual(SUMMARY_EVERY);
    expect(summary - set).toBeLessThan(SUMMARY_EVERY + 2 * PICTURE);
  });

  it("pausing says where it has come to, and then it is silent", async () => {
    const { show, settle, said } = await listen();
    await show({ playing: true });
    await show({ playing: false, epoch: 12, loss_train: 0.25, loss_test: Number.NaN });
    await settle();
    expect(said).toEqual(["Paused. Epoch 12, training loss 0.25"]);
    vi.advanceTimersByTime(10 * SUMMARY_EVERY);
    await show({ epoch: 12 });
    expect(said).toHaveLength(1);
  });
});
