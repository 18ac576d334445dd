"""The data of a trainer: drawn or given, shuffled, and split into training and test points."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from .metrics import neighbour_score
from .nn.activations import Array
from .nn.datasets import DATASETS, shuffle
from .nn.seedrandom import Random, open_stream
from .options import DataShape, Options, data_shape
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


def load(options: Options, table: Table | None, draw: int) -> tuple[Data, Random]:
    """The data that the options describe, and the random stream as it goes on behind them.

    Data, order and then the initial weights come from one stream, as in TensorFlow
    Playground. ``draw`` 1, 2, ... are other draws of the same seed.
    """
    rng = open_stream(options.seed, draw)
    if options.dataset == "custom" and table:
        X, y = table.X.copy(), table.y.copy()
        shape, columns, labels, bounded = table.shape, table.columns, table.labels, table.bounded
    else:
        dataset = DATASETS[options.dataset]
        count = options.samples or dataset.samples
        X, y = dataset.draw(rng, count, options.noise / 100, options.classes)
        shape, columns, bounded = data_shape(options), dataset.columns, dataset.extent
        labels = dataset.labels or tuple(range(shape.classes))
    shuffle(rng, X, y)
    train = training_points(len(X), options)
    return Data(X, y, train, shape, columns, labels, bounded), rng


def arranged(table: Table, options: Options, draw: int) -> Table:
    """The same data in such an order that `load` gives them in the order that they have here."""
    order = np.arange(len(table.X))
    shuffle(open_stream(options.seed, draw), order)
    X, y = np.empty_like(table.X), np.empty_like(table.y)
    X[order], y[order] = table.X, table.y
    return replace(table, X=X, y=y)


def training_points(total: int, options: Options) -> int:
    """How many of so many points are trained on."""
    return max(1, share(total, options.train_fraction))


def share(total: int, fraction: float) -> int:
    """The whole part of a fraction of ``total``. 57 % of 1,200 are 684, as in TensorFlow
    Playground, though 0.57 * 1200 is a little less."""
    percent = round(fraction * 100, 6)
    plain = abs(percent / 100 - fraction) < 1e-12
    return math.floor(total * percent / 100 if plain else total * fraction)


def standardization(inputs: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of every input (n0, m), as columns; 1 for a constant one."""
    mean, deviation = inputs.mean(axis=1, keepdims=True), inputs.std(axis=1, keepdims=True)
    # Rounding alone can give equal numbers a deviation.
    return mean, np.where(deviation > 1e-12 * np.abs(mean), deviation, 1.0)
