"""The past of a run: moments that can be shown again and trained on from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nnwidget.data.features import Feature
from nnwidget.nn.activations import Array

from .options import Options
from .origin import Origin
from .stops import Best
from .update import Memory

MOMENTS = 256
"""Most moments kept."""

BYTES = 8 * 1024 * 1024
"""Most bytes that several take together. Beyond either bound every second one is let go."""


@dataclass(frozen=True)
class Moment:
    """All that makes up a run at one time, but for its past. Nothing in it is ever changed.

    Attributes:
        options, origin: what the data and the network are made from.
        theta: all parameters.
        memory: the optimizer's.
        epochs, position: whole epochs trained, and batches of the next one.
        batches: batches of an epoch.
        best: the smallest loss so far and its epoch, for ``patience``.
        own_features: the user's own features, by name.
    """

    options: Options
    origin: Origin
    theta: Array
    memory: Memory
    epochs: int
    position: int
    batches: int
    best: Best
    own_features: Mapping[str, Feature] = field(default_factory=dict)

    @property
    def epoch(self) -> float:
        """Passes through the training data."""
        return self.epochs + self.position / self.batches

    @cached_property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        memory = self.memory
        arrays = (self.theta, memory.slots, memory.carried, memory.alive)
        return sum(array.nbytes for array in arrays)


@dataclass
class Moments:
    """Moments at the ends of epochs: every epoch at first, later every 2nd, 4th, ... one."""

    stride: int = 1
    kept: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._bytes = sum(moment.nbytes for moment in self.kept)

    def record(self, epoch: int, moment: Callable[[], Moment]) -> None:
        """Keep the moment at the end of an epoch, if its turn has come."""
        if epoch % self.stride:
            return
        self.kept.append(moment())
        self._bytes += self.kept[-1].nbytes
        self.thin(self._fits)

    def renew(self, epoch: int, moment: Callable[[], Moment]) -> None:
        """The network was edited at the end of an epoch: that is how it is shown then."""
        if self.kept and self.kept[-1].epochs == epoch:
            self._keep([*self.kept[:-1], moment()])
            self.thin(self._fits)

    def cut(self, epoch: float) -> None:
        """Forget what came after an epoch."""
        self._keep([moment for moment in self.kept if moment.epochs <= epoch])

    def thin(self, fits: Callable[[list[Moment]], bool]) -> None:
        """Let go of every second moment, evenly, until those that remain fit. The one of epoch 0
        stays, whatever its size. This ends: once the stride is above the last epoch, no other
        is left."""
        while len(self.kept) > 1 and not fits(self.kept):
            self.stride *= 2
            self._keep([m for m in self.kept if m.epochs % self.stride == 0])

    def _fits(self, moments: list[Moment]) -> bool:
        return len(moments) <= MOMENTS and self._bytes <= BYTES

    def _keep(self, moments: list[Moment]) -> None:
        self.kept = moments
        self._bytes = sum(moment.nbytes for moment in moments)

    def at(self, epoch: float) -> Moment | None:
        """The last moment that is not after an epoch, or the first of all."""
        earlier = [moment for moment in self.kept if moment.epochs <= epoch]
        if earlier:
            return earlier[-1]
        return self.kept[0] if self.kept else None

    def copy(self) -> Moments:
        """Moments of their own: the same moments."""
        return Moments(self.stride, list(self.kept))
