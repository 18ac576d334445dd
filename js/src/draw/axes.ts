import { formatTick } from "../i18n/numbers";
import type { SceneData } from "../kernel/state";
import { niceTicks } from "./ticks";

export interface Mark {
  /** Fraction of the side, from the left or from the top. */
  at: number;
  label: string;
}

export interface Axes {
  x: { name: string; marks: Mark[] };
  y: { name: string; marks: Mark[]; min: number; max: number };
  /** One column of data: the plot is a curve over it. */
  curve: boolean;
}

/** Letters of a class name beside the axis. */
const LONGEST = 10;

/**
 * The axes of the output plot; `neuron`: a neuron's own map is shown, from -1 to 1. `decimal`
 * gives a number the sign of the language.
 */
export function axesOf(
  scene: SceneData,
  neuron: boolean,
  decimal: (written: string) => string,
): Axes {
  const [left = -6, right = 6, bottom = -6, top = 6] = scene.extent;
  const curve = scene.axes.length === 1;
  const name = (i: number) => scene.columns[scene.axes[i] ?? 0] ?? `x${i + 1}`;
  const marks = (min: number, max: number, at: (share: number) => number) =>
    marksOf(min, max, decimal, at);
  const x = { name: name(0), marks: marks(left, right, (share) => share) };
  if (!curve) {
    const y = {
      name: name(1),
      marks: marks(bottom, top, (share) => 1 - share),
      min: bottom,
      max: top,
    };
    return { x, y, curve };
  }
  const [min, max] = neuron ? [-1.1, 1.1] : [bottom, top];
  const y = { name: "", marks: marks(min, max, (share) => 1 - share), min, max };
  if (!neuron && scene.problem === "classification") {
    y.marks = scene.class_names.map((name, k) => ({
      label: name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name,
      at: 1 - (k - min) / (max - min),
    }));
  }
  return { x, y, curve };
}

export function marksOf(
  min: number,
  max: number,
  decimal: (written: string) => string,
  at: (share: number) => number,
): Mark[] {
  const { values, step } = niceTicks(min, max, 6);
  return values.map((value) => ({
    at: at((value - min) / (max - min)),
    label: decimal(formatTick(value, step)),
  }));
}
