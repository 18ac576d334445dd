"""Records what the kernel really sends, for all that plays it to the browser's code:
``python -m tests.recording`` writes js/test/recorded/*.json.

Each file is one widget: its options, and the messages that one view got, in order, with their
buffers in base64. `test_recording.py` compares them with what is sent today.
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
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live.frames import EDIT_SPACING
from nnwidget.training.options import Options
from tests.fakes import RecordingComm

FOLDER = Path(__file__).parent.parent / "js" / "test" / "recorded"

VIEW = 1
"""The view that hears the messages; who plays them writes another number."""

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


SCENARIOS = {
    "default": Scenario(),
    "three-classes": Scenario({"dataset": "blobs", "hidden_layers": [2]}),
    "regression": Scenario({"dataset": "plane", "hidden_layers": [2]}),
    "one-column": Scenario({"dataset": "sine", "features": ["x1"], "hidden_layers": [2]}),
    "looked-into": Scenario(
        {"hidden_layers": [2]},
        said=(("look", {"neuron": [1, 2]}), ("hidden_space", {"space": [1, 1, 2]})),
    ),
    "finding": Scenario(
        {"hidden_layers": [1], "features": ["x1"], "initializer": "zeros"}, epochs=0
    ),
    "diverged": Scenario(
        {
            "dataset": "plane",
            "features": ["x1"],
            "hidden_layers": [1],
            "activation": "linear",
            "learning_rate": 10,
        },
        20,
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
    "refused": Scenario(
        {"hidden_layers": [], "features": ["x1"]},
        said=(
            ("edit", {"changes": {"hidden_layers": [0]}}),
            ("load_csv", {"text": "nothing"}),
            ("command", {"name": "sing"}),
        ),
    ),
}


@contextmanager
def recording() -> Iterator[None]:
    """Widgets made meanwhile speak to a list."""
    with patch.object(comm, "create_comm", RecordingComm):
        yield
    ipywidget.Widget.close_all()


def record(scenario: Scenario) -> dict[str, Any]:
    """What a file holds. The catalog of the welcome is the same for all and a file of its own."""
    options = {"seed": 1, "samples": 30, **scenario.options}
    w = Playground(**options)
    if scenario.epochs:
        w.fit(scenario.epochs)
    heard = w.comm.published
    traits = {name: heard[0][1]["state"].get(name) for name in OPTIONS}
    before = len(heard)
    said: list[Say] = [("hello", {}), *scenario.said]
    for seq, (kind, keys) in enumerate(said):
        asks = {"seq": seq} if kind not in ("hello", "look", "hidden_space") else {}
        w.comm.say({"type": kind, "view": VIEW, **asks, **keys})
        time.sleep(2 * EDIT_SPACING)
        w.comm.say({"type": "alive", "view": VIEW, "seq": 0})  # what was not due yet is now
    messages = []
    for _, data, buffers in heard[before:]:
        if data.get("method") != "custom" or is_sign_of_life(data["content"]):
            continue
        content = data["content"]
        if content["type"] == "welcome":
            content = {**content, "catalog": None}
        messages.append({"content": content, "buffers": [encoded(one) for one in buffers]})
    return {"options": traits, "messages": messages}


OPTIONS = [option.name for option in fields(Options)]


def is_sign_of_life(content: dict[str, Any]) -> bool:
    return content == {"type": "done", "view": VIEW, "seq": 0}


def encoded(buffer: bytes) -> str:
    return base64.b64encode(buffer).decode()


def record_catalog() -> dict[str, Any]:
    w = Playground(samples=10)
    w.comm.say({"type": "hello", "view": VIEW})
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
