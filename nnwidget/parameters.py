"""Weights and biases as arrays that may be written to: ``w.weights[0][0, 0] = 2``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .nn.activations import Array


class WatchedArray(np.ndarray[Any, np.dtype[np.float64]]):
    """A view of parameters that says when it was written to, and takes finite numbers only."""

    written: Callable[[], None] | None = None

    def __array_finalize__(self, source: object) -> None:
        # A slice is watched as the array is; a new array (a copy, a result) is not.
        if isinstance(source, WatchedArray) and self.base is not None:
            self.written = source.written

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)

    def __setitem__(self, index: Any, value: Any) -> None:
        if not np.isfinite(np.asarray(value, dtype=np.float64)).all():
            raise ValueError(f"a weight or bias must be finite, got {str(value)[:80]}")
        super().__setitem__(index, value)
        if self.written:
            self.written()


class Parameters(Sequence[WatchedArray]):
    """The weights, or the biases, of all layers; item l - 1 belongs to layer l.

    Writing to an item, or to an element of it, changes the network and redraws it.
    """

    def __init__(self, arrays: list[Array], written: Callable[[], None]) -> None:
        self._arrays = arrays
        self._written = written

    def __len__(self) -> int:
        return len(self._arrays)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(len(self))[index]]
        array = self._arrays[index].view(WatchedArray)
        array.written = self._written
        return array

    def __setitem__(self, index: int, value: Any) -> None:
        new = np.asarray(value, dtype=np.float64)
        shape = self._arrays[index].shape
        if new.shape != shape:
            raise ValueError(f"item {index} has the shape {shape}, got {new.shape}")
        self[index][...] = new

    def __iter__(self) -> Iterator[WatchedArray]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return repr([np.asarray(array) for array in self._arrays])
