"""An edit is whole or not at all: wherever an interrupt falls, and whatever fails in it."""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import comm
import numpy as np
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live.interrupt import INTERRUPTS
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer
from tests.fakes import RecordingComm
from tests.inside import inside
from tests.wholeness import EDITS, OWN, WIDER, contradictions, is_free, made, state

PLACES = 15
"""Places of an edit at which it is interrupted, evenly."""


@pytest.fixture(autouse=True)
def widgets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    ipywidget.Widget.close_all()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


class Interruption:
    """Interrupts a piece of work at the n-th moment at which Python heeds a signal: where a
    function begins, or one written in C ends."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.moments = 0
        self.kept: KeyboardInterrupt | None = None

    def __call__(self, frame: Any, event: str, argument: Any) -> None:
        if event in ("call", "c_return"):
            self.moments += 1
            if self.moments == self.at:
                handler = signal.getsignal(signal.SIGINT)
                assert callable(handler)
                handler(signal.SIGINT, frame)

    def of(self, work: Callable[[], object]) -> bool:
        """Do the work. Was it interrupted?"""
        gc.disable()  # an interrupt while something is freed would be lost
        try:
            sys.setprofile(self)
            work()
        except KeyboardInterrupt as error:
            self.kept = error  # with its traceback, as a notebook keeps it
        finally:
            sys.setprofile(None)
            gc.enable()
        return self.kept is not None


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_that_is_interrupted_is_made_or_not_made(kind: str) -> None:
    edit = EDITS[kind]
    w = made()
    before = state(w)
    edit(made())  # what is done at the first time only is behind us
    whole = Interruption(at=0)
    assert not whole.of(lambda: edit(w))
    after = state(w)
    trains = kind in ("training", "a step", "a batch")
    interrupted = 0
    for place in range(1, whole.moments, max(1, whole.moments // PLACES)):
        w, interruption = made(), Interruption(place)
        interrupted += interruption.of(lambda w=w: edit(w))
        assert contradictions(w) == [], f"after {place} of {whole.moments} moments"
        if not trains:  # that ends after a whole batch, anywhere
            assert state(w) in (before, after), f"after {place} of {whole.moments} moments"
        w.change(hidden_layers=[3], activation="tanh")
        w.fit(0.5)
        assert contradictions(w) == []
        assert not INTERRUPTS.holding
        assert INTERRUPTS.pauses == []
        w.close()
    assert interrupted > PLACES / 2


READINGS: dict[str, Callable[[Playground], object]] = {
    "a loss": lambda w: w.loss_train,
    "weights": lambda w: w.weights,
    "points": lambda w: w.X_train,
    "an answer": lambda w: w.predict([[1, 2]]),
    "a dictionary": lambda w: w.to_dict(),
    "no more to undo": lambda w: [w.undo() for _ in range(9)],
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_a_reading_that_is_interrupted_leaves_the_widget_free(
    reading: Callable[[Playground], object],
) -> None:
    w = made()
    reading(w)
    whole = Interruption(at=0)
    assert not whole.of(lambda: reading(w))
    for place in range(1, whole.moments, max(1, whole.moments // 100)):
        interruption = Interruption(place)
        interruption.of(lambda: reading(w))
        assert is_free(w), f"after {place} of {whole.moments} moments"


@pytest.mark.parametrize(
    "times", [pytest.param(120, id="some"), pytest.param(1000, id="many", marks=pytest.mark.heavy)]
)
def test_interrupts_at_random_leave_no_contradiction(times: int) -> None:
    storm = subprocess.run(
        [sys.executable, "-m", "tests.storm", str(times), str(times)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert storm.returncode == 0, storm.stderr
    assert json.loads(storm.stdout) == {"interrupts": times, "contradictions": []}


# ------------------------------------------------------------------ what fails


@pytest.mark.parametrize(
    "where", ["_prepare", "_load_data", "_rebuild", "_start", "touch", "_show"]
)
@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_in_which_something_fails_is_not_made(
    kind: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = made()
    before = state(w)
    function = getattr(Trainer, where)

    def fail(*arguments: Any, **names: Any) -> None:
        function(*arguments, **names)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, where, fail)
        try:
            EDITS[kind](w)
        except MemoryError:
            assert state(w)[:-1] == before[:-1]
    assert contradictions(w) == []
    EDITS[kind](w)
    assert contradictions(w) == []


def test_assignments_that_belong_together_are_all_taken_back_by_an_exception_between_them() -> None:
    w = made()
    before = state(w)
    seen: list[Any] = []
    w.observe(seen.append)
    with contextlib.suppress(ZeroDivisionError), w.hold_trait_notifications():
        w.hidden_layers = [5, 5, 5]
        w.noise = 1 / 0
    assert state(w) == before
    assert contradictions(w) == []
    assert seen == []


def test_what_is_no_option_is_taken_back_with_options_that_do_not_fit_together() -> None:
    w = Playground()
    tooltip, seen = w.tooltip, list[Any]()
    w.observe(seen.append)

    def refused() -> None:
        with w.hold_trait_notifications():
            w.tooltip = "three layers"
            w.activation = ["relu"] * 3

    with pytest.raises(traitlets.TraitError, match="one for each hidden layer"):
        refused()
    assert (w.tooltip, w.activation) == (tooltip, "tanh")
    assert seen == []
    with w.hold_trait_notifications():
        w.tooltip = "three layers"
        w.noise = 10
    assert (w.tooltip, w.noise) == ("three layers", 10)
    assert sorted(change.name for change in seen) == ["noise", "tooltip"]


# ------------------------------------------------------------------ the user's own code


def test_an_observer_can_be_interrupted_and_the_edit_stands() -> None:
    w = made()
    w.observe(lambda change: signal.raise_signal(signal.SIGINT), "noise")
    with pytest.raises(KeyboardInterrupt):
        w.noise = 30
    assert w.noise == inside(w).trainer.options.noise == 30
    assert contradictions(w) == []


def test_a_function_given_as_an_input_can_be_interrupted_and_nothing_is_changed() -> None:
    w = made()
    before = state(w)

    def endless(x1: Any, x2: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it goes on")

    with pytest.raises(KeyboardInterrupt):
        w.features = ["x1", ("endless", endless)]
    assert state(w) == before
    assert contradictions(w) == []


@pytest.mark.parametrize("own", [OWN, WIDER], ids=["two columns", "three columns"])
def test_a_function_that_computes_in_place_leaves_the_data_as_they_are(own: Any) -> None:
    def centred(x1: Any, *others: Any) -> Any:
        x1 -= x1.mean()
        x1 *= 10
        return x1

    w = Playground(data=own)
    before = inside(w).trainer.data.X.copy()
    for function in (centred, np.hypot):
        w.features = ["x1", ("own", function)]
        w.train_fraction = 0.6
        assert np.array_equal(inside(w).trainer.data.X, before)
        assert contradictions(w) == []
        w.features = ["x1"]
        w.train_fraction = 0.5


def test_code_between_assignments_can_be_interrupted_and_they_are_taken_back() -> None:
    w = made()
    before = state(w)

    def assign() -> None:
        with w.hold_trait_notifications():
            w.noise = 45
            signal.raise_signal(signal.SIGINT)
            pytest.fail("it goes on")

    with pytest.raises(KeyboardInterrupt):
        assign()
    assert state(w) == before
    assert contradictions(w) == []


def test_who_is_told_of_an_edit_finds_it_made() -> None:
    w = made()
    found: list[Any] = []
    w.observe(lambda change: found.append((change.name, contradictions(w))), "hidden_layers")
    w.observe(lambda change: found.append((change.name, contradictions(w))), "activation")
    w.change(hidden_layers=[2], activation="relu")
    assert sorted(found) == [("activation", []), ("hidden_layers", [])]


def test_of_an_edit_everyone_is_told_once_with_the_first_and_the_last_value() -> None:
    w = Playground(features=["x1", "x2"])
    seen: list[Any] = []
    w.observe(lambda change: seen.append((change.name, change.old, change.new)))
    w.change(dataset="sine", learning_rate=0.1)
    assert sorted(seen) == [
        ("dataset", "circle", "sine"),
        ("features", ["x1", "x2"], ["x1"]),
        ("learning_rate", 0.03, 0.1),
    ]
    assert w.comm is not None
    assert [state.keys() for state in w.comm.states] == [{"dataset", "features", "learning_rate"}]


def _assigned(w: Playground) -> None:
    with w.hold_trait_notifications():
        w.hidden_layers = [5, 5, 2]
        w.activation = ["tanh", "relu", "tanh"]
        w.noise = 5


ONE_EDIT: dict[str, Callable[[Playground], object]] = {
    "an assignment": lambda w: setattr(w, "noise", 20),
    "a display option": lambda w: setattr(w, "discretize", True),
    "an input of one's own": lambda w: setattr(w, "features", ["x1", ("r", np.hypot)]),
    "four options": lambda w: w.change(
        dataset="xor", noise=30, hidden_layers=[3], activation="relu"
    ),
    "assignments that belong together": _assigned,
    "a data set without some inputs": lambda w: setattr(w, "dataset", "sine"),
    "a message": lambda w: w.comm.say(
        {"type": "edit", "view": 1, "seq": 1, "changes": {"noise": 5, "dataset": "xor"}}
    ),
    "a preset": lambda w: w.comm.say(
        {"type": "preset", "view": 1, "seq": 1, "name": "xor-product"}
    ),
    "the browser's own traits": lambda w: w.comm.update(noise=5, samples=80),
    "data": lambda w: setattr(w, "data", OWN),
    "a new widget": lambda w: Playground(dataset="xor", noise=30, hidden_layers=[3]),
}


@pytest.mark.parametrize("kind", ONE_EDIT)
def test_the_options_of_an_edit_are_checked_once_however_many_they_are(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w, checks = Playground(samples=60), []
    for module in list(sys.modules.values()):
        if module.__name__.startswith("nnwidget.") and getattr(module, "check", None) is check:

            def counted(options: Options, *more: Any) -> Options:
                checks.append(options)
                return check(options, *more)

            monkeypatch.setattr(module, "check", counted)
    ONE_EDIT[kind](w)
    assert len(checks) == 1


@pytest.mark.parametrize("kind", ["no news", "weights", "a reset", "undo", "a refused value"])
def test_what_changes_no_option_checks_none(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    w = made()

    def fail(*_: Any) -> Any:
        pytest.fail("options were checked")

    def refused() -> None:
        with pytest.raises(traitlets.TraitError, match="noise"):
            w.change(noise=-1, samples=50)

    monkeypatch.setattr("nnwidget.training.trainer.check", fail)
    work: dict[str, Callable[[], object]] = {
        "no news": lambda: w.change(noise=w.noise, samples=w.samples),
        "weights": lambda: w.weights[0].fill(0.5),
        "a reset": w.reset,
        "undo": w.undo,
        "a refused value": refused,
    }
    work[kind]()


def test_a_refused_edit_is_told_to_no_one() -> None:
    w = Playground()
    seen: list[Any] = []
    w.observe(seen.append)
    with pytest.raises(traitlets.TraitError):
        w.change(noise=30, learning_rate=-1)
    assert seen == []
    assert w.comm is not None
    assert w.comm.states == []


def test_edits_of_several_threads_do_not_get_into_one_another() -> None:
    w = made()
    inside, done = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(5)
        w.hidden_layers = [3, 3, 3]
        done.set()

    thread = threading.Thread(target=other)
    thread.start()

    def refused() -> None:
        with w.hold_trait_notifications():
            w.learning_rate = 0.5
            inside.set()
            assert not done.wait(0.2)
            w.noise = -1

    with pytest.raises(traitlets.TraitError, match="noise"):
        refused()
    thread.join()
    assert (w.learning_rate, w.noise, w.hidden_layers) == (0.03, 10, [3, 3, 3])
    assert contradictions(w) == []
