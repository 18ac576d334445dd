import { act } from "preact/test-utils";
import { describe, expect, it } from "vitest";
import { Player } from "../../dev/player";
import { EquationView } from "../../src/board/equation";
import { readNumber } from "../../src/i18n/numbers";
import { NetworkView } from "../../src/network/network";
import { frameWith, type Net } from "../recorded";
import { draw, kernelOf, settle, stage } from "../stage";

stage(480);

const NET: Net = {
  layers: [2, 1],
  parameters: [
    [0.123456, 0.2, 0.3, 0.4, 0.5, 0.6],
    [1, 2, 3],
  ],
};

let page: HTMLElement;

async function show() {
  const model = new Player("default");
  const { kernel, next } = await kernelOf(model);
  await next(frameWith(NET));
  page = await draw(
    <>
      <NetworkView kernel={kernel} />
      <EquationView kernel={kernel} />
    </>,
  );
  await act(() => {
    kernel.selected.value = { layer: 1, neuron: 1 };
  });
  /** The first weight of the first layer is another, and the others are 0. */
  const train = (first: number) =>
    next(
      frameWith({
        ...NET,
        parameters: [
          [first, 0, 0, 0, 0, 0],
          [0, 0, 0],
        ],
      }),
    );
  /** What parameters were set, in the order of `setParameter`. */
  const set = () =>
    model
      .got("set_parameter")
      .map(({ layer, neuron, source, value }) => [layer, neuron, source, value]);
  const edits = () => model.got("edit").map(({ changes }) => changes);
  return { model, kernel, train, set, edits };
}

function named(selector: string, name: string): HTMLElement {
  const found = page.querySelector<HTMLElement>(`${selector}[aria-label="${name}"]`);
  if (!found) throw new Error(`there is no ${selector} named ${name}`);
  return found;
}
const button = (name: string) => named("button", name);
const field = (name: string) => named("[role=spinbutton]", name) as HTMLInputElement;
const W1 = "Weight from x1 to neuron 1 of layer 1";
const BIAS = "Bias of neuron 1 of layer 1";

const key = (element: Element, name: string, shiftKey = false) =>
  act(() => {
    element.dispatchEvent(new KeyboardEvent("keydown", { key: name, shiftKey, bubbles: true }));
  });
function type(input: HTMLInputElement, text: string) {
  input.focus();
  input.value = text;
}
describe("The field of a weight", () => {
  it("shows four digits and follows training, except while it has the focus", async () => {
    const { train } = await show();
    expect(field(W1).value).toBe("0.1235");
    expect(field(BIAS).value).toBe("0.5000");
    await train(-0.25);
    expect(field(W1).value).toBe("-0.2500");
    field(W1).focus();
    await train(0.75);
    expect(field(W1).value).toBe("-0.2500");
    await act(() => field(W1).blur());
    expect(field(W1).value).toBe("0.7500");
  });

  it("sets the weight with Enter, and once", async () => {
    const { set } = await show();
    type(field(W1), " −0,5 ");
    await key(field(W1), "Enter");
    await act(() => field(W1).blur());
    expect(set()).toEqual([[1, 1, 1, -0.5]]);
  });

  it("sets the bias when it is left", async () => {
    const { set } = await show();
    type(field(BIAS), "1e-3");
    await act(() => field(BIAS).blur());
    expect(set()).toEqual([[1, 1, 0, 0.001]]);
  });

  it("changes nothing when it is only visited, though what it shows is rounded", async () => {
    const { set } = await show();
    field(W1).focus();
    await key(field(W1), "Enter");
    await act(() => field(W1).blur());
    expect(set()).toEqual([]);
  });

  it("steps with the arrow keys by 0.1, and with Shift by 1", async () => {
    const { set } = await show();
    field(BIAS).focus();
    for (const [name, shift] of [
      ["ArrowUp", false],
      ["ArrowUp", false],
      ["ArrowDown", true],
    ] as const) {
      await key(field(BIAS), name, shift);
    }
    expect(set().map(([, , , value]) => value)).toEqual([0.6, 0.7, -0.3]);
  });

  it("forgets with Escape what was typed", async () => {
    const { set } = await show();
    type(field(W1), "7");
    await key(field(W1), "Escape");
    await act(() => field(W1).blur());
    expect(field(W1).value).toBe("0.1235");
    expect(set()).toEqual([]);
  });

  it("refuses nonsense in words and shows the true number again", async () => {
    const { kernel, set } = await show();
    type(field(W1), "<b>one</b>");
    await key(field(W1), "Enter");
    expect(kernel.refusal.value).toBe("“<b>one</b>” is not a number.");
    expect(field(W1).value).toBe("0.1235");
    expect(set()).toEqual([]);
  });

  it("shows the true number again when the kernel refuses the new one", async () => {
    const { model } = await show();
    model.silent = true;
    type(field(W1), "1e300");
    await key(field(W1), "Enter");
    expect(field(W1).value).toBe("1e300");
    const { view, seq } = model.got("set_parameter")[0] ?? {};
    await act(() => model.deliver({ type: "refused", view, seq, reason: "too large" }));
    expect(field(W1).value).toBe("0.1235");
  });

  it.each([
    ["0.5", 0.5],
    ["0,5", 0.5],
    ["−2", -2],
    ["1e-4", 1e-4],
    ["", null],
    ["1 2", null],
    ["Infinity", null],
    ["NaN", null],
    ["1e999", null],
  ])("reads %j as %j", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });
});

describe("The network", () => {
  const link = () => named("path", "Weight from x2 to neuron 2 of layer 1");

  it("leads from a click on a link to the field of its weight", async () => {
    const { kernel } = await show();
    await act(() => {
      link().dispatchEvent(new MouseEvent("click", { bubbles: true }));
    });
    expect(kernel.selected.value).toEqual({ layer: 1, neuron: 2 });
    expect(document.activeElement).toBe(field("Weight from x2 to neuron 2 of layer 1"));
    expect(kernel.wanted.value).toBeNull();
  });

  it("leads there from the keyboard as well", async () => {
    await show();
    await key(link(), "Enter");
    expect(document.activeElement).toBe(field("Weight from x2 to neuron 2 of layer 1"));
  });

  it("leads from a click on a bias bar to the field of the bias", async () => {
    await show();
    const bar = button("Neuron 1 of layer 2").querySelector<HTMLElement>(".nnw-bias");
    await act(() => bar?.click());
    expect(document.activeElement).toBe(field("Bias of neuron 1 of layer 2"));
  });

  it("marks what is frozen, each neuron of a frozen layer", async () => {
    const { model } = await show();
    const locks = () => page.querySelectorAll(".nnw-locks path").length;
    expect(locks()).toBe(0);
    await act(() => model.assign({ frozen: [[1], [2, 1], [2, 1, 0], [2, 1, 1]] }));
    expect(locks()).toBe(5);
    expect(button("Neuron 2 of layer 1").getAttribute("aria-description")).toBe("Frozen.");
  });

  it("crosses out a neuron that is switched off, and fades what comes from it", async () => {
    const { model } = await show();
    await act(() => model.assign({ switched_off: [[1, 2]] }));
    expect(button("Neuron 2 of layer 1").dataset.off).toBe("");
    const faded = [...page.querySelectorAll("path[data-off]")];
    expect(faded.map((path) => path.getAttribute("aria-label"))).toEqual([
      "Weight from neuron 2 of layer 1 to neuron 1 of layer 2",
    ]);
  });
});

describe("Freezing", () => {
  const press = async (name: string) => {
    await act(() => button(name).click());
    await settle();
  };

  it("is a switch for a weight, a bias and the neuron", async () => {
    const { model, edits } = await show();
    await press(`Freeze w${W1.slice(1)}`);
    await press(`Freeze b${BIAS.slice(1)}`);
    await press(`Freeze w${W1.slice(1)}`);
    expect(edits().map(({ frozen }) => frozen)).toEqual([
      [[1, 1, 1]],
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
      [[1, 1, 0]],
    ]);
    await act(() => model.assign({ frozen: [[1, 1], [2]] }));
    expect(button("Freeze neuron").getAttribute("aria-pressed")).toBe("true");
    await press("Freeze neuron");
    expect(edits().at(-1)).toEqual({ frozen: [[2]] });
  });

  it("of a whole neuron holds its weights, which cannot be freed one by one", async () => {
    const { model, edits } = await show();
    await act(() => model.assign({ frozen: [[1, 1]] }));
    const one = button(`Freeze w${W1.slice(1)}`);
    expect(one.getAttribute("aria-pressed")).toBe("true");
    expect(one.getAttribute("aria-disabled")).toBe("true");
    await press(`Freeze w${W1.slice(1)}`);
    expect(edits()).toEqual([]);
  });
});

describe("Switching off", () => {
  it("is a switch of hidden neurons alone", async () => {
    const { kernel, edits } = await show();
    await act(() => button("Switch off neuron").click());
    expect(edits()).toEqual([{ switched_off: [[1, 1]] }]);
    await act(() => {
      kernel.selected.value = { layer: 2, neuron: 1 };
    });
    expect(() => button("Switch off neuron")).toThrow();
    expect(button("Freeze neuron")).toBeTruthy();
  });
});
