"""Whether options go together: each with the others, and with the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import Feature, features_of
from nnwidget.data.shape import DataShape
from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import did_you_mean, listed, recognized, shown
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS, make_optimizer
from nnwidget.nn.schedules import make_schedule

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
        raise refusal("needs_data")
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
        raise refusal("repeats", option="features", value=shown(list(options.features)))
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
            raise refusal(
                "no_feature", option="features", value=shown(name), names=listed(offered), near=near
            )
    activation = options.activation
    if not isinstance(activation, str) and len(activation) != len(options.hidden_layers):
        raise _not_one_each("each_activation", "activation", options)
    if not isinstance(options.dropout, float | int) and len(options.dropout) != len(
        options.hidden_layers
    ):
        raise _not_one_each("each_share", "dropout", options)
    make_optimizer(options.optimizer, options.optimizer_options)
    make_schedule(options.decay)
    plan = make_plan(options, shape)
    _check_slope(options, plan)
    _check_single(options, plan)
    if shape.problem not in plan.loss.problems:
        fitting = [name for name, loss in LOSSES.items() if shape.problem in loss.problems]
        raise refusal(
            "loss_problem",
            loss=shown(plan.loss_name),
            problem=Sentence(f"refusals.{shape.problem}"),
            data=shown(options.dataset),
            names=listed(fitting),
        )
    output = plan.activations[-1]
    wanted = plan.loss.fitting_outputs
    if wanted and output not in wanted:
        loss = shown(plan.loss_name)
        raise refusal("loss_output", loss=loss, wanted=listed(wanted), value=shown(output))
    if shape.problem == "regression" and ACTIVATIONS[output].one_per_class:
        raise refusal("needs_classes", activation=shown(output))
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(plan.sizes))
    if parameters > PARAMETERS:
        layers = shown(list(options.hidden_layers))
        raise refusal("many_parameters", layers=layers, parameters=parameters, most=PARAMETERS)
    neurons = sum(plan.sizes[1:])
    if neurons * shape.samples > ACTIVATIONS_HELD:
        raise refusal(
            "large_together",
            layers=shown(list(options.hidden_layers)),
            samples=shape.samples,
            neurons=neurons,
            most=ACTIVATIONS_HELD // neurons,
        )
    return options


def _check_slope(options: Options, plan: Plan) -> None:
    """An activation without a slope is trained only by a rule for a single neuron, if at all."""
    flat = [name for name in plan.activations if not ACTIVATIONS[name].differentiable]
    if not flat or OPTIMIZERS[options.optimizer].single:
        return
    name = flat[0]
    rules = [
        rule for rule, row in OPTIMIZERS.items() if row.single and row.single.activation == name
    ]
    similar = ACTIVATIONS[name].with_slope
    advice = (
        Sentence("refusals.take", name=shown(similar)) if similar else Sentence("refusals.other")
    )
    if rules:
        single = Sentence("refusals.train_single", activation=name, optimizer=shown(rules[0]))
        advice = Sentence("refusals.either", one=single, other=advice)
    raise refusal("no_slope", activation=shown(name), advice=advice)


def _check_single(options: Options, plan: Plan) -> None:
    """A rule for a single neuron trains that one, and only alone."""
    single = OPTIMIZERS[options.optimizer].single
    if single and (
        options.hidden_layers
        or plan.activations != (single.activation,)
        or plan.loss_name != single.loss
    ):
        raise refusal(
            "single",
            optimizer=shown(options.optimizer),
            activation=shown(single.activation),
            neuron=single.activation,
            loss=shown(single.loss),
        )


def _not_one_each(code: str, option: str, options: Options) -> ValueError:
    """There must be one value for all hidden layers, or one for each."""
    value, layers = shown(list(getattr(options, option))), len(options.hidden_layers)
    return refusal(code, option=option, value=value, layers=layers)
