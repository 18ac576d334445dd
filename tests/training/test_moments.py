"""The time machine: what it shows is what was, and training goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import comm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.training import moments
from nnwidget.training.moments import BYTES, MOMENTS, Moment, Moments
from nnwidget.training.options import Options
from nnwidget.training.origin import Origin
from nnwidget.training.trainer import Trainer
from nnwidget.training.update import Memory
from tests.fakes import RecordingComm
from tests.inside import inside

KINDS: dict[str, dict[str, Any]] = {
    "default": {},
    "adam, fixed order": {"optimizer": "adam", "shuffle": False},
    "momentum, dropout": {"optimizer": "momentum", "dropout": [0.3, 0]},
    "carried batches, dead links": {
        "partial_batch": "carry",
        "batch_size": 30,
        "regularization": "l1_playground",
        "regularization_rate": 0.1,
        "seed": "0.4",
    },
    "decay, the whole set": {"decay": {"name": "step"}, "batch_size": None},
}
every_kind = pytest.mark.parametrize("options", KINDS.values(), ids=KINDS)


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def small(**options: Any) -> Playground:
    return Playground(**({"samples": 100} | options))


def theta(w: Playground) -> bytes:
    return inside(w).trainer.mlp.theta.tobytes()


def whole(w: Playground) -> tuple[Any, ...]:
    trainer = inside(w).trainer
    memory = trainer.updater.memory
    return (
        *(trainer.options, theta(w), w.epoch, trainer.data.X.tobytes()),
        *(memory.slots.tobytes(), memory.carried.tobytes(), memory.updates),
    )


# ------------------------------------------------------------------ looking


@every_kind
def test_any_epoch_shows_exactly_what_was_then(options: dict[str, Any]) -> None:
    w = small(**options).fit(12)
    for epoch in (0, 7, 3, 11, 1):
        fresh = small(**options).fit(epoch)
        assert w.go_to(epoch) is w
        assert whole(w) == whole(fresh)
        assert (w.epoch, w.latest) == (epoch, 12)
        assert (w.loss_train, w.loss_test) == (fresh.loss_train, fresh.loss_test)


@every_kind
@pytest.mark.parametrize("epochs", [9, 9.4])
def test_the_latest_comes_back_to_the_last_bit(options: dict[str, Any], epochs: float) -> None:
    w, never = (small(**options).fit(epochs) for _ in range(2))
    latest = w.latest
    for epoch in (4, 0, 8):
        w.go_to(epoch)
    assert w.go_to(latest).epoch == latest
    assert whole(w) == whole(never)
    assert whole(w.fit(2)) == whole(never.fit(2))
    assert w.go_to(0).go_to(1e9).epoch == w.latest


def test_between_two_epochs_the_earlier_one_is_shown() -> None:
    w = small().fit(5)
    assert w.go_to(3.9).epoch == 3
    assert w.go_to(0.5).epoch == 0


def test_looking_changes_neither_history_nor_moments() -> None:
    w = small().fit(10)
    table = w.history.table
    moments = list(inside(w).trainer.past.moments.kept)
    for epoch in (2, 9, 0, 5, 10):
        w.go_to(epoch)
        assert (w.history.table == table).all()
        assert inside(w).trainer.past.moments.kept == moments


def test_the_browser_can_go_there_and_back() -> None:
    w = small().fit(6)
    end = theta(w)
    for epoch in (2, 3.5, 0, 6):
        w.comm.say({"type": "go_to", "view": 1, "seq": 4, "epoch": epoch})
        assert w.comm.customs[-1] == {"type": "done", "view": 1, "seq": 4, "values": {}}
        assert w.epoch == int(epoch)
    assert theta(w) == end


@pytest.mark.parametrize("epoch", [-1, -0.001, np.nan, np.inf, "3", None, True, [3], 10**400])
def test_what_is_no_epoch_is_refused_and_nothing_happens(epoch: Any) -> None:
    w = small().fit(4)
    before = whole(w)
    with pytest.raises(ValueError, match="must be a number >= 0"):
        w.go_to(epoch)
    w.comm.say({"type": "go_to", "view": 1, "seq": 1, "epoch": epoch})
    assert w.comm.customs[-1]["type"] == "refused"
    assert whole(w) == before
    assert w.latest == 4


def test_what_only_changes_the_view_does_not_travel() -> None:
    w = small(speed=60).fit(5)
    w.change(speed=None, show_test_data=True, locale="es")
    w.go_to(2)
    assert (w.speed, w.show_test_data, w.locale) == (None, True, "es")
    w.speed = 5
    w.go_to(w.latest)
    assert w.speed == 5


# ------------------------------------------------------------------ branches


@every_kind
def test_training_on_from_the_past_is_as_if_one_had_never_been_later(
    options: dict[str, Any],
) -> None:
    w, never = small(**options).fit(10), small(**options).fit(4)
    w.go_to(4)
    w.fit(3)
    never.fit(3)
    assert whole(w) == whole(never)
    assert w.latest == 7
    assert (w.history.table == never.history.table).all()
    then = [(m.epochs, m.theta.tobytes()) for m in inside(w).trainer.past.moments.kept]
    assert then == [(m.epochs, m.theta.tobytes()) for m in inside(never).trainer.past.moments.kept]
    assert w.go_to(9).epoch == 7


def test_a_branch_shows_its_own_past() -> None:
    w = small().fit(8)
    w.go_to(4)
    w.learning_rate = 1
    w.fit(4)
    other = small().fit(4)
    other.learning_rate = 1
    other.fit(3)
    assert whole(w.go_to(7)) == whole(other)
    assert whole(w.go_to(3)) == whole(small().fit(3))
    assert w.learning_rate == 0.03


EDITS: dict[str, Callable[[Playground], Any]] = {
    "learning rate": lambda w: setattr(w, "learning_rate", 1),
    "a weight": lambda w: w.weights[0].__setitem__((0, 0), 2),
    "layers": lambda w: setattr(w, "hidden_layers", [6]),
    "new data": lambda w: w.regenerate(),
    "a neuron switched off": lambda w: setattr(w, "switched_off", [[1, 1]]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_of_the_past_starts_a_branch_and_undo_takes_it_back(
    edit: Callable[[Playground], Any],
) -> None:
    w = small().fit(8)
    end = whole(w)
    w.go_to(3)
    edit(w)
    edited = whole(w)
    assert w.latest == 3
    assert len(w.history) == 4
    assert whole(w.go_to(1)) != edited
    assert whole(w.go_to(3)) == edited, "it is not lost by looking elsewhere"
    assert w.undo()
    assert (w.epoch, w.latest) == (3, 8)
    assert whole(w.go_to(8)) == end


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_was_edited_before_the_first_step_is_part_of_the_start(
    edit: Callable[[Playground], Any],
) -> None:
    w = small()
    edit(w)
    start = whole(w)
    w.fit(4)
    assert whole(w.go_to(0)) == start


def test_the_chart_gets_no_points_by_going_back_or_editing() -> None:
    w = small().fit(6)
    w.go_to(2)
    w.weights[0][0, 0] = 3
    w.go_to(0)
    w.go_to(2)
    assert w.history.epoch.tolist() == [0, 1, 2]


# ------------------------------------------------------------------ across edits


def test_time_goes_back_through_edits_of_the_network_and_the_data() -> None:
    def build() -> Iterator[Playground]:
        w = Playground(samples=100, optimizer="adam")
        yield w.fit(3)
        w.hidden_layers = [6, 3, 2]
        yield w.fit(2)
        w.features = ["x1", "x1*x2"]
        yield w.fit(2)
        w.regenerate()
        yield w.fit(2)
        w.noise = 30
        yield w.fit(1)
        w.change(optimizer="rmsprop", activation="relu", learning_rate=0.1)
        yield w.fit(1)
        w.batch_size = 3
        yield w.fit(1)
        w.frozen = [[1]]
        yield w.fit(1)
        w.comm.say(
            {
                "type": "edit_points",
                "view": 1,
                "seq": 1,
                "add": [[1, 1, 0]],
                "move": [[0, 2, 2]],
                "remove": [5],
            }
        )
        yield w.fit(2)

    states = {w.epoch: whole(w) for w in build()}
    *_, w = build()
    end = w.latest
    assert sorted(states) == [3, 5, 7, 9, 10, 11, 12, 13, 15]
    for epoch in (11, 5, 13, 3, 10, 7, 12, 9):
        # At these epochs an edit was made, which belongs to the moment: look just before.
        w.go_to(epoch - 1)
        assert w.latest == end
    w.go_to(15)
    assert whole(w) == states[15]
    w.go_to(4)
    assert w.hidden_layers == [6, 3, 2]
    assert w.features == ["x1", "x2"]
    assert w.dataset == "circle"
    w.go_to(2)
    assert w.hidden_layers == [4, 2]
    assert whole(w) == whole(Playground(samples=100, optimizer="adam").fit(2))


def test_the_latest_epoch_is_right_when_batches_were_longer_once() -> None:
    w = small(batch_size=10).fit(3)
    w.batch_size = 1
    w.fit(2.5)
    assert w.latest == 5.5
    w.go_to(2)
    assert w.batch_size == 10
    assert w.latest == 5.5
    w.go_to(5.5)
    assert (w.epoch, w.batch_size) == (5.5, 1)


def test_a_new_start_has_a_past_of_its_own() -> None:
    w = small().fit(5)
    w.dataset = "xor"
    assert w.latest == 0
    w.fit(2)
    assert w.go_to(1).dataset == "xor"
    w.reset()
    assert w.latest == w.epoch == 0


def test_undo_brings_back_the_future_too() -> None:
    w = small().fit(6)
    end = theta(w)
    w.go_to(2)
    w.reset()
    assert w.latest == 0
    w.undo()
    assert (w.epoch, w.latest) == (2, 6)
    assert theta(w.go_to(6)) == end


# ------------------------------------------------------------------ saving


@every_kind
def test_a_saved_run_carries_its_past_and_its_future(options: dict[str, Any]) -> None:
    w = small(**options).fit(9.4)
    latest = w.latest
    w.go_to(4)
    again = Playground.from_dict(json.loads(json.dumps(w.to_dict(), allow_nan=False)))
    assert (again.epoch, again.latest) == (4, latest)
    assert whole(again) == whole(w)
    for epoch in (7, 0, latest):
        assert whole(again.go_to(epoch)) == whole(w.go_to(epoch))
    assert whole(again.fit(2)) == whole(w.fit(2))


def test_a_saved_run_of_edited_points_can_go_back(tmp_path: Any) -> None:
    w = Playground(data=([[1, 2], [3, 4], [2, 7], [5, 1], [9, 9]], list("ababa"))).fit(4)
    w.hidden_layers = [3]
    w.fit(4)
    w.save(tmp_path / "run.json")
    again = Playground.load(tmp_path / "run.json")
    for epoch in (3, 8, 0, 6):
        assert whole(again.go_to(epoch)) == whole(w.go_to(epoch))


# ------------------------------------------------------------------ bounds


def size(line: Moments) -> int:
    return sum(moment.nbytes for moment in line.kept)


def moment(epoch: int, parameters: int = 2) -> Moment:
    return Moment(
        *(Options(), Origin(), np.full(parameters, float(epoch))),
        *(Memory(1, parameters), epoch, 0, 1, (0.0, 0)),
    )


def test_ten_thousand_epochs_are_thinned_evenly_and_all_can_be_gone_to() -> None:
    line = Moments()
    for epoch in range(10_001):
        line.record(epoch, lambda epoch=epoch: moment(epoch))
        assert len(line.kept) <= MOMENTS
    epochs = [m.epochs for m in line.kept]
    assert epochs[0] == 0
    assert set(np.diff(epochs)) == {line.stride}
    assert len(epochs) > MOMENTS / 2
    for epoch in (0, 1, 4711, 9999, 10_000):
        found = line.at(epoch)
        assert found is not None
        assert 0 <= epoch - found.epochs < line.stride
        assert (found.theta == found.epochs).all()


def test_a_long_training_stays_exact_after_thinning() -> None:
    options = Options(hidden_layers=(), samples=10, batch_size=None)
    trainer, fresh = Trainer(options), Trainer(options)
    trainer.train(1500)
    end = trainer.mlp.theta.copy()
    trainer.go_to(777)
    assert 777 - trainer.past.moments.stride < trainer.epoch <= 777
    fresh.train(trainer.epoch)
    assert (trainer.mlp.theta == fresh.mlp.theta).all()
    assert trainer.latest == 1500
    trainer.train(1500 - trainer.epoch)
    assert (trainer.mlp.theta == end).all()


def test_two_hundred_thousand_parameters_stay_within_the_bytes() -> None:
    for optimizer in ("sgd", "adam"):
        options = Options(hidden_layers=(440, 440), optimizer=optimizer, samples=8, batch_size=None)
        trainer = Trainer(options)
        assert len(trainer.mlp.theta) > 195_000
        for _ in range(12):
            trainer.train(1)
            line = trainer.past.moments
            assert len(line.kept) == 1 or size(line) <= BYTES
            assert line.kept[0].epochs == 0
        end = trainer.mlp.theta.copy()
        trainer.go_to(5)
        trainer.go_to(12)
        assert (trainer.mlp.theta == end).all()


def test_moments_of_a_large_network_count_when_the_network_has_become_small() -> None:
    line = Moments()
    for epoch in range(20):
        line.record(epoch, lambda epoch=epoch: moment(epoch, 10_000))
    for epoch in range(20, 300):
        line.record(epoch, lambda epoch=epoch: moment(epoch))
    assert size(line) <= BYTES
    trainer = Trainer(Options(hidden_layers=(200, 100), optimizer="adam", samples=20))
    trainer.train(10)
    trainer.change(replace(trainer.options, hidden_layers=(2,)))
    trainer.train(60)
    assert size(trainer.past.moments) <= BYTES


def test_an_edit_that_makes_the_network_large_stays_within_the_bytes() -> None:
    trainer = Trainer(Options(hidden_layers=(200, 100), optimizer="adam", samples=20))
    trainer.train(6)
    assert BYTES / 2 < size(trainer.past.moments) <= BYTES
    trainer.change(replace(trainer.options, hidden_layers=(400, 400)))
    assert size(trainer.past.moments) <= BYTES
    end = trainer.mlp.theta.copy()
    trainer.go_to(0)
    trainer.go_to(6)
    assert (trainer.mlp.theta == end).all()


@given(
    stride=st.integers(1, 10**12),
    turns=st.sets(st.integers(0, 10**6), max_size=40),
    most=st.integers(0, 20),
)
def test_thinning_ends_with_what_fits_or_with_the_start_alone(
    stride: int, turns: set[int], most: int
) -> None:
    before = [moment(turn * stride) for turn in sorted(turns)]
    line = Moments(stride, before)
    line.thin(lambda moments: len(moments) <= most)
    assert len(line.kept) <= max(most, 1)
    epochs = [m.epochs for m in line.kept]
    assert epochs == [m.epochs for m in before if m.epochs % line.stride == 0]
    assert 0 in epochs or 0 not in turns


def test_one_moment_is_kept_however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "BYTES", 10)
    trainer = Trainer(Options(samples=20))
    trainer.train(5)
    assert [m.epochs for m in trainer.past.moments.kept] == [0]
    trainer.go_to(3)
    assert trainer.epoch == 0
    trainer.go_to(5)
    assert trainer.epoch == 5
