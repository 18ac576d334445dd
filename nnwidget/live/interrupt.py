"""Jupyter's interrupt button: it must stop training in the background, too.

Between cells the kernel ignores SIGINT; within one, its handler raises ``KeyboardInterrupt`` or
cancels the cell. A background task sees neither. While something trains, a handler of ours
stands in front: it has the trainings pause, then does what the handler behind it does.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import CodeType, FrameType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


_EDGES: set[CodeType] = set()
"""The code of blocks whose edges are ours, though what is in them is the user's."""


def block(function: Callable[P, Iterator[T]]) -> Callable[P, AbstractContextManager[T]]:
    """`contextlib.contextmanager` for a block of the user's code within `Interrupts.held`: at its
    edges, where the user's code has not begun or is over, an interrupt waits."""
    _EDGES.add(function.__code__)
    return contextlib.contextmanager(function)


def _at_edge(frame: FrameType | None) -> bool:
    """Is it a `block` itself that runs, or what enters and leaves it?"""
    if frame is None:
        return False
    code = frame.f_code
    if code.co_filename == contextlib.__file__:
        manager = frame.f_locals.get("self")
        code = getattr(getattr(manager, "gen", None), "gi_code", code)
    return code in _EDGES


class _Handler:
    """A SIGINT handler that stands in front of another."""

    def __init__(self, interrupts: Interrupts, behind: Any) -> None:
        self.interrupts = interrupts
        self.behind = behind

    def __call__(self, number: int, frame: FrameType | None) -> None:
        def go_on() -> None:
            if callable(self.behind):
                self.behind(number, frame)

        self.interrupts.happen(go_on, at_edge=_at_edge(frame))


class Interrupts:
    """Calls every registered ``pause`` at an interrupt.

    Python runs signal handlers in its main thread; the other threads cannot watch.

    Attributes:
        pauses: what is called. holding: is there a block around that holds interrupts?
    """

    def __init__(self) -> None:
        self.pauses: list[Callable[[], None]] = []
        self._events: Any = None
        self.holding = False
        self._waits = False
        self._held: Callable[[], None] | None = None

    def watch(self, pause: Callable[[], None]) -> None:
        """Call ``pause`` at an interrupt, until `forget`. It is called inside a signal handler.
        To be called again while training goes on: others put their handlers in place, too."""
        if not _in_main_thread():
            return
        with self.held():
            if pause not in self.pauses:
                self.pauses.append(pause)
            self._watch_cells()

    def forget(self, pause: Callable[[], None]) -> None:
        """Do not call ``pause`` any more; the last one puts the kernel's handler back."""
        with self.held():
            if pause in self.pauses:
                self.pauses.remove(pause)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let an interrupt wait for the end of this block, so that nothing in it is left half
        done: ``KeyboardInterrupt`` is raised there, and not between any two instructions."""
        if not _in_main_thread() or self._waits:
            yield
            return
        within = self.holding
        self.holding = self._waits = True
        try:
            _stand_in_front(self)
            yield
        finally:
            try:
                if not within and not self.pauses:
                    self._step_back()
            finally:
                self.holding, self._waits = within, False
                held, self._held = self._held, None
            if held:
                held()

    @block
    def released(self) -> Iterator[None]:
        """Within `held`: let no interrupt wait in this block, which is code of the user's."""
        if not _in_main_thread() or not self._waits:
            yield
            return
        held, self._held = self._held, None
        if held:
            held()
        self._waits = False
        try:
            yield
        finally:
            self._waits = True

    def happen(self, go_on: Callable[[], None], at_edge: bool = False) -> None:
        """An interrupt has come; ``go_on`` does what the handler behind ours does."""
        for pause in list(self.pauses):
            pause()
        if self._waits or (at_edge and self.holding):
            self._held = go_on
        else:
            go_on()

    def _step_back(self) -> None:
        # During a cell the kernel keeps the handler that it will put back afterwards.
        kernel: Any = getattr(_shell(), "kernel", None)
        saved = getattr(kernel, "saved_sigint_handler", None)
        if isinstance(saved, _Handler):
            kernel.saved_sigint_handler = saved.behind
        if self._events is not None:
            self._events.unregister("pre_execute", self._before_cell)
            self._events = None
        if kernel is not None:
            vars(kernel).pop("pre_handler_hook", None)
        # From here on an interrupt does not wait any more: the last act.
        present = signal.getsignal(signal.SIGINT)
        if isinstance(present, _Handler):
            signal.signal(signal.SIGINT, present.behind)

    def _watch_cells(self) -> None:
        """For every message and every cell the kernel puts its own handler in place: get in front
        of that one."""
        shell = _shell()
        if shell is None or self._events is not None:
            return
        self._events = shell.events
        self._events.register("pre_execute", self._before_cell)
        kernel: Any = getattr(shell, "kernel", None)
        hook = getattr(kernel, "pre_handler_hook", None)
        if hook is not None and "pre_handler_hook" not in vars(kernel):

            def before_message() -> None:
                hook()
                self._before_cell()

            kernel.pre_handler_hook = before_message

    def _before_cell(self) -> None:
        if self.pauses and _in_main_thread():
            _stand_in_front(self)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _stand_in_front(interrupts: Interrupts) -> None:
    present = signal.getsignal(signal.SIGINT)
    if isinstance(present, _Handler):
        return
    # Anything else (what C code put there, the end of the process) cannot be done from here.
    if callable(present) or present is signal.SIG_IGN:
        signal.signal(signal.SIGINT, _Handler(interrupts, present))


def _shell() -> Any:
    """IPython, if this runs in it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


INTERRUPTS = Interrupts()
"""The one of this process."""
