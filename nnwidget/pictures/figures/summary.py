"""Network, output and losses in one picture, for where no live view is."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nnwidget.pictures.alt_text import description
from nnwidget.training.trainer import Trainer

from .losses import plot_losses
from .network import plot_network
from .output import plot_output
from .style import LINE, NORMAL, SMALL, SOFT


def png(trainer: Trainer) -> bytes:
    """Network, output, losses and a caption as a PNG of 900 x 320 pixels; the same bytes for
    the same state, whatever the user's settings of matplotlib are."""
    text = description(trainer).told(trainer.options.locale)
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
