import type { FrameData, Kernel, NeuronRef } from "../kernel/state";

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

/** Does the frame hold the network that is drawn? */
export function fits(frame: FrameData | null, shape: Shape): frame is FrameData {
  return frame !== null && shape.layers.every((count, i) => frame.layers[i + 1] === count);
}
