"""Undo and redo: whole states of a run, before and after every edit."""

from __future__ import annotations

from collections.abc import Hashable

from .past import State

STATES = 50
"""Most edits that can be taken back."""

BYTES = 32 * 1024 * 1024
"""Most bytes of the states together."""

MERGE = 0.6
"""Edits of the same thing that follow one another within so many seconds are one."""


class Undo:
    """The states that can be gone back to, and forward again.

    Attributes:
        past: the states before the edits that can be taken back.
    """

    def __init__(self) -> None:
        self.past: list[State] = []
        self._future: list[State] = []
        self._last: tuple[Hashable, float] | None = None

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def settle(self) -> None:
        """The next edit is one of its own, however soon it comes."""
        self._last = None

    def remember(self, before: State, what: Hashable, now: float) -> None:
        """An edit of ``what`` has changed the state ``before``."""
        self._future.clear()
        last, self._last = self._last, (what, now)
        if last and last[0] == what and now - last[1] < MERGE:
            return
        self.past.append(before)
        while len(self.past) > STATES or self._bytes() > BYTES:
            del self.past[0]

    def undo(self, present: State) -> State | None:
        """The state before the last edit; ``present`` can be redone."""
        return self._move(self.past, self._future, present)

    def redo(self, present: State) -> State | None:
        """The state that was left by the last undo."""
        return self._move(self._future, self.past, present)

    def _move(self, source: list[State], target: list[State], present: State) -> State | None:
        self.settle()
        if not source:
            return None
        target.append(present)
        return source.pop()

    def _bytes(self) -> int:
        """Bytes of all that the states hold; they share most of it. One state is kept,
        whatever its size."""
        if len(self.past) < 2:
            return 0
        moments = {
            id(moment): moment
            for state in self.past
            for moment in (state.moment, *state.past.moments.kept, *filter(None, [state.past.tip]))
        }
        tables = {id(t): t for moment in moments.values() if (t := moment.origin.table)}
        return sum(m.nbytes for m in moments.values()) + sum(t.nbytes for t in tables.values())
