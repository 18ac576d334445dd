"""Standardized inputs: measured on the training set, applied to whatever is answered."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from nnwidget.data.table import Table, read_table
from nnwidget.explain.equations import neuron_equation
from nnwidget.live.painter import Painter
from nnwidget.nn.activations import Array
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

X = np.random.default_rng(0).normal(size=(60, 3)) * [1, 1e-3, 1e4] + [0, 5, -2e4]
LABELS = np.where(X[:, 0] + (X[:, 2] + 2e4) / 1e4 > 0, "high", "low")

OPTIONS = Options(
    dataset="custom",
    features=("x1", "x2", "x3"),
    hidden_layers=(4,),
    standardize=True,
    learning_rate=0.3,
)


def trained(table: Table) -> Trainer:
    trainer = Trainer(OPTIONS, table)
    trainer.train(30)
    return trainer


def by_hand(trainer: Trainer, inputs: Array) -> Array:
    """The network's output for inputs (m, n0), in scikit-learn's order."""
    a = StandardScaler().fit(trainer.X_train).transform(inputs).T
    last = len(trainer.mlp.weights) - 1
    for l, (w, b) in enumerate(zip(trainer.mlp.weights, trainer.mlp.biases, strict=True)):
        z = w @ a + b[:, np.newaxis]
        a = 1 / (1 + np.exp(-z)) if l == last else np.tanh(z)
    return a


def test_the_scale_of_the_columns_makes_no_difference_to_training() -> None:
    ours = trained(read_table((X, LABELS)))
    scaled = trained(read_table((X * [1e3, 1e6, 1e-4] + [7, -8, 9], LABELS)))
    np.testing.assert_allclose(ours.mlp.theta, scaled.mlp.theta, rtol=1e-6)
    assert ours.scores.accuracy_test > 0.9
    plain = Trainer(Options(**(vars(OPTIONS) | {"standardize": False})), ours.origin.table)
    plain.train(30)
    assert plain.scores.accuracy_test < 0.8


@pytest.mark.parametrize("rows", [1, 2, 17])
def test_answers_are_standardized_by_the_training_set_and_not_by_themselves(rows: int) -> None:
    trainer = trained(read_table((X, LABELS)))
    new = X[:rows] * 1.5
    np.testing.assert_allclose(trainer.output(new), by_hand(trainer, new), rtol=1e-9)
    expected = np.where(by_hand(trainer, new)[0] >= 0.5, *reversed(trainer.data.labels))
    assert trainer.predict(new).tolist() == expected.tolist()


def test_switching_it_in_mid_training_changes_the_inputs_and_keeps_the_weights() -> None:
    trainer = trained(read_table((X, LABELS)))
    theta = trainer.mlp.theta.copy()
    trainer.change(Options(**(vars(trainer.options) | {"standardize": False})))
    np.testing.assert_array_equal(trainer.mlp.theta, theta)
    assert trainer.inputs(X)[:-1].tolist() == X.T.tolist()


def test_a_column_that_is_constant_in_the_training_set_alone_is_no_trouble() -> None:
    rare = np.zeros(60)
    rare[0] = 1
    column = np.column_stack([X[:, 0], rare])
    for seed in range(10):
        options = {"features": ("x1", "x2"), "seed": seed, "train_fraction": 0.1}
        table = read_table((column, LABELS))
        trainer = Trainer(Options(**(vars(OPTIONS) | options)), table)
        trainer.train(2)
        assert np.isfinite(trainer.output(column)).all()


def test_an_equation_says_that_its_inputs_are_standardized() -> None:
    trainer = trained(read_table((X, LABELS)))
    equation = neuron_equation(trainer, 1, 1)
    assert all(f"·std(x{i})" in equation.text for i in (1, 2, 3))
    assert r"\operatorname{std}(x_{1})" in equation.latex
    assert Painter(trainer).scene(1).content["feature_labels"][0] == "std(x1)"
