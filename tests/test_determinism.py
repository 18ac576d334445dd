"""The same numbers again: in one go or in slices, after a reset, after going back."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from nnwidget.data.table import read_table
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

KINDS = {
    "default": Options(),
    "batches of 7": Options(batch_size=7, hidden_layers=(3,)),
    "carried batch": Options(batch_size=7, partial_batch="carry", shuffle=False, seed="0.5"),
    "whole set": Options(batch_size=None),
    "Adam": Options(optimizer="adam", learning_rate=0.01),
    "Nadam with decay": Options(optimizer="nadam", decay={"name": "step", "every": 3}),
    "dropout": Options(hidden_layers=(8, 8), dropout=0.3),
    "dead links": Options(regularization="l1_playground", regularization_rate=0.03),
    "softmax": Options(dataset="blobs", classes=4, regularization="l2", regularization_rate=0.01),
    "regression": Options(dataset="multi_gauss", samples=200, activation="relu"),
    "no hidden layer": Options(hidden_layers=(), batch_size=1),
    "iris, standardized": Options(dataset="iris", features=("x1", "x4"), standardize=True),
}

every_kind = pytest.mark.parametrize("options", KINDS.values(), ids=KINDS)


class Clock:
    """A clock that goes on by one second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def state(trainer: Trainer) -> tuple:
    """All that training has led to, bit for bit."""
    return (
        trainer.mlp.theta.tobytes(),
        trainer.epoch,
        trainer.history.table.tobytes(),
        trainer.updater.memory.slots.tobytes(),
        trainer.updater.memory.carried.tobytes(),
        trainer.updater.memory.alive.tobytes(),
    )


def trained(options: Options, epochs: float = 6) -> Trainer:
    trainer = Trainer(options)
    trainer.train(epochs)
    return trainer


@every_kind
def test_hundred_epochs_at_once_are_hundred_single_epochs(options: Options) -> None:
    at_once, singly = Trainer(options), Trainer(options)
    at_once.train(100)
    for _ in range(100):
        singly.train(1)
    assert at_once.epoch == 100
    assert state(at_once) == state(singly)


@every_kind
@pytest.mark.parametrize("seconds", [2, 5])
def test_training_in_slices_of_time_gives_the_same_numbers(options: Options, seconds: int) -> None:
    whole, sliced, clock = trained(options, 6), Trainer(options), Clock()
    left = 6 * sliced.batches_per_epoch
    while left:
        done = sliced.run(left, seconds, clock)
        assert done >= 1
        left -= done
    assert state(sliced) == state(whole)


def test_run_stops_when_its_time_is_up() -> None:
    trainer = Trainer(Options())
    assert trainer.run(1000, seconds=10, clock=Clock()) <= 10
    assert trainer.run(3) == 3


@every_kind
def test_a_slice_may_end_in_the_middle_of_an_epoch(options: Options) -> None:
    trainer = Trainer(options)
    trainer.run(1)
    assert trainer.epoch == 1 / trainer.batches_per_epoch


@every_kind
def test_reset_goes_back_to_the_very_same_start(options: Options) -> None:
    trainer = Trainer(options)
    start = state(trainer)
    trainer.train(3.5)
    after = state(trainer)
    assert after != start
    trainer.reset()
    assert state(trainer) == start
    trainer.train(3.5)
    assert state(trainer) == after


@every_kind
def test_reset_to_a_new_start_draws_other_weights_for_the_same_data(options: Options) -> None:
    trainer = Trainer(options)
    before, X = trainer.mlp.theta.copy(), trainer.data.X.copy()
    trainer.reset(new=True)
    first = trainer.mlp.theta.copy()
    assert (first != before).any()
    assert (trainer.data.X == X).all()
    trainer.train(2)
    trainer.reset()
    assert (trainer.mlp.theta == first).all()
    trainer.reset(new=True)
    assert (trainer.mlp.theta != first).any()


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_layers": (5, 3, 2)},
        {"hidden_layers": ()},
        {"features": ("x1", "sin(x2)")},
        {"activation": "relu", "learning_rate": 0.1, "batch_size": 3},
        {"noise": 20},
        {"train_fraction": 0.8},
        {"dataset": "xor", "seed": "0.7"},
        {"initializer": "he_normal"},
        {"output_activation": "tanh", "loss": "hinge"},
    ],
    ids=lambda changes: ", ".join(changes),
)
def test_a_reset_after_edits_is_the_start_of_a_new_widget_with_these_options(
    changes: dict,
) -> None:
    edited = trained(Options(), 2.5)
    edited.change(replace(Options(), **changes))
    edited.train(1.3)
    edited.reset()
    fresh = Trainer(replace(Options(), **changes))
    assert state(edited) == state(fresh)
    edited.train(3)
    fresh.train(3)
    assert state(edited) == state(fresh)


def test_regenerate_draws_new_data_and_keeps_the_weights_and_the_epoch() -> None:
    trainer = trained(Options(), 2)
    X, weights, loss = trainer.data.X.copy(), trainer.mlp.theta.copy(), trainer.scores.loss_train
    trainer.regenerate()
    assert (trainer.data.X != X).any()
    assert (trainer.mlp.theta == weights).all()
    assert trainer.epoch == 2
    assert trainer.scores.loss_train != loss
    assert trainer.history.events == [(2, "new data")]


def test_a_state_brings_back_its_moment_and_training_goes_on_the_same() -> None:
    options = KINDS["dropout"]
    trainer = trained(options, 2.5)
    moment, then = trainer.state(), state(trainer)
    trainer.train(2)
    later = state(trainer)
    trainer.restore(moment)
    assert state(trainer) == then
    trainer.train(2)
    assert state(trainer) == later


# ------------------------------------------------------------------ diverging

DIVERGING = {
    "regularization": (
        Options(learning_rate=3, regularization="l2", regularization_rate=1),
        "learning rate × regularization rate is 3, above 2",
    ),
    "learning rate": (
        Options(dataset="plane", hidden_layers=(4,), activation="linear", learning_rate=10),
        "the learning rate 10 is too high",
    ),
}


@pytest.mark.parametrize(("options", "why"), DIVERGING.values(), ids=DIVERGING)
def test_a_training_that_diverges_stops_with_finite_weights_and_says_why(
    options: Options, why: str
) -> None:
    trainer = Trainer(options)
    trainer.train(5000)
    assert trainer.stopped.code == "diverged"
    assert why in trainer.stopped.text
    assert np.isfinite(trainer.mlp.theta).all()
    assert np.isfinite(trainer.history.table[:2]).all()
    assert trainer.epoch == trainer.history.epoch[-1]
    again = Trainer(options)
    again.train(5000)
    assert state(again) == state(trainer)


def test_after_diverging_the_optimizer_remembers_nothing() -> None:
    options, _ = DIVERGING["learning rate"]
    trainer = Trainer(replace(options, optimizer="momentum"))
    trainer.train(5000)
    assert trainer.stopped.code == "diverged"
    assert trainer.updater.memory.updates == 0
    assert not trainer.updater.memory.slots.any()


@pytest.mark.parametrize(("options", "why"), DIVERGING.values(), ids=DIVERGING)
def test_it_diverges_at_the_same_moment_when_trained_batch_by_batch(
    options: Options, why: str
) -> None:
    at_once, singly = Trainer(options), Trainer(options)
    at_once.train(5000)
    while not singly.stopped:
        singly.run(1)
    assert state(singly) == state(at_once)


def test_very_large_inputs_are_named_as_the_reason_to_diverge() -> None:
    X = np.random.default_rng(0).normal(size=(40, 2)) * 1e6
    options = Options(dataset="custom", hidden_layers=(4,), activation="linear", loss="mse")
    trainer = Trainer(options, read_table((X, X[:, 0] + 0.5)))
    trainer.train(100)
    assert trainer.stopped.code == "diverged"
    assert "some inputs are as large as" in trainer.stopped.text


def test_weights_set_by_hand_are_what_a_diverging_training_comes_back_to() -> None:
    options = Options(dataset="plane", activation="linear", learning_rate=100)
    trainer = Trainer(options)
    trainer.mlp.weights[0][0, 0] = 1.25
    trainer.touch()
    trainer.train(3)
    assert trainer.stopped.code == "diverged"
    assert trainer.epoch == 0
    assert trainer.mlp.weights[0][0, 0] == 1.25


ON_ANOTHER_PROCESSOR = """
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
trainer = Trainer(Options(hidden_layers=(4,), learning_rate=0.1))
trainer.train(200)
print(trainer.scores.loss_train, *trainer.mlp.theta)
"""


def test_on_another_processor_a_short_and_calm_training_agrees_to_many_digits() -> None:
    found = []
    for kernel in ("Haswell", "Nehalem"):  # of OpenBLAS, where NumPy has it
        answer = subprocess.run(
            [sys.executable, "-c", ON_ANOTHER_PROCESSOR],
            env={**os.environ, "OPENBLAS_CORETYPE": kernel},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append([float(number) for number in answer.stdout.split()])
    assert found[0] == pytest.approx(found[1], rel=1e-9)
