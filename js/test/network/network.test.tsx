import { computed } from "@preact/signals";
import { act } from "preact/test-utils";
import { describe, expect, it } from "vitest";
import { Player } from "../../dev/player";
import { EquationView } from "../../src/board/equation";
import type { Kernel, Picture } from "../../src/kernel/state";
import { NetworkView } from "../../src/network/network";
import { frameWith, type Net, sceneWith } from "../recorded";
import { draw, kernelOf, settle, stage } from "../stage";

stage(480);

let page: HTMLElement;

/** The recorded network, or another one, as a kernel shows it that is made of the real one. */
async function show(net?: Net, seen = (kernel: Kernel) => kernel) {
  const model = new Player("default", net?.features && { features: net.features });
  const { kernel, next } = await kernelOf(model);
  if (net) await next(frameWith(net), sceneWith(net));
  const shown = seen(kernel);
  page = await draw(
    <>
      <NetworkView kernel={shown} />
      <EquationView kernel={shown} />
    </>,
  );
  return { model, kernel, next };
}

const named = (name: string) => page.querySelector<HTMLElement>(`[aria-label="${name}"]`);
const press = async (name: string) => {
  await act(() => named(name)?.click());
  await settle();
};

describe("the network", () => {
  it("names every input, neuron and weight", async () => {
    await show({ layers: [3, 1] });
    for (const name of [
      "x1x2",
      "sin(x2)",
      "Neuron 3 of layer 1",
      "Neuron 1 of layer 2",
      "Weight from x2 to neuron 3 of layer 1",
      "Weight from neuron 2 of layer 1 to neuron 1 of layer 2",
    ]) {
      expect(named(name), name).not.toBeNull();
    }
    expect(page.querySelectorAll("path.nnw-link")).toHaveLength(9);
    expect(named("x1")?.ariaPressed ?? named("x1")?.getAttribute("aria-pressed")).toBe("true");
    expect(named("x1²")?.getAttribute("aria-pressed")).toBe("false");
  });

  it("adds an input in the order of the menu and takes one away", async () => {
    const { model } = await show({ features: ["x2", "sin(x1)"] });
    await press("x1²");
    await press("x2");
    expect(model.got("edit").map(({ changes }) => changes)).toEqual([
      { features: ["x2", "x1^2", "sin(x1)"] },
      { features: ["x1^2", "sin(x1)"] },
    ]);
  });

  it("refuses to take the last input away", async () => {
    const { model, kernel } = await show({ features: ["x1"] });
    await press("x1");
    expect(model.got("edit")).toEqual([]);
    expect(kernel.refusal.value).toContain("at least one input");
  });

  it("draws a weight's sign and size, and its new ones with the next frame", async () => {
    const { next } = await show({ features: ["x1"], layers: [1], parameters: [[-5, 0]] });
    const link = page.querySelector<SVGPathElement>("path.nnw-link");
    expect(link?.dataset.sign).toBe("-");
    expect(link?.getAttribute("stroke-width")).toBe("8.00");
    await next(frameWith({ features: ["x1"], layers: [1], parameters: [[0.1, 0]] }));
    expect(link?.dataset.sign).toBe("+");
    expect(Number(link?.getAttribute("stroke-width"))).toBeLessThan(1);
  });

  it("draws other layers when the network has changed", async () => {
    const { next } = await show();
    await next(frameWith({ layers: [3, 5, 1] }));
    expect(named("Neuron 5 of layer 2")).not.toBeNull();
    expect(page.querySelectorAll("path.nnw-link")).toHaveLength(6 + 15 + 5);
  });

  it("has no elements for thousands of weights", async () => {
    await show({ layers: [32, 32, 1] });
    expect(page.querySelectorAll("path.nnw-link")).toHaveLength(0);
    expect(page.querySelector("canvas.nnw-links")).not.toBeNull();
  });

  it("has one stop of the tab key among its neurons, also when that one goes", async () => {
    const { next } = await show();
    const stops = () =>
      [...page.querySelectorAll('.nnw-neuron[tabindex="0"]')].map((stop) =>
        stop.getAttribute("aria-label"),
      );
    await act(() => named("Neuron 3 of layer 1")?.focus());
    expect(stops()).toEqual(["Neuron 3 of layer 1"]);
    await next(frameWith({ layers: [2, 1] }));
    expect(stops()).toEqual(["Neuron 1 of layer 1"]);
  });
});

describe("what runs along the links", () => {
  const dots = () =>
    [...page.querySelectorAll(".nnw-running-dots path")].map((p) => p.getAttribute("d"));
  const parameters = [
    [0, 0.5, 0],
    [-3, 0],
  ];

  it("runs only while the network trains, and faster kinds carry larger weights", async () => {
    const { next } = await show({ layers: [1, 1], parameters });
    expect(dots()).toEqual([]);
    const curve = (name: string) => named(name)?.getAttribute("d");
    await next({ ...frameWith({ layers: [1, 1], parameters }), playing: true });
    expect(dots()).toEqual([
      curve("Weight from x2 to neuron 1 of layer 1"),
      "",
      curve("Weight from neuron 1 of layer 1 to neuron 1 of layer 2"),
    ]);
  });
});

describe("another network", () => {
  const inputs = ["x1", "x2", "x1^2"];

  it("has the links of its inputs", async () => {
    const { next } = await show({ layers: [2, 1] });
    const net = { features: inputs, layers: [2, 1] };
    await next(frameWith(net), sceneWith(net));
    expect(page.querySelectorAll("path.nnw-link")).toHaveLength(8);
  });

  it.each([
    ["more inputs", { features: inputs, layers: [3, 1] }],
    ["fewer inputs", { features: ["x2"], layers: [3, 1] }],
    ["fewer neurons", { layers: [1, 1] }],
    ["another layer", { layers: [3, 2, 1] }],
    ["no layer", { layers: [1] }],
    ["more outputs", { layers: [2, 3] }],
  ])("with %s is never asked for a weight that it does not have", async (_, net: Net) => {
    const wrong: string[] = [];
    /** A list that notes who reads beyond its end. */
    const strict = <T extends object>(list: T): T =>
      new Proxy(list, {
        get(target, key) {
          if (/^\d+$/.test(String(key)) && !(key in target)) wrong.push(String(key));
          return Reflect.get(target, key);
        },
      });
    const { kernel, next } = await show({ layers: [3, 1] }, ({ picture, ...kernel }) => {
      const watched = computed(() => {
        const { scene, frame } = picture.value as Picture;
        const parameters = computed(() => strict(frame.value.parameters.map(strict)));
        return { scene, frame: computed(() => ({ ...frame.value, parameters: parameters.value })) };
      });
      return { ...kernel, picture: watched, frame: computed(() => watched.value.frame.value) };
    });
    kernel.selected.value = { layer: 1, neuron: 3 };
    await next({ ...frameWith(net), playing: true }, sceneWith(net));
    expect(kernel.selected.value !== null).toBe(net.layers?.[0] === 3);
    expect(wrong).toEqual([]);
    expect(page.textContent).not.toMatch(/NaN|undefined/);
  });
});

describe("a neuron", () => {
  it("is chosen with one press and left with another", async () => {
    const { kernel } = await show();
    await press("Neuron 2 of layer 1");
    expect(kernel.selected.value).toEqual({ layer: 1, neuron: 2 });
    expect(named("Neuron 2 of layer 1")?.getAttribute("aria-pressed")).toBe("true");
    await press("Neuron 2 of layer 1");
    expect(kernel.selected.value).toBeNull();
  });
});

describe("the blackboard", () => {
  const text = () => page.querySelector<HTMLElement>("[data-nnw=equation]")?.dataset.text;

  it("shows the output's equation until a neuron is chosen", async () => {
    await show({ layers: [1], parameters: [[1, 2, 3]] });
    expect(text()).toBe("z = 1.00·x1 + 2.00·x2 + 3.00, y' = sigmoid(z)");
  });

  it("shows the chosen neuron with the numbers of the newest frame", async () => {
    const parameters = [
      [1, 2, 3],
      [1, 1],
    ];
    const { next } = await show({ layers: [1, 1], parameters });
    await press("Neuron 1 of layer 1");
    expect(text()).toBe("z = 1.00·x1 + 2.00·x2 + 3.00, a = tanh(z)");
    await next(
      frameWith({
        layers: [1, 1],
        parameters: [
          [-1, 2, 3],
          [1, 1],
        ],
      }),
    );
    expect(text()).toBe("z = −1.00·x1 + 2.00·x2 + 3.00, a = tanh(z)");
  });
});
