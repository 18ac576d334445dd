"""Reading a frame as ``layout.py`` declares it, and where its pixels lie."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.table import read_table
from nnwidget.live.layout import unpack
from nnwidget.live.painter import Around, Message, Painter
from nnwidget.training.options import Options
from nnwidget.training.trainer import Scores, Trainer


@dataclass
class Frame:
    """A frame, read: its scores in order; parameters and small maps a layer; and the large maps
    (planes, grid, grid), that of the output first."""

    content: dict[str, Any]
    scores: NDArray
    layers: list[NDArray]
    nodes: list[NDArray]
    large: list[NDArray]
    hidden_spaces: list[NDArray]


def read(message: Message[Any]) -> Frame:
    """Read a frame; fails if there are bytes left or missing."""
    content, (buffer,) = message
    json.dumps(content, allow_nan=False)
    arrays = unpack(content, buffer)
    return Frame(
        content,
        np.array([arrays[name] for name in Scores._fields]),
        arrays["parameters"],
        arrays["node_maps"],
        [arrays["output_map"], *(one[np.newaxis] for one in arrays["large_maps"])],
        arrays["hidden_space_places"],
    )


def draw(painter: Painter, **around: Any) -> Message[Any]:
    """A frame of the present state, with what is around it."""
    return painter.frame(painter.content(1, 2, 3, Around(**around)))


def paint(trainer: Trainer, looks: Sequence[tuple[int, int]] = ()) -> Frame:
    return read(draw(Painter(trainer), playing=True, rate=60.0, looks=looks))


def middles(extent: list[float], grid: int) -> NDArray:
    """The middle of every cell of a grid over the extent, rows from the top."""
    x_min, x_max, y_min, y_max = extent
    at = (np.arange(grid) + 0.5) / grid
    x, y = np.meshgrid(x_min + at * (x_max - x_min), y_max - at * (y_max - y_min))
    return np.column_stack([x.ravel(), y.ravel()])


def own(columns: int, classes: int, rows: int = 40, **options: Any) -> Trainer:
    """A trainer of own data; ``classes`` 0 is regression."""
    rng = np.random.default_rng(columns)
    X = rng.normal(100, 30, size=(rows, columns))
    y = np.arange(rows) % classes if classes else X[:, 0] / 7 + 0.1
    names = tuple(f"x{i + 1}" for i in range(columns))
    given = {"dataset": "custom", "features": names, "standardize": True} | options
    return Trainer(Options(**given), read_table((X, y)))
