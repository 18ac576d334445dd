import { describe, expect, it } from "vitest";
import { formatNumber, formatSignificant, formatTick, readNumber } from "../../src/i18n/numbers";
import numbers from "../numbers.json";

describe("numbers of equations", () => {
  it.each(numbers as [number, string][])("writes %d as %s, as Python does", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("says what is not a finite number", () => {
    expect(formatNumber(Number.NaN)).toBe("NaN");
    expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe("−∞");
  });
});

describe("a number that someone wrote", () => {
  it.each([
    ["−1.5", -1.5],
    ["-1,5", -1.5],
    ["−1.5e−7", -1.5e-7],
    ["minus one", null],
  ])("is read: %s", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });
});

describe("numbers of the cards", () => {
  it.each([
    [0.123456, "0.1235"],
    [-1.5, "−1.500"],
    [12345.6, "1.235e4"],
    [0.00000012, "1.200e−7"],
    [0, "0.00"],
  ])("shows four digits of %d", (value, text) => {
    expect(formatSignificant(value)).toBe(text);
  });
});

describe("labels of axes", () => {
  it.each([
    [-6, 2, "−6"],
    [7.5, 2.5, "7.5"],
    [0.25, 0.05, "0.25"],
    [0, 0.1, "0.0"],
    [2_000_000, 500_000, "2e6"],
  ])("writes %d with the decimals of the step %d", (value, step, text) => {
    expect(formatTick(value, step)).toBe(text);
  });
});
