"""Records what the kernel really sends, for all that plays it to the browser's code:
``python -m tests.recording`` writes js/test/recorded/*.json.

Each file is one widget: its options, and turn by turn what one view said and what it was sent in
answer, with buffers in base64. `test_recording.py` compares them with what is sent today;
`js/dev/player.ts` plays them.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

import comm
import pandas as pd
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live import turns
from nnwidget.training.options import Options
from tests.fakes import Clock, Owner, RecordingComm
from tests.inside import inside, set_clock

FOLDER = Path(__file__).parent.parent / "js" / "test" / "recorded"

VIEW = 1
"""The view that hears the messages; who plays them writes another number."""

PAUSE = 1.0
"""Seconds between two turns, so that no edit is merged with the one before it."""

WAIT = 0.1
"""Seconds that an answer may take."""

PLAYS = 0.25
"""Seconds of Play, once that was said."""

WITHOUT_ANSWER = ("hello", "look", "hidden_space")

PLAY = {"type": "command", "name": "play"}

OPTIONS = [option.name for option in fields(Options)]

Say = tuple[str, dict[str, Any]]
"""The type of a message from the browser, and its other keys."""


@dataclass(frozen=True)
class Scenario:
    """A widget and what is said to it.

    Attributes:
        options: of the widget. All have few points, so that the files stay small.
        epochs: trained before it is shown.
        said: messages from the browser after the hello.
    """

    options: dict[str, Any] = field(default_factory=dict)
    epochs: float = 5
    said: tuple[Say, ...] = ()


ONE_NEURON = {"hidden_layers": [1], "features": ["x1"]}
"""The network whose frames and scenes are smallest."""

COLUMNS = {
    "<b>width</b>": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    "length": [3.0, 4, 5, 6, 7, 8, 9, 10, 1, 2],
    "height": [1.0, 3, 2, 5, 4, 7, 6, 9, 8, 10],
    "kind": ["<i>a</i>", "b"] * 5,
}

POINTS = "1,2,0\n3,4,1\n-2,1,0\n0,-3,1"

SCENARIOS = {
    "default": Scenario(),
    "many": Scenario(
        {
            "hidden_layers": [8, 8, 8, 8, 6, 4],
            "features": ["x1", "x2", "x1*x2"],
        }
    ),
    "three-classes": Scenario({"dataset": "blobs", "hidden_layers": [2]}),
    "regression": Scenario({"dataset": "plane", "hidden_layers": [2]}),
    "one-column": Scenario({"dataset": "sine", "features": ["x1"], "hidden_layers": [2]}),
    "table": Scenario({"data": pd.DataFrame(COLUMNS), "hidden_layers": [1]}),
    "looked-into": Scenario(
        {"hidden_layers": [2]},
        said=(("look", {"neuron": [1, 2]}), ("hidden_space", {"space": [1, 1, 2]})),
    ),
    "run": Scenario(
        {"hidden_layers": [2], "learning_rate": 0.3, "speed": 300},
        epochs=0,
        said=(
            ("command", {"name": "step"}),
            ("command", {"name": "step_batch"}),
            ("command", {"name": "play"}),
            ("command", {"name": "pause"}),
            ("command", {"name": "step"}),
        ),
    ),
    "finding": Scenario(
        {**ONE_NEURON, "initializer": "zeros"},
        epochs=0,
        said=(("heed", {"code": "zero_weights"}),),
    ),
    "diverged": Scenario(
        {**ONE_NEURON, "dataset": "plane", "activation": "linear", "learning_rate": 10}, 20
    ),
    "edited": Scenario(
        {"hidden_layers": [2]},
        said=(
            ("edit", {"changes": {"hidden_layers": [3]}}),
            ("edit", {"changes": {"features": ["x1", "x1^2"]}}),
            ("set_parameter", {"layer": 1, "neuron": 2, "source": 0, "value": -0.5}),
            ("command", {"name": "undo"}),
        ),
    ),
    "undone": Scenario(
        ONE_NEURON,
        said=(
            ("edit", {"changes": {"hidden_layers": [2]}}),
            ("command", {"name": "undo"}),
            ("command", {"name": "redo"}),
            ("command", {"name": "undo"}),
            ("command", {"name": "redo"}),
        ),
    ),
    "other-problem": Scenario(
        {**ONE_NEURON, "loss": "binary_crossentropy"},
        said=(
            (
                "edit",
                {"changes": {"dataset": "plane", "loss": "auto", "output_activation": "auto"}},
            ),
        ),
    ),
    "own-points": Scenario(
        ONE_NEURON,
        said=(("edit_points", {"add": [[0.3, 0.6, 2]], "move": [], "remove": []}),),
    ),
    "own-file": Scenario(ONE_NEURON, said=(("load_csv", {"text": POINTS}),)),
    "refused": Scenario(
        {"hidden_layers": [], "features": ["x1"], "output_activation": "tanh"},
        said=(
            ("edit", {"changes": {"loss": "categorical_crossentropy"}}),
            ("edit", {"changes": {"hidden_layers": [0]}}),
            ("load_csv", {"text": "<img src=x>,1,0\n2,3,1"}),
            ("command", {"name": "sing"}),
        ),
    ),
}


@contextmanager
def recording() -> Iterator[None]:
    """Widgets made meanwhile speak to a list, and are in a kernel that gives them no turns."""
    owner = Owner()
    with (
        patch.object(comm, "create_comm", RecordingComm),
        patch.object(turns, "kernel_loop", lambda: owner),
    ):
        yield
    ipywidget.Widget.close_all()


class View:
    """The one view of a widget, in a time of its own: it says something and hears the answers."""

    def __init__(self, w: Playground) -> None:
        self._comm = w.comm
        self._loop = inside(w).loop
        self._clock = Clock()
        set_clock(w, self._clock)

    def say(self, message: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
        """Say something; what is heard within so many seconds, each with its time in ms."""
        self._clock.now = start = self._clock.now + PAUSE
        heard: list[dict[str, Any]] = []
        next_one = len(self._comm.published)
        with patch.object(time, "monotonic", self._clock):
            self._comm.say({**message, "view": VIEW})
            while True:
                wait = self._loop.tick()
                at = round(1000 * (self._clock.now - start))
                for _, data, buffers in self._comm.published[next_one:]:
                    next_one += 1
                    heard += [{"at": at, **one} for one in told(data, buffers)]
                    self._paint(data.get("content", {}))
                if wait is None or self._clock.now + wait > start + seconds:
                    return heard
                self._clock.now += wait

    def _paint(self, content: dict[str, Any]) -> None:
        if content.get("type") == "frame":
            self._comm.say({"type": "ack", "view": VIEW, "frame": content["frame"]})


def told(data: dict[str, Any], buffers: list[bytes]) -> Iterator[dict[str, Any]]:
    """What of a comm's message is recorded: a message of ours, or new values of options."""
    if data["method"] == "custom":
        content = data["content"]
        if content["type"] == "welcome":
            content = {**content, "catalog": None}
        if "values" in content:
            content = {**content, "values": dict(sorted(content["values"].items()))}
        yield {"content": content, "buffers": [encoded(one) for one in buffers]}
    elif options := {name: data["state"][name] for name in OPTIONS if name in data["state"]}:
        yield {"options": options}


def record(scenario: Scenario) -> dict[str, Any]:
    """What a file holds. The catalog of the welcome is the same for all and a file of its own."""
    few = {} if "data" in scenario.options else {"samples": 30}
    w = Playground(**{"seed": 1, **few, **scenario.options})
    if scenario.epochs:
        w.fit(scenario.epochs)
    opened = w.comm.published[0][1]["state"]
    view = View(w)
    recorded = []
    for seq, (kind, keys) in enumerate([("hello", {}), *scenario.said]):
        said = {"type": kind, **keys}
        asks = {} if kind in WITHOUT_ANSWER else {"seq": seq}
        seconds = PLAYS if said == PLAY else WAIT
        recorded.append({"said": said, "heard": view.say({**said, **asks}, seconds)})
    return {"options": {name: opened.get(name) for name in OPTIONS}, "turns": recorded}


def encoded(buffer: bytes) -> str:
    return base64.b64encode(buffer).decode()


def record_catalog() -> dict[str, Any]:
    w = Playground(samples=10)
    View(w).say({"type": "hello"}, WAIT)
    return next(message["catalog"] for message in w.comm.customs if message["type"] == "welcome")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with recording():
        files = {name: record(scenario) for name, scenario in SCENARIOS.items()}
        files["catalog"] = record_catalog()
    for name, content in files.items():
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
