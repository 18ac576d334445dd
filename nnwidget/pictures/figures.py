"""Pictures by matplotlib: of a network, of its output and of its losses, each in an ``Axes``,
and all three as a PNG for where no live view is.

The axes-level functions draw into ``ax``, or where none is given into pyplot's current axes.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator

from nnwidget.nn.activations import Array
from nnwidget.training.trainer import Trainer

from .alt_text import description
from .plane import Plane

NEGATIVE, NEUTRAL, POSITIVE = "#dd7711", "#eceded", "#1f77b4"
INK, SOFT, LINE = "#1f2630", "#646b74", "#d5d9dd"
CLASSES = (
    *(NEGATIVE, POSITIVE, "#2b9b7b", "#b4568f", "#b08f00", "#3f9dcb"),
    *("#8c2d19", "#5b4aa8", "#88993a", "#d0738f", "#59636e", "#a9794c"),
)
MARKERS = "os^D"
"""Classes differ in shape as well as in colour."""

SMALL, NORMAL = 7.5, 8.5
"""Sizes of type, in points."""

SHADES = LinearSegmentedColormap.from_list("nnwidget", [NEGATIVE, NEUTRAL, POSITIVE])


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot  # chooses a backend: only for those who ask for it

    return pyplot.gca()


def _maps(plane: Plane) -> tuple[int, int, list[Array]]:
    with np.errstate(all="ignore"):  # of weights that have grown too large
        return plane.maps()


# ------------------------------------------------------------------ the output


def plot_output(trainer: Trainer, ax: Axes | None = None) -> Axes:
    """The network's output over the plane of the data, its decision boundary and the training
    points (the test points hollow, where they are shown). Data of one column: the output as a
    curve over it."""
    ax = _axes(ax)
    plane = Plane(trainer)
    x_min, x_max, y_min, y_max = plane.extent
    grid, _, maps = _maps(plane)
    low, high = plane.value_range
    output = np.nan_to_num(maps[-1], nan=(low + high) / 2, posinf=high, neginf=low)
    image = _output_image(trainer, output, low, high)
    ax.imshow(
        image,
        SHADES,
        extent=(x_min, x_max, y_min, y_max),
        origin="upper",
        aspect="auto",
        vmin=low,
        vmax=high,
        interpolation="nearest" if trainer.options.discretize else "bilinear",
        alpha=0.45 if len(plane.axes) == 1 else 0.85,
    )
    middles = (np.arange(grid) + 0.5) / grid
    halo: list[AbstractPathEffect] = [withStroke(linewidth=3, foreground="white", alpha=0.8)]
    if len(plane.axes) == 1:
        x = x_min + middles * (x_max - x_min)
        curve = output.argmax(axis=0)[0] if len(output) > 1 else output[0][0]
        if trainer.shape.problem == "classification" and len(output) == 1:
            curve = (curve - low) / (high - low)
        ax.plot(x, curve, color=INK, linewidth=1.4, path_effects=halo, zorder=3)
    elif trainer.shape.problem == "classification":
        places = (np.arange(-1, grid + 1) + 0.5) / grid
        for field in _margins(output, (low + high) / 2):
            if field.min() < 0 < field.max():
                lines = ax.contour(
                    x_min + places * (x_max - x_min),
                    y_max - places * (y_max - y_min),
                    np.pad(field, 1, mode="reflect", reflect_type="odd"),  # up to the edges
                    levels=[0],
                    colors=[INK],
                    linewidths=1.2,
                    zorder=3,
                )
                lines.set_path_effects(halo)
    _plot_points(trainer, plane, ax)
    ax.set_xlim(x_min, x_max)
    ax.set_ylim(y_min, y_max)
    (x_name, *y_name), style = _lettering(_pretty(trainer.data.columns[i]) for i in plane.axes)
    ax.set_xlabel(x_name, **style)
    if y_name:
        ax.set_ylabel(y_name[0], **style)
    elif trainer.data.labels:
        labels, style = _lettering(_short(str(label)) for label in trainer.data.labels)
        ax.set_yticks(range(len(labels)), labels, **style)
    return ax


def _output_image(trainer: Trainer, output: Array, low: float, high: float) -> Array:
    """What the colours show: the output's value, or the winning class and how sure it is."""
    discretize = trainer.options.discretize and trainer.shape.problem == "classification"
    if len(output) == 1:
        return np.where(output[0] >= (low + high) / 2, high, low) if discretize else output[0]
    count = len(output)
    colours = np.array([to_rgb(_class_colour(k)) for k in range(count)])
    winner = colours[output.argmax(axis=0)]
    if discretize:
        return winner
    share = np.clip((output.max(axis=0) - low) / (high - low), 0, 1)
    certainty = 0.25 + 0.75 * np.clip((share - 1 / count) / (1 - 1 / count), 0, 1)
    neutral = np.array(to_rgb(NEUTRAL))
    return neutral + (winner - neutral) * certainty[..., np.newaxis]


def _margins(output: Array, middle: float) -> list[Array]:
    """Fields that are 0 where one class gives way to another."""
    if len(output) == 1:
        return [output[0] - middle]
    return [field - np.delete(output, k, axis=0).max(axis=0) for k, field in enumerate(output)]


def _plot_points(trainer: Trainer, plane: Plane, ax: Axes) -> None:
    points, train = plane.points()
    sets = [(points[:train], True)]
    if trainer.options.show_test_data:
        sets.append((points[train:], False))
    size = 2.6 if len(points) > 2400 else 3.2 if len(points) > 1100 else 4.2
    for (x, y, target), filled in ((rows.T, filled) for rows, filled in sets):
        if trainer.shape.problem == "classification":
            for k in range(trainer.shape.classes):
                mine = target == k
                colour = _darker(_class_colour(k))
                ax.plot(
                    x[mine],
                    y[mine],
                    MARKERS[k % len(MARKERS)],
                    color=colour if filled else "white",
                    markersize=size * (0.9 if k % len(MARKERS) == 1 else 1),
                    markeredgecolor="white" if filled else colour,
                    markeredgewidth=0.5 if filled else 0.9,
                    zorder=4 if filled else 5,
                )
        else:
            low, high = plane.value_range
            colours = SHADES(np.clip((target - low) / (high - low), 0, 1))
            colours[:, :3] *= 0.9
            ax.scatter(
                x,
                y,
                size**2,
                c=colours if filled else "white",
                edgecolors="white" if filled else colours,
                linewidths=0.4 if filled else 0.9,
                zorder=4 if filled else 5,
            )


def _class_colour(k: int) -> str:
    return CLASSES[k % len(CLASSES)]


def _darker(colour: str) -> tuple[float, ...]:
    """A little nearer to the ink, so that points stand out from the map."""
    return tuple(0.82 * a + 0.18 * b for a, b in zip(to_rgb(colour), to_rgb(INK), strict=True))


# ------------------------------------------------------------------ the network

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
    ax = _axes(ax)
    plane = Plane(trainer)
    # The unit is the point, so that the drawing knows how large its type is.
    width, height = (side * 72 / ax.figure.dpi for side in (ax.bbox.width, ax.bbox.height))
    labels, style = _lettering(_pretty(trainer.label(name)) for name in trainer.options.features)
    names, names_style = _lettering(_short(str(name)) for name in trainer.data.labels)
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
    *_, maps = _maps(plane)
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


# ------------------------------------------------------------------ the losses


def plot_losses(trainer: Trainer, ax: Axes | None = None) -> Axes:
    """Training and test loss by epoch; thin upright lines where something was changed."""
    ax = _axes(ax)
    epoch, *losses = trainer.history.table
    marker = "o" if len(epoch) == 1 else ""  # one point alone makes no line
    names = [("training loss", "-", SOFT), ("test loss", (0, (3.5, 2)), INK)]
    for values, (label, style, colour) in zip(losses, names, strict=True):
        if np.isfinite(values).any():
            line: Any = {"color": colour, "linewidth": 1.4, "marker": marker, "markersize": 3.5}
            ax.plot(epoch, values, linestyle=style, label=label, clip_on=False, **line)
    for at, _ in trainer.history.events:
        ax.axvline(at, color=LINE, linewidth=0.8, zorder=0)
    finite = np.concatenate(losses)
    finite = finite[np.isfinite(finite)]
    top = float(finite.max()) if len(finite) else 1.0
    ax.set_xlim(0, max(1.0, trainer.epoch))
    ax.set_ylim(0, 1.08 * top or 1.0)
    ax.set_xlabel("epoch")
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    if ax.lines:
        ax.legend(frameon=False, fontsize=SMALL, labelcolor=SOFT, loc="upper right")
    return ax


# ------------------------------------------------------------------ names in any script

PLACEHOLDER = "□"
"""Stands for a letter that no font has."""

BUNDLED = "DejaVu Sans"
"""The font that matplotlib brings along."""


def _lettering(texts: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Names as they can be drawn, and how: as they are, not as mathematics, with fonts that
    have their letters. matplotlib warns of every letter that the fonts of a text lack."""
    lines = ["".join(map(_plain, text)) for text in texts]
    style: dict[str, Any] = {"parse_math": False, "usetex": False}
    families = [*mpl.rcParams["font.family"], BUNDLED]
    needed = {c for line in lines for c in line}
    missing = _without(needed, map(_font, families))
    if not missing and not _without(needed, map(_font, families[:-1])):
        return lines, style
    others, nowhere = _fonts_with(frozenset(missing))
    signs = {ord(c): PLACEHOLDER for c in nowhere}
    return [line.translate(signs) for line in lines], style | {"family": [*families, *others]}


def _plain(letter: str) -> str:
    """A letter in one line of text: no ends of lines, and none of the invisible signs, such as
    for the direction, at which matplotlib's PDF fails."""
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) == "Cf" else letter


@lru_cache(64)
def _fonts_with(letters: frozenset[str]) -> tuple[list[str], set[str]]:
    """Installed families that have the letters between them, and the letters that none has."""
    families, missing = [], set(letters)
    for entry in sorted(fontManager.ttflist, key=lambda entry: "Sans" not in entry.name):
        if not missing:
            break
        # matplotlib's font of last resort has a placeholder for everything.
        if entry.style != "normal" or entry.weight != 400 or "Last Resort" in entry.name:
            continue
        if _without(missing, [_opened(entry.fname)]) < missing:
            left = _without(missing, [_font(entry.name)])  # what will be drawn with
            if left < missing:
                families.append(entry.name)
                missing = left
    return families, missing


def _without(letters: set[str], fonts: Iterable[FT2Font | None]) -> set[str]:
    """The letters that none of the fonts has."""
    for font in fonts:
        if font:
            letters = {c for c in letters if not font.get_char_index(ord(c))}
    return letters


def _font(family: str) -> FT2Font | None:
    """The font that a family is drawn with."""
    try:
        return _opened(findfont(FontProperties(family=[family]), fallback_to_default=False))
    except ValueError:  # not installed
        return None


def _opened(path: str) -> FT2Font | None:
    try:
        font = get_font(path)
        font.set_size(NORMAL, 100)
    except (OSError, RuntimeError):  # gone since, or made of pictures as fonts of emoji are
        return None
    return font


# ------------------------------------------------------------------ all of it


def png(trainer: Trainer) -> bytes:
    """Network, output, losses and a caption as a PNG of 900 x 320 pixels; the same bytes for
    the same state, whatever the user's settings of matplotlib are."""
    text = description(trainer)
    with mpl.rc_context(_DEFAULTS):
        figure = Figure(figsize=(9, 3.2), dpi=100, facecolor="white")
        canvas: Any = FigureCanvasAgg(figure)  # its print_png has no types
        plot_network(trainer, figure.add_axes((0.012, 0.125, 0.458, 0.84)))
        output = plot_output(trainer, figure.add_axes((0.535, 0.2, 0.2489, 0.7)))
        losses = plot_losses(trainer, figure.add_axes((0.835, 0.2, 0.15, 0.7)))
        _calm(output)
        _calm(losses)
        figure.text(0.015, 0.035, text, fontsize=NORMAL, color=SOFT, parse_math=False)
        target = io.BytesIO()
        canvas.print_png(target, metadata={"Software": None, "Description": text})
    return target.getvalue()


_STYLED = {
    *("axes", "contour", "font", "image", "legend", "lines", "markers", "mathtext"),
    *("patch", "path", "scatter", "text", "xtick", "ytick"),
}
_DEFAULTS = {
    name: value for name, value in mpl.rcParamsDefault.items() if name.partition(".")[0] in _STYLED
}
"""What a style sheet could change in the picture."""


def _calm(ax: Axes) -> None:
    """Axes that step back behind what they measure."""
    ax.tick_params(length=2.5, width=0.8, color=LINE, labelcolor=SOFT, labelsize=SMALL, pad=2)
    ax.spines[:].set(color=LINE, linewidth=0.8)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set(fontsize=NORMAL, color=SOFT)
        axis.labelpad = 1


def _pretty(name: str) -> str:
    """x1 with its number as an index: x₁."""
    return re.sub(r"x(\d+)", lambda found: "x" + found[1].translate(_INDICES), name)


_INDICES = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _short(name: str) -> str:
    return name if len(name) <= 10 else name[:9] + "…"
