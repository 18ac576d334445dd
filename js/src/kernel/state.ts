// What a view knows of its widget, and what it can have done: the face of the kernel.

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { frameArrays, sceneArrays } from "./layout";
import type { Options } from "./options";
import type { Catalog, Command, EditPoints, Frame, HistoryEvent, Refused, Scene } from "./protocol";

export type { Options } from "./options";

/** A neuron; both numbers count from 1, and layer L is the output. */
export type NeuronRef = { layer: number; neuron: number };

export type SceneData = Scene & ReturnType<typeof sceneArrays>;
export type FrameData = Frame & ReturnType<typeof frameArrays>;

/**
 * A scene, and one after the other the frames over it. All have the shape of the first: where the
 * data, the inputs or the layers are others, so is the picture.
 */
export interface Picture {
  scene: SceneData;
  frame: ReadonlySignal<FrameData>;
}

export interface HistoryData {
  /** The number of the kernel's History message; it changes when the losses start anew. */
  version: number;
  epochs: number[];
  train: number[];
  test: number[];
  events: HistoryEvent[];
}

/** "offline": there is no way to the server; the kernel may well be there. */
export type Connection = "connecting" | "live" | "busy" | "offline" | "gone";

/**
 * The most that is sent at once, in bytes of JSON: above 10 MB a server closes the connection,
 * and then nothing in the notebook works any more.
 */
export const LARGEST_MESSAGE = 8e6;

/** Why a change is not made: in words, as Python says, by its size, or for want of an answer. */
export type Refusal =
  | string
  | Pick<Refused, "told" | "words">
  | { bytes: number }
  | { unanswered: true };

export interface Snapshot {
  /** A `data:` address. */
  picture: string;
  description: string;
  /** The language of the description; English where an earlier version has saved it. */
  language?: string;
}

export interface Kernel {
  /** The kernel's true values, plus edits of this view that are not answered yet. */
  options: ReadonlySignal<Options>;
  catalog: ReadonlySignal<Catalog | null>;
  /** What is shown: whatever draws a scene or a network draws a picture's. */
  picture: ReadonlySignal<Picture | null>;
  /** The scene of the picture, and its present frame. */
  scene: ReadonlySignal<SceneData | null>;
  frame: ReadonlySignal<FrameData | null>;
  history: ReadonlySignal<HistoryData | null>;
  /** Why the last edit was refused; null once dismissed. */
  refusal: Signal<Refusal | null>;
  connection: ReadonlySignal<Connection>;
  /** Busy for so long that it may be gone, though nothing proves it. */
  silent: ReadonlySignal<boolean>;
  /** The last state that Python left in the notebook, as a picture. */
  snapshot(): Snapshot | null;
  /** An exception while painting. */
  fault: Signal<unknown>;
  /** Its equation is shown. */
  selected: Signal<NeuronRef | null>;
  /** Hovered or focused: its map is shown large. */
  hovered: Signal<NeuronRef | null>;
  /** The one that is shown: layer, horizontal and vertical neuron. */
  hiddenSpace: Signal<readonly number[] | null>;
  /** The point of the scene that is marked in every picture. */
  point: Signal<number | null>;
  /** The parameter whose field is to take the focus: layer, neuron, source (0 is the bias). */
  wanted: Signal<readonly number[] | null>;
  /** The epoch that was asked for and is not shown yet. */
  heading: ReadonlySignal<number | null>;
  edit(changes: Partial<Options>): void;
  command(name: Command["name"]): void;
  /** Sets the weight from a source (from 1, 0 is the bias) to a neuron. */
  setParameter(layer: number, neuron: number, source: number, value: number): void;
  editPoints(changes: Partial<Pick<EditPoints, "add" | "move" | "remove">>): void;
  loadCSV(text: string): void;
  goTo(epoch: number): void;
  /** Asks for a part that has not come yet. */
  wantPart(name: string): void;
  preset(name: string): void;
  /** Does what the diagnosis advises. */
  heed(code: string): void;
}

/** The weight from input `source` (from 1) to a neuron. */
export function weight(frame: FrameData, layer: number, neuron: number, source: number): number {
  const width = frame.layers[layer] ?? 0;
  return frame.parameters[layer - 1]?.[(source - 1) * width + neuron - 1] ?? Number.NaN;
}

export function bias(frame: FrameData, layer: number, neuron: number): number {
  return weight(frame, layer, neuron, (frame.layers[layer - 1] ?? 0) + 1);
}

/** The small map of a neuron: node_grid x node_grid. */
export function nodeMap(frame: FrameData, { layer, neuron }: NeuronRef): Uint8Array {
  const size = frame.node_grid ** 2;
  return (frame.node_maps[layer - 1] as Uint8Array).subarray((neuron - 1) * size, neuron * size);
}

/** Has the network of the frame this neuron? */
export function exists(frame: FrameData, ref: NeuronRef): boolean {
  const { layer, neuron } = ref;
  return layer >= 1 && layer < frame.layers.length && neuron <= (frame.layers[layer] ?? 0);
}
