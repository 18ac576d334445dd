"""What a user can choose: one row for every option.

The traits of the widget, the menus, the browser's types and ``docs/options.md`` are made from the
rows; what a row says is in ``option_row.py``. Whether options go together is in
``together.py``, and what they come to in ``plan.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from nnwidget.data.datasets import DATASETS
from nnwidget.data.shape import CLASSES, COLUMNS, SAMPLES
from nnwidget.languages.sentence import LANGUAGES
from nnwidget.languages.wording import did_you_mean
from nnwidget.nn.activations import ACTIVATIONS, usual_output
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS

from .checks import (
    LAYERS,
    NEURONS,
    allowed_as,
    must_be,
    number,
    one_of,
    one_or_each,
    or_none,
    parameters,
    plain,
    rate_or_schedule,
    references,
    several,
    switch,
    text,
    whole_number,
    whole_or_text,
)
from .controls import CheckBox, Choice, Menu, NumberField, Slider, Special, control_names
from .option_row import Row, option, rows_of

EPOCHS = 10**9
LEARNING_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
REGULARIZATION_RATES = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
SPEEDS = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 250, 500, 1000, None)

LOCALES = ("auto", *LANGUAGES)
"""Follow the page, or one of the languages."""


def control_name(name: str, value: Any) -> str:
    """A name that `hidden_controls` takes, as it keeps it."""
    value = text(name, value)
    if value not in CONTROL_NAMES:
        hint = did_you_mean(value, CONTROL_NAMES)
        raise must_be(name, allowed_as("control"), value, hint)
    return CONTROL_NAMES[value]


@dataclass(frozen=True)
class Options:
    """All options of a `Playground`; the names are those of its traits. Where a value is a name,
    what the widget shows in its place is taken, too: ``"x1²"`` for ``"x1^2"``, ``"ReLU"``."""

    # ------------------------------------------------------------ data

    dataset: str = option(
        "circle",
        one_of({**DATASETS, "custom": None}),
        help="Name of the data set, or 'custom' for data of one's own.",
        effect="data",
        renews="draws",
        control=Special(),
        place="own",
    )
    classes: int = option(
        3,
        whole_number(2, CLASSES),
        help=f"Number of classes, from 2 to {CLASSES}, of a data set that leaves it open.",
        effect="data",
        renews="run",
        control=Slider(2, CLASSES, 1),
    )
    samples: int | None = option(
        None,
        or_none(whole_number(4, SAMPLES)),
        help=f"Number of points, training and test together, from 4 to {SAMPLES:,}; None is the "
        "data set's usual number.",
        effect="data",
        control=NumberField(0, empty="usual"),
    )
    train_fraction: float = option(
        0.5,
        number(0, 1, above=True),
        help="Share of the points that are trained on, above 0 and at most 1; the others test.",
        effect="data",
        control=Slider(0.1, 0.9, 0.1),
        place="data",
        hidden_as="percTrainData",
    )
    noise: float = option(
        0,
        number(0, 100),
        help="Noise of the data in percent, from 0 to 100.",
        effect="data",
        control=Slider(0, 50, 5),
        place="data",
    )

    # ------------------------------------------------------------ network

    features: tuple[str, ...] = option(
        ("x1", "x2"),
        several(text, 1, 64, distinct=True),
        help="Inputs of the network: names such as 'x1', 'x1^2' or 'sin(x1)' (x3, x4, ... with "
        "more columns), or own ones, each a pair of a name and a function of the columns.",
        effect="network",
        renews="memory",
        control=Special(),
        place="own",
    )
    hidden_layers: tuple[int, ...] = option(
        (4, 2),
        several(whole_number(1, NEURONS), 0, LAYERS),
        help=f"Number of neurons of each hidden layer, at most {NEURONS} each; at most {LAYERS} "
        "layers, and [] for none.",
        effect="network",
        control=Special(),
        place="own",
        hidden_as="numHiddenLayers",
    )
    activation: str | tuple[str, ...] = option(
        "tanh",
        one_or_each(one_of(ACTIVATIONS)),
        help="Name of the activation of all hidden layers, or a list with one for each.",
        effect="network",
        control=Choice("activations", "activation"),
        place="own",
    )
    output_activation: str = option(
        "auto",
        one_of({"auto": None, **ACTIVATIONS}),
        help="Name of the activation of the output; 'auto' is "
        f"{usual_output('two classes')} for two classes, {usual_output('more classes')} for more, "
        f"and {usual_output('numbers')} for numbers.",
        effect="network",
        control=Choice("activations", "activation"),
        hidden_as="outputActivation",
    )
    loss: str = option(
        "auto",
        one_of({"auto": None, **LOSSES}),
        help="Name of the loss; 'auto' is the cross-entropy that suits the output, or mse.",
        effect="network",
        control=Choice("losses", "loss"),
        place="own",
    )
    standardize: bool = option(
        False,
        switch,
        help="Whether the inputs get mean 0 and standard deviation 1 over the training set.",
        effect="network",
        control=CheckBox(),
    )
    initializer: str = option(
        "glorot_uniform",
        one_of(INITIALIZERS),
        help="Name of the way in which the first weights are drawn; a change starts anew.",
        effect="network",
        renews="run",
        control=Choice("initializers", "initializer"),
    )
    seed: int | str = option(
        1,
        whole_or_text,
        help="Seed of all random numbers: a whole number >= 0, or a text for TensorFlow "
        "Playground's own random stream; a change starts anew.",
        effect="data",
        renews="draws",
        control=Special(),
        preset_keeps=True,
    )

    # ------------------------------------------------------------ training

    optimizer: str = option(
        "sgd",
        one_of(OPTIMIZERS),
        help="Name of the rule that turns gradients into updates of the weights.",
        effect="training",
        renews="memory",
        control=Choice("optimizers", "optimizer"),
        place="own",
    )
    optimizer_options: dict[str, float] = option(
        {},
        parameters,
        help="Parameters of the optimizer by name, such as {'beta_1': 0.9}; those that are left "
        "out have their defaults.",
        effect="training",
        renews="memory",
    )
    learning_rate: float = option(
        0.03,
        number(0, 100, above=True),
        help="Step size: how far an update follows the gradient, above 0 and at most 100.",
        effect="training",
        control=Menu(LEARNING_RATES),
        place="own",
        hidden_as="learningRate",
    )
    decay: float | dict[str, Any] = option(
        0,
        rate_or_schedule,
        help="How the learning rate falls from epoch to epoch: a number from 0 to 100 is the "
        "rate of inverse-time decay, lr / (1 + decay epoch); a dict names a schedule and its "
        "parameters.",
        effect="training",
        control=Special(),
    )
    batch_size: int | None = option(
        10,
        or_none(whole_number(1, SAMPLES)),
        help=f"Number of samples per update, from 1 to {SAMPLES:,}; None is the whole training "
        "set.",
        effect="training",
        control=Slider(1, 30, 1),
        place="data",
        hidden_as="batchSize",
    )
    shuffle: bool = option(
        True,
        switch,
        help="Whether the samples come in a new order every epoch.",
        effect="training",
        control=CheckBox(),
    )
    partial_batch: str = option(
        "train",
        one_of(dict.fromkeys(["train", "carry"])),
        help="What becomes of a last batch that is not full: 'train' trains it, 'carry' takes "
        "its gradients into the next epoch (as TensorFlow Playground does).",
        effect="training",
    )
    regularization: str = option(
        "none",
        one_of(REGULARIZERS),
        help="Name of the penalty on the weights, such as 'l1' or 'l2'.",
        effect="training",
        control=Choice("regularizations", "regularization"),
        place="own",
    )
    regularization_rate: float = option(
        0,
        number(0, 100),
        help="Factor of that penalty, from 0 to 100.",
        effect="training",
        control=Menu(REGULARIZATION_RATES),
        place="own",
        hidden_as="regularizationRate",
    )
    dropout: float | tuple[float, ...] = option(
        0,
        one_or_each(number(0, 0.95)),
        help="Share of neurons, from 0 to 0.95, that each update silences in all hidden layers, "
        "or a list with one for each.",
        effect="training",
        control=Slider(0, 0.9, 0.05),
    )
    frozen: tuple[tuple[int, ...], ...] = option(
        (),
        references(1, 3),
        help="What training leaves as it is: layers [layer], neurons [layer, neuron] and weights "
        "[layer, neuron, source], all counted from 1; source 0 is the bias.",
        effect="training",
        control=Special(),
        place="own",
        hidden_as="freeze",
    )
    switched_off: tuple[tuple[int, int], ...] = option(
        (),
        references(2, 2),
        help="Hidden neurons [layer, neuron], counted from 1, whose output counts as 0.",
        effect="training",
        control=Special(),
        place="own",
        hidden_as="switchOff",
    )

    # ------------------------------------------------------------ when it stops

    max_epochs: int | None = option(
        None,
        or_none(whole_number(0, EPOCHS)),
        help=f"Training stops at this epoch, a whole number up to {EPOCHS:,}; None for never.",
        effect="stop",
        control=NumberField(0, empty="none"),
        hidden_as="maxEpochs",
    )
    target_loss: float | None = option(
        None,
        or_none(number(0, 1e9)),
        help="Training stops when the test loss (the training loss where there are no test data) "
        "is not above it; None for never.",
        effect="stop",
        control=NumberField(0, empty="none"),
        hidden_as="targetLoss",
    )
    patience: int | None = option(
        None,
        or_none(whole_number(1, EPOCHS)),
        help="Training stops when that loss has not become smaller for so many epochs; None for "
        "never.",
        effect="stop",
        control=NumberField(0, empty="none"),
    )

    # ------------------------------------------------------------ how it is shown

    speed: float | None = option(
        60,
        or_none(number(0, 100_000, above=True)),
        help="Epochs per second while it plays, above 0 and at most 100,000; None is as fast as "
        "it goes.",
        effect="display",
        control=Menu(SPEEDS),
        place="own",
        preset_keeps=True,
    )
    axes: tuple[int, int] = option(
        (1, 2),
        several(whole_number(1, COLUMNS), 2, 2),
        help="The two columns of the data that the pictures span, counted from 1.",
        effect="display",
        control=Special(),
        place="own",
    )
    show_test_data: bool = option(
        False,
        switch,
        help="Whether the test points are shown.",
        effect="display",
        control=CheckBox(),
        place="own",
        hidden_as="showTestData",
    )
    show_neuron_lines: bool = option(
        False,
        switch,
        help="Whether the line w·x + b = 0 of each neuron of the first layer is drawn.",
        effect="display",
        control=CheckBox(),
        place="own",
        hidden_as="neuronLines",
        preset_keeps=True,
    )
    discretize: bool = option(
        False,
        switch,
        help="Whether the predicted class is shown instead of the output.",
        effect="display",
        control=CheckBox(),
        place="own",
    )
    hidden_controls: tuple[str, ...] = option(
        (),
        several(control_name, 0, 100),
        help="Names of the controls that are not shown: those of options, such as 'noise' or "
        "'learning_rate', and others, such as 'playButton'.",
        effect="display",
        preset_keeps=True,
    )
    locale: str = option(
        "auto",
        one_of(dict.fromkeys(LOCALES)),
        help="Language: 'auto' for that of the page, or one of " + ", ".join(LOCALES[1:]) + ".",
        effect="display",
        control=Special(),
        place="own",
        hidden_as="language",
        preset_keeps=True,
    )
    frame_rate: float = option(
        30,
        number(1, 60),
        help="Pictures per second, at most, from 1 to 60.",
        effect="display",
        preset_keeps=True,
    )

    @property
    def hidden_activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_layers)
        return self.activation

    @property
    def dropouts(self) -> tuple[float, ...]:
        """The dropout share of each hidden layer."""
        if isinstance(self.dropout, tuple):
            return self.dropout
        return (self.dropout,) * len(self.hidden_layers)


ROWS = rows_of(Options)
"""Every option's row, by name."""

NAMES = tuple(ROWS)


def _where(chosen: Callable[[Row], bool]) -> frozenset[str]:
    return frozenset(name for name, row in ROWS.items() if chosen(row))


DATA = _where(lambda row: row.effect == "data")
"""Options that the data depend on."""

NETWORK = _where(lambda row: row.effect == "network")
"""Options that the network and its inputs depend on."""

TRAINING = _where(lambda row: row.effect == "training")
"""Options that a training step uses."""

DISPLAY = _where(lambda row: row.effect == "display")
"""Options that only change what is shown, and how fast it goes: neither undo nor going back in
time touches them."""

STARTS_ANEW = _where(lambda row: row.renews in ("run", "draws"))
"""Options with which a run starts anew."""

FIRST_DRAWS = _where(lambda row: row.renews == "draws")
"""Those of them with which it starts with the first draws of the seed."""

NEW_MEMORY = _where(lambda row: row.renews == "memory")
"""Options whose change leaves the optimizer nothing to remember."""

KEPT_BY_PRESETS = _where(lambda row: row.preset_keeps)
"""Options that a preset does not touch."""

CONTROL_NAMES = control_names({n: row.hidden_as for n, row in ROWS.items() if row.control})
"""Every name that ``hidden_controls`` takes, and the one that it keeps."""


def described() -> str:
    """Every option with its meaning and default, as a docstring lists them."""
    defaults = Options()
    return "\n".join(
        fill(
            f"{name}: {row.help} Default: {getattr(defaults, name)!r}.",
            width=96,
            initial_indent=" " * 8,
            subsequent_indent=" " * 12,
        )
        for name, row in ROWS.items()
    )


Options.__doc__ = f"{Options.__doc__}\n\n    Attributes:\n{described()}\n    "


def check_value(name: str, value: Any) -> Any:
    """One option's value in its plain form.

    Raises:
        ValueError: a value that is not allowed, whatever the others are.
    """
    return ROWS[name].check(name, plain(value))
