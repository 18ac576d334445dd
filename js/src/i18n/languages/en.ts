/** Every sentence of the interface. The other languages have the same keys. */
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
  trueAnswered: "true \\ output",
  showTestData: "Show test data",
  discretize: "Discretize output",
  neuronLines: "Neuron lines",
  neuronLine: "w·x + b = 0; ticks: positive side",
  hiddenSpace: "Hidden space",
  noSpace: "It takes a hidden layer with at least two neurons.",
  spaceDescription: (layer: number, horizontal: number, vertical: number) =>
    `Hidden space of layer ${layer}: neuron ${horizontal} to the right, neuron ${vertical} upwards`,
  layer: "Layer",
  horizontalNeuron: "Horizontal neuron",
  verticalNeuron: "Vertical neuron",
  point: "Point",

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
  editKeys:
    "Arrow keys move the crosshair, Enter adds a point, Delete removes the nearest, Ctrl+V pastes CSV.",
  editHint: "Click to add, drag to move, right-click or Delete to remove, Ctrl+V to paste CSV.",
  leastPoints: "Training needs at least two points.",
  pointTool: "Points",
  newClass: "new class",
  add: "Add",
  remove: "Remove",
  removeAll: "Remove all points",
  target: "Target",
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
  keyboard: "Keyboard",
  close: "Close",
  numberKeys: "In a number field: more or less; with Shift ten times",
  escapeKey: "Closes what is open; puts a number back",
  colours: "Colours and terms",
  invitation: "New here?",
  takeTour: "Take the tour",
  tourSteps: (count: number) => `${count} steps`,
  tourStep: (step: number, count: number) => `Step ${step} of ${count}`,
  next: "Next",
  back: "Back",
  skip: "Skip",
  finish: "Done",
  tour: {
    data: "These points are the data: the network is to learn which place has which colour.",
    play: "Press Play: the weights follow the gradient downhill, and the loss falls.",
    neuron:
      "A neuron adds up inputs times weights (the lines), plus a bias. Click it for its equation.",
    layers: "Change the network: more layers, more neurons, other inputs. What can it learn now?",
    output: "The background is the network's answer everywhere; the loss says how wrong it is.",
  },

  // what everything is, in one sentence
  hints: {
    play: "Starts or pauses training: the weights follow the gradient downhill.",
    stepBatch: "Updates the weights once, with one batch.",
    step: "Trains for one epoch.",
    reset: "Back to epoch 0 with the same weights.",
    newStart: "Back to epoch 0 with other random weights.",
    undo: "Goes back and forth through your changes.",
    epoch: "One pass through all training points.",
    speed: "How many epochs a second.",
    preset: "Experiments that work, or go wrong in an instructive way.",
    learningRate: "How far each update follows the gradient: too small crawls, too large jumps.",
    optimizer: "The rule that turns the gradient into an update of the weights.",
    rule: "A number of the chosen rule.",
    activation: "The function f that turns a neuron's sum z into its output.",
    regularization: "Adds a penalty for large weights to the loss, against overfitting.",
    regularizationRate: "How much that penalty counts.",
    problem: "Telling classes apart, or predicting a number.",
    loss: "What training makes small: how wrong the outputs are.",
    moreSettings: "What few lessons need.",
    initializer: "How the first weights are drawn.",
    seed: "The same seed gives the same random numbers.",
    dropout: "The share of hidden neurons that each update leaves out.",
    decay: "How the learning rate falls during training.",
    max_epochs: "Training stops at this epoch.",
    target_loss: "Training stops at this loss.",
    patience: "Training stops after so many epochs without a lower loss.",
    classes: "How many classes there are.",
    samples: "How many points there are.",
    standardize: "Gives every input mean 0 and standard deviation 1.",
    shuffle: "Takes the points in a new order every epoch.",
    dataset: "The points to learn: the place is the input, the colour the target.",
    trainingData: "The share of points that train; the others test.",
    noise: "How much chance is in the points.",
    batchSize: "How many points make one update of the weights.",
    regenerate: "Draws new points of the same kind.",
    loadCSV: "Reads columns of numbers and a label; a file can be dropped too.",
    layers: "Each layer builds on the one before, for more complex shapes.",
    layerSize: "Each neuron of the layer learns one pattern in its inputs.",
    freeze: "Stays as it is while the rest trains.",
    switchOff: "Its output becomes 0: see what it was good for.",
    input: "What the network sees of a point; press to use it or not.",
    neuron: "Its map is its output everywhere: blue positive, orange negative.",
    weight: "Multiplies an input: the thicker, the larger; blue positive, orange negative.",
    bias: "Is added to the sum: right and blue positive, left and orange negative.",
    output: "The network's answer everywhere: the stronger the colour, the surer.",
    training: "The points that training uses.",
    test: "Points that training never sees: do new data work, too?",
    accuracy: "The share of points that get their true class.",
    r2: "The share of the targets' variation that is explained.",
    className: "The points of one class.",
    neuronLines:
      "Draws where each neuron of the first layer has w·x + b = 0, ticks to its positive side.",
    hiddenSpace: "The plane and the points as a hidden layer bends them for the next layer.",
    point: "Marks one point here and in the output.",
    discretize: "Shows the answered class, not how sure it is.",
    editPoints: "Draw, move and remove points.",
    axis: "The input along this axis.",
    lossChart: "The loss at every epoch; training and test part when it overfits.",
    logScale: "Each line is ten times the one below: small losses show.",
    time: "Shows any past epoch; training goes on from there.",
    confusion: "Rows are true classes, columns answers; the diagonal is right.",
    equation: "Inputs times weights plus bias give z; f(z) is the output.",
    language: "The language of words and numbers.",
    presentation: "The widget alone on the whole screen, in large type; Escape leaves.",
    help: "Keys, colours and the tour.",
    heed: "Makes this change for you; Undo takes it back.",
    dismiss: "Puts this message away.",
  },
};

type Loose<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Loose<T[K]> };

/** What a language has to say; one with a missing key does not compile. */
export type Text = Loose<typeof en>;

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
