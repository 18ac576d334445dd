// The equation of one neuron, as numbers and as the same plain text that Python gives.

import { formatNumber, MINUS } from "../i18n/numbers";
import { bias, type FrameData, type NeuronRef, type SceneData, weight } from "../kernel/state";

export interface Formula {
  /** Names of the inputs, in order. */
  names: string[];
  weights: number[];
  bias: number;
  /** `a`, or `y'` for the output. */
  result: string;
  /** The activation as a function of z, such as `tanh(z)`. */
  activation: string;
}

const WRITTEN_OUT: Record<string, string> = { linear: "z", relu: "max(0, z)" };

export function formulaOf(frame: FrameData, features: string[], ref: NeuronRef): Formula {
  const { layer, neuron } = ref;
  const count = frame.layers[layer - 1] ?? 0;
  const sources = Array.from({ length: count }, (_, i) => i + 1);
  const activation = frame.activations[layer - 1] ?? "linear";
  return {
    names: sources.map((i) => (layer === 1 ? (features[i - 1] ?? `x${i}`) : `a${i}`)),
    weights: sources.map((i) => weight(frame, layer, neuron, i)),
    bias: bias(frame, layer, neuron),
    result: layer === frame.layers.length - 1 ? "y'" : "a",
    activation: WRITTEN_OUT[activation] ?? `${activation}(z)`,
  };
}

/** The labels of the active inputs, in order. */
export function inputLabels(scene: SceneData): string[] {
  return scene.features.map(
    (name) => scene.feature_labels[scene.feature_names.indexOf(name)] ?? name,
  );
}

/** `z = 0.83·x1 − 1.20·x2 + 0.10, a = tanh(z)` */
export function plainText({ names, weights, bias, result, activation }: Formula): string {
  let text = "z = ";
  weights.forEach((value, i) => {
    const { sign, size } = signed(value);
    if (i === 0) text += sign === MINUS ? MINUS : "";
    else text += ` ${sign} `;
    text += `${size}·${names[i]}`;
  });
  const { sign, size } = signed(bias);
  return `${text} ${sign} ${size}, ${result} = ${activation}`;
}

/** A number's sign and its size, written apart. */
export function signed(value: number): { sign: string; size: string } {
  return { sign: value < 0 ? MINUS : "+", size: formatNumber(Math.abs(value)) };
}
