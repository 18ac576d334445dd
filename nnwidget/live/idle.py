"""When a state has come to rest, so that something slow may be made of it."""

from __future__ import annotations

from collections.abc import Callable

REST = 1.0
"""A state that has not changed for so many seconds is at rest."""

NEWS = 30.0
"""Of a state that never rests, news come every so many seconds."""


class IdleWatch:
    """Tells of every state that comes to rest, and rarely of one that does not.

    Args:
        tell: called without the state.
        state: of this one is nothing to tell any more.
        now: seconds, monotonic.
    """

    def __init__(self, tell: Callable[[], None], state: object, now: float) -> None:
        self._tell = tell
        self._told = self._seen = state
        self._told_at = self._seen_at = now

    def look(self, state: object, now: float, busy: int) -> float | None:
        """Tell of a state, if it is time. Returns the seconds until it may be.

        Args:
            busy: 0 for a state that may rest; for one that changes all the time, how many such
                there are, who take turns.
        """
        if state == self._told:
            return None
        if state != self._seen:
            self._seen, self._seen_at = state, now
        due = self._told_at + NEWS * busy if busy else self._seen_at + REST
        if now < due:
            return due - now
        self._told, self._told_at = state, now
        self._tell()
        return None
