"""Losses L(Y, Y'): what one sample costs, averaged over the samples into the cost C.

Y is the target and Y' = A^L the output, both (outputs, samples).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .activations import Array

Problem = Literal["classification", "regression"]


@dataclass(frozen=True)
class Loss:
    """One loss.

    Attributes:
        label: its name on the screen.
        problems: the kinds of problem that it fits.
        cost: ``(z, a, y)`` returns the loss of each sample, shape (samples,).
        gradient: ``(a, y, out)`` writes dL/dA of each sample or, when ``activation`` is
            set, dL/dZ.
        activation: the output activation that this loss belongs to. A cross-entropy is
            computed from Z (the logits) and so stays exact where A rounds to 0 or 1.
        outputs: the only output activations that it fits; empty for all.
    """

    label: str
    problems: tuple[Problem, ...]
    cost: Callable[[Array, Array, Array], Array]
    gradient: Callable[[Array, Array, Array], object]
    activation: str | None = None
    outputs: tuple[str, ...] = ()


def _mse(z: Array, a: Array, y: Array) -> Array:
    return np.mean((a - y) ** 2, axis=0)


def _mse_gradient(a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out)
    np.multiply(out, 2.0 / len(a), out)


def _squared_error(z: Array, a: Array, y: Array) -> Array:
    return 0.5 * np.sum((a - y) ** 2, axis=0)


def _binary_crossentropy(z: Array, a: Array, y: Array) -> Array:
    # -y log a - (1 - y) log(1 - a) with a = sigmoid(z).
    return np.mean(np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z))), axis=0)


def _binary_crossentropy_gradient(a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out)
    if len(a) > 1:
        np.divide(out, len(a), out)


def _categorical_crossentropy(z: Array, a: Array, y: Array) -> Array:
    # -sum_k y_k log a_k with log a_k = z_k - log sum_j e^z_j.
    top = z.max(axis=0)
    return np.sum(y * (top + np.log(np.exp(z - top).sum(axis=0)) - z), axis=0)


_HUBER_DELTA = 1.0


def _huber(z: Array, a: Array, y: Array) -> Array:
    # e^2 / 2 for |e| <= d, else d |e| - d^2 / 2.
    error = np.abs(a - y)
    inside = np.minimum(error, _HUBER_DELTA)
    return np.mean(inside * (error - 0.5 * inside), axis=0)


def _huber_gradient(a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out)
    np.clip(out, -_HUBER_DELTA, _HUBER_DELTA, out)
    np.divide(out, len(a), out)


def _hinge(z: Array, a: Array, y: Array) -> Array:
    # max(0, 1 - y a) for y = -1 or 1.
    return np.mean(np.maximum(0.0, 1 - y * a), axis=0)


def _hinge_gradient(a: Array, y: Array, out: Array) -> None:
    np.multiply(a, y, out)
    np.less(out, 1.0, out)
    np.multiply(out, y, out)
    np.divide(out, -len(a), out)


_BOTH: tuple[Problem, ...] = ("classification", "regression")

LOSSES: dict[str, Loss] = {
    "mse": Loss("Mean squared error", _BOTH, _mse, _mse_gradient),
    "squared_error": Loss("Squared error / 2", _BOTH, _squared_error, np.subtract),
    "huber": Loss("Huber", _BOTH, _huber, _huber_gradient),
    "hinge": Loss(
        "Hinge", ("classification",), _hinge, _hinge_gradient, outputs=("linear", "tanh")
    ),
    "binary_crossentropy": Loss(
        "Binary cross-entropy",
        ("classification",),
        _binary_crossentropy,
        _binary_crossentropy_gradient,
        activation="sigmoid",
    ),
    "categorical_crossentropy": Loss(
        "Categorical cross-entropy",
        ("classification",),
        _categorical_crossentropy,
        np.subtract,
        activation="softmax",
    ),
}
"""Every loss by its Keras name; ``squared_error`` is (y' - y)^2 / 2, TensorFlow Playground's."""
