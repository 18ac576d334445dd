"""What a run has come to: results to read, weights and data to write as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.scores import class_counts
from nnwidget.data.table import read_inputs, read_table
from nnwidget.diagnosis import Finding, diagnose
from nnwidget.explain.equations import Equation, neuron_equation
from nnwidget.live.session import Session
from nnwidget.nn.activations import Array
from nnwidget.training.history import History
from nnwidget.training.trainer import Trainer

from .watched_arrays import Parameters

P = ParamSpec("P")
T = TypeVar("T")


def _asked(read: Callable[Concatenate[Results, P], T]) -> Callable[Concatenate[Results, P], T]:
    """It is read while nobody changes the network."""

    @wraps(read)
    def asking(results: Results, /, *args: P.args, **options: P.kwargs) -> T:
        with results._session.asking():
            return read(results, *args, **options)

    return asking


class Results:
    """Losses, scores, data and answers of a trainer; `nnwidget.Playground` has them all."""

    _session: Session

    @property
    def _trainer(self) -> Trainer:
        return self._session.trainer

    @property
    @_asked
    def epoch(self) -> float:
        """Passes through the training data so far; fractional between batches."""
        return self._trainer.epoch

    @property
    @_asked
    def loss_train(self) -> float:
        """Loss on the training data, without the penalty."""
        return self._trainer.scores.loss_train

    @property
    @_asked
    def loss_test(self) -> float:
        """Loss on the test data, without the penalty; NaN if there are none."""
        return self._trainer.scores.loss_test

    @property
    @_asked
    def accuracy_train(self) -> float:
        """Share of the training points in the right class, 0 to 1; NaN in regression."""
        return self._trainer.scores.accuracy_train

    @property
    @_asked
    def accuracy_test(self) -> float:
        """Share of the test points in the right class, 0 to 1; NaN in regression."""
        return self._trainer.scores.accuracy_test

    @property
    @_asked
    def history(self) -> History:
        """The losses by epoch: ``history.epoch``, ``.loss_train``, ``.loss_test``, and the
        changes made meanwhile, ``.events``."""
        return self._trainer.history

    @property
    @_asked
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return len(self._trainer.mlp.theta)

    @property
    @_asked
    def X_train(self) -> Array:
        """Training points, (m, columns), read-only."""
        return _read_only(self._trainer.X_train)

    @property
    @_asked
    def y_train(self) -> Array:
        """Classes 0..k-1 or numbers of the training points, (m,), read-only."""
        return _read_only(self._trainer.y_train)

    @property
    @_asked
    def X_test(self) -> Array:
        """Test points, (m, columns), read-only."""
        return _read_only(self._trainer.X_test)

    @property
    @_asked
    def y_test(self) -> Array:
        """Classes 0..k-1 or numbers of the test points, (m,), read-only."""
        return _read_only(self._trainer.y_test)

    @property
    @_asked
    def weights(self) -> Parameters:
        """W^l of every layer, (n^l, n^(l-1)). Assigning redraws."""
        return Parameters(
            self._trainer.mlp.weights, partial(self._session.writing, self._trainer.mlp)
        )

    @weights.setter
    def weights(self, values: Any) -> None:
        self.weights[:] = values

    @property
    @_asked
    def biases(self) -> Parameters:
        """b^l of every layer, (n^l,). Assigning redraws."""
        return Parameters(
            self._trainer.mlp.biases, partial(self._session.writing, self._trainer.mlp)
        )

    @biases.setter
    def biases(self, values: Any) -> None:
        self.biases[:] = values

    @property
    @_asked
    def data(self) -> Any:
        """All points, training points first: a DataFrame with the label last where pandas is
        installed, else a pair ``(X, y)``. Assigning either takes other data; inputs, weights
        and epoch stay where columns and classes are as many as before.

        Raises:
            ValueError: (assigning) data that cannot be used; nothing is changed then.
        """
        data = self._trainer.data
        y = np.array(data.labels)[data.y.astype(int)] if data.labels else data.y
        try:
            import pandas as pd
        except ImportError:
            return data.X.copy(), y
        label = "label"
        while label in data.columns:
            label += "_"
        return pd.DataFrame(data.X, columns=list(data.columns)).assign(**{label: y})

    @data.setter
    def data(self, value: Any) -> None:
        self._session.take_table(read_table(value))

    @_asked
    def predict(self, X: Any) -> NDArray[Any]:
        """The class labels, or the numbers, that the network gives for X (m, columns).

        Raises:
            ValueError: X does not have the data's columns, or holds what is no finite number.
        """
        return self._trainer.predict(read_inputs(X, self._trainer.shape.columns))

    @property
    @_asked
    def confusion_train(self) -> NDArray[np.int64]:
        """How often class i (row) of the training points was answered with class j (column).

        Raises:
            ValueError: the data have numbers, not classes.
        """
        return self._confusion(0)

    @property
    @_asked
    def confusion_test(self) -> NDArray[np.int64]:
        """How often class i (row) of the test points was answered with class j (column).

        Raises:
            ValueError: the data have numbers, not classes.
        """
        return self._confusion(1)

    def _confusion(self, which: int) -> NDArray[np.int64]:
        if not self._trainer.shape.classes:
            raise ValueError("a confusion matrix needs classes; the data have numbers")
        return self._trainer.evaluation.confusions[which]

    @property
    @_asked
    def counts_train(self) -> NDArray[np.int64]:
        """Training points of each class; empty in regression."""
        return class_counts(self.y_train, self._trainer.shape.classes)

    @property
    @_asked
    def counts_test(self) -> NDArray[np.int64]:
        """Test points of each class; empty in regression."""
        return class_counts(self.y_test, self._trainer.shape.classes)

    @property
    @_asked
    def r2_train(self) -> float:
        """R2 on the training points; NaN in classification."""
        return self._trainer.scores.r2_train

    @property
    @_asked
    def r2_test(self) -> float:
        """R2 on the test points; NaN in classification."""
        return self._trainer.scores.r2_test

    @property
    @_asked
    def diagnosis(self) -> Finding | None:
        """Why the network does not learn, and what would help; ``None`` where it learns, or
        where nobody can be sure. ``w.change(**w.diagnosis.changes)`` heeds it."""
        found = diagnose(self._trainer)
        return found and replace(found, language=self._trainer.options.locale)

    @_asked
    def equation(self, layer: int = 1, neuron: int = 1) -> Equation:
        """The equation of a neuron with its present numbers; both count from 1, the output
        layer is the last.

        Raises:
            ValueError: there is no such layer or neuron.
        """
        return neuron_equation(self._trainer, layer, neuron)


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
