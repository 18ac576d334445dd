// A model that speaks the protocol for one small network, for work on the page without Python.

import type { Options } from "../src/kernel";
import type { Catalog, Frame, FromBrowser, Scene } from "../src/protocol";

const TRAITS: Options = {
  dataset: "circle",
  noise: 0,
  samples: null,
  train_fraction: 0.5,
  features: ["x1", "x2"],
  hidden_layers: [4, 2],
  activation: "tanh",
  output_activation: "auto",
  loss: "auto",
  initializer: "glorot_uniform",
  optimizer: "sgd",
  optimizer_options: {},
  learning_rate: 0.03,
  decay: 0,
  batch_size: 10,
  regularization: "none",
  regularization_rate: 0,
  shuffle: true,
  partial_batch: "train",
  seed: 1,
  speed: 60,
  max_epochs: null,
  target_loss: null,
  show_test_data: false,
  discretize: false,
  hidden_controls: [],
  locale: "auto",
};

const FEATURES: Record<string, (x: number, y: number) => number> = {
  x1: (x) => x,
  x2: (_, y) => y,
  "x1^2": (x) => x * x,
  "x2^2": (_, y) => y * y,
  "x1*x2": (x, y) => x * y,
  "sin(x1)": (x) => Math.sin(x),
  "sin(x2)": (_, y) => Math.sin(y),
};
const FEATURE_LABELS = ["x1", "x2", "x1²", "x2²", "x1x2", "sin(x1)", "sin(x2)"];
const NODE = 30;
const LARGE = 100;

/** A stream of numbers from 0 to 1 that is the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

type Point = [number, number, number];

function draw(dataset: string, count: number): Point[] {
  const next = random(7);
  return Array.from({ length: count }, (_, i): Point => {
    const kind = i % 2;
    const [u, v] = [next(), next()];
    if (dataset === "circle") {
      const r = kind ? 2.5 * u : 3.5 + 1.5 * u;
      return [r * Math.sin(6.283 * v), r * Math.cos(6.283 * v), kind];
    }
    if (dataset === "spiral") {
      const t = (i / count) * 11 + (kind ? 0 : Math.PI);
      const r = (i / count) * 5;
      return [r * Math.sin(t), r * Math.cos(t), kind];
    }
    if (dataset === "gauss") {
      const at = kind ? 2 : -2;
      return [at + (u - 0.5) * 3, at + (v - 0.5) * 3, kind];
    }
    const [x, y] = [10 * u - 5, 10 * v - 5];
    if (dataset === "plane") return [x, y, (x + y) / 10];
    return [x, y, x * y >= 0 ? 1 : 0];
  });
}

const menu = (...names: string[]) => names.map((name) => ({ name, label: name }));

function dataset(name: string, label: string, regression = false): Catalog["datasets"][number] {
  return {
    name,
    label,
    problem: regression ? "regression" : "classification",
    classes: regression ? 0 : 2,
    thumbnail: draw(name, 120).map(([x, y, kind]) => [
      Math.round(((x + 6) / 12) * 100),
      Math.round(((y + 6) / 12) * 100),
      regression ? Math.round(kind * 100) : kind,
    ]),
  };
}

const CATALOG: Catalog = {
  datasets: [
    dataset("circle", "Circle"),
    dataset("xor", "XOR"),
    dataset("gauss", "Gaussian"),
    dataset("spiral", "Spiral"),
    dataset("plane", "Plane", true),
  ],
  features: Object.keys(FEATURES).map((name, at) => ({ name, label: FEATURE_LABELS[at] ?? name })),
  activations: [
    { name: "tanh", label: "Tanh", formula: "tanh(z)", hidden: true },
    { name: "sigmoid", label: "Sigmoid", formula: "1 / (1 + exp(-z))", hidden: true },
    { name: "relu", label: "ReLU", formula: "max(0, z)", hidden: true },
    { name: "linear", label: "Linear", formula: "z", hidden: true },
  ],
  losses: [
    {
      name: "binary_crossentropy",
      label: "Binary cross-entropy",
      problems: ["classification"],
    },
    { name: "mse", label: "Mean squared error", problems: ["classification", "regression"] },
  ],
  optimizers: [
    { name: "sgd", label: "SGD", options: [] },
    {
      name: "adam",
      label: "Adam",
      options: [
        { name: "beta_1", label: "beta 1", min: 0, max: 0.999, default: 0.9 },
        { name: "beta_2", label: "beta 2", min: 0, max: 0.9999, default: 0.999 },
      ],
    },
  ],
  schedules: [],
  regularizations: menu("none", "l1", "l2"),
  initializers: menu("glorot_uniform"),
  learning_rates: [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  regularization_rates: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  speeds: [0.1, 1, 10, 60, 250, 1000, null],
  noise: { min: 0, max: 50, step: 5 },
  train_fraction: { min: 0.1, max: 0.9, step: 0.1 },
  batch_size: { min: 1, max: 30, step: 1 },
  limits: { hidden_layers: 8, neurons: 16 },
};

const REASON = "loss 'mse' does not fit output_activation 'softmax'; choose 'sigmoid'";

type Listener = (...args: unknown[]) => void;

/** What the widget uses of an anywidget model, answered like a kernel would. */
export class MockModel {
  #traits: Options;
  #state: string;
  #reason: string;
  #listeners = new Map<string, Set<Listener>>();
  #looking: number[] | null = null;
  #playing = false;
  #epoch = 0;
  #frame = 0;
  #scene = 0;
  #history = 1;
  #past: [number, number, number][] = [];

  constructor(traits: Partial<Options> = {}, state = "", reason = REASON) {
    this.#traits = { ...TRAITS, ...traits };
    this.#state = state;
    this.#reason = reason;
  }

  get(name: keyof Options) {
    return this.#traits[name];
  }
  on(name: string, listener: Listener) {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }
  off(name: string, listener: Listener) {
    this.#listeners.get(name)?.delete(listener);
  }
  play() {
    this.#playing = true;
    const turn = () => {
      if (!this.#playing) return;
      this.#epoch++;
      this.#past.push([this.#epoch, this.#loss(), this.#loss() * 1.2]);
      this.#sendFrame();
      setTimeout(turn, 33);
    };
    turn();
  }

  send(message: FromBrowser) {
    if (this.#state === "connecting") return;
    if (this.#state === "gone" && this.#frame > 0) throw new Error("Cannot send");
    setTimeout(() => this.#answer(message), 10);
  }

  #answer(message: FromBrowser) {
    const { view } = message;
    if (this.#state === "busy" && message.type !== "hello") return;
    switch (message.type) {
      case "hello":
        this.#emit({ type: "welcome", view, version: "0", catalog: CATALOG });
        this.#sendScene();
        this.#sendHistory();
        this.#sendFrame();
        return;
      case "look":
        this.#looking = message.neuron;
        this.#sendFrame();
        return;
      case "ack":
      case "bye":
        return;
      case "alive":
        this.#emit({ type: "done", view, seq: message.seq });
        return;
      case "edit":
        if (this.#state === "refused") {
          this.#emit({ type: "refused", view, seq: message.seq, reason: this.#reason });
          return;
        }
        Object.assign(this.#traits, message.changes);
        for (const name of Object.keys(message.changes)) this.#call(`change:${name}`);
        this.#emit({ type: "done", view, seq: message.seq });
        this.#sendScene();
        this.#sendFrame();
        return;
      case "command":
        this.#emit({ type: "done", view, seq: message.seq });
        if (message.name === "play") return this.play();
        if (message.name === "step") this.#epoch++;
        else this.#playing = false;
        if (message.name === "reset" || message.name === "new_start") {
          this.#epoch = 0;
          this.#past = [];
          this.#history++;
          this.#sendHistory();
        }
        this.#sendFrame();
    }
  }

  #call(name: string, ...args: unknown[]) {
    for (const listener of this.#listeners.get(name) ?? []) listener(...args);
  }
  #emit(message: object, ...buffers: ArrayBuffer[]) {
    this.#call(
      "msg:custom",
      message,
      buffers.map((buffer) => new DataView(buffer)),
    );
  }
  #loss() {
    return 0.6 * Math.exp(-this.#epoch / 60) + 0.02 + 0.01 * Math.sin(this.#epoch / 9);
  }
  #regression() {
    return CATALOG.datasets.find((one) => one.name === this.#traits.dataset)?.problem;
  }

  #sendScene() {
    const points = draw(this.#traits.dataset, 300);
    const train = Math.round(points.length * this.#traits.train_fraction);
    const names = Object.keys(FEATURES);
    const maps = names.flatMap((name) => plane(NODE, (x, y) => FEATURES[name]?.(x, y) ?? 0));
    const problem = this.#regression() ?? "classification";
    const scene: Scene = {
      type: "scene",
      scene: ++this.#scene,
      problem,
      class_names: problem === "regression" ? [] : ["0", "1"],
      columns: ["x1", "x2"],
      axes: [0, 1],
      extent: [-6, 6, -6, 6],
      value_range: problem === "regression" ? [-1, 1] : [0, 1],
      train,
      test: points.length - train,
      train_total: train,
      test_total: points.length - train,
      features: this.#traits.features,
      feature_names: names,
      feature_labels: FEATURE_LABELS,
      feature_grid: NODE,
      output_activation: problem === "regression" ? "linear" : "sigmoid",
      loss: problem === "regression" ? "mse" : "binary_crossentropy",
    };
    this.#emit(scene, Float32Array.from(points.flat()).buffer, Uint8Array.from(maps).buffer);
  }

  #sendHistory() {
    const { length } = this.#past;
    const columns = [0, 1, 2].flatMap((at) => this.#past.map((row) => row[at] ?? 0));
    this.#emit(
      { type: "history", history: this.#history, points: length, events: [] },
      Float64Array.from(columns).buffer,
    );
  }

  #sendFrame() {
    const { features, hidden_layers, activation } = this.#traits;
    const layers = [features.length, ...hidden_layers, 1];
    const next = random(42);
    const drift = this.#epoch / 200;
    const weights = layers.slice(1).map((size, l) =>
      Array.from(
        { length: ((layers[l] ?? 0) + 1) * size },
        // the layer's size keeps the sums in the bent part of tanh
        () =>
          ((4 * (next() - 0.5) + Math.sin(drift + next() * 6)) * 1.6) / Math.sqrt(layers[l] ?? 1),
      ),
    );
    const values = (x: number, y: number) => {
      let below = features.map((name) => (FEATURES[name]?.(x, y) ?? 0) / 2);
      return layers.slice(1).map((size, l) => {
        const matrix = weights[l] ?? [];
        const input = [...below, 0.5];
        below = Array.from({ length: size }, (_, j) =>
          Math.tanh(input.reduce((sum, v, i) => sum + v * (matrix[i * size + j] ?? 0), 0)),
        );
        return below;
      });
    };
    const nodes = layers
      .slice(1)
      .flatMap((size, l) =>
        Array.from({ length: size }, (_, j) => plane(NODE, (x, y) => values(x, y)[l]?.[j] ?? 0)),
      );
    const output = [layers.length - 1, 1];
    const look = this.#looking;
    const large = [null, ...(look ? [look] : [])].map((what) => {
      const [l = 1, j = 1] = what ?? output;
      return plane(LARGE, (x, y) => values(x, y)[l - 1]?.[j - 1] ?? 0);
    });
    const loss = this.#loss();
    const numbers = Float64Array.from([loss, loss * 1.2, 0.97, 0.94, ...weights.flat()]);
    const bytes = Uint8Array.from([...nodes.flat(), ...large.flat()]);
    const buffer = new Uint8Array(numbers.byteLength + bytes.length);
    buffer.set(new Uint8Array(numbers.buffer));
    buffer.set(bytes, numbers.byteLength);
    const frame: Frame = {
      type: "frame",
      frame: ++this.#frame,
      scene: this.#scene,
      history: this.#history,
      epoch: this.#epoch,
      playing: this.#playing,
      rate: this.#playing ? 30 : 0,
      layers,
      activations: [...hidden_layers.map((_, l) => [activation].flat()[l] ?? "tanh"), "sigmoid"],
      node_grid: NODE,
      large_grid: LARGE,
      large: look ? [null, look] : [null],
      notice: null,
    };
    this.#emit(frame, buffer.buffer);
  }
}

/** A map of values from -1 to 1 as bytes, rows from the top down. */
function plane(size: number, value: (x: number, y: number) => number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const x = -6 + (12 * ((at % size) + 0.5)) / size;
    const y = 6 - (12 * (Math.floor(at / size) + 0.5)) / size;
    return Math.round(128 + 127 * Math.max(-1, Math.min(1, value(x, y))));
  });
}
