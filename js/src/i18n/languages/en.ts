/** What is said at the first look; the rest comes with the parts that say it. */
export const en = {
  // transport
  play: "Play",
  pause: "Pause",
  step: "Step",
  stepBatch: "Step one batch",
  undo: "Undo",
  redo: "Redo",
  reset: "Reset",
  newStart: "New start",
  epoch: "Epoch",
  speed: "Speed",
  perSecond: (speed: string) => `${speed}/s`,
  fastest: "max",

  // training
  learningRate: "Learning rate",
  optimizer: "Optimizer",
  optimizerOptions: "Optimizer options",
  activation: "Activation",
  mixed: "Mixed",
  regularization: "Regularization",
  regularizationRate: "Regularization rate",
  problem: "Problem type",
  classification: "Classification",
  regression: "Regression",
  loss: "Loss",
  automatic: "Auto",
  auto: (what: string) => `${what} (auto)`,

  // presets and more settings
  preset: "Preset",
  choose: "Choose…",
  worksWell: "Works well",
  goesWrong: "Goes wrong",
  moreSettings: "More settings",
  outputActivation: "Output activation",
  initializer: "Initializer",
  seed: "Seed",
  dropout: "Dropout",
  decay: "Decay",
  max_epochs: "Max epochs",
  target_loss: "Target loss",
  patience: "Patience",
  classes: "Classes",
  samples: "Samples",
  standardize: "Standardize inputs",
  shuffle: "Shuffle",
  none: "none",
  usual: "usual",

  // data
  data: "Data",
  dataset: "Dataset",
  ownData: "Own data",
  trainingData: "Training data",
  noise: "Noise",
  batchSize: "Batch size",
  all: "all",
  regenerate: "Regenerate",
  loadCSV: "Load CSV",
  tooLarge: (size: string, most: string) =>
    `This takes ${size} MB to send; at most ${most} MB can be sent to the kernel.`,
  percent: (value: string) => `${value} %`,

  // layers
  hiddenLayers: (count: number) => (count === 1 ? "1 hidden layer" : `${count} hidden layers`),
  addLayer: "Add layer",
  removeLayer: "Remove layer",
  addNeuron: (layer: number) => `Add neuron to layer ${layer}`,
  removeNeuron: (layer: number) => `Remove neuron from layer ${layer}`,
  activationOf: (layer: number) => `Activation of layer ${layer}`,
  freezeLayer: (layer: number) => `Freeze layer ${layer}`,

  // readouts
  output: "Output",
  training: "Training",
  accuracy: "Accuracy",
  confusion: "Confusion matrix",
  showTestData: "Show test data",
  discretize: "Discretize output",
  neuronLines: "Neuron lines",
  neuronLine: "w·x + b = 0; ticks: positive side",
  hiddenSpace: "Hidden space",

  // state of the widget
  settings: "Settings",
  connecting: "Connecting to the kernel…",
  paused: "Paused",
  trainingNow: "Training",
  trainingAt: (rate: string) => `Training · ${rate} epochs/s`,
  points: (train: string, test: string) => `${train} training and ${test} test points`,
  pointsOutside: (count: string, one: boolean) =>
    one ? "1 point lies outside" : `${count} points lie outside`,
  parameters: (count: string, one: boolean) => (one ? "1 parameter" : `${count} parameters`),
  busy: "The kernel is busy with a cell; the network goes on when it is done.",
  silent: "The kernel has not answered for a while. If it was restarted, run the cell again.",
  picture: "This is a picture of the last state; run the cell to make it live.",
  offline: "No connection to the server. The widget goes on by itself when it is back.",
  gone: "The kernel was restarted or has stopped: run the cell again.",
  partAwaited: "This part comes from the kernel, which does not answer now.",
  partFailed: "This part could not be shown:",
  unanswered: "The kernel did not answer this change; it may still be made later.",
  unsent: "No connection to the server: the change was not made, though it may still be later.",
  dismiss: "Dismiss",
  failed: "This view met an error and stopped. Run the cell again to open a new one.",

  // why training stopped, by code
  notices: {
    diverged: "The last finite weights are kept.",
    interrupted: "Training was interrupted; press Play to go on.",
    nobody_looking: "Training paused: nobody was looking.",
    max_epochs: (epochs: string) => `Training stopped after ${epochs} epochs, as asked.`,
    target_loss: (loss: string, target: string) => `The loss ${loss} has reached ${target}.`,
    patience: (epochs: string, loss: string, epoch: string) =>
      `No better loss for ${epochs} epochs; the best, ${loss}, was at ${epoch}.`,
    error: "An error stopped training:",
    error_observer: "The change was made, but code that watches it failed:",
  },
  refused: "Not possible:",

  // why it does not learn, by code and reason: they get the layer, if any, and the values
  findings: {
    diverged_rate: (rate: string) => `Training diverged: the learning rate ${rate} is too high.`,
    diverged_l2: (product: string) =>
      `Training diverged: learning rate × regularization rate is ${product}, above 2.`,
    diverged_large: (largest: string) =>
      `Training diverged: some inputs are as large as ${largest}.`,
    diverged_not_finite: "Training diverged: an input is no finite number for some points.",
    diverged_weight:
      "A weight or bias was set to a value that is no finite number, or far too large.",
    zero_weights: "All weights are zero, so no gradient gets through.",
    zero_weights_same: "The neurons of a layer started the same, so they stay the same.",
    zero_weights_penalty: "The regularization has pressed all weights to zero.",
    carried_batch: (batch: string, samples: string) =>
      `${samples} training points never fill a batch of ${batch}: no weight is updated.`,
    large_batch: (batch: string, samples: string) =>
      `A batch of ${batch} for ${samples} training points makes one update an epoch.`,
    dead_relus: (layer: string, percent: string) =>
      `${percent} % of the ReLUs of layer ${layer} are dead: 0 for every point.`,
    saturated: (layer: string, percent: string) =>
      `Layer ${layer} is saturated: ${percent} % of its outputs pass no gradient on.`,
    only_linear: "Linear layers draw one straight line together, which is not enough here.",
    too_small_line: "Without a hidden layer it draws one straight line, which is not enough here.",
    too_small_narrow: (layer: string, neurons: string) =>
      `${neurons} neurons in layer ${layer} are too few for these data.`,
    too_small_one: (layer: string) => `One neuron in layer ${layer} is too few for these data.`,
    rate_too_high: (rate: string) => `The loss jumps about: the learning rate ${rate} is too high.`,
    rate_too_low: (rate: string) => `The loss crawls: the learning rate ${rate} is too low.`,
    overfitting: (epoch: string) =>
      `Overfitting: since epoch ${epoch} the test loss rises and the training loss falls.`,
  },
  /** What would help; `more` where a number rises. */
  turn: (what: string, value: string, more: boolean) =>
    `${more ? "Raise" : "Lower"} ${what} to ${value}`,
  take: (what: string, value: string) => `Change ${what} to ${value}`,
  anew: (what: string) => `${what} and start anew`,
  layersToTake: "Hidden layers",

  // what a screen reader says after an edit, and while it trains
  undone: "Undone",
  redone: "Redone",
  atStart: "Back at the same start",
  newWeights: "New random weights",
  newPoints: "New points",
  layerNow: (layer: number, neurons: number) =>
    `Layer ${layer} now has ${neurons === 1 ? "1 neuron" : `${neurons} neurons`}`,
  weightSet: (value: string) => `Weight set to ${value}`,
  biasSet: (value: string) => `Bias set to ${value}`,
  lossTrainIs: (loss: string) => `training loss ${loss}`,
  lossTestIs: (loss: string) => `test loss ${loss}`,
  accuracyIs: (percent: string) => `accuracy ${percent} %`,

  // views: network
  network: "Network",
  inputs: "Inputs",
  lastInput: "The network needs at least one input.",
  neuron: (neuron: number, layer: number) => `Neuron ${neuron} of layer ${layer}`,
  neuronInSentence: (neuron: number, layer: number) => `neuron ${neuron} of layer ${layer}`,
  weightFrom: (source: string, target: string) => `Weight from ${source} to ${target}`,
  biasOf: (target: string) => `Bias of ${target}`,
  freezeWeight: (source: string, target: string) => `Freeze weight from ${source} to ${target}`,
  freezeBias: (target: string) => `Freeze bias of ${target}`,
  freezeNeuron: "Freeze neuron",
  switchOff: "Switch off neuron",
  frozen: "Frozen.",
  switchedOff: "Switched off.",
  weight: "Weight",
  bias: "Bias",
  positiveWeight: "positive weight",
  negativeWeight: "negative weight",
  biasBar: "bias",
  arrowKeys:
    "The arrow keys lead to the other neurons and along the weights; Enter on a weight edits it.",

  // views: output plot, chart, equation
  outputPlot: "Output of the network",
  plotDescription: (dataset: string) => `Output of the network on ${dataset}`,
  classNamed: (name: string) => `Class ${name}`,
  test: "Test",
  horizontalAxis: "Horizontal axis",
  verticalAxis: "Vertical axis",
  editPoints: "Edit points",
  lossChart: "Loss by epoch",
  log: "log",
  logScale: "Log scale",
  epochShown: "Epoch shown",
  epochOf: (epoch: string, latest: string) => `epoch ${epoch} of ${latest}`,
  latest: "Latest",
  equation: "Equation",
  weightsAndBias: "Weights and bias",
  notANumber: (text: string) => `“${text}” is not a number.`,
  equationHint: "Select a neuron to see its equation.",

  // the language, help and the tour
  languageName: "English",
  presentation: "Presentation",
  language: "Language",
  likeThePage: "Auto",
  view: "View",
  help: "Help",
  invitation: "New here?",
  takeTour: "Take the tour",
  tourSteps: (count: number) => `${count} steps`,
};

type Loose<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Loose<T[K]> };

/** What the first view has to say. */
export type FirstText = Loose<typeof en>;

/** The part with the rest of English. */
export const REST_OF_ENGLISH = "en-parts";
type Rest = typeof import("../parts/en-parts");

/** What a language has to say; one with a missing key does not compile. */
export type Text = FirstText & Loose<Rest["later"]>;

/** What can be explained. */
export type HintKey = keyof Text["hints"];

/** Translations of the labels that come with the catalog, by `kind.name`. */
export type Names = Readonly<Record<string, string>>;

/** What is said before a kernel has answered. It is part of the bundle in every language. */
export type FirstWords = Pick<
  Text,
  "languageName" | "connecting" | "busy" | "silent" | "offline" | "gone" | "failed" | "picture"
>;

/** The rest of a language, which comes from the kernel where it is read. */
export interface Dictionary {
  text: Omit<Text, keyof FirstWords>;
  names: Names;
}
