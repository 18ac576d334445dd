"""Backpropagation against numeric differentiation, through the whole trainer.

One step of SGD over the whole training set moves theta by the learning rate times the
gradient of the cost, penalty included. Central differences of the cost say what it must be.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnwidget.data.table import Table
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

RATE = 1e-4
EPSILON = 1e-5
AWAY = 1e-3
"""How far from a kink a point must be for its numeric slope to mean anything."""

KINKED = {"relu", "leaky_relu", "elu"}

OPTIONS = Options(
    dataset="custom",
    initializer="zeros",
    learning_rate=RATE,
    batch_size=None,
    train_fraction=1,
    shuffle=False,
)

trained = [name for name, row in ACTIVATIONS.items() if row.differentiable]


def make_table(columns: int, classes: int, rng: np.random.Generator) -> Table:
    """Seven random samples; ``classes`` 0 is regression."""
    y = rng.integers(classes, size=7).astype(float) if classes else rng.normal(size=7)
    names = tuple(f"x{i + 1}" for i in range(columns))
    return Table(rng.normal(size=(7, columns)), y, names, tuple(range(classes)))


def allowed(options: Options, classes: int) -> bool:
    """Does the combination pass the check?"""
    table = make_table(len(options.features), classes, np.random.default_rng(0))
    try:
        check(options, table.shape)
    except ValueError:
        return False
    return True


def cost(trainer: Trainer) -> float:
    """The training loss with its penalty."""
    trainer.touch()
    row, options = REGULARIZERS[trainer.options.regularization], trainer.options
    penalty = sum(row.penalty(w.ravel()) for w in trainer.mlp.weights) if row else 0.0
    return trainer.scores.loss_train + options.regularization_rate * penalty


def near_a_kink(trainer: Trainer) -> bool:
    """Is some weighted sum, error or weight where its function has no slope?"""
    a = np.array([feature.function(trainer.X_train) for feature in trainer.features])
    distances = [np.abs(w).min() for w in trainer.mlp.weights]
    for name, w, b in zip(
        trainer.plan.activations, trainer.mlp.weights, trainer.mlp.biases, strict=True
    ):
        z = w @ a + b[:, np.newaxis]
        a = np.empty_like(z)
        ACTIVATIONS[name].function(z, a)
        if name in KINKED:
            distances.append(np.abs(z).min())
    classes = trainer.shape.classes
    y = trainer.y_train
    if classes:
        low, high = ACTIVATIONS[trainer.plan.activations[-1]].targets
        hot = y == (np.arange(classes)[:, np.newaxis] if len(a) > 1 else 1)
        y = np.where(hot, high, low)
    if trainer.plan.loss_name == "hinge":
        distances.append(np.abs(1 - y * a).min())
    if trainer.plan.loss_name == "huber":
        distances.append(np.abs(np.abs(y - a) - 1).min())
    return min(distances) < AWAY


def trainer_away_from_kinks(options: Options, classes: int, seed: int) -> Trainer:
    rng = np.random.default_rng(seed)
    while True:
        trainer = Trainer(options, make_table(len(options.features), classes, rng))
        trainer.mlp.theta[:] = 0.7 * rng.normal(size=trainer.mlp.theta.shape)
        if not near_a_kink(trainer):
            return trainer


def numeric_gradient(trainer: Trainer) -> Array:
    theta, slopes = trainer.mlp.theta, []
    for index, value in enumerate(theta.tolist()):
        theta[index] = value + EPSILON
        above = cost(trainer)
        theta[index] = value - EPSILON
        slopes.append((above - cost(trainer)) / (2 * EPSILON))
        theta[index] = value
    return np.array(slopes)


def assert_gradient(options: Options, classes: int, seed: int) -> None:
    trainer = trainer_away_from_kinks(options, classes, seed)
    expected = numeric_gradient(trainer)
    before = trainer.mlp.theta.copy()
    trainer.touch()
    trainer.run(1)
    np.testing.assert_allclose((before - trainer.mlp.theta) / RATE, expected, rtol=1e-6, atol=1e-6)


class_counts = st.sampled_from([0, 2, 3, 5])
architectures = st.tuples(
    st.integers(1, 5), st.lists(st.integers(1, 4), max_size=3), st.integers(0, 2**32)
)


@pytest.mark.parametrize("regularization", REGULARIZERS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", trained)
@settings(max_examples=5)
@given(data=st.data())
def test_backpropagation_gives_the_slope_of_the_cost(
    activation: str, loss: str, regularization: str, data: st.DataObject
) -> None:
    columns, hidden_layers, seed = data.draw(architectures)
    options = replace(
        OPTIONS,
        features=tuple(f"x{i + 1}" for i in range(columns)),
        hidden_layers=tuple(hidden_layers),
        activation=activation,
        loss=loss,
        regularization=regularization,
        regularization_rate=0.1,
    )
    classes = data.draw(class_counts.filter(lambda k: bool(k) or "regression" in problems(loss)))
    assert_gradient(options, classes, seed)


def problems(loss: str) -> tuple[str, ...]:
    return LOSSES[loss].problems


FITTING = [
    (output, loss, classes)
    for output, loss, classes in product(trained, LOSSES, (0, 2, 3))
    if allowed(replace(OPTIONS, output_activation=output, loss=loss), classes)
]


@pytest.mark.parametrize(("output", "loss", "classes"), FITTING)
def test_it_does_so_through_every_output_activation(output: str, loss: str, classes: int) -> None:
    options = replace(OPTIONS, output_activation=output, loss=loss, hidden_layers=(3,))
    assert_gradient(options, classes, seed=1)
    assert_gradient(replace(options, hidden_layers=()), classes, seed=2)


@pytest.mark.parametrize("hidden_layers", [(), (3,), (3, 2)])
def test_it_does_so_through_layers_of_different_activations(hidden_layers: tuple) -> None:
    for activations in product(trained, repeat=len(hidden_layers)):
        options = replace(OPTIONS, hidden_layers=hidden_layers, activation=activations)
        assert_gradient(options, 3, seed=3)


def test_every_activation_and_every_loss_has_a_partner() -> None:
    assert {output for output, _, _ in FITTING} == set(trained)
    assert {loss for _, loss, _ in FITTING} == set(LOSSES)


REFUSED = [
    (output, loss)
    for output, loss in product(ACTIVATIONS, LOSSES)
    if output not in (LOSSES[loss].fitting_outputs or ACTIVATIONS)
]


@pytest.mark.parametrize(("output", "loss"), REFUSED)
def test_a_loss_is_refused_with_an_output_that_it_does_not_fit(output: str, loss: str) -> None:
    options = replace(OPTIONS, dataset="circle", output_activation=output, loss=loss)
    with pytest.raises(ValueError, match=f"{output}|{loss}") as refusal:
        check(options)
    assert "needs output_activation" in str(refusal.value) or output == "step"
