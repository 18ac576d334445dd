import { expect, it } from "vitest";
import { niceTicks } from "../../src/draw/ticks";

it("marks -6 to 6 at every second number", () => {
  expect(niceTicks(-6, 6, 6).values).toEqual([-6, -4, -2, 0, 2, 4, 6]);
});

it("keeps marks within the range and free of rounding errors", () => {
  expect(niceTicks(0.03, 0.61, 6)).toEqual({ values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], step: 0.1 });
});

it("writes zero as zero on either side of it", () => {
  expect(niceTicks(-0.5, 0.5, 2).values.some((value) => Object.is(value, -0))).toBe(false);
});

it("marks one value where there is no range", () => {
  expect(niceTicks(3, 3, 5).values).toEqual([3]);
  expect(niceTicks(0, Number.POSITIVE_INFINITY, 5).values).toEqual([0]);
});
