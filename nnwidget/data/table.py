"""Data given by the user: arrays, lists or a DataFrame, made ready for training."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import shown, whole
from nnwidget.nn.activations import Array

from .shape import CLASSES, COLUMNS, SAMPLES, DataShape

NAME_LENGTH = 200
LARGEST_VALUE = 1e30
"""Larger numbers would overflow in the pictures' float32, or when squared."""


@dataclass(frozen=True, eq=False)
class Table:
    """The user's data. Two tables are equal only if they are the same one.

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
    given_X, given_y = _pair(data)
    raw, y = _array(given_X, "X"), _array(given_y, "y")
    if raw.ndim == 1:
        raw = raw[:, np.newaxis]
    if raw.ndim != 2 or not 1 <= raw.shape[1] <= COLUMNS:
        raise ValueError(
            f"data: X must be (rows, 1 to {COLUMNS} columns), got {_shape(raw, given_X)}"
        )
    rows = len(raw)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or len(y) != rows:
        raise ValueError(
            f"data: y must hold one value per row of X ({rows}), got {_shape(y, given_y)}"
        )
    if rows < 2:
        raise refusal("rows_least", rows=rows)
    if rows > SAMPLES:
        raise refusal("rows_most", most=SAMPLES, rows=rows)
    names = tuple(map(_name, names)) or _names(given_X, raw.shape[1])
    named = [Sentence("refusals.column", name=shown(name)) for name in names]
    columns = [_column(raw[:, i], what) for i, what in enumerate(named)]
    target, labels = _read_y(y)
    return Table(np.column_stack(columns), target, names, labels)


def read_inputs(X: Any, columns: int) -> Array:
    """Points to be answered, (m, columns), as numbers.

    Raises:
        ValueError: another shape, or what is no finite number and where.
    """
    raw = _array(X, "X")
    if raw.ndim != 2 or raw.shape[1] != columns:
        raise ValueError(f"X must have the shape (m, {columns}), got {_shape(raw, X)}")
    named = [Sentence("refusals.column_of_x", number=i + 1) for i in range(columns)]
    return np.column_stack([_numbers(raw[:, i], what) for i, what in enumerate(named)])


def _pair(data: Any) -> tuple[Any, Any]:
    """X and y as they were given, or the columns of a DataFrame up to the last, and the last."""
    if hasattr(data, "iloc") and getattr(data, "ndim", 0) == 2:
        if data.shape[1] < 2:
            raise ValueError(
                "data: a DataFrame must have at least 2 columns, numbers and y as the last one; "
                f"this one has {data.shape[1]}"
            )
        return data.iloc[:, :-1], data.iloc[:, -1]
    if isinstance(data, tuple | list) and len(data) == 2:
        return data[0], data[1]
    number = f" of {len(data)}" if isinstance(data, tuple | list) else ""
    raise ValueError(
        "data must be a pair (X, y), or a DataFrame of pandas with y as its last column, "
        f"got {type(data).__name__}{number}"
    )


def _array(given: Any, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(given)
        if isinstance(given, np.ma.MaskedArray):
            array = np.ma.filled(given.astype(object), np.nan)
        elif array.dtype.kind not in "biufcmMOSUV" or (
            # NumPy has turned all of it into text, also numbers and None.
            array.dtype.kind in "US" and not hasattr(given, "dtype")
        ):
            array = np.asarray(given, dtype=object)
    except ValueError as error:
        raise ValueError(f"data: {what} is not a regular table ({str(error)[:100]})") from None
    except Exception as error:  # whatever an object does that says it is an array
        raise ValueError(
            f"data: {what} cannot be read as an array ({str(error)[:100]}), "
            f"got {type(given).__name__}"
        ) from None
    return array


def _shape(array: NDArray[Any], given: Any) -> str:
    """The shape; where it has none, NumPy took it for one thing: a generator, a set, a dict."""
    return f"shape {array.shape}" + ("" if array.ndim else f" ({type(given).__name__})")


def _names(given: Any, columns: int) -> tuple[str, ...]:
    """The headings of a DataFrame, or x1, x2, ..."""
    headings = getattr(given, "columns", None)
    if not isinstance(headings, Collection) or len(headings) != columns:
        return tuple(f"x{i + 1}" for i in range(columns))
    return tuple(map(_name, headings))


def _name(heading: object) -> str:
    return whole(str(heading)[:NAME_LENGTH])


def _column(values: NDArray[Any], what: str) -> Array:
    """A column of X, as numbers that are not all the same."""
    numbers = _numbers(values, what)
    if (numbers == numbers[0]).all():
        raise refusal("constant", what=what, value=float(numbers[0]))
    return numbers


def _numbers(values: NDArray[Any], what: str) -> Array:
    """Finite numbers, or the first value that is none, with its row."""
    with np.errstate(over="ignore"):  # what is too large for a float is named below
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
    bad = np.flatnonzero(~(np.abs(numbers) <= LARGEST_VALUE))
    if len(bad):
        row, value = bad[0], numbers[bad[0]]
        if np.isnan(value):
            _refuse(value, row, what, "numbers")
        raise refusal("too_large", what=what, value=f"{value:g}", row=int(row), most=LARGEST_VALUE)
    return numbers


def _is_number(value: object) -> bool:
    # A time span counts as a whole number for NumPy.
    return isinstance(value, Real | np.bool_) and not isinstance(value, np.timedelta64)


def _is_missing(value: object) -> bool:
    """None, NaN of any kind, and what pandas calls NA and NaT."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float | complex | np.inexact) and bool(value != value)


def _refuse(value: object, row: int, what: str, wanted: str) -> NoReturn:
    if _is_missing(value):
        raise refusal("missing_value", what=what, value=str(value), row=int(row))
    try:
        text = shown(str(value))
    except Exception:  # Python does not write whole numbers of more than 4,300 digits
        text = shown(value)
    raise refusal(
        "wrong_value",
        what=what,
        wanted=Sentence(f"refusals.{wanted}"),
        value=text,
        type=type(value).__name__,
        row=int(row),
    )


def _read_y(y: NDArray[Any]) -> tuple[Array, tuple[Any, ...]]:
    """Classes and their labels, or numbers and no labels."""
    for row, value in enumerate(y if y.dtype.kind in "fcmMO" else ()):
        if _is_missing(value):
            _refuse(value, row, "y", "values")
    if _is_number(y[0]):
        numbers = _numbers(y, "y")
        switches = all(isinstance(value, bool | np.bool_) for value in y)
        if (numbers != np.floor(numbers)).any() or len(np.unique(numbers)) > CLASSES:
            return numbers, ()
        given = y.astype(bool) if switches else numbers if y.dtype.kind == "O" else y
    else:
        for row, value in enumerate(y):
            if not isinstance(value, str):
                _refuse(value, row, "y", "numbers_or_texts")
            if value != whole(value):
                _refuse(value, row, "y", "whole_texts")
        given = y
    labels, classes = np.unique(given, return_inverse=True)
    if len(labels) > CLASSES:
        raise refusal("many_labels", given=len(labels), most=CLASSES)
    if len(labels) < 2:
        raise refusal("one_class", label=shown(labels.tolist()[0]))
    return classes.astype(np.float64), tuple(labels.tolist())
