// Sentences with places for values, such as "Neuron {neuron} of layer {layer}".

import type { english } from "./first";
import type rest from "./languages/en";

/** What stands in a place: a number is written as the language writes it, a text as it is. */
export type Value = string | number;

/** A sentence, or where its words depend on a `{count}` one for each kind of number. */
export type Sentence = string | { readonly other: string; readonly [kind: string]: string };

/** A sentence of Python's: its section and key, and what stands in its places, by their names. */
export interface Told {
  code: string;
  values: Readonly<Record<string, unknown>>;
  /** The same in English; a sentence within another has none of its own. */
  text?: string;
}

/** Puts values into the places of a sentence; `written` gives a value by its place's name. */
export function fill(
  sentence: Sentence,
  plural: (count: number) => string,
  values: Readonly<Record<string, unknown>>,
  written: (value: unknown, place: string) => string,
): string {
  const text =
    typeof sentence === "string"
      ? sentence
      : (sentence[plural(Number(values.count))] ?? sentence.other);
  return text.replace(PLACES, (_, place) => written(values[place], place));
}

/** Whether a sentence has places for values. */
export const hasPlaces = (sentence: Sentence) =>
  typeof sentence !== "string" || PLACE.test(sentence);

const PLACE = /\{(\w+)\}/;
const PLACES = new RegExp(PLACE, "g");

// ------------------------------------------------------------------ what the compiler asks

/** What English says, by section. */
export type English = typeof english & typeof rest;

/** The names of a sentence's places. */
type Places<S> = S extends `${string}{${infer Place}}${infer After}`
  ? Place | Places<After>
  : never;

type PlacesIn<S> = S extends { readonly other: infer Other } ? "count" | Places<Other> : Places<S>;

/** A sentence as it is used: a text, or a function of what stands in its places. */
type Spoken<S> = [PlacesIn<S>] extends [never]
  ? string
  : (values: Readonly<Record<PlacesIn<S>, Value>>) => string;

/** The sentences of a section as they are used. */
export type Section<T> = { readonly [K in keyof T]: Spoken<T[K]> };

/** A translated sentence, if it has the places of the English one. */
type SamePlaces<E, S> = [PlacesIn<E>] extends [PlacesIn<S>]
  ? [PlacesIn<S>] extends [PlacesIn<E>]
    ? S
    : { unknown: Exclude<PlacesIn<S>, PlacesIn<E>> }
  : { missing: Exclude<PlacesIn<E>, PlacesIn<S>> };

/** What a language has to say; one that lacks a sentence, or a place in one, does not compile. */
export type Translation<T> = {
  [Name in keyof English]: Name extends keyof T
    ? {
        [K in keyof English[Name]]: K extends keyof T[Name]
          ? SamePlaces<English[Name][K], T[Name][K]>
          : never;
      }
    : never;
};
