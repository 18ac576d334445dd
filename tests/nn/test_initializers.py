"""Every initializer: the spread of its weights, and that it draws in a fixed order."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.mlp import MLP

N_IN, N_OUT = 120, 200

VARIANCES = {
    "zeros": 0,
    "constant": 0,
    "playground": 1 / 12,
    "glorot_uniform": 2 / (N_IN + N_OUT),
    "glorot_normal": 2 / (N_IN + N_OUT),
    "he_uniform": 2 / N_IN,
    "he_normal": 2 / N_IN,
    "lecun_uniform": 1 / N_IN,
    "lecun_normal": 1 / N_IN,
}

every_initializer = pytest.mark.parametrize("name", INITIALIZERS)


@every_initializer
def test_weights_have_the_variance_that_the_source_gives(name: str) -> None:
    w = INITIALIZERS[name].draw(np.random.default_rng(0), N_IN, N_OUT)
    assert w.shape == (N_OUT, N_IN)
    assert w.var() == pytest.approx(VARIANCES[name], rel=0.02)
    assert w.mean() == pytest.approx(0.5 if name == "constant" else 0, abs=0.01)


@pytest.mark.parametrize("name", [n for n in INITIALIZERS if n.endswith("uniform")])
def test_uniform_weights_reach_their_limits_and_no_further(name: str) -> None:
    w = INITIALIZERS[name].draw(np.random.default_rng(0), N_IN, N_OUT)
    limit = math.sqrt(3 * VARIANCES[name])
    assert 0.999 * limit < np.abs(w).max() <= limit


@pytest.mark.parametrize("name", [n for n in INITIALIZERS if n.endswith("normal")])
def test_normal_weights_are_cut_at_two_standard_deviations(name: str) -> None:
    w = INITIALIZERS[name].draw(np.random.default_rng(0), N_IN, N_OUT)
    cut = 2 * math.sqrt(VARIANCES[name]) / 0.8796
    assert 0.99 * cut < np.abs(w).max() <= 1.0001 * cut
    # more in the middle than a uniform distribution of this width has
    assert (np.abs(w) < cut / 2).mean() == pytest.approx(0.715, abs=0.01)


@every_initializer
def test_layers_are_drawn_one_after_another_neuron_by_neuron(name: str) -> None:
    row = INITIALIZERS[name]
    mlp = MLP((3, 4, 2), ("tanh", "linear"))
    mlp.initialize(row, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    for n_in, n_out, weights in ((3, 4, mlp.weights[0]), (4, 2, mlp.weights[1])):
        expected = [[row.weight(rng, n_in, n_out) for _ in range(n_in)] for _ in range(n_out)]
        assert weights.tolist() == expected


@every_initializer
def test_biases_start_at_zero_but_in_the_playground_at_a_tenth(name: str) -> None:
    mlp = MLP((3, 4, 2), ("tanh", "linear"))
    mlp.initialize(INITIALIZERS[name], np.random.default_rng(0))
    expected = 0.1 if name == "playground" else 0
    assert [b.tolist() for b in mlp.biases] == [[expected] * 4, [expected] * 2]


@every_initializer
def test_every_initializer_has_a_label(name: str) -> None:
    assert INITIALIZERS[name].label
