"""Reading a frame as ``protocol.py`` describes it, and where its pixels lie."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.table import read_table
from nnwidget.live.frames import Message, Painter
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


@dataclass
class Frame:
    """A frame, read."""

    content: dict[str, Any]
    scores: NDArray
    layers: list[NDArray]
    nodes: list[NDArray]
    large: list[NDArray]


def read(message: Message) -> Frame:
    """Read a frame; fails if there are bytes left or missing."""
    content, (buffer,) = message
    json.dumps(content, allow_nan=False)
    at = 0

    def take(kind: str, *shape: int) -> NDArray:
        nonlocal at
        values = np.frombuffer(buffer, kind, int(np.prod(shape)), at).reshape(shape)
        at += values.nbytes
        return values

    sizes = content["layers"]
    scores = take("<f8", 6)
    layers = [take("<f8", n_in + 1, n) for n_in, n in pairwise(sizes)]
    node, grid = content["node_grid"], content["large_grid"]
    nodes = [take("u1", n, node, node) for n in sizes[1:]]
    planes = [2 if what is None and sizes[-1] > 1 else 1 for what in content["large"]]
    large = [take("u1", n, grid, grid) for n in planes]
    assert at == len(buffer)
    assert content["large"][0] is None
    return Frame(content, scores, layers, nodes, large)


def paint(trainer: Trainer, looks: list[tuple[int, int]] | None = None) -> Frame:
    message = Painter(trainer).frame(1, 2, 3, True, 60.0, looks or [], None)
    return read(message)


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
