import { describe, expect, it } from "vitest";
import { thin } from "../../src/chart/thin";

function history(train: number[]) {
  return {
    version: 1,
    epochs: train.map((_, i) => i),
    train,
    test: train.map((v) => v + 1),
    events: [],
  };
}

describe("the history as it is drawn", () => {
  it("is whole as long as it is short", () => {
    expect(thin(history([3, 2, 1]), 100)).toEqual([
      [0, 1, 2],
      [3, 2, 1],
      [4, 3, 2],
    ]);
  });

  it("keeps the peaks, the first and the last point of a long one", () => {
    const losses = Array.from({ length: 50_000 }, (_, i) => 1 / (i + 1));
    losses[31_234] = 9;
    const [epochs, train] = thin(history(losses), 200);
    expect(epochs.length).toBeLessThan(450);
    expect(train).toContain(9);
    expect([epochs[0], epochs.at(-1)]).toEqual([0, 49_999]);
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
  });

  it("has a gap where a loss is not finite", () => {
    expect(thin(history([1, Number.NaN, Number.POSITIVE_INFINITY]), 100)[1]).toEqual([
      1,
      null,
      null,
    ]);
  });
});
