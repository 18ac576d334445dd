"""The network's output over the plane of the data."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patheffects import AbstractPathEffect, withStroke

from nnwidget.nn.activations import Array
from nnwidget.pictures.plane import Plane
from nnwidget.training.trainer import Trainer

from .lettering import lettering, pretty, short
from .style import CLASSES, INK, MARKERS, NEUTRAL, SHADES, axes_or_current, maps_over


def plot_output(trainer: Trainer, ax: Axes | None = None) -> Axes:
    """The network's output over the plane of the data, its decision boundary and the training
    points (the test points hollow, where they are shown). Data of one column: the output as a
    curve over it."""
    ax = axes_or_current(ax)
    plane = Plane(trainer)
    x_min, x_max, y_min, y_max = plane.extent
    grid, _, maps = maps_over(plane)
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
    (x_name, *y_name), style = lettering(pretty(trainer.data.columns[i]) for i in plane.axes)
    ax.set_xlabel(x_name, **style)
    if y_name:
        ax.set_ylabel(y_name[0], **style)
    elif trainer.data.labels:
        labels, style = lettering(short(str(label)) for label in trainer.data.labels)
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
