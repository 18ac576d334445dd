"""Undo and redo: after them everything is as it was, to the last bit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import comm
import numpy as np
import pandas as pd
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.training import undo
from nnwidget.training.options import DISPLAY, NAMES, Options
from nnwidget.training.past import State
from nnwidget.training.presets import PRESETS
from nnwidget.training.trainer import Trainer
from nnwidget.training.undo import BYTES, MERGE, STATES, Undo
from tests.fakes import Clock, RecordingComm
from tests.inside import inside, set_clock
from tests.options_table import TRIED

X = np.random.default_rng(3).normal(size=(60, 2))
CSV = "a,b,kind\n" + "\n".join(f"{x},{y},{'in' if x * y > 0 else 'out'}" for x, y in X[:40])


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def say(w: Playground, **message: Any) -> None:
    """A message from the browser, which must be carried out."""
    w.comm.say({"view": 1, "seq": 1, **message})
    assert w.comm.customs[-1]["type"] != "refused", w.comm.customs[-1]


def whole(w: Playground) -> dict[str, Any]:
    """All that a run is."""
    trainer = inside(w).trainer
    memory, history = trainer.updater.memory, trainer.history
    return {
        "options": {name: getattr(w, name) for name in NAMES if name not in DISPLAY},
        "trainer's options": replace(trainer.options, **dict.fromkeys(DISPLAY)),
        "weights": trainer.mlp.theta.tobytes(),
        "epoch": (w.epoch, w.latest),
        "data": (trainer.data.X.tobytes(), trainer.data.y.tobytes(), trainer.data.labels),
        "memory": (memory.slots.tobytes(), memory.carried.tobytes(), memory.alive.tobytes()),
        "updates": (memory.updates, memory.carried_samples),
        "history": (history.table.tobytes(), tuple(history.events)),
        "timeline": [(m.epochs, m.theta.tobytes()) for m in trainer.past.moments.kept],
        "losses": (w.loss_train, w.loss_test),
    }


OPTIONS = {name: tried.other for name, tried in TRIED.items() if name not in DISPLAY}
"""Other values than the defaults; those of the optimizer are Adam's."""


def write_weight(w: Playground) -> None:
    w.weights[0][1, 0] = 3


def give_data(w: Playground) -> None:
    w.data = (X, X[:, 0] > 0)


def give_frame(w: Playground) -> None:
    w.data = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "c": X[:, 0] + X[:, 1]})


def options_of_browser(name: str) -> Callable[[Playground], None]:
    return lambda w: say(w, type="edit", changes={name: OPTIONS[name]})


EDITS: dict[str, Callable[[Playground], object]] = {
    **{name: (lambda w, name=name: setattr(w, name, OPTIONS[name])) for name in OPTIONS},
    **{f"{name} in the browser": options_of_browser(name) for name in OPTIONS},
    "several options": lambda w: w.change(dataset="xor", hidden_layers=[3], learning_rate=1),
    "a weight": write_weight,
    "all weights": lambda w: setattr(w, "weights", [np.array(a) * 2 for a in w.weights]),
    "all biases": lambda w: setattr(w, "biases", [np.array(a) + 1 for a in w.biases]),
    "a weight in place": lambda w: w.weights[1].__imul__(-1),
    "a weight in the browser": lambda w: say(
        w, type="set_parameter", layer=1, neuron=2, source=1, value=0.5
    ),
    "a bias in the browser": lambda w: say(
        w, type="set_parameter", layer=3, neuron=1, source=0, value=0.5
    ),
    "regenerate": lambda w: w.regenerate(),
    "regenerate in the browser": lambda w: say(w, type="command", name="regenerate"),
    "reset": lambda w: w.reset(),
    "reset in the browser": lambda w: say(w, type="command", name="reset"),
    "another start": lambda w: w.reset(new=True),
    "another start in the browser": lambda w: say(w, type="command", name="new_start"),
    "points added": lambda w: say(
        w, type="edit_points", add=[[1, 2, 0], [3, 3, 1]], move=[], remove=[]
    ),
    "a point of a new class": lambda w: say(
        w, type="edit_points", add=[[1, 2, 2]], move=[], remove=[]
    ),
    "points moved": lambda w: say(w, type="edit_points", add=[], move=[[3, 1, 1]], remove=[]),
    "points removed": lambda w: say(w, type="edit_points", add=[], move=[], remove=[0, 9, 79]),
    "CSV": lambda w: say(w, type="load_csv", text=CSV),
    "data": give_data,
    "data with numbers": give_frame,
    "own feature": lambda w: setattr(w, "features", ["x1", ("r", lambda a, b: np.hypot(a, b))]),
    **{
        f"preset {name}": (lambda w, name=name: say(w, type="preset", name=name))
        for name in PRESETS
    },
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_undo_and_redo_bring_back_everything_to_the_last_bit(
    edit: Callable[[Playground], object],
) -> None:
    w, never = (Playground(optimizer="adam", samples=80).fit(6.5) for _ in range(2))
    before = whole(w)
    edit(w)
    w.fit(1.5)
    after = whole(w)
    assert after != before
    assert w.undo()
    assert whole(w) == before
    assert w.redo()
    assert whole(w) == after
    assert w.undo()
    w.fit(2)
    never.fit(2)
    assert whole(w) == whole(never), "training goes on as if the edit had never been made"
    assert not w.undo()


def test_undo_and_redo_go_through_many_edits_of_all_kinds() -> None:
    w = Playground(samples=60, batch_size=30)
    states = [whole(w)]
    for edit in EDITS.values():
        inside(w).edits.settle()
        known = len(inside(w).edits.past)
        with contextlib.suppress(traitlets.TraitError, ValueError, IndexError, AssertionError):
            edit(w)
        if len(inside(w).edits.past) == known:
            continue  # it does not fit what the edits before have made of the network
        w.fit(1)
        states.append(whole(w))
        if len(states) == 30:
            break
    assert len(states) == 30
    for state in reversed(states[:-1]):
        assert w.undo()
        assert whole(w) == state
    assert not w.undo()
    while w.redo():
        pass
    assert whole(w) == states[-1]
    assert not w.redo()


def test_the_browser_can_undo_and_redo_and_is_told_whether_there_is_something() -> None:
    w = Playground()
    set_clock(w, Clock(cost=1))
    w.comm.say({"type": "hello", "view": 1})
    w.fit(3)
    before = whole(w)
    say(w, type="edit", changes={"noise": 30})
    frame = [c for c in w.comm.customs if c["type"] == "frame"][-1]
    assert (frame["undo"], frame["redo"]) == (True, False)
    say(w, type="command", name="undo")
    assert whole(w) == before
    assert w.comm.states[-1]["noise"] == 0, "the browser is told the old value"
    say(w, type="command", name="redo")
    assert w.noise == 30
    say(w, type="command", name="redo")
    assert w.noise == 30


def test_with_nothing_to_undo_or_redo_nothing_happens() -> None:
    w = Playground().fit(2)
    before = whole(w)
    assert not w.undo()
    assert not w.redo()
    assert whole(w) == before


def test_training_and_looking_are_no_edits() -> None:
    w = Playground().fit(3)
    w.step()
    w.step_batch()
    w.change(show_test_data=True, discretize=True, speed=None, locale="es", axes=[2, 1])
    w.hidden_controls = ["noise"]
    w.go_to(1)
    assert not w.undo()


def test_undo_leaves_what_only_changes_the_view() -> None:
    w = Playground(speed=60).fit(3)
    w.learning_rate = 0.1
    w.change(speed=None, show_test_data=True)
    assert w.undo()
    assert (w.learning_rate, w.speed, w.show_test_data) == (0.03, None, True)


def test_an_edit_after_an_undo_leaves_nothing_to_redo() -> None:
    w = Playground()
    w.noise = 10
    assert w.undo()
    w.learning_rate = 0.1
    assert not w.redo()
    assert w.learning_rate == 0.1


def test_a_refused_edit_is_none() -> None:
    w = Playground(optimizer="perceptron", hidden_layers=[])
    before = whole(w)
    refused: list[Callable[[], object]] = [
        lambda: setattr(w, "noise", -1),
        lambda: w.change(noise=5, learning_rate=-1),
        lambda: w.weights[0].__setitem__((5, 5), 1),
        lambda: w.weights[0].__setitem__((0, 0), np.nan),
        lambda: setattr(w, "weights", [np.ones((1, 2)), np.ones((1, 1))]),
        lambda: setattr(w, "data", X),
        lambda: setattr(w, "features", ["x1", ("bad", lambda a, b: a / 0)]),
        lambda: w.go_to(-1),
    ]
    for attempt in refused:
        with pytest.raises((traitlets.TraitError, ValueError, IndexError)):
            attempt()
        assert whole(w) == before
        assert not inside(w).edits.can_undo
    for message in (
        {"type": "set_parameter", "layer": 1, "neuron": 1, "source": 9, "value": 1},
        {"type": "edit_points", "add": [[0, 0, 7]], "move": [], "remove": []},
        {"type": "edit_points", "add": [], "move": [], "remove": list(range(500))},
        {"type": "load_csv", "text": "nothing"},
        {"type": "preset", "name": "nothing"},
        {"type": "edit", "changes": {"hidden_layers": [3]}},
    ):
        w.comm.say({"view": 1, "seq": 1, **message})
        assert w.comm.customs[-1]["type"] == "refused"
        assert whole(w) == before
        assert not inside(w).edits.can_undo


def test_data_that_the_network_is_too_large_for_are_no_edit() -> None:
    w = Playground(hidden_layers=[512, 385])
    before = whole(w)
    wide = np.random.default_rng(0).normal(size=(20, 64))
    with pytest.raises(ValueError, match="parameters"):
        w.data = (wide, wide[:, 0] > 0)
    assert whole(w) == before
    assert not w.undo()


def test_a_preset_is_one_edit_even_when_only_the_view_differs() -> None:
    w = Playground()
    say(w, type="preset", name="overfitting")
    w.show_test_data = False
    trained = whole(w.fit(3))
    say(w, type="preset", name="overfitting")
    assert w.epoch == 0
    assert w.show_test_data
    assert w.undo()
    assert whole(w) == trained


def test_arrays_taken_before_an_undo_still_write_to_the_network() -> None:
    w = Playground().fit(3)
    weights = w.weights[0]
    w.learning_rate = 0.1
    w.undo()
    w.go_to(1)
    weights[0, 0] = 7
    assert w.weights[0][0, 0] == 7
    assert "7.00" in w.equation().text


# ------------------------------------------------------------------ merging


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the widget's clock on."""
    time = [100.0]
    monkeypatch.setattr("nnwidget.live.session.time.monotonic", lambda: time[0])

    def advance(seconds: float) -> None:
        time[0] += seconds

    return advance


def test_quick_edits_of_the_same_thing_are_one(now: Callable[[float], None]) -> None:
    w = Playground().fit(2)
    for noise in range(5, 50, 5):
        w.noise = noise
        now(MERGE * 0.9)
    assert w.undo()
    assert w.noise == 0
    assert not w.undo()
    assert w.redo()
    assert w.noise == 45


def test_edits_with_a_pause_between_them_are_several(now: Callable[[float], None]) -> None:
    w = Playground()
    w.noise = 10
    now(MERGE * 1.1)
    w.noise = 20
    assert w.undo()
    assert w.noise == 10


def test_quick_edits_of_different_things_are_several() -> None:
    w = Playground()
    w.noise = 10
    w.learning_rate = 0.1
    w.noise = 20
    assert [w.undo() and (w.noise, w.learning_rate) for _ in range(3)] == [
        (10, 0.1),
        (10, 0.03),
        (0, 0.03),
    ]


@pytest.mark.parametrize(
    "between",
    [
        lambda w: w.fit(1),
        lambda w: w.step(),
        lambda w: w.step_batch(),
        lambda w: w.go_to(1),
        lambda w: w.undo(),
    ],
    ids=["fit", "step", "step a batch", "go to", "undo"],
)
def test_what_was_done_between_two_quick_edits_is_not_lost(
    between: Callable[[Playground], object],
) -> None:
    w = Playground().fit(2)
    w.learning_rate = 0.1
    between(w)
    before = whole(w)
    w.learning_rate = 0.3
    assert w.undo()
    assert whole(w) == before


def test_all_weights_written_at_once_are_one_edit(now: Callable[[float], None]) -> None:
    w = Playground()
    before = whole(w)
    w.weights = [np.array(a) * 2 for a in w.weights]
    now(9)
    w.biases = [np.array(a) + 1 for a in w.biases]
    assert w.undo()
    assert w.undo()
    assert whole(w) == before
    assert not w.undo()


# ------------------------------------------------------------------ bounds


def test_no_more_than_fifty_edits_are_kept() -> None:
    w = Playground(samples=20, hidden_layers=[])
    for seed in range(STATES + 20):
        inside(w).edits.settle()
        w.seed = 100 + seed
    for step in range(STATES):
        assert w.undo()
        assert w.seed == 100 + STATES + 18 - step
    assert not w.undo()


def held(states: list[State]) -> int:
    """Bytes of the distinct arrays that states hold."""
    arrays = {}
    for state in states:
        for moment in (state.moment, *state.past.moments.kept, *filter(None, [state.past.tip])):
            memory = moment.memory
            for array in (moment.theta, memory.slots, memory.carried, memory.alive):
                arrays[id(array)] = array.nbytes
            if moment.origin.table:
                arrays[id(moment.origin.table.X)] = moment.origin.table.X.nbytes
                arrays[id(moment.origin.table.y)] = moment.origin.table.y.nbytes
    return sum(arrays.values())


@pytest.mark.parametrize(
    ("hidden_layers", "count"),
    [((400, 400), 8), ((60, 60), STATES)],
    ids=["a large network", "many moments"],
)
def test_the_states_together_stay_within_their_bytes(
    hidden_layers: tuple[int, ...], count: int
) -> None:
    options = Options(hidden_layers=hidden_layers, optimizer="adam", samples=10, batch_size=None)
    trainer = Trainer(options)
    edits = Undo()
    for number in range(count):
        trainer.train(2)
        edits.remember(trainer.state(), number, 10.0 * number)
        trainer.reset(new=True)
        assert held(edits.past) <= BYTES
    assert edits.can_undo


def test_large_data_of_the_user_count_too() -> None:
    rows = np.random.default_rng(0).normal(size=(5_000, 60))
    w = Playground(data=(rows, rows[:, 0] > 0), hidden_layers=[], speed=None)
    for number in range(15):
        inside(w).edits.settle()
        w.data = (rows + number, rows[:, 0] > 0)
    assert held(inside(w).edits.past) <= BYTES
    assert w.undo()


def test_one_state_is_kept_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "BYTES", 10)
    w = Playground().fit(1)
    before = whole(w)
    w.noise = 10
    w.learning_rate = 1
    assert w.undo()
    assert w.noise == 10
    assert not w.undo()
    w.redo()
    assert whole(w) != before
