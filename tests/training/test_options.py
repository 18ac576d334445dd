"""Options: what is allowed, and that a refusal names the value and the remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnwidget import Playground
from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import own_feature
from nnwidget.data.shape import DataShape
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.options import Options, check_value
from nnwidget.training.plan import data_shape, make_plan
from nnwidget.training.together import check
from tests.options_table import GIVEN, TRIED, WRONG

NAMES = [f.name for f in fields(Options)]


def test_every_option_has_a_row_in_the_tables_of_the_tests() -> None:
    assert list(TRIED) == NAMES, "a new option gets a row in tests/options_table.py"
    defaults = Options()
    for name, tried in TRIED.items():
        assert tried.legal, name
        assert tried.wrong, name
        assert tried.given, name
        assert tried.other != getattr(defaults, name), name


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_refused_with_its_name_and_what_is_allowed(
    name: str, value: Any, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        check(Options(**{name: value}))
    text = str(refusal.value)
    assert name.removesuffix("_options") in text
    assert len(text) < 1000


def test_the_defaults_are_allowed_and_stay_as_they_are() -> None:
    assert check(Options()) == Options()


# ------------------------------------------------------------------ plain forms


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("hidden_layers", [4, 2], (4, 2)),
        ("hidden_layers", np.array([4, 2]), (4, 2)),
        ("hidden_layers", [4.0], (4,)),
        ("hidden_layers", [], ()),
        ("features", ["x2", "x1"], ("x2", "x1")),
        ("activation", ["tanh", "relu"], ("tanh", "relu")),
        ("learning_rate", np.float32(0.5), 0.5),
        ("batch_size", np.int64(8), 8),
        ("batch_size", 8.0, 8),
        ("seed", np.uint8(3), 3),
        ("seed", "0.5", "0.5"),
        ("dropout", [0, 0.5], (0, 0.5)),
        ("speed", 0.5, 0.5),
        ("axes", [2, 1], (2, 1)),
    ],
)
def test_a_value_is_kept_in_its_plain_form(name: str, value: Any, plain: Any) -> None:
    found = getattr(check(Options(**{name: value})), name)
    assert found == plain
    assert type(found) is type(plain)
    json.dumps(found)


@pytest.mark.parametrize(("name", "value", "plain"), GIVEN)
def test_the_values_of_numpy_and_pandas_are_taken_and_kept_as_pythons_own(
    name: str, value: Any, plain: Any
) -> None:
    found = getattr(check(Options(**{**TRIED[name].needs, name: value})), name)
    assert found == plain
    assert exact_types(found) == exact_types(plain)


def exact_types(value: Any) -> Any:
    """The types of a value and of all within."""
    if isinstance(value, dict):
        return {key: (type(key), exact_types(item)) for key, item in value.items()}
    inner = [exact_types(item) for item in value] if isinstance(value, tuple | list) else []
    return type(value), inner


@pytest.mark.parametrize(("name", "value", "plain"), GIVEN)
def test_so_they_are_by_the_widget(name: str, value: Any, plain: Any) -> None:
    w = Playground(**{**TRIED[name].needs, name: value})
    found = getattr(w, name)
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(plain))
    setattr(w, name, value)
    assert getattr(w, name) == found
    w.close()


def test_the_parameters_of_an_optimizer_may_be_numpys() -> None:
    given = {np.str_("beta_1"): np.float32(0.5), "epsilon": np.array(1e-7)}
    found = check(Options(optimizer="adam", optimizer_options=given)).optimizer_options
    assert found == {"beta_1": 0.5, "epsilon": 1e-7}
    assert exact_types(found) == exact_types({"beta_1": 0.5, "epsilon": 1e-7})


@pytest.mark.parametrize("value", [True, np.True_, np.array(True), np.array([0.1]), np.array([])])
@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "seed", "noise", "patience"])
def test_a_switch_and_a_list_are_no_number_whoever_has_them(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="number"):
        check(Options(**{name: value}))


# ------------------------------------------------------------------ names

# option, as it may be written, its name
NAMED: list[tuple[str, Any, Any]] = [
    ("features", ["x1²", "x2²", "x1x2"], ("x1^2", "x2^2", "x1*x2")),
    ("features", ["X1", "SIN(X2)"], ("x1", "sin(x2)")),
    ("features", ["x₁", "x₁x₂", "sin(x₂)"], ("x1", "x1*x2", "sin(x2)")),
    ("activation", "ReLU", "relu"),
    ("activation", ["ReLU", "Tanh"], ("relu", "tanh")),
    ("loss", "AUTO", "auto"),
    ("regularization", "None", "none"),
    ("regularization", "L1 + L2", "l1_l2"),
    ("decay", {"name": "Inverse time", "rate": 1}, {"name": "inverse_time", "rate": 1}),
    ("decay", {"name": "STEP", "drop": 0.5}, {"name": "step", "drop": 0.5}),
]


@pytest.mark.parametrize(("name", "value", "kept"), NAMED)
def test_a_name_may_be_written_as_the_widget_shows_it(name: str, value: Any, kept: Any) -> None:
    assert getattr(check(Options(**{name: value})), name) == kept


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("dataset", DATASETS),
        ("activation", ACTIVATIONS),
        ("output_activation", ACTIVATIONS),
        ("loss", LOSSES),
        ("initializer", INITIALIZERS),
        ("optimizer", OPTIMIZERS),
        ("regularization", REGULARIZERS),
    ],
)
def test_so_may_every_name_of_every_menu(name: str, registry: dict[str, Any]) -> None:
    for kept, row in registry.items():
        assert check_value(name, getattr(row, "label", kept)) == kept


def test_the_same_input_under_two_names_is_given_twice() -> None:
    with pytest.raises(ValueError, match=r"not repeat an item, got \['x1²', 'x1\^2'\]"):
        check(Options(features=("x1²", "x1^2")))


def test_an_own_feature_comes_before_a_built_in_one_that_is_shown_so() -> None:
    own = {"x1²": own_feature("x1²", lambda x1, x2: 7, np.zeros((2, 2)))}
    assert check(Options(features=("x1²", "x1^2")), own=own).features == ("x1²", "x1^2")
    assert check(Options(features=("x1²",))).features == ("x1^2",)
    one = DataShape(1, "regression", 0)
    assert check(Options(dataset="custom", features=("x1", "x1²")), one, own).features == ("x1",)


# option, as it was misspelt, what is proposed
MISSPELT: list[tuple[str, Any, str]] = [
    ("dataset", "circel", "circle"),
    ("loss", "Mean square error", "Mean squared error"),
    ("dataset", "custum", "custom"),
    ("features", ["x1", "sinx1"], "sin(x1)"),
    ("activation", "rellu", "relu"),
    ("activation", ["relu", "tahn"], "tanh"),
    ("output_activation", "sigmoind", "sigmoid"),
    ("loss", "binary_cross_entropy", "binary_crossentropy"),
    ("initializer", "glorot", "glorot_normal"),
    ("optimizer", "adamm", "adam"),
    ("optimizer_options", {"beta1": 0.5}, "beta_1"),
    ("decay", {"name": "exponental"}, "exponential"),
    ("decay", {"name": "step", "evry": 3}, "every"),
    ("regularization", "non", "none"),
    ("partial_batch", "trian", "train"),
    ("locale", "eng", "en"),
]


@pytest.mark.parametrize(("name", "value", "proposed"), MISSPELT)
def test_a_misspelt_name_is_refused_with_the_right_one(
    name: str, value: Any, proposed: str
) -> None:
    with pytest.raises(ValueError, match=f"did you mean '{re.escape(proposed)}'[?][)]$"):
        check(Options(**({"optimizer": "adam"} | {name: value})))


@pytest.mark.parametrize("name", NAMES)
def test_a_huge_value_is_refused_with_little_of_it(name: str) -> None:
    long = "secret" * 100_000
    deep: Any = long
    for _ in range(10_000):
        deep = [deep]
    for value in (long, [long] * 3, {"name": long, long: 1}, 10**10_000, deep, b"secret" * 1000):
        with pytest.raises(ValueError, match=name.removesuffix("_options")) as refusal:
            check(Options(**{name: value}))
        assert len(str(refusal.value)) < 500
        assert "secret" * 17 not in str(refusal.value)


def test_checking_twice_is_checking_once() -> None:
    once = check(Options(hidden_layers=[3], dropout=[0.1], seed=2.0))
    assert check(once) == once


# Anything that JSON can hold, half of it names and numbers that mean something somewhere.
words = st.sampled_from(
    [
        *("auto", "custom", "train", "en", "x1", "sin(x1)", "name", "rate", "momentum", "\ud800"),
        *(ACTIVATIONS | DATASETS | INITIALIZERS | LOSSES | OPTIMIZERS | REGULARIZERS | SCHEDULES),
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | words
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(NAMES), anything)
@example("noise", 10**400)
@example("seed", -(10**400))
def test_whatever_is_given_for_an_option_is_taken_or_refused_in_words(
    name: str, value: Any
) -> None:
    try:
        taken = check(Options(**{name: value}))
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert check(taken) == taken
        json.dumps(getattr(taken, name), allow_nan=False)
    assert len(refusal) < 2000


@given(st.dictionaries(st.sampled_from(NAMES), scalars, max_size=5))
def test_so_is_every_combination(changes: dict[str, Any]) -> None:
    try:
        options = check(Options(**changes))
    except ValueError:
        return
    plan = make_plan(options, data_shape(options))
    assert len(plan.activations) == len(plan.sizes) - 1
    assert "auto" not in (*plan.activations, plan.loss_name)


# ------------------------------------------------------------------ combinations

NUMBERS = DataShape(2, "regression", 0)
TWO = DataShape(2, "classification", 2)
THREE = DataShape(2, "classification", 3)


@pytest.mark.parametrize(
    ("shape", "options", "plan"),
    [
        (TWO, {}, ("sigmoid", "binary_crossentropy", 1)),
        (THREE, {}, ("softmax", "categorical_crossentropy", 3)),
        (NUMBERS, {}, ("linear", "mse", 1)),
        (TWO, {"output_activation": "tanh"}, ("tanh", "mse", 1)),
        (TWO, {"output_activation": "softmax"}, ("softmax", "categorical_crossentropy", 2)),
        (TWO, {"loss": "categorical_crossentropy"}, ("softmax", "categorical_crossentropy", 2)),
        (TWO, {"loss": "hinge"}, ("linear", "hinge", 1)),
        (THREE, {"loss": "binary_crossentropy"}, ("sigmoid", "binary_crossentropy", 3)),
        (THREE, {"loss": "mse"}, ("softmax", "mse", 3)),
        (NUMBERS, {"loss": "huber"}, ("linear", "huber", 1)),
        (NUMBERS, {"output_activation": "tanh"}, ("tanh", "mse", 1)),
        (TWO, {"optimizer": "perceptron", "hidden_layers": ()}, ("step", "squared_error", 1)),
    ],
)
def test_auto_is_what_fits(shape: DataShape, options: dict[str, Any], plan: tuple) -> None:
    taken = check(Options(dataset="custom", **options), shape)
    made = make_plan(taken, shape)
    assert (made.activations[-1], made.loss_name, made.sizes[-1]) == plan


@pytest.mark.parametrize(
    ("shape", "options", "said"),
    [
        (NUMBERS, {"loss": "binary_crossentropy"}, "does not fit a regression problem"),
        (NUMBERS, {"loss": "hinge"}, "allowed: 'auto', 'mse'"),
        (NUMBERS, {"output_activation": "softmax"}, "needs classes; the data have numbers"),
        (
            TWO,
            {"loss": "binary_crossentropy", "output_activation": "tanh"},
            r"needs output_activation 'sigmoid' \(or 'auto'\), got 'tanh'",
        ),
        (
            TWO,
            {"loss": "hinge", "output_activation": "sigmoid"},
            r"needs output_activation 'linear', 'tanh' \(or 'auto'\), got 'sigmoid'",
        ),
        (TWO, {"output_activation": "step"}, "no slope"),
        (TWO, {"optimizer": "perceptron", "hidden_layers": (2,)}, "single step neuron"),
        (THREE, {"optimizer": "perceptron", "hidden_layers": (), "loss": "mse"}, "squared_error"),
    ],
)
def test_what_does_not_go_together_is_refused(
    shape: DataShape, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        check(Options(dataset="custom", **options), shape)


def test_inputs_that_only_other_data_have_are_left_out() -> None:
    one = DataShape(1, "regression", 0)
    found = check(Options(dataset="custom", features=("x2", "x1^2", "sin(x2)")), one)
    assert found.features == ("x1^2",)
    assert check(Options(dataset="custom", features=("x2",)), one).features == ("x1",)
    with pytest.raises(ValueError, match="'x7' is not among 'x1', 'x1\\^2', 'sin"):
        check(Options(dataset="custom", features=("x1", "x7")), one)
    four = DataShape(4, "classification", 3)
    assert check(Options(dataset="custom", features=("x4",)), four).features == ("x4",)


@pytest.mark.parametrize(
    "show", [lambda o: o.hidden_activations, lambda o: o.dropouts], ids=["activation", "dropout"]
)
def test_one_value_stands_for_all_hidden_layers(show: Callable[[Options], tuple]) -> None:
    base = Options(hidden_layers=(3, 3, 3), activation="relu", dropout=0.5)
    assert show(base) in (("relu",) * 3, (0.5,) * 3)
    each = replace(base, activation=("relu", "tanh", "elu"), dropout=(0, 0.1, 0.2))
    assert show(each) in (("relu", "tanh", "elu"), (0, 0.1, 0.2))


def test_the_limits_allow_a_network_of_two_hundred_thousand_parameters() -> None:
    assert check(Options(hidden_layers=(512, 386)))
    with pytest.raises(ValueError, match="parameters"):
        check(Options(hidden_layers=(512, 387)))
