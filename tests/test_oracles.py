"""The numbers agree with programs that no one here wrote: Keras 3 and PyTorch in float64.

``oracles/`` holds their numbers and the script that made them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnwidget.data.table import Table
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

FOLDER = Path(__file__).parent / "oracles"
TRAINING = json.loads((FOLDER / "training.json").read_text(encoding="utf-8"))
FUNCTIONS = json.loads((FOLDER / "functions.json").read_text(encoding="utf-8"))

AGREE = 1e-9
"""Relative, after 1,000 steps too."""

NO_ORACLE = {"step", "squared_error", "perceptron", "l1_playground"}
"""What neither Keras nor PyTorch has; the Playground's links stand for most of it."""


# ------------------------------------------------------------------ training


def trainer_of(case: dict[str, Any]) -> Trainer:
    start = TRAINING["architectures"][case["architecture"]]
    X, y = np.array(start["X"]), np.array(start["y"])
    columns = tuple(f"x{i + 1}" for i in range(X.shape[1]))
    table = Table(X, y, columns, tuple(range(start["labels"])))
    trainer = Trainer(Options(**(start["options"] | case["options"])), table)
    np.testing.assert_allclose(trainer.mlp.theta, start["theta"], rtol=1e-12)
    return trainer


def name_of(case: dict[str, Any]) -> str:
    options = case["options"]
    decay = options.get("decay", 0)
    parts = [
        case["oracle"],
        case["architecture"],
        options["optimizer"],
        "with-momentum" if options.get("optimizer_options") else "",
        options.get("regularization", ""),
        decay["name"] if isinstance(decay, dict) else "inverse_time" if decay else "",
    ]
    return "-".join(filter(None, parts))


@pytest.mark.parametrize("case", TRAINING["cases"], ids=name_of)
def test_a_thousand_steps_lead_where_they_lead_elsewhere(case: dict[str, Any]) -> None:
    trainer = trainer_of(case)
    epochs = 1000 // trainer.batches_per_epoch
    trainer.train(epochs)
    at = [epoch for epoch in TRAINING["checkpoints"] if epoch <= epochs]
    assert trainer.epoch == at[-1] == epochs
    np.testing.assert_allclose(trainer.history.loss_train[at], case["losses"], rtol=AGREE)
    expected = np.array(case["theta"])
    assert np.abs(trainer.mlp.theta - expected).max() <= AGREE * np.abs(expected).max()
    # and it went somewhere
    assert case["losses"][-1] < 0.9 * case["losses"][0]


def test_every_optimizer_meets_every_decay() -> None:
    met = {
        (case["options"]["optimizer"], decay["name"] if isinstance(decay, dict) else bool(decay))
        for case in TRAINING["cases"]
        if case["oracle"] == "keras"
        for decay in [case["options"].get("decay", 0)]
    }
    decays = {False, True, *SCHEDULES} - {"inverse_time"}
    assert met == {(name, decay) for name in OPTIMIZERS.keys() - NO_ORACLE for decay in decays}


# ------------------------------------------------------------------ one function at a time


def test_nothing_is_left_out() -> None:
    assert FUNCTIONS["activations"].keys() == ACTIVATIONS.keys() - NO_ORACLE
    assert FUNCTIONS["losses"].keys() == LOSSES.keys() - NO_ORACLE
    assert FUNCTIONS["penalties"].keys() == REGULARIZERS.keys() - NO_ORACLE - {"none"}
    constant = {"zeros", "constant", "playground"}
    assert FUNCTIONS["initializers"].keys() == INITIALIZERS.keys() - constant


def assert_agree(ours: Array, theirs: Any) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=AGREE, atol=1e-15)


@pytest.mark.parametrize("name", sorted(FUNCTIONS["activations"].keys() - {"softmax"}))
def test_an_activation_and_its_slope_are_keras_s(name: str) -> None:
    row, activation = FUNCTIONS["activations"][name], ACTIVATIONS[name]
    z = np.array([row["z"]], dtype=float)
    a, slope = np.empty_like(z), np.empty_like(z)
    activation.function(z, a)
    assert_agree(a[0], row["a"])
    assert activation.derivative
    activation.derivative(z, a, slope)
    assert_agree(slope[0], row["slope"])


def test_softmax_and_its_pullback_are_keras_s() -> None:
    row = FUNCTIONS["activations"]["softmax"]
    z = np.array(row["z"]).T.copy()
    a, gradient = np.empty_like(z), np.array(row["upstream"]).T.copy()
    ACTIVATIONS["softmax"].function(z, a)
    assert_agree(a.T, row["a"])
    assert ACTIVATIONS["softmax"].pullback
    ACTIVATIONS["softmax"].pullback(a, gradient)
    np.testing.assert_allclose(gradient.T, row["slope"], rtol=AGREE, atol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS["losses"])
def test_a_loss_and_its_gradient_are_keras_s(name: str) -> None:
    row, loss = FUNCTIONS["losses"][name], LOSSES[name]
    z, y = np.array(row["z"]).T.copy(), np.array(row["y"]).T.copy()
    a, gradient = z.copy(), np.empty_like(z)
    if loss.activation:
        ACTIVATIONS[loss.activation].function(z, a)
    # A loss near 0 is a difference of logits, and as exact as they are.
    exact = 1e-15 * np.abs(z).max(axis=0)
    assert (
        np.abs(loss.per_sample(z, a, y) - row["cost"]) <= AGREE * np.abs(row["cost"]) + exact
    ).all()
    loss.gradient(a, y, gradient)
    ours = gradient.T * loss.weight(len(z))
    np.testing.assert_allclose(ours, row["gradient"], rtol=AGREE, atol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS["penalties"])
def test_a_penalty_and_its_gradient_are_keras_s(name: str) -> None:
    row, regularizer = FUNCTIONS["penalties"][name], REGULARIZERS[name]
    assert regularizer
    w = np.array(row["w"])
    gradient = np.empty_like(w)
    regularizer.gradient(w, gradient)
    assert_agree(np.array(regularizer.penalty(w)), row["penalty"])
    assert_agree(gradient, row["gradient"])


@pytest.mark.parametrize("name", FUNCTIONS["initializers"])
def test_initial_weights_are_spread_as_keras_s(name: str) -> None:
    row = FUNCTIONS["initializers"][name]
    w = INITIALIZERS[name].draw(np.random.default_rng(0), 1000, 250)
    assert w.std() == pytest.approx(row["deviation"], rel=0.01)
    assert np.quantile(np.abs(w), 0.999) == pytest.approx(row["largest"], rel=0.01)
