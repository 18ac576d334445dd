import { describe, expect, it } from "vitest";
import { chains, lengthOf, stops } from "../../src/draw/chains";
import type { SceneData } from "../../src/kernel/state";
import { neuronLine } from "../../src/output/parts/neuron-lines";
import { frameWith, sceneWith } from "../recorded";

const GRID = 33;
const SIDE = 240;

type Input = (x: number, y: number) => number;
const X1: Input = (x) => x;
const X2: Input = (_, y) => y;

/** A scene whose network is given `inputs` over the extent, as the kernel sends them. */
function sceneOf(inputs: Input[], extent = [-6, 6, -6, 6]): SceneData {
  const [left = 0, right = 0, bottom = 0, top = 0] = extent;
  const maps = inputs.flatMap((input) =>
    Array.from({ length: GRID * GRID }, (_, at) => {
      const [u, v] = [(at % GRID) / (GRID - 1), Math.floor(at / GRID) / (GRID - 1)];
      return input(left + u * (right - left), top + v * (bottom - top));
    }),
  );
  const features = inputs.map((_, i) => `x${i + 1}`);
  return {
    ...sceneWith({ features }),
    extent,
    input_grid: GRID,
    input_maps: Float32Array.from(maps),
  };
}

/** The line of a neuron with these weights and bias, its points in the data's own numbers. */
function lineOf(scene: SceneData, weights: number[], b: number, activation = "tanh") {
  const frame = frameWith({
    features: scene.features,
    layers: [1, 1],
    activations: [activation, "sigmoid"],
    parameters: [[...weights, b]],
  });
  const drawn = neuronLine(scene, frame, 1, SIDE, 0.1);
  const [left = 0, right = 0, bottom = 0, top = 0] = scene.extent;
  const number = (text: string) => text.split(" ").map(Number) as [number, number];
  const place = ([x, y]: [number, number]): [number, number] => [
    left + (x / SIDE) * (right - left),
    top + (y / SIDE) * (bottom - top),
  ];
  const points = drawn.line
    .split(/[ML]/)
    .filter(Boolean)
    .map((one) => place(number(one)));
  const ticks = drawn.ticks
    .split("M")
    .filter(Boolean)
    .map((one) => {
      const [from = "", by = ""] = one.split("l");
      const [x, y] = number(from);
      const [dx, dy] = number(by);
      return { foot: place([x, y]), tip: place([x + dx, y + dy]) };
    });
  return { ...drawn, points, ticks };
}

describe("The line of a neuron", () => {
  it.each([
    [1, 0, 0],
    [0, 1, -2],
    [1, -1, 0],
    [-0.7, 0.2, 1.3],
    [0.001, 0.002, -0.003],
  ])("has w·x + b = 0 everywhere, from border to border: %f x1 + %f x2 + %f", (u, v, b) => {
    const { points } = lineOf(sceneOf([X1, X2]), [u, v], b);
    const size = Math.hypot(u, v);
    for (const [x, y] of points) expect((u * x + v * y + b) / size).toBeCloseTo(0, 1);
    expect(points).toHaveLength(2);
    const ends = [points[0], points.at(-1)] as [number, number][];
    for (const [x, y] of ends) expect(Math.max(Math.abs(x), Math.abs(y))).toBeCloseTo(6, 5);
  });

  it.each(["tanh", "sigmoid", "relu", "linear", "step", "softplus"])(
    "is where the weighted sum is 0, whatever %s makes of it",
    (activation) => {
      const { points } = lineOf(sceneOf([X1, X2]), [2, 1], 3, activation);
      for (const [x, y] of points) expect(2 * x + y + 3).toBeCloseTo(0, 1);
    },
  );

  it.each([
    [1, 0, 0],
    [-1, 0, 0],
    [0.5, -2, 1],
    [-3, -1, 4],
  ])("has ticks to its positive side: %f x1 + %f x2 + %f", (u, v, b) => {
    const { ticks } = lineOf(sceneOf([X1, X2]), [u, v], b);
    expect(ticks.length).toBeGreaterThan(10);
    for (const { foot, tip } of ticks) {
      expect(u * foot[0] + v * foot[1] + b).toBeCloseTo(0, 1);
      expect(u * tip[0] + v * tip[1] + b).toBeGreaterThan(0.1);
    }
  });

  it("heeds that inputs are standardized, and data far from 0", () => {
    const scene = sceneOf([(x) => (x - 100) / 30, (_, y) => (y - 5) / 0.2], [20, 180, 4.4, 5.6]);
    const { points } = lineOf(scene, [1, -1], 0.5);
    expect(points.length).toBeGreaterThan(1);
    for (const [x, y] of points) {
      expect((x - 100) / 30 - (y - 5) / 0.2 + 0.5).toBeCloseTo(0, 1);
    }
  });

  it("counts in the columns that are not on the axes, at what the kernel holds them", () => {
    // the third input is the same at every place: the plane cuts the data there
    const { points } = lineOf(sceneOf([X1, X2, () => 2]), [1, 1, 1.5], 0);
    for (const [x, y] of points) expect(x + y + 3).toBeCloseTo(0, 1);
  });

  it("is a closed curve where x1² and x2² are inputs, positive outside", () => {
    const scene = sceneOf([(x) => x * x, (_, y) => y * y]);
    const { line, points, ticks } = lineOf(scene, [1, 1], -9);
    expect(line.match(/M/g)).toHaveLength(1);
    expect(points[0]).toEqual(points.at(-1));
    for (const [x, y] of points) expect(Math.hypot(x, y)).toBeCloseTo(3, 1);
    for (const { foot, tip } of ticks) {
      expect(Math.hypot(...tip)).toBeGreaterThan(Math.hypot(...foot));
    }
  });

  it("is two curves for x1x2, each with ticks to where the product is larger", () => {
    const scene = sceneOf([(x, y) => x * y]);
    const { line, ticks } = lineOf(scene, [1], -2);
    expect(line.match(/M/g)).toHaveLength(2);
    for (const { tip } of ticks) expect(tip[0] * tip[1]).toBeGreaterThan(2);
  });

  it.each([-0.001, 0.001])("knows its side where four corners of a cell differ: %f", (b) => {
    const { line, ticks } = lineOf(sceneOf([(x, y) => (x - 0.19) * (y - 0.19)]), [1], b);
    expect(line.match(/M/g)).toHaveLength(2);
    const product = ([x, y]: [number, number]) => (x - 0.19) * (y - 0.19);
    for (const { foot, tip } of ticks) expect(product(tip)).toBeGreaterThan(product(foot));
  });

  it("is an upright line where the data have one column", () => {
    const { points } = lineOf(sceneOf([X1], [0, 10, -1, 1]), [2], -6);
    for (const [x] of points) expect(x).toBeCloseTo(3, 5);
    expect(points[0]?.[1]).not.toBe(points.at(-1)?.[1]);
  });

  it("is not there where it lies outside, or where there are no weights", () => {
    for (const weights of [
      [0.1, 0.1],
      [0, 0],
    ]) {
      const drawn = lineOf(sceneOf([X1, X2]), weights, 5);
      expect([drawn.line, drawn.ticks, drawn.label]).toEqual(["", [], null]);
    }
  });

  it("leaves out where an input is infinite or no number", () => {
    const scene = sceneOf([(x) => Math.log(x), X2]);
    const { points, line } = lineOf(scene, [1, -1], 0);
    expect(points.length).toBeGreaterThan(5);
    expect(line).not.toMatch(/NaN|Infinity/);
    for (const [x] of points) expect(x).toBeGreaterThan(0);
  });

  it("has its number on it, and never across the border", () => {
    for (const b of [-5.9, 0, 5.9]) {
      const [x = 0, y = 0] = lineOf(sceneOf([X1, X2]), [1, 0], b).label ?? [];
      expect(Math.abs(x - ((6 - b) / 12) * SIDE)).toBeLessThan(10);
      for (const at of [x, y]) expect(Math.abs(at - SIDE / 2)).toBeLessThanOrEqual(SIDE / 2 - 9);
    }
  });
});

describe("Segments", () => {
  it("are joined in any order, open ones and closed ones", () => {
    const open = [2, 0, 3, 0, 0, 0, 1, 0, 1, 0, 2, 0];
    const closed = [5, 5, 6, 5, 6, 5, 5, 6, 5, 6, 5, 5];
    expect(chains([...open, ...closed])).toEqual([
      [0, 0, 1, 0, 2, 0, 3, 0],
      [5, 5, 6, 5, 5, 6, 5, 5],
    ]);
    expect(chains([])).toEqual([]);
  });

  it("without length or with what is no number are left out", () => {
    expect(chains([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, Number.NaN, 0, 3, 3])).toEqual([
      [0, 0, 1, 1],
    ]);
  });

  it("have stops at distances, across corners too", () => {
    const line = [0, 0, 10, 0, 10, 5];
    expect(lengthOf(line)).toBe(15);
    const found = stops(line, [0, 4, 12, 15, 99]);
    expect(found.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [4, 0],
      [10, 2],
      [10, 5],
    ]);
    // left of the way to the right is up, left of the way down is to the right
    expect(found[1]?.left).toEqual([0, -1]);
    expect(found[2]?.left).toEqual([1, 0]);
  });
});
