"""Points, drawn or given, in the order that a stream of random numbers brings them into."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from nnwidget.nn.activations import Array
from nnwidget.nn.seedrandom import Random, open_stream

from .datasets import DATASETS, shuffle
from .table import Table


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


def arranged(table: Table, seed: int | str, number: int) -> Table:
    """The same data in such an order that a draw of that seed and number gives them in the order
    that they have here."""
    order = np.arange(len(table.X))
    shuffle(open_stream(seed, number), order)
    X, y = np.empty_like(table.X), np.empty_like(table.y)
    X[order], y[order] = table.X, table.y
    return replace(table, X=X, y=y)
