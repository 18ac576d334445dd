"""The trainer's state as the messages that the browser draws: `Scene`, `History`, `Frame`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .nn.activations import ACTIVATIONS, Array
from .protocol import Diagnosis, Frame, History, Notice, Scene, Space
from .space import SpaceRef, Spaces, lattice
from .trainer import Trainer

GRID = 99
"""Points along a side of the large maps, where the network is small enough."""

THINNING = 3
"""Every third point along a side is in a neuron's own small map; fewer in large networks."""

INPUT_GRID = 33
"""Nodes along a side of the grid on which the network's inputs are sent."""

POINTS = 5000
"""Most data points that are sent."""

HISTORY_POINTS = 1000
"""Most epochs of the history that are sent, evenly chosen."""

_VALUES = 1_500_000
"""Most activations computed for one frame: a large network gets a coarser grid."""

_MAP_BYTES = 96_000
"""Most bytes of all the small maps together."""

Bytes = NDArray[np.uint8]
NeuronRef = tuple[int, int]
"""Layer and neuron, both from 1."""


class Message(NamedTuple):
    """A message's JSON part and its binary buffers."""

    content: Scene | History | Frame
    buffers: list[bytes]


def quantize(values: Array, low: float, high: float) -> Bytes:
    """Values as bytes: ``low`` and below 0, the middle 128, ``high`` and above 255."""
    scaled = values - (low + high) / 2
    scaled *= 255 / (high - low)
    if not math.isfinite(np.vdot(scaled, scaled)):  # one pass tells of all
        np.nan_to_num(scaled, copy=False)
    scaled.clip(-127.5, 127.5, out=scaled)
    scaled += 128  # 127.5, and 0.5 since a fraction is cut off
    return scaled.astype(np.uint8)


class Painter:
    """Draws a trainer. It keeps the grid and the room for it from frame to frame."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._painted: tuple[object, ...] = ()
        self._lattice: Spaces | None = None

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
            return [-6.0, 6.0, -6.0, 6.0]
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

    def _samples(self, grid: int) -> Array:
        """The samples at the middle of every cell of a grid, rows from y_max down."""
        return self._crossings((np.arange(grid) + 0.5) / grid)

    def _crossings(self, shares: Array) -> Array:
        """The samples at these shares of the sides, rows from y_max down."""
        x_min, x_max, y_min, y_max = self.extent
        x, y = x_min + shares * (x_max - x_min), y_max - shares * (y_max - y_min)
        return self._plane(np.tile(x, len(y)), np.repeat(y, len(x)))

    def _plane(self, x: Array, y: Array) -> Array:
        """The samples at places of the pictures. Columns outside ``axes`` are at their mean."""
        X = np.tile(self._trainer.X_train.mean(axis=0), (len(x), 1))
        X[:, self.axes[0]] = x
        if len(self.axes) == 2:
            X[:, self.axes[1]] = y
        return X

    # ------------------------------------------------------------ messages

    def scene(self, number: int) -> Message:
        """What changes only with the data, the inputs or the kind of problem."""
        trainer = self._trainer
        offered = trainer.offered
        shown, train = self.shown()
        X, y = trainer.data.X[shown], trainer.data.y[shown]
        points = np.column_stack([X[:, self.axes[0]], X[:, self.axes[-1]], y])
        if len(self.axes) == 1:
            points[:, 1] = y
        grid = GRID // THINNING
        samples = self._samples(grid)
        maps = [self._feature_map(feature.function(samples)) for feature in offered.values()]
        nodes = self._crossings(np.linspace(0, 1, INPUT_GRID))
        with np.errstate(over="ignore"):  # an infinite input has no line
            inputs = trainer.inputs_of(nodes)[:-1].astype("<f4")
        content = Scene(
            type="scene",
            scene=number,
            problem=trainer.shape.problem,
            class_names=[str(label)[:200] for label in trainer.data.labels],
            columns=list(trainer.data.columns),
            axes=self.axes,
            extent=self.extent,
            value_range=self.value_range,
            train=train,
            test=len(points) - train,
            train_total=trainer.data.train,
            test_total=len(trainer.data.X) - trainer.data.train,
            features=list(trainer.options.features),
            feature_names=list(offered),
            feature_labels=[trainer.label(name) for name in offered],
            feature_grid=grid,
            input_grid=INPUT_GRID,
            output_activation=trainer.plan.activations[-1],
            loss=trainer.plan.loss_name,
        )
        buffers = [points.astype("<f4").tobytes(), np.concatenate(maps).tobytes()]
        return Message(content, [*buffers, inputs.tobytes()])

    def _feature_map(self, values: Array) -> Bytes:
        """A feature over the grid; pure blue is 1, or the largest value with the user's data."""
        bound = 1.0 if self._trainer.data.bounded else float(np.abs(values).max())
        return quantize(values, -(bound or 1.0), bound or 1.0)

    def shown(self) -> tuple[NDArray[np.intp], int]:
        """Which points are drawn, at most `POINTS`, evenly, training points first; and how
        many of them are training points."""
        n, total = self._trainer.data.train, len(self._trainer.data.X)
        step = math.ceil(total / POINTS)
        return np.r_[0:n:step, n:total:step], len(range(0, n, step))

    def history(self, number: int) -> Message:
        """The losses so far."""
        history = self._trainer.history
        table = history.table[:, :: math.ceil(len(history) / HISTORY_POINTS) or 1]
        content = History(
            type="history",
            history=number,
            points=table.shape[1],
            events=[{"epoch": epoch, "what": what} for epoch, what in history.events[-100:]],
        )
        return Message(content, [table.astype("<f8").tobytes()])

    @np.errstate(all="ignore")  # what overflows has a picture, too
    def frame(
        self,
        number: int,
        scene: int,
        history: int,
        playing: bool,
        rate: float,
        looks: list[NeuronRef],
        notice: Notice | None,
        undo: bool = False,
        redo: bool = False,
        spaces: Sequence[SpaceRef] = (),
        diagnosis: Diagnosis | None = None,
    ) -> Message:
        """The present state, complete in itself.

        Args:
            number, scene, history: this frame's number, and those of the last `Scene` and
                `History`.
            rate: epochs per second, measured.
            looks: neurons to draw large beside the output.
            notice: why training stopped by itself.
            undo, redo: is there an edit to take back, or to do again?
            spaces: layers' spaces to draw.
            diagnosis: why it does not learn.
        """
        trainer, sizes = self._trainer, self._trainer.mlp.sizes
        grid, maps = self.maps()
        small, thin = [], slice(self._step // 2, None, self._step)
        if maps[:-1]:
            hidden = np.concatenate([layer[:, thin, thin] for layer in maps[:-1]])
            small.append(quantize(hidden, -1, 1).ravel())
        low, high = self.value_range
        small.append(quantize(maps[-1][:, thin, thin], low, high).ravel())
        looks = [(l, n) for l, n in looks if 1 <= l < len(sizes) and 1 <= n <= sizes[l]]
        large = [self._output_map(maps[-1])]
        for layer_number, neuron in looks:
            bounds = (low, high) if layer_number == len(sizes) - 1 else (-1, 1)
            large.append(quantize(maps[layer_number - 1][neuron - 1], *bounds).ravel())
        node_grid = len(range(grid)[thin])
        inside = self._spaces(spaces)
        numbers = np.concatenate([trainer.scores, trainer.mlp.theta]).astype("<f8")
        content = Frame(
            type="frame",
            frame=number,
            scene=scene,
            history=history,
            epoch=trainer.epoch,
            latest=trainer.latest,
            playing=playing,
            rate=rate,
            undo=undo,
            redo=redo,
            confusion_train=trainer.confusions[0].tolist(),
            confusion_test=trainer.confusions[1].tolist(),
            layers=list(sizes),
            activations=list(trainer.plan.activations),
            node_grid=node_grid,
            large_grid=grid,
            large=[None, *(list(look) for look in looks)],
            spaces=[space for space, _ in inside],
            notice=notice,
            diagnosis=diagnosis,
        )
        picture = b"".join(a.tobytes() for a in (numbers, *small, *large))
        return Message(content, [picture, *(buffer for _, buffer in inside)])

    def _spaces(self, refs: Sequence[SpaceRef]) -> list[tuple[Space, bytes]]:
        """The layers' spaces, each with its buffer."""
        if not refs:
            return []
        if self._lattice is None:
            self._lattice = Spaces(self._trainer, self._plane(*lattice(self.extent)))
        return self._lattice.draw(refs, self.shown()[0])

    def maps(self) -> tuple[int, list[Array]]:
        """The grid's size, and every neuron's activation over it: (n^l, grid, grid) a layer."""
        trainer, mlp = self._trainer, self._trainer.mlp
        # The room fits as long as network, data and view of them are the same.
        painted = (mlp, trainer.data_version, *self.axes, trainer.options.switched_off)
        if self._painted != painted:
            self._grid, self._step = _grid(sum(mlp.sizes[1:]))
            inputs = trainer.inputs_of(self._samples(self._grid))
            self._inputs = inputs.astype(np.float32)
            self._pass = trainer.make_pass(self._inputs.shape[1], np.float32)
            self._lattice = None
            self._painted = painted
        drawn = self._pass
        drawn.forward(self._inputs)
        if np.isnan(drawn.output).any():
            # beyond 1e38 single precision knows the sign of a sum no longer, double still does
            drawn = trainer.make_pass(self._inputs.shape[1])
            drawn.forward(self._inputs)
        return self._grid, [a.reshape(-1, self._grid, self._grid) for a in drawn.a]

    def _output_map(self, output: Array) -> Bytes:
        """The large map of the output: its value, or the winning class and its probability."""
        if len(output) == 1:
            return quantize(output[0], *self.value_range).ravel()
        winner, best = output.argmax(axis=0), output.max(axis=0)
        low, high = self.value_range
        share = np.clip((best - low) / (high - low), 0, 1)
        return np.stack([winner, np.rint(np.nan_to_num(share) * 255)]).astype(np.uint8).ravel()


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
