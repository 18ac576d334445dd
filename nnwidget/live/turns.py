"""When a loop has its turns: a task on the event loop of the kernel."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable

BREATH = 0.001
"""Seconds of sleep between slices. (With 0 a kernel answers three times slower.)"""

DEEP_BREATH = 0.004
"""The same while the kernel is found at work, so that it is asked less often."""

LATE = 0.002
"""Who sleeps for a breath and wakes so much later was not alone: the kernel had work to do, or
another thread of it."""

LONGEST_BREATH = 0.2
"""A kernel that never comes to rest leaves the loop a turn after so many seconds."""

IDLE = 1.0
"""Longest sleep, in seconds, of a loop that waits for a time."""

TASK = "nnwidget"
"""The name of the task of a loop, as asyncio tells it."""


class Turns:
    """Gives a loop its turns, as long as it has something to do.

    Args:
        turn: has a turn; returns the seconds until there may be something to do again, or
            ``None`` when only a call of `ask` can make it so.
        cancelled: called when the event loop ends.

    Attributes:
        calls: how often something has come in from outside.
    """

    taken = 0.0
    """The seconds that all loops together have taken for their turns."""

    def __init__(self, turn: Callable[[], float | None], cancelled: Callable[[], None]) -> None:
        self.calls = 0
        self._turn, self._cancelled = turn, cancelled
        self._over = False
        self._owner = kernel_loop()
        self._task: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()

    @property
    def none(self) -> bool:
        """Does no event loop run (plain Python), so that there are no turns?"""
        return self._find_owner() is None

    def ask(self) -> bool:
        """Have a turn soon. From any thread; returns whether there will be one."""
        owner = self._find_owner()
        if owner is not None and not self._bell.is_set():  # else it is about to look anyway
            owner.call_soon_threadsafe(self._resume)
        return owner is not None

    def end(self) -> None:
        """Have a last turn, if there is a task."""
        self._over = True
        if self._owner is not None and self._owner.is_running():
            self._owner.call_soon_threadsafe(self._bell.set)

    def _find_owner(self) -> asyncio.AbstractEventLoop | None:
        """The event loop of the task: the first that was met, as long as it runs. (A script may
        call ``asyncio.run`` several times.)"""
        if self._owner is None or not self._owner.is_running():
            self._owner = kernel_loop()
        return self._owner

    def _resume(self) -> None:
        """In the owner's thread: make sure that the task runs, and that it looks."""
        loop, task = asyncio.get_running_loop(), self._task
        if task is None or task.done() or task.get_loop() is not loop:
            if self._over:
                return
            self._bell = asyncio.Event()
            self._task = loop.create_task(self._run(), name=TASK)
        self._bell.set()

    async def _run(self) -> None:
        bell = self._bell
        try:
            while True:
                bell.clear()
                pause = self._turn()
                if pause is None:
                    return
                if pause > BREATH:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(bell.wait(), pause)
                await self._breathe()
        except asyncio.CancelledError:
            # The event loop ends. Waking it now would start the task anew.
            self._cancelled()
            raise
        finally:
            bell.clear()

    async def _breathe(self) -> None:
        """Let the kernel do its work, all of it: take a breath, and longer ones while they turn
        out longer than they were meant to be (other widgets' training is no work), or while
        something comes in."""
        breath, end = BREATH, time.monotonic() + LONGEST_BREATH
        while True:
            start, taken, calls = time.monotonic(), Turns.taken, self.calls
            await asyncio.sleep(breath)
            now = time.monotonic()
            late = now - start - breath - (Turns.taken - taken)
            if now > end or (late < LATE and calls == self.calls):
                return
            breath = min(2 * breath, DEEP_BREATH)


def soonest(*waits: float | None) -> float | None:
    """The shortest of some waits, if there is one."""
    due = [wait for wait in waits if wait is not None]
    return min(IDLE, max(BREATH, min(due))) if due else None


def kernel_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop of the kernel's cells, or the running one, or none.

    A handler in another thread may have a running loop of its own, which is the wrong one; so
    an IPython kernel is asked first.
    """
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    io_loop = getattr(kernel, "io_loop", None)
    loop = getattr(io_loop, "asyncio_loop", None)
    if isinstance(loop, asyncio.AbstractEventLoop):
        return loop
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
