"""What a network must fit: how many columns and classes data have; and how large they may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnwidget.nn.losses import Problem

SAMPLES = 100_000
CLASSES = 12
COLUMNS = 64


@dataclass(frozen=True)
class DataShape:
    """The columns of X, the kind of problem, the number of classes (0 for regression). (Data
    with more ``samples`` are still of the same shape.)"""

    columns: int
    problem: Problem
    classes: int
    samples: int = field(default=0, compare=False)
