"""What a run has been, and where it had come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from .history import History
from .moments import Moment, Moments


@dataclass
class Past:
    """The past of a run.

    Attributes:
        history: the losses so far.
        moments: those that can be shown again.
        tip: where training had come to, while an earlier moment is shown.
    """

    history: History = field(default_factory=History)
    moments: Moments = field(default_factory=Moments)
    tip: Moment | None = None

    def copy(self) -> Past:
        """A past of its own: the same losses and moments."""
        return Past(self.history.copy(), self.moments.copy(), self.tip)

    def record(self, epoch: int, losses: tuple[float, float], moment: Callable[[], Moment]) -> None:
        """Note the end of an epoch."""
        self.history.record(epoch, *losses)
        self.moments.record(epoch, moment)

    def branch(self, epoch: float) -> None:
        """From this epoch on it goes another way than it has gone, if it has: forget what came
        later."""
        if self.tip:
            self.tip = None
            self.moments.cut(epoch)
            self.history.cut(epoch)


class State(NamedTuple):
    """A run with its past."""

    moment: Moment
    past: Past
