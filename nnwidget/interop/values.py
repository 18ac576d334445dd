"""The values of a file, each checked: about ``what`` a refusal speaks is told to each of these."""

from __future__ import annotations

import math
import sys
from collections.abc import Collection
from contextlib import suppress
from itertools import chain
from typing import Any

import numpy as np

from nnwidget.data.shape import SAMPLES
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array

from .arrays import from_text

LARGEST_FLOAT = sys.float_info.max
LATEST = 10**12
"""Largest number of an epoch, of updates, of draws."""


def an_object(
    value: Any, what: str, keys: Collection[str], optional: Collection[str] = ()
) -> dict[str, Any]:
    """A JSON object that has these keys, and no others but the optional ones."""
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object, got {type(value).__name__}")
    for key in keys:
        if key not in value:
            raise ValueError(f"{what} lacks {key!r}")
    for key in value:
        if key not in keys and key not in optional:
            raise ValueError(f"{what} has an unknown key {shown(key)}")
    return value


def a_list(value: Any, what: str, length: int | None = None, most: int = SAMPLES) -> list[Any]:
    """A list, of that length if one is given."""
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list, got {type(value).__name__}")
    if length is not None and len(value) != length:
        raise ValueError(f"{what} must have {length} items, got {len(value)}")
    if len(value) > most:
        raise ValueError(f"{what} may have at most {most:,} items, got {len(value):,}")
    return value


def a_switch(value: Any, what: str) -> bool:
    """``true`` or ``false``."""
    if type(value) is not bool:
        raise ValueError(f"{what} must be true or false, got {shown(value)}")
    return value


def a_count(value: Any, what: str, most: int = LATEST) -> int:
    """A whole number from 0 on."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{what} must be a whole number from 0 to {most:,}, got {shown(value)}")
    return value


def a_loss(value: Any, missing: float) -> float:
    """A number, or what stands for a ``missing`` one."""
    if value is None:
        return missing
    return a_number(value, "a loss or epoch")


def a_number(value: Any, what: str, largest: float = LARGEST_FLOAT) -> float:
    """A finite number."""
    if type(value) not in (int, float) or not abs(value) <= largest:
        raise ValueError(f"{what} must be a number up to {largest:.3g}, got {shown(value)}")
    return float(value)


def an_array(
    value: Any,
    what: str,
    shape: tuple[int, ...],
    largest: float = LARGEST_FLOAT,
    finite: bool = True,
) -> Array:
    """An array of numbers, from lists or a text; only a text can hold others than finite ones."""
    if isinstance(value, str):
        array = from_text(value, what, math.prod(shape))
        if finite and not (np.abs(array) <= largest).all():
            raise ValueError(f"{what} must hold numbers up to {largest:.3g}")
        return array.reshape(shape)
    rows = a_list(value, what, shape[0]) if len(shape) == 2 else [value]
    numbers = list(chain.from_iterable(a_list(row, what, shape[-1]) for row in rows))
    return _numbers(numbers, what, largest).reshape(shape)


def _numbers(values: list[Any], what: str, largest: float) -> Array:
    if {*map(type, values)} <= {int, float}:
        with suppress(OverflowError):  # a whole number that no float can hold
            array = np.array(values, np.float64)
            if (np.abs(array) <= largest).all():
                return array
    # One by one, to name the first that is none.
    return np.array([a_number(value, what, largest) for value in values])
