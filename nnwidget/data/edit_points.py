"""The data changed by hand: points added, moved and removed on the plot."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnwidget.languages.sentence import refusal
from nnwidget.languages.wording import shown

from .datasets import BOUND
from .shape import CLASSES, SAMPLES
from .split import Data, training_points
from .table import LARGEST_VALUE, Table

Row = Sequence[float]


def edit_points(
    data: Data,
    train_fraction: float,
    indices: Sequence[int],
    axes: Sequence[int],
    add: Sequence[Row],
    move: Sequence[Row],
    remove: Sequence[int],
) -> Table:
    """The data after an edit, as the user's own, training points first: points keep their
    order, and training and test points stay what they are as far as their share allows.

    Args:
        data: as they are. train_fraction: the share that is trained on.
        indices: which of the points the plot shows, in its order; edits count in that order.
        axes: the columns (from 0) that the plot spans; new points have the mean elsewhere.
        add: new points ``[x, y, target]``; with one column ``y`` does not count. A class that
            is one above the last is a new one.
        move: points ``[index, x, y]``.
        remove: points by index.

    Raises:
        ValueError: an index, a place or a class that does not exist, or too few or too many
            points left.
    """
    X, y, labels = data.X.copy(), data.y.copy(), list(data.labels)
    for row in (*add, *move):
        if len(row) != 3 or max(map(abs, row)) > LARGEST_VALUE:
            raise refusal("point", value=shown(list(row)))
    for index, *place in move:
        X[_known(index, indices), list(axes)] = place[: len(axes)]
    keep = np.ones(len(X), dtype=bool)
    keep[[_known(index, indices) for index in remove]] = False
    new = np.tile(X.mean(axis=0), (len(add), 1))
    for row, (*place, target) in zip(new, add, strict=True):
        row[list(axes)] = place[: len(axes)]
        if labels:
            _extend(labels, target)
    train = int(keep[: data.train].sum())
    left = len(X) - int((~keep).sum())
    trained = min(max(training_points(left + len(new), train_fraction) - train, 0), len(new))
    targets = np.array([target for *_, target in add], dtype=np.float64)
    X = np.vstack([X[keep][:train], new[:trained], X[keep][train:], new[trained:]])
    y = np.concatenate([y[keep][:train], targets[:trained], y[keep][train:], targets[trained:]])
    if len(X) < 2:
        raise refusal("points_least")
    if len(X) > SAMPLES:
        raise refusal("points_most", most=SAMPLES)
    within = data.bounded and bool((np.abs(X) <= BOUND).all())
    return Table(X, y, data.columns, tuple(labels), within)


def _known(index: float, indices: Sequence[int]) -> int:
    if index != int(index) or not 0 <= index < len(indices):
        raise refusal("no_point", value=shown(index), shown=len(indices))
    return indices[int(index)]


def _extend(labels: list[Any], target: float) -> None:
    """See that the class of a new point exists, or is the next one."""
    if target != int(target) or not 0 <= target <= len(labels) or target >= CLASSES:
        most = min(len(labels), CLASSES - 1)
        raise refusal("class", most=most, value=float(target))
    if target == len(labels):
        if all(isinstance(label, int | float) for label in labels):
            labels.append(max(labels) + 1)
            return
        numbers = itertools.count(len(labels))
        labels.append(next(name for n in numbers if (name := f"class {n}") not in labels))
