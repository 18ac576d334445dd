"""Data: points that were drawn, split into training and test points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nnwidget.nn.activations import Array

from .baselines import neighbour_score
from .datasets import DATASETS
from .draw import Drawn
from .shape import DataShape


@dataclass(frozen=True)
class Data:
    """The points, training points first.

    Attributes:
        X: (m, columns). y: (m,) classes 0..k-1, or numbers.
        train: how many of them are trained on.
        shape: columns, kind of problem, number of classes.
        columns: the names of the columns.
        labels: the labels of the classes; empty in regression.
        bounded: are all points meant to lie within [-6, 6]?
    """

    X: Array
    y: Array
    train: int
    shape: DataShape
    columns: tuple[str, ...]
    labels: tuple[Any, ...]
    bounded: bool

    @cached_property
    def neighbour_score(self) -> float:
        """The score that the nearest neighbours reach on the training points."""
        X, y = self.X[: self.train], self.y[: self.train]
        return neighbour_score(X, y, self.shape.classes)


def split(drawn: Drawn, train_fraction: float) -> Data:
    """The points as data, the first ones to be trained on."""
    source, train = drawn.source, training_points(len(drawn.X), train_fraction)
    if table := source.table:
        kind = table.shape, table.columns, table.labels, table.bounded
    else:
        dataset = DATASETS[source.dataset]
        shape = dataset.shape(source.classes, source.samples)
        labels: tuple[Any, ...] = dataset.labels or tuple(range(shape.classes))
        kind = shape, dataset.columns, labels, dataset.extent
    return Data(drawn.X, drawn.y, train, *kind)


def training_points(total: int, train_fraction: float) -> int:
    """How many of so many points are trained on."""
    return max(1, share(total, train_fraction))


def share(total: int, fraction: float) -> int:
    """The whole part of a fraction of ``total``. 57 % of 1,200 are 684, as in TensorFlow
    Playground, though 0.57 * 1200 is a little less."""
    percent = round(fraction * 100, 6)
    plain = abs(percent / 100 - fraction) < 1e-12
    return math.floor(total * percent / 100 if plain else total * fraction)
