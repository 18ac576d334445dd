"""Telling observers what has changed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable

from traitlets.utils.bunch import Bunch

LONGEST = 1000
"""Longest chain of changes that observers make when they are told of the one before."""


class Telling:
    """Tells observers of one change after another: what an observer changes is told behind what
    it was told of, so that the last that each of them hears is how things are. One that fails
    keeps nobody from being told of the other changes; its exception is raised when all are.

    Args:
        notify: tells all observers of a change.
    """

    def __init__(self, notify: Callable[[Bunch], None]) -> None:
        self._notify = notify
        self._waiting: deque[tuple[int, Bunch]] = deque()
        self._lock = threading.Lock()
        self._link: int | None = None
        """Which link of the chain is just being told, if any is."""

    def tell(self, changes: Iterable[Bunch]) -> None:
        """Tell of changes; where others are just being told (by an observer, or in another
        thread), behind them.

        Raises:
            Exception: what an observer raises; of several the first, with notes of the others.
            RecursionError: observers change what they observe again and again.
        """
        mine, errors = False, list[Exception]()
        try:
            with self._lock:
                link = 0 if self._link is None else self._link + 1
                self._waiting.extend((link, change) for change in changes)
                if self._link is not None:
                    return
                self._link, mine = 0, True
            while link < LONGEST:
                with self._lock:
                    if not self._waiting:
                        self._link, mine = None, False
                        break
                    self._link, change = self._waiting.popleft()
                    link = self._link
                try:
                    self._notify(change)
                except Exception as error:
                    errors.append(error)
            else:
                raise RecursionError("observers change what they observe again and again")
        finally:
            if mine:  # it ends halfway
                with self._lock:
                    self._waiting.clear()
                    self._link = None
        for other in errors[1:]:
            errors[0].add_note(f"Another observer failed, too: {type(other).__name__}: {other}")
        if errors:
            raise errors[0]
