"""What the browser asks of a widget, and the answers.

Messages may arrive in any thread: they are checked there, and carried out, in order, in the
turn of the loop that owns the trainer.
"""

from __future__ import annotations

import time
from collections import ChainMap, deque
from collections.abc import Callable, Iterable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from nnwidget.data.csv import read_csv
from nnwidget.data.draw import arranged
from nnwidget.data.edit_points import edit_points
from nnwidget.explain.equations import neuron_equation
from nnwidget.languages.sentence import refusal, said_by
from nnwidget.languages.wording import whole
from nnwidget.training.options import Options

from .frames import EDIT_SPACING
from .incoming import is_int, read
from .menus import catalog
from .notices import words_of
from .option_values import changes
from .protocol import (
    REASON_LIMIT,
    Command,
    Edit,
    FromBrowser,
    OfView,
    Order,
    Refused,
)
from .session import Session

LARGEST_WEIGHT = 1e6
"""Largest weight or bias that can be set in the browser."""

REMEMBERED = 1000
"""For so many options of views it is known which edit was the newest."""


_PARTS = Path(__file__).parent.parent / "static" / "parts"
"""What the browser's code is made of beside the first view (``js/parts.mjs``)."""


class Requests:
    """Carries out the messages of all views of a widget.

    Args:
        session: what is asked.
        send: sends one message to the browser.
    """

    def __init__(self, session: Session, send: Callable[[Any, list[bytes]], None]) -> None:
        self._session = session
        self._loop = session.loop
        self._send = send
        self._inbox: deque[FromBrowser] = deque()
        self._edits_due = 0.0
        self._newest: dict[tuple[int, str], int] = {}
        self._loop.listen = self._answer_all

    # ------------------------------------------------------------ in any thread

    def receive(self, content: object) -> None:
        """A message as it came."""
        try:
            message = read(content)
        except ValueError as error:
            fields = content if isinstance(content, dict) else {}
            self._refuse(fields.get("view"), fields.get("seq"), error)
            return
        self._put(message)

    def receive_traits(self, changes: dict[str, Any]) -> None:
        """Options written by the browser itself: an edit of no view."""
        self._put({"type": "edit", "view": -1, "seq": -1, "changes": changes})

    def _put(self, message: FromBrowser) -> None:
        if message["type"] in ("ack", "alive"):
            # signs of life need not wait for what is asked for; when they came is what counts
            self._loop.post(partial(self._answer, message, time.monotonic()))
            return
        self._inbox.append(message)
        self._loop.wake()

    # ------------------------------------------------------------ in the loop's turn

    def _answer_all(self, now: float) -> float | None:
        """Answer what has come, in order. Edits that follow one another are one change; those
        that come in quick succession wait for one another. Returns the seconds until they have
        waited long enough."""
        waiting = [message["type"] for message in tuple(self._inbox)]
        if now < self._edits_due and {*waiting} == {"edit"} and not self._loop.alone:
            return self._edits_due - now
        edits: list[Edit] = []
        while self._inbox:
            message = self._inbox.popleft()
            if message["type"] == "edit":
                edits.append(message)
                self._edits_due = now + EDIT_SPACING
                continue
            self._apply(edits)
            edits = []
            self._answer(message, now)
        self._apply(edits)
        return None

    def _apply(self, edits: list[Edit]) -> None:
        if not edits:
            return
        newest = ChainMap({}, self._newest)
        wanted = {
            name: value
            for edit in edits
            for name, value in edit["changes"].items()
            if _overtakes(newest, edit, name)
        }
        before = self._session.options
        try:
            self._session.change(wanted)
        except Exception as error:  # any other than a refusal is a fault, and must be seen
            if len(edits) > 1:
                for edit in edits:
                    self._apply([edit])
                return
            self._refuse(edits[0]["view"], edits[0]["seq"], error)
            self._session.show_again(wanted)
            return
        self._newest.update(newest.maps[0])
        while len(self._newest) > REMEMBERED:
            del self._newest[next(iter(self._newest))]
        for edit in edits:
            self._done(edit["view"], edit["seq"], before, edit["changes"])

    def _answer(self, message: OfView | Order, arrived: float) -> None:
        loop, view = self._loop, message["view"]
        match message["type"]:
            case "hello":
                self._send({"type": "welcome", "view": view, "catalog": catalog()}, [])
                loop.hello(view)
            case "bye":
                loop.views.bye(view)
            case "ack":
                loop.views.ack(view, message["frame"], arrived)
            case "alive":
                loop.views.alive(arrived)
                self._done(view, message["seq"], self._session.options)
            case "look":
                look = message["neuron"]
                loop.views.look(view, (look[0], look[1]) if look and len(look) == 2 else None)
                loop.edited()
            case "hidden_space":
                at = message["space"]
                space = (at[0], at[1], at[2]) if at and len(at) == 3 else None
                loop.views.show_hidden_space(view, space)
                loop.edited()
            case "want_part":
                self._send_part(view, message["name"])
            case _:
                before = self._session.options
                try:
                    self._carry_out(message)
                except Exception as error:
                    self._refuse(view, message["seq"], error)
                else:
                    self._done(view, message["seq"], before)

    def _carry_out(self, message: Order) -> None:
        """Do what is no edit of an option, or raise an exception that says why not."""
        match message["type"]:
            case "command":
                self._command(message)
            case "set_parameter":
                self._set_parameter(
                    message["layer"], message["neuron"], message["source"], message["value"]
                )
            case "edit_points":
                trainer, plane = self._loop.trainer, self._loop.frames.painter.plane
                shown = plane.shown()[0].tolist()
                edit = message["add"], message["move"], message["remove"]
                options = trainer.options
                table = edit_points(trainer.data, options.train_fraction, shown, plane.axes, *edit)
                self._session.take_table(arranged(table, options.seed, trainer.origin.data_draw))
            case "load_csv":
                self._session.take_table(read_csv(message["text"]))
            case "go_to":
                self._session.go_to(message["epoch"])
            case "heed":
                self._session.heed(message["code"])
            case "preset":
                self._session.preset(message["name"])

    def _set_parameter(self, layer: int, neuron: int, source: int, value: float) -> None:
        """Set a weight or, with source 0, the bias of a neuron."""
        trainer = self._loop.trainer
        neuron_equation(trainer, layer, neuron)  # raises where there is no such neuron
        if not 0 <= source <= trainer.mlp.sizes[layer - 1]:
            raise refusal("no_input", neuron=neuron, layer=layer, source=source)
        if abs(value) > LARGEST_WEIGHT:
            raise refusal("large_weight", most=LARGEST_WEIGHT, value=float(value))
        with self._session.writing(trainer.mlp, (layer, neuron, source)):
            # The biases are the last row, which source 0 finds as -1.
            trainer.mlp.layers[layer - 1][source - 1, neuron - 1] = value

    def _command(self, command: Command) -> None:
        session, loop = self._session, self._loop
        match command["name"]:
            case "play" | "pause" as name:
                if _overtakes(self._newest, command, "playing"):
                    loop.play() if name == "play" else loop.pause()
            case "step":
                loop.step_by_slices()
            case "step_batch":
                session.step_batch()
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "reset":
                session.reset()
            case "new_start":
                session.reset(new=True)
            case "regenerate":
                session.regenerate()

    def _send_part(self, view: int, name: str) -> None:
        # a name is looked up, and never becomes a path
        file = {file.stem: file for file in _PARTS.glob("*.js")}.get(name)
        module = file.read_text(encoding="utf-8") if file else ""
        self._send({"type": "part", "view": view, "name": name, "module": module}, [])

    def _done(self, view: int, seq: int, before: Options, named: Iterable[str] = ()) -> None:
        """It was carried out: say so, with the options that it ``named`` and those that are others
        than ``before`` it, as they are now."""
        session = self._session
        values = session.values({*named, *changes(before, session.options)})
        self._send({"type": "done", "view": view, "seq": seq, "values": values}, [])

    def _refuse(self, view: object, seq: object, error: Exception) -> None:
        """Say why something was not done: a refusal in a sentence, anything else in its words."""
        sentence = said_by(error)
        refused = isinstance(error, ValueError | self._session.not_allowed)
        words = whole(str(error)[:REASON_LIMIT]) if refused else words_of(error)
        answer: Refused = {
            "type": "refused",
            "view": view if is_int(view) else None,
            "seq": seq if is_int(seq) else None,
            "told": sentence.to_dict() if sentence else None,
            "words": "" if sentence else words,
        }
        self._send(answer, [])


def _overtakes(
    newest: MutableMapping[tuple[int, str], int], message: Edit | Command, what: str
) -> bool:
    """Is this the newest word of its view about ``what``? (A kernel with subshells may hand on
    the messages of a slider in another order than they were sent in.)"""
    key, seq = (message["view"], what), message["seq"]
    if seq < newest.get(key, seq):
        return False
    newest[key] = seq
    return True
