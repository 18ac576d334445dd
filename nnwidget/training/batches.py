"""The order in which samples are trained on, cut into batches.

Everything random here depends on the seed, the start and the epoch alone, never on what was
drawn before: so any epoch can be taken up again, after loading or going back in time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnwidget.nn.activations import Array
from nnwidget.nn.engine import Pass


class Batch(NamedTuple):
    """One batch: its inputs and targets, how many samples, and the pass that computes it."""

    x: Array
    y: Array
    samples: int
    pass_: Pass


class Cut:
    """The columns of a table (rows, m) in some order, cut into blocks of ``size`` columns. A
    block lies in memory in one piece, which makes the small products much faster."""

    def __init__(self, table: Array, size: int) -> None:
        rows, m = table.shape
        full = m // size
        whole = np.empty(rows * m)
        self._sorted = table.copy()
        self._full = whole[: full * rows * size].reshape(full, rows, size)
        self._rest = whole[full * rows * size :].reshape(rows, m - full * size)
        self._sorted_full = self._sorted[:, : full * size].reshape(rows, full, size).swapaxes(0, 1)
        self.blocks = [*self._full, *([self._rest] if self._rest.size else [])]
        self._spread()

    def fill(self, table: Array, order: NDArray[np.intp]) -> None:
        """Fill the blocks with the table's columns in that order."""
        np.take(table, order, axis=1, out=self._sorted, mode="clip")
        self._spread()

    def _spread(self) -> None:
        np.copyto(self._full, self._sorted_full)
        if self._rest.size:
            np.copyto(self._rest, self._sorted[:, -self._rest.shape[1] :])


class Batches:
    """The batches of an epoch.

    Args:
        inputs: (n0 + 1, m), the training samples, last row ones.
        targets: (outputs, m).
        passes: a training `Pass` for every batch size that occurs.
        size: samples per batch; the last one may be smaller.
        reshuffle: draw a new order every epoch.
        seed: the seed, and the number of the start.
    """

    def __init__(
        self,
        inputs: Array,
        targets: Array,
        passes: dict[int, Pass],
        size: int,
        reshuffle: bool,
        seed: tuple[int | str, int],
    ) -> None:
        self._inputs, self._targets = inputs, targets
        self._reshuffle = reshuffle
        self._start = seed[1]
        self._epoch = -1
        self._philox = np.random.Philox(key=_key(seed[0]))
        self._state: Any = self._philox.state
        self._random = np.random.Generator(self._philox)
        m = inputs.shape[1]
        self._identity = np.arange(m)
        self._order = self._identity.copy()
        self._x, self._y = Cut(inputs, size), Cut(targets, size)
        self._batches = [
            Batch(x, y, x.shape[1], passes[x.shape[1]])
            for x, y in zip(self._x.blocks, self._y.blocks, strict=True)
        ]
        self._dropping = any(pass_.drops for pass_ in passes.values())

    def __len__(self) -> int:
        return len(self._batches)

    def remaining(self, position: int, epoch: int) -> Iterable[Batch]:
        """The batches of an epoch from a position on, until another epoch is asked for."""
        if self._reshuffle and epoch != self._epoch:
            self._shuffle(epoch)
        remaining = self._batches[position:]
        return self._dropped_out(remaining, position, epoch) if self._dropping else remaining

    def _shuffle(self, epoch: int) -> None:
        """Put the samples into the order of an epoch."""
        self._epoch = -1  # in case this is interrupted
        self._seek(0, epoch)
        np.copyto(self._order, self._identity)
        self._random.shuffle(self._order)
        self._x.fill(self._inputs, self._order)
        self._y.fill(self._targets, self._order)
        self._epoch = epoch

    def _dropped_out(self, remaining: list[Batch], position: int, epoch: int) -> Iterator[Batch]:
        """The same batches, each with its own neurons dropped out when its turn comes."""
        for index, batch in enumerate(remaining, position):
            self._seek(1 + index, epoch)
            batch.pass_.drop_out(self._random)
            yield batch

    def _seek(self, position: int, epoch: int) -> None:
        """Turn the counter-based generator (Philox) to a place of its own."""
        self._state["state"]["counter"][:] = (0, position, self._start, epoch)
        self._philox.state = self._state


def _key(seed: int | str) -> int:
    """A key of Philox."""
    if isinstance(seed, int):
        return seed
    return int.from_bytes(
        hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:16], "little"
    )
