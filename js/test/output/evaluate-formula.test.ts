import { describe, expect, it } from "vitest";
import { functionOf, reachedAt, type Tree } from "../../src/output/evaluate-formula";
import { activations, values } from "../formulas.json";

describe("a formula to compute with", () => {
  it.each(Object.entries(values))(
    "gives with %s what Python gives",
    (name, [zs = [], as, slopes]) => {
      const item = activations.find((one) => one.name === name);
      const f = functionOf(item?.expression.tree as Tree, "z");
      const slope = functionOf(item?.slope.tree as Tree, "z", "a");
      zs.forEach((z, i) => {
        expect(f(z)).toBeCloseTo(as?.[i] ?? Number.NaN, 12);
        expect(slope(z, f(z))).toBeCloseTo(slopes?.[i] ?? Number.NaN, 12);
      });
    },
  );

  it("knows all operations", () => {
    const value = (tree: Tree) => functionOf(tree, "z")(2);
    expect(value(["^", "z", 3])).toBe(8);
    expect(value(["sqrt", ["*", 2, "z"]])).toBe(2);
    expect(value(["abs", ["neg", "z"]])).toBe(2);
    expect(value(["sign", ["-", 1, "z"]])).toBe(-1);
    expect(value(["min", 1, ["max", 0, "z"]])).toBe(1);
    expect(value(["if", ["<=", "z", 2], 7, 8])).toBe(7);
    expect(value(["if", ["<", "z", 2], 7, 8])).toBe(8);
    expect(value(["sigmoid", ["-", "z", 2]])).toBe(0.5);
  });

  it("gives no number where something is not known", () => {
    expect(functionOf("y", "z")(1)).toBeNaN();
    expect(functionOf(["swish", "z"], "z")(1)).toBeNaN();
  });
});

describe("where a function reaches a number", () => {
  it("is found to the last digit", () => {
    expect(reachedAt(Math.tanh, 0)).toBeCloseTo(0, 15);
    expect(reachedAt((z) => 2 * z + 1, 8)).toBeCloseTo(3.5, 12);
    expect(reachedAt((z) => Number(z >= 0.125), 0.5)).toBe(0.125);
  });

  it("is nowhere where it always or never is as large", () => {
    expect(reachedAt((z) => Math.max(0, z), -1)).toBe(Number.NEGATIVE_INFINITY);
    expect(reachedAt(Math.tanh, 2)).toBe(Number.POSITIVE_INFINITY);
  });
});
