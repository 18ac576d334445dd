/** Every sentence of the interface. The other languages have the same keys. */
export const en = {
  // transport
  play: "Play",
  pause: "Pause",
  step: "Step",
  stepHint: "Train one epoch",
  reset: "Reset",
  resetHint: "Back to the same start",
  newStart: "New start",
  newStartHint: "Other random weights",
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

  // data
  data: "Data",
  dataset: "Dataset",
  ownData: "Own data",
  trainingData: "Training data",
  noise: "Noise",
  batchSize: "Batch size",
  all: "all",
  regenerate: "Regenerate",
  percent: (value: string) => `${value} %`,

  // layers
  hiddenLayers: (count: number) => (count === 1 ? "1 hidden layer" : `${count} hidden layers`),
  addLayer: "Add layer",
  removeLayer: "Remove layer",
  addNeuron: (layer: number) => `Add neuron to layer ${layer}`,
  removeNeuron: (layer: number) => `Remove neuron from layer ${layer}`,
  activationOf: (layer: number) => `Activation of layer ${layer}`,
  neurons: (count: number) => (count === 1 ? "1 neuron" : `${count} neurons`),

  // readouts
  output: "Output",
  training: "Training",
  accuracy: "Accuracy",
  showTestData: "Show test data",
  discretize: "Discretize output",

  // state of the widget
  settings: "Settings",
  connecting: "Connecting to the kernel…",
  paused: "Paused",
  trainingNow: "Training",
  trainingAt: (rate: string) => `Training · ${rate} epochs/s`,
  points: (train: string, test: string) => `${train} training and ${test} test points`,
  parameters: (count: string, one: boolean) => (one ? "1 parameter" : `${count} parameters`),
  busy: "The kernel is busy with a cell; the network goes on when it is done.",
  silent: "The kernel has not answered for a while. If it was restarted, run the cell again.",
  gone: "The kernel was restarted or has stopped: run the cell again.",
  unanswered: "The kernel did not answer this change; it may still be made later.",
  dismiss: "Dismiss",
  failed: "This view met an error and stopped. Run the cell again to open a new one.",

  // views: network
  network: "Network",
  inputs: "Inputs",
  lastInput: "The network needs at least one input.",
  neuron: (neuron: number, layer: number) => `Neuron ${neuron} of layer ${layer}`,
  neuronInSentence: (neuron: number, layer: number) => `neuron ${neuron} of layer ${layer}`,
  weightFrom: (source: string, target: string) => `Weight from ${source} to ${target}`,
  weight: "Weight",
  bias: "Bias",
  positiveWeight: "positive weight",
  negativeWeight: "negative weight",
  biasBar: "bias",
  arrowKeys: "The arrow keys lead to the other neurons and along the weights.",

  // views: output plot, chart, equation
  outputPlot: "Output of the network",
  plotDescription: (dataset: string, loss: string) =>
    `Output of the network on ${dataset}, test loss ${loss}`,
  classNamed: (name: string) => `Class ${name}`,
  test: "Test",
  lossChart: "Loss by epoch",
  equation: "Equation",
  equationHint: "Select a neuron to see its equation with the numbers of this moment.",
};

type Loose<T> = T extends (...args: infer A) => string ? (...args: A) => string : string;

/** What a language has to say; one with a missing key does not compile. */
export type Text = { readonly [K in keyof typeof en]: Loose<(typeof en)[K]> };

/** Translations of the labels that come with the catalog, by `kind.name`. */
export type Names = Readonly<Record<string, string>>;
