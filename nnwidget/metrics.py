"""How good the answers are: confusion matrix, class counts and R2."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .nn.activations import Array


def confusion_matrix(y: Array, answers: NDArray[np.intp], classes: int) -> NDArray[np.int64]:
    """How often class i (row) was answered with class j (column), (classes, classes)."""
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (y.astype(int), answers), 1)
    return matrix


def class_counts(y: Array, classes: int) -> NDArray[np.int64]:
    """Samples of each class, (classes,)."""
    return np.bincount(y.astype(int), minlength=classes).astype(np.int64)


def r2_score(y: Array, answers: Array) -> float:
    """The coefficient of determination, 1 - sum (y - y')^2 / sum (y - mean y)^2; NaN without
    samples, or where all y are equal."""
    if len(y) == 0 or (y == y[0]).all():
        return math.nan
    return 1 - float(np.sum((y - answers) ** 2) / np.sum((y - y.mean()) ** 2))
