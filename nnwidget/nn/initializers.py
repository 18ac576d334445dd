"""Initial weights W^l and biases b^l of a layer.

An initializer is ``(rng, n_in, n_out)`` and returns the weights (n_out, n_in), drawn neuron
by neuron, input by input. Biases start at the `Initializer`'s ``bias``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activations import Array
from .seedrandom import Random, normal, uniform


@dataclass(frozen=True)
class Initializer:
    """``weight(rng, n_in, n_out)`` draws one weight; every bias starts at ``bias``."""

    label: str
    weight: Callable[[Random, int, int], float]
    bias: float = 0.0

    def draw(self, rng: Random, n_in: int, n_out: int) -> Array:
        """The weights of a layer, (n_out, n_in)."""
        return np.array(
            [[self.weight(rng, n_in, n_out) for _ in range(n_in)] for _ in range(n_out)],
            dtype=np.float64,
        ).reshape(n_out, n_in)


def _zeros(rng: Random, n_in: int, n_out: int) -> float:
    return 0.0


def _playground(rng: Random, n_in: int, n_out: int) -> float:
    return float(rng.random()) - 0.5


def _glorot_uniform(rng: Random, n_in: int, n_out: int) -> float:
    limit = math.sqrt(6 / (n_in + n_out))
    return uniform(rng, -limit, limit)


def _he_normal(rng: Random, n_in: int, n_out: int) -> float:
    # A normal cut off at two standard deviations; 0.8796... is the standard deviation that
    # the cut leaves, so that the weights keep the variance 2 / n_in (as in Keras).
    while True:
        draw = normal(rng)
        if abs(draw) <= 2:
            return draw * math.sqrt(2 / n_in) / 0.87962566103423978


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer("Zeros", _zeros),
    "playground": Initializer("Uniform ±0.5 (Playground)", _playground, bias=0.1),
    "glorot_uniform": Initializer("Glorot uniform", _glorot_uniform),
    "he_normal": Initializer("He normal", _he_normal),
}
"""Every initializer by its Keras name. ``playground`` is U(-0.5, 0.5), biases 0.1; Glorot:
Glorot and Bengio 2010, eq. 16; He: He et al. 2015, eq. 10."""
