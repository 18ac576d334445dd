// The equation of one neuron, as numbers and as the same plain text that Python gives.

import { formatNumber, MINUS } from "../i18n/numbers";
import type { ActivationItem } from "../kernel/protocol";
import { bias, type FrameData, type NeuronRef, type SceneData, weight } from "../kernel/state";

/** A name or a formula; without `mathml` it is a name of the user's. */
export interface Written {
  text: string;
  mathml?: unknown;
}

export interface Formula {
  /** The inputs, in order. */
  inputs: Written[];
  weights: number[];
  bias: number;
  /** `a`, or `y'` for the output. */
  result: string;
  /** The activation as a function of z, such as `tanh(z)`. */
  activation: Written;
}

export function formulaOf(
  frame: FrameData,
  scene: SceneData,
  activations: ActivationItem[],
  ref: NeuronRef,
): Formula {
  const { layer, neuron } = ref;
  const inputs = inputsOf(frame, scene, layer);
  const name = frame.activations[layer - 1];
  const activation = activations.find((item) => item.name === name);
  return {
    inputs,
    weights: inputs.map((_, i) => weight(frame, layer, neuron, i + 1)),
    bias: bias(frame, layer, neuron),
    result: layer === frame.layers.length - 1 ? "y'" : "a",
    activation: activation?.short ?? activation?.expression ?? { text: `${name}(z)` },
  };
}

/** What a layer's neurons are given: the active inputs, or the neurons before. */
export function inputsOf(frame: FrameData, scene: SceneData, layer: number): Written[] {
  if (layer > 1) {
    return Array.from({ length: frame.layers[layer - 1] ?? 0 }, (_, i) => ({ text: `a${i + 1}` }));
  }
  return scene.features.map((name) => {
    const at = scene.feature_names.indexOf(name);
    return { text: scene.feature_labels[at] ?? name, mathml: scene.feature_mathml[at] };
  });
}

/** `z = 0.83·x1 − 1.20·x2 + 0.10, a = tanh(z)` */
export function plainText({ inputs, weights, bias, result, activation }: Formula): string {
  let text = "z = ";
  weights.forEach((value, i) => {
    const { sign, size } = signed(value);
    if (i === 0) text += sign === MINUS ? MINUS : "";
    else text += ` ${sign} `;
    text += `${size}·${inputs[i]?.text}`;
  });
  const { sign, size } = signed(bias);
  return `${text} ${sign} ${size}, ${result} = ${activation.text}`;
}

/** A number's sign and its size, written apart. */
export function signed(value: number): { sign: string; size: string } {
  return { sign: value < 0 ? MINUS : "+", size: formatNumber(Math.abs(value)) };
}
