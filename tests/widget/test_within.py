"""What is asked of a widget in the middle of something: within a block of assignments, by one of
its own inputs, by an observer, from another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import traitlets

from nnwidget import Playground
from nnwidget.data.features import ReentryError
from tests.wholeness import contradictions

POINTS = np.array([[1.0, 2], [3, 1], [5, 6], [7, 9], [2, 2]]), [0, 1, 0, 1, 1]

# ------------------------------------------------------------------ a block


def test_within_a_block_what_was_assigned_before_is_trained() -> None:
    w, expected = Playground(), Playground(dataset="spiral", hidden_layers=[8]).fit(3)
    with w.hold_trait_notifications():
        w.dataset, w.hidden_layers = "spiral", [8]
        w.fit(3)
        assert w.loss_train == expected.loss_train
    assert (w.epoch, w.loss_train) == (3, expected.loss_train)


def test_within_a_block_weights_are_those_of_the_network_that_was_assigned() -> None:
    w = Playground()
    with w.hold_trait_notifications():
        w.hidden_layers = [8]
        w.weights[0][7, 1] = 5
        w.activation = "relu"
    assert w.weights[0][7, 1] == 5
    assert contradictions(w) == []


def test_within_a_block_data_are_taken_and_all_of_it_is_one_edit() -> None:
    w = Playground()
    with w.hold_trait_notifications():
        w.learning_rate = 0.1
        w.data = POINTS
        w.batch_size = 2
    assert (w.dataset, w.learning_rate, w.batch_size) == ("custom", 0.1, 2)
    assert len(w.X_train) + len(w.X_test) == 5
    assert w.undo()
    assert (w.dataset, w.learning_rate, w.batch_size) == ("circle", 0.03, 10)
    assert not w.undo()


def test_data_that_are_all_of_a_block_can_be_taken_back() -> None:
    w = Playground()
    with w.hold_trait_notifications():
        w.data = POINTS
    assert w.dataset == "custom"
    assert w.undo()
    assert w.dataset == "circle"


@pytest.mark.parametrize("travel", ["undo", "redo", "go_to"])
def test_going_to_another_state_is_no_part_of_a_block(travel: str) -> None:
    w = Playground()
    w.noise = 10
    with w.hold_trait_notifications():
        w.samples = 100
        with pytest.raises(RuntimeError, match="edit is not over"):
            getattr(w, travel)(*[0] * (travel == "go_to"))
    assert (w.noise, w.samples) == (10, 100)
    assert w.undo()
    assert (w.noise, w.samples) == (10, None)


def test_what_is_not_allowed_so_far_is_refused_when_it_is_trained() -> None:
    w = Playground()
    with w.hold_trait_notifications():
        w.activation = ["relu", "relu", "relu"]
        with pytest.raises(traitlets.TraitError, match="one for each hidden layer"):
            w.fit(1)
        w.hidden_layers = [2, 2, 2]
    assert (w.activation, w.epoch) == (["relu"] * 3, 0)


# ------------------------------------------------------------------ an input

REENTRIES: dict[str, Callable[[Playground], object]] = {
    "undo": lambda w: w.undo(),
    "go to": lambda w: w.go_to(0),
    "an option": lambda w: w.change(noise=50),
    "data": lambda w: setattr(w, "data", POINTS),
    "fit": lambda w: w.fit(1),
    "a loss": lambda w: w.loss_train,
    "weights": lambda w: w.weights,
}


@pytest.mark.parametrize("reentry", REENTRIES.values(), ids=REENTRIES)
def test_an_input_can_neither_ask_nor_change_what_is_computed_with_it(
    reentry: Callable[[Playground], object],
) -> None:
    w, asks = Playground(samples=60, noise=10), []

    def own(x1: Any, x2: Any) -> Any:
        if asks:
            reentry(w)
        return x1 * x2

    w.features = ["x1", ("own", own)]
    w.fit(2)
    before = w.epoch, w.noise, w.loss_train, w.features
    asks.append(True)
    with pytest.raises(ReentryError, match="can neither ask nor change"):
        w.regenerate()
    asks.clear()
    assert (w.epoch, w.noise, w.loss_train, w.features) == before
    assert contradictions(w) == []


# ------------------------------------------------------------------ observers


def test_the_last_that_every_observer_hears_is_how_things_are() -> None:
    w, heard = Playground(), []
    w.observe(lambda change: w.undo() if change.new == 10 else None, "noise")
    w.observe(lambda change: heard.append((change.old, change.new)), "noise")
    w.noise = 10
    assert heard == [(0, 10), (10, 0)]
    assert w.noise == 0


def test_so_it_is_with_results() -> None:
    w, heard = Playground(), []
    w.observe(lambda change: w.reset() if change.new == 3 else None, "epoch")
    w.observe(lambda change: heard.append(change.new), "epoch")
    w.fit(3)
    assert heard[-1] == w.epoch == 0


def test_an_observer_that_fails_keeps_nobody_from_being_told_of_other_options() -> None:
    w, heard = Playground(), []

    def failing(change: Any) -> None:
        raise LookupError(change.name)

    w.observe(failing, ["noise", "samples"])
    w.observe(lambda change: heard.append(change.name), ["learning_rate"])
    with pytest.raises(LookupError) as caught:
        w.change(noise=5, samples=100, learning_rate=0.1)
    assert heard == ["learning_rate"]
    assert len(caught.value.__notes__) == 1
    w.learning_rate = 0.3
    assert heard == ["learning_rate"] * 2


def test_observers_that_would_never_end_are_ended() -> None:
    w = Playground()
    w.observe(lambda change: w.change(noise=(change.new + 1) % 50), "noise")
    with pytest.raises(RecursionError, match="again and again"):
        w.noise = 3
    assert contradictions(w) == []


def test_an_observer_of_results_can_end_fit() -> None:
    w = Playground(hidden_layers=[8, 8])
    w.observe(lambda change: w.pause(), "epoch")
    w.fit(100_000)
    assert 0 < w.epoch < 100_000


# ------------------------------------------------------------------ other threads


def test_results_can_be_read_while_other_threads_edit() -> None:
    w, over, errors = Playground(samples=80), threading.Event(), []

    def repeat(work: Callable[[int], object]) -> None:
        for number in range(100_000):
            if over.is_set():
                return
            try:
                work(number)
            except Exception as error:
                errors.append(repr(error))

    def edit(number: int) -> None:
        w.change(samples=[60, 200, 81][number % 3], hidden_layers=[[2], [8]][number % 2])

    def read(number: int) -> None:
        assert 0 < w.loss_test < 10
        assert w.confusion_train.sum() > 0
        w.predict([[1, 2]])
        w.equation()

    w.observe(lambda change: None, ["loss_test", "accuracy_train"])
    threads = [threading.Thread(target=repeat, args=[work]) for work in (edit, edit, read)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    over.set()
    for thread in threads:
        thread.join()
    assert errors == []
    loss = w.loss_train
    w.learning_rate *= 2  # computes anew what it shows
    assert w.loss_train == loss
