// Numbers as the interface writes and reads them. Python's equations follow the same rule, which
// test/numbers.json holds for both.

export const MINUS = "\u2212";

/** From here on, and below there, numbers have an exponent. */
export const LARGE = 1e6;
export const SMALL = 1e-6;

/** With the sign that numbers have, where a program writes a hyphen. */
export const trueMinus = (written: string) => written.replaceAll("-", MINUS);

/**
 * At least two decimals and two significant digits, at most eight decimals; the exponent form
 * with two significant digits where that would not do.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (size === 0) return "0.00";
  if (size === Number.POSITIVE_INFINITY) return `${sign}∞`;
  if (size >= LARGE || size < SMALL) return sign + exponent(size.toExponential(1));
  const digits = Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(size))));
  return sign + size.toFixed(digits);
}

/** So many significant digits: for the cards, where a number is read closely. */
export function formatSignificant(value: number, digits = 4): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  const sign = value < 0 ? MINUS : "";
  return sign + exponent(Math.abs(value).toPrecision(digits));
}

/** A short label of an axis: as many decimals as the step between two ticks has. */
export function formatTick(value: number, step: number): string {
  if (value !== 0 && (Math.abs(value) >= LARGE || step < 1e-4)) {
    return formatSignificant(value, 2).replace(".0e", "e");
  }
  let digits = 0;
  while (digits < 6 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6)
    digits++;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A number as people write it, with a comma and with a true minus, too. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(",", ".").replaceAll(MINUS, "-");
  const value = Number(plain);
  return plain !== "" && Number.isFinite(value) ? value : null;
}

function exponent(text: string): string {
  return trueMinus(text.replace("e+", "e"));
}

/** Without an exponent, which assistive technology does not read; nothing where there is none. */
export function plainNumber(value: number | null | undefined): string | undefined {
  if (value == null || !Number.isFinite(value)) return undefined;
  return value.toLocaleString("en", { useGrouping: false, maximumSignificantDigits: 12 });
}
