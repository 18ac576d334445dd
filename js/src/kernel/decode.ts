import type { Done, Frame, FromKernel, History, Part, Refused, Scene, Welcome } from "./protocol";
import type { FrameData, HistoryData, SceneData } from "./state";

export type Decoded =
  | { type: "answer"; message: Done | Refused | Welcome | Part }
  | { type: "scene"; scene: SceneData }
  | { type: "history"; history: HistoryData }
  | { type: "frame"; frame: FrameData };

/** Reads a custom message and its buffers; throws an Error on anything that is not one. */
export function decode(content: unknown, buffers: readonly DataView[]): Decoded {
  const message = content as FromKernel;
  switch (message?.type) {
    case "done":
    case "refused":
    case "part":
      return { type: "answer", message };
    case "welcome":
      if (!Array.isArray(message.catalog?.datasets)) throw new Error("a welcome has a catalog");
      return { type: "answer", message };
    case "scene":
      return { type: "scene", scene: decodeScene(message, buffers) };
    case "history":
      return { type: "history", history: decodeHistory(message, buffers) };
    case "frame":
      return { type: "frame", frame: decodeFrame(message, buffers) };
    default:
      throw new Error("an unknown kind of message");
  }
}

function decodeScene(message: Scene, buffers: readonly DataView[]): SceneData {
  const points = new Reader(buffers[0]);
  const maps = new Reader(buffers[1]);
  const inputs = new Reader(buffers[2]);
  const data = {
    ...message,
    points: points.float32((count(message.train) + count(message.test)) * 3),
    featureMaps: maps.uint8(message.feature_names.length * count(message.feature_grid) ** 2),
    inputMaps: inputs.float32(message.features.length * count(message.input_grid) ** 2),
  };
  points.end();
  maps.end();
  inputs.end();
  return data;
}

function decodeHistory(message: History, buffers: readonly DataView[]): HistoryData {
  const reader = new Reader(buffers[0]);
  const points = count(message.points);
  const [epochs, train, test] = [0, 1, 2].map(() => Array.from(reader.float64(points)));
  reader.end();
  if (!epochs || !train || !test || !Array.isArray(message.events)) throw new Error("no events");
  return { version: message.history, epochs, train, test, events: message.events };
}

function decodeFrame(message: Frame, buffers: readonly DataView[]): FrameData {
  const reader = new Reader(buffers[0]);
  const { layers, large } = message;
  if (!Array.isArray(layers) || layers.length < 2 || !Array.isArray(large)) {
    throw new Error("a frame has layers and large maps");
  }
  count(message.frame);
  const node = count(message.node_grid) ** 2;
  const plane = count(message.large_grid) ** 2;
  const [
    lossTrain = 0,
    lossTest = 0,
    accuracyTrain = 0,
    accuracyTest = 0,
    r2Train = 0,
    r2Test = 0,
  ] = reader.float64(6);
  const layerParameters: Float64Array[] = [];
  const nodeMaps: Uint8Array[][] = [];
  for (let l = 1; l < layers.length; l++) {
    layerParameters.push(reader.float64((count(layers[l - 1]) + 1) * count(layers[l])));
  }
  for (let l = 1; l < layers.length; l++) {
    nodeMaps.push(Array.from({ length: count(layers[l]) }, () => reader.uint8(node)));
  }
  const outputs = layers[layers.length - 1] ?? 1;
  const largeMaps = large.map((what) => reader.uint8(plane * (!what && outputs > 2 ? 2 : 1)));
  reader.end();
  const spaceValues = message.spaces.map(({ points, lines, steps }, i) => {
    const values = new Reader(buffers[i + 1]);
    const all = values.float32(2 * (count(points) + 2 * count(lines) * count(steps)));
    values.end();
    return all;
  });
  return {
    ...message,
    lossTrain,
    lossTest,
    accuracyTrain,
    accuracyTest,
    r2Train,
    r2Test,
    layerParameters,
    nodeMaps,
    largeMaps,
    spaceValues,
  };
}

function count(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0) return value as number;
  throw new Error(`${String(value)} is not a count`);
}

/** Takes arrays one after the other from a buffer, without copying where alignment allows. */
class Reader {
  #view: DataView;
  #at = 0;

  constructor(view: DataView | undefined) {
    if (!(view instanceof DataView)) throw new Error("a buffer is missing");
    this.#view = view;
  }

  float64(length: number): Float64Array {
    return new Float64Array(...this.#take(length, 8));
  }

  float32(length: number): Float32Array {
    return new Float32Array(...this.#take(length, 4));
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(...this.#take(length, 1));
  }

  end(): void {
    if (this.#at !== this.#view.byteLength) throw new Error("a buffer is too long");
  }

  #take(length: number, size: number): [ArrayBuffer, number, number] {
    const bytes = length * size;
    if (this.#at + bytes > this.#view.byteLength) throw new Error("a buffer is too short");
    const start = this.#view.byteOffset + this.#at;
    const buffer = this.#view.buffer as ArrayBuffer;
    this.#at += bytes;
    // a front end may hand over slices of a larger message, at any byte
    return start % size === 0
      ? [buffer, start, length]
      : [buffer.slice(start, start + bytes), 0, length];
  }
}
