"""Weights and biases as arrays that may be written to: ``w.weights[0][0, 0] = 2``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from numbers import Real
from typing import Any

import numpy as np

from nnwidget.data.table import LARGEST_VALUE
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array

Writing = Callable[[], AbstractContextManager[None]]
"""Makes what surrounds a writing: it says before and after that the network changes."""


def _finite(value: Any) -> Array:
    """The value as real numbers, none of them NaN or too large.

    Raises:
        ValueError: naming the first that is not.
    """
    try:
        array = np.asarray(value)
    except Exception:  # rows of different lengths, or whatever an object does
        raise ValueError(f"weights and biases must be numbers, got {shown(value)}") from None
    for one in array.flat if array.dtype.kind not in "biuf" else ():
        # A time span counts as a whole number for NumPy.
        if isinstance(one, np.timedelta64) or not isinstance(one, Real):
            raise ValueError(f"weights and biases must be real numbers, got {shown(one)}")
    try:
        numbers = array.astype(np.float64)
    except OverflowError:
        numbers = np.full(array.shape, np.inf)
    wrong = ~(np.abs(numbers) <= LARGEST_VALUE)
    if wrong.any():
        raise ValueError(
            f"weights and biases must be finite, at most {LARGEST_VALUE:g} in size, "
            f"got {shown(array[wrong].tolist()[0])}"
        )
    return numbers


def _plain(value: Any) -> Any:
    return np.asarray(value) if isinstance(value, WatchedArray) else value


class WatchedArray(np.ndarray[Any, np.dtype[np.float64]]):
    """A view of parameters that is written to within ``writing()``; finite numbers only."""

    writing: Writing | None = None

    def __array_finalize__(self, source: object) -> None:
        # A slice is watched as the array is; a new array (a copy, a result) is not.
        if isinstance(source, WatchedArray) and np.may_share_memory(self, source):
            self.writing = source.writing

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: tuple[Any, ...] = (), **options: Any
    ) -> Any:
        """``W *= 2`` and the like: compute elsewhere, then write as any value is written."""
        if method == "at":
            target, *arguments = inputs
            scratch = np.array(target)
            ufunc.at(scratch, *map(_plain, arguments))
            target[...] = scratch
            return None
        compute = getattr(ufunc, method)
        if not out:
            return compute(*map(_plain, inputs), **options)
        scratches = tuple(np.array(x) if isinstance(x, WatchedArray) else x for x in out)
        results = compute(*map(_plain, inputs), out=scratches, **options)
        results = results if isinstance(results, tuple) else (results,)
        for target, scratch in zip(out, scratches, strict=True):
            if target is not scratch:
                target[...] = scratch
        named = [r if target is None else target for target, r in zip(out, results, strict=True)]
        return named[0] if len(named) == 1 else tuple(named)

    def __setitem__(self, index: Any, value: Any) -> None:
        numbers = _finite(value)
        with self.writing() if self.writing else nullcontext():
            super().__setitem__(index, numbers)

    def fill(self, value: Any) -> None:
        self[...] = value

    def __repr__(self) -> str:
        return repr(np.asarray(self))


class Parameters(Sequence[WatchedArray]):
    """The weights, or the biases, of all layers; item l - 1 belongs to layer l.

    Writing to an item, or to an element of it, changes the network and redraws it.
    """

    def __init__(self, arrays: list[Array], writing: Writing) -> None:
        self._arrays = arrays
        self._writing = writing

    def __len__(self) -> int:
        return len(self._arrays)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(len(self))[index]]
        array = self._arrays[index].view(WatchedArray)
        array.writing = self._writing
        return array

    def __setitem__(self, index: int | slice, value: Any) -> None:
        if not isinstance(index, slice):
            self[index][...] = self._fitting(index, value)
            return
        places = range(len(self))[index]
        try:
            values = list(islice(value, len(self) + 1))
        except TypeError:
            raise ValueError(f"one array per layer is needed, got {shown(value)}") from None
        if len(values) != len(places):
            raise ValueError(f"one array per layer is needed, {len(places)}, got {shown(value)}")
        arrays = [self._fitting(place, one) for place, one in zip(places, values, strict=True)]
        with self._writing():
            for place, array in zip(places, arrays, strict=True):
                self[place][...] = array

    def _fitting(self, index: int, value: Any) -> Array:
        """The value as numbers for an item.

        Raises:
            ValueError: it has another shape than the item, or is not finite.
        """
        new, shape = _finite(value), self._arrays[index].shape
        if new.shape != shape:
            raise ValueError(f"item {index} has the shape {shape}, got {new.shape}")
        return new

    def __iter__(self) -> Iterator[WatchedArray]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return repr([np.asarray(array) for array in self._arrays])
