"""Optimizers: how a gradient changes the parameters.

All parameters of a network are one flat vector theta. An optimizer is a dataclass whose
fields are its hyperparameters; what it remembers is one matrix ``memory`` with ``slots``
rows of theta's length, zero at the start. `update` works in place and may overwrite the
gradient.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol

import numpy as np

from .activations import Array


class Optimizer(Protocol):
    """What every optimizer has."""

    label: ClassVar[str]
    slots: ClassVar[int]

    def update(
        self, theta: Array, gradient: Array, memory: Array, step: int, learning_rate: float
    ) -> None:
        """Change ``theta`` by one step; ``step`` counts from 1."""


def between(low: float, high: float, default: float) -> Any:
    """A hyperparameter with its default and the range of its slider."""
    return field(default=default, metadata={"min": low, "max": high})


@dataclass(frozen=True)
class SGD:
    """Stochastic gradient descent: theta <- theta - lr g."""

    label: ClassVar[str] = "SGD"
    slots: ClassVar[int] = 0

    def update(
        self, theta: Array, gradient: Array, memory: Array, step: int, learning_rate: float
    ) -> None:
        np.multiply(gradient, learning_rate, gradient)
        np.subtract(theta, gradient, theta)


@dataclass(frozen=True)
class Adam:
    """Adam (Kingma and Ba 2015, the efficient form at the end of their section 2).

    m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;
    theta <- theta - lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps).
    As in Keras, epsilon is added to the uncorrected sqrt(v).
    """

    label: ClassVar[str] = "Adam"
    slots: ClassVar[int] = 3

    beta_1: float = between(0.0, 0.999, 0.9)
    beta_2: float = between(0.0, 0.9999, 0.999)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Array, step: int, learning_rate: float
    ) -> None:
        m, v, room = memory
        np.subtract(gradient, m, room)
        np.multiply(room, 1 - self.beta_1, room)
        np.add(m, room, m)
        np.multiply(gradient, gradient, gradient)
        np.subtract(gradient, v, gradient)
        np.multiply(gradient, 1 - self.beta_2, gradient)
        np.add(v, gradient, v)
        np.sqrt(v, room)
        np.add(room, self.epsilon, room)
        np.divide(m, room, room)
        rate = learning_rate * math.sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        np.multiply(room, rate, room)
        np.subtract(theta, room, theta)


OPTIMIZERS: dict[str, type[Any]] = {"sgd": SGD, "adam": Adam}
"""Every optimizer class by its Keras name."""


def make_optimizer(name: str, options: dict[str, float]) -> Optimizer:
    """The optimizer of that name with those hyperparameters.

    Raises ``ValueError`` naming an unknown hyperparameter or one outside its range.
    """
    kind = OPTIMIZERS[name]
    allowed = {option.name: option.metadata for option in fields(kind)}
    for key, value in options.items():
        if key not in allowed:
            names = ", ".join(allowed) or "none"
            raise ValueError(f"optimizer {name!r} has no option {key!r}; it has: {names}")
        low, high = allowed[key]["min"], allowed[key]["max"]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise ValueError(
                f"optimizer_options: {key} must be a number from {low:g} to {high:g}, got {value!r}"
            )
    optimizer: Optimizer = kind(**options)
    return optimizer
