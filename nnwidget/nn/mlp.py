"""The multilayer perceptron: its parameters, and which of them an edit keeps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .activations import ACTIVATIONS, Activation, Array
from .initializers import Initializer
from .seedrandom import Random


class MLP:
    """A multilayer perceptron.

    All parameters lie in one flat vector ``theta``. Layer l is the matrix ``layers[l - 1]``
    of shape (n^(l-1) + 1, n^l): the transposed weights with the biases as last row, so that
    Z^l = layer.T @ [A^(l-1); 1] is one product. ``weights`` and ``biases`` are views of it in
    the usual shapes (n^l, n^(l-1)) and (n^l,).

    Args:
        sizes: neurons per layer, inputs first: (n0, n1, ..., nL).
        activations: the names of f^1 .. f^L.
    """

    def __init__(self, sizes: Sequence[int], activations: Sequence[str]) -> None:
        self.sizes = tuple(sizes)
        self.activations: tuple[Activation, ...] = tuple(ACTIVATIONS[a] for a in activations)
        shapes = [(n_in + 1, n_out) for n_in, n_out in pairwise(sizes)]
        self.theta: Array = np.zeros(sum(rows * columns for rows, columns in shapes))
        self.layers = split(self.theta, self.sizes)
        self.weights = [layer[:-1].T for layer in self.layers]
        self.biases = [layer[-1] for layer in self.layers]
        self.is_weight: Array = np.ones_like(self.theta)
        for layer in split(self.is_weight, self.sizes):
            layer[-1] = 0

    def initialize(self, initializer: Initializer, rng: Random) -> None:
        """Draw every layer's weights and set its biases."""
        for weights, biases in zip(self.weights, self.biases, strict=True):
            n_out, n_in = weights.shape
            weights[...] = initializer.draw(rng, n_in, n_out)
            biases[...] = initializer.bias


def split(vector: Array, sizes: Sequence[int]) -> list[Array]:
    """Views of a vector like theta as the layers' (n_in + 1, n_out) matrices."""
    layers, start = [], 0
    for n_in, n_out in pairwise(sizes):
        end = start + (n_in + 1) * n_out
        layers.append(vector[start:end].reshape(n_in + 1, n_out))
        start = end
    return layers


def transplant(
    old: MLP, new: MLP, old_inputs: tuple[str, ...], new_inputs: tuple[str, ...]
) -> None:
    """Copy into ``new`` every weight of ``old`` whose two neurons both remain.

    Inputs are told apart by name, hidden layers by their place from the front, neurons by
    their place in the layer. The output layer's weights are kept when the layer below it is
    still the same one, its biases always (unless the number of outputs changed).
    """
    depth_old, depth_new = len(old.layers) - 1, len(new.layers) - 1
    pairs = [(index, index) for index in range(min(depth_old, depth_new))]
    if old.sizes[-1] == new.sizes[-1]:
        pairs.append((depth_old, depth_new))
    for index_old, index_new in pairs:
        before, after = old.weights[index_old], new.weights[index_new]
        n = min(len(before), len(after))
        new.biases[index_new][:n] = old.biases[index_old][:n]
        if index_old != index_new:
            continue
        if index_old == 0:
            kept = [name for name in new_inputs if name in old_inputs]
            from_ = [old_inputs.index(name) for name in kept]
            to = [new_inputs.index(name) for name in kept]
        else:
            from_ = to = list(range(min(before.shape[1], after.shape[1])))
        after[:n, to] = before[:n, from_]


def chosen(sizes: Sequence[int], references: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Which parameters of theta belong to the references, each ``(layer,)``, ``(layer,
    neuron)`` or ``(layer, neuron, source)``, all from 1; source 0 is the bias."""
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    mask = np.zeros(parameters)
    layers = split(mask, sizes)
    for layer, *place in references:
        matrix = layers[layer - 1]
        columns = slice(place[0] - 1, place[0]) if place else slice(None)
        if len(place) < 2:
            matrix[:, columns] = 1
        else:
            matrix[place[1] - 1, columns] = 1  # the bias, source 0, is the last row
    return mask > 0
