"""Every registry that a menu is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnwidget.data.datasets import DATASETS
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.presets import PRESETS

MENUS: dict[str, Mapping[str, Any]] = {
    "datasets": DATASETS,
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "regularizations": REGULARIZERS,
    "initializers": INITIALIZERS,
    "presets": PRESETS,
}
"""By the name of the menu."""
