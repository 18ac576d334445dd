import { expect, it } from "vitest";
import { classTable, mapTable, pixel, type RGB } from "../../src/draw/colour";

const ORANGE: RGB = [236, 135, 35];
const GREY: RGB = [236, 237, 237];
const BLUE: RGB = [31, 119, 180];
const table = mapTable(ORANGE, GREY, BLUE);

it("draws 0 in the negative colour, 128 in the neutral and 255 in the positive one", () => {
  expect([table[0], table[128], table[255]]).toEqual([ORANGE, GREY, BLUE].map(pixel));
});

it("stores a pixel as a canvas does: red in the lowest byte, opaque", () => {
  expect(new Uint8Array(Uint32Array.of(pixel(ORANGE)).buffer)).toEqual(
    new Uint8Array([236, 135, 35, 255]),
  );
});

it("goes from one colour to the next without a step back", () => {
  const red = Array.from(table, (value) => value & 255);
  expect(red.slice(128).every((value, i, all) => i === 0 || value <= (all[i - 1] ?? 0))).toBe(true);
});

it("shows a certain class in its full colour and an uncertain one paler", () => {
  const classes = classTable([ORANGE, BLUE, GREY], [255, 255, 255], 3);
  expect(classes[256 + 255]).toBe(pixel(BLUE));
  const uncertain = (classes[256 + 85] ?? 0) & 255;
  expect(uncertain).toBeGreaterThan(BLUE[0]);
  expect(uncertain).toBeLessThan(255);
});
