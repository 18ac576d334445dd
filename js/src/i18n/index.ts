import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type FirstText, type FirstWords, REST_OF_ENGLISH, type Text } from "./languages/en";
import { first as es } from "./languages/es";
import { formatSignificant, LARGE, SMALL, trueMinus } from "./numbers";

export type { FirstText, HintKey, Text } from "./languages/en";

/** Another language is a file like these, its row here, and its code among Python's `LOCALES`. */
export const LANGUAGES: Readonly<Record<string, FirstWords>> = { en, es };

/** A language, or some of it. */
export interface Words {
  text?: Partial<Text>;
  names?: Readonly<Record<string, string>>;
}

/** The words that came. English is known from the start, but for what only parts say. */
const dictionaries = signal<Readonly<Record<string, Words>>>({ en: {} });

/** Learns a language; without words it is spoken as English. */
export function learn(code: string, words: Words = {}): void {
  dictionaries.value = { ...dictionaries.value, [code]: words };
}

/** The part with the rest of a language's words. */
export const wordsOf = (code: string) => (code === "en" ? REST_OF_ENGLISH : code);

export interface Language {
  code: string;
  /** Until then only its first words are, and the rest is English. */
  known: boolean;
  /** What the parts say is known, too. */
  whole: boolean;
  text: FirstText;
  /** The label of a menu item of the catalog: `label("dataset", item)`. */
  label(kind: string, item: { name: string; label: string }): string;
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

/** The language of a `locale` option; "auto" follows the page, then the browser. */
export function language(locale: string): Language {
  const wanted =
    locale === "auto" ? [document.documentElement.lang, ...navigator.languages] : [locale];
  const tag = wanted.find((one) => TAG.test(one) && base(one) in LANGUAGES) ?? "en";
  const code = base(tag);
  const dictionary = dictionaries.value[code];
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
    code,
    known: dictionary !== undefined,
    whole: dictionary?.text !== undefined,
    text: { ...en, ...LANGUAGES[code], ...dictionary?.text },
    label: (kind, item) => dictionary?.names?.[`${kind}.${item.name}`] ?? item.label,
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

/** A page may carry any text as its language; Intl throws on what is not a tag. */
const TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

export const LanguageContext = createContext<Language>(language("en"));

export const useLanguage = () => useContext(LanguageContext);

/** The language in a part, which is shown when all its words are known. */
export const useWholeLanguage = () => useLanguage() as Language & { text: Text };
