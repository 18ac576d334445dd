"""Every loss and its gradient."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.losses import LOSSES, Loss

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def output_of(loss: Loss, z: Array) -> Array:
    """A = f(Z) with an output activation that fits the loss."""
    name = (loss.fitting_outputs or ("linear",))[0]
    a = np.empty_like(z)
    ACTIVATIONS[name].function(z, a)
    return a


def targets_of(name: str, outputs: int, samples: int) -> Array:
    """Targets that the loss is meant for."""
    rng = np.random.default_rng(3)
    if name == "categorical_crossentropy":
        return np.eye(outputs)[:, rng.integers(outputs, size=samples)]
    if name == "binary_crossentropy":
        return rng.integers(2, size=(outputs, samples)).astype(float)
    if name == "hinge":
        return rng.choice([-1.0, 1.0], size=(outputs, samples))
    return rng.normal(size=(outputs, samples))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("outputs", [1, 3])
def test_a_gradient_is_the_slope_of_its_loss(name: str, outputs: int) -> None:
    loss = LOSSES[name]
    y = targets_of(name, outputs, samples=40)
    z = 2 * np.random.default_rng(0).normal(size=y.shape)
    gradient = np.empty_like(z)
    loss.gradient(output_of(loss, z), y, gradient)
    gradient *= loss.weight(outputs)
    for i in range(outputs):
        # of Z where the loss belongs to an activation; else of A, which is Z here
        up, down = z.copy(), z.copy()
        up[i] += 1e-6
        down[i] -= 1e-6
        above = loss.per_sample(up, output_of(loss, up), y)
        below = loss.per_sample(down, output_of(loss, down), y)
        np.testing.assert_allclose(gradient[i], (above - below) / 2e-6, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_smallest_at_the_target(name: str) -> None:
    loss = LOSSES[name]
    y = targets_of(name, 3, samples=10)
    # logits far to the right side give the target itself
    at = np.where(y > 0.5, 40.0, -40.0) if loss.activation else y
    best = loss.per_sample(at, output_of(loss, at), y)
    np.testing.assert_allclose(best, 0, atol=1e-15)
    rng = np.random.default_rng(1)
    for scale in (0.01, 1, 100):
        z = at + rng.normal(size=at.shape) * scale
        assert (loss.per_sample(z, output_of(loss, z), y) >= best - 1e-15).all()


@every_loss
def test_a_loss_is_one_number_a_sample(loss: Loss) -> None:
    z = np.zeros((2, 5))
    assert loss.per_sample(z, output_of(loss, z), np.zeros((2, 5))).shape == (5,)


VALUES = {
    "mse": (0.25 + 4) / 2,
    "squared_error": (0.25 + 4) / 2,
    "huber": (0.125 + 1.5) / 2,
}


@pytest.mark.parametrize(("name", "expected"), VALUES.items())
def test_the_losses_of_numbers_are_the_textbook_s(name: str, expected: float) -> None:
    a, y = np.array([[1.5], [-1.0]]), np.array([[1.0], [1.0]])
    assert LOSSES[name].per_sample(a, a, y)[0] == pytest.approx(expected, rel=1e-15)


def test_hinge_costs_nothing_beyond_the_margin() -> None:
    a, y = np.array([[2.0, 0.25, -1.0]]), np.array([[1.0, 1.0, 1.0]])
    assert LOSSES["hinge"].per_sample(a, a, y).tolist() == [0, 0.75, 2]


def test_the_squared_error_of_several_outputs_is_their_sum_and_mse_their_mean() -> None:
    a, y = np.full((4, 1), 2.0), np.zeros((4, 1))
    assert LOSSES["squared_error"].per_sample(a, a, y)[0] == 8
    assert LOSSES["mse"].per_sample(a, a, y)[0] == 4


def cost(name: str, z: list[float], y: list[float]) -> float:
    logits, target = np.array([z, y], dtype=float)[:, :, np.newaxis]
    return float(LOSSES[name].per_sample(logits, output_of(LOSSES[name], logits), target)[0])


@pytest.mark.parametrize(
    ("z", "y", "expected"),
    [(1e4, 1, 0), (-1e4, 1, 1e4), (1e4, 0, 1e4), (-1e4, 0, 0), (0, 1, np.log(2)), (-40, 1, 40)],
)
def test_binary_crossentropy_is_right_up_to_the_largest_logits(
    z: float, y: float, expected: float
) -> None:
    assert cost("binary_crossentropy", [z], [y]) == pytest.approx(expected, rel=1e-12)


def test_binary_crossentropy_keeps_its_digits_where_the_sigmoid_rounds_to_one() -> None:
    assert cost("binary_crossentropy", [50.0], [1.0]) == pytest.approx(np.exp(-50), rel=1e-12)


def test_categorical_crossentropy_is_right_up_to_the_largest_logits() -> None:
    assert cost("categorical_crossentropy", [1e4, -1e4, 0], [1, 0, 0]) == 0
    assert cost("categorical_crossentropy", [1e4, -1e4, 0], [0, 1, 0]) == 2e4
    assert cost("categorical_crossentropy", [0, 0, 0], [0, 0, 1]) == pytest.approx(np.log(3))


def test_two_softmax_outputs_cost_the_same_as_one_sigmoid() -> None:
    two = cost("categorical_crossentropy", [0.3, 1.7], [0, 1])
    assert two == pytest.approx(cost("binary_crossentropy", [1.4], [1]), rel=1e-14)


@every_loss
def test_every_loss_says_what_the_menus_need(loss: Loss) -> None:
    assert loss.label
    assert loss.problems
    assert set(loss.problems) <= {"classification", "regression"}
    assert {*loss.fitting_outputs} <= ACTIVATIONS.keys()
    assert not (loss.activation and loss.outputs)
