"""Data given by the user: arrays, lists or a DataFrame, made ready for training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, NoReturn

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
        bounded: are the data one of the built-in sets, edited by hand within [-6, 6]?
    """

    X: Array
    y: Array
    columns: tuple[str, ...]
    labels: tuple[Any, ...]
    bounded: bool = False

    @property
    def shape(self) -> DataShape:
        kind = "classification" if self.labels else "regression"
        samples, columns = self.X.shape
        return DataShape(columns, kind, len(self.labels), samples)  # type: ignore[arg-type]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.X.nbytes + self.y.nbytes


def read_table(data: Any, names: Sequence[str] = ()) -> Table:
    """Read ``(X, y)``, or a DataFrame with y as its last column.

    X is (m, columns) or (m,), of numbers; True and False are 1 and 0. y is (m,). y is taken
    as classes when it is not numeric, or when all its values are whole and at most 12 are
    different; otherwise as numbers.

    Args:
        names: the columns of X; else those of a DataFrame, or x1, x2, ...

    Raises:
        ValueError: naming what is wrong and where: no pair, shapes, too few rows, a text, a
            date, a missing or infinite value, a constant column, a single class, ...
    """
    if hasattr(data, "iloc") and getattr(data, "ndim", 0) == 2:
        data = data.iloc[:, :-1], data.iloc[:, -1]
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise ValueError(f"data must be a pair (X, y), got {type(data).__name__}")
    raw, y = _array(data[0], "X"), _array(data[1], "y")
    if raw.ndim == 1:
        raw = raw[:, np.newaxis]
    if raw.ndim != 2 or not 1 <= raw.shape[1] <= COLUMNS:
        raise ValueError(f"data: X must be (rows, 1 to {COLUMNS} columns), got shape {raw.shape}")
    rows = len(raw)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or len(y) != rows:
        raise ValueError(f"data: y must hold one value per row of X ({rows}), got shape {y.shape}")
    if rows < 2:
        raise ValueError(f"data must have at least 2 rows, got {rows}")
    if rows > SAMPLES:
        raise ValueError(f"data must have at most {SAMPLES:,} rows, got {rows:,}")
    names = tuple(name[:NAME_LENGTH] for name in names) or _names(data[0], raw.shape[1])
    columns = [_column(raw[:, i], f"column {name!r}") for i, name in enumerate(names)]
    target, labels = _read_y(y)
    return Table(np.column_stack(columns), target, names, labels)


def _array(given: Any, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(given)
        if array.dtype.kind in "US" and isinstance(given, list | tuple):
            # NumPy has turned all of it into text, also numbers and None.
            array = np.asarray(given, dtype=object)
    except ValueError as error:
        raise ValueError(f"data: {what} is not a regular table ({str(error)[:100]})") from None
    if isinstance(given, np.ma.MaskedArray):
        array = np.ma.filled(given.astype(object), np.nan)
    return array


def _names(given: Any, columns: int) -> tuple[str, ...]:
    """The headings of a DataFrame, or x1, x2, ..."""
    headings = getattr(given, "columns", None)
    if headings is None:
        return tuple(f"x{i + 1}" for i in range(columns))
    return tuple(str(name)[:NAME_LENGTH] for name in headings)


def _column(values: NDArray[Any], what: str) -> Array:
    """A column of X, as numbers that are not all the same."""
    numbers = _numbers(values, what)
    if (numbers == numbers[0]).all():
        raise ValueError(
            f"data: {what} is constant ({numbers[0]:g} in every row), nothing can be learned "
            "from it; leave it out"
        )
    return numbers


def _numbers(values: NDArray[Any], what: str) -> Array:
    """Finite numbers, or the first value that is none, with its row."""
    if values.dtype.kind in "biuf":
        numbers = values.astype(np.float64)
    else:
        numbers = np.empty(len(values))
        for row, value in enumerate(values):
            if not _is_number(value):
                _refuse(value, row, what, "numbers")
            try:
                numbers[row] = value
            except OverflowError:
                numbers[row] = np.inf
    bad = np.flatnonzero(~(np.abs(numbers) <= LARGEST))
    if len(bad):
        row, value = bad[0], numbers[bad[0]]
        if np.isnan(value):
            _refuse(value, row, what, "numbers")
        raise ValueError(
            f"data: {what} has {value:g} in row {row}; finite numbers up to {LARGEST:g} are allowed"
        )
    return numbers


def _is_number(value: object) -> bool:
    # A time span counts as a whole number for NumPy.
    return isinstance(value, Real | np.bool_) and not isinstance(value, np.timedelta64)


def _refuse(value: object, row: int, what: str, wanted: str) -> NoReturn:
    if value is None or str(value) in ("<NA>", "NaT", "nan"):
        raise ValueError(
            f"data: {what} has {value} in row {row}, a missing value; fill it, or leave the row out"
        )
    raise ValueError(
        f"data: {what} must hold {wanted}, got {str(value)[:40]!r} ({type(value).__name__}) "
        f"in row {row}"
    )


def _read_y(y: NDArray[Any]) -> tuple[Array, tuple[Any, ...]]:
    """Classes and their labels, or numbers and no labels."""
    if _is_number(y[0]):
        numbers = _numbers(y, "y")
        switches = all(isinstance(value, bool | np.bool_) for value in y)
        if (numbers != np.floor(numbers)).any() or len(np.unique(numbers)) > CLASSES:
            return numbers, ()
        given = y.astype(bool) if switches else numbers if y.dtype.kind == "O" else y
    else:
        for row, value in enumerate(y):
            if not isinstance(value, str):
                _refuse(value, row, "y", "numbers, or texts alone")
        given = y
    labels, classes = np.unique(given, return_inverse=True)
    if len(labels) > CLASSES:
        raise ValueError(f"data: y has {len(labels)} different labels; at most {CLASSES} allowed")
    if len(labels) < 2:
        raise ValueError(
            f"data: y has only one class, {labels.tolist()[0]!r}; at least two are needed"
        )
    return classes.astype(np.float64), tuple(labels.tolist())
