// Messages of a kernel, and a model that delivers them.

import { pack } from "../../dev/pack";
import { frameArrays, historyArrays, sceneArrays } from "../../src/kernel/layout";
import type { Frame, FromBrowser, FromKernel, History, Scene } from "../../src/kernel/protocol";
import type { Options } from "../../src/kernel/state";

export function frameMessage(
  given: Partial<Frame> & { numbers?: number[] } = {},
): [Frame, DataView] {
  const { numbers = [0.5, 0.5, ...Array(4).fill(Number.NaN)], ...rest } = given;
  const frame: Frame = {
    type: "frame",
    frame: 1,
    scene: 1,
    history: 1,
    epoch: 0,
    latest: 0,
    playing: false,
    rate: 0,
    undo: false,
    redo: false,
    confusion_train: [],
    confusion_test: [],
    layers: [2, 2, 1],
    activations: (rest.layers ?? [2, 2, 1]).slice(1).map(() => "tanh"),
    node_grid: 4,
    large_grid: 6,
    output_planes: 1,
    looks: [],
    hidden_spaces: [],
    hidden_space_size: 0,
    notice: null,
    diagnosis: null,
    ...rest,
  };
  const { layers } = frame;
  let count = 0;
  const parameters = layers.slice(1).map((n, l) => {
    const matrix = Array.from({ length: ((layers[l] ?? 0) + 1) * n }, (_, i) => count + i);
    count += matrix.length;
    return matrix;
  });
  return [frame, pack(frame, frameArrays, [...numbers, ...parameters])];
}

export function sceneMessage(number = 1): [Scene, DataView] {
  const scene: Scene = {
    type: "scene",
    scene: number,
    problem: "classification",
    class_names: ["0", "1"],
    columns: ["x1", "x2"],
    axes: [0, 1],
    extent: [-6, 6, -6, 6],
    value_range: [0, 1],
    train: 1,
    test: 1,
    train_total: 1,
    test_total: 1,
    features: ["x1", "x2"],
    feature_names: ["x1", "x2"],
    feature_labels: ["x1", "x2"],
    feature_mathml: [null, null],
    feature_grid: 4,
    input_grid: 3,
    hidden_space_lines: 3,
    hidden_space_steps: 5,
    output_activation: "sigmoid",
    loss: "binary_crossentropy",
  };
  return [scene, pack(scene, sceneArrays)];
}

/** Each epoch with its losses. */
export function historyMessage(number = 1, rows: [number, number, number][] = []) {
  const history: History = { type: "history", history: number, points: rows.length, events: [] };
  const columns = [0, 1, 2].map((at) => rows.map((row) => row[at] as number));
  return [history, pack(history, historyArrays, columns)] as const;
}

export const TRAITS = {
  noise: 0,
  dataset: "circle",
  hidden_layers: [4],
  activation: "tanh",
  frozen: [],
  switched_off: [],
  hidden_controls: [],
  locale: "en",
} as unknown as Options;

// biome-ignore lint/suspicious/noExplicitAny: listeners of any event
type Listener = (...args: any[]) => void;

/** What anywidget hands to a view, with the messages that were sent and a way to deliver some. */
export class FakeModel {
  sent: FromBrowser[] = [];
  traits: Record<string, unknown>;
  dead = false;
  widget_manager: unknown = {};
  #listeners = new Map<string, Set<Listener>>();

  constructor(traits: Partial<Options> = {}) {
    this.traits = { ...TRAITS, ...traits };
  }

  get(name: string) {
    return this.traits[name];
  }
  on(name: string, listener: Listener) {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }
  off(name: string, listener: Listener) {
    this.#listeners.get(name)?.delete(listener);
  }
  send(message: FromBrowser) {
    if (this.dead) throw new Error("Cannot send");
    this.sent.push(message);
  }

  emit(name: string, ...args: unknown[]) {
    for (const listener of this.#listeners.get(name) ?? []) listener(...args);
  }
  /** Delivers a scene and a history, so that frames can be shown. */
  begin() {
    this.deliver(...sceneMessage());
    this.deliver(...historyMessage());
  }
  deliver(message: FromKernel | object | null, ...buffers: DataView[]) {
    this.emit("msg:custom", message, buffers);
  }
  assign(name: keyof Options, value: unknown) {
    this.traits[name] = value;
    this.emit(`change:${name}`);
  }
  /** Messages of one type, as the kernel got them. */
  got<T extends FromBrowser["type"]>(type: T) {
    return this.sent.filter((one) => one.type === type) as Extract<FromBrowser, { type: T }>[];
  }
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }
}
