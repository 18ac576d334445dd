// Generated from nnwidget/protocol.py (python -m nnwidget.protocol). Do not edit.

export interface Hello {
  type: "hello";
  view: number;
}

export interface Bye {
  type: "bye";
  view: number;
}

export interface Alive {
  type: "alive";
  view: number;
  seq: number;
}

export interface Ack {
  type: "ack";
  view: number;
  frame: number;
}

export interface Look {
  type: "look";
  view: number;
  neuron: number[] | null;
}

export interface Inside {
  type: "inside";
  view: number;
  space: number[] | null;
}

export interface WantLanguage {
  type: "want_language";
  view: number;
  code: string;
}

export interface Edit {
  type: "edit";
  view: number;
  seq: number;
  changes: Record<string, unknown>;
}

export interface SetParameter {
  type: "set_parameter";
  view: number;
  seq: number;
  layer: number;
  neuron: number;
  source: number;
  value: number;
}

export interface EditPoints {
  type: "edit_points";
  view: number;
  seq: number;
  add: number[][];
  move: number[][];
  remove: number[];
}

export interface LoadCSV {
  type: "load_csv";
  view: number;
  seq: number;
  text: string;
}

export interface GoTo {
  type: "go_to";
  view: number;
  seq: number;
  epoch: number;
}

export interface Heed {
  type: "heed";
  view: number;
  seq: number;
  code: string;
}

export interface LoadPreset {
  type: "preset";
  view: number;
  seq: number;
  name: string;
}

export interface Command {
  type: "command";
  view: number;
  seq: number;
  name: "play" | "pause" | "step" | "step_batch" | "reset" | "new_start" | "regenerate" | "undo" | "redo";
}

export interface Done {
  type: "done";
  view: number;
  seq: number;
}

export interface Refused {
  type: "refused";
  view: number | null;
  seq: number | null;
  reason: string;
}

export interface DatasetItem {
  name: string;
  label: string;
  problem: "classification" | "regression";
  classes: number;
  thumbnail: number[][];
}

export interface FeatureItem {
  name: string;
  label: string;
}

export interface ActivationItem {
  name: string;
  label: string;
  formula: string;
  hidden: boolean;
}

export interface LossItem {
  name: string;
  label: string;
  problems: ("classification" | "regression")[];
}

export interface OptimizerOption {
  name: string;
  label: string;
  min: number;
  max: number;
  default: number;
}

export interface OptimizerItem {
  name: string;
  label: string;
  options: OptimizerOption[];
}

export interface MenuItem {
  name: string;
  label: string;
}

export interface PresetItem {
  name: string;
  label: string;
  works: boolean;
  why: string;
}

export interface SliderRange {
  min: number;
  max: number;
  step: number;
}

export interface Limits {
  hidden_layers: number;
  neurons: number;
}

export interface Catalog {
  datasets: DatasetItem[];
  features: FeatureItem[];
  activations: ActivationItem[];
  losses: LossItem[];
  optimizers: OptimizerItem[];
  schedules: OptimizerItem[];
  regularizations: MenuItem[];
  initializers: MenuItem[];
  learning_rates: number[];
  regularization_rates: number[];
  speeds: (number | null)[];
  noise: SliderRange;
  train_fraction: SliderRange;
  batch_size: SliderRange;
  dropout: SliderRange;
  classes: SliderRange;
  presets: PresetItem[];
  limits: Limits;
}

export interface Welcome {
  type: "welcome";
  view: number;
  version: string;
  catalog: Catalog;
}

export interface Language {
  type: "language";
  view: number;
  code: string;
  module: string;
}

export interface Scene {
  type: "scene";
  scene: number;
  problem: "classification" | "regression";
  class_names: string[];
  columns: string[];
  axes: number[];
  extent: number[];
  value_range: number[];
  train: number;
  test: number;
  train_total: number;
  test_total: number;
  features: string[];
  feature_names: string[];
  feature_labels: string[];
  feature_grid: number;
  input_grid: number;
  output_activation: string;
  loss: string;
}

export interface HistoryEvent {
  epoch: number;
  what: string;
}

export interface History {
  type: "history";
  history: number;
  points: number;
  events: HistoryEvent[];
}

export interface Notice {
  code: "diverged" | "interrupted" | "nobody_looking" | "max_epochs" | "target_loss" | "patience" | "error";
  reason: string;
  values: Record<string, number>;
  text: string;
}

export interface Diagnosis {
  code: "diverged" | "zero_weights" | "carried_batch" | "large_batch" | "dead_relus" | "saturated" | "only_linear" | "too_small" | "rate_too_high" | "rate_too_low" | "overfitting";
  reason: string;
  layer: number | null;
  values: Record<string, number>;
  changes: Record<string, unknown>;
  restart: boolean;
}

export interface Space {
  layer: number;
  neurons: number[];
  points: number;
  lines: number;
  steps: number;
}

export interface Frame {
  type: "frame";
  frame: number;
  scene: number;
  history: number;
  epoch: number;
  latest: number;
  playing: boolean;
  rate: number;
  undo: boolean;
  redo: boolean;
  confusion_train: number[][];
  confusion_test: number[][];
  layers: number[];
  activations: string[];
  node_grid: number;
  large_grid: number;
  large: (number[] | null)[];
  spaces: Space[];
  notice: Notice | null;
  diagnosis: Diagnosis | null;
}

export type FromBrowser = Hello | Bye | Alive | Ack | Look | Inside | WantLanguage | Edit | SetParameter | EditPoints | LoadCSV | GoTo | Heed | LoadPreset | Command;

export type FromKernel = Done | Refused | Welcome | Language | Scene | History | Frame;
