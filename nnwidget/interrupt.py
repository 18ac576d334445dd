"""Jupyter's interrupt button: it must stop training in the background, too.

The kernel ignores SIGINT between cells and turns it into ``KeyboardInterrupt`` inside one; a
background task sees neither. While something trains, `Interrupts` puts its own handler in
front: it pauses the training and then does what was done before.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class _Handler:
    """A SIGINT handler that calls ``pause``, then the handler it stands in front of."""

    def __init__(self, pause: Callable[[], None], before: Any) -> None:
        self.pause = pause
        self.before = before

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.pause()
        if callable(self.before):
            self.before(number, frame)


class Interrupts:
    """Calls every registered ``pause`` at an interrupt."""

    def __init__(self) -> None:
        self._pauses: list[Callable[[], None]] = []
        self._events: Any = None

    def watch(self, pause: Callable[[], None]) -> None:
        """Call ``pause`` at an interrupt. To be called again while training goes on: the
        kernel puts its own handler in place for each cell. Other threads cannot watch."""
        if threading.current_thread() is not threading.main_thread():
            return
        if pause not in self._pauses:
            self._pauses.append(pause)
            self._watch_cells()
        before = signal.getsignal(signal.SIGINT)
        if not isinstance(before, _Handler):
            signal.signal(signal.SIGINT, _Handler(self._all, before))

    def forget(self, pause: Callable[[], None]) -> None:
        """Do not call ``pause`` any more; the last one puts the kernel's handler back."""
        if pause in self._pauses:
            self._pauses.remove(pause)
        in_main = threading.current_thread() is threading.main_thread()
        if not self._pauses and in_main:
            present = signal.getsignal(signal.SIGINT)
            if isinstance(present, _Handler):
                signal.signal(signal.SIGINT, present.before)

    def _all(self) -> None:
        for pause in list(self._pauses):
            pause()

    def _watch_cells(self) -> None:
        """A cell that blocks has the kernel's handler: see afterwards how it ended."""
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        if shell is not None and self._events is not shell.events:
            self._events = shell.events
            self._events.register("post_run_cell", self._after_cell)

    def _after_cell(self, result: Any) -> None:
        if isinstance(result.error_in_exec, KeyboardInterrupt):
            self._all()


INTERRUPTS = Interrupts()
"""The one of this process."""
