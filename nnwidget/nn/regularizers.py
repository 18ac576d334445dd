"""Regularization: a penalty on large weights, added to the cost. Biases carry none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activations import Array
from .expression import Expression


@dataclass(frozen=True)
class Regularizer:
    """A penalty R. The cost grows by ``rate * R(w)``, summed over the weights.

    Attributes:
        label: its name on the screen.
        expression: the formula of R for one weight w.
        slope: the formula of R'.
        penalty: ``(w)`` returns R(w).
        gradient: ``(w, out)`` writes R'(w).
        removes: the weight is moved by the penalty after the optimizer's step; one that the
            penalty would carry across zero is set to zero and its link is dead from then on.
        shrinks: does R' grow with the weight? A step then takes a share of each weight off it;
            where that share is above 2, the weights grow.
        usual: is it the one that is advised where none is taken?
    """

    label: str
    expression: Expression
    slope: Expression
    penalty: Callable[[Array], float]
    gradient: Callable[[Array, Array], object]
    removes: bool = False
    shrinks: bool = False
    usual: bool = False

    def R(self, w: Array) -> float:
        """R(W), summed over a matrix of weights."""
        return self.penalty(w.ravel())

    def dR(self, w: Array) -> Array:
        """R'(W), as a new array of W's shape."""
        slope = np.empty_like(w)
        self.gradient(w, slope)
        return slope


def _l1(w: Array) -> float:
    return float(np.abs(w).sum())


def _l2(w: Array) -> float:
    return 0.5 * float(w @ w)


def _l2_gradient(w: Array, out: Array) -> None:
    np.copyto(out, w)


def _l1_l2_gradient(w: Array, out: Array) -> None:
    np.sign(w, out)
    np.add(out, w, out)


_SIZE, _SIGN = Expression("abs(w)"), Expression("sign(w)")

REGULARIZERS: dict[str, Regularizer | None] = {
    "none": None,
    "l1": Regularizer("L1", _SIZE, _SIGN, _l1, np.sign),
    "l1_playground": Regularizer("L1 (dead links)", _SIZE, _SIGN, _l1, np.sign, removes=True),
    "l2": Regularizer(
        "L2",
        Expression("w**2 / 2"),
        Expression("w"),
        _l2,
        _l2_gradient,
        shrinks=True,
        usual=True,
    ),
    "l1_l2": Regularizer(
        "L1 + L2",
        Expression("abs(w) + w**2 / 2"),
        Expression("sign(w) + w"),
        lambda w: _l1(w) + _l2(w),
        _l1_l2_gradient,
        shrinks=True,
    ),
}
"""Every regularizer by name: L1 is sum |w|; L2 is sum w^2 / 2, so that its gradient is w
(TensorFlow Playground's convention; Keras's L2 has no 1/2)."""


def usual_regularizer() -> str:
    """The name of the penalty that is advised where none is taken."""
    usual, *_ = [name for name, row in REGULARIZERS.items() if row and row.usual]
    return usual
