import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { alone, english } from "./first";
import {
  type English,
  fill,
  hasPlaces,
  type Section,
  type Sentence,
  type Told,
  type Value,
} from "./sentence";
import { type Numbers, numbersOf } from "./written-numbers";

type Alone = (typeof alone)["en"];

/** The languages that there are, each a file among Python's, by their codes. */
export const LANGUAGES: Readonly<Record<string, Section<Alone>>> = alone;

/** What is said at the first look. */
export type FirstText = Section<Alone> &
  Section<English["view"]> & {
    readonly options: Readonly<Record<keyof English["options"], string>>;
  };

/** What can be explained. */
export type HintKey = keyof English["hints"];

/** All that the widget itself says. */
export type Text = FirstText &
  Section<English["parts"]> & { readonly [K in "hints" | "tour"]: Section<English[K]> };

/** A language as it comes from the kernel, by section. */
export type Words = Readonly<Record<string, Readonly<Record<string, Sentence>>>>;

/** The words that came. Of English, the first view's are known from the start. */
const dictionaries = signal<Readonly<Record<string, Words>>>({ en: {} });

/** Learns a language; without words it is spoken as English. */
export function learn(code: string, words: Words = {}): void {
  dictionaries.value = { ...dictionaries.value, [code]: words };
}

export interface Language extends Numbers {
  code: string;
  /** Until then only its first words are, and the rest is English. */
  known: boolean;
  /** What the parts say is known, too. */
  whole: boolean;
  text: FirstText;
  /** A sentence that Python says; in English until the language is whole. A text is as it is. */
  tell(told: Told | string): string;
  /** The label of a menu item of the catalog: `label("dataset", item)`. */
  label(kind: string, item: { name: string; label: string }): string;
  /** What an option is called. */
  option(name: string): string;
}

/** The language of a `locale` option; "auto" follows the page, then the browser. */
export function language(locale: string): Language {
  const wanted =
    locale === "auto" ? [document.documentElement.lang, ...navigator.languages] : [locale];
  const tag = wanted.find((one) => isTag(one) && Object.hasOwn(LANGUAGES, base(one))) ?? "en";
  const code = base(tag);
  const dictionary = dictionaries.value[code];
  const numbers = numbersOf(tag);
  const { number } = numbers;
  const rules = new Intl.PluralRules(tag);
  const plural = (count: number) => rules.select(count);
  const written = (value: unknown) => (typeof value === "number" ? number(value) : String(value));
  /** The sentences of a section as they are used. */
  const spoken = (section: Words[string] = {}) =>
    Object.fromEntries(
      Object.entries(section).map(([key, sentence]) => [
        key,
        hasPlaces(sentence)
          ? (values: Record<string, Value>) => fill(sentence, plural, values, written)
          : sentence,
      ]),
    );
  const options: Readonly<Record<string, string>> = {
    ...english.options,
    ...(dictionary?.options as Record<string, string>),
  };
  const names = (dictionary?.names ?? {}) as Readonly<Record<string, string>>;
  const option = (name: string) => own(options, name) ?? plainly(name);
  const whole = dictionary?.hints !== undefined;
  const parts = ["parts", "hints", "tour"].map((name) => spoken(dictionary?.[name]));
  function tell(told: Told | string): string {
    if (typeof told === "string") return told;
    const { code, values } = told;
    const [section = "", key = ""] = code.split(".");
    const sentence = own(own(dictionary, section), key);
    return sentence === undefined
      ? (told.text ?? "")
      : fill(sentence, plural, values, (value, place) => {
          const name = `${values.option}.${value}`;
          return place === "value"
            ? (own(names, name) ?? toldValue(value))
            : toldValue(value, place);
        });
  }
  function toldValue(value: unknown, place = ""): string {
    if (Array.isArray(value)) return value.map((one) => toldValue(one)).join(", ");
    if (typeof value === "object") return tell(value as Told);
    if (place === "option") return option(String(value));
    // a count is told whole
    return typeof value === "number" && !Number.isInteger(value)
      ? number(value, { maximumSignificantDigits: 4 })
      : written(value);
  }
  return {
    code,
    known: dictionary !== undefined,
    whole,
    text: {
      ...LANGUAGES[code],
      ...spoken({ ...english.view, ...dictionary?.view }),
      ...parts[0],
      options,
      hints: parts[1],
      tour: parts[2],
    } as unknown as FirstText,
    tell,
    label: (kind, item) => own(names, `${kind}.${item.name}`) ?? item.label,
    option,
    ...numbers,
  };
}

/** What a table holds itself: a name that came from elsewhere may be one that all objects have. */
function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** An option that no language has words for: "mix_up" is "Mix up". */
const plainly = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

/** A page may carry any text as its language; Intl throws on what is not a tag. */
function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

export const LanguageContext = createContext<Language>(language("en"));

export const useLanguage = () => useContext(LanguageContext);

/** The language in a part, which is shown when all its words are known. */
export const useWholeLanguage = () => useLanguage() as Language & { text: Text };
