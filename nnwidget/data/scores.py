"""How good predictions are: confusion matrix, accuracy, class counts and R2."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nnwidget.nn.activations import Array


def confusion_matrix(y: Array, predicted: NDArray[np.intp], classes: int) -> NDArray[np.int64]:
    """How often class i (row) was answered with class j (column), (classes, classes)."""
    pairs = np.bincount(y.astype(int) * classes + predicted, minlength=classes * classes)
    return pairs.reshape(classes, classes).astype(np.int64)


def accuracy(confusion: NDArray[np.int64]) -> float:
    """The share of right answers, 0 to 1; NaN without samples."""
    samples = int(confusion.sum())
    return int(confusion.trace()) / samples if samples else math.nan


def class_counts(y: Array, classes: int) -> NDArray[np.int64]:
    """Samples of each class, (classes,)."""
    return np.bincount(y.astype(int), minlength=classes).astype(np.int64)


def r2_score(y: Array, predicted: Array) -> float:
    """The coefficient of determination, 1 - sum (y - y')^2 / sum (y - mean y)^2; NaN without
    samples, or where all y are equal."""
    if len(y) == 0 or (y == y[0]).all():
        return math.nan
    return 1 - float(np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))


def score(y: Array, predicted: Array, classes: int) -> float:
    """Accuracy of classes, R2 of numbers (``classes`` 0); NaN without samples."""
    if not classes:
        return r2_score(y, predicted)
    return float((y == predicted).mean()) if len(y) else math.nan
