import { describe, expect, it } from "vitest";
import { curve, EDGE, epochScale, HEIGHT, lossScale, nearest } from "../../src/chart/curves";
import type { Columns } from "../../src/chart/thin";

const COLUMNS: Columns = [
  [0, 1, 2, 4],
  [0.8, null, 0.02, 0.01],
  [0.9, 0.5, 0, 0.03],
];
const labels = (scale: { ticks: { label: string }[] }) => scale.ticks.map(({ label }) => label);

describe("The axes of the loss chart", () => {
  it("span all epochs, and one at least", () => {
    const x = epochScale(COLUMNS, 300);
    expect([x.at(0), x.at(4)]).toEqual([EDGE.left, 300 - EDGE.right]);
    const start = epochScale([[0], [1], [1]], 300);
    expect([start.at(0), start.at(1)]).toEqual([EDGE.left, 300 - EDGE.right]);
  });

  it("begin at no loss", () => {
    const y = lossScale(COLUMNS, false);
    expect(y.at(0)).toBe(HEIGHT - EDGE.bottom);
    expect(y.at(0.9)).toBeGreaterThan(EDGE.top);
    expect(labels(y)).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8"]);
  });

  it("count powers of ten on a logarithmic scale, where no loss lies at the bottom", () => {
    const y = lossScale(COLUMNS, true);
    expect(labels(y)).toEqual(["0.01", "0.1", "1"]);
    expect(y.at(1)).toBe(EDGE.top);
    expect([y.at(0.01), y.at(0)]).toEqual([HEIGHT - EDGE.bottom, HEIGHT - EDGE.bottom]);
    expect(y.at(0.1)).toBeCloseTo((EDGE.top + HEIGHT - EDGE.bottom) / 2);
  });

  it.each([
    ["nothing", []],
    ["gaps alone", [null, null]],
    ["losses of zero", [0, 0]],
  ])("are there for %s", (_, losses) => {
    for (const log of [false, true]) {
      const y = lossScale([[0, 1], losses, losses], log);
      expect(y.ticks.length).toBeGreaterThan(1);
      expect(Number.isFinite(y.at(0))).toBe(true);
    }
  });

  it("have few labels over many powers of ten", () => {
    const y = lossScale(
      [
        [0, 1],
        [1e3, 1e-12],
        [1, 1],
      ],
      true,
    );
    expect(y.ticks.length).toBeLessThanOrEqual(5);
  });
});

describe("A curve", () => {
  const x = { at: (value: number) => 10 * value, ticks: [] };
  const y = { at: (value: number) => 100 * value, ticks: [] };

  it("has a gap where there is no loss", () => {
    expect(curve([0, 1, 2, 3, 4], [1, 2, null, 3, 4], x, y)).toBe(
      "M0.0 100.0L10.0 200.0M30.0 300.0L40.0 400.0",
    );
  });

  it("is pointed at by the nearest epoch", () => {
    expect([-5, 4, 6, 29, 31, 999].map((at) => nearest([0, 1, 2, 4], x, at))).toEqual([
      0, 0, 1, 2, 3, 3,
    ]);
  });
});
