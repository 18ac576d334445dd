"""Every penalty and its gradient."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.nn.regularizers import REGULARIZERS

W = np.array([-2.0, -0.3, 0.7, 1.5])

PENALTIES = {"l1": 4.5, "l1_playground": 4.5, "l2": 6.83 / 2, "l1_l2": 4.5 + 6.83 / 2}

every_penalty = pytest.mark.parametrize("name", [n for n, row in REGULARIZERS.items() if row])


@every_penalty
def test_a_penalty_is_the_one_of_its_name(name: str) -> None:
    assert REGULARIZERS[name].penalty(W) == pytest.approx(PENALTIES[name], rel=1e-14)


@every_penalty
def test_the_gradient_of_a_penalty_is_its_slope(name: str) -> None:
    row, gradient = REGULARIZERS[name], np.empty_like(W)
    row.gradient(W, gradient)
    steps = 1e-6 * np.eye(len(W))
    slope = [(row.penalty(W + step) - row.penalty(W - step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(gradient, slope, rtol=0, atol=1e-8)


@every_penalty
def test_a_matrix_has_the_penalty_of_all_its_weights_and_a_slope_for_each(name: str) -> None:
    row, gradient = REGULARIZERS[name], np.empty_like(W)
    row.gradient(W, gradient)
    assert row.R(W.reshape(2, 2).T) == pytest.approx(PENALTIES[name], rel=1e-14)
    assert (row.dR(W.reshape(2, 2)) == gradient.reshape(2, 2)).all()


@every_penalty
def test_a_weight_of_zero_has_no_penalty_and_is_not_moved(name: str) -> None:
    zero, gradient = np.zeros(3), np.ones(3)
    REGULARIZERS[name].gradient(zero, gradient)
    assert REGULARIZERS[name].penalty(zero) == 0
    assert gradient.tolist() == [0, 0, 0]


def test_one_row_stands_for_no_regularization() -> None:
    assert [name for name, row in REGULARIZERS.items() if row is None] == ["none"]
