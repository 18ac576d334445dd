"""A layer's own space: the activations of two of its neurons as coordinates.

The next layer sees no x and y, only these. Drawn are the data points, and the lattice that lay
straight over the plane of the data, bent into the layer's space.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .nn.activations import Array
from .protocol import Space
from .trainer import Trainer

LINES = 13
"""Lines of the lattice in each direction, the plane's borders among them: over the plane from
-6 to 6 they stand at whole numbers."""

STEPS = 73
"""Points along a line: the borders, and five between two lines."""

SpaceRef = tuple[int, int, int]
"""A layer, and the neurons on its horizontal and on its vertical axis, all from 1."""


def lattice(extent: list[float]) -> tuple[Array, Array]:
    """x and y of all points of the lattice: line after line, first the upright lines from left
    to right, each from the bottom up, then the level ones from the bottom up, each from left
    to right."""
    x_min, x_max, y_min, y_max = extent
    lines, steps = np.linspace(0, 1, LINES), np.linspace(0, 1, STEPS)
    across, along = np.repeat(lines, STEPS), np.tile(steps, LINES)
    x = x_min + (x_max - x_min) * np.concatenate([across, along])
    y = y_min + (y_max - y_min) * np.concatenate([along, across])
    return x, y


class Spaces:
    """Bends the lattice as a trainer's network does. It keeps the room for it, which fits as
    long as network, data and view of them are the same.

    Args:
        trainer: whose network it is.
        X: the points of the lattice as samples, (m, columns).
    """

    def __init__(self, trainer: Trainer, X: Array) -> None:
        self._trainer = trainer
        self._inputs = trainer.inputs_of(X).astype(np.float32)
        self._pass = trainer.make_pass(len(X), np.float32)

    def draw(self, refs: Iterable[SpaceRef], shown: NDArray[np.intp]) -> list[tuple[Space, bytes]]:
        """The spaces asked for, without those that the network does not have; ``shown`` are
        the indices of the points that are drawn."""
        sizes, spaces = self._trainer.mlp.sizes, []
        self._pass.forward(self._inputs)
        for layer, *neurons in refs:
            if not (1 <= layer < len(sizes) and all(1 <= n <= sizes[layer] for n in neurons)):
                continue
            points = self._seen(self._trainer.activations(layer), layer, neurons)[:, shown]
            lines = self._seen(self._pass.a[layer - 1], layer, neurons)
            spaces.append(
                (
                    Space(
                        layer=layer,
                        neurons=neurons,
                        points=points.shape[1],
                        lines=LINES,
                        steps=STEPS,
                    ),
                    np.concatenate([points, lines], axis=1).T.astype("<f4").tobytes(),
                )
            )
        return spaces

    def _seen(self, a: Array, layer: int, neurons: list[int]) -> Array:
        """What the next layer sees of two neurons: 0 of one that is switched off."""
        off = self._trainer.options.switched_off
        on = [[(layer, neuron) not in off] for neuron in neurons]
        return a[[neuron - 1 for neuron in neurons]] * np.array(on, a.dtype)
