"""The order of the samples."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget.nn.activations import Array
from nnwidget.nn.engine import Pass
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.mlp import MLP
from nnwidget.training.batches import Batches, Cut


def make(
    m: int, size: int, reshuffle: bool = True, seed: int | str = 1, start: int = 0, share: float = 0
) -> Batches:
    """Batches of m samples; sample i has the input i and the target -i."""
    numbers = np.arange(m, dtype=float)[np.newaxis]
    mlp = MLP((1, 3, 1), ("tanh", "linear"))
    passes = {n: Pass(mlp, n, LOSSES["mse"], (share,)) for n in {size, m % size} if n}
    inputs = np.vstack([numbers, np.ones(m)])
    return Batches(inputs, -numbers, passes, size, reshuffle, (seed, start))


def epoch_of(batches: Batches, epoch: int) -> list[list[int]]:
    found = []
    for batch in batches.remaining(0, epoch):
        assert (batch.x[0] == -batch.y[0]).all()
        assert (batch.x[1] == 1).all()
        assert batch.x.shape == (2, batch.samples)
        found.append(batch.x[0].astype(int).tolist())
    return found


@given(st.integers(1, 60), st.integers(1, 60), st.booleans(), st.integers(0, 2**53 - 1))
def test_an_epoch_has_every_sample_once(m: int, size: int, reshuffle: bool, seed: int) -> None:
    size = min(m, size)
    batches = make(m, size, reshuffle, seed)
    for epoch in range(3):
        found = epoch_of(batches, epoch)
        assert sorted(chain(*found)) == list(range(m))
        assert [len(batch) for batch in found[:-1]] == [size] * (len(found) - 1)
        assert len(found) == len(batches) == -(-m // size)


def test_reshuffling_gives_every_epoch_another_order_and_all_places_alike() -> None:
    batches = make(5, 2)
    orders = [tuple(chain(*epoch_of(batches, epoch))) for epoch in range(2000)]
    assert len(set(orders)) == 120
    for place in range(5):
        counts = Counter(order[place] for order in orders)
        assert min(counts.values()) > 320
        assert max(counts.values()) < 480


def test_without_reshuffling_the_order_is_the_datas() -> None:
    batches = make(7, 3, reshuffle=False)
    assert epoch_of(batches, 0) == epoch_of(batches, 9) == [[0, 1, 2], [3, 4, 5], [6]]


def test_an_epoch_has_its_order_whatever_was_trained_before() -> None:
    batches, other = make(20, 6), make(20, 6)
    for epoch in range(5):
        epoch_of(batches, epoch)
    assert epoch_of(other, 3) == epoch_of(batches, 3)


@pytest.mark.parametrize("seed", [0, 2**53 - 1, "text", "\ud83d"])
def test_another_seed_or_another_start_is_another_order(seed: int | str) -> None:
    orders = [
        epoch_of(make(20, 6, seed=seed), 0),
        epoch_of(make(20, 6, seed=seed, start=1), 0),
        epoch_of(make(20, 6, seed=7), 0),
    ]
    assert orders[0] == epoch_of(make(20, 6, seed=seed), 0)
    assert len({str(order) for order in orders}) == 3


def test_an_interrupt_while_samples_are_put_in_order_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batches = make(20, 6)
    orders = [epoch_of(batches, epoch) for epoch in (2, 1)]

    fill, filled = Cut.fill, 0

    def interrupted(cut: Cut, table: Array, order: Any) -> None:
        nonlocal filled
        filled += 1
        if filled == 2:  # the inputs are in the new order, the targets not yet
            raise KeyboardInterrupt
        fill(cut, table, order)

    with monkeypatch.context() as patch:
        patch.setattr(Cut, "fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            batches.remaining(0, 2)
    assert epoch_of(batches, 1) == orders[1]
    assert epoch_of(batches, 2) == orders[0]


def test_the_rest_of_an_epoch_goes_on_where_it_was_left() -> None:
    batches = make(20, 6)
    whole = epoch_of(batches, 2)
    remaining = [b.x[0].astype(int).tolist() for b in batches.remaining(2, 2)]
    assert remaining == whole[2:]


def test_neurons_dropped_out_depend_on_epoch_and_batch_and_nothing_else() -> None:
    def masks(batches: Batches, position: int, epoch: int) -> list:
        return [batch.pass_.masks[0].tolist() for batch in batches.remaining(position, epoch)]

    whole = masks(make(24, 6, share=0.5), 0, 4)
    assert len({str(mask) for mask in whole}) == 4
    assert masks(make(24, 6, share=0.5), 2, 4) == whole[2:]
    assert masks(make(24, 6, share=0.5), 0, 5) != whole
