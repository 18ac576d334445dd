"""Data given by the user: arrays, lists or a DataFrame, made ready for training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .nn.activations import Array
from .options import CLASSES, COLUMNS, SAMPLES, DataShape

NAME_LENGTH = 200
LARGEST = 1e30
"""Larger numbers would overflow in the pictures' float32, or when squared."""


@dataclass(frozen=True)
class Table:
    """The user's data.

    Attributes:
        X: (m, columns) numbers.
        y: (m,) classes 0..k-1 or numbers.
        columns: the names of the columns.
        labels: the user's own class labels, in the order of the classes; empty in regression.
    """

    X: Array
    y: Array
    columns: tuple[str, ...]
    labels: tuple[Any, ...]

    @property
    def shape(self) -> DataShape:
        kind = "classification" if self.labels else "regression"
        return DataShape(self.X.shape[1], kind, len(self.labels))  # type: ignore[arg-type]


def read_table(data: Any) -> Table:
    """Read ``(X, y)``.

    X is (m, columns) or (m,); y is (m,). y is taken as classes when it is not numeric, or when
    all its values are whole and at most 12 are different; otherwise as numbers.

    Raises:
        ValueError: naming what is wrong: no pair, shapes, text or NaN in X, too few rows, ...
    """
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise ValueError(f"data must be a pair (X, y), got {type(data).__name__}")
    X, names = _read_X(data[0])
    y = _array(data[1], "y")
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or len(y) != len(X):
        raise ValueError(
            f"data: y must hold one value per row of X ({len(X)}), got shape {y.shape}"
        )
    if len(X) < 2:
        raise ValueError(f"data must have at least 2 rows, got {len(X)}")
    if len(X) > SAMPLES:
        raise ValueError(f"data must have at most {SAMPLES:,} rows, got {len(X):,}")
    target, labels = _read_y(y)
    return Table(X, target, names, labels)


def _array(given: Any, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise ValueError(f"data: {what} is not a regular table ({str(error)[:100]})") from None
    if array.dtype.kind == "c":
        raise ValueError(f"data: {what} holds complex numbers; only real ones are allowed")
    return array


def _read_X(given: Any) -> tuple[Array, tuple[str, ...]]:
    raw = _array(given, "X")
    if raw.ndim == 1:
        raw = raw[:, np.newaxis]
    if raw.ndim != 2 or not 1 <= raw.shape[1] <= COLUMNS:
        raise ValueError(f"data: X must be (rows, 1 to {COLUMNS} columns), got shape {raw.shape}")
    try:
        X = raw.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"data: X must hold numbers only ({str(error)[:100]})") from None
    bad = np.argwhere(~(np.abs(X) <= LARGEST))
    if len(bad):
        row, column = bad[0]
        raise ValueError(
            f"data: X has {X[row, column]:g} in row {row}, column {column}; "
            f"finite numbers up to {LARGEST:g} are allowed"
        )
    headings = getattr(given, "columns", None)
    names = [str(name)[:NAME_LENGTH] for name in headings] if headings is not None else []
    return X, tuple(names or (f"x{i + 1}" for i in range(X.shape[1])))


def _read_y(y: NDArray[Any]) -> tuple[Array, tuple[Any, ...]]:
    numeric = y.dtype.kind in "iuf"
    if numeric and len(bad := y[~(np.abs(y) <= LARGEST)]):
        raise ValueError(
            f"data: y has {bad[0]:g} in it; finite numbers up to {LARGEST:g} are allowed"
        )
    try:
        labels, classes = np.unique(y, return_inverse=True)
    except TypeError:
        raise ValueError("data: y must hold numbers or labels of one kind") from None
    if numeric and (len(labels) > CLASSES or (y != np.floor(y)).any()):
        return y.astype(np.float64), ()
    if len(labels) > CLASSES:
        raise ValueError(f"data: y has {len(labels)} different labels; at most {CLASSES} allowed")
    if len(labels) < 2:
        raise ValueError(f"data: y has only one class, {labels[0]!r}; at least two are needed")
    return classes.astype(np.float64), tuple(labels.tolist())
