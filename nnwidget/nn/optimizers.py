"""Optimizers: how a gradient changes the parameters.

All parameters of a network are one flat vector theta. An optimizer is a dataclass whose
fields are its hyperparameters; what it remembers are ``slots`` arrays of theta's shape, zero
at the start; the one called ``scratch`` is only computed in. `update` works in place, without
another array of that size, and may overwrite the gradient. Names, defaults and rules are those
of Keras 3; where PyTorch or the paper differ, the docstring says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from .activations import Array
from .hyperparameters import between, make

Slots = Sequence[Array]
"""What an optimizer remembers."""


class SingleNeuron(NamedTuple):
    """The one neuron that a rule is for."""

    activation: str
    loss: str


class Optimizer(Protocol):
    """What every optimizer has, and what most of them are.

    Attributes:
        label: its name on the screen.
        slots: how many arrays it remembers.
        full_batch: is every step taken over the whole training set?
        usual_rate: a learning rate that suits nearly everything; ``None`` where the rate only
            scales the weights.
        single: what it trains, if it is a rule for a single neuron and no other network.
    """

    label: ClassVar[str]
    slots: ClassVar[int]
    full_batch: ClassVar[bool] = False
    usual_rate: ClassVar[float | None]
    single: ClassVar[SingleNeuron | None] = None

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        """Change ``theta`` by one step.

        Args:
            theta, gradient: (parameters,); both are overwritten.
            memory: ``slots`` arrays of that shape, zero before the first step.
            step: which one this is, from 1.
            learning_rate: lr, an array without dimensions, which NumPy takes in half the time
                of a Python number.
        """


def _blend(average: Array, value: Array, share: float) -> None:
    """average <- (1 - share) average + share value. Overwrites ``value``."""
    value -= average
    value *= share
    average += value


@dataclass(frozen=True)
class SGD(Optimizer):
    """Stochastic gradient descent: theta <- theta - lr g."""

    label: ClassVar[str] = "SGD"
    slots: ClassVar[int] = 0
    usual_rate: ClassVar[float | None] = 0.03

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        gradient *= learning_rate
        theta -= gradient


@dataclass(frozen=True)
class GD(SGD):
    """Gradient descent: SGD whose every step uses the whole training set."""

    label: ClassVar[str] = "GD (whole set)"
    full_batch: ClassVar[bool] = True


@dataclass(frozen=True)
class Perceptron(SGD):
    """The perceptron rule (Rosenblatt 1958): w <- w + lr (y - y') x, for one step neuron.

    It is SGD on the squared error with the derivative of the step function, which is 0
    wherever it exists, taken as 1.
    """

    label: ClassVar[str] = "Perceptron rule"
    usual_rate: ClassVar[float | None] = None
    single: ClassVar[SingleNeuron | None] = SingleNeuron("step", "squared_error")


@dataclass(frozen=True)
class Momentum(Optimizer):
    """SGD with momentum (Polyak 1964): v <- mu v - lr g; theta <- theta + v.

    PyTorch keeps v <- mu v + g and multiplies by lr afterwards: the same while lr is constant.
    """

    label: ClassVar[str] = "Momentum"
    slots: ClassVar[int] = 1
    usual_rate: ClassVar[float | None] = 0.01

    momentum: float = between(0.0, 0.999, 0.9)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        (velocity,) = memory
        gradient *= learning_rate
        velocity *= self.momentum
        velocity -= gradient
        theta += velocity


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Nesterov's momentum (Sutskever et al. 2013, with theta at the point looked ahead to):
    v <- mu v - lr g; theta <- theta + mu v - lr g."""

    label: ClassVar[str] = "Nesterov"
    slots: ClassVar[int] = 2

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        velocity, scratch = memory
        gradient *= learning_rate
        velocity *= self.momentum
        velocity -= gradient
        np.multiply(velocity, self.momentum, out=scratch)
        scratch -= gradient
        theta += scratch


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """AdaGrad (Duchi et al. 2011): s <- s + g^2; theta <- theta - lr g / sqrt(s + eps).

    s starts at 0.1 and epsilon is inside the root; in PyTorch s starts at 0 and epsilon is
    outside.
    """

    label: ClassVar[str] = "AdaGrad"
    slots: ClassVar[int] = 2
    usual_rate: ClassVar[float | None] = 0.03

    initial_accumulator_value: float = between(0.0, 1.0, 0.1)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        total, scratch = memory
        if step == 1:
            total += self.initial_accumulator_value
        np.multiply(gradient, gradient, out=scratch)
        total += scratch
        np.add(total, self.epsilon, out=scratch)
        np.sqrt(scratch, out=scratch)
        gradient *= learning_rate
        gradient /= scratch
        theta -= gradient


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """RMSprop (Hinton's lecture 6e, 2012), with optional momentum mu:
    s <- rho s + (1 - rho) g^2; v <- mu v + lr g / sqrt(s + eps); theta <- theta - v.

    Epsilon is inside the root; in PyTorch it is outside, rho is 0.99, and v is multiplied by lr
    only where it is taken off theta.
    """

    label: ClassVar[str] = "RMSprop"
    slots: ClassVar[int] = 3
    usual_rate: ClassVar[float | None] = 0.01

    rho: float = between(0.0, 0.999, 0.9)
    momentum: float = between(0.0, 0.999, 0.0)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        average, velocity, scratch = memory
        np.multiply(gradient, gradient, out=scratch)
        _blend(average, scratch, 1 - self.rho)
        np.add(average, self.epsilon, out=scratch)
        np.sqrt(scratch, out=scratch)
        gradient *= learning_rate
        gradient /= scratch
        velocity *= self.momentum
        velocity += gradient
        theta -= velocity


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012): s <- rho s + (1 - rho) g^2; d = g sqrt(u + eps) / sqrt(s + eps);
    u <- rho u + (1 - rho) d^2; theta <- theta - lr d.

    The paper has no lr (it is 1). Keras's usual lr of 0.001 is far too small for it. The rule
    is PyTorch's, too, where rho is 0.9 and eps 1e-6.
    """

    label: ClassVar[str] = "Adadelta"
    slots: ClassVar[int] = 3
    usual_rate: ClassVar[float | None] = 1.0

    rho: float = between(0.0, 0.999, 0.95)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        average, changes, scratch = memory
        np.multiply(gradient, gradient, out=scratch)
        _blend(average, scratch, 1 - self.rho)
        np.add(average, self.epsilon, out=scratch)
        np.sqrt(scratch, out=scratch)
        gradient /= scratch
        np.add(changes, self.epsilon, out=scratch)
        np.sqrt(scratch, out=scratch)
        gradient *= scratch
        np.multiply(gradient, gradient, out=scratch)
        _blend(changes, scratch, 1 - self.rho)
        gradient *= learning_rate
        theta -= gradient


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2015, the efficient form at the end of their section 2):
    m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
    theta <- theta - lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps).

    Epsilon is added to the uncorrected sqrt(v); PyTorch adds it to the corrected one. Kept are
    m / (1 - b1) and v / (1 - b2): the factors then count once a step in the learning rate and
    in epsilon, and not for every parameter.
    """

    label: ClassVar[str] = "Adam"
    slots: ClassVar[int] = 3
    usual_rate: ClassVar[float | None] = 0.01

    beta_1: float = between(0.0, 0.999, 0.9)
    beta_2: float = between(0.0, 0.9999, 0.999)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    @cached_property
    def _constants(self) -> tuple[Array, Array, Array, float]:
        # Arrays without dimensions, since Python numbers make a whole training step 5 % longer.
        root = math.sqrt(1 - self.beta_2)
        numbers = self.beta_1, self.beta_2, self.epsilon / root
        beta_1, beta_2, epsilon = map(np.array, numbers)
        return beta_1, beta_2, epsilon, (1 - self.beta_1) / root

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        mean, square, scratch = memory
        beta_1, beta_2, epsilon, factor = self._constants
        mean *= beta_1
        mean += gradient
        gradient *= gradient
        square *= beta_2
        square += gradient
        np.sqrt(square, out=scratch)
        scratch += epsilon
        np.divide(mean, scratch, out=scratch)
        correction = math.sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        scratch *= np.array(float(learning_rate) * factor * correction)
        theta -= scratch


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adamax (Kingma and Ba 2015, their section 7.1): m <- b1 m + (1 - b1) g;
    u <- max(b2 u, |g|); theta <- theta - lr / (1 - b1^t) m / (u + eps).

    PyTorch adds epsilon to |g| inside the maximum.
    """

    label: ClassVar[str] = "Adamax"
    slots: ClassVar[int] = 3
    usual_rate: ClassVar[float | None] = 0.01

    beta_1: float = between(0.0, 0.999, 0.9)
    beta_2: float = between(0.0, 0.9999, 0.999)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        mean, largest, scratch = memory
        np.subtract(gradient, mean, out=scratch)
        scratch *= 1 - self.beta_1
        mean += scratch
        largest *= self.beta_2
        np.absolute(gradient, out=gradient)
        np.maximum(largest, gradient, out=largest)
        np.add(largest, self.epsilon, out=scratch)
        np.divide(mean, scratch, out=scratch)
        scratch *= learning_rate / (1 - self.beta_1**step)
        theta -= scratch


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Nadam (Dozat 2016), Adam with Nesterov's momentum: mu_t = b1 (1 - 0.96^t / 2);
    P_t = mu_1 ... mu_t; m and v as in Adam;
    m' = mu_(t+1) m / (1 - P_(t+1)) + (1 - mu_t) g / (1 - P_t);
    theta <- theta - lr m' / (sqrt(v / (1 - b2^t)) + eps).

    Keras's 0.96^t lets the momentum rise at once; in the paper and in PyTorch the exponent is
    t / 250 (PyTorch's momentum_decay is 0.004).
    """

    label: ClassVar[str] = "Nadam"
    slots: ClassVar[int] = 4
    usual_rate: ClassVar[float | None] = 0.01

    beta_1: float = between(0.0, 0.999, 0.9)
    beta_2: float = between(0.0, 0.9999, 0.999)
    epsilon: float = between(1e-10, 1.0, 1e-7)

    def update(
        self, theta: Array, gradient: Array, memory: Slots, step: int, learning_rate: Array
    ) -> None:
        mean, square, scratch, products = memory
        mu = self.beta_1 * (1 - 0.5 * 0.96**step)
        mu_next = self.beta_1 * (1 - 0.5 * 0.96 ** (step + 1))
        product = (products[0] if step > 1 else 1.0) * mu
        products[0] = product
        np.subtract(gradient, mean, out=scratch)
        scratch *= 1 - self.beta_1
        mean += scratch
        np.multiply(gradient, gradient, out=scratch)
        _blend(square, scratch, 1 - self.beta_2)
        gradient *= (1 - mu) / (1 - product)
        np.multiply(mean, mu_next / (1 - product * mu_next), out=scratch)
        gradient += scratch
        np.divide(square, 1 - self.beta_2**step, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.epsilon
        gradient /= scratch
        gradient *= learning_rate
        theta -= gradient


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "gd": GD,
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adadelta": Adadelta,
    "adam": Adam,
    "adamax": Adamax,
    "nadam": Nadam,
    "perceptron": Perceptron,
}
"""Every optimizer class by its name."""


def make_optimizer(name: str, options: dict[str, float]) -> Optimizer:
    """The optimizer of that name with those hyperparameters.

    Raises ``ValueError`` naming an unknown hyperparameter or one outside its range.
    """
    optimizer: Optimizer = make(OPTIMIZERS[name], "optimizer", name, options)
    return optimizer
