"""Losses L(Y, Y'): what one sample costs, averaged over the samples into the cost C.

Y is the target and Y' = A^L the output, both (outputs, samples).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .activations import ONE, Array
from .expression import Expression

Problem = Literal["classification", "regression"]


@dataclass(frozen=True)
class Loss:
    """One loss.

    Attributes:
        label: its name on the screen.
        problems: the kinds of problem that it fits.
        expression: the formula of the loss of one output, of y and the output y'.
        slope: the formula of its derivative with respect to y' or, when ``activation`` is set,
            to z.
        cost: ``(z, a, y)`` returns the loss of each output of each sample, (outputs, samples).
        gradient: ``(a, y, out)`` writes the derivative of that with respect to A or, when
            ``activation`` is set, to Z.
        mean: is a sample's loss the mean over the outputs? Otherwise it is their sum.
        activation: the output activation that this loss belongs to. A cross-entropy is
            computed from Z (the logits) and so stays exact where A rounds to 0 or 1.
        outputs: where none belongs to it, the only output activations that it fits; empty for all.
        usual: is it the loss of outputs to which none belongs?
        logarithmic: is it -ln of a probability? Then the answer "I do not know" costs
            ln(classes).
    """

    label: str
    problems: tuple[Problem, ...]
    expression: Expression
    slope: Expression
    cost: Callable[[Array, Array, Array], Array]
    gradient: Callable[[Array, Array, Array], object]
    mean: bool = True
    activation: str | None = None
    outputs: tuple[str, ...] = ()
    usual: bool = False
    logarithmic: bool = False

    @property
    def fitting_outputs(self) -> tuple[str, ...]:
        """The only output activations that it fits; empty for all."""
        return (self.activation,) if self.activation else self.outputs

    def per_sample(self, z: Array, a: Array, y: Array) -> Array:
        """The loss of each sample, (samples,)."""
        cost = self.cost(z, a, y)
        if len(cost) == 1:
            return cost[0]
        return cost.mean(axis=0) if self.mean else cost.sum(axis=0)

    def dL(self, a: Array, y: Array) -> Array:
        """The derivative of each sample's loss, (outputs, samples), as a new array: by A or,
        when ``activation`` is set, by Z."""
        slope = np.empty_like(a)
        self.gradient(a, y, slope)
        return slope * self.weight(len(a))

    def weight(self, outputs: int) -> float:
        """What each output counts in a sample's loss."""
        return 1 / outputs if self.mean else 1.0


def _mse(z: Array, a: Array, y: Array) -> Array:
    return (a - y) ** 2


def _mse_gradient(a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out)
    np.add(out, out, out)


def _squared_error(z: Array, a: Array, y: Array) -> Array:
    return 0.5 * (a - y) ** 2


_HUBER_DELTA = 1.0


def _huber(z: Array, a: Array, y: Array) -> Array:
    # e^2 / 2 for |e| <= d, else d |e| - d^2 / 2.
    error = np.abs(a - y)
    inside = np.minimum(error, _HUBER_DELTA)
    return inside * (error - 0.5 * inside)


def _huber_gradient(a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out)
    np.clip(out, -_HUBER_DELTA, _HUBER_DELTA, out)


def _hinge(z: Array, a: Array, y: Array) -> Array:
    # max(0, 1 - y a) for y = -1 or 1.
    return np.maximum(0.0, 1 - y * a)


def _hinge_gradient(a: Array, y: Array, out: Array) -> None:
    # -y where y a < 1.
    np.multiply(a, y, out)
    np.less(out, ONE, out)
    np.multiply(out, y, out)
    np.negative(out, out)


def _binary_crossentropy(z: Array, a: Array, y: Array) -> Array:
    # -y log a - (1 - y) log(1 - a) with a = sigmoid(z).
    return np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z)))


def _categorical_crossentropy(z: Array, a: Array, y: Array) -> Array:
    # -y_k log a_k with log a_k = z_k - log sum_j e^z_j. Its gradient is a - y only where each
    # sample's y sums to 1, as one-hot targets do.
    top = z.max(axis=0)
    return y * (top + np.log(np.exp(z - top).sum(axis=0)) - z)


_BOTH: tuple[Problem, ...] = ("classification", "regression")

LOSSES: dict[str, Loss] = {
    "mse": Loss(
        label="Mean squared error",
        problems=_BOTH,
        expression=Expression("(y_hat - y)**2"),
        slope=Expression("2 * (y_hat - y)"),
        cost=_mse,
        gradient=_mse_gradient,
        usual=True,
    ),
    "squared_error": Loss(
        label="Squared error / 2",
        problems=_BOTH,
        expression=Expression("(y_hat - y)**2 / 2"),
        slope=Expression("y_hat - y"),
        cost=_squared_error,
        gradient=np.subtract,
        mean=False,
    ),
    "huber": Loss(
        label="Huber",
        problems=_BOTH,
        expression=Expression(
            "(y_hat - y)**2 / 2 if abs(y_hat - y) <= 1 else abs(y_hat - y) - 1 / 2"
        ),
        slope=Expression("max(-1, min(1, y_hat - y))"),
        cost=_huber,
        gradient=_huber_gradient,
    ),
    "hinge": Loss(
        label="Hinge",
        problems=("classification",),
        expression=Expression("max(0, 1 - y * y_hat)"),
        slope=Expression("-y if y * y_hat < 1 else 0"),
        cost=_hinge,
        gradient=_hinge_gradient,
        outputs=("linear", "tanh"),
    ),
    "binary_crossentropy": Loss(
        label="Binary cross-entropy",
        problems=("classification",),
        expression=Expression("-y * ln(y_hat) - (1 - y) * ln(1 - y_hat)"),
        slope=Expression("y_hat - y"),
        cost=_binary_crossentropy,
        gradient=np.subtract,
        activation="sigmoid",
        logarithmic=True,
    ),
    "categorical_crossentropy": Loss(
        label="Categorical cross-entropy",
        problems=("classification",),
        expression=Expression("-y * ln(y_hat)"),
        slope=Expression("y_hat - y"),
        cost=_categorical_crossentropy,
        gradient=np.subtract,
        mean=False,
        activation="softmax",
        logarithmic=True,
    ),
}
"""Every loss by its Keras name; ``squared_error`` is (y' - y)^2 / 2, TensorFlow Playground's."""


def usual_loss(output: str, problem: Problem) -> str:
    """The name of the loss that belongs to an output activation, or of the usual one."""
    own = [n for n, row in LOSSES.items() if row.activation == output and problem in row.problems]
    first, *_ = own + [name for name, row in LOSSES.items() if row.usual]
    return first
