"""Input features: what of the data the network is given.

A feature is a function of the columns of X (samples by columns).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from .activations import Array


@dataclass(frozen=True)
class Feature:
    """``function(X)`` gives the feature of every sample, from X (samples, columns).
    ``columns`` is the least number of columns that it needs."""

    label: str
    function: Callable[[Array], Array]
    columns: int


def _column(index: int, x: Array) -> Array:
    return x[:, index]


def column_feature(index: int) -> Feature:
    """The data's own column ``index`` (from 0), labelled x1, x2, ..."""
    return Feature(f"x{index + 1}", partial(_column, index), index + 1)


FEATURES: dict[str, Feature] = {
    "x1": column_feature(0),
    "x2": column_feature(1),
    "x1^2": Feature("x1²", lambda x: x[:, 0] ** 2, 1),
    "x2^2": Feature("x2²", lambda x: x[:, 1] ** 2, 2),
    "x1*x2": Feature("x1x2", lambda x: x[:, 0] * x[:, 1], 2),
    "sin(x1)": Feature("sin(x1)", lambda x: np.sin(x[:, 0]), 1),
    "sin(x2)": Feature("sin(x2)", lambda x: np.sin(x[:, 1]), 2),
}
"""TensorFlow Playground's seven inputs, in its order."""


def features_of(columns: int) -> dict[str, Feature]:
    """The features that data with so many columns offer: the built-in ones, then x3, x4, ..."""
    offered = {name: f for name, f in FEATURES.items() if f.columns <= columns}
    return offered | {f"x{i + 1}": column_feature(i) for i in range(2, columns)}
