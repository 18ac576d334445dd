"""Forward propagation, cost and backpropagation, as they stand on the board.

A sample is a column. Every quantity is a dict by the number of the layer, 1 to L, so that
``W[2]`` is W^2:

    X = A[0]    (n^0, m)              the inputs
    W[l], b[l]  (n^l, n^(l-1)), (n^l, 1)
    Z[l], A[l]  (n^l, m)              Z^l = W^l A^(l-1) + b^l and A^l = f^l(Z^l)
    D[l]        (n^l, m) or (n^l, 1)  a mask, where hidden neurons are silent: see `forward`
    Y           (n^L, m)              the targets; the outputs are Y' = A^L

dZ, dW, db and dA are the derivatives of the cost C by Z, W, b and A, and have their shapes. C
is a mean over the samples, so dZ^L is divided by m, and all that follows from it is not. The
engine computes the same, in place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from .activations import Activation, Array
from .losses import Loss
from .regularizers import Regularizer

Layers = dict[int, Array]
"""An array for every layer, by its number."""


@dataclass(frozen=True)
class Forward:
    """What forward propagation computes.

    Attributes:
        Z: of layers 1 to L. A: of layers 0 to L; ``A[0]`` is X.
        seen: what the next layer sees: A, or D * A where there is a mask; of layers 0 to L.
    """

    Z: Layers
    A: Layers
    seen: Layers


@dataclass(frozen=True)
class Backward:
    """What backpropagation computes.

    Attributes:
        dZ, dW, db: of layers 1 to L.
        dA: of layers 0 to L; without L where the loss gives dZ^L itself.
    """

    dZ: Layers
    dW: Layers
    db: Layers
    dA: Layers


def forward(
    X: Array,
    W: Layers,
    b: Layers,
    activations: Mapping[int, Activation],
    D: Layers | None = None,
) -> Forward:
    """Forward propagation of the samples X. Without masks, `seen` is A.

    Args:
        D: masks of the hidden layers that have one. The next layer sees D^l * A^l; a neuron
            whose mask is 0 is silent. See `dropout` and `switched_off`.
    """
    D = D or {}
    Z: Layers = {}
    A: Layers = {0: X}
    seen: Layers = {0: X}
    for l in range(1, len(W) + 1):
        Z[l] = W[l] @ seen[l - 1] + b[l]
        A[l] = activations[l].f(Z[l])
        seen[l] = D[l] * A[l] if l in D else A[l]
    return Forward(Z, A, seen)


def cost(
    forward_pass: Forward,
    Y: Array,
    W: Layers,
    loss: Loss,
    regularizer: Regularizer | None = None,
    rate: float = 0.0,
) -> float:
    """C = 1/m sum_i L(y_i, y'_i) + rate sum_l R(W^l), after `forward`.

    Args:
        regularizer: the penalty R on the weights; ``None`` for none. Biases carry none.
        rate: the regularization rate, what the penalty counts.
    """
    L = len(W)
    C = float(np.mean(loss.per_sample(forward_pass.Z[L], forward_pass.A[L], Y)))
    if regularizer:
        C = C + rate * sum(regularizer.R(W[l]) for l in W)
    return C


def backward(
    forward_pass: Forward,
    Y: Array,
    W: Layers,
    activations: Mapping[int, Activation],
    loss: Loss,
    D: Layers | None = None,
    regularizer: Regularizer | None = None,
    rate: float = 0.0,
) -> Backward:
    """Backpropagation (Rumelhart, Hinton and Williams 1986) after `forward`, with its masks.

    A cross-entropy belongs to one output activation; the derivative of both together is the
    simple one, A - Y, and gives dZ^L itself. Any other loss gives dA^L.

    Args:
        regularizer: its gradient, times ``rate``, is part of dW; ``None`` for none.
    """
    D = D or {}
    L, m = len(W), Y.shape[1]
    Z, A, seen = forward_pass.Z, forward_pass.A, forward_pass.seen
    dZ: Layers = {}
    dW: Layers = {}
    db: Layers = {}
    dA: Layers = {}
    if loss.activation:
        dZ[L] = loss.dL(A[L], Y) / m
    else:
        dA[L] = loss.dL(A[L], Y) / m
        dZ[L] = chain(activations[L], Z[L], A[L], dA[L])
    for l in range(L, 0, -1):
        dW[l] = dZ[l] @ seen[l - 1].T
        if regularizer:
            dW[l] = dW[l] + rate * regularizer.dR(W[l])
        db[l] = dZ[l].sum(axis=1, keepdims=True)
        dA[l - 1] = W[l].T @ dZ[l]
        if l - 1 in D:
            dA[l - 1] = D[l - 1] * dA[l - 1]
        if l > 1:
            dZ[l - 1] = chain(activations[l - 1], Z[l - 1], A[l - 1], dA[l - 1])
    return Backward(dZ, dW, db, dA)


def chain(activation: Activation, Z: Array, A: Array, dA: Array) -> Array:
    """dZ from dA of the same layer, by the chain rule: dA * f'(Z), neuron by neuron; through
    the Jacobian where one neuron's A depends on the Z of all (softmax)."""
    if activation.pullback:
        return activation.pulled_back(A, dA)
    return dA * activation.df(Z, A)


def dropout(uniform: Array, share: float) -> Array:
    """A mask (n, m) that silences about a share of the neurons, sample by sample, and lets the
    others count for more, so that the layer's mean stays (Srivastava et al. 2014, in the
    inverted form of Keras).

    Args:
        uniform: random numbers from [0, 1), (n, m).
        share: from 0 to less than 1.
    """
    return (uniform >= share) / (1 - share)


def switched_off(n: int, neurons: Collection[int]) -> Array:
    """A mask (n, 1) that silences these neurons of a layer of n, from 1, for all samples."""
    mask = np.ones((n, 1))
    mask[[i - 1 for i in neurons]] = 0
    return mask
