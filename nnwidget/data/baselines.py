"""How good simple answers would be: those of the nearest neighbours, and of a straight line."""

from __future__ import annotations

import math

import numpy as np

from nnwidget.nn.activations import Array

from .scores import class_counts, score

NEIGHBOURS = 5
"""So many nearest neighbours answer for a point: few enough to follow the arm of a spiral."""

SAMPLE = 300
"""Most points that are asked; their neighbours are looked for among no more than these. Where a
network is diagnosed, it is asked no more of them, either."""


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
