"""A layer's own space: the activations of two of its neurons as coordinates.

The next layer sees no x and y, only these. Drawn are the data points, and the lattice that lay
straight over the plane of the data, bent into the layer's space.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nnwidget.nn.activations import Array
from nnwidget.training.trainer import Trainer

from .plane import Plane

LINES = 13
"""Lines of the lattice in each direction, the plane's borders among them: over the plane from
-6 to 6 they stand at whole numbers."""

STEPS = 73
"""Points along a line: the borders, and five between two lines."""


SpaceRef = tuple[int, int, int]
"""A layer, and the neurons on its horizontal and on its vertical axis, all from 1."""


class HiddenSpace(NamedTuple):
    """A layer's space.

    Attributes:
        layer, neurons: the layer and its two neurons, all from 1.
        points: (points, 2) the points that are shown.
        lines: (2 * `LINES` * `STEPS`, 2): line after line, first the upright lines from left to
            right, each from the bottom up, then the level ones from the bottom up, each from
            left to right.
    """

    layer: int
    neurons: list[int]
    points: Array
    lines: Array


def lattice(extent: list[float]) -> tuple[Array, Array]:
    """x and y of all points of the lattice, in the order of `HiddenSpace`'s lines."""
    x_min, x_max, y_min, y_max = extent
    lines, steps = np.linspace(0, 1, LINES), np.linspace(0, 1, STEPS)
    across, along = np.repeat(lines, STEPS), np.tile(steps, LINES)
    x = x_min + (x_max - x_min) * np.concatenate([across, along])
    y = y_min + (y_max - y_min) * np.concatenate([along, across])
    return x, y


class HiddenSpaces:
    """Bends the lattice as a trainer's network does.

    Args:
        trainer: whose network it is. plane: where its points lie.
    """

    def __init__(self, trainer: Trainer, plane: Plane) -> None:
        self._trainer = trainer
        self._plane = plane
        self._laid_out: tuple[object, ...] = ()

    @property
    def places(self) -> int:
        """How many points and points of lines a space has."""
        return len(self._plane.shown()[0]) + 2 * LINES * STEPS

    def known(self, refs: Iterable[SpaceRef]) -> list[SpaceRef]:
        """The spaces that the network has."""
        sizes = self._trainer.mlp.sizes
        return [
            (layer, i, j)
            for layer, i, j in refs
            if 1 <= layer < len(sizes) and min(i, j) >= 1 and max(i, j) <= sizes[layer]
        ]

    def draw(self, refs: Iterable[SpaceRef]) -> list[HiddenSpace]:
        """The spaces asked for, without those that the network does not have."""
        known = self.known(refs)
        if not known:
            return []
        bent, shown = self._bent(), self._plane.shown()[0]
        return [
            HiddenSpace(
                layer,
                neurons,
                self._seen(self._trainer.evaluation.activations(layer), layer, neurons)[:, shown].T,
                self._seen(bent[layer - 1], layer, neurons).T,
            )
            for layer, *neurons in known
        ]

    def _bent(self) -> list[Array]:
        """A^l of the lattice, a layer each."""
        if self._laid_out != self._plane.layout:
            samples = self._plane.samples(*lattice(self._plane.extent))
            self._inputs = self._trainer.inputs(samples).astype(np.float32)
            self._pass = self._trainer.make_pass(len(samples), np.float32)
            self._laid_out = self._plane.layout
        self._pass.forward(self._inputs)
        return self._pass.a

    def _seen(self, a: Array, layer: int, neurons: list[int]) -> Array:
        """What the next layer sees of two neurons: 0 of one that is switched off."""
        off = self._trainer.options.switched_off
        on = [[(layer, neuron) not in off] for neuron in neurons]
        return a[[neuron - 1 for neuron in neurons]] * np.array(on, a.dtype)
