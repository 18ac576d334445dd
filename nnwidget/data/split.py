"""Data: drawn or given, shuffled, and split into training and test points."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nnwidget.nn.activations import Array
from nnwidget.nn.seedrandom import Random, open_stream

from .baselines import neighbour_score
from .datasets import DATASETS, shuffle
from .shape import DataShape
from .table import Table

BOUND = 6.0
"""The built-in data sets of two columns lie within [-BOUND, BOUND]."""


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


@dataclass(frozen=True)
class Source:
    """What points are drawn from.

    Attributes:
        dataset: a name of `DATASETS`; of no account with a ``table``.
        classes: how many, where the data set leaves it open. noise: in percent.
        samples: how many points; ``None`` is the data set's usual number.
        seed: of the random stream.
        table: the user's own data, if they are to be taken.
        number: 1, 2, ... are other draws of the same seed.
    """

    dataset: str
    classes: int
    noise: float
    samples: int | None
    seed: int | str
    table: Table | None = None
    number: int = 0


@dataclass(frozen=True)
class Drawn:
    """Points as they come from a stream of random numbers, shuffled but not split."""

    source: Source
    X: Array
    y: Array
    _stream: Random

    def stream(self) -> Random:
        """The random stream as it goes on behind the points."""
        return deepcopy(self._stream)


def draw(source: Source) -> Drawn:
    """The points of a source: data, order and then the initial weights come from one stream, as
    in TensorFlow Playground."""
    stream = open_stream(source.seed, source.number)
    if source.table:
        X, y = source.table.X.copy(), source.table.y.copy()
    else:
        dataset = DATASETS[source.dataset]
        count = source.samples or dataset.samples
        X, y = dataset.draw(stream, count, source.noise / 100, source.classes)
    shuffle(stream, X, y)
    return Drawn(source, X, y, stream)


class Draws:
    """The latest draws, so that what does not change the points does not draw them again."""

    KEPT = 2
    """The data's draw, and another one that a new start has its weights from."""

    def __init__(self) -> None:
        self._kept: dict[Source, Drawn] = {}

    def drawn(self, source: Source) -> Drawn:
        """The same as `draw`, computed once."""
        found = self._kept.pop(source, None) or draw(source)
        self._kept[source] = found
        while len(self._kept) > self.KEPT:
            del self._kept[next(iter(self._kept))]
        return found


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


def arranged(table: Table, seed: int | str, number: int) -> Table:
    """The same data in such an order that a draw of that seed and number gives them in the order
    that they have here."""
    order = np.arange(len(table.X))
    shuffle(open_stream(seed, number), order)
    X, y = np.empty_like(table.X), np.empty_like(table.y)
    X[order], y[order] = table.X, table.y
    return replace(table, X=X, y=y)


def training_points(total: int, train_fraction: float) -> int:
    """How many of so many points are trained on."""
    return max(1, share(total, train_fraction))


def share(total: int, fraction: float) -> int:
    """The whole part of a fraction of ``total``. 57 % of 1,200 are 684, as in TensorFlow
    Playground, though 0.57 * 1200 is a little less."""
    percent = round(fraction * 100, 6)
    plain = abs(percent / 100 - fraction) < 1e-12
    return math.floor(total * percent / 100 if plain else total * fraction)
