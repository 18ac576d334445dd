import { describe, expect, it } from "vitest";
import type { SceneData } from "../../src/kernel/state";
import {
  boundsOf,
  MAP,
  nearestSpace,
  outputOver,
  spacious,
} from "../../src/output/hidden-space-geometry";
import { activations } from "../formulas.json";
import { frameWith, recordedScene } from "../recorded";

describe("The space that is shown", () => {
  it("is at first that of the last hidden layer with two neurons", () => {
    expect(nearestSpace([2, 4, 3, 1, 3], null)).toEqual([2, 1, 2]);
    expect(spacious([2, 4, 3, 1, 3])).toEqual([1, 2]);
  });

  it("stays what was asked for, as far as the network still has it", () => {
    const wanted = [2, 4, 1] as const;
    expect(nearestSpace([2, 8, 4, 1], wanted)).toEqual([2, 4, 1]);
    expect(nearestSpace([2, 8, 3, 1], wanted)).toEqual([2, 3, 1]);
    expect(nearestSpace([2, 8, 1, 1], wanted)).toEqual([1, 4, 1]);
    expect(nearestSpace([2, 8, 1], wanted)).toEqual([1, 4, 1]);
    expect(nearestSpace([2, 8, 2, 1], [2, 4, 3])).toEqual([2, 1, 2]);
  });

  it("is none where no hidden layer has two neurons", () => {
    expect(nearestSpace([2, 1], null)).toBeNull();
    expect(nearestSpace([2, 3], [1, 1, 2])).toBeNull();
    expect(nearestSpace([2, 1, 1], null)).toBeNull();
  });
});

describe("Its axes", () => {
  const bounds = (...values: number[]) => boundsOf(Float32Array.from(values));

  it("hold still while values stay within -1 and 1, or 0 and 1", () => {
    expect(bounds(-0.2, 0.1, 0.9, 0.4)).toEqual([-1, 1, 0, 1]);
    expect(bounds()).toEqual([0, 1, 0, 1]);
  });

  it("double when they must", () => {
    expect(bounds(0, 1.1, 5, -3)).toEqual([0, 8, -4, 2]);
  });

  it("do not heed what is infinite or no number", () => {
    expect(bounds(Number.NaN, 0.5, Number.POSITIVE_INFINITY, -0.5)).toEqual([0, 1, -1, 1]);
  });
});

describe("The output over the space", () => {
  const over = (
    net: { layers: number[]; parameters: number[][] },
    scene: Partial<SceneData> = {},
    space: [number, number, number] = [1, 1, 2],
  ) => {
    const all = { ...recordedScene(), ...scene };
    return outputOver(all, frameWith(net), activations, space, [-1, 1, -1, 1]);
  };
  const FIRST = [0, 0, 0, 0, 0, 0];

  it("changes its answer on a straight line, also where it is steep", () => {
    for (const steep of [0.1, 1, 300]) {
      const parameters = [FIRST, [2 * steep, -steep, 0.25 * steep]];
      const { map, segments } = over({ layers: [2, 1], parameters }) ?? {};
      expect(map).toHaveLength(MAP * MAP);
      expect(segments).toHaveLength(4);
      for (const i of [0, 2]) {
        const [u = 0, v = 0] = segments?.slice(i, i + 2) ?? [];
        expect(Math.min(u, v, 1 - u, 1 - v)).toBeCloseTo(0, 9);
        const x = (u - 0.05) / 0.45 - 1;
        const y = 1 - (v - 0.05) / 0.45;
        expect(2 * x - y + 0.25).toBeCloseTo(0, 5);
      }
    }
  });

  it("turns with the axes", () => {
    const net = { layers: [2, 1], parameters: [FIRST, [3, 0, 0]] };
    const right = over(net)?.map.at(MAP * MAP - 1);
    const top = over(net, {}, [1, 2, 1])?.map[0];
    expect(right).toBeGreaterThan(200);
    expect(top).toBeGreaterThan(200);
  });

  it("is the probability, or the number, between the colours", () => {
    const net = { layers: [2, 1], parameters: [FIRST, [0, 0, Math.log(3)]] };
    expect(over(net)?.map[0]).toBe(Math.floor(0.75 * 255));
    const tanh = { output_activation: "tanh", value_range: [-1, 1] };
    expect(over(net, tanh)?.map[0]).toBe(Math.floor((0.8 + 1) * 127.5));
    const linear = { output_activation: "linear", value_range: [-2, 8] };
    expect(over({ layers: [2, 1], parameters: [FIRST, [0, 0, 3]] }, linear)?.map[0]).toBe(127);
  });

  it.each([
    ["elu", 0.5],
    ["leaky_relu", 0.5],
    ["relu", 0.5],
    ["step", 0],
    ["sigmoid", 0],
    ["softplus", Math.log(Math.exp(0.5) - 1)],
  ])("changes with %s where its value is in the middle", (name, sum) => {
    const net = { layers: [2, 1], parameters: [FIRST, [1, 0, 0]] };
    const bounds = [-1, 1, -1, 1] as const;
    const scene = { ...recordedScene(), output_activation: name };
    const over = outputOver(scene, frameWith(net), activations, [1, 1, 2], bounds);
    const across = over?.segments.filter((_, i) => i % 2 === 0).map((u) => (u - 0.05) / 0.45 - 1);
    expect(across).toHaveLength(2);
    for (const x of across ?? []) expect(x).toBeCloseTo(sum, 9);
  });

  it("changes nowhere where the output never is so small, or so large", () => {
    const net = { layers: [2, 1], parameters: [FIRST, [1, 0, 0]] };
    const small = { output_activation: "relu", value_range: [-3, 1] };
    expect(over(net, small)?.segments).toEqual([]);
    const large = { output_activation: "tanh", value_range: [1, 3] };
    expect(over(net, large)?.segments).toEqual([]);
  });

  it("has the winner and its probability where there are several classes", () => {
    const classes = { class_names: ["a", "b", "c"], output_activation: "softmax" };
    const parameters = [FIRST, [9, 0, -9, 0, 0, 0, 0, 1, 0]];
    const { map, segments } = over({ layers: [2, 3], parameters }, classes) ?? {};
    expect(map).toHaveLength(2 * MAP * MAP);
    expect([map?.[0], map?.[MAP / 2], map?.[MAP - 1]]).toEqual([2, 1, 0]);
    expect(map?.[MAP * MAP]).toBeGreaterThan(240);
    expect(segments?.length).toBeGreaterThan(50);
  });

  it("is not drawn where the output sees more, or other neurons", () => {
    const wide = { layers: [3, 1], parameters: [Array(9).fill(0), [1, 1, 1, 1]] };
    expect(over(wide)).toBeNull();
    const deep = { layers: [2, 2, 1], parameters: [FIRST, FIRST, [1, 1, 1]] };
    expect(over(deep)).toBeNull();
    expect(
      over({ layers: [2, 1], parameters: [FIRST, [1, 1, 1]] }, { output_activation: "sine" }),
    ).toBeNull();
  });
});
