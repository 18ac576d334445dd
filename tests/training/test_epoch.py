"""Gradient descent over the batches of an epoch."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


@pytest.fixture
def trainer() -> Trainer:
    return Trainer(
        Options(samples=46, batch_size=5, hidden_layers=(3,), optimizer="adam", learning_rate=0.1)
    )


def test_an_epoch_has_as_many_steps_as_batches_and_the_last_may_be_smaller(
    trainer: Trainer,
) -> None:
    assert len(trainer.descent) == 5
    assert trainer.descent.train(0) == 5


def test_steps_go_on_where_they_were_left(trainer: Trainer) -> None:
    other = Trainer(trainer.options)
    for epoch in range(3):
        trainer.descent.train(epoch)
        position = other.descent.train(epoch, most=2)
        assert position == 2
        assert other.descent.train(epoch, position) == 5
    assert trainer.mlp.theta.tobytes() == other.mlp.theta.tobytes()


def test_when_time_is_up_one_step_is_still_made(trainer: Trainer) -> None:
    ticks = count()
    assert trainer.descent.train(0, deadline=3, clock=lambda: next(ticks)) == 4
    assert trainer.descent.train(0, 1, deadline=0, clock=lambda: next(ticks)) == 2
    assert trainer.descent.train(0, 2, most=0) == 3


def test_the_trainer_trains_by_these_steps_and_nothing_else(trainer: Trainer) -> None:
    other = Trainer(trainer.options)
    trainer.run(2 * len(trainer.descent))
    for epoch in range(2):
        other.descent.train(epoch)
    assert trainer.mlp.theta.tobytes() == other.mlp.theta.tobytes()


def test_a_rate_of_0_changes_nothing(trainer: Trainer) -> None:
    trainer.change(replace(trainer.options, decay={"name": "cosine", "epochs": 1}))
    before = trainer.mlp.theta.copy()
    assert trainer.descent.learning_rate(1) == 0
    trainer.descent.train(1)
    np.testing.assert_array_equal(trainer.mlp.theta, before)


def after_an_epoch(trainer: Trainer) -> bytes:
    trainer.descent.train(0)
    return trainer.mlp.theta.tobytes()


@pytest.mark.parametrize("change", [{"dropout": 0.3}, {"shuffle": False}, {"batch_size": 6}])
def test_steps_heed_the_options(trainer: Trainer, change: dict[str, Any]) -> None:
    other = Trainer(replace(trainer.options, **change))
    assert other.mlp.theta.tobytes() == trainer.mlp.theta.tobytes()
    assert after_an_epoch(other) != after_an_epoch(trainer)


def test_another_start_has_other_orders_of_the_samples(trainer: Trainer) -> None:
    other = Trainer(trainer.options)
    other.reset(new=True)
    other.mlp.theta[:] = trainer.mlp.theta
    assert after_an_epoch(other) != after_an_epoch(trainer)
