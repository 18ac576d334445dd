"""Data sets: generators ``(rng, n, noise, classes)`` of X (n, columns) and y (n,).

y holds classes 0, 1, ... or, for regression, numbers. ``noise`` is a fraction (0.1 is 10 %).
The first six are TensorFlow Playground's, number by number: they ask ``rng`` in its order.
U(a, b) is a number uniform from a to b.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnwidget.nn.activations import Array
from nnwidget.nn.losses import Problem
from nnwidget.nn.seedrandom import Random, normal, uniform

from . import iris
from .shape import DataShape

Point = tuple[float, ...]
"""A sample's columns, and its class or target."""

BOUND = 6.0
"""The data sets of two columns lie within [-BOUND, BOUND]."""


@dataclass(frozen=True)
class Dataset:
    """One data set.

    Attributes:
        label: its name on the screen.
        problem: the kind of problem.
        samples: the usual number of points.
        classes: how many; 0 for regression, ``None`` where the user chooses.
        points: the generator of points.
        columns: the names of the columns of X.
        labels: the names of the classes, where they have any.
        extent: are all points within [-BOUND, BOUND]?
        fewest: with x1 and x2 alone and fewer neurons in one hidden layer nobody came near the
            neighbours' score (the best of eight starts, Adam, 250 epochs). One neuron is too
            few for any data: it draws parallel lines, whatever comes after.
        enough: hidden layers with which it was reached.
    """

    label: str
    problem: Problem
    samples: int
    classes: int | None
    points: Callable[[Random, int, float, int], Iterator[Point]]
    columns: tuple[str, ...] = ("x1", "x2")
    labels: tuple[str, ...] = ()
    extent: bool = True
    fewest: int = 2
    enough: tuple[int, ...] = (8,)

    def shape(self, classes: int, samples: int | None = None) -> DataShape:
        """The shape of its points, where so many classes and points were chosen."""
        chosen = classes if self.classes is None else self.classes
        return DataShape(len(self.columns), self.problem, chosen, samples or self.samples)

    def draw(self, rng: Random, n: int, noise: float, classes: int) -> tuple[Array, Array]:
        """X (n, columns) and y (n,)."""
        table = np.array(list(self.points(rng, n, noise, classes)), dtype=np.float64)
        return table[:, :-1], table[:, -1]


def _halves(n: int) -> tuple[int, int]:
    return (n + 1) // 2, n // 2


def _circle(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """A disc of class 1 inside a ring of class 0; noise moves only the test of the class."""
    for count, inner, outer in zip(_halves(n), (0, 3.5), (2.5, 5), strict=True):
        for _ in range(count):
            r = uniform(rng, inner, outer)
            angle = uniform(rng, 0, 2 * math.pi)
            x, y = r * math.sin(angle), r * math.cos(angle)
            noisy_x = x + uniform(rng, -5, 5) * noise
            noisy_y = y + uniform(rng, -5, 5) * noise
            yield x, y, math.sqrt(noisy_x**2 + noisy_y**2) < 2.5


def _xor(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Four squares, class 1 where x1 x2 >= 0, with a gap of 0.3 on either side of the axes."""
    for _ in range(n):
        x = uniform(rng, -5, 5)
        x += 0.3 if x > 0 else -0.3
        y = uniform(rng, -5, 5)
        y += 0.3 if y > 0 else -0.3
        noisy_x = x + uniform(rng, -5, 5) * noise
        noisy_y = y + uniform(rng, -5, 5) * noise
        yield x, y, noisy_x * noisy_y >= 0


def _gauss(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Two normal clouds around (2, 2) and (-2, -2) of variance 0.5 + 7 noise."""
    deviation = math.sqrt(0.5 + noise * (4 - 0.5) / 0.5)
    for count, centre, label in zip(_halves(n), (2, -2), (1, 0), strict=True):
        for _ in range(count):
            x = centre + deviation * normal(rng)
            y = centre + deviation * normal(rng)
            yield x, y, label


def _spiral(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Two arms of 1.75 turns, half a turn apart."""
    for count, shift, label in zip(_halves(n), (0, math.pi), (1, 0), strict=True):
        for i in range(count):
            r = i / count * 5
            t = 1.75 * i / count * 2 * math.pi + shift
            x = r * math.sin(t) + uniform(rng, -1, 1) * noise
            y = r * math.cos(t) + uniform(rng, -1, 1) * noise
            yield x, y, label


def _plane(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """The target is (x1 + x2) / 10."""
    for _ in range(n):
        x, y = uniform(rng, -6, 6), uniform(rng, -6, 6)
        noise_x, noise_y = uniform(rng, -6, 6) * noise, uniform(rng, -6, 6) * noise
        yield x, y, (x + noise_x + (y + noise_y)) / 10


_BUMPS = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]


def _multi_gauss(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Six cones of height +1 or -1 and radius 2; where they meet the larger one counts."""
    for _ in range(n):
        x, y = uniform(rng, -6, 6), uniform(rng, -6, 6)
        noisy_x = x + uniform(rng, -6, 6) * noise
        noisy_y = y + uniform(rng, -6, 6) * noise
        target = 0.0
        for centre_x, centre_y, sign in _BUMPS:
            distance = math.sqrt((noisy_x - centre_x) ** 2 + (noisy_y - centre_y) ** 2)
            height = sign * min(max(1 - distance / 2, 0), 1)
            if abs(height) > abs(target):
                target = height
        yield x, y, target


def _moons(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Two interleaved half circles of radius 3; noise spreads the points normally."""
    for count, label in zip(_halves(n), (1, 0), strict=True):
        for _ in range(count):
            angle = uniform(rng, 0, math.pi)
            side = 1 if label else -1
            x = side * (3 * math.cos(angle) - 1.5)
            y = side * (3 * math.sin(angle) - 0.75)
            yield x + 3 * noise * normal(rng), y + 3 * noise * normal(rng), label


def _blobs(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Normal clouds, one a class, evenly on a circle of radius 3.5; deviation 0.5 + 2 noise."""
    deviation = 0.5 + 2 * noise
    for i in range(n):
        label = i % classes
        angle = math.pi / 2 + 2 * math.pi * label / classes
        x = 3.5 * math.cos(angle) + deviation * normal(rng)
        y = 3.5 * math.sin(angle) + deviation * normal(rng)
        yield x, y, label


def _rings(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Rings around one another, one a class; noise spreads the radius."""
    width = 5.5 / classes
    for i in range(n):
        label = i % classes
        r = width * (label + uniform(rng, 0.1, 0.9)) + noise * normal(rng)
        angle = uniform(rng, 0, 2 * math.pi)
        yield r * math.sin(angle), r * math.cos(angle), label


def _spirals(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """As many spiral arms of one turn as there are classes; noise moves the points."""
    for i in range(n):
        label = i % classes
        share = (i // classes) / math.ceil(n / classes)
        r = 0.3 + 4.7 * share
        t = 2 * math.pi * (share + label / classes)
        x = r * math.sin(t) + uniform(rng, -1, 1) * noise
        y = r * math.cos(t) + uniform(rng, -1, 1) * noise
        yield x, y, label


def _checkerboard(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Sixteen squares of side 2.5 in two colours; noise moves only the test of the class."""
    for _ in range(n):
        x, y = uniform(rng, -5, 5), uniform(rng, -5, 5)
        noisy_x = x + uniform(rng, -5, 5) * noise
        noisy_y = y + uniform(rng, -5, 5) * noise
        yield x, y, (math.floor(noisy_x / 2.5) + math.floor(noisy_y / 2.5)) % 2


def _sine(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """The target is sin(x1), with normal noise."""
    for _ in range(n):
        x = uniform(rng, -6, 6)
        yield x, math.sin(x) + noise * normal(rng)


def _iris(rng: Random, n: int, noise: float, classes: int) -> Iterator[Point]:
    """Fisher's flowers, at most 150; noise is normal, in centimetres."""
    rows = iris.flowers()
    order = np.arange(len(rows))
    shuffle(rng, order)
    for index in order[:n]:
        *measures, species = rows[index]
        yield (*(m + noise * normal(rng) if noise else m for m in measures), species)


DATASETS: dict[str, Dataset] = {
    "circle": Dataset("Circle", "classification", 500, 2, _circle, fewest=3, enough=(4,)),
    "xor": Dataset("XOR", "classification", 500, 2, _xor, fewest=3),
    "gauss": Dataset("Gaussian", "classification", 500, 2, _gauss),
    "spiral": Dataset("Spiral", "classification", 500, 2, _spiral, fewest=6, enough=(8, 8)),
    "moons": Dataset("Moons", "classification", 500, 2, _moons, enough=(4,)),
    "checkerboard": Dataset(
        "Checkers", "classification", 500, 2, _checkerboard, fewest=6, enough=(16, 8)
    ),
    "blobs": Dataset("Blobs", "classification", 500, None, _blobs),
    "rings": Dataset("Rings", "classification", 500, None, _rings, fewest=3, enough=(6,)),
    "spirals": Dataset(
        "Spiral arms", "classification", 500, None, _spirals, fewest=5, enough=(8, 8)
    ),
    "iris": Dataset(
        label="Iris",
        problem="classification",
        samples=150,
        classes=3,
        points=_iris,
        columns=iris.COLUMNS,
        labels=iris.LABELS,
        extent=False,
    ),
    "plane": Dataset("Plane", "regression", 1200, 0, _plane),
    "multi_gauss": Dataset("Multi Gaussian", "regression", 1200, 0, _multi_gauss),
    "sine": Dataset("Sine", "regression", 200, 0, _sine, ("x1",)),
}
"""Every data set by name."""


def shuffle(rng: Random, *tables: NDArray[Any]) -> None:
    """Fisher and Yates's shuffle of the rows of all tables alike, in place."""
    for counter in range(len(tables[0]), 0, -1):
        k = int(rng.random() * counter)
        for table in tables:
            table[[counter - 1, k]] = table[[k, counter - 1]]
