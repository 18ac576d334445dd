"""The peer: a multilayer perceptron in plain NumPy, as courses write it.

Layer by layer, a dictionary entry per quantity, every formula as it stands on the board:
Z = W A + b, A = f(Z); dZ = dA * f'(Z), dW = dZ A^T / m, db = mean of dZ, dA = W^T dZ.
So f'(Z) is computed from Z, where quicker code would take it from A.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def sigmoid(Z: Array) -> Array:
    return 1 / (1 + np.exp(-Z))


FUNCTIONS = {"tanh": np.tanh, "sigmoid": sigmoid}
DERIVATIVES = {
    "tanh": lambda Z: 1 - np.tanh(Z) ** 2,
    "sigmoid": lambda Z: sigmoid(Z) * (1 - sigmoid(Z)),
}


class TextbookMLP:
    """tanh hidden layers, a sigmoid output, binary cross-entropy, SGD. X is (inputs, samples)."""

    def __init__(self, sizes: tuple[int, ...], seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.layers = len(sizes) - 1
        self.activations = ["tanh"] * (self.layers - 1) + ["sigmoid"]
        self.parameters: dict[str, Array] = {}
        for l, (n_in, n_out) in enumerate(pairwise(sizes), 1):
            self.parameters[f"W{l}"] = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
            self.parameters[f"b{l}"] = np.zeros((n_out, 1))

    def forward(self, X: Array) -> dict[str, Array]:
        """Z1, A1, ..., ZL, AL."""
        cache = {"A0": X}
        for l in range(1, self.layers + 1):
            Z = self.parameters[f"W{l}"] @ cache[f"A{l - 1}"] + self.parameters[f"b{l}"]
            cache[f"Z{l}"] = Z
            cache[f"A{l}"] = FUNCTIONS[self.activations[l - 1]](Z)
        return cache

    def backward(self, cache: dict[str, Array], Y: Array) -> dict[str, Array]:
        """dW1, db1, ..., dWL, dbL."""
        m = Y.shape[1]
        A = cache[f"A{self.layers}"]
        dA = (1 - Y) / (1 - A) - Y / A
        gradients = {}
        for l in range(self.layers, 0, -1):
            dZ = dA * DERIVATIVES[self.activations[l - 1]](cache[f"Z{l}"])
            gradients[f"W{l}"] = dZ @ cache[f"A{l - 1}"].T / m
            gradients[f"b{l}"] = np.sum(dZ, axis=1, keepdims=True) / m
            dA = self.parameters[f"W{l}"].T @ dZ
        return gradients

    def train_epoch(self, X: Array, Y: Array, batch: int, rate: float, order: Array) -> None:
        """One pass through the samples in that order."""
        X, Y = X[:, order], Y[:, order]
        for start in range(0, X.shape[1], batch):
            x, y = X[:, start : start + batch], Y[:, start : start + batch]
            for name, gradient in self.backward(self.forward(x), y).items():
                self.parameters[name] = self.parameters[name] - rate * gradient

    def loss(self, X: Array, Y: Array) -> float:
        """Binary cross-entropy."""
        A = self.forward(X)[f"A{self.layers}"]
        return float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
