"""Regularization: a penalty on large weights, added to the cost. Biases carry none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activations import Array


@dataclass(frozen=True)
class Regularizer:
    """``penalty(w)`` is R(w) summed over the weights; ``gradient(w, out)`` writes R'(w).
    The cost grows by ``rate * R``."""

    label: str
    penalty: Callable[[Array], float]
    gradient: Callable[[Array, Array], object]


def _l1(w: Array) -> float:
    return float(np.abs(w).sum())


def _l2(w: Array) -> float:
    return 0.5 * float(w @ w)


def _l2_gradient(w: Array, out: Array) -> None:
    np.copyto(out, w)


REGULARIZERS: dict[str, Regularizer | None] = {
    "none": None,
    "l1": Regularizer("L1", _l1, np.sign),
    "l2": Regularizer("L2", _l2, _l2_gradient),
}
"""Every regularizer by name: L1 is sum |w|; L2 is sum w^2 / 2, so that its gradient is w
(TensorFlow Playground's convention; Keras's L2 has no 1/2)."""
