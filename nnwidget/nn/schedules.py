"""Learning-rate schedules: what the learning rate is multiplied by in each epoch.

A schedule is a dataclass whose fields are its parameters. ``factor(epoch)`` takes the number
of whole epochs trained.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import did_you_mean, listed, shown

from .hyperparameters import between, make


class Schedule(Protocol):
    """What every schedule has."""

    label: ClassVar[str]

    of_number: ClassVar[str] = ""
    """The parameter that a ``decay`` gives which is a plain number, where that means it."""

    def factor(self, epoch: int) -> float:
        """The learning rate of this epoch as a share of the initial one."""


@dataclass(frozen=True)
class InverseTime(Schedule):
    """1 / (1 + rate epoch), the decay of the original Keras optimizers, by epoch."""

    label: ClassVar[str] = "Inverse time"
    of_number: ClassVar[str] = "rate"

    rate: float = between(0.0, 100.0, 0.0)

    def factor(self, epoch: int) -> float:
        return 1 / (1 + self.rate * epoch)


@dataclass(frozen=True)
class Exponential(Schedule):
    """rate^epoch (Keras's ExponentialDecay with one epoch as ``decay_steps``)."""

    label: ClassVar[str] = "Exponential"

    rate: float = between(0.5, 1.0, 0.99)

    def factor(self, epoch: int) -> float:
        return float(self.rate**epoch)


@dataclass(frozen=True)
class Step(Schedule):
    """drop^floor(epoch / every): the rate falls by a factor every so many epochs."""

    label: ClassVar[str] = "Step"

    drop: float = between(0.01, 1.0, 0.5)
    every: float = between(1.0, 10_000.0, 50.0)

    def factor(self, epoch: int) -> float:
        return float(self.drop ** math.floor(epoch / self.every))


@dataclass(frozen=True)
class Cosine(Schedule):
    """(1 + cos(pi min(epoch / epochs, 1))) / 2 (Loshchilov and Hutter 2017; Keras's
    CosineDecay): falls to zero within so many epochs."""

    label: ClassVar[str] = "Cosine"

    epochs: float = between(1.0, 100_000.0, 200.0)

    def factor(self, epoch: int) -> float:
        return 0.5 * (1 + math.cos(math.pi * min(epoch / self.epochs, 1.0)))


SCHEDULES: dict[str, type[Any]] = {
    "inverse_time": InverseTime,
    "exponential": Exponential,
    "step": Step,
    "cosine": Cosine,
}
"""Every schedule class by name."""


def make_schedule(decay: float | dict[str, Any]) -> Schedule:
    """The schedule that a ``decay`` describes: a number is the rate of inverse-time decay; a
    dict names another one, such as ``{"name": "step", "drop": 0.5, "every": 50}``.

    Raises:
        ValueError: an unknown name or parameter, or a parameter outside its range.
    """
    if not isinstance(decay, dict):
        meant = next(name for name, kind in SCHEDULES.items() if kind.of_number)
        decay = {"name": meant, SCHEDULES[meant].of_number: decay}
    parameters = dict(decay)
    name = parameters.pop("name", None)
    if not isinstance(name, str) or name not in SCHEDULES:
        near = did_you_mean(name, SCHEDULES)
        allowed = Sentence("refusals.one_of", names=listed(SCHEDULES))
        raise refusal("schedule", option="decay", allowed=allowed, value=shown(name), near=near)
    schedule: Schedule = make(SCHEDULES[name], "decay", name, parameters)
    return schedule
