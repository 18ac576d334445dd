// What is to be known of a link: its ends, its name, whether it is lit, whether it carries anything.

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Palette } from "../draw/colour";
import type { FirstText } from "../i18n";
import type { Kernel, Picture } from "../kernel/state";
import { contains } from "../ui/freeze";
import type { Layout } from "./geometry";
import type { Pointed, Shape } from "./shape";

/** A link by its two ends: a row of the column before its layer and a row of its layer. */
export interface Link {
  layer: number;
  from: number;
  to: number;
  /** From 1, as `weight` wants it. */
  source: number;
}

/** Which input of its layer a link carries, from 1; `from` is a row of the column before. */
export function sourceOf(shape: Shape, layer: number, from: number): number {
  return layer === 1 ? (shape.inputs[from]?.source ?? 0) : from + 1;
}

export function linksOf(shape: Shape): Link[] {
  const links: Link[] = [];
  shape.layers.forEach((count, i) => {
    const sources =
      i === 0
        ? shape.inputs.map(({ source }) => source)
        : Array.from({ length: shape.layers[i - 1] ?? 0 }, (_, from) => from + 1);
    for (let to = 0; to < count; to++) {
      sources.forEach((source, from) => {
        if (source > 0) links.push({ layer: i + 1, from, to, source });
      });
    }
  });
  return links;
}

/** Is the link lit by what is pointed at: a neuron by its inputs, an input by what it feeds? */
export function isLit(pointed: Pointed, link: { layer: number; from: number; to: number }) {
  switch (pointed.kind) {
    case "input":
      return link.layer === 1 && link.from === pointed.index;
    case "neuron":
      return link.layer === pointed.layer && link.to === pointed.neuron - 1;
    case "link":
      return link.layer === pointed.layer && link.from === pointed.from && link.to === pointed.to;
  }
}

/** Tells the links that carry nothing, since they come from a neuron that is switched off. */
export function silentOf(kernel: Kernel): (link: Link) => boolean {
  const off = kernel.options.value.switched_off;
  return ({ layer, from }) => off.length > 0 && contains(off, [layer - 1, from + 1]);
}

/** What a link comes from, in words: `x1`, or `neuron 2 of layer 1`. */
export function sourceName(shape: Shape, say: FirstText, layer: number, from: number) {
  return layer === 1
    ? (shape.inputs[from]?.label ?? "")
    : say.neuronInSentence({ neuron: from + 1, layer: layer - 1 });
}

/** What every way to draw the links gets. */
export interface LinksProps {
  kernel: Kernel;
  picture: Picture;
  shape: Shape;
  at: Layout;
  palette: ReadonlySignal<Palette | null>;
  pointed: Signal<Pointed | null>;
}
