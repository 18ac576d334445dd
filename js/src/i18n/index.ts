import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Kernel } from "../kernel";
import { en, type Names, type Text } from "./en";
import { es, esNames } from "./es";

export type { Text } from "./en";

const LANGUAGES: Readonly<Record<string, { text: Text; names: Names }>> = {
  en: { text: en, names: {} },
  es: { text: es, names: esNames },
};

export interface Language {
  code: string;
  text: Text;
  /** The label of a menu item of the catalog: `label("dataset", item)`. */
  label(kind: string, item: { name: string; label: string }): string;
  /** A number with the decimal sign of the language. */
  number(value: number, options?: Intl.NumberFormatOptions): string;
}

/** The language of a `locale` option; "auto" follows the page, then the browser. */
export function language(locale: string): Language {
  const wanted =
    locale === "auto" ? [document.documentElement.lang, ...navigator.languages] : [locale];
  const tag = wanted.find((one) => TAG.test(one) && base(one) in LANGUAGES) ?? "en";
  const code = base(tag);
  const { text, names } = LANGUAGES[code] ?? { text: en, names: {} };
  const formats = new Map<string, Intl.NumberFormat>();
  return {
    code,
    text,
    label: (kind, item) => names[`${kind}.${item.name}`] ?? item.label,
    number(value, options = {}) {
      const key = JSON.stringify(options);
      let format = formats.get(key);
      if (!format) {
        format = new Intl.NumberFormat(tag, options);
        formats.set(key, format);
      }
      return format.format(value);
    },
  };
}

/** A page may carry any text as its language; Intl throws on what is not a tag. */
const TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

/** The sentences in the language of a widget. */
export function words(kernel: Kernel): Text {
  return language(kernel.options.value.locale).text;
}

export const LanguageContext = createContext<Language>(language("en"));

export const useLanguage = () => useContext(LanguageContext);
