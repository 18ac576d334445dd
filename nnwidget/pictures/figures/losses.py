"""The losses by epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nnwidget.training.trainer import Trainer

from .style import INK, LINE, SMALL, SOFT, axes_or_current


def plot_losses(trainer: Trainer, ax: Axes | None = None) -> Axes:
    """Training and test loss by epoch; thin upright lines where something was changed."""
    ax = axes_or_current(ax)
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
