"""How figures look: colours, shapes and sizes, and what they are drawn into."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from nnwidget.nn.activations import Array
from nnwidget.pictures.plane import Plane

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


def axes_or_current(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot  # chooses a backend: only for those who ask for it

    return pyplot.gca()


def maps_over(plane: Plane) -> tuple[int, int, list[Array]]:
    with np.errstate(all="ignore"):  # of weights that have grown too large
        return plane.maps()
