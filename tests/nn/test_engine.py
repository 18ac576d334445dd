"""The engine: forward and backward passes of one network."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.engine import Pass
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.mlp import MLP, split


def make(sizes: tuple[int, ...], seed: int = 0) -> MLP:
    names = [list(ACTIVATIONS)[i % len(ACTIVATIONS)] for i in range(2, len(sizes) + 1)]
    mlp = MLP(sizes, names)
    mlp.theta[:] = np.random.default_rng(seed).normal(size=mlp.theta.shape)
    return mlp


def inputs(n: int, m: int, seed: int = 1) -> Array:
    """Random inputs (n, m), a row of ones below."""
    return np.vstack([np.random.default_rng(seed).normal(size=(n, m)), np.ones(m)])


def test_the_answer_is_the_last_layer_s_activation() -> None:
    pass_ = Pass(make((2, 4, 3)), 5)
    output = pass_.forward(inputs(2, 5))
    assert output is pass_.output
    assert (output == pass_.a[-1]).all()
    assert output.shape == (3, 5)


def test_passes_of_one_network_follow_its_parameters_and_do_not_disturb_each_other() -> None:
    mlp, x = make((2, 4, 1)), inputs(2, 5)
    train, picture = Pass(mlp, 5), Pass(mlp, 5, dtype=np.float32)
    before = train.forward(x).copy()
    mlp.theta += 0.5
    assert (train.forward(x) != before).all()
    seen = picture.forward(x.astype(np.float32))
    assert seen.dtype == np.float32
    np.testing.assert_allclose(seen, train.output, rtol=1e-5, atol=1e-5)


def test_a_sample_gives_the_same_gradient_alone_and_as_the_mean_of_a_batch() -> None:
    mlp, x = make((3, 4, 2)), inputs(3, 6)
    y = np.random.default_rng(2).normal(size=(2, 6))
    loss = LOSSES["mse"]

    def gradient(columns: slice) -> Array:
        part_x, part_y = x[:, columns].copy(), y[:, columns].copy()
        pass_ = Pass(mlp, part_x.shape[1], loss)
        pass_.forward(part_x)
        return pass_.backward(part_x, part_y).copy()

    alone = np.mean([gradient(slice(i, i + 1)) for i in range(6)], axis=0)
    np.testing.assert_allclose(gradient(slice(0, 6)), alone, rtol=0, atol=1e-14)


def test_dropout_silences_its_share_and_keeps_the_mean() -> None:
    mlp, rng = make((2, 300, 1)), np.random.default_rng(0)
    pass_ = Pass(mlp, 50, LOSSES["mse"], dropouts=(0.2,))
    pass_.drop_out(rng)
    mask = pass_.masks[0]
    assert set(np.unique(mask)) == {0, 1.25}
    assert (mask == 0).mean() == pytest.approx(0.2, abs=0.02)
    pass_.drop_out(rng)
    assert (pass_.masks[0] == 0).mean() == pytest.approx(0.2, abs=0.02)


def test_a_silent_neuron_gets_no_gradient() -> None:
    mlp, x = make((2, 5, 1)), inputs(2, 4)
    pass_ = Pass(mlp, 4, LOSSES["mse"], dropouts=(0.5,))
    pass_.masks[0][2] = 0
    pass_.forward(x)
    first, second = split(pass_.backward(x, np.zeros((1, 4))), mlp.sizes)
    assert not first[:, 2].any()
    assert not second[2].any()
    assert first[:, [0, 1, 3, 4]].all()


def test_propagation_allocates_no_memory() -> None:
    mlp, x = MLP((2, 8, 8, 1), ("tanh", "relu", "sigmoid")), inputs(2, 500)
    mlp.theta[:] = 0.1
    y = np.zeros((1, 500))
    pass_ = Pass(mlp, 500, LOSSES["binary_crossentropy"])
    for _ in range(2):  # NumPy makes a buffer of its own the first time
        pass_.forward(x)
        pass_.backward(x, y)
    tracemalloc.start()
    pass_.forward(x)
    pass_.backward(x, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2000, "one array of a layer is 32 kB"
