import type { Kernel, NeuronRef } from "../kernel/state";

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
  const picture = kernel.picture.value;
  if (!picture) return null;
  const scene = picture.scene;
  const fixed = kernel.options.value.hidden_controls.includes("features");
  const inputs = scene.feature_names
    .map((name, row) => ({
      name,
      label: scene.feature_labels[row] ?? name,
      row,
      source: scene.features.indexOf(name) + 1,
    }))
    .filter(({ source }) => source > 0 || !fixed);
  const layers = picture.frame.peek().layers.slice(1);
  const outputs = layers.at(-1) === 1 ? [] : scene.class_names;
  return { inputs, layers, outputs };
}

/** Something of the network under the pointer or the focus. */
export type Pointed =
  | { kind: "input"; index: number }
  | ({ kind: "neuron" } & NeuronRef)
  /** Rows of the two columns, from 0; x and y are where its card belongs. */
  | { kind: "link"; layer: number; from: number; to: number; x: number; y: number };
