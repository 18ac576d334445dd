// Numbers with the signs of a language.

import { formatSignificant, LARGE, SMALL, trueMinus } from "./numbers";

export interface Numbers {
  /**
   * A number with the signs of the language: whole below a thousand million, and with the digits
   * that matter where it is small.
   */
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** A loss or a score, in seven characters and a sign at most: its column never changes. */
  score(value: number): string;
  /** The signs of the language for a number that is written already. */
  decimal(written: string): string;
  /** The same as one types it into a field: with a hyphen, which other programs read. */
  typed(written: string): string;
}

/** How numbers are written in the language of a tag such as "es-AR". */
export function numbersOf(tag: string): Numbers {
  const formats = new Map<string, Intl.NumberFormat>();
  const sign = new Intl.NumberFormat(tag).format(0.5).charAt(1);
  const typed = (written: string) => written.replace(".", sign);
  const decimal = (written: string) => trueMinus(typed(written));
  function number(value: number, options: Intl.NumberFormatOptions = detail(value)) {
    const size = Math.abs(value);
    if (!(size < 1e9) || (size > 0 && size < SMALL)) {
      const written = formatSignificant(value, options.maximumSignificantDigits);
      return decimal(written.replace(/\.?0+e/, "e"));
    }
    const key = JSON.stringify(options);
    let format = formats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(tag, options);
      formats.set(key, format);
    }
    return trueMinus(format.format(value).replace(/^-(?=[0.,]+$)/, ""));
  }
  return {
    number,
    score: (value) =>
      Math.abs(value) < LARGE
        ? number(value, scoreDetail(Math.abs(value)))
        : decimal(formatSignificant(value, scoreDigits(Math.abs(value)))),
    decimal,
    typed,
  };
}

function detail(value: number): Intl.NumberFormatOptions {
  return Math.abs(value) < 1 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 3 };
}

/** A longer exponent leaves space for fewer digits before it. */
const scoreDigits = (size: number) => (size < 1e10 ? 4 : size < 1e100 ? 3 : 2);

/** Three decimals, more only where they would all be zero, and none after thousands. */
function scoreDetail(size: number): Intl.NumberFormatOptions {
  if (size > 0 && size < 0.001) return { maximumSignificantDigits: 2 };
  const decimals = size < 999.9995 ? 3 : 0;
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
}
