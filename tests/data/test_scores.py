"""Confusion matrix, class counts and R2, compared with scikit-learn's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from nnwidget.data.scores import class_counts, confusion_matrix, r2_score
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


@st.composite
def classified(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    """A number of classes, true ones, and predicted."""
    classes = draw(st.integers(2, 12))
    pairs = st.tuples(st.integers(0, classes - 1), st.integers(0, classes - 1))
    rows = draw(st.lists(pairs, min_size=1, max_size=60))
    true, predicted = zip(*rows, strict=True)
    return classes, list(true), list(predicted)


@given(classified())
def test_a_confusion_matrix_is_scikit_learns(case: tuple[int, list[int], list[int]]) -> None:
    classes, true, predicted = case
    ours = confusion_matrix(np.array(true, dtype=float), np.array(predicted), classes)
    theirs = sklearn_metrics.confusion_matrix(true, predicted, labels=range(classes))
    assert ours.tolist() == theirs.tolist()
    assert ours.trace() / ours.sum() == pytest.approx(
        sklearn_metrics.accuracy_score(true, predicted), rel=1e-15
    )
    assert ours.sum(axis=1).tolist() == class_counts(np.array(true, dtype=float), classes).tolist()


def test_a_set_without_samples_has_an_empty_matrix_and_counts_of_zero() -> None:
    nothing = np.zeros(0)
    assert confusion_matrix(nothing, nothing.astype(int), 3).tolist() == [[0] * 3] * 3
    assert class_counts(nothing, 3).tolist() == [0, 0, 0]


numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=40))
def test_r2_is_scikit_learns(rows: list[tuple[float, float]]) -> None:
    y, predicted = np.array(rows).T
    ours = r2_score(y, predicted)
    if len(set(y.tolist())) == 1:
        assert math.isnan(ours)
    else:
        assert ours == pytest.approx(sklearn_metrics.r2_score(y, predicted), rel=1e-9, abs=1e-9)


def test_r2_is_one_for_the_truth_zero_for_the_mean_and_nan_without_samples() -> None:
    y = np.array([1.0, 2.0, 4.0])
    assert r2_score(y, y) == 1
    assert r2_score(y, np.full(3, y.mean())) == 0
    assert math.isnan(r2_score(np.zeros(0), np.zeros(0)))


@pytest.mark.parametrize("dataset", ["circle", "blobs", "iris"])
def test_the_accuracies_of_a_run_are_scikit_learns_on_both_sets(dataset: str) -> None:
    trainer = Trainer(Options(dataset=dataset, noise=30, train_fraction=0.7))
    trainer.train(5)
    for X, y, accuracy in (
        (trainer.X_train, trainer.y_train, trainer.scores.accuracy_train),
        (trainer.X_test, trainer.y_test, trainer.scores.accuracy_test),
    ):
        predicted = trainer.predicted(X)
        assert accuracy == pytest.approx(sklearn_metrics.accuracy_score(y, predicted), rel=1e-15)
        matrix = confusion_matrix(y, predicted, trainer.shape.classes)
        assert matrix.tolist() == sklearn_metrics.confusion_matrix(y, predicted).tolist()


def test_the_losses_of_a_run_are_scikit_learns() -> None:
    trainer = Trainer(Options(dataset="blobs", noise=30))
    trainer.train(3)
    ours = trainer.scores
    theirs = [
        sklearn_metrics.log_loss(y, trainer.output(X).T)
        for X, y in ((trainer.X_train, trainer.y_train), (trainer.X_test, trainer.y_test))
    ]
    assert [ours.loss_train, ours.loss_test] == pytest.approx(theirs, rel=1e-12)
    plane = Trainer(Options(dataset="plane", noise=30))
    plane.train(3)
    theirs = sklearn_metrics.mean_squared_error(plane.y_test, plane.predicted(plane.X_test))
    assert plane.scores.loss_test == pytest.approx(theirs, rel=1e-12)
