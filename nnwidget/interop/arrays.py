"""Arrays of numbers in JSON, to the last bit: as lists, or as a text that is short and quick."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array

TYPES = {name: np.dtype(name).newbyteorder("<") for name in ("int8", "int16", "float32", "float64")}


def to_lists(array: Array) -> list[Any]:
    """The numbers as nested lists, for people to read."""
    lists: list[Any] = array.tolist()
    return lists


def to_text(array: Array) -> str:
    """``"float64:AAAAAAAA8D8="``: base64 of the numbers, row by row and little-endian, as the
    smallest of `TYPES` that holds each of them exactly. Zeros at the end are left out."""
    numbers = np.ascontiguousarray(array, np.float64).reshape(-1)
    bits = numbers.view(np.int64)  # which tell -0.0 from 0.0
    used = int(np.flatnonzero(bits)[-1]) + 1 if bits.any() else 0
    numbers, bits = numbers[:used], bits[:used]
    name = _smallest_type(numbers, bits)
    with np.errstate(all="ignore"):
        content = numbers.astype(TYPES[name]).tobytes()
    return f"{name}:{base64.b64encode(content).decode('ascii')}"


def _smallest_type(numbers: Array, bits: NDArray[np.int64]) -> str:
    """The first of `TYPES` in which they are the same numbers."""
    for name, kind in TYPES.items():
        with np.errstate(all="ignore"):  # one that is too large becomes another
            again = numbers.astype(kind).astype(np.float64)
        if (again.view(np.int64) == bits).all():
            return name
    raise AssertionError("float64 holds any number")


def from_text(text: str, what: str, size: int) -> Array:
    """The numbers (size,) in a text of `to_text`.

    Raises:
        ValueError: about ``what``, when it is no such text, or one of more numbers. A text that
            is too long is not decoded.
    """
    name, _, encoded = text.partition(":")
    if name not in TYPES:
        raise ValueError(f"{what} must begin with {':, '.join(TYPES)}:, got {shown(text)}")
    kind = TYPES[name]
    if len(encoded) > 4 * math.ceil(size * kind.itemsize / 3):
        raise ValueError(f"{what} must have at most {size:,} numbers; the text is longer")
    try:
        content = base64.b64decode(encoded, validate=True)
        given = np.frombuffer(content, kind)
    except ValueError:
        raise ValueError(f"{what} must be base64 of {name}, got {shown(text)}") from None
    if len(given) > size:
        raise ValueError(f"{what} must have at most {size:,} numbers, got {len(given):,}")
    numbers = np.zeros(size)
    with np.errstate(all="ignore"):  # whatever bits these are
        numbers[: len(given)] = given
    return numbers
