"""The multilayer perceptron: its parameters, and what an edit keeps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.mlp import MLP, split, transplant

SIZES = [(1, 1), (2, 1), (7, 5), (2, 4, 2, 1), (3, 8, 8, 8, 4), (40, 3, 12)]

every_size = pytest.mark.parametrize("sizes", SIZES, ids=str)


def make(sizes: tuple[int, ...], seed: int = 0) -> MLP:
    names = [list(ACTIVATIONS)[i % len(ACTIVATIONS)] for i in range(2, len(sizes) + 1)]
    mlp = MLP(sizes, names)
    mlp.theta[:] = np.random.default_rng(seed).normal(size=mlp.theta.shape)
    return mlp


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
