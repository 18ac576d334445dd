"""From a gradient to changed parameters: penalty, carried batches, dead links."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP
from nnwidget.training.options import Options
from nnwidget.training.update import Updater

RATE = np.array(0.1)


def network(*values: float) -> MLP:
    """One neuron of those weights, the last value its bias."""
    mlp = MLP((len(values) - 1, 1), ("linear",))
    mlp.theta[:] = values
    return mlp


def updater(mlp: MLP, **options: object) -> Updater:
    return Updater(Options(**{"batch_size": 4, **options}), mlp, None)


def apply(up: Updater, gradient: list[float] | Array, samples: int = 4) -> None:
    up.apply(np.array(gradient, dtype=float), samples, 4, RATE)


def test_a_step_goes_down_the_gradient() -> None:
    mlp = network(1, 2, 3)
    apply(updater(mlp), [10, 0, -10])
    assert mlp.theta.tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    ("regularization", "expected"),
    [
        ("none", [2, -3, 4]),
        ("l1", [1.95, -2.95, 4]),
        ("l2", [1.9, -2.85, 4]),
        ("l1_l2", [1.85, -2.8, 4]),
        ("l1_playground", [1.95, -2.95, 4]),
    ],
)
def test_a_penalty_shrinks_the_weights_and_not_the_bias(
    regularization: str, expected: list[float]
) -> None:
    mlp = network(2, -3, 4)
    apply(updater(mlp, regularization=regularization, regularization_rate=0.5), [0, 0, 0])
    np.testing.assert_allclose(mlp.theta, expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_link_that_the_penalty_carries_across_zero_is_dead_for_ever(optimizer: str) -> None:
    mlp = network(0.02, 1, 1)
    up = updater(mlp, optimizer=optimizer, regularization="l1_playground", regularization_rate=0.5)
    apply(up, [0, 0, 0])
    assert mlp.theta[0] == 0
    for _ in range(5):
        apply(up, [-10, -10, -10])
    assert mlp.theta[0] == 0
    assert mlp.theta[1] > 1
    assert up.memory.alive.tolist() == [0, 1, 1]


def test_ordinary_l1_lets_a_weight_cross_zero_and_come_back() -> None:
    mlp = network(0.02, 1, 1)
    up = updater(mlp, regularization="l1", regularization_rate=0.5)
    apply(up, [0, 0, 0])
    assert mlp.theta[0] < 0
    apply(up, [-10, 0, 0])
    assert mlp.theta[0] > 0.9


def test_a_small_batch_is_trained_like_any_other() -> None:
    mlp = network(0, 0, 0)
    apply(updater(mlp), [1, 1, 1], samples=1)
    np.testing.assert_allclose(mlp.theta, -RATE)


def test_a_carried_batch_counts_by_its_samples_in_the_next_full_one() -> None:
    mlp = network(0, 0, 0)
    up = updater(mlp, partial_batch="carry")
    apply(up, [6, 0, 0], samples=1)
    apply(up, [0, 6, 0], samples=2)
    assert not mlp.theta.any()
    apply(up, [0, 0, 7])
    np.testing.assert_allclose(mlp.theta, [-RATE * 6 / 7, -RATE * 12 / 7, -RATE * 28 / 7])
    before = mlp.theta.copy()
    apply(up, [0, 0, 1])
    np.testing.assert_allclose(mlp.theta - before, [0, 0, -RATE])
