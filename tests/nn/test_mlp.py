"""The multilayer perceptron: parameters, forward propagation, and what an edit keeps."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.mlp import MLP, Pass, split, transplant

SIZES = [(1, 1), (2, 1), (7, 5), (2, 4, 2, 1), (3, 8, 8, 8, 4), (40, 3, 12)]

every_size = pytest.mark.parametrize("sizes", SIZES, ids=str)


def make(sizes: tuple[int, ...], seed: int = 0) -> MLP:
    names = [list(ACTIVATIONS)[i % len(ACTIVATIONS)] for i in range(2, len(sizes) + 1)]
    mlp = MLP(sizes, names)
    mlp.theta[:] = np.random.default_rng(seed).normal(size=mlp.theta.shape)
    return mlp


def inputs(n: int, m: int, seed: int = 1) -> Array:
    """Random inputs (n, m), a row of ones below."""
    return np.vstack([np.random.default_rng(seed).normal(size=(n, m)), np.ones(m)])


@every_size
def test_weights_and_biases_have_the_textbook_s_shapes_and_are_theta_itself(sizes: tuple) -> None:
    mlp = make(sizes)
    assert [w.shape for w in mlp.weights] == [(n, below) for below, n in pairwise(sizes)]
    assert [b.shape for b in mlp.biases] == [(n,) for n in sizes[1:]]
    assert len(mlp.theta) == sum(w.size + b.size for w, b in zip_layers(mlp))
    mlp.weights[-1][0, 0] = 17
    mlp.biases[0][-1] = 18
    assert {17, 18} <= set(mlp.theta)
    mlp.theta[:] = 0
    assert not any(w.any() or b.any() for w, b in zip_layers(mlp))


def zip_layers(mlp: MLP):
    return zip(mlp.weights, mlp.biases, strict=True)


@every_size
def test_is_weight_marks_the_weights_and_not_the_biases(sizes: tuple) -> None:
    mlp = make(sizes)
    assert mlp.is_weight.sum() == sum(w.size for w in mlp.weights)
    mlp.theta[mlp.is_weight == 1] = 0
    assert not any(w.any() for w in mlp.weights)
    assert all(b.all() for b in mlp.biases)


@every_size
def test_split_cuts_a_vector_into_the_layers(sizes: tuple) -> None:
    mlp = make(sizes)
    for layer, (w, b) in zip(split(mlp.theta, sizes), zip_layers(mlp), strict=True):
        assert (layer == np.vstack([w.T, b])).all()


@every_size
@pytest.mark.parametrize("m", [1, 2, 33])
def test_a_layer_is_its_activation_of_the_weighted_sum(sizes: tuple, m: int) -> None:
    mlp, x = make(sizes), inputs(sizes[0], m)
    room = Pass(mlp, m)
    output = room.forward(x)
    a = x[:-1]
    for l, (w, b) in enumerate(zip_layers(mlp)):
        z = w @ a + b[:, np.newaxis]
        a = np.empty_like(z)
        mlp.activations[l].function(z, a)
        np.testing.assert_allclose(room.z[l], z, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(room.a[l], a, rtol=1e-12, atol=1e-12)
    assert output is room.output
    assert (output == room.a[-1]).all()


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
        room = Pass(mlp, part_x.shape[1], loss)
        room.forward(part_x)
        return room.backward(part_x, part_y).copy()

    alone = np.mean([gradient(slice(i, i + 1)) for i in range(6)], axis=0)
    np.testing.assert_allclose(gradient(slice(0, 6)), alone, rtol=0, atol=1e-14)


def test_dropout_silences_its_share_and_keeps_the_mean() -> None:
    mlp, rng = make((2, 300, 1)), np.random.default_rng(0)
    room = Pass(mlp, 50, LOSSES["mse"], dropouts=(0.2,))
    room.drop_out(rng)
    mask = room.masks[0]
    assert set(np.unique(mask)) == {0, 1.25}
    assert (mask == 0).mean() == pytest.approx(0.2, abs=0.02)
    room.drop_out(rng)
    assert (room.masks[0] == 0).mean() == pytest.approx(0.2, abs=0.02)


def test_a_silent_neuron_gets_no_gradient() -> None:
    mlp, x = make((2, 5, 1)), inputs(2, 4)
    room = Pass(mlp, 4, LOSSES["mse"], dropouts=(0.5,))
    room.masks[0][2] = 0
    room.forward(x)
    first, second = split(room.backward(x, np.zeros((1, 4))), mlp.sizes)
    assert not first[:, 2].any()
    assert not second[2].any()
    assert first[:, [0, 1, 3, 4]].all()


def test_propagation_allocates_no_memory() -> None:
    mlp, x = MLP((2, 8, 8, 1), ("tanh", "relu", "sigmoid")), inputs(2, 500)
    mlp.theta[:] = 0.1
    y = np.zeros((1, 500))
    room = Pass(mlp, 500, LOSSES["binary_crossentropy"])
    for _ in range(2):  # NumPy makes a buffer of its own the first time
        room.forward(x)
        room.backward(x, y)
    tracemalloc.start()
    room.forward(x)
    room.backward(x, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2000, "one array of a layer is 32 kB"


# ------------------------------------------------------------------ edits

NAMES = ("x1", "x2", "x1^2", "x2^2", "sin(x1)")


def edited(
    old_sizes: tuple[int, ...],
    new_sizes: tuple[int, ...],
    old_inputs: tuple[str, ...] = NAMES[:2],
    new_inputs: tuple[str, ...] = NAMES[:2],
) -> tuple[MLP, MLP, MLP]:
    """An old network, a fresh one, and the fresh one with what it keeps of the old."""
    old, fresh, new = make(old_sizes, 1), make(new_sizes, 2), make(new_sizes, 2)
    transplant(old, new, old_inputs, new_inputs)
    return old, fresh, new


def test_a_network_that_stays_the_same_keeps_everything() -> None:
    old, _, new = edited((2, 4, 2, 1), (2, 4, 2, 1))
    assert (new.theta == old.theta).all()


def test_an_added_neuron_starts_fresh_and_the_others_keep_their_weights() -> None:
    old, fresh, new = edited((2, 3, 2, 1), (2, 4, 2, 1))
    assert (new.weights[0][:3] == old.weights[0]).all()
    assert (new.weights[0][3] == fresh.weights[0][3]).all()
    assert (new.weights[1][:, :3] == old.weights[1]).all()
    assert (new.weights[1][:, 3] == fresh.weights[1][:, 3]).all()
    assert new.biases[0].tolist() == [*old.biases[0], fresh.biases[0][3]]
    assert (new.weights[2] == old.weights[2]).all()


def test_a_removed_neuron_is_the_last_one_and_the_others_keep_their_weights() -> None:
    old, _, new = edited((2, 4, 2, 1), (2, 3, 2, 1))
    assert (new.weights[0] == old.weights[0][:3]).all()
    assert (new.weights[1] == old.weights[1][:, :3]).all()
    assert (new.biases[0] == old.biases[0][:3]).all()
    assert (new.weights[2] == old.weights[2]).all()


def test_an_added_layer_keeps_those_below_it_and_the_biases_of_the_output() -> None:
    old, fresh, new = edited((2, 4, 1), (2, 4, 3, 1))
    assert (new.weights[0] == old.weights[0]).all()
    assert (new.weights[1] == fresh.weights[1]).all()
    assert (new.weights[2] == fresh.weights[2]).all()
    assert (new.biases[2] == old.biases[1]).all()


def test_a_removed_layer_keeps_those_below_it_and_the_biases_of_the_output() -> None:
    old, fresh, new = edited((2, 4, 3, 1), (2, 4, 1))
    assert (new.weights[0] == old.weights[0]).all()
    assert (new.weights[1] == fresh.weights[1]).all()
    assert (new.biases[1] == old.biases[2]).all()


def test_inputs_keep_their_weights_by_name_wherever_they_stand() -> None:
    old, fresh, new = edited((3, 4, 1), (3, 4, 1), NAMES[:3], ("x1^2", "sin(x1)", "x1"))
    assert (new.weights[0][:, 0] == old.weights[0][:, 2]).all()
    assert (new.weights[0][:, 1] == fresh.weights[0][:, 1]).all()
    assert (new.weights[0][:, 2] == old.weights[0][:, 0]).all()
    assert (new.biases[0] == old.biases[0]).all()


def test_another_number_of_outputs_starts_the_output_layer_fresh() -> None:
    old, fresh, new = edited((2, 4, 1), (2, 4, 3))
    assert (new.weights[0] == old.weights[0]).all()
    assert (new.weights[1] == fresh.weights[1]).all()
    assert (new.biases[1] == fresh.biases[1]).all()


layers = st.lists(st.integers(1, 5), max_size=3)
some_inputs = st.lists(st.sampled_from(NAMES), min_size=1, unique=True).map(tuple)


@given(layers, layers, some_inputs, some_inputs, st.integers(1, 3), st.integers(1, 3))
def test_whatever_is_edited_a_parameter_is_the_old_one_or_the_fresh_one(
    hidden_old: list, hidden_new: list, inputs_old: tuple, inputs_new: tuple, out: int, out_new: int
) -> None:
    old, fresh, new = edited(
        (len(inputs_old), *hidden_old, out),
        (len(inputs_new), *hidden_new, out_new),
        inputs_old,
        inputs_new,
    )
    kept = np.isin(new.theta, old.theta)
    assert (new.theta[~kept] == fresh.theta[~kept]).all()
    back = make(old.sizes, 1)
    transplant(new, back, inputs_new, inputs_old)
    assert (back.theta == old.theta).sum() >= kept.sum()
