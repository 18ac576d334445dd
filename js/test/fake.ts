// A kernel of signals, with a small network in its present frame.

import { signal } from "@preact/signals";
import { vi } from "vitest";
import { createPicture } from "../src/kernel/picture";
import type { FrameData, Kernel, Options, SceneData } from "../src/kernel/state";

const GRID = 2;

export interface Net {
  features?: string[];
  layers?: number[];
  activations?: string[];
  /** Per layer: rows of weights by input, the biases last. */
  parameters?: number[][];
}

const NAMES = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"];
const LABELS = ["x1", "x2", "x1²", "x2²", "x1x2", "sin(x1)", "sin(x2)"];

export function fakeScene({ features = ["x1", "x2"] }: Net = {}): SceneData {
  return {
    type: "scene",
    scene: 1,
    problem: "classification",
    class_names: ["0", "1"],
    columns: ["x1", "x2"],
    axes: [0, 1],
    extent: [-6, 6, -6, 6],
    value_range: [0, 1],
    train: 1,
    test: 0,
    train_total: 1,
    test_total: 0,
    features,
    feature_names: NAMES,
    feature_labels: LABELS,
    feature_mathml: NAMES.map(() => null),
    feature_grid: GRID,
    output_activation: "sigmoid",
    loss: "binary_crossentropy",
    points: new Float32Array([1, 2, 0]),
    input_grid: 2,
    hidden_space_lines: 3,
    hidden_space_steps: 5,
    input_maps: new Float32Array(features.length * 4),
    feature_maps: new Uint8Array(NAMES.length * GRID * GRID),
  };
}

export function fakeFrame(net: Net = {}): FrameData {
  const features = net.features ?? ["x1", "x2"];
  const layers = [features.length, ...(net.layers ?? [3, 1])];
  const sizes = layers.slice(1);
  return {
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
    layers,
    activations:
      net.activations ?? sizes.map((_, i) => (i + 1 < sizes.length ? "tanh" : "sigmoid")),
    node_grid: GRID,
    large_grid: GRID,
    output_planes: 1,
    looks: [],
    hidden_spaces: [],
    hidden_space_size: 0,
    hidden_space_places: [],
    notice: null,
    diagnosis: null,
    loss_train: 0.5,
    loss_test: 0.5,
    accuracy_train: 1,
    accuracy_test: 1,
    r2_train: Number.NaN,
    r2_test: Number.NaN,
    parameters: sizes.map((size, i) =>
      Float64Array.from(
        net.parameters?.[i] ??
          Array.from({ length: ((layers[i] ?? 0) + 1) * size }, (_, k) => k / 10),
      ),
    ),
    node_maps: sizes.map((size) => new Uint8Array(size * GRID * GRID)),
    output_map: new Uint8Array(GRID * GRID),
    large_maps: [],
  };
}

export function fakeKernel(net: Net = {}) {
  const { picture, scene, frame, show } = createPicture();
  show(fakeScene(net), fakeFrame(net));
  const options = signal({
    features: net.features ?? ["x1", "x2"],
    hidden_layers: [3],
    activation: "tanh",
    frozen: [],
    switched_off: [],
    hidden_controls: [],
    show_neuron_lines: false,
    show_test_data: false,
    discretize: false,
  } as unknown as Options);
  const kernel = {
    options,
    catalog: signal(null),
    picture,
    scene,
    frame,
    history: signal(null),
    refusal: signal<string | null>(null),
    connection: signal("live"),
    silent: signal(false),
    fault: signal<unknown>(null),
    selected: signal(null),
    hovered: signal(null),
    hiddenSpace: signal(null),
    point: signal(null),
    wanted: signal(null),
    heading: signal(null),
    edit: vi.fn(),
    command: vi.fn(),
    setParameter: vi.fn(),
    goTo: vi.fn(),
    painted: vi.fn(),
  } as unknown as Kernel;
  /** Shows a frame, over the same scene or another one. */
  const next = (frame: FrameData, over = scene.peek() as SceneData) => show(over, frame);
  return { kernel, next, options };
}
