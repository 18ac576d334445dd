"""The widget as the browser sees it: hello, edits, commands, refusals, whatever is sent."""

from __future__ import annotations

import asyncio
import gc
import json
import math
import signal
import time
import weakref
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import comm
import ipywidgets
import pytest
import traitlets
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live import turns
from nnwidget.live.frames import EDIT_SPACING
from nnwidget.live.interrupt import INTERRUPTS
from nnwidget.live.protocol import REASON_LIMIT
from nnwidget.live.requests import REMEMBERED, Requests
from nnwidget.live.session import Session
from nnwidget.training import trainer
from nnwidget.training.options import NAMES
from tests.fakes import Clock, Owner, RecordingComm
from tests.inside import inside, living_widgets, loop_tasks, set_clock
from tests.told import told

T = TypeVar("T")
VIEW = 7


@pytest.fixture(autouse=True, scope="module")
def comms() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comm, "create_comm", RecordingComm)
        yield
    ipywidget.Widget.close_all()


@pytest.fixture
def w() -> Playground:
    return Playground(samples=40)


def say(w: Playground, kind: str, **fields: Any) -> list[dict[str, Any]]:
    """Send a message; what was answered. (With no event loop the answer comes at once.)"""
    before = len(w.comm.customs)
    w.comm.say({"type": kind, "view": VIEW, **fields})
    return w.comm.customs[before:]


def answers(messages: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(m["type"], m.get("seq")) for m in messages if m["type"] in ("done", "refused")]


def run(scenario: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(asyncio.wait_for(scenario(), 60))


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.002)


# ------------------------------------------------------------------ views


def test_a_view_that_says_hello_gets_everything_in_order(w: Playground) -> None:
    messages = say(w, "hello")
    assert [m["type"] for m in messages] == ["welcome", "scene", "history", "frame"]
    assert messages[0]["view"] == VIEW
    assert messages[3]["epoch"] == 0
    assert messages[3]["layers"] == [2, 4, 2, 1]


def test_messages_hold_no_nan_and_survive_json() -> None:
    w = Playground(dataset="plane", samples=40, train_fraction=1)
    assert math.isnan(w.loss_test)
    say(w, "hello")
    w.fit(2)
    json.dumps(w.comm.customs, allow_nan=False)
    json.dumps(w.comm.states, allow_nan=False)


def test_a_second_view_gets_everything_too_and_both_the_next_frame(w: Playground) -> None:
    say(w, "hello")
    w.comm.say({"type": "hello", "view": 8})
    welcomes = [m["view"] for m in w.comm.customs if m["type"] == "welcome"]
    assert welcomes == [VIEW, 8]
    assert len(inside(w).loop.views) == 2
    say(w, "bye")
    assert len(inside(w).loop.views) == 1


def test_a_sign_of_life_is_answered(w: Playground) -> None:
    say(w, "hello")
    assert answers(say(w, "alive", seq=5)) == [("done", 5)]


def test_the_part_that_a_view_opens_is_sent_and_no_other_file(w: Playground) -> None:
    (message,) = say(w, "want_part", name="es")
    assert (message["type"], message["view"], message["name"]) == ("part", VIEW, "es")
    assert "Iniciar" in message["module"]
    (message,) = say(w, "want_part", name="hidden-space")
    assert message["module"].startswith("export default")
    strange = (
        "",
        "auto",
        "xx",
        "../widget",
        "../parts/es",
        "es.js",
        "ES",
        "*",
        "e?",
        ".",
        "\0",
    )
    for name in strange:
        assert say(w, "want_part", name=name)[-1]["module"] == "", name


def test_a_neuron_looked_at_is_drawn_large(w: Playground) -> None:
    say(w, "hello")
    time.sleep(0.02)
    messages = say(w, "look", neuron=[1, 3])
    assert messages[-1]["looks"] == [[1, 3]]
    for strange in ([9, 9], [0, 0], [-1, -1], [1], [1, 2, 3], []):
        time.sleep(0.02)
        say(w, "look", neuron=strange)
    assert w.comm.customs[-1]["looks"] == []


def test_a_space_that_is_asked_for_comes_at_once(w: Playground) -> None:
    say(w, "hello")
    for asked, drawn in (
        ([2, 2, 1], [[2, 2, 1]]),
        ([1, 2], []),
        ([1, 3, 1], [[1, 3, 1]]),
        (None, []),
    ):
        time.sleep(0.02)
        messages = say(w, "hidden_space", space=asked)
        assert messages[-1]["hidden_spaces"] == drawn


# ------------------------------------------------------------------ edits


def test_an_edit_becomes_a_trait_change_that_is_observed_and_then_done(w: Playground) -> None:
    order: list[Any] = []
    w.observe(lambda change: order.append((change["name"], change["new"])), names=["noise"])
    assert answers(say(w, "edit", seq=1, changes={"noise": 25})) == [("done", 1)]
    assert order == [("noise", 25)]
    assert w.noise == inside(w).trainer.options.noise == 25
    assert {"noise": 25} in w.comm.states


def test_an_edit_of_nothing_is_done(w: Playground) -> None:
    assert answers(say(w, "edit", seq=1, changes={})) == [("done", 1)]
    assert answers(say(w, "edit", seq=2, changes={"noise": w.noise})) == [("done", 2)]


def test_a_refused_edit_is_answered_with_words_and_the_true_state(w: Playground) -> None:
    seen: list[Any] = []
    w.observe(seen.append)
    before = len(w.comm.states)
    refused = say(w, "edit", seq=3, changes={"learning_rate": 1, "hidden_layers": [0]})[0]
    assert refused["type"] == "refused"
    assert (refused["view"], refused["seq"]) == (VIEW, 3)
    assert "hidden_layers" in told(refused)
    assert len(told(refused)) <= REASON_LIMIT
    assert w.comm.states[before:] == [{"learning_rate": 0.03, "hidden_layers": [4, 2]}]
    assert (w.learning_rate, w.hidden_layers) == (0.03, [4, 2])
    assert seen == []


@pytest.mark.parametrize(
    "changes",
    [
        {"self": 1},
        {"nosie": 1},
        {"comm": None},
        {"layout": None},
        {"_esm": "alert(1)"},
        {"noise": 10**400},
        {"noise": "x" * 10**6},
        {"x" * 10**6: 1},
        {"hidden_layers": [[[[1]]]]},
        {"hidden_layers": {"0": 4}},
        {"optimizer_options": {"learning_rate": "fast"}},
        {"decay": {"name": "nothing"}},
        {"decay": {}},
        {"seed": None},
        {"features": [["x1"]]},
        {"dataset": "custom"},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(
    w: Playground, changes: dict[str, Any]
) -> None:
    before = {name: getattr(w, name) for name in NAMES}, w.comm, w.layout
    assert answers(say(w, "edit", seq=1, changes=changes)) == [("refused", 1)]
    reason = told(w.comm.customs[-1])
    assert 0 < len(reason) <= REASON_LIMIT
    assert ({name: getattr(w, name) for name in NAMES}, w.comm, w.layout) == before
    assert inside(w).loop.error is None


def test_edits_that_come_together_are_one_change_each_answered_once_in_order() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        seen: list[Any] = []
        w.observe(lambda change: seen.append(change["new"]), names="noise")
        for seq in range(1, 101):
            w.comm.say({"type": "edit", "view": VIEW, "seq": seq, "changes": {"noise": seq / 2}})
        await until(lambda: len(answers(w.comm.customs)) == 100)
        assert answers(w.comm.customs) == [("done", seq) for seq in range(1, 101)]
        assert seen == [50]

    run(scenario)


def test_of_edits_that_come_together_the_bad_one_is_refused_and_the_others_are_done() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        edits = [{"noise": 5}, {"learning_rate": -1}, {"hidden_layers": [3]}, {"noise": 10}]
        for seq, changes in enumerate(edits):
            w.comm.say({"type": "edit", "view": VIEW, "seq": seq, "changes": changes})
        await until(lambda: len(answers(w.comm.customs)) == 4)
        assert answers(w.comm.customs) == [("done", 0), ("refused", 1), ("done", 2), ("done", 3)]
        assert (w.noise, w.learning_rate, w.hidden_layers) == (10, 0.03, [3])
        assert {"learning_rate": 0.03} in w.comm.states

    run(scenario)


def test_an_edit_that_comes_late_does_not_undo_a_newer_one(w: Playground) -> None:
    say(w, "edit", seq=5, changes={"noise": 50})
    late = say(w, "edit", seq=4, changes={"noise": 40, "learning_rate": 0.1})
    assert answers(late) == [("done", 4)]
    assert (w.noise, w.learning_rate) == (50, 0.1)
    w.comm.say({"type": "edit", "view": 8, "seq": 1, "changes": {"noise": 10}})
    assert w.noise == 10, "another view counts for itself"
    w.noise = 20
    say(w, "edit", seq=6, changes={"noise": 30})
    assert w.noise == 30
    assert answers(say(w, "edit", seq=9, changes={"noise": -1})) == [("refused", 9)]
    say(w, "edit", seq=8, changes={"noise": 45})
    assert w.noise == 45, "what was refused is not the newest word"


def test_edits_that_come_together_in_another_order_end_with_the_newest() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        for seq in (1, 2, 9, 3, 4, 8):
            w.comm.say({"type": "edit", "view": VIEW, "seq": seq, "changes": {"noise": seq}})
        await until(lambda: len(answers(w.comm.customs)) == 6)
        assert w.noise == 9
        for seq, name in ((12, "pause"), (11, "play")):
            w.comm.say({"type": "command", "view": VIEW, "seq": seq, "name": name})
        await until(lambda: len(answers(w.comm.customs)) == 8)
        assert not w.playing

    run(scenario)


def test_what_countless_views_said_is_not_remembered_for_ever() -> None:
    session = Session({"samples": 40}, None, lambda content, buffers: None)
    requests = Requests(session, lambda content, buffers: None)
    for view in range(3000):
        requests.receive({"type": "edit", "view": view, "seq": 1, "changes": {"noise": 5}})
    assert session.options.noise == 5
    oldest_known = 3000 - REMEMBERED
    for view in (oldest_known, 2999):
        requests.receive({"type": "edit", "view": view, "seq": 0, "changes": {"noise": 7}})
    assert session.options.noise == 5, "an earlier word of a view that is remembered"
    requests.receive({"type": "edit", "view": oldest_known - 1, "seq": 0, "changes": {"noise": 7}})
    assert session.options.noise == 7


def test_edits_and_commands_keep_their_order() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        w.comm.say({"type": "edit", "view": VIEW, "seq": 1, "changes": {"max_epochs": 1}})
        w.comm.say({"type": "command", "view": VIEW, "seq": 2, "name": "step"})
        w.comm.say({"type": "edit", "view": VIEW, "seq": 3, "changes": {"max_epochs": None}})
        w.comm.say({"type": "command", "view": VIEW, "seq": 4, "name": "step"})
        w.comm.say({"type": "edit", "view": VIEW, "seq": 5, "changes": {"max_epochs": 2}})
        w.comm.say({"type": "command", "view": VIEW, "seq": 6, "name": "step"})
        await until(lambda: len(answers(w.comm.customs)) == 6)
        assert answers(w.comm.customs) == [("done", seq) for seq in range(1, 7)]
        assert w.epoch == 2

    run(scenario)


def test_an_edit_while_it_plays_is_seen_in_the_next_frame() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        w.comm.say({"type": "hello", "view": VIEW})
        w.play()
        await until(lambda: w.epoch > 1)
        before = len(w.comm.customs)
        w.comm.say({"type": "edit", "view": VIEW, "seq": 1, "changes": {"hidden_layers": [5, 2]}})
        await until(lambda: [m for m in w.comm.customs[before:] if m["type"] == "frame"], 0.5)
        frame = next(m for m in w.comm.customs[before:] if m["type"] == "frame")
        assert frame["layers"] == [2, 5, 2, 1]
        assert w.playing
        w.close()

    run(scenario)


def test_an_edit_keeps_the_training_and_notes_it_in_the_history(w: Playground) -> None:
    w.fit(3)
    say(w, "edit", seq=1, changes={"hidden_layers": [4, 2, 2]})
    assert w.epoch == 3
    assert "hidden_layers" in w.history.events[-1][1]


def test_traits_written_by_the_browser_directly_are_edits_too(w: Playground) -> None:
    slider = ipywidgets.FloatSlider()
    ipywidgets.link((w, "noise"), (slider, "value"))
    w.comm.update(noise=30, hidden_layers=[3])
    assert (w.noise, w.hidden_layers, slider.value) == (30, [3], 30)
    before = len(w.comm.states)
    w.comm.update(noise=-5)
    assert w.noise == 30
    assert {"noise": 30} in w.comm.states[before:]
    w.comm.update(tooltip="a network")
    assert w.tooltip == "a network"


def test_an_exception_in_an_observer_is_shown_and_the_edit_done(w: Playground) -> None:
    def fail(change: object) -> None:
        raise ZeroDivisionError("by the user")

    w.observe(fail, names="noise")
    say(w, "hello")
    messages = say(w, "edit", seq=1, changes={"noise": 20, "discretize": True})
    assert answers(messages) == [("done", 1)]
    assert (w.noise, w.discretize) == (20, True)
    assert inside(w).trainer.options.discretize
    assert w.notice == "ZeroDivisionError: by the user"
    merged = {name: value for state in w.comm.states for name, value in state.items()}
    assert (merged["noise"], merged["discretize"]) == (20, True)
    assert answers(say(w, "edit", seq=2, changes={"learning_rate": 1})) == [("done", 2)]


# ------------------------------------------------------------------ what the answer says

EDITS_AND_VALUES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"kind": "edit", "changes": {"noise": 20}}, {"noise": 20}),
    ({"kind": "edit", "changes": {"noise": 0}}, {"noise": 0}),
    ({"kind": "edit", "changes": {"features": ["x1²", "X2"]}}, {"features": ["x1^2", "x2"]}),
    (
        {"kind": "edit", "changes": {"dataset": "sine", "speed": 5}},
        {"dataset": "sine", "speed": 5, "features": ["x1"], "frozen": [[3, 1]]},
    ),
    (
        {"kind": "edit", "changes": {"hidden_layers": [4]}},
        {"hidden_layers": [4], "frozen": [[1, 1, 2]]},
    ),
    ({"kind": "command", "name": "undo"}, {"loss": "auto"}),
    (
        {"kind": "load_csv", "text": "1,a\n2,b\n0,a"},
        {"dataset": "custom", "features": ["x1"], "frozen": [[3, 1]]},
    ),
    ({"kind": "command", "name": "step"}, {}),
    ({"kind": "alive"}, {}),
]


@pytest.mark.parametrize(("asked", "values"), EDITS_AND_VALUES, ids=lambda case: str(case)[:60])
def test_the_answer_to_an_edit_says_what_holds_now(
    asked: dict[str, Any], values: dict[str, Any]
) -> None:
    w = Playground(samples=40, frozen=[[1, 1, 2], [3, 1]])
    w.loss = "mse"
    w.discretize = True  # which is not undone
    answer = say(w, seq=1, **asked)[-1]
    assert (answer["type"], answer["values"]) == ("done", values)
    assert {name: getattr(w, name) for name in values} == values


def test_an_edit_that_was_overtaken_is_answered_with_the_newer_value(w: Playground) -> None:
    say(w, "edit", seq=5, changes={"noise": 50})
    late = say(w, "edit", seq=4, changes={"noise": 40, "learning_rate": 0.1})
    assert late[-1]["values"] == {"noise": 50, "learning_rate": 0.1}


def test_values_that_come_together_are_answered_to_each_with_its_own() -> None:
    async def scenario() -> None:
        w = Playground(samples=40, features=["x1", "x2"])
        for view, changes in ((1, {"noise": 5}), (2, {"dataset": "sine"}), (3, {"noise": 10})):
            w.comm.say({"type": "edit", "view": view, "seq": 1, "changes": changes})
        await until(lambda: len(answers(w.comm.customs)) == 3)
        consequences = {"noise": 10, "dataset": "sine", "features": ["x1"]}
        done = [m for m in w.comm.customs if m["type"] == "done"]
        assert [(m["view"], m["values"]) for m in done] == [(n, consequences) for n in (1, 2, 3)]

    run(scenario)


def test_the_values_of_an_edit_are_sent_to_all_views_before_its_answer(w: Playground) -> None:
    before = len(w.comm.published)
    say(w, "edit", seq=1, changes={"dataset": "sine"})
    sent = [data for _, data, _ in w.comm.published[before:]]
    states = [n for n, data in enumerate(sent) if "state" in data]
    (done,) = [n for n, data in enumerate(sent) if data.get("content", {}).get("type") == "done"]
    assert [sent[n]["state"] for n in states] == [{"dataset": "sine", "features": ["x1"]}]
    assert states[0] < done


# ------------------------------------------------------------------ what others make of an edit

OTHER_EDITS: dict[str, dict[str, Any]] = {
    "points": {"kind": "edit_points", "add": [[1, 2, 0]], "move": [], "remove": []},
    "a CSV": {"kind": "load_csv", "text": "1,2,a\n3,1,b\n0,0,a"},
    "a preset": {"kind": "preset", "name": "xor-product"},
    "undo": {"kind": "command", "name": "undo"},
    "an option": {"kind": "edit", "changes": {"dataset": "xor"}},
    "options that come together": {"kind": "edit", "changes": {"noise": 9, "dataset": "xor"}},
}


@pytest.mark.parametrize("error", [ValueError, traitlets.TraitError, KeyError, MemoryError])
@pytest.mark.parametrize("kind", OTHER_EDITS)
def test_an_edit_stands_whatever_an_observer_raises(kind: str, error: type[Exception]) -> None:
    w = Playground(samples=40, dataset="spiral")
    if kind == "undo":
        w.dataset = "circle"
    before = w.dataset

    def fail(change: object) -> None:
        raise error("by the user")

    w.observe(fail, names="dataset")
    messages = say(w, seq=1, **OTHER_EDITS[kind])
    assert answers(messages) == [("done", 1)]
    assert w.dataset != before
    assert inside(w).trainer.options.dataset == w.dataset
    assert inside(w).loop.notice is not None
    assert inside(w).loop.notice["told"]["code"] == "notices.error_observer"
    assert "by the user" in told(inside(w).loop.notice)


@pytest.mark.parametrize("kind", OTHER_EDITS)
def test_an_edit_that_fails_is_refused_in_words_and_not_made(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = Playground(samples=40, dataset="spiral")
    if kind == "undo":
        w.dataset = "circle"
    before = (w.dataset, w.noise, inside(w).trainer.data.X.tobytes())

    def fail(*arguments: object) -> None:
        raise MemoryError("too little of it")

    with monkeypatch.context() as patch:
        patch.setattr(trainer, "GradientDescent", fail)
        messages = say(w, seq=1, **OTHER_EDITS[kind])
    assert answers(messages) == [("refused", 1)]
    reasons = [told(message) for message in messages if message["type"] == "refused"]
    assert reasons == ["MemoryError: too little of it"]
    assert (w.dataset, w.noise, inside(w).trainer.data.X.tobytes()) == before
    assert inside(w).loop.error is None
    assert answers(say(w, "command", seq=2, name="step")) == [("done", 2)]


# ------------------------------------------------------------------ in quick succession


class Kernel:
    """A widget in a kernel whose time is the test's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
        owner = Owner()
        monkeypatch.setattr(turns, "kernel_loop", lambda: owner)
        self.clock = Clock()
        self.w = Playground(**({"samples": 40} | options))
        set_clock(self.w, self.clock)
        self.clock.now = 1.0

    def say(self, kind: str, **fields: Any) -> None:
        self.w.comm.say({"type": kind, "view": VIEW, **fields})

    def turn(self, after: float) -> list[tuple[str, Any]]:
        """The loop's turn after so many seconds; what it has answered."""
        self.clock.now += after
        before = len(self.w.comm.customs)
        inside(self.w).loop.tick()
        return answers(self.w.comm.customs[before:])


def test_a_single_edit_is_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch)
    kernel.say("edit", seq=1, changes={"noise": 10})
    assert kernel.turn(0) == [("done", 1)]
    kernel.say("edit", seq=2, changes={"noise": 20})
    assert kernel.turn(EDIT_SPACING) == [("done", 2)]


def test_edits_in_quick_succession_wait_for_one_another_and_are_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel = Kernel(monkeypatch)
    seen: list[Any] = []
    kernel.w.observe(lambda change: seen.append(change.new), names="noise")
    for seq in range(1, 101):
        kernel.say("edit", seq=seq, changes={"noise": seq % 50})
        kernel.turn(0.002)
    kernel.turn(EDIT_SPACING)
    assert kernel.w.noise == 0
    assert len(seen) <= 100 * 0.002 / EDIT_SPACING + 2
    assert answers(kernel.w.comm.customs) == [("done", seq) for seq in range(1, 101)]


def test_what_comes_behind_an_edit_is_done_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch)
    kernel.say("edit", seq=1, changes={"noise": 10})
    kernel.turn(0)
    kernel.say("edit", seq=2, changes={"noise": 20})
    assert kernel.turn(0.001) == []
    kernel.say("command", seq=3, name="step")
    assert kernel.turn(0.001) == [("done", 2), ("done", 3)]
    assert (kernel.w.noise, kernel.w.epoch) == (20, 1)


def test_signs_of_life_do_not_wait_for_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch)
    kernel.say("edit", seq=1, changes={"noise": 10})
    kernel.turn(0)
    kernel.say("edit", seq=2, changes={"noise": 20})
    kernel.say("alive", seq=3)
    assert kernel.turn(0.001) == [("done", 3)]
    assert kernel.turn(EDIT_SPACING) == [("done", 2)]


# ------------------------------------------------------------------ commands


def test_a_step_of_many_batches_goes_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch, samples=2000, batch_size=1, train_fraction=1)
    kernel.say("hello")
    kernel.turn(0)
    kernel.clock.cost = 0.001  # so that time passes while it trains
    kernel.say("command", seq=1, name="step")
    assert kernel.turn(0) == [("done", 1)]
    assert 0 < kernel.w.epoch < 0.1
    assert kernel.w.playing
    turns = 1
    while kernel.w.playing:
        kernel.turn(0.001)
        turns += 1
    assert turns > 50
    assert kernel.w.epoch == 1
    assert kernel.w.notice is None


def test_a_step_behind_a_step_is_another_epoch_and_pause_ends_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel = Kernel(monkeypatch, samples=2000, batch_size=1)
    kernel.clock.cost = 0.001
    for seq in (1, 2):
        kernel.say("command", seq=seq, name="step")
        kernel.turn(0)
    while kernel.w.playing:
        kernel.turn(0.001)
    assert kernel.w.epoch == 2
    kernel.say("command", seq=3, name="step")
    kernel.turn(0)
    kernel.say("command", seq=4, name="pause")
    assert kernel.turn(0.001) == [("done", 4)]
    assert not kernel.w.playing
    assert 2 < kernel.w.epoch < 2.5


def test_a_step_gives_the_numbers_of_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch, samples=300, batch_size=1, optimizer="adam")
    kernel.clock.cost = 0.001
    kernel.say("command", seq=1, name="step")
    kernel.turn(0)
    while kernel.w.playing:
        kernel.turn(0.001)
    fitted = Playground(samples=300, batch_size=1, optimizer="adam").fit(1)
    assert (
        inside(kernel.w).trainer.mlp.theta.tobytes() == inside(fitted).trainer.mlp.theta.tobytes()
    )


def test_step_and_reset_and_the_new_start_and_the_new_data(w: Playground) -> None:
    start = inside(w).trainer.mlp.theta.copy()
    assert answers(say(w, "command", seq=1, name="step")) == [("done", 1)]
    assert w.epoch == 1
    assert (inside(w).trainer.mlp.theta != start).any()
    assert answers(say(w, "command", seq=2, name="reset")) == [("done", 2)]
    assert w.epoch == 0
    assert (inside(w).trainer.mlp.theta == start).all()
    data = w.X_train.copy()
    assert answers(say(w, "command", seq=3, name="new_start")) == [("done", 3)]
    assert (inside(w).trainer.mlp.theta != start).any()
    assert (w.X_train == data).all()
    assert answers(say(w, "command", seq=4, name="regenerate")) == [("done", 4)]
    assert (w.X_train != data).any()


def test_play_and_pause() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)
        w.comm.say({"type": "hello", "view": VIEW})
        w.comm.say({"type": "command", "view": VIEW, "seq": 1, "name": "play"})
        await until(lambda: w.epoch > 2)
        assert w.playing
        w.comm.say({"type": "command", "view": VIEW, "seq": 2, "name": "pause"})
        await until(lambda: not w.playing)
        await until(lambda: w.comm.customs[-1].get("playing") is False)
        assert answers(w.comm.customs) == [("done", 1), ("done", 2)]
        assert w.comm.customs[-1]["epoch"] == w.epoch

    run(scenario)


def test_a_step_works_after_an_exception_and_the_exception_waits_for_python() -> None:
    async def scenario() -> None:
        w = Playground(samples=40)

        def fail(change: object) -> None:
            raise ZeroDivisionError

        w.observe(fail, names="noise")
        w.comm.say({"type": "edit", "view": VIEW, "seq": 1, "changes": {"noise": 20}})
        w.comm.say({"type": "command", "view": VIEW, "seq": 2, "name": "step"})
        w.comm.say({"type": "command", "view": VIEW, "seq": 3, "name": "step"})
        await until(lambda: len(answers(w.comm.customs)) == 3)
        assert w.epoch == 2
        with pytest.raises(RuntimeError, match="in the background") as failure:
            await w.train(1)
        assert isinstance(failure.value.__cause__, ZeroDivisionError)
        assert await w.train(1) is w
        assert w.epoch == 3

    run(scenario)


# ------------------------------------------------------------------ whatever is sent

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
likely_values = (
    json_values
    | st.sampled_from(["relu", "tanh", "adam", "spiral", "plane", "iris", "softmax", "l1", "mse"])
    | st.lists(st.integers(-1, 20), max_size=3)
    | st.lists(st.sampled_from(["x1", "x2", "sin(x1)", "relu", "tanh"]), max_size=3)
    | st.integers(-2, 60)
    | st.floats(0, 1)
)
edits = st.fixed_dictionaries(
    {
        "type": st.just("edit"),
        "view": st.integers(0, 3),
        "seq": st.integers(0, 9),
        "changes": st.dictionaries(st.sampled_from(NAMES), likely_values, max_size=3),
    }
)
mangled = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["hello", "bye", "alive", "ack", "look", "hidden_space", "edit"]),
        "view": json_values,
    },
    optional={
        "seq": json_values,
        "frame": json_values,
        "neuron": json_values,
        "space": json_values,
        "changes": json_values,
    },
)


@pytest.fixture(scope="module")
def survivor() -> Playground:
    return Playground(samples=20, hidden_layers=[2])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=json_values | mangled | edits)
@example(content={"type": "edit", "view": 1, "seq": 1, "changes": {"noise": math.nan}})
@example(content={"type": "command", "view": 1, "seq": 1, "name": "boom"})
def test_whatever_is_sent_is_done_or_refused_in_words_and_nothing_dies(
    survivor: Playground, content: Any
) -> None:
    w = survivor
    before = len(w.comm.customs)
    w.comm.say(content)
    kinds = [m["type"] for m in w.comm.customs[before:]]
    expects_answer = not isinstance(content, dict) or content.get("type") not in (
        "hello",
        "bye",
        "ack",
        "look",
        "hidden_space",
    )
    if expects_answer:
        assert kinds.count("done") + kinds.count("refused") == 1
    for m in w.comm.customs[before:]:
        if m["type"] == "refused":
            assert 0 < len(told(m)) <= REASON_LIMIT
            assert m["seq"] is None or type(m["seq"]) is int
    assert inside(w).loop.error is None
    options = inside(w).trainer.options
    for name in NAMES:
        plain = getattr(options, name)
        assert getattr(w, name) == (list(plain) if isinstance(plain, tuple) else plain)
    assert answers(say(w, "alive", seq=99)) == [("done", 99)]


def test_a_value_nested_beyond_all_bounds_is_refused(w: Playground) -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    for name in ("hidden_layers", "features", "noise", "optimizer_options", "seed", "decay"):
        assert answers(say(w, "edit", seq=1, changes={name: deep})) == [("refused", 1)]
    assert w.hidden_layers == [4, 2]


# ------------------------------------------------------------------ many widgets


def test_of_25_widgets_5_play_all_advance_and_closing_frees_them_all() -> None:
    async def use(widgets: list[Playground]) -> None:
        for view, w in enumerate(widgets):
            w.comm.say({"type": "hello", "view": view})
        players, others = widgets[:5], widgets[5:]
        for w in players:
            w.speed = None
            w.play()
        for w in others:
            w.comm.say({"type": "command", "view": 1, "seq": 1, "name": "step"})
        await until(lambda: all(w.epoch >= 10 for w in players), 30)
        await until(lambda: all(w.epoch == 1 for w in others))
        assert len(INTERRUPTS.pauses) == watching + 5
        for w in widgets:
            w.close()
        await until(lambda: not loop_tasks())

    async def scenario() -> list[weakref.ref[Any]]:
        widgets = [Playground(seed=seed, samples=40) for seed in range(25)]
        await use(widgets)
        return [weakref.ref(w) for w in widgets]

    gc.collect()
    watching = len(INTERRUPTS.pauses)  # of earlier tests
    instances, comms = living_widgets(), len(comm.get_comm_manager().comms)
    handler = signal.getsignal(signal.SIGINT)
    references = run(scenario)
    gc.collect()
    assert [r for r in references if r() is not None] == []
    assert living_widgets() == instances
    assert len(comm.get_comm_manager().comms) == comms
    assert INTERRUPTS.pauses == []
    assert signal.getsignal(signal.SIGINT) is handler
