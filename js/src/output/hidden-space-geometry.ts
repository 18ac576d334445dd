// A hidden layer's own space: which one is shown, how large it is, and what the output makes of it.

import { borders, contour } from "../draw/contour";
import type { ActivationItem } from "../kernel/protocol";
import { bias, type FrameData, type SceneData, weight } from "../kernel/state";
import { functionOf, reachedAt, type Tree } from "./evaluate-formula";

/** A layer, and the neurons on its horizontal and on its vertical axis, from 1. */
export type SpaceRef = readonly [layer: number, horizontal: number, vertical: number];

/** The hidden layers that have two neurons to span a plane. */
export function spacious(layers: readonly number[]): number[] {
  return layers.flatMap((n, l) => (l > 0 && l < layers.length - 1 && n > 1 ? [l] : []));
}

/** What was asked for, or what comes nearest in the network as it is now. */
export function nearestSpace(layers: readonly number[], wanted: SpaceRef | null): SpaceRef | null {
  const able = spacious(layers);
  const layer = wanted && able.includes(wanted[0]) ? wanted[0] : able.at(-1);
  if (layer === undefined) return null;
  const last = layers[layer] as number;
  const [i, j] = [wanted?.[1] ?? 1, wanted?.[2] ?? 2].map((n) => Math.min(n, last));
  return i === j ? [layer, 1, 2] : [layer, i as number, j as number];
}

/** [left, right, bottom, top] around all x, y, x, y, ... */
type Bounds = readonly [number, number, number, number];

/**
 * From 0, or from -1 where a value is negative, to 1; and to twice, four times, ... as much where
 * that is not enough, so that the axes seldom change while the network learns.
 */
export function boundsOf(values: Float32Array): Bounds {
  const [left, right] = span(values, 0);
  const [bottom, top] = span(values, 1);
  return [left, right, bottom, top];
}

function span(values: Float32Array, from: number): [number, number] {
  let [low, high] = [0, 0];
  for (let i = from; i < values.length; i += 2) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low < 0 ? -power(-low) : 0, power(high)];
}

const power = (value: number) => Math.max(1, 2 ** Math.ceil(Math.log2(value)));

/** The share of the side that stays free at each border, so that -1 and 1 are seen. */
const MARGIN = 0.05;

/** Where along the side a share of an axis stands. */
export const inset = (share: number) => MARGIN + (1 - 2 * MARGIN) * share;

const valueAt = (at: number, low: number, high: number) =>
  low + ((at - MARGIN) / (1 - 2 * MARGIN)) * (high - low);

/** Samples along a side of the map of the output. */
export const MAP = 48;

/**
 * The output over the space, where the two neurons are all that the output sees and its activation
 * changes the answer on one line, else `null`: bytes as in a frame's large map, in two planes where there are several outputs; and where the
 * answer changes, as segments.
 */
export function outputOver(
  scene: SceneData,
  frame: FrameData,
  activations: readonly ActivationItem[],
  [layer, ...neurons]: SpaceRef,
  [left, right, bottom, top]: Bounds,
): { map: Uint8Array; segments: number[] } | null {
  const outputs = frame.layers[layer + 1] ?? 0;
  const activation = activations.find((item) => item.name === scene.output_activation);
  if (layer !== frame.layers.length - 2 || frame.layers[layer] !== 2) return null;
  if (!activation || (outputs === 1 && !activation.monotone)) return null;
  const f = functionOf(activation.expression.tree as Tree, "z");
  const samples = MAP * MAP;
  const map = new Uint8Array(outputs > 1 ? 2 * samples : samples);
  const [low = 0, high = 1] = scene.value_range;
  const units = Array.from({ length: outputs }, (_, k) => [
    ...neurons.map((neuron) => weight(frame, layer + 1, k + 1, neuron)),
    bias(frame, layer + 1, k + 1),
  ]) as [number, number, number][];
  /** The weighted sums at shares of the side, from the left and from the top. */
  const sumsAt = (across: number, down: number) => {
    const x = valueAt(across, left, right);
    const y = valueAt(1 - down, bottom, top);
    return units.map(([u, v, b]) => u * x + v * y + b);
  };
  for (let at = 0; at < samples; at++) {
    const sums = sumsAt(((at % MAP) + 0.5) / MAP, (Math.floor(at / MAP) + 0.5) / MAP);
    const best = Math.max(...sums);
    if (outputs > 1) {
      map[at] = sums.indexOf(best);
      map[samples + at] = 255 / sums.reduce((sum, z) => sum + Math.exp(z - best), 0);
    } else {
      const share = (f(best) - low) / (high - low);
      map[at] = 255 * Math.max(0, Math.min(1, share));
    }
  }
  if (outputs > 1) {
    return { map, segments: borders(map.subarray(0, samples), map.subarray(samples), MAP) };
  }
  // The sum is linear: its values in the corners tell where the line is, exactly.
  const corners = [sumsAt(0, 0), sumsAt(1, 0), sumsAt(0, 1), sumsAt(1, 1)].flat();
  return { map, segments: contour(corners, 2, reachedAt(f, (low + high) / 2), (at) => at) };
}
