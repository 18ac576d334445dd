"""Whatever a browser and a notebook do in whatever order: options, network and the last frame
agree, and nothing raises."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any, get_args

import comm
import numpy as np
import pytest
import traitlets
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import FEATURES
from nnwidget.diagnosis.finding import FindingCode
from nnwidget.live import turns
from nnwidget.live.option_values import as_shown
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.options import LEARNING_RATES, NAMES, SPEEDS, Options
from nnwidget.training.presets import PRESETS
from nnwidget.training.together import check
from tests.fakes import Clock, Owner, RecordingComm
from tests.inside import inside, set_clock
from tests.options_table import TRIED
from tests.told import told

OWN = [("r", lambda x1, x2: np.hypot(x1, x2)), ("r", lambda x1, x2: x1 - x2), ("1/x", np.divide)]

references = st.lists(
    st.lists(st.integers(0, 5), min_size=1, max_size=3), max_size=3, unique_by=tuple
)

OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.sampled_from(tried.legal) for name, tried in TRIED.items()},
    "dataset": st.sampled_from([*DATASETS, "custom", "nothing"]),
    "classes": st.integers(1, 13),
    "noise": st.sampled_from([0, 10, 50, -1, 101]),
    "samples": st.sampled_from([None, 4, 5, 30, 61]),
    "train_fraction": st.sampled_from([0, 0.01, 0.1, 0.5, 0.9, 1]),
    "features": st.lists(st.sampled_from([*FEATURES, "x3", "x4", "r", "1/x"]), max_size=4),
    "hidden_layers": st.lists(st.integers(0, 5), max_size=4),
    "activation": st.sampled_from([*ACTIVATIONS, ["tanh", "relu"], []]),
    "output_activation": st.sampled_from(["auto", *ACTIVATIONS]),
    "loss": st.sampled_from(["auto", *LOSSES]),
    "initializer": st.sampled_from([*INITIALIZERS]),
    "optimizer": st.sampled_from([*OPTIMIZERS]),
    "optimizer_options": st.sampled_from([{}, {"beta_1": 0.5}, {"momentum": 0.9}, {"no": 1}]),
    "learning_rate": st.sampled_from([*LEARNING_RATES, 0, 100]),
    "decay": st.sampled_from([0, 0.1, *({"name": name} for name in SCHEDULES), {"name": "no"}]),
    "batch_size": st.sampled_from([None, 1, 7, 10, 100, 0]),
    "regularization": st.sampled_from([*REGULARIZERS]),
    "regularization_rate": st.sampled_from([0, 0.01, 1, 10]),
    "dropout": st.sampled_from([0, 0.5, [0.1, 0.2], [], 1]),
    "frozen": references,
    "switched_off": st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), max_size=2),
    "partial_batch": st.sampled_from(["train", "carry"]),
    "seed": st.sampled_from([0, 1, 2, "0.5", -1]),
    "speed": st.sampled_from(SPEEDS),
    "max_epochs": st.sampled_from([None, 0, 3, 1000]),
    "target_loss": st.sampled_from([None, 0, 0.3]),
    "patience": st.sampled_from([None, 0, 2]),
    "axes": st.lists(st.integers(0, 4), min_size=1, max_size=3),
    "hidden_controls": st.lists(st.sampled_from(["noise", "<img>"]), max_size=2),
    "locale": st.sampled_from(["auto", "en", "es", "xx"]),
    "frame_rate": st.sampled_from([1, 30, 61]),
}

changes = st.lists(st.sampled_from([*OPTIONS]), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: OPTIONS[name] for name in names})
)
numbers = st.sampled_from([0, 1, 2.5, -3, 100, 1e-300, 1e30, 1e200, -1e308])
near = st.floats(-6, 6).map(lambda x: round(x, 2))
places = st.tuples(near, near, st.integers(-1, 3)).map(list)
TEXTS = [
    "1,2,a\n2,1,b\n0,5,a\n3,3,b",
    "x,y,z,kind\n1,2,3,a\n2,1,0,b\n0,5,1,c",
    "1;0,5\n2;0,25\n3;0,75",
    "1,2,a\n1,x,b",
    "",
]


class Notebook(RuleBasedStateMachine):
    """A page with one view, a kernel whose time is the test's, and a user at both."""

    @initialize()
    def open(self) -> None:
        self.patch = pytest.MonkeyPatch()
        owner = Owner()
        self.patch.setattr(turns, "kernel_loop", lambda: owner)
        self.patch.setattr(comm, "create_comm", RecordingComm)
        self.clock = Clock(cost=0.0005)
        self.patch.setattr("nnwidget.live.session.time.monotonic", lambda: self.clock.now)
        self.w = Playground(samples=30, hidden_layers=[3])
        set_clock(self.w, self.clock)
        self.sequence = 0
        self.seen = 0
        self.scene: dict[str, Any] = {}
        self.history: dict[str, Any] = {}
        self.frame: dict[str, Any] = {}
        self.numbers = np.empty(0)
        self.say(type="hello")

    def teardown(self) -> None:
        if hasattr(self, "w"):
            self.w.close()
            ipywidget.Widget.close_all()
            self.patch.undo()

    # -------------------------------------------------------------- the page

    def say(self, **message: Any) -> None:
        self.w.comm.say({"view": 1, **message})

    def ask(self, **message: Any) -> str:
        """Ask for something; exactly one answer must come."""
        self.sequence += 1
        self.say(seq=self.sequence, **message)
        self.tick()
        answers = [
            content
            for content in self.w.comm.customs
            if content["type"] in ("done", "refused") and content["seq"] == self.sequence
        ]
        assert len(answers) == 1
        note(str(answers[0]))
        assert answers[0]["type"] == "done" or 0 < len(told(answers[0])) <= 300
        return str(answers[0]["type"])

    def tick(self, seconds: float = 0.02) -> None:
        """Let time pass; the page paints and acknowledges what comes."""
        self.clock.now += seconds
        inside(self.w).loop.tick()
        for _, data, buffers in self.w.comm.published[self.seen :]:
            self.seen += 1
            json.dumps(data, allow_nan=False)
            content = data.get("content", {})
            match content.get("type"):
                case "scene":
                    self.scene = content
                case "history":
                    self.history = content
                case "frame":
                    self.frame = content
                    count = sum((i + 1) * n for i, n in pairwise(content["layers"]))
                    self.numbers = np.frombuffer(buffers[0], "<f8", 6 + count)
                    self.say(type="ack", frame=content["frame"])

    # -------------------------------------------------------------- the user

    @rule(changes=changes)
    def edits_options_in_the_browser(self, changes: dict[str, Any]) -> None:
        self.ask(type="edit", changes=changes)

    @rule(changes=changes)
    def edits_options_in_python(self, changes: dict[str, Any]) -> None:
        try:
            self.w.change(**changes)
        except traitlets.TraitError as error:
            note(str(error))

    @rule(own=st.sampled_from(OWN), others=st.lists(st.sampled_from(["x1", "x2"]), unique=True))
    def gives_an_own_feature(self, own: Any, others: list[str]) -> None:
        try:
            self.w.features = [*others, own]
        except traitlets.TraitError as error:
            note(str(error))

    @rule(
        name=st.sampled_from(
            [
                *("play", "pause", "step", "step_batch", "reset"),
                *("new_start", "regenerate", "undo", "redo"),
            ]
        )
    )
    def presses_a_button(self, name: str) -> None:
        assert self.ask(type="command", name=name) == "done"

    @rule(name=st.sampled_from(["undo", "redo", "undo", "undo"]))
    def goes_through_the_edits(self, name: str) -> None:
        self.ask(type="command", name=name)

    @rule(
        layer=st.integers(-1, 5),
        neuron=st.integers(-1, 5),
        source=st.integers(-1, 5),
        value=numbers,
    )
    def sets_a_parameter(self, layer: int, neuron: int, source: int, value: float) -> None:
        self.ask(type="set_parameter", layer=layer, neuron=neuron, source=source, value=value)

    @rule(value=st.sampled_from([0, 1, -2.5, 1e6]))
    def writes_weights_in_python(self, value: float) -> None:
        self.w.weights[-1][0] = value

    @rule(
        add=st.lists(places, max_size=3),
        move=st.lists(st.tuples(st.integers(-1, 40), near, near).map(list), max_size=2),
        remove=st.lists(st.integers(-1, 40), max_size=3),
    )
    def edits_points(self, add: list[Any], move: list[Any], remove: list[int]) -> None:
        self.ask(type="edit_points", add=add, move=move, remove=remove)

    @rule(text=st.sampled_from(TEXTS))
    def drops_a_csv(self, text: str) -> None:
        self.ask(type="load_csv", text=text)

    @rule()
    def gives_the_data_back(self) -> None:
        try:
            self.w.data = self.w.data
        except ValueError as error:
            note(str(error))

    @rule(name=st.sampled_from([*PRESETS, "nothing"]))
    def loads_a_preset(self, name: str) -> None:
        self.ask(type="preset", name=name)

    @rule(code=st.sampled_from([*get_args(FindingCode), "nothing"]))
    def heeds_the_diagnosis(self, code: str) -> None:
        self.ask(type="heed", code=code)

    @rule(epoch=st.sampled_from([-1, 0, 0.5, 1, 2, 3, 7, 20, 1e9]))
    def goes_to_an_epoch(self, epoch: float) -> None:
        self.ask(type="go_to", epoch=epoch)

    @rule(neuron=st.sampled_from([None, [1, 1], [2, 1], [9, 9], [], [0, 0]]))
    def looks_at_a_neuron(self, neuron: Any) -> None:
        self.say(type="look", neuron=neuron)

    @rule(space=st.sampled_from([None, [1, 1, 2], [2, 2, 1], [9, 9, 9], [1, 0, 1], []]))
    def looks_inside(self, space: Any) -> None:
        self.say(type="hidden_space", space=space)

    @rule(seconds=st.sampled_from([0.02, 0.1, 1, 5]))
    def waits(self, seconds: float) -> None:
        self.tick(seconds)

    @rule(epochs=st.sampled_from([0, 0.3, 1, 3]))
    def fits(self, epochs: float) -> None:
        self.w.fit(epochs)

    @rule()
    def opens_the_view_again(self) -> None:
        self.say(type="bye")
        self.say(type="hello")

    @rule()
    def saves_and_loads(self) -> None:
        trainer = inside(self.w).trainer
        newest = trainer.past.tip or trainer.moment()
        if set(trainer.own_features) & {*self.w.features, *newest.options.features}:
            with pytest.raises(ValueError, match="Python function"):
                self.w.to_dict()
            return
        content = self.w.to_dict()
        other = Playground.from_dict(json.loads(json.dumps(content, allow_nan=False)))
        assert (
            inside(other).trainer.mlp.theta.tobytes() == inside(self.w).trainer.mlp.theta.tobytes()
        )
        # a future with other data of the user than the present cannot be saved, and it is said
        latest = self.w.epoch if content["left_out"]["tip"] else self.w.latest
        assert (other.epoch, other.latest) == (self.w.epoch, latest)
        other.close()

    # -------------------------------------------------------------- what holds

    @invariant()
    def all_agree(self) -> None:
        for _ in range(3):  # an edit is shown at once, at most a few milliseconds later
            self.tick()
        w = self.w
        trainer, loop, edits = inside(w).trainer, inside(w).loop, inside(w).edits
        assert loop.error is None
        options = trainer.options
        assert {name: getattr(w, name) for name in NAMES} == {
            name: as_shown(getattr(options, name)) for name in NAMES
        }
        shape = trainer.origin.own_shape
        assert check(options, shape, trainer.own_features) == options
        assert trainer.mlp.sizes == trainer.plan.sizes
        assert trainer.mlp.sizes[0] == len(options.features)
        assert len(trainer.data.X) == len(trainer.data.y) >= 2
        assert np.isfinite(trainer.mlp.theta).all()
        assert 0 <= w.epoch <= w.latest
        frame = self.frame
        playing = frame["playing"] or loop.training
        if playing:  # the frame may be a few batches behind
            assert frame["epoch"] <= w.epoch
        else:
            assert frame["epoch"] == w.epoch
            assert frame["latest"] == w.latest
            assert self.numbers[6:].tobytes() == trainer.mlp.theta.tobytes()
            np.testing.assert_array_equal(self.numbers[:6], trainer.scores)
            assert frame["confusion_train"] == trainer.evaluation.confusions[0].tolist()
        assert frame["layers"] == list(trainer.mlp.sizes)
        assert frame["activations"] == list(trainer.plan.activations)
        assert frame["playing"] == loop.training
        assert (frame["undo"], frame["redo"]) == (edits.can_undo, edits.can_redo)
        assert frame["notice"] == loop.notice
        assert frame["scene"] == self.scene["scene"]
        assert frame["history"] == self.history["history"]
        assert self.scene["features"] == list(options.features)
        assert self.scene["feature_names"] == list(trainer.offered)
        assert self.scene["problem"] == trainer.shape.problem
        assert self.scene["train_total"] == len(trainer.X_train)
        assert self.scene["test_total"] == len(trainer.X_test)
        assert all(math.isfinite(bound) for bound in self.scene["extent"])
        assert len(self.history["events"]) == min(100, len(trainer.history.events))


Notebook.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestNotebook = Notebook.TestCase


def test_every_option_is_edited_at_random() -> None:
    assert OPTIONS.keys() == Options.__dataclass_fields__.keys()
