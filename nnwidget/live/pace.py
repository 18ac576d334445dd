"""How much is trained when: so many epochs per second, in short slices."""

from __future__ import annotations

SLICE = 0.012
"""Seconds of training at a time; between two slices the kernel gets its turn. Widgets that
train at the same time share it."""

SHORT_SLICE = 0.003
"""Their smallest share."""

LONG_SLICE = 0.1
"""The same where the caller waits (`fit`): how long an interrupt may take."""

BACKLOG = 0.25
"""A loop that falls behind its speed makes up for at most so many seconds."""

MEASURED_OVER = 0.5
"""Seconds over which the rate is measured."""


def share(trainings: int) -> float:
    """Seconds of one slice where so many widgets train."""
    return max(SHORT_SLICE, SLICE / max(1, trainings))


class Pace:
    """The pace of Play. Times are seconds of any monotonic clock.

    Attributes:
        speed: epochs per second, or ``None`` for as fast as it goes.
        rate: epochs per second, measured.
    """

    def __init__(self) -> None:
        self.speed: float | None = 60
        self.rate = 0.0
        self._owed = 0.0  # batches, fractions of one included
        self._asked = 0.0
        self._measured = (0.0, 0.0)

    def start(self, now: float) -> None:
        """Play begins: the first batch is due at once."""
        self._owed, self._asked = 1.0, now

    def due(self, now: float, per_epoch: int) -> int:
        """How many batches are due."""
        elapsed, self._asked = now - self._asked, now
        if self.speed is None:
            return 1_000_000
        per_second = self.speed * per_epoch
        self._owed = min(self._owed + elapsed * per_second, 1 + BACKLOG * per_second)
        return int(self._owed)

    def trained(self, batches: int) -> None:
        """So many of them were trained."""
        self._owed = max(0.0, self._owed - batches)

    def wait(self, per_epoch: int) -> float:
        """Seconds until a batch is due."""
        return 0.0 if self.speed is None else (1 - self._owed) / (self.speed * per_epoch)

    def measure_from(self, now: float, epoch: float) -> None:
        """Training begins."""
        self._measured = (now, epoch)

    def measure(self, now: float, epoch: float) -> None:
        """Training has come so far."""
        since, from_epoch = self._measured
        if now - since >= MEASURED_OVER:
            self.rate = max(0.0, (epoch - from_epoch) / (now - since))
            self._measured = (now, epoch)
