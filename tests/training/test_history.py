"""The history of losses: complete at first, then thinned, always bounded."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.training.history import LIMIT, History


def after(epochs: int) -> History:
    history = History()
    for epoch in range(epochs + 1):
        history.record(epoch, 1 / (epoch + 1), epoch / 2)
    return history


def test_a_new_history_is_empty() -> None:
    history = History()
    assert len(history) == 0
    assert history.table.shape == (3, 0)
    assert repr(history) == "<History of 0 epochs, 0 changes>"


def test_every_epoch_is_there_with_both_losses_up_to_the_limit() -> None:
    history = after(LIMIT - 1)
    assert history.epoch.tolist() == list(range(LIMIT))
    assert history.loss_train.tolist() == [1 / (e + 1) for e in range(LIMIT)]
    assert history.loss_test.tolist() == [e / 2 for e in range(LIMIT)]


@pytest.mark.parametrize("epochs", [LIMIT, LIMIT + 1, 3 * LIMIT, 40_000])
def test_a_longer_history_is_thinned_evenly_from_the_very_start(epochs: int) -> None:
    history = after(epochs)
    steps = np.diff(history.epoch)
    assert history.epoch[0] == 0
    assert (steps == history.stride).all()
    assert epochs - history.epoch[-1] < history.stride
    assert LIMIT / 2 <= len(history) <= LIMIT
    assert history.loss_test.tolist() == (history.epoch / 2).tolist()


def test_other_losses_of_the_last_epoch_take_the_place_of_the_first_ones() -> None:
    history = after(2)
    history.renew(2, 7.0, 8.0)
    history.renew(1, 9.0, 9.0)
    assert history.table[:, 1:].tolist() == [[1, 2], [0.5, 7], [0.5, 8]]


def test_changes_are_noted_with_their_epoch() -> None:
    history = after(3)
    history.note(2.5, "learning_rate 0.1")
    assert history.events == [(2.5, "learning_rate 0.1")]
    assert repr(history) == "<History of 4 epochs, 1 changes>"


def test_only_the_latest_changes_are_kept() -> None:
    history = History()
    for index in range(LIMIT + 10):
        history.note(index, str(index))
    assert len(history.events) == LIMIT
    assert history.events[-1] == (LIMIT + 9, str(LIMIT + 9))
    assert history.events[0] == (10, "10")
