"""Weights and biases that may be written to."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import nnwidget
from nnwidget.nn.mlp import MLP
from nnwidget.widget.watched_arrays import Parameters, WatchedArray

BAD = [math.nan, math.inf, -math.inf, [[1.0, math.nan]], np.array([[math.inf, 0.0]])]


class Watched:
    """The weights of a network with 2 inputs, 3 hidden neurons and 1 output."""

    def __init__(self) -> None:
        self.mlp = MLP((2, 3, 1), ("tanh", "sigmoid"))
        self.mlp.theta[:] = np.arange(len(self.mlp.theta))
        self.writes = 0
        self.weights = Parameters(self.mlp.weights, self.count)
        self.biases = Parameters(self.mlp.biases, self.count)

    @contextmanager
    def count(self) -> Iterator[None]:
        yield
        self.writes += 1


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_items_have_the_shapes_of_the_textbook(watched: Watched) -> None:
    assert [w.shape for w in watched.weights] == [(3, 2), (1, 3)]
    assert [b.shape for b in watched.biases] == [(3,), (1,)]
    assert len(watched.weights) == 2


WRITES: dict[str, Callable[[Any], object]] = {
    "an element": lambda w: w[0].__setitem__((0, 0), 9),
    "a row": lambda w: w[0].__setitem__(1, [7, 8]),
    "a column": lambda w: w[0].__setitem__((slice(None), 1), 5),
    "an element of a row": lambda w: w[0][2].__setitem__(1, 4),
    "an element of the transposed": lambda w: w[0].T.__setitem__((1, 2), 4),
    "a mask": lambda w: w[0].__setitem__(np.asarray(w[0]) > 2, 0),
    "a whole layer": lambda w: w.__setitem__(0, np.arange(6.0).reshape(3, 2) - 9),
    "the last layer, from the end": lambda w: w.__setitem__(-1, np.array([[1, 2, 3]])),
    "fill": lambda w: w[0].fill(2),
    "in place": lambda w: w[0].__imul__(2),
    "in place, a row": lambda w: w[0][1].__iadd__(1),
    "out=": lambda w: np.add(w[0], 1, out=w[0]),
    "where=": lambda w: np.add(w[0], 1, out=w[0], where=np.asarray(w[0]) > 2),
    "add.at": lambda w: np.add.at(w[0], ([0, 0], [1, 1]), 3),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_reaches_the_network_and_is_told_once(
    watched: Watched, write: Callable[[Any], object]
) -> None:
    expected = [w.copy() for w in watched.mlp.weights]
    write(watched.weights)
    write(expected)  # a list of plain arrays
    for weights, plain in zip(watched.mlp.weights, expected, strict=True):
        np.testing.assert_array_equal(weights, plain)
    assert (watched.mlp.theta != np.arange(len(watched.mlp.theta))).any()
    assert watched.writes == 1


def test_in_place_operators_on_an_item_are_written_and_keep_the_name_watched(
    watched: Watched,
) -> None:
    W = watched.weights[0]
    before = W.copy()
    W *= 2
    W += 1
    np.testing.assert_array_equal(watched.mlp.weights[0], before * 2 + 1)
    assert watched.writes == 2
    assert isinstance(W, WatchedArray)
    W[0, 0] = 5
    assert watched.writes == 3


def test_in_place_operators_on_the_list_of_items_are_written(watched: Watched) -> None:
    before = watched.mlp.weights[0].copy()
    watched.weights[0] *= 2
    watched.weights[0][1, 1] += 1
    expected = before * 2
    expected[1, 1] += 1
    np.testing.assert_array_equal(watched.mlp.weights[0], expected)
    assert watched.writes >= 2


@pytest.mark.parametrize("value", BAD)
def test_what_is_not_finite_is_refused_and_nothing_is_written(
    watched: Watched, value: object
) -> None:
    before = watched.mlp.theta.copy()
    refusals: list[Callable[[], object]] = [
        lambda: watched.weights[0].__setitem__(0, np.max(np.abs(value))),
        lambda: watched.weights[0].__setitem__(slice(0, 1), value),
        lambda: watched.weights[0].fill(np.max(np.abs(value))),
        lambda: watched.weights[0].__imul__(value),
        lambda: watched.weights[0].__setitem__((0, 0), np.ravel(value)[-1] * math.inf),
        lambda: watched.weights.__setitem__(1, np.full((1, 3), math.nan)),
        lambda: np.add.at(watched.weights[0], (0, 0), math.nan),
    ]
    for refusal in refusals:
        with np.errstate(all="ignore"), pytest.raises(ValueError, match="must be finite"):
            refusal()
    np.testing.assert_array_equal(watched.mlp.theta, before)
    assert watched.writes == 0


def test_a_division_by_zero_is_refused_and_nothing_is_written(watched: Watched) -> None:
    before = watched.mlp.theta.copy()
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="must be finite"):
        watched.weights[0] /= 0
    np.testing.assert_array_equal(watched.mlp.theta, before)


@pytest.mark.parametrize(
    ("index", "value"),
    [(0, [[1, 2]]), (0, 1), (0, [[1, 2, 3]] * 2), (1, [1, 2, 3]), (0, np.zeros((3, 2, 1)))],
)
def test_a_layer_of_another_shape_is_refused_with_both_shapes(
    watched: Watched, index: int, value: object
) -> None:
    before = watched.mlp.theta.copy()
    with pytest.raises(ValueError, match=r"has the shape \(.*\), got \("):
        watched.weights[index] = value
    np.testing.assert_array_equal(watched.mlp.theta, before)


def test_what_is_no_number_is_refused(watched: Watched) -> None:
    for value in ("two", None, [[1, 2], [3]], 1j, object()):
        with pytest.raises((ValueError, TypeError)):
            watched.weights[0][0, 0] = value
        with pytest.raises((ValueError, TypeError)):
            watched.weights[0] = value
    assert watched.writes == 0


def test_a_layer_that_does_not_exist_cannot_be_read_or_written(watched: Watched) -> None:
    with pytest.raises(IndexError):
        watched.weights[2]
    with pytest.raises(IndexError):
        watched.weights[2] = [[1]]


def test_results_and_copies_belong_to_the_user(watched: Watched) -> None:
    W = watched.weights[0]
    for own in (W * 2, W @ np.ones(2), -W, W.copy(), copy.deepcopy(W), np.array(W), W[[0, 1]]):
        own[...] = math.nan if type(own) is np.ndarray else 1
    assert watched.writes == 0
    assert type(W * 2) is np.ndarray
    assert type(np.exp(W)) is np.ndarray
    assert isinstance(W[0, 0], float)
    assert isinstance(W.sum(), float)


def test_arithmetic_gives_what_plain_arrays_give(watched: Watched) -> None:
    W, plain = watched.weights[0], watched.mlp.weights[0]
    np.testing.assert_array_equal(W @ W.T, plain @ plain.T)
    np.testing.assert_array_equal(np.divmod(W, 2), np.divmod(plain, 2))
    np.testing.assert_array_equal(np.add.reduce(W, axis=1), plain.sum(axis=1))
    np.testing.assert_array_equal(np.linalg.norm(W, axis=0), np.linalg.norm(plain, axis=0))
    out = np.empty_like(plain)
    assert np.multiply(W, 2, out=out) is out
    np.testing.assert_array_equal(out, plain * 2)
    fraction, whole = np.modf(W, None, np.empty_like(plain))
    np.testing.assert_array_equal(fraction + whole, plain)


def test_they_look_like_plain_arrays(watched: Watched) -> None:
    assert repr(watched.weights[0]) == repr(watched.mlp.weights[0])
    assert repr(watched.biases) == repr(watched.mlp.biases)
    assert "WatchedArray" not in str(watched.weights[0]) + repr(watched.weights)


def test_a_slice_of_layers_is_a_list(watched: Watched) -> None:
    last = watched.weights[-1:]
    assert isinstance(last, list)
    assert last[0].shape == (1, 3)
    last[0][0, 0] = 9
    assert watched.mlp.weights[1][0, 0] == 9


WRONG_KINDS: dict[str, object] = {
    "a text": "1" * 10_000,
    "a complex number": 1j,
    "a whole number beyond floats": 10**400,
    "more than pictures can hold": 1e308,
    "nothing": None,
    "rows of different lengths": [[1], [1, 2]],
    "a time span": np.datetime64("2020-01-01") - np.datetime64("2019-01-01"),
}


@pytest.mark.parametrize("value", WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_what_is_no_weight_is_named_shortly_and_nothing_is_written(
    watched: Watched, value: object
) -> None:
    before = watched.mlp.theta.copy()
    refused = r"weights and biases must be|one array per layer|item 0 has the shape"
    for write in (
        lambda: watched.weights[0].__setitem__((0, 0), value),
        lambda: watched.weights.__setitem__(0, value),
        lambda: watched.weights.__setitem__(slice(None), value),
        lambda: watched.weights.__setitem__(slice(None), [value] * len(watched.weights)),
    ):
        with pytest.raises(ValueError, match=refused) as caught:
            write()
        assert len(str(caught.value)) < 250
    np.testing.assert_array_equal(watched.mlp.theta, before)
    assert watched.writes == 0


def test_weights_of_a_network_that_was_replaced_cannot_be_written() -> None:
    w = nnwidget.Playground()
    old = w.weights
    w.hidden_layers = [8]
    for write in (lambda: old[0].fill(1), lambda: old.__setitem__(slice(None), [*old])):
        with pytest.raises(ValueError, match="has been replaced"):
            write()
