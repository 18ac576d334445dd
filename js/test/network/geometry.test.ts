import { describe, expect, it } from "vitest";
import {
  biasShare,
  type LayoutInput,
  layout,
  linkAt,
  linkOpacity,
  linkPath,
  linkWidth,
  span,
} from "../../src/network/geometry";

const base: LayoutInput = {
  width: 600,
  inputs: 7,
  layers: [4, 2, 1],
  inputLabel: 50,
  outputLabel: 0,
  minPitch: 70,
};

describe("the layout of the network", () => {
  it("fills the width with columns at equal distances", () => {
    const { columns, width } = layout(base);
    const gaps = columns.slice(1).map(({ x }, i) => x - (columns[i]?.x ?? 0));
    expect(width).toBeCloseTo(600);
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0] ?? 0);
  });

  it("centres every column on the same line", () => {
    const { columns, height } = layout(base);
    for (const { ys } of columns) {
      expect(ys.reduce((sum, y) => sum + y, 0) / ys.length).toBeCloseTo(height / 2);
    }
  });

  it("keeps its height and the size of neurons from one neuron to eight", () => {
    const few = layout({ ...base, layers: [1, 1] });
    const many = layout({ ...base, layers: [8, 8, 8, 1] });
    expect(many.height).toBe(few.height);
    expect(many.node).toBe(few.node);
    expect(many.node).toBe(40);
  });

  it.each([1, 8, 12, 16, 24, 32])("keeps %i neurons apart and inside", (count) => {
    const { columns, node, height } = layout({ ...base, layers: [count, 1] });
    const ys = columns[1]?.ys ?? [];
    expect((ys[0] ?? 0) - node / 2).toBeGreaterThanOrEqual(0);
    expect((ys.at(-1) ?? 0) + node / 2).toBeLessThanOrEqual(height);
    ys.slice(1).forEach((y, i) => {
      expect(y - (ys[i] ?? 0)).toBeGreaterThanOrEqual(node + 5);
    });
  });

  it("leaves to the links half of the way between two columns of many", () => {
    const { columnPitch, node, width } = layout({
      ...base,
      layers: Array(7).fill(8),
      minPitch: 52,
    });
    expect(node).toBeLessThan(40);
    expect(node / columnPitch).toBeCloseTo(0.5, 1);
    expect(width).toBeCloseTo(600);
  });

  it("becomes wider than the panel, which then scrolls, rather than too narrow", () => {
    const deep = layout({ ...base, layers: Array(16).fill(8) });
    expect(deep.columnPitch).toBe(70);
    expect(deep.width).toBeGreaterThan(600);
  });

  it("leaves space for the names of several outputs", () => {
    const { columns, width, node } = layout({ ...base, layers: [3], outputLabel: 60 });
    expect(width - (columns[1]?.x ?? 0) - node / 2).toBe(68);
  });
});

describe("links", () => {
  const at = layout(base);

  it("run from the right side of a neuron to the left side of the next", () => {
    const [x0, x1] = span(at, 1);
    expect(linkPath(at, 1, 0, 1)).toMatch(
      new RegExp(`^M${x0} ${at.columns[0]?.ys[0]}C.* ${x1} ${at.columns[1]?.ys[1]}$`),
    );
  });

  it("are found under the pointer all along their curve", () => {
    // The middle of a curve is the middle of its ends, by symmetry.
    const [x0, x1] = span(at, 1);
    const y = ((at.columns[0]?.ys[0] ?? 0) + (at.columns[1]?.ys[3] ?? 0)) / 2;
    const found = linkAt(at, (x0 + x1) / 2, y, 5, (row) => row === 0);
    expect(found).toEqual({ layer: 1, from: 0, to: 3 });
    const start = linkAt(at, x0 + 1, at.columns[0]?.ys[1] ?? 0, 5, (row) => row === 1);
    expect(start?.from).toBe(1);
  });

  it("are not found away from a curve, nor from an inactive input", () => {
    const [x0, x1] = span(at, 3);
    expect(linkAt(at, (x0 + x1) / 2, 2, 5, () => true)).toBeNull();
    expect(linkAt(at, span(at, 1)[0] + 1, at.columns[0]?.ys[0] ?? 0, 5, () => false)).toBeNull();
  });

  it("are 0.75 to 8 pixels wide and saturate at a weight of 5", () => {
    expect(linkWidth(0, at.pitch)).toBe(0.75);
    expect(linkWidth(-5, at.pitch)).toBe(8);
    expect(linkWidth(40, at.pitch)).toBe(8);
    expect(linkWidth(Number.NaN, at.pitch)).toBe(0.75);
  });

  it("are the more opaque the stronger they are", () => {
    const strengths = [0, 0.1, 1, 3, 5].map(linkOpacity);
    expect(strengths).toEqual([...strengths].sort((a, b) => a - b));
    expect(strengths.at(-1)).toBeLessThanOrEqual(1);
  });
});

it("draws a bias to its side, small ones visibly and large ones within the bar", () => {
  expect(biasShare(0.1)).toBeGreaterThan(0.1);
  expect(biasShare(-1000)).toBeGreaterThan(-1);
  expect(biasShare(-0.5)).toBe(-0.5);
  expect(biasShare(0)).toBe(0);
});
