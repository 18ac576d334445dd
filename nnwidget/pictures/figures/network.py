"""The network as a drawing: its neurons as small maps, its weights as lines."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from nnwidget.nn.activations import Array
from nnwidget.pictures.plane import Plane
from nnwidget.training.trainer import Trainer

from .lettering import lettering, pretty, short
from .style import (
    INK,
    NEGATIVE,
    NORMAL,
    POSITIVE,
    SHADES,
    SMALL,
    SOFT,
    axes_or_current,
    maps_over,
)

ROWS = 8
"""Most neurons of a layer that are drawn; of a larger one the rest is counted."""

STRONG = 5.0
"""Weights of this size and more are drawn alike."""

GAP = 0.3
"""Space between two neurons of a layer, in sides of a neuron."""

LARGEST = 26.0
"""Largest side of a neuron, in points."""

BEND = np.linspace(0, 1, 17)
RISE = BEND**2 * (3 - 2 * BEND)


class _Column(NamedTuple):
    """One layer of the drawing: its neurons' middles, how many are left out, their maps."""

    x: float
    ys: Array
    hidden: int
    maps: Array
    bounds: tuple[float, float]


def plot_network(trainer: Trainer, ax: Axes | None = None) -> Axes:
    """The network: inputs and neurons as small maps over the plane of the data, and the weights
    as lines, orange if negative, blue if positive, the wider the larger."""
    ax = axes_or_current(ax)
    plane = Plane(trainer)
    # The unit is the point, so that the drawing knows how large its type is.
    width, height = (side * 72 / ax.figure.dpi for side in (ax.bbox.width, ax.bbox.height))
    labels, style = lettering(pretty(trainer.label(name)) for name in trainer.options.features)
    names, names_style = lettering(short(str(name)) for name in trainer.data.labels)
    outputs = names if trainer.mlp.sizes[-1] > 1 else []
    left = 6 + 0.62 * NORMAL * max(map(len, labels))
    right = 6 + 0.62 * NORMAL * max(map(len, outputs)) if outputs else 2.0
    side = _side(trainer.mlp.sizes, width - left - right, height)
    columns = _columns(trainer, plane, (left + side / 2, width - right - side / 2), height, side)
    _draw_links(trainer, ax, columns, side)
    for column in columns:
        _draw_column(ax, column, side)
    text: Any = {"fontsize": NORMAL, "color": INK, "va": "center_baseline"}
    for y, label in zip(columns[0].ys, labels, strict=False):
        ax.text(columns[0].x - side / 2 - 4, y, label, ha="right", **text, **style)
    for y, name in zip(columns[-1].ys, outputs, strict=False):
        ax.text(columns[-1].x + side / 2 + 4, y, name, ha="left", **text, **names_style)
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _side(sizes: tuple[int, ...], width: float, height: float) -> float:
    """The side of a neuron."""
    rows = min(max(sizes), ROWS)
    return min(LARGEST, (height - 2) / (rows * (1 + GAP)), width / (1.9 * len(sizes) - 0.9))


def _columns(
    trainer: Trainer,
    plane: Plane,
    span: tuple[float, float],
    height: float,
    side: float,
) -> list[_Column]:
    """Every layer's place and maps, the inputs first."""
    *_, maps = maps_over(plane)
    sizes = trainer.mlp.sizes
    columns = []
    for l, x in enumerate(np.linspace(*span, len(sizes))):
        count = sizes[l] if sizes[l] <= ROWS else ROWS - 1
        hidden = sizes[l] - count
        rows = count + (hidden > 0)
        ys = height / 2 + ((rows - 1) / 2 - np.arange(count)) * side * (1 + GAP)
        if l == 0:
            shown, bounds = _input_maps(trainer, plane)[:count], (-1.0, 1.0)
        else:
            low, high = plane.value_range if l == len(sizes) - 1 else (-1.0, 1.0)
            shown, bounds = maps[l - 1][:count], (low, high)
        columns.append(_Column(float(x), ys, hidden, _thin(shown), bounds))
    return columns


def _input_maps(trainer: Trainer, plane: Plane) -> Array:
    """The active inputs over the plane, from -1 to 1."""
    grid, maps = plane.feature_maps()
    names = list(trainer.offered)
    active = [names.index(name) for name in trainer.options.features]
    return maps[active].reshape(-1, grid, grid) / 127.5 - 1


def _thin(maps: Array) -> Array:
    step = max(1, maps.shape[-1] // 33)
    return maps[:, step // 2 :: step, step // 2 :: step]


def _draw_column(ax: Axes, column: _Column, side: float) -> None:
    """The neurons of a layer as one image: a row of gaps between each two of them."""
    x, ys, hidden, maps, (low, high) = column
    grid = maps.shape[-1]
    gap = round(GAP * grid)
    tall = np.full((len(maps), grid + gap, grid), np.nan)
    tall[:, :grid] = np.nan_to_num(maps, nan=(low + high) / 2, posinf=high, neginf=low)
    ax.imshow(
        tall.reshape(-1, grid)[:-gap],
        SHADES,
        extent=(x - side / 2, x + side / 2, ys[-1] - side / 2, ys[0] + side / 2),
        origin="upper",
        vmin=low,
        vmax=high,
        interpolation="nearest",
        zorder=3,
    )
    frames = [Rectangle((x - side / 2, y - side / 2), side, side) for y in ys]
    line = PatchCollection(
        frames, facecolor="none", edgecolor=SOFT, linewidth=0.03 * side, zorder=4
    )
    ax.add_collection(line)
    if hidden:
        y = ys[-1] - side * (1 + GAP)
        ax.text(x, y, f"+{hidden}", fontsize=SMALL, color=SOFT, ha="center", va="center")


def _draw_links(trainer: Trainer, ax: Axes, columns: list[_Column], side: float) -> None:
    """The weights, the strong ones on top."""
    weights, starts, ends = [], [], []
    for l, (before, after) in enumerate(pairwise(columns)):
        for j, y_to in enumerate(after.ys):
            for i, y_from in enumerate(before.ys):
                weights.append(trainer.mlp.weights[l][j, i])
                starts.append((before.x + side / 2, y_from))
                ends.append((after.x - side / 2, y_to))
    weight = np.nan_to_num(np.array(weights), posinf=STRONG, neginf=-STRONG)
    start, end = np.array(starts), np.array(ends)
    x = start[:, :1] + (end[:, :1] - start[:, :1]) * BEND
    y = start[:, 1:] + (end[:, 1:] - start[:, 1:]) * RISE
    strength = np.minimum(np.abs(weight) / STRONG, 1)
    colours = np.array([to_rgb(NEGATIVE), to_rgb(POSITIVE)])[(weight > 0).astype(int)]
    colours = np.column_stack([colours, 0.25 + 0.7 * np.sqrt(strength)])
    order = np.argsort(strength, kind="stable")
    ax.add_collection(
        LineCollection(
            list(np.stack([x, y], axis=2)[order]),
            colors=colours[order],
            linewidths=(0.5 + 0.2 * side * strength)[order],
            zorder=1,
        )
    )
