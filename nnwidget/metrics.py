"""How good answers are: confusion matrix, class counts and R2; and how good they could be."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .nn.activations import Array


def confusion_matrix(y: Array, answers: NDArray[np.intp], classes: int) -> NDArray[np.int64]:
    """How often class i (row) was answered with class j (column), (classes, classes)."""
    pairs = np.bincount(y.astype(int) * classes + answers, minlength=classes * classes)
    return pairs.reshape(classes, classes).astype(np.int64)


def accuracy(confusion: NDArray[np.int64]) -> float:
    """The share of right answers, 0 to 1; NaN without samples."""
    samples = int(confusion.sum())
    return int(confusion.trace()) / samples if samples else math.nan


def class_counts(y: Array, classes: int) -> NDArray[np.int64]:
    """Samples of each class, (classes,)."""
    return np.bincount(y.astype(int), minlength=classes).astype(np.int64)


def r2_score(y: Array, answers: Array) -> float:
    """The coefficient of determination, 1 - sum (y - y')^2 / sum (y - mean y)^2; NaN without
    samples, or where all y are equal."""
    if len(y) == 0 or (y == y[0]).all():
        return math.nan
    return 1 - float(np.sum((y - answers) ** 2) / np.sum((y - y.mean()) ** 2))


NEIGHBOURS = 5
"""So many nearest neighbours answer for a point: few enough to follow the arm of a spiral."""

SAMPLE = 300
"""Most points that are asked; their neighbours are looked for among no more than these."""


def score(y: Array, answers: Array, classes: int) -> float:
    """Accuracy of classes, R2 of numbers (``classes`` 0); NaN without samples."""
    if not classes:
        return r2_score(y, answers)
    return float((y == answers).mean()) if len(y) else math.nan


def neighbour_score(X: Array, y: Array, classes: int) -> float:
    """The score on points X (m, columns), when each is answered by its nearest neighbours
    among the others: about what the noise in the data lets anyone reach. NaN with too few."""
    X, y = X[:SAMPLE], y[:SAMPLE]
    if len(X) <= 2 * NEIGHBOURS or not np.isfinite(X).all():
        return math.nan
    X = _scaled(X)
    squares = (X**2).sum(axis=1)
    distances = squares[:, np.newaxis] + squares - 2 * X @ X.T
    np.fill_diagonal(distances, np.inf)
    nearest = y[distances.argpartition(NEIGHBOURS, axis=1)[:, :NEIGHBOURS]]
    if not classes:
        return score(y, nearest.mean(axis=1), 0)
    votes = (nearest[:, :, np.newaxis] == np.arange(classes)).sum(axis=1)
    return score(y, votes.argmax(axis=1), classes)


def linear_score(X: Array, y: Array, classes: int) -> float:
    """The score on points X (m, inputs) of the best straight line, plane, ...: for numbers by
    least squares, for classes by linear discriminants (Fisher 1936), near the best there is. NaN
    where an input is no finite number."""
    X = _scaled(X)
    if not np.isfinite(X).all():
        return math.nan
    design = np.column_stack([X, np.ones(len(X))])
    if not classes:
        return score(y, design @ np.linalg.lstsq(design, y, rcond=None)[0], 0)
    counts = np.maximum(class_counts(y, classes), 1)
    means = np.array([X[y == label].sum(axis=0) / counts[label] for label in range(classes)])
    within = X - means[y.astype(int)]
    inverse = np.linalg.pinv(within.T @ within / len(X))
    constant = np.log(counts / len(y)) - 0.5 * np.einsum("ki,ij,kj->k", means, inverse, means)
    return score(y, (X @ inverse @ means.T + constant).argmax(axis=1), classes)


def _scaled(X: Array) -> Array:
    """The columns with mean 0 and standard deviation 1."""
    deviation = X.std(axis=0)
    scaled: Array = (X - X.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return scaled
