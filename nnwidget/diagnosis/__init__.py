"""Why does it not learn? Rules that speak only when they are sure, each with one remedy.

The rules look at the `Evidence` of a run, the surest first, and the first one that speaks is
heard. The reasons behind them, and how often they are right: ``docs/diagnosis.md``.
"""

from __future__ import annotations

import numpy as np

from nnwidget.training.trainer import Trainer

from .evidence import Evidence
from .finding import Finding
from .rules import RULES

__all__ = ["Finding", "diagnose"]


@np.errstate(all="ignore")  # what overflows is nothing to be sure of
def diagnose(trainer: Trainer) -> Finding | None:
    """The surest finding about a run, or ``None``: it learns, or nobody can be sure."""
    if trainer.epoch < trainer.latest:
        return None  # a moment that is past is only looked at
    evidence = Evidence(trainer)
    return next(filter(None, (rule(evidence) for rule in RULES.values())), None)
