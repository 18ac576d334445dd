import { describe, expect, it } from "vitest";
import { borders, contour } from "../../src/draw/contour";

/** A map from a function of x and y, both 0..1 from the top left. */
function field(size: number, f: (x: number, y: number) => number): number[] {
  return Array.from({ length: size * size }, (_, i) =>
    f(((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size),
  );
}

function points(segments: number[]): [number, number][] {
  return Array.from({ length: segments.length / 2 }, (_, i) => [
    segments[2 * i] ?? Number.NaN,
    segments[2 * i + 1] ?? Number.NaN,
  ]);
}

describe("the contour of a map", () => {
  it("is empty where nothing crosses the level", () => {
    expect(
      contour(
        field(5, () => 128),
        5,
        127.5,
      ),
    ).toEqual([]);
    expect(
      contour(
        field(5, () => 0),
        5,
        127.5,
      ),
    ).toEqual([]);
  });

  it("is a straight line in a plane, from border to border", () => {
    const line = points(
      contour(
        field(20, (x) => 255 * x),
        20,
        0.3 * 255,
      ),
    );
    for (const [x] of line) expect(x).toBeCloseTo(0.3, 6);
    const ys = line.map(([, y]) => y);
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([0, 1]);
  });

  it("is a circle around a peak", () => {
    const r = (x: number, y: number) => Math.hypot(x - 0.5, y - 0.5);
    const circle = points(
      contour(
        field(60, (x, y) => -r(x, y)),
        60,
        -0.3,
      ),
    );
    expect(circle.length).toBeGreaterThan(100);
    for (const [x, y] of circle) expect(r(x, y)).toBeCloseTo(0.3, 2);
  });

  it("keeps the corners of a saddle apart or joins them, by their mean", () => {
    const joined = points(contour([10, 0, 0, 8], 2, 4));
    const apart = points(contour([6, 0, 0, 6], 2, 4));
    expect(joined).toHaveLength(4);
    expect(apart).toHaveLength(4);
    // Joined, a line cuts off the top right corner; apart, it cuts off the top left one.
    expect(joined[0]).not.toEqual(apart[0]);
  });
});

describe("the border between classes", () => {
  it("lies where two classes are equally probable", () => {
    const p = (x: number) => 1 / (1 + Math.exp(-12 * (x - 0.37)));
    const winner = field(40, (x) => (p(x) > 0.5 ? 1 : 0));
    const probability = field(40, (x) => Math.round(255 * Math.max(p(x), 1 - p(x))));
    const line = points(borders(winner, probability, 40));
    expect(line.length).toBeGreaterThan(0);
    for (const [x] of line) expect(x).toBeCloseTo(0.37, 2);
  });

  it("is slanted smoothly where many classes share the probability", () => {
    const lead = (x: number, y: number) => x - 0.5 + 0.4 * (y - 0.5);
    const winner = field(40, (x, y) => (lead(x, y) > 0 ? 2 : 0));
    const probability = field(40, (x, y) => Math.round(255 * (0.3 + 0.25 * Math.abs(lead(x, y)))));
    for (const [x, y] of points(borders(winner, probability, 40))) {
      expect(Math.abs(lead(x, y))).toBeLessThan(0.025);
    }
  });

  it("meets in a point where three classes meet", () => {
    const segments = borders([0, 1, 2, 2], [200, 200, 200, 200], 2);
    expect(segments).toHaveLength(12);
  });
});
