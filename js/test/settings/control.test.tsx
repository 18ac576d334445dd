import { act } from "preact/test-utils";
import { describe, expect, it } from "vitest";
import { CATALOG, Player } from "../../dev/player";
import type { Control } from "../../src/kernel/protocol";
import { MoreSettings } from "../../src/settings/parts/more-settings";
import { isShown } from "../../src/ui/field";
import { draw, kernelOf, stage } from "../stage";

stage();

// an option that this side has never heard of: neither its name nor its label
const NEW = { place: "more", hidden_as: "mixUp" } as const;
const CONTROLS: Record<Control["kind"], Control> = {
  slider: { ...NEW, kind: "slider", min: 0, max: 2, step: 0.25 },
  menu: { ...NEW, kind: "menu", values: [0.1, 1, null] },
  choice: { ...NEW, kind: "choice", menu: "initializers", names: "initializer" },
  field: { ...NEW, kind: "field", min: 0, max: null, empty: "none" },
  box: { ...NEW, kind: "box" },
  special: { ...NEW, kind: "special" },
};

/** More settings with these controls, by option, and the values that the options have. */
async function show(controls: Record<string, Control>, values: object = {}) {
  const model = new Player("default");
  const { kernel } = await kernelOf(model);
  const { view } = model.got("hello")[0] ?? {};
  model.deliver({ type: "done", view, seq: 0, values });
  const catalog = { ...CATALOG, controls };
  const el = await draw(<MoreSettings kernel={kernel} catalog={catalog} />);
  const inputs = () => [...el.querySelectorAll<HTMLInputElement>("input, select")];
  const edits = () => model.got("edit").map(({ changes }) => changes);
  return { el, edits, inputs };
}

const labels = (one: HTMLInputElement) => one.labels?.[0]?.textContent?.trim() ?? "";

describe("An option that Python has just got", () => {
  it.each([
    ["slider", 0.5, "1.25", "input", 1.25],
    ["menu", 1, "0.1", "change", 0.1],
    ["menu", 1, "null", "change", null],
    ["choice", "zeros", "he_normal", "change", "he_normal"],
    ["field", 7, "12", "change", 12],
    ["field", 7, "", "change", null],
  ] as const)("is turned with its %s", async (kind, now, typed, event, then) => {
    const { edits, inputs } = await show({ mix_up: CONTROLS[kind] }, { mix_up: now });
    const [input] = inputs() as [HTMLInputElement];
    expect(labels(input)).toMatch(/^Mix up/);
    expect(input.value).toBe(String(now));
    await act(() => {
      input.value = typed;
      input.dispatchEvent(new Event(event, { bubbles: true }));
    });
    expect(edits()).toEqual([{ mix_up: then }]);
  });

  it("is switched with its box", async () => {
    const { edits, inputs } = await show({ mix_up: CONTROLS.box }, { mix_up: true });
    const [box] = inputs() as [HTMLInputElement];
    expect(labels(box)).toBe("Mix up");
    expect(box.checked).toBe(true);
    await act(() => box.click());
    expect(edits()).toEqual([{ mix_up: false }]);
  });

  it("offers in a menu also a value that is none of its", async () => {
    const { inputs } = await show({ mix_up: CONTROLS.menu }, { mix_up: 0.5 });
    const options = [...(inputs()[0]?.querySelectorAll("option") ?? [])];
    expect(options.map((one) => one.textContent)).toEqual(["0.1", "0.5", "1", "none"]);
  });

  it("has the words of the language where there are some", async () => {
    const { inputs, el } = await show({ dropout: CONTROLS.slider }, { dropout: 1 });
    expect(labels(inputs()[0] as HTMLInputElement)).toMatch(/^Dropout/);
    expect(el.querySelector("[data-hint=dropout]")).not.toBeNull();
  });

  it("is not drawn where it is hidden, stands elsewhere or has code of its own", async () => {
    const hidden = await show(
      { mix_up: CONTROLS.box },
      { mix_up: true, hidden_controls: ["mixUp"] },
    );
    expect(hidden.inputs()).toEqual([]);
    const elsewhere = await show({ mix_up: { ...CONTROLS.box, place: "own" } }, { mix_up: true });
    expect(elsewhere.inputs()).toEqual([]);
    expect((await show({ mix_up: CONTROLS.special })).inputs()).toEqual([]);
  });
});

it("Boxes come last, and all else in the order of the options", async () => {
  const { inputs } = await show(
    { standardize: CONTROLS.box, samples: CONTROLS.field, noise: CONTROLS.slider },
    { standardize: false, samples: null, noise: 5 },
  );
  expect(inputs().map((one) => one.type)).toEqual(["text", "range", "checkbox"]);
});

it("A control that nothing is called cannot be asked for", async () => {
  const { kernel } = await kernelOf(new Player("default"));
  for (const layer of [1, 2]) expect(isShown(kernel, `numNodes${layer}`)).toBe(true);
  // @ts-expect-error: no such name
  isShown(kernel, "playbutton");
});
