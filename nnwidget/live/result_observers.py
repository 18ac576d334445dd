"""Telling who observes results, at most once per frame."""

from __future__ import annotations

from collections.abc import Callable


class ResultObservers:
    """Tells of results when they may have changed.

    Attributes:
        on_results: is called then; ``None`` where nobody wants to know.
    """

    def __init__(self) -> None:
        self.on_results: Callable[[], None] | None = None
        self._told: object = None
        self._due = 0.0

    def tell(self, state: object, now: float, spacing: float) -> None:
        """Tell at once, if the state is another one than was told of last."""
        if self.on_results is not None and state != self._told:
            self._told, self._due = state, now + spacing
            self.on_results()

    def tell_in_time(self, state: object, now: float, spacing: float) -> float | None:
        """The same, at most once in ``spacing`` seconds. Returns the seconds until it may be
        again, if there is something to tell."""
        if self.on_results is None or state == self._told:
            return None
        if now < self._due:
            return self._due - now
        self.tell(state, now, spacing)
        return None
