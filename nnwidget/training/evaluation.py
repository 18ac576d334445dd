"""How good a network is at present: losses, accuracies, R2, confusion matrices."""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.scores import accuracy, confusion_matrix, r2_score
from nnwidget.data.shape import DataShape
from nnwidget.data.split import Data
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.engine import Pass

from .plan import Plan

Confusions = tuple[NDArray[np.int64], NDArray[np.int64]]


class Scores(NamedTuple):
    """Losses, accuracies and R2 on both sets; NaN where there is none."""

    loss_train: float
    loss_test: float
    accuracy_train: float
    accuracy_test: float
    r2_train: float
    r2_test: float


def targets_of(y: Array, shape: DataShape, plan: Plan) -> Array:
    """The targets Y (outputs, m) for classes or numbers y (m,)."""
    if shape.problem == "regression":
        return y[np.newaxis, :].copy()
    low, high = ACTIVATIONS[plan.activations[-1]].targets
    outputs = plan.sizes[-1]
    positive = y[np.newaxis, :] == (np.arange(outputs)[:, np.newaxis] if outputs > 1 else 1)
    return np.where(positive, high, low)


def classes_of(output: Array, plan: Plan) -> NDArray[np.intp]:
    """The classes (m,) that an output (outputs, m) stands for: the largest, or on which side of
    the middle between the two targets it lies."""
    if len(output) > 1:
        return output.argmax(axis=0)
    return (output[0] >= sum(ACTIVATIONS[plan.activations[-1]].targets) / 2).astype(int)


class Evaluation:
    """The scores of a network's weights on all points, computed when first asked for.

    Args:
        pass_: computes the network, for as many samples as there are points.
        plan: the network's loss. data: the points. inputs: (n0 + 1, m), theirs.
    """

    def __init__(self, pass_: Pass, plan: Plan, data: Data, inputs: Array) -> None:
        self._pass, self._plan, self._data = pass_, plan, data
        self._inputs = inputs
        self.targets = targets_of(data.y, data.shape, plan)

    def forget(self) -> None:
        """The weights have changed."""
        for name in ("losses", "scores", "confusions"):
            self.__dict__.pop(name, None)

    def activations(self, layer: int) -> Array:
        """A^l (n^l, m) of all points, training points first; to be read at once."""
        _ = self.losses
        return self._pass.a[layer - 1]

    @cached_property
    def losses(self) -> tuple[float, float]:
        """Training and test loss, without the penalty. NaN where there is no data. The end of
        an epoch and a picture of it share them."""
        n = self._data.train
        with np.errstate(all="ignore"):
            output = self._pass.forward(self._inputs)
            cost = self._plan.loss.per_sample(self._pass.z[-1], output, self.targets)
            test = float(cost[n:].sum()) / (len(cost) - n) if n < len(cost) else math.nan
            return float(cost[:n].sum()) / n, test

    @cached_property
    def scores(self) -> Scores:
        """Losses and accuracies."""
        n, y = self._data.train, self._data.y
        losses = self.losses
        if self._data.shape.problem == "regression":
            output = self._pass.output[0]
            r2 = r2_score(y[:n], output[:n]), r2_score(y[n:], output[n:])
            return Scores(*losses, math.nan, math.nan, *r2)
        train, test = map(accuracy, self.confusions)
        return Scores(*losses, train, test, math.nan, math.nan)

    @cached_property
    def confusions(self) -> Confusions:
        """How often class i (row) of the training and of the test points was answered with
        class j (column); of the size (0, 0) in regression."""
        n, y, classes = self._data.train, self._data.y, self._data.shape.classes
        if not classes:
            return np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int64)
        _ = self.losses
        predicted = classes_of(self._pass.output, self._plan)
        return (
            confusion_matrix(y[:n], predicted[:n], classes),
            confusion_matrix(y[n:], predicted[n:], classes),
        )
