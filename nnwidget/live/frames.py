"""When the views are sent scenes, histories and frames: as soon as there is news, and a view is
free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnwidget.diagnosis.finding import Finding
from nnwidget.diagnosis.watch import Watch
from nnwidget.training.trainer import Trainer

from .painter import HISTORY_EVENTS, Around, Message, Painter
from .protocol import Frame, Scene
from .views import Views

EDIT_SPACING = 0.016
"""Edits are made and shown at once, but not more often than this."""


class Frames:
    """Shows a trainer to its views. Times are seconds of any monotonic clock.

    What is news is found by comparing what would be sent with what was, so that nothing can be
    forgotten; only the arrays, which cost most, are known by what they are made of.

    Args:
        trainer, views: what is shown, and to whom.
        watch: finds out why it does not learn.
        send: sends one message to the browser.

    Attributes:
        painter: draws the trainer.
    """

    def __init__(
        self,
        trainer: Trainer,
        views: Views,
        watch: Watch,
        send: Callable[[Any, list[bytes]], None],
    ) -> None:
        self.painter = Painter(trainer)
        self._trainer = trainer
        self._views = views
        self._watch = watch
        self._send = send
        self._number = self._scene_number = self._history_number = 0
        self._shown: Frame | None = None
        self._drawn: object = None  # of what the arrays of that frame were made
        self._scene: Message[Scene] | None = None
        self._scene_edits: tuple[object, ...] = ()
        self._history: object = None
        self._diagnosed: object = None
        self._urgent = False
        self._last = -1.0
        self._due = 0.0

    def hello(self, view: int, now: float) -> None:
        """A view opened: send it everything."""
        self._views.hello(view, now)
        self._scene = self._history = self._drawn = None
        self._urgent = True

    def hasten(self) -> None:
        """What is news is to be shown at once, whatever is in flight."""
        self._urgent = True

    def renew_history(self) -> None:
        """Send all losses with the next frame: not every epoch was in a frame of its own."""
        self._history = None

    def is_news(self, around: Around, now: float) -> bool:
        """Is there anything to send?"""
        if self._made_of() != self._drawn:
            return True
        shown, self._shown = self._shown, None  # what cannot be told is no news a second time
        if shown is None:
            return False
        # how fast it trains is measured all the time, and told with what is trained
        content = self._content(around._replace(rate=shown["rate"]), now)
        self._shown = shown
        if content != shown or self._history_state() != self._history:
            return True
        return self._new_scene() is not None

    def send(self, around: Around, now: float, frame_rate: float) -> float | None:
        """Send the news in a frame if a view is free, and before it the scene and the history
        where those are others. Returns the seconds until it may be."""
        free_at = self._views.free_at(now)
        if free_at is None:
            return None
        due = max(free_at, self._due)
        if self._urgent and not self._views.crowded():
            due = self._last + EDIT_SPACING
        if due > now:
            return due - now
        self._urgent = False
        self._last = now
        # What slices cost one frame in lateness the next one makes up for.
        spacing = 1 / frame_rate
        self._due = max(self._due, now - spacing / 2) + spacing
        self._drawn, self._shown = self._made_of(), None
        scene = self._new_scene()
        if scene is not None:
            self._scene_number += 1
            scene.content["scene"] = self._scene_number
            self._scene, self._scene_edits = scene, self._edits()
            self._send(*scene)
        history = self._history_state()
        if history != self._history:
            self._history = history
            self._history_number += 1
            self._send(*self.painter.history(self._history_number))
        self._number += 1
        self._views.sent(self._number, now)
        self._shown = self._content(around, now)
        self._send(*self.painter.frame(self._shown))
        return None

    # ------------------------------------------------------------ what would be sent

    def _made_of(self) -> tuple[object, ...]:
        """Of what the arrays of a frame are made."""
        return self._trainer.version, self._trainer.epoch, self.painter.plane.layout

    def _content(self, around: Around, now: float) -> Frame:
        return self.painter.content(
            self._number,
            self._scene_number,
            self._history_number,
            around._replace(
                looks=self._views.looks,
                hidden_spaces=self._views.hidden_spaces,
                finding=self._finding(around.playing, now),
            ),
        )

    def _new_scene(self) -> Message[Scene] | None:
        """The scene, if it is another one than the views have. It can only be after an edit."""
        edits = self._edits()
        if self._scene is not None and edits == self._scene_edits:
            return None
        scene = self.painter.scene(self._scene_number)
        # an edit of points that was taken back at once is over when a scene comes all the same
        of_these_data = self._scene_edits[:1] == edits[:1]
        if scene == self._scene and of_these_data:
            self._scene_edits = edits
            return None
        return scene

    def _edits(self) -> tuple[object, ...]:
        """What a scene can change with, the data first."""
        trainer = self._trainer
        return trainer.data_version, trainer.options, *trainer.own_features.values()

    def _history_state(self) -> tuple[object, ...]:
        """Another value whenever the losses do not simply go on."""
        history = self._trainer.history
        return self._trainer.starts, history.cuts, history.events[-HISTORY_EVENTS:]

    def _finding(self, training: bool, now: float) -> Finding | None:
        """Why it does not learn: looked for once in every state."""
        trainer = self._trainer
        edits = trainer.options, trainer.data_version, self._history_state()
        state = edits, trainer.version, trainer.epoch, training
        if state != self._diagnosed:
            self._watch.look(edits, training, now)
            self._diagnosed = state
        return self._watch.finding
