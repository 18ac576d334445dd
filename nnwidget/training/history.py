"""What training has been: the losses of the epochs, and the changes made meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LIMIT = 4096
"""Most epochs kept. When they are reached, every second one is let go."""


@dataclass
class History:
    """Losses by epoch, from the start (epoch 0) on.

    Up to `LIMIT` epochs every epoch is there; later every 2nd, 4th, ... one, evenly, so that
    memory stays bounded. ``events`` lists (epoch, what was changed). ``cuts`` counts how
    often something was forgotten or renewed.
    """

    stride: int = 1
    events: list[tuple[float, str]] = field(default_factory=list)
    cuts: int = 0
    _rows: list[tuple[int, float, float]] = field(default_factory=list)

    def record(self, epoch: int, loss_train: float, loss_test: float) -> None:
        """Note the losses of a whole epoch."""
        if epoch % self.stride:
            return
        self._rows.append((epoch, loss_train, loss_test))
        if len(self._rows) > LIMIT:
            self.stride *= 2
            self._rows = [row for row in self._rows if row[0] % self.stride == 0]

    def renew(self, epoch: int, loss_train: float, loss_test: float) -> None:
        """Note other losses of the last epoch, if it is this one."""
        if self._rows and self._rows[-1][0] == epoch:
            self._rows[-1] = epoch, loss_train, loss_test
            self.cuts += 1

    def note(self, epoch: float, what: str) -> None:
        """Note a change made at an epoch; the same one again is not worth a note."""
        if self.events[-1:] == [(epoch, what)]:
            return
        self.events.append((epoch, what))
        del self.events[:-LIMIT]

    def cut(self, epoch: float) -> None:
        """Forget what came after an epoch."""
        self._rows = [row for row in self._rows if row[0] <= epoch]
        self.events = [event for event in self.events if event[0] <= epoch]
        self.cuts += 1

    def copy(self) -> History:
        """A history of its own with the same losses and changes."""
        return History(self.stride, list(self.events), self.cuts, list(self._rows))

    def since_change(self, most: int) -> NDArray[np.float64]:
        """The same as `table` for the last epochs, so many at most, none of them from before
        the last change."""
        since = self.events[-1][0] if self.events else 0.0
        rows = [row for row in self._rows[-most:] if row[0] >= since]
        return np.array(rows, dtype=np.float64).reshape(-1, 3).T

    @property
    def table(self) -> NDArray[np.float64]:
        """Epochs, training losses and test losses, (3, points)."""
        return np.array(self._rows, dtype=np.float64).reshape(-1, 3).T

    @property
    def epoch(self) -> NDArray[np.float64]:
        return self.table[0]

    @property
    def loss_train(self) -> NDArray[np.float64]:
        return self.table[1]

    @property
    def loss_test(self) -> NDArray[np.float64]:
        """Test losses; NaN where there is no test data."""
        return self.table[2]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<History of {len(self)} epochs, {len(self.events)} changes>"
