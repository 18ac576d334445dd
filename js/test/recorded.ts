// Scenes and frames that were recorded, and other networks with all else of them.

import { messagesOf } from "../dev/player";
import { type Decoded, decode } from "../src/kernel/decode";
import type { FrameData, SceneData } from "../src/kernel/state";

type Kind = Decoded["type"];
type Of<T extends Kind> = Extract<Decoded, { type: T }>;

/** All of a kind that were sent, in order. */
function all<T extends Kind>(name: string, type: T): Of<T>[] {
  const read = messagesOf(name).map(([content, ...buffers]) => decode(content, buffers));
  return read.filter((one): one is Of<T> => one.type === type);
}

function nth<T>(list: T[], at: number): T {
  const one = list[at];
  if (!one) throw new Error(`there are only ${list.length}`);
  return one;
}

export const recordedScene = (name = "default", at = 0): SceneData =>
  nth(all(name, "scene"), at).scene;
export const recordedFrame = (name = "default", at = 0): FrameData =>
  nth(all(name, "frame"), at).frame;

export interface Net {
  features?: string[];
  /** Neurons of the hidden layers and the output. */
  layers?: number[];
  activations?: string[];
  /** Per layer: rows of weights by input, the biases last. */
  parameters?: number[][];
}

/** The recorded scene with other inputs, whose maps are of zeros. */
export function sceneWith({ features = ["x1", "x2"] }: Net): SceneData {
  const scene = recordedScene();
  const input_maps = new Float32Array(features.length * scene.input_grid ** 2);
  return { ...scene, features, input_maps };
}

/** The recorded frame with another network, whose maps are of zeros. */
export function frameWith({ features = ["x1", "x2"], ...net }: Net): FrameData {
  const frame = recordedFrame();
  const { layers: sizes = frame.layers.slice(1), activations, parameters } = net;
  const layers = [features.length, ...sizes];
  return {
    ...frame,
    layers,
    activations: activations ?? sizes.map((_, i) => (i + 1 < sizes.length ? "tanh" : "sigmoid")),
    parameters: sizes.map((size, i) =>
      Float64Array.from(
        parameters?.[i] ?? Array.from({ length: ((layers[i] ?? 0) + 1) * size }, (_, k) => k / 10),
      ),
    ),
    node_maps: sizes.map((size) => new Uint8Array(size * frame.node_grid ** 2)),
  };
}
