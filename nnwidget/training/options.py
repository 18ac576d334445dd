"""What a user can choose: every option, its default, and what is allowed.

`Options` is immutable. `check` normalizes one and refuses a wrong value or a wrong
combination with a ``ValueError`` that names the value and what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice, pairwise
from numbers import Real
from typing import Any

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import Feature, features_of
from nnwidget.data.shape import CLASSES, COLUMNS, SAMPLES, DataShape
from nnwidget.data.split import Source
from nnwidget.data.table import Table
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES, Loss
from nnwidget.nn.optimizers import OPTIMIZERS, make_optimizer
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES, make_schedule
from nnwidget.nn.wording import did_you_mean, labels_of, listed, recognized, shown, whole

LAYERS = 16
NEURONS = 512
PARAMETERS = 200_000
ACTIVATIONS_HELD = 20_000_000
"""Most neurons times samples: training then needs about a gigabyte."""

EPOCHS = 10**9
LEARNING_RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
"""Those of the menu."""

LOCALES = ("auto", "en", "es")
"""Follow the page, or one of the languages of the browser side."""

DISPLAY = frozenset(
    {
        *("speed", "show_test_data", "discretize", "hidden_controls", "locale", "frame_rate"),
        *("axes", "show_neuron_lines"),
    }
)
"""Options that only change what is shown, and how fast it goes: neither undo nor going back in
time touches them."""


@dataclass(frozen=True)
class Options:
    """All options of a `Playground`; the names are those of its traits. Where a value is a name,
    what the widget shows in its place is taken, too: ``"x1²"`` for ``"x1^2"``, ``"ReLU"``.

    Attributes:
        dataset: a name of ``nn.datasets.DATASETS``, or ``"custom"`` for data given by the user.
        classes: how many classes a data set that leaves it open has.
        noise: noise of the data in percent.
        samples: points, training and test together; ``None`` is the data set's usual number.
        train_fraction: the share of the points that are trained on, 0 < f <= 1.
        features: the inputs, names of ``nn.features.FEATURES`` (x3, x4, ... with more columns).
        hidden_layers: neurons of each hidden layer; empty for none.
        activation: a name for all hidden layers, or one name per hidden layer.
        output_activation: ``"auto"`` is sigmoid (two classes), softmax (more), linear (numbers).
        loss: ``"auto"`` is binary or categorical cross-entropy or mse.
        initializer: a name of ``nn.initializers.INITIALIZERS``.
        optimizer, optimizer_options: a name of ``nn.optimizers.OPTIMIZERS``, its parameters.
        learning_rate: the step size, > 0.
        decay: how the learning rate falls from epoch to epoch: a number is the rate of
            inverse-time decay, lr / (1 + decay epoch); a dict names a schedule of
            ``nn.schedules.SCHEDULES`` and its parameters.
        batch_size: samples per update; ``None`` is the whole training set.
        regularization, regularization_rate: penalty on the weights, and its factor.
        dropout: the share of neurons silenced while training, in all hidden layers or, as a
            list, in each, 0 <= share < 1.
        frozen: what training leaves as it is: a layer ``(layer,)``, a neuron ``(layer,
            neuron)``, a weight ``(layer, neuron, source)``, all from 1; source 0 is the bias.
        switched_off: hidden neurons ``(layer, neuron)`` whose output counts as 0.
        standardize: give the inputs mean 0 and standard deviation 1 over the training set.
        shuffle: draw a new order of the samples every epoch.
        partial_batch: a last batch that is too small is trained (``"train"``), or its
            gradients are carried into the next epoch (``"carry"``, as TensorFlow Playground).
        seed: a whole number >= 0, or a string for TensorFlow Playground's random stream.
        speed: epochs per second; ``None`` is as fast as it goes.
        max_epochs: training stops there.
        target_loss: training stops when the test loss (training loss if there is no test
            data) is not above it.
        patience: training stops when that loss has not become smaller for so many epochs.
        axes: the two columns of the data that the pictures span, from 1.
        show_neuron_lines: draw where each neuron of the first layer has w·x + b = 0.
        show_test_data, discretize, hidden_controls, locale: how it is shown.
        frame_rate: pictures per second, at most.
    """

    dataset: str = "circle"
    classes: int = 3
    noise: float = 0
    samples: int | None = None
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x1", "x2")
    hidden_layers: tuple[int, ...] = (4, 2)
    activation: str | tuple[str, ...] = "tanh"
    output_activation: str = "auto"
    loss: str = "auto"
    initializer: str = "glorot_uniform"
    optimizer: str = "sgd"
    optimizer_options: dict[str, float] = field(default_factory=dict)
    learning_rate: float = 0.03
    decay: float | dict[str, Any] = 0
    batch_size: int | None = 10
    regularization: str = "none"
    regularization_rate: float = 0
    dropout: float | tuple[float, ...] = 0
    frozen: tuple[tuple[int, ...], ...] = ()
    switched_off: tuple[tuple[int, int], ...] = ()
    standardize: bool = False
    shuffle: bool = True
    partial_batch: str = "train"
    seed: int | str = 1
    speed: float | None = 60
    max_epochs: int | None = None
    target_loss: float | None = None
    patience: int | None = None
    axes: tuple[int, int] = (1, 2)
    show_neuron_lines: bool = False
    show_test_data: bool = False
    discretize: bool = False
    hidden_controls: tuple[str, ...] = ()
    locale: str = "auto"
    frame_rate: float = 30

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


@dataclass(frozen=True)
class Plan:
    """What the options come to for given data: the network to build and its loss."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss_name: str

    @property
    def loss(self) -> Loss:
        return LOSSES[self.loss_name]


def data_shape(options: Options) -> DataShape:
    """The shape of one of the built-in data sets."""
    return DATASETS[options.dataset].shape(options.classes, options.samples)


def source(options: Options, table: Table | None, number: int = 0) -> Source:
    """What the points are drawn from: the user's ``table`` where the options say so."""
    own = table if options.dataset == "custom" else None
    chosen = options.dataset, options.classes, options.noise, options.samples, options.seed
    return Source(*chosen, own, number)


def make_plan(options: Options, shape: DataShape) -> Plan:
    """Resolve ``"auto"`` and size the network. The options must have passed `check`."""
    output, loss = options.output_activation, options.loss
    if output == "auto":
        auto = "linear" if shape.problem == "regression" else "sigmoid"
        if shape.classes > 2:
            auto = "softmax"
        if loss != "auto":
            row = LOSSES[loss]
            auto = row.activation or (
                auto if auto in row.outputs or not row.outputs else row.outputs[0]
            )
        if options.optimizer == "perceptron":
            auto = "step"
        output = auto
    if loss == "auto":
        own = [name for name, row in LOSSES.items() if row.activation == output]
        loss = own[0] if own and shape.problem == "classification" else "mse"
        if options.optimizer == "perceptron":
            loss = "squared_error"
    outputs = 1 if shape.problem == "regression" else shape.classes
    if outputs == 2 and output != "softmax":
        outputs = 1
    return Plan(
        (len(options.features), *options.hidden_layers, outputs),
        (*options.hidden_activations, output),
        loss,
    )


def check(
    options: Options, own_data: DataShape | None = None, own: Mapping[str, Feature] | None = None
) -> Options:
    """The same options with every value in its plain form (lists become tuples, ...).

    Args:
        own_data: the shape of the user's data, when there is any.
        own: the user's own features.

    Raises:
        ValueError: a value, or a combination of values, that is not allowed.
    """
    each = replace(
        options,
        **{f.name: check_value(f.name, getattr(options, f.name)) for f in fields(options)},
    )
    if each.dataset == "custom" and own_data is None:
        raise ValueError("dataset 'custom' needs data: give Playground(data=(X, y))")
    shape = own_data if each.dataset == "custom" and own_data else data_shape(each)
    offered = features_of(shape.columns, own)
    each = _with_inputs(each, offered, own_data, own or {})
    return _check_together(_without_gone(each, shape), shape, offered)


def check_value(name: str, value: Any) -> Any:
    """One option's value in its plain form.

    Raises:
        ValueError: a value that is not allowed, whatever the others are.
    """
    return _CHECKS[name](name, plain(value))


_BYTES = bytes | bytearray | memoryview

DEEPEST = 4
"""No option has lists within lists within lists."""


def plain(value: Any, level: int = 0) -> Any:
    """The value as Python's own numbers, texts, lists and dicts, whether it comes as them, from
    NumPy or from pandas. What no option takes is returned as it is."""
    if _is_time_span(value):
        return value  # NumPy would give it as a whole number
    if hasattr(type(value), "tolist") and not isinstance(value, memoryview):
        value = value.tolist()
    if isinstance(value, str):
        return str.__str__(value)
    if level == DEEPEST or isinstance(value, int | float | _BYTES):
        return value
    if isinstance(value, Real):
        return _as_float(value)
    if isinstance(value, Mapping):
        return {plain(key, DEEPEST): plain(item, level + 1) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item, level + 1) for item in islice(value, PARAMETERS + 1)]
    return value


def _is_time_span(value: Any) -> bool:
    """NumPy's time spans count as whole numbers for Python."""
    return getattr(getattr(value, "dtype", None), "kind", "") == "m"


def _as_float(value: Real) -> Real | float:
    """Of NumPy's longest kind, or a fraction; a number that no float can hold stays."""
    try:
        return float(value)
    except OverflowError:
        return value


def _with_inputs(
    options: Options,
    offered: Mapping[str, Feature],
    own_data: DataShape | None,
    own: Mapping[str, Feature],
) -> Options:
    """Give the inputs their names, and leave out those that another data set has and this one
    does not, so that the data set can be changed alone."""
    columns = [len(dataset.columns) for dataset in DATASETS.values()]
    elsewhere = features_of(max(*columns, own_data.columns if own_data else 0))
    # What is called so in Python comes before what is called so on the screen.
    names = [n if n in own else recognized(n, elsewhere) or n for n in options.features]
    if len(set(names)) < len(names):
        raise ValueError(f"features must not repeat an item, got {shown(list(options.features))}")
    kept = tuple(n for n in names if n in offered or (n not in elsewhere and n not in own))
    return replace(options, features=kept or ("x1",))


def _without_gone(options: Options, shape: DataShape) -> Options:
    """Leave out what is frozen or switched off but is no more there."""
    sizes = make_plan(options, shape).sizes

    def exists(reference: tuple[int, ...]) -> bool:
        layer, neuron, source = (
            (*reference, 1, 0)[:3] if len(reference) == 1 else (*reference, 0)[:3]
        )
        return layer < len(sizes) and neuron <= sizes[layer] and source <= sizes[layer - 1]

    return replace(
        options,
        frozen=tuple(reference for reference in options.frozen if exists(reference)),
        switched_off=tuple(r for r in options.switched_off if r[0] < len(sizes) - 1 and exists(r)),
    )


def _check_together(options: Options, shape: DataShape, offered: Mapping[str, Feature]) -> Options:
    for name in options.features:
        if name not in offered:
            near = did_you_mean(name, offered)
            raise ValueError(f"features: {shown(name)} is not among {listed(offered)}{near}")
    activation = options.activation
    if not isinstance(activation, str) and len(activation) != len(options.hidden_layers):
        raise ValueError(
            f"activation: {list(activation)} names {len(activation)} activations for "
            f"{len(options.hidden_layers)} hidden layers; give one name, or one per layer"
        )
    if not isinstance(options.dropout, float | int) and len(options.dropout) != len(
        options.hidden_layers
    ):
        raise ValueError(
            f"dropout: {list(options.dropout)} names {len(options.dropout)} shares for "
            f"{len(options.hidden_layers)} hidden layers; give one number, or one per layer"
        )
    make_optimizer(options.optimizer, options.optimizer_options)
    make_schedule(options.decay)
    plan = make_plan(options, shape)
    _check_step(options, plan)
    if shape.problem not in plan.loss.problems:
        fitting = [name for name, loss in LOSSES.items() if shape.problem in loss.problems]
        raise ValueError(
            f"loss {plan.loss_name!r} does not fit a {shape.problem} problem "
            f"(data set {options.dataset!r}); allowed: 'auto', {listed(fitting)}"
        )
    if plan.loss.activation not in (None, plan.activations[-1]):
        raise ValueError(
            f"loss {plan.loss_name!r} needs output_activation {plan.loss.activation!r} "
            f"(or 'auto'), got {plan.activations[-1]!r}"
        )
    if plan.loss.outputs and plan.activations[-1] not in plan.loss.outputs:
        raise ValueError(
            f"loss {plan.loss_name!r} needs output_activation {listed(plan.loss.outputs)} "
            f"(or 'auto'), got {plan.activations[-1]!r}"
        )
    if shape.problem == "regression" and plan.activations[-1] == "softmax":
        raise ValueError("output_activation 'softmax' needs classes; the data have numbers")
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(plan.sizes))
    if parameters > PARAMETERS:
        raise ValueError(
            f"hidden_layers {list(options.hidden_layers)} makes {parameters:,} parameters; "
            f"at most {PARAMETERS:,} are allowed"
        )
    neurons = sum(plan.sizes[1:])
    if neurons * shape.samples > ACTIVATIONS_HELD:
        raise ValueError(
            f"hidden_layers {list(options.hidden_layers)} and {shape.samples:,} samples are too "
            f"large together: {neurons:,} neurons take at most {ACTIVATIONS_HELD // neurons:,}"
        )
    return options


def _check_step(options: Options, plan: Plan) -> None:
    """The step function has no slope: only the perceptron rule trains it, and only alone."""
    rule = options.optimizer == "perceptron"
    steps = [name for name in plan.activations if not ACTIVATIONS[name].differentiable]
    if steps and not rule:
        raise ValueError(
            "activation 'step' has no slope that a gradient could follow (its derivative is 0); "
            "train a single step neuron with optimizer='perceptron', or take 'sigmoid'"
        )
    if rule and (
        options.hidden_layers or plan.activations != ("step",) or plan.loss_name != "squared_error"
    ):
        raise ValueError(
            "optimizer 'perceptron' trains a single step neuron: hidden_layers=[], "
            "output_activation='step' and loss='squared_error' (or 'auto')"
        )


# ------------------------------------------------------------------ one value at a time

Check = Callable[[str, Any], Any]


def _one_of(allowed: Mapping[str, Any]) -> Check:
    """One of a registry's names; what the widget calls it is taken, too."""

    def check_name(name: str, value: Any) -> str:
        found = recognized(value, allowed) if isinstance(value, str) else None
        if found is None:
            near = did_you_mean(value, [*labels_of(allowed), *allowed])
            raise ValueError(f"{name} must be one of {listed(allowed)}, got {shown(value)}{near}")
        return found

    return check_name


def is_number(value: object) -> bool:
    """Is it a finite real number? ``True`` and ``False`` are not, NumPy's scalars are."""
    if type(value) is bool or not isinstance(value, Real) or _is_time_span(value):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        return False


def _number(low: float, high: float, above: bool = False) -> Check:
    def check_number(name: str, value: Any) -> float:
        if not is_number(value) or not low <= value <= high or (above and value == low):
            bounds = f"above {low:g} and at most {high:g}" if above else f"from {low:g} to {high:g}"
            raise ValueError(f"{name} must be a number {bounds}, got {shown(value)}")
        return int(value) if isinstance(value, int) else float(value)

    return check_number


def _whole(low: int, high: int) -> Check:
    def check_whole(name: str, value: Any) -> int:
        if not is_number(value) or value != int(value) or not low <= value <= high:
            raise ValueError(
                f"{name} must be a whole number from {low:,} to {high:,}, got {shown(value)}"
            )
        return int(value)

    return check_whole


def _or_none(check_value: Check) -> Check:
    def check_optional(name: str, value: Any) -> Any:
        try:
            return None if value is None else check_value(name, value)
        except ValueError as error:
            raise ValueError(str(error).replace(", got", " or None, got", 1)) from None

    return check_optional


def switch(name: str, value: Any) -> bool:
    """True or False.

    Raises:
        ValueError: naming the value, if it is neither.
    """
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be True or False, got {shown(value)}")
    return value


def _several(check_item: Check, low: int, high: int, distinct: bool = False) -> Check:
    def check_list(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"{name} must be a list, got {shown(value)}")
        if not low <= len(value) <= high:
            raise ValueError(f"{name} must have from {low} to {high} items, got {len(value)}")
        items = tuple(check_item(f"each item of {name}", item) for item in value)
        if distinct and len(set(items)) < len(items):
            raise ValueError(f"{name} must not repeat an item, got {shown(list(items))}")
        return items

    return check_list


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200 or value != whole(value):
        raise ValueError(f"{name} must be a text of 1 to 200 characters, got {shown(value)}")
    return value


def _activation(name: str, value: Any) -> str | tuple[str, ...]:
    one = _one_of(ACTIVATIONS)
    if isinstance(value, list):
        return tuple(_several(one, 0, LAYERS)(name, value))
    return str(one(name, value))


def _optimizer_options(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a dict such as {{'beta_1': 0.9}}, got {shown(value)}")
    return value


def _decay(name: str, value: Any) -> float | dict[str, Any]:
    if not isinstance(value, dict):
        return float(_number(0, 100)(name, value))
    schedule = value.get("name")
    known = recognized(schedule, SCHEDULES) if isinstance(schedule, str) else None
    return value | {"name": known or schedule} if "name" in value else value


def _dropout(name: str, value: Any) -> float | tuple[float, ...]:
    if isinstance(value, list):
        return tuple(_several(_number(0, 0.95), 0, LAYERS)(name, value))
    return float(_number(0, 0.95)(name, value))


def _references(shortest: int, longest: int) -> Check:
    """A list of references such as (layer, neuron); a third number, the source, may be 0."""

    def check_reference(name: str, value: Any) -> tuple[int, ...]:
        numbers = tuple(_several(_whole(0, NEURONS), shortest, longest)(name, value))
        if min(numbers[:2]) < 1:
            raise ValueError(f"{name}: layers and neurons count from 1, got {shown(list(numbers))}")
        return numbers

    return _several(check_reference, 0, PARAMETERS, distinct=True)


def _seed(name: str, value: Any) -> int | str:
    if isinstance(value, str):
        return _text(name, value)
    if not is_number(value) or value != int(value) or not 0 <= value < 2**53:
        raise ValueError(f"{name} must be a whole number >= 0 or a text, got {shown(value)}")
    return int(value)


_CHECKS: dict[str, Check] = {
    "dataset": _one_of({**DATASETS, "custom": None}),
    "classes": _whole(2, CLASSES),
    "noise": _number(0, 100),
    "samples": _or_none(_whole(4, SAMPLES)),
    "train_fraction": _number(0, 1, above=True),
    "features": _several(_text, 1, 64, distinct=True),
    "hidden_layers": _several(_whole(1, NEURONS), 0, LAYERS),
    "activation": _activation,
    "output_activation": _one_of({"auto": None, **ACTIVATIONS}),
    "loss": _one_of({"auto": None, **LOSSES}),
    "initializer": _one_of(INITIALIZERS),
    "optimizer": _one_of(OPTIMIZERS),
    "optimizer_options": _optimizer_options,
    "learning_rate": _number(0, 100, above=True),
    "decay": _decay,
    "batch_size": _or_none(_whole(1, SAMPLES)),
    "regularization": _one_of(REGULARIZERS),
    "regularization_rate": _number(0, 100),
    "dropout": _dropout,
    "frozen": _references(1, 3),
    "switched_off": _references(2, 2),
    "standardize": switch,
    "shuffle": switch,
    "partial_batch": _one_of(dict.fromkeys(["train", "carry"])),
    "seed": _seed,
    "speed": _or_none(_number(0, 100_000, above=True)),
    "max_epochs": _or_none(_whole(0, 10**9)),
    "target_loss": _or_none(_number(0, 1e9)),
    "patience": _or_none(_whole(1, 10**9)),
    "axes": _several(_whole(1, COLUMNS), 2, 2),
    "show_neuron_lines": switch,
    "show_test_data": switch,
    "discretize": switch,
    "hidden_controls": _several(_text, 0, 64),
    "locale": _one_of(dict.fromkeys(LOCALES)),
    "frame_rate": _number(1, 60),
}
