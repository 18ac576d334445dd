"""The order in which samples are trained on, cut into batches.

Everything random here depends on the seed, the start and the epoch alone, never on what was
drawn before: so any epoch can be taken up again, after loading or going back in time.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np

from .nn.activations import Array
from .nn.mlp import Pass


class Batch(NamedTuple):
    """One batch: views of the epoch's inputs and targets, and the room to compute it in."""

    x: Array
    y: Array
    room: Pass


class Batches:
    """The batches of an epoch.

    Args:
        inputs: (n0 + 1, m), the training samples, last row ones.
        targets: (outputs, m).
        rooms: a training `Pass` for every batch size that occurs.
        size: samples per batch; the last one may be smaller.
        reshuffle: draw a new order every epoch.
        seed: the seed, and the number of the start.
    """

    def __init__(
        self,
        inputs: Array,
        targets: Array,
        rooms: dict[int, Pass],
        size: int,
        reshuffle: bool,
        seed: tuple[int | str, int],
    ) -> None:
        self._inputs, self._targets = inputs, targets
        self._reshuffle = reshuffle
        self._start = seed[1]
        self._philox = np.random.Philox(key=_key(seed[0]))
        self._random = np.random.Generator(self._philox)
        m = inputs.shape[1]
        self._identity = np.arange(m)
        self._order = self._identity.copy()
        # The epoch's own copies are filled anew each time; the batches are views of them.
        self._x, self._y = inputs.copy(), targets.copy()
        self._batches = [
            Batch(self._x[:, at : at + size], self._y[:, at : at + size], rooms[min(size, m - at)])
            for at in range(0, m, size)
        ]

    def __len__(self) -> int:
        return len(self._batches)

    def begin(self, epoch: int) -> None:
        """Put the samples into the order of an epoch."""
        if not self._reshuffle:
            return
        self._seek(0, epoch)
        np.copyto(self._order, self._identity)
        self._random.shuffle(self._order)
        np.take(self._inputs, self._order, axis=1, out=self._x, mode="clip")
        np.take(self._targets, self._order, axis=1, out=self._y, mode="clip")

    def batch(self, position: int, epoch: int) -> Batch:
        """The batch at a position of the epoch, with its neurons dropped out."""
        batch = self._batches[position]
        if batch.room.masks:
            self._seek(1 + position, epoch)
            batch.room.drop_out(self._random)
        return batch

    def _seek(self, position: int, epoch: int) -> None:
        """Turn the counter-based generator (Philox) to a place of its own."""
        state: Any = self._philox.state
        state["state"]["counter"][:] = (0, position, self._start, epoch)
        state["buffer_pos"], state["has_uint32"] = 4, 0
        self._philox.state = state


def _key(seed: int | str) -> int:
    """A key of Philox."""
    if isinstance(seed, int):
        return seed
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "little")
