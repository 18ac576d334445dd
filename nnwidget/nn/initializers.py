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
    """``weight(rng, n_in, n_out)`` draws one weight; every bias starts at ``bias``. Where
    all weights start with the same number, so that the neurons of a layer stay twins, it is
    ``constant``."""

    label: str
    weight: Callable[[Random, int, int], float]
    bias: float = 0.0
    constant: float | None = None

    def draw(self, rng: Random, n_in: int, n_out: int) -> Array:
        """The weights of a layer, (n_out, n_in)."""
        return np.array(
            [[self.weight(rng, n_in, n_out) for _ in range(n_in)] for _ in range(n_out)],
            dtype=np.float64,
        ).reshape(n_out, n_in)


def _constant(value: float) -> Callable[[Random, int, int], float]:
    return lambda rng, n_in, n_out: value


def _playground(rng: Random, n_in: int, n_out: int) -> float:
    return float(rng.random()) - 0.5


def _uniform(variance: Callable[[int, int], float]) -> Callable[[Random, int, int], float]:
    """Uniform weights of that variance: U(-l, l) has the variance l^2 / 3."""

    def draw(rng: Random, n_in: int, n_out: int) -> float:
        limit = math.sqrt(3 * variance(n_in, n_out))
        return uniform(rng, -limit, limit)

    return draw


def _normal(variance: Callable[[int, int], float]) -> Callable[[Random, int, int], float]:
    """Normal weights of that variance, none beyond two standard deviations."""

    def draw(rng: Random, n_in: int, n_out: int) -> float:
        # The cut narrows a normal to 0.8796... of its deviation, which is made good here.
        while abs(number := normal(rng)) > 2:
            pass
        return number * math.sqrt(variance(n_in, n_out)) / 0.87962566103423978

    return draw


def _glorot(n_in: int, n_out: int) -> float:
    return 2 / (n_in + n_out)


def _he(n_in: int, n_out: int) -> float:
    return 2 / n_in


def _lecun(n_in: int, n_out: int) -> float:
    return 1 / n_in


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer("Zeros", _constant(0.0), constant=0.0),
    "constant": Initializer("Constant 0.5", _constant(0.5), constant=0.5),
    "playground": Initializer("Uniform ±0.5 (Playground)", _playground, bias=0.1),
    "glorot_uniform": Initializer("Glorot uniform", _uniform(_glorot)),
    "glorot_normal": Initializer("Glorot normal", _normal(_glorot)),
    "he_uniform": Initializer("He uniform", _uniform(_he)),
    "he_normal": Initializer("He normal", _normal(_he)),
    "lecun_uniform": Initializer("LeCun uniform", _uniform(_lecun)),
    "lecun_normal": Initializer("LeCun normal", _normal(_lecun)),
}
"""Every initializer by its Keras name. ``playground`` is U(-0.5, 0.5), biases 0.1. Variances:
Glorot and Bengio 2010, eq. 16; He et al. 2015, eq. 10; LeCun et al. 1998, section 4.6."""
