"""Whether options go together: each with the others, and with the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import Feature, features_of
from nnwidget.data.shape import DataShape
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS, make_optimizer
from nnwidget.nn.schedules import make_schedule
from nnwidget.nn.wording import did_you_mean, listed, recognized, shown

from .checks import PARAMETERS
from .options import NAMES, Options, check_value
from .plan import Plan, data_shape, make_plan

ACTIVATIONS_HELD = 20_000_000
"""Most neurons times samples: training then needs about a gigabyte."""


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
    each = replace(options, **{n: check_value(n, getattr(options, n)) for n in NAMES})
    if each.dataset == "custom" and own_data is None:
        raise ValueError("dataset 'custom' needs data: give Playground(data=(X, y))")
    shape = own_data if each.dataset == "custom" and own_data else data_shape(each)
    offered = features_of(shape.columns, own)
    each = _with_inputs(each, offered, own_data, own or {})
    return _check_together(_without_gone(each, shape), shape, offered)


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
    _check_slope(options, plan)
    _check_single(options, plan)
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
    if shape.problem == "regression" and ACTIVATIONS[plan.activations[-1]].one_per_class:
        raise ValueError(
            f"output_activation {plan.activations[-1]!r} needs classes; the data have numbers"
        )
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


def _check_slope(options: Options, plan: Plan) -> None:
    """An activation without a slope is trained only by a rule for a single neuron, if at all."""
    flat = [name for name in plan.activations if not ACTIVATIONS[name].differentiable]
    if not flat or OPTIMIZERS[options.optimizer].single:
        return
    name = flat[0]
    rules = [rule for rule, row in OPTIMIZERS.items() if row.single and row.single[0] == name]
    advice = [f"train a single {name} neuron with optimizer={rule!r}" for rule in rules[:1]]
    similar = ACTIVATIONS[name].with_slope
    advice.append(f"take {similar!r}" if similar else "take another one")
    raise ValueError(
        f"activation {name!r} has no slope that a gradient could follow (its derivative is 0); "
        f"{', or '.join(advice)}"
    )


def _check_single(options: Options, plan: Plan) -> None:
    """A rule for a single neuron trains that one, and only alone."""
    single = OPTIMIZERS[options.optimizer].single
    if single and (
        options.hidden_layers
        or plan.activations != (single.activation,)
        or plan.loss_name != single.loss
    ):
        raise ValueError(
            f"optimizer {options.optimizer!r} trains a single {single.activation} neuron: "
            f"hidden_layers=[], output_activation={single.activation!r} and "
            f"loss={single.loss!r} (or 'auto')"
        )
