"""What a network is given of samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnwidget.data.features import Feature
from nnwidget.nn.activations import Array


class Inputs:
    """The features of samples, standardized where asked, over the row of ones that the biases
    meet.

    Args:
        features: in the network's order.
        X: samples (m, columns). train: how many of them are trained on.
        standardize: give the features mean 0 and standard deviation 1 over those.

    Attributes:
        values: the inputs of the samples X, (n0 + 1, m).
    """

    def __init__(self, features: Sequence[Feature], X: Array, train: int, standardize: bool):
        self._features = features
        values = self._features_of(X)
        self._scale = standardization(values[:, :train]) if standardize else None
        self.values = self._finished(values)

    def __call__(self, X: Array) -> Array:
        """The inputs of any samples X (m, columns), (n0 + 1, m)."""
        return self._finished(self._features_of(X))

    def _features_of(self, X: Array) -> Array:
        return np.array([feature.function(X) for feature in self._features])

    def _finished(self, values: Array) -> Array:
        if self._scale:
            mean, deviation = self._scale
            values = (values - mean) / deviation
        return np.vstack([values, np.ones(values.shape[1])])


def standardization(inputs: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of every input (n0, m), as columns; 1 for a constant one."""
    mean, deviation = inputs.mean(axis=1, keepdims=True), inputs.std(axis=1, keepdims=True)
    # Rounding alone can give equal numbers a deviation.
    return mean, np.where(deviation > 1e-12 * np.abs(mean), deviation, 1.0)
