"""Data given by the user."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnwidget.table import read_table

X = [[1.0, 2], [3, 4], [5, 6], [7, 8]]


def test_arrays_lists_and_frames_of_the_same_numbers_are_the_same_data() -> None:
    frame = pd.DataFrame(X, columns=["height", "weight"])
    given = [
        (X, [0, 1, 0, 1]),
        [np.array(X), np.array([0, 1, 0, 1], dtype=np.uint8)],
        (np.array(X, dtype=np.float32), np.array([[0], [1], [0], [1]])),
        (frame, pd.Series([0, 1, 0, 1], index=[9, 8, 7, 6])),
        (np.array(X, order="F"), (0.0, 1.0, 0.0, 1.0)),
    ]
    for data in given:
        table = read_table(data)
        assert table.X.tolist() == X
        assert table.y.tolist() == [0, 1, 0, 1]
        assert table.X.dtype == table.y.dtype == np.float64
        assert table.labels == (0, 1)


def test_columns_keep_the_names_of_a_data_frame() -> None:
    frame = pd.DataFrame(X, columns=["height", 7])
    assert read_table((frame, [0, 1, 0, 1])).columns == ("height", "7")
    assert read_table((X, [0, 1, 0, 1])).columns == ("x1", "x2")


def test_one_column_may_be_given_flat() -> None:
    table = read_table(([1, 2, 3], [0.5, 0.25, 1]))
    assert table.X.shape == (3, 1)
    assert (table.shape.columns, table.shape.problem) == (1, "regression")


@pytest.mark.parametrize(
    ("y", "labels", "classes"),
    [
        (["b", "a", "b", "c"], ("a", "b", "c"), [1, 0, 1, 2]),
        ([7, -1, 7, 7], (-1, 7), [1, 0, 1, 1]),
        ([2.0, 1.0, 1.0, 2.0], (1.0, 2.0), [1, 0, 0, 1]),
        ([True, False, True, True], (False, True), [1, 0, 1, 1]),
        (pd.Categorical(["lo", "hi", "lo", "hi"]), ("hi", "lo"), [1, 0, 1, 0]),
    ],
    ids=str,
)
def test_labels_become_classes_in_their_order_and_are_kept(
    y: Any, labels: tuple, classes: list[int]
) -> None:
    table = read_table((X, y))
    assert table.labels == labels
    assert table.y.tolist() == classes
    assert (table.shape.problem, table.shape.classes) == ("classification", len(labels))


@pytest.mark.parametrize(
    "y", [[0.5, 1, 2, 3], list(range(13)), [0.5] * 4, np.linspace(0, 1, 50)], ids=str
)
def test_other_numbers_are_regression(y: Any) -> None:
    table = read_table((np.arange(len(y)), y))
    assert table.y.tolist() == list(y)
    assert table.labels == ()
    assert (table.shape.problem, table.shape.classes) == ("regression", 0)


WRONG: list[tuple[Any, str]] = [
    (None, "must be a pair .*, got NoneType"),
    (np.zeros((4, 3)), "must be a pair .*, got ndarray"),
    ((X,), "must be a pair"),
    ((X, [0, 1, 0]), r"one value per row of X \(4\), got shape \(3,\)"),
    ((X, [[0, 1], [0, 1], [0, 1], [0, 1]]), r"got shape \(4, 2\)"),
    ((X, 1), r"got shape \(\)"),
    (([[1, 2]], [0]), "at least 2 rows, got 1"),
    ((np.zeros((100_001, 1)), np.zeros(100_001)), "at most 100,000 rows, got 100,001"),
    ((np.zeros((4, 65)), [0, 1, 0, 1]), r"1 to 64 columns\), got shape \(4, 65\)"),
    ((np.zeros((4, 0)), [0, 1, 0, 1]), r"got shape \(4, 0\)"),
    ((np.zeros((2, 2, 2)), [0, 1]), r"got shape \(2, 2, 2\)"),
    (([["a", 1], ["b", 2]], [0, 1]), "X must hold numbers only .*'a'"),
    (([[None, 1], [2, 3]], [0, 1]), "X must hold numbers only|X has nan in row 0, column 0"),
    (([[1, 2], [3]], [0, 1]), "X is not a regular table"),
    (([[1, np.nan], [2, 3]], [0, 1]), "X has nan in row 0, column 1"),
    (([[1, 1], [2, -np.inf]], [0, 1]), "X has -inf in row 1, column 1"),
    (([[1, 1], [2, 1e31]], [0, 1]), r"X has 1e\+31 in row 1, column 1; .* up to 1e\+30"),
    (([[1j, 1], [2, 3]], [0, 1]), "X holds complex numbers"),
    (([1, 2, 3], [0.5, np.nan, 1]), "y has nan in it"),
    (([1, 2, 3], [0.5, -1e300, 1]), r"y has -1e\+300 in it"),
    (([1, 2, 3], [1, 1, 1]), "y has only one class, 1; at least two"),
    (([1, 2, 3], ["a", None, 1]), "y must hold numbers or labels of one kind"),
    ((range(13), [str(i) for i in range(13)]), "13 different labels; at most 12"),
]


@pytest.mark.parametrize(("data", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_cannot_be_read_is_refused_with_the_reason(data: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        read_table(data)
    assert "data" in str(refusal.value)


def test_the_users_arrays_stay_theirs() -> None:
    mine, target = np.array(X), np.array([0, 1, 0, 1])
    table = read_table((mine, target))
    mine[:] = 0
    target[:] = 0
    assert table.X.tolist() == X
    assert table.y.tolist() == [0, 1, 0, 1]
