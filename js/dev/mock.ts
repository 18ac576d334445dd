// A model that speaks the protocol for one small network, for work on the page without Python.

import { frameArrays, historyArrays, sceneArrays } from "../src/kernel/layout";
import { USUAL_ACTIVATION } from "../src/kernel/options";
import type {
  Catalog,
  Command,
  Diagnosis,
  EditPoints,
  Frame,
  FromBrowser,
  History,
  HistoryEvent,
  Notice,
  Scene,
} from "../src/kernel/protocol";
import type { Options } from "../src/kernel/state";
import recordedCatalog from "../test/recorded/catalog.json";
import recorded from "../test/recorded/default.json";
import { pack } from "./pack";

const TRAITS = recorded.options as unknown as Options;
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
/** Of the lattice of hidden spaces. */
const LINES = 13;
const STEPS = 73;
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

export const FINDING: Diagnosis = {
  code: "rate_too_high",
  reason: "",
  layer: null,
  values: { rate: 10 },
  changes: { learning_rate: 0.003 },
  restart: true,
};

const CATALOG = recordedCatalog as unknown as Catalog;

const CONFUSION = [
  [71, 4],
  [2, 73],
];

const REASON = "loss 'mse' does not fit output_activation 'softmax'; choose 'sigmoid'";

interface Moment {
  traits: Options;
  set: Record<string, number>;
  points: Point[] | null;
}

type Listener = (...args: unknown[]) => void;

/** What the widget uses of an anywidget model, answered like a kernel would. */
export class MockModel {
  #traits: Options;
  #state: string;
  #finding: Diagnosis | null = null;
  #notice: Notice | null = null;
  #reason: string;
  #listeners = new Map<string, Set<Listener>>();
  #looking: number[] | null = null;
  #inside: number[] | null = null;
  #playing = false;
  #epoch = 0;
  #frame = 0;
  #scene = 0;
  #history = 1;
  #past: [number, number, number][] = [[0, 0.62, 0.75]];
  #events: HistoryEvent[] = [];
  #latest = 0;
  /** Weights that were set by hand, by layer, neuron and source. */
  #set: Record<string, number> = {};
  #undo: Moment[] = [];
  #redo: Moment[] = [];
  #points: Point[] | null = null;

  /** The sources of the parts; a test has them without. */
  sources = async (_part: string) => "";

  constructor(traits: Partial<Options> = {}, state = "", reason = REASON) {
    this.#traits = { ...TRAITS, ...traits };
    this.#state = state;
    if (state === "finding") this.#finding = FINDING;
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
      this.#train(1);
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
        this.#emit({ type: "welcome", view, catalog: CATALOG });
        this.#sendScene();
        this.#sendHistory();
        this.#sendFrame();
        return;
      case "look":
        this.#looking = message.neuron;
        this.#sendFrame();
        return;
      case "want_part":
        this.sources(message.name).then((module) =>
          this.#emit({ type: "part", view, name: message.name, module }),
        );
        return;
      case "hidden_space":
        this.#inside = message.space;
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
        this.#remember(Object.keys(message.changes).join(" and "));
        this.#assign({ ...this.#traits, ...message.changes });
        break;
      case "set_parameter":
        this.#remember("weight");
        this.#set = {
          ...this.#set,
          [`${message.layer}-${message.neuron}-${message.source}`]: message.value,
        };
        break;
      case "edit_points":
        this.#remember("points");
        this.#points = edited(this.#points ?? draw(this.#traits.dataset, 300), message);
        this.#assign({ ...this.#traits, dataset: "custom" });
        break;
      case "load_csv":
        if (!/\d/.test(message.text)) {
          const reason = "line 1: there are no numbers";
          this.#emit({ type: "refused", view, seq: message.seq, reason });
          return;
        }
        this.#remember("data");
        this.#points = message.text
          .trim()
          .split("\n")
          .map((line) => line.split(",").map(Number) as Point);
        this.#assign({ ...this.#traits, dataset: "custom" });
        break;
      case "preset":
        this.#remember("preset");
        this.#assign({ ...this.#traits, dataset: "spiral", features: ["sin(x1)", "sin(x2)"] });
        break;
      case "heed":
        this.#remember("advice");
        this.#assign({ ...this.#traits, ...this.#finding?.changes });
        this.#finding = null;
        break;
      case "go_to":
        this.#playing = false;
        this.#epoch = message.epoch;
        break;
      case "command":
        this.#command(message.name);
    }
    this.#emit({ type: "done", view, seq: message.seq });
    this.#sendScene();
    this.#sendFrame();
  }

  /** Shows a finding of the diagnosis. */
  find(finding: Diagnosis | null, notice: Notice | null = null) {
    this.#finding = finding;
    this.#notice = notice;
    this.#sendFrame();
  }

  #command(name: Command["name"]) {
    if (name === "play") return this.play();
    if (name === "step") return this.#train(1);
    if (name === "step_batch") return this.#train(0.1);
    if (name === "undo") return this.#turn(this.#undo, this.#redo);
    if (name === "redo") return this.#turn(this.#redo, this.#undo);
    this.#playing = false;
    if (name !== "reset" && name !== "new_start") return;
    this.#epoch = 0;
    this.#latest = 0;
    this.#past = this.#past.slice(0, 1);
    this.#events = [];
    this.#sendHistory(true);
  }

  #train(epochs: number) {
    if (this.#epoch < this.#latest) {
      this.#past = this.#past.filter(([epoch]) => epoch <= this.#epoch);
      this.#events = this.#events.filter(({ epoch }) => epoch <= this.#epoch);
      this.#sendHistory(true);
    }
    this.#epoch = Math.round((this.#epoch + epochs) * 10) / 10;
    this.#latest = this.#epoch;
    this.#past.push([this.#epoch, this.#loss(), this.#loss() * 1.2]);
  }

  #moment(): Moment {
    return { traits: this.#traits, set: this.#set, points: this.#points };
  }
  #remember(what: string) {
    this.#undo.push(this.#moment());
    this.#redo = [];
    if (this.#epoch > 0) this.#events.push({ epoch: this.#epoch, what: `changed ${what}` });
    this.#sendHistory();
  }
  #turn(from: Moment[], to: Moment[]) {
    const state = from.pop();
    if (!state) return;
    to.push(this.#moment());
    this.#set = state.set;
    this.#points = state.points;
    this.#assign(state.traits);
  }
  #assign(traits: Options) {
    this.#traits = traits;
    for (const name of Object.keys(traits)) this.#call(`change:${name}`);
  }

  #call(name: string, ...args: unknown[]) {
    for (const listener of this.#listeners.get(name) ?? []) listener(...args);
  }
  #emit(message: object, ...buffers: DataView[]) {
    this.#call("msg:custom", message, buffers);
  }
  #loss() {
    return 0.6 * Math.exp(-this.#epoch / 60) + 0.02 + 0.01 * Math.sin(this.#epoch / 9);
  }
  #regression() {
    return CATALOG.datasets.find((one) => one.name === this.#traits.dataset)?.problem;
  }

  #sendScene() {
    const points = this.#points ?? draw(this.#traits.dataset, 300);
    const train = Math.round(points.length * this.#traits.train_fraction);
    const names = Object.keys(FEATURES);
    const maps = names.flatMap((name) => plane(NODE, (x, y) => FEATURES[name]?.(x, y) ?? 0));
    const inputs = Float32Array.from(
      this.#traits.features.flatMap((name) =>
        Array.from({ length: 33 * 33 }, (_, at) => {
          const [x, y] = [-6 + (12 * (at % 33)) / 32, 6 - (12 * Math.floor(at / 33)) / 32];
          return (FEATURES[name]?.(x, y) ?? 0) / 2;
        }),
      ),
    );
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
      feature_mathml: names.map(() => null),
      feature_grid: NODE,
      input_grid: 33,
      hidden_space_lines: LINES,
      hidden_space_steps: STEPS,
      output_activation: problem === "regression" ? "linear" : "sigmoid",
      loss: problem === "regression" ? "mse" : "binary_crossentropy",
    };
    this.#emit(scene, pack(scene, sceneArrays, [points.flat(), inputs, maps]));
  }

  #sendHistory(anew = false) {
    if (anew) this.#history++;
    const { length } = this.#past;
    const columns = [0, 1, 2].map((at) => this.#past.map((row) => row[at] ?? 0));
    const events = this.#events;
    const history: History = { type: "history", history: this.#history, points: length, events };
    this.#emit(history, pack(history, historyArrays, columns));
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
    for (const [key, value] of Object.entries(this.#set)) {
      const [layer = 0, neuron = 0, source = 0] = key.split("-").map(Number);
      const row = source === 0 ? (layers[layer - 1] ?? 0) : source - 1;
      const matrix = weights[layer - 1];
      const at = row * (layers[layer] ?? 0) + neuron - 1;
      if (matrix && at < matrix.length) matrix[at] = value;
    }
    const off = new Set(this.#traits.switched_off.map(String));
    const values = (x: number, y: number) => {
      let below = features.map((name) => (FEATURES[name]?.(x, y) ?? 0) / 2);
      return layers.slice(1).map((size, l) => {
        const matrix = weights[l] ?? [];
        const input = [...below, 1].map((v, i) => (off.has(`${l},${i + 1}`) ? 0 : v));
        below = Array.from({ length: size }, (_, j) =>
          Math.tanh(input.reduce((sum, v, i) => sum + v * (matrix[i * size + j] ?? 0), 0)),
        );
        return below;
      });
    };
    const nodes = layers
      .slice(1)
      .map((size, l) =>
        Array.from({ length: size }, (_, j) =>
          plane(NODE, (x, y) => values(x, y)[l]?.[j] ?? 0),
        ).flat(),
      );
    const look = this.#looking;
    const large = [[layers.length - 1, 1], ...(look ? [look] : [])].map(([l = 1, j = 1]) =>
      plane(LARGE, (x, y) => values(x, y)[l - 1]?.[j - 1] ?? 0),
    );
    const bent: number[][] = [];
    const [inside = 0, i = 0, j = 0] = this.#inside ?? [];
    if (inside > 0 && Math.max(i, j) <= (layers[inside] ?? 0)) {
      const points = this.#points ?? draw(this.#traits.dataset, 300);
      const along = Array.from({ length: STEPS }, (_, step) => -6 + step / 6);
      const lines = Array.from({ length: LINES }, (_, line) => line - 6);
      const plane: number[][] = [
        ...points,
        ...lines.flatMap((x) => along.map((y) => [x, y])),
        ...lines.flatMap((y) => along.map((x) => [x, y])),
      ];
      const seen = plane.map(([x = 0, y = 0]) => values(x, y)[inside - 1] ?? []);
      bent.push(seen.flatMap((a) => [a[i - 1] ?? 0, a[j - 1] ?? 0]));
    }
    const loss = this.#loss();
    const numbers = [loss, loss * 1.2, 0.97, 0.94, 0.9, 0.85];
    const frame: Frame = {
      type: "frame",
      frame: ++this.#frame,
      scene: this.#scene,
      history: this.#history,
      epoch: this.#epoch,
      latest: this.#latest,
      playing: this.#playing,
      rate: this.#playing ? 30 : 0,
      undo: this.#undo.length > 0,
      redo: this.#redo.length > 0,
      confusion_train: CONFUSION,
      confusion_test: CONFUSION,
      layers,
      activations: [
        ...hidden_layers.map((_, l) => [activation].flat()[l] ?? USUAL_ACTIVATION),
        "sigmoid",
      ],
      node_grid: NODE,
      large_grid: LARGE,
      output_planes: 1,
      looks: look ? [look] : [],
      hidden_spaces: bent.length ? [this.#inside as number[]] : [],
      hidden_space_size: (bent[0]?.length ?? 0) / 2,
      notice: this.#notice,
      diagnosis: this.#finding,
    };
    const arrays = [...numbers, ...weights, ...bent, ...nodes, ...large];
    this.#emit(frame, pack(frame, frameArrays, arrays));
  }
}

function edited(points: Point[], { add, move, remove }: EditPoints): Point[] {
  const moved = new Map(move.map(([at = 0, x = 0, y = 0]) => [at, [x, y] as const]));
  return points
    .map((point, at): Point => [...(moved.get(at) ?? ([point[0], point[1]] as const)), point[2]])
    .filter((_, at) => !remove.includes(at))
    .concat(add as Point[]);
}

/** A map of values from -1 to 1 as bytes, rows from the top down. */
function plane(size: number, value: (x: number, y: number) => number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const x = -6 + (12 * ((at % size) + 0.5)) / size;
    const y = 6 - (12 * (Math.floor(at / size) + 0.5)) / size;
    return Math.round(128 + 127 * Math.max(-1, Math.min(1, value(x, y))));
  });
}
