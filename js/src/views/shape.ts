import type { Kernel, NeuronRef } from "../state";

/** What the drawing of the network consists of: its tree changes only with this. */
export interface Shape {
  /** Rows of the input column: trait name, label, and which input of the network it is. */
  inputs: { name: string; label: string; row: number; source: number }[];
  /** Neurons of each layer, the output last. */
  layers: number[];
  /** Names of the outputs where there are several. */
  outputs: string[];
}

/** The rows of `inputs` are in the order of the menu; `source` counts from 1, 0 is inactive. */
export function shapeOf(kernel: Kernel): Shape | null {
  const scene = kernel.scene.value;
  const frame = kernel.frame.value;
  // Between a change of inputs and its first frame the two speak of different networks.
  if (!scene || !frame || frame.layers[0] !== scene.features.length) return null;
  const fixed = kernel.options.value.hidden_controls.includes("features");
  const inputs = scene.feature_names
    .map((name, row) => ({
      name,
      label: scene.feature_labels[row] ?? name,
      row,
      source: scene.features.indexOf(name) + 1,
    }))
    .filter(({ source }) => source > 0 || !fixed);
  const layers = frame.layers.slice(1);
  const outputs = layers.at(-1) === 1 ? [] : scene.class_names;
  return { inputs, layers, outputs };
}

/** Something of the network under the pointer or the focus. */
export type Pointed =
  | { kind: "input"; index: number }
  | ({ kind: "neuron" } & NeuronRef)
  /** Rows of the two columns, from 0; x and y are where its card belongs. */
  | { kind: "link"; layer: number; from: number; to: number; x: number; y: number };

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
