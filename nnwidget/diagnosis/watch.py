"""The diagnosis of a run that goes on: looked at rarely, and shown without flicker."""

from __future__ import annotations

from nnwidget.training.trainer import Trainer

from . import diagnose
from .finding import Finding

EVERY = 0.5
"""While it trains, a run is diagnosed at most every so many seconds."""

LINGER = 4
"""A finding that comes and goes at a threshold is shown until it was missed so many times."""


class Watch:
    """Watches a trainer.

    Attributes:
        finding: what is shown now.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.finding: Finding | None = None
        self._trainer = trainer
        self._misses = 0
        self._looked: object = None
        self._looked_at = 0.0

    def look(self, edits: object, training: bool, now: float) -> Finding | None:
        """What is found in the present state; while it only trains on, what was found lately.

        Args:
            edits: another value after every edit.
            now: seconds, monotonic.
        """
        trains_on = training and edits == self._looked
        if trains_on and now - self._looked_at < EVERY:
            return self.finding
        hidden = "diagnosis" in self._trainer.options.hidden_controls
        found = None if hidden else diagnose(self._trainer)
        self._misses = 0 if found or not trains_on else self._misses + 1
        if found or not 0 < self._misses < LINGER:
            self.finding = found
        self._looked, self._looked_at = edits, now
        return self.finding
