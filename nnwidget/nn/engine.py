"""Forward propagation and backpropagation as in `textbook`, the same, fast.

A `Pass` computes one batch, in arrays that it makes once; several passes (training batch,
evaluation, picture) share one network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from .activations import Activation, Array
from .losses import Loss
from .mlp import MLP, split

Call = tuple[Callable[..., object], tuple[Array, ...]]
"""A function of NumPy's kind, the output last, and the arrays that it is called with."""


class Pass:
    """The forward and the backward pass of ``m`` samples through ``mlp``.

    ``z[l - 1]`` and ``a[l - 1]`` are Z^l and A^l, each (n^l, m). Below every A^l lies a row of
    ones, which meets the biases of the next layer. The layers' blocks follow one another in
    one array, so that hidden layers of the same activation get f' in one call. Every call is
    bound to its arrays once, when the pass is made: a propagation only runs down a list.

    Args:
        mlp: the network; it may be trained while the pass lives, but not change its sizes.
        m: the number of samples.
        loss: prepares `backward` too; ``gradient`` is then dC/dtheta.
        dropouts: the share of neurons of each hidden layer that `drop_out` silences; the
            others count for more, so that the layer's mean output stays (Srivastava et al.
            2014, in the inverted form of Keras).
        off: hidden neurons ``(layer, neuron)``, from 1, that the next layer does not see.
        dtype: float32 for pictures: the pass then computes with a rounded copy of theta.
    """

    def __init__(
        self,
        mlp: MLP,
        m: int,
        loss: Loss | None = None,
        dropouts: Sequence[float] = (),
        off: Sequence[tuple[int, int]] = (),
        dtype: type[np.floating[Any]] = np.float64,
    ) -> None:
        self._mlp = mlp
        self._theta = mlp.theta if dtype == np.float64 else mlp.theta.astype(dtype)
        self._layers = split(self._theta, mlp.sizes)
        self._m, self._dtype = m, dtype
        self._z = self._blocks()
        self._a = self._blocks()
        for block in self._a:
            block[-1] = 1
        self.z = [block[:-1] for block in self._z]
        self.a = [block[:-1] for block in self._a]
        self.output = self.a[-1]
        self._dropouts = dropouts
        self.drops = any(dropouts)
        self.masks = {
            l: np.ones_like(self.a[l])
            for l in range(len(self.a) - 1)
            if (dropouts and dropouts[l]) or any(layer == l + 1 for layer, _ in off)
        }
        self._off = [(layer - 1, neuron - 1) for layer, neuron in off]
        self._switch_off()
        # What the next layer sees: A, or what is left of it, each over its row of ones.
        self._seen = [block.copy() if l in self.masks else block for l, block in enumerate(self._a)]
        self._forward = self._bind_forward()
        if loss:
            self.gradient: Array = np.zeros_like(mlp.theta)
            self._loss_gradient = loss.gradient
            self._backward = self._bind_backward(loss)

    def _blocks(self) -> list[Array]:
        """A block (n^l + 1, m) for every layer, all in one array."""
        ends = np.cumsum([n + 1 for n in self._mlp.sizes[1:]])
        return np.split(np.zeros((ends[-1], self._m), self._dtype), ends[:-1])

    # -------------------------------------------------------------- forward

    def _bind_forward(self) -> list[Call]:
        """Z^l = W^l A^(l-1) + b^l; A^l = f^l(Z^l). The inputs are not known yet."""
        calls: list[Call] = []
        for l, activation in enumerate(self._mlp.activations):
            if l:
                calls.append((self._layers[l].T.dot, (self._seen[l - 1], self.z[l])))
            calls.append((activation.function, (self.z[l], self.a[l])))
            if l in self.masks:
                calls.append((np.multiply, (self.a[l], self.masks[l], self._seen[l][:-1])))
        self._enter = self._layers[0].T.dot
        return calls

    def forward(self, x: Array) -> Array:
        """Forward propagation: A^L for the inputs ``x`` (n0 + 1, m), whose last row is ones."""
        if self._theta is not self._mlp.theta:
            np.copyto(self._theta, self._mlp.theta)
        self._enter(x, self.z[0])
        for call, arrays in self._forward:
            call(*arrays)
        return self.output

    def drop_out(self, rng: np.random.Generator) -> None:
        """Draw which neurons are silent for the next `forward`, sample by sample."""
        for l, mask in self.masks.items():
            if self._dropouts[l]:
                rng.random(out=mask)
                np.greater_equal(mask, self._dropouts[l], mask)
                np.divide(mask, 1 - self._dropouts[l], mask)
        self._switch_off()

    def _switch_off(self) -> None:
        for l, neuron in self._off:
            self.masks[l][neuron] = 0

    # -------------------------------------------------------------- backward

    def _bind_backward(self, loss: Loss) -> list[Call]:
        """Everything behind dL/dA^L and before dW^1, where the batch itself is not needed:

        dZ^L = dL/dA^L * f'(Z^L) / m;  dW^l = dZ^l A^(l-1)T, db^l the sum of dZ^l;
        dA^(l-1) = W^lT dZ^l;  dZ^(l-1) = dA^(l-1) * f'(Z^(l-1)).

        Of hidden layers, f'(Z) comes first and is then multiplied with dA in place: what is
        dZ in the end. An array of dW lies as the parameters do, transposed and with db below.
        """
        activations, dW = self._mlp.activations, split(self.gradient, self._mlp.sizes)
        blocks = self._blocks()
        dZ = [block[:-1] for block in blocks]
        calls: list[Call] = [
            (
                activation.derivative,
                (_joined(self._z, run), _joined(self._a, run), _joined(blocks, run)),
            )
            for activation, run in _runs(activations[:-1])
            if activation.derivative
        ]
        if not loss.activation:  # a loss that belongs to f^L gives dL/dZ^L itself
            calls += self._chain(len(dZ) - 1, dZ[-1], np.empty_like(dZ[-1]))
        share = np.array(loss.weight(len(dZ[-1])) / self._m)
        calls.append((np.multiply, (dZ[-1], share, dZ[-1])))
        for l in range(len(dZ) - 1, 0, -1):
            dA = np.empty_like(dZ[l - 1])  # of the layer below
            calls.append((self._seen[l - 1].dot, (dZ[l].T, dW[l])))
            calls.append((self._layers[l][:-1].dot, (dZ[l], dA)))
            if l - 1 in self.masks:
                calls.append((np.multiply, (dA, self.masks[l - 1], dA)))
            if activations[l - 1].derivative:
                calls.append((np.multiply, (dZ[l - 1], dA, dZ[l - 1])))
            else:
                calls += self._chain(l - 1, dA, dZ[l - 1])
                calls.append((np.copyto, (dZ[l - 1], dA)))
        self._dL, self._leave = dZ[-1], (dZ[0].T, dW[0])
        return calls

    def _chain(self, l: int, dA: Array, df: Array) -> list[Call]:
        """Turn dA of a layer into dZ in place; ``df`` is overwritten, with f'(Z) if it has one."""
        activation = self._mlp.activations[l]
        if activation.pullback:
            return [(activation.pullback, (self.a[l], dA))]
        assert activation.derivative
        return [
            (activation.derivative, (self.z[l], self.a[l], df)),
            (np.multiply, (dA, df, dA)),
        ]

    def backward(self, x: Array, y: Array) -> Array:
        """Backpropagation after `forward` of the same ``x``: dC/dtheta, the mean over the batch."""
        self._loss_gradient(self.output, y, self._dL)
        for call, arrays in self._backward:
            call(*arrays)
        x.dot(*self._leave)
        return self.gradient


def _runs(activations: Sequence[Activation]) -> Iterator[tuple[Activation, range]]:
    """Neighbouring layers of the same activation: it, and their indices."""
    start = 0
    for activation, group in groupby(activations):
        end = start + len(list(group))
        yield activation, range(start, end)
        start = end


def _joined(blocks: list[Array], run: range) -> Array:
    """The blocks of a run of layers as the one array that they are part of."""
    whole = blocks[0].base
    assert whole is not None
    start = sum(len(block) for block in blocks[: run.start])
    return whole[start : start + sum(len(blocks[l]) for l in run)]
