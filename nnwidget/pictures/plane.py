"""The plane of the data, and what every feature and every neuron makes of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.datasets import BOUND
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.training.trainer import Trainer

GRID = 99
"""Points along a side of the large maps, where the network is small enough."""

THINNING = 3
"""Every third point along a side is in a neuron's own small map; fewer in large networks."""

NODES = 33
"""Nodes along a side of the grid over which the network's inputs are known."""

POINTS = 5000
"""Most data points that are shown."""

_VALUES = 1_500_000
"""Most activations computed for one picture: a large network gets a coarser grid."""

_MAP_BYTES = 96_000
"""Most bytes of all the small maps together."""


class Plane:
    """The plane that a trainer's pictures show: two columns of the data, or one of them and what
    is learnt. It keeps the grid and its scratch arrays from picture to picture."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._laid_out: tuple[object, ...] = ()

    # ------------------------------------------------------------ where

    @property
    def axes(self) -> list[int]:
        """The columns of the data that the pictures span (from 0): those asked for where there
        are such, else the first two, or the only one."""
        columns = self._trainer.shape.columns
        asked = [axis - 1 for axis in self._trainer.options.axes]
        if columns == 1:
            return [0]
        return asked if len({*asked}) == 2 and max(asked) < columns else [0, 1]

    @property
    def extent(self) -> list[float]:
        """[x_min, x_max, y_min, y_max]: -6 to 6 for data meant to lie there, else the data's."""
        data = self._trainer.data
        spans = [data.X[:, axis] for axis in self.axes]
        if len(spans) == 1:
            spans.append(data.y)
        elif data.bounded:
            return [-BOUND, BOUND, -BOUND, BOUND]
        return [bound for span in spans for bound in _padded(span)]

    @property
    def value_range(self) -> list[float]:
        """The two outputs drawn as pure orange and pure blue."""
        trainer = self._trainer
        if trainer.shape.problem == "classification":
            return list(ACTIVATIONS[trainer.plan.activations[-1]].targets)
        if trainer.data.bounded:
            return [-1.0, 1.0]
        low, high = float(trainer.data.y.min()), float(trainer.data.y.max())
        return [low, high] if low < high else [low - 1, low + 1]

    @property
    def layout(self) -> tuple[object, ...]:
        """What the network and its pictures are laid out for: while it is the same, so are the
        places of all grids and the sizes of all arrays."""
        trainer = self._trainer
        options = trainer.options
        return trainer.mlp, trainer.data_version, *self.axes, options.switched_off

    @property
    def grid(self) -> tuple[int, int]:
        """Points along a side of `maps`, and every how many-th of them a small map shows."""
        return _grid(sum(self._trainer.mlp.sizes[1:]))

    def middles(self, grid: int) -> Array:
        """The samples at the middle of every cell of a grid, rows from y_max down."""
        return self._crossings((np.arange(grid) + 0.5) / grid)

    def _crossings(self, shares: Array) -> Array:
        """The samples at these shares of the sides, rows from y_max down."""
        x_min, x_max, y_min, y_max = self.extent
        x, y = x_min + shares * (x_max - x_min), y_max - shares * (y_max - y_min)
        return self.samples(np.tile(x, len(y)), np.repeat(y, len(x)))

    def samples(self, x: Array, y: Array) -> Array:
        """The samples (m, columns) at places of the plane, x and y (m,). Columns outside
        ``axes`` are at their mean."""
        X = np.tile(self._trainer.X_train.mean(axis=0), (len(x), 1))
        X[:, self.axes[0]] = x
        if len(self.axes) == 2:
            X[:, self.axes[1]] = y
        return X

    # ------------------------------------------------------------ what is there

    def shown(self) -> tuple[NDArray[np.intp], int]:
        """Which points are shown, at most `POINTS`, evenly, training points first; and how
        many of them are training points."""
        n, total = self._trainer.data.train, len(self._trainer.data.X)
        step = math.ceil(total / POINTS)
        return np.r_[0:n:step, n:total:step], len(range(0, n, step))

    def points(self) -> tuple[Array, int]:
        """x, y and target of the points shown, (points, 3); and how many are training points.
        With one column y is the target, too."""
        indices, train = self.shown()
        X, y = self._trainer.data.X[indices], self._trainer.data.y[indices]
        points = np.column_stack([X[:, self.axes[0]], X[:, self.axes[-1]], y])
        if len(self.axes) == 1:
            points[:, 1] = y
        return points, train

    def feature_maps(self) -> tuple[int, NDArray[np.uint8]]:
        """The grid's size, and every feature that the data offer over it as bytes, (features,
        grid * grid); pure blue is 1, or the largest value with the user's data."""
        grid = GRID // THINNING
        samples = self.middles(grid)
        bounded = self._trainer.data.bounded
        maps = []
        for feature in self._trainer.offered.values():
            values = feature.function(samples)
            bound = (1.0 if bounded else float(np.abs(values).max())) or 1.0
            maps.append(quantize(values, -bound, bound))
        return grid, np.array(maps)

    def inputs(self) -> Array:
        """What the network is given at `NODES` by `NODES` places that reach from border to
        border, (inputs, nodes), rows from y_max down."""
        samples = self._crossings(np.linspace(0, 1, NODES))
        with np.errstate(over="ignore"):  # an infinite input has no line
            return self._trainer.inputs(samples)[:-1].astype(np.float32)

    def maps(self) -> tuple[int, int, list[Array]]:
        """The grid's size; every how many-th point of it along a side is in a small map; and
        every neuron's activation over the grid: (n^l, grid, grid) a layer."""
        trainer, layout = self._trainer, self.layout
        if self._laid_out != layout:
            self._grid, self._step = self.grid
            self._inputs = trainer.inputs(self.middles(self._grid)).astype(np.float32)
            self._pass = trainer.make_pass(self._inputs.shape[1], np.float32)
            self._laid_out = layout
        drawn = self._pass
        drawn.forward(self._inputs)
        if np.isnan(drawn.output).any():
            # beyond 1e38 single precision knows the sign of a sum no longer, double still does
            drawn = trainer.make_pass(self._inputs.shape[1])
            drawn.forward(self._inputs)
        maps = [a.reshape(-1, self._grid, self._grid) for a in drawn.a]
        return self._grid, self._step, maps


def quantize(values: Array, low: float, high: float) -> NDArray[np.uint8]:
    """Values as bytes: ``low`` and below 0, the middle 128, ``high`` and above 255."""
    scaled = values - (low + high) / 2
    scaled *= 255 / (high - low)
    if not math.isfinite(np.vdot(scaled, scaled)):  # one pass tells of all
        np.nan_to_num(scaled, copy=False)
    scaled.clip(-127.5, 127.5, out=scaled)
    scaled += 128  # 127.5, and 0.5 since a fraction is cut off
    return scaled.astype(np.uint8)


def _grid(neurons: int) -> tuple[int, int]:
    """Points along a side of the large maps, and every how many-th of them a small map shows:
    an odd number that divides them, so that what it shows are the middles of larger cells."""
    grid = min(GRID, max(12, math.isqrt(_VALUES // neurons)))
    step = max(THINNING, math.ceil(grid / math.sqrt(_MAP_BYTES / neurons))) | 1
    return grid // step * step, step


def _padded(values: Array) -> tuple[float, float]:
    """The span of the values with a margin of 8 % on either side."""
    low, high = float(values.min()), float(values.max())
    margin = 0.08 * (high - low) or 1.0
    return low - margin, high + margin
