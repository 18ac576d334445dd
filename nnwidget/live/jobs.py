"""What is to be done in a loop's turn, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Jobs:
    """Jobs that wait for their turn. Any thread may add one."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._thread: int | None = None

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def done_here(self) -> bool:
        """Is it this thread that does them at present?"""
        return self._thread == threading.get_ident()

    def add(self, job: Callable[[], None]) -> None:
        """Have a job done, after all that were added before."""
        self._waiting.append(job)

    def clear(self) -> None:
        """Forget those that wait."""
        self._waiting.clear()

    def do(self, first: Callable[[], float | None]) -> float | None:
        """Do ``first``, and all that wait. Returns what ``first`` does; within a job, which can
        have a turn of its own in plain Python, it is left out."""
        outer, self._thread = self._thread, threading.get_ident()
        try:
            wait = None if outer else first()
            while self._waiting:
                self._waiting.popleft()()
        finally:
            self._thread = outer
        return wait
