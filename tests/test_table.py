"""Data given by the user."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnwidget.table import read_table

X = [[1.0, 2], [3, 4], [5, 6], [7, 8]]


def test_arrays_lists_and_frames_of_the_same_numbers_are_the_same_data() -> None:
    named = pd.DataFrame(X, columns=["height", "weight"])
    given = [
        (X, [0, 1, 0, 1]),
        [np.array(X), np.array([0, 1, 0, 1], dtype=np.uint8)],
        (np.array(X, dtype=np.float32), np.array([[0], [1], [0], [1]])),
        (named, pd.Series([0, 1, 0, 1], index=[9, 8, 7, 6])),
        (named.astype(object), pd.Series([0, 1, 0, 1], dtype=object)),
        (named.astype({"height": "Int64", "weight": "float32"}), pd.array([0, 1, 0, 1], "Int64")),
        (np.array(X, order="F"), (0.0, 1.0, 0.0, 1.0)),
    ]
    for data in given:
        table = read_table(data)
        assert table.X.tolist() == X
        assert table.y.tolist() == [0, 1, 0, 1]
        assert table.X.dtype == table.y.dtype == np.float64
        assert table.labels == (0, 1)


def test_columns_keep_the_names_of_a_data_frame() -> None:
    named = pd.DataFrame(X, columns=["height", 7])
    assert read_table((named, [0, 1, 0, 1])).columns == ("height", "7")
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
        (np.array([True, False, True, True], dtype=object), (False, True), [1, 0, 1, 1]),
        (np.array([2, 1, 1, 2], dtype=object), (1.0, 2.0), [1, 0, 0, 1]),
        (pd.Categorical(["lo", "hi", "lo", "hi"]), ("hi", "lo"), [1, 0, 1, 0]),
        (pd.Series(["no", "yes", "no", "no"]), ("no", "yes"), [0, 1, 0, 0]),
        (pd.DataFrame({"kind": ["b", "a", "b", "a"]}), ("a", "b"), [1, 0, 1, 0]),
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
    "column",
    [
        [True, False, True, True],
        np.array([True, False, True, True], dtype=object),
        np.array([1, 0, 1.0, True], dtype=object),
    ],
    ids=["bool", "bools as objects", "objects"],
)
def test_switches_and_objects_that_are_numbers_are_taken_as_such(column: Any) -> None:
    table = read_table((pd.DataFrame(X).assign(member=column), [0, 1, 0, 1]))
    assert table.X[:, 2].tolist() == [1, 0, 1, 1]


def test_twelve_whole_numbers_are_classes_and_thirteen_are_numbers() -> None:
    assert read_table((range(12), range(12))).shape.classes == 12
    assert read_table((range(13), range(13))).shape.problem == "regression"


def test_there_may_be_one_column_or_sixty_four() -> None:
    for columns in (1, 3, 64):
        wide = np.arange(4.0 * columns).reshape(4, columns)
        table = read_table((wide, [0, 1, 0, 1]))
        assert table.X.tolist() == wide.tolist()
        assert table.columns == tuple(f"x{i + 1}" for i in range(columns))


def test_two_rows_are_enough() -> None:
    assert read_table(([1, 2], ["a", "b"])).shape.classes == 2


@pytest.mark.parametrize(
    "y",
    [
        [0.5, 1, 2, 3],
        list(range(13)),
        [0.5] * 4,
        np.linspace(0, 1, 50),
        np.array([0.5, 1, 2], dtype=object),
    ],
    ids=str,
)
def test_other_numbers_are_regression(y: Any) -> None:
    table = read_table((np.arange(len(y)), y))
    assert table.y.tolist() == list(y)
    assert table.labels == ()
    assert (table.shape.problem, table.shape.classes) == ("regression", 0)


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


DAYS = pd.date_range("2026-01-01", periods=2)

WRONG: list[tuple[Any, str]] = [
    (None, "must be a pair .*, got NoneType"),
    (np.zeros((4, 3)), "must be a pair .*, got ndarray"),
    ((X,), "must be a pair"),
    ((X, [0, 1, 0]), r"one value per row of X \(4\), got shape \(3,\)"),
    ((X, [[0, 1], [0, 1], [0, 1], [0, 1]]), r"got shape \(4, 2\)"),
    ((X, 1), r"got shape \(\)"),
    (([], []), "at least 2 rows, got 0"),
    (([[1, 2]], [0]), "at least 2 rows, got 1"),
    ((np.zeros((100_001, 1)), np.zeros(100_001)), "at most 100,000 rows, got 100,001"),
    ((np.zeros((4, 65)), [0, 1, 0, 1]), r"1 to 64 columns\), got shape \(4, 65\)"),
    ((np.zeros((4, 0)), [0, 1, 0, 1]), r"got shape \(4, 0\)"),
    ((np.zeros((2, 2, 2)), [0, 1]), r"got shape \(2, 2, 2\)"),
    (([[1, 2], [3]], [0, 1]), "X is not a regular table"),
    ((object(), [0, 1]), r"got shape \(\)"),
    (
        ([[1, np.nan], [2, 3]], [0, 1]),
        "column 'x2' has nan in row 0, a missing value; fill it, or leave the row out",
    ),
    (([[1, 1], [2, -np.inf]], [0, 1]), "column 'x2' has -inf in row 1; finite numbers"),
    (([[1, 1], [2, 1e31]], [0, 1]), r"column 'x2' has 1e\+31 in row 1; .* up to 1e\+30"),
    (([[1, 1], [2, 10**400]], [0, 1]), "column 'x2' has inf in row 1"),
    (([[1j, 1], [2, 3]], [0, 1]), r"column 'x1' must hold numbers, got '1j' \(complex128\)"),
    (([[1, "a"], [2, "b"]], [0, 1]), r"column 'x2' must hold numbers, got 'a' \(str\) in row 0"),
    (([[1, 0], [2, "7"]], [0, 1]), r"column 'x2' must hold numbers, got '7' \(str\) in row 1"),
    ((np.array([["1"], ["2"]]), [0, 1]), r"column 'x1' must hold numbers, got '1'"),
    (([[1, 2], [None, 3]], [0, 1]), "column 'x1' has None in row 1, a missing value"),
    (([[1, 5], [2, 5]], [0, 1]), r"column 'x2' is constant \(5 in every row\).*; leave it out"),
    ((pd.DataFrame(X).assign(on=True), [0, 1, 0, 1]), r"column 'on' is constant \(1 in"),
    ((frame(height=[1, np.nan]), [0, 1]), "column 'height' has nan in row 1, a missing value"),
    (
        (frame(age=pd.array([1, None], "Int64")), [0, 1]),
        "column 'age' has (nan|<NA>) in row 1, a missing",
    ),
    ((frame(name=["Ada", "Max"]), [0, 1]), r"column 'name' must hold numbers, got 'Ada' \(str\)"),
    (
        (frame(a=[1, 2], day=DAYS), [0, 1]),
        r"'day' must hold numbers, got '2026-\d\d-\d\d 00:00:00'",
    ),
    ((frame(day=DAYS), [0, 1]), "column 'day' must hold numbers, got '2026-01-01"),
    ((frame(day=DAYS - DAYS[0]), [0, 1]), "column 'day' must hold numbers"),
    ((frame(day=[DAYS[0], None]), [0, 1]), "column 'day' (has NaT in row 1|must hold numbers)"),
    (
        (np.ma.masked_equal([[1, 2], [3, 4]], 3), [0, 1]),
        "column 'x1' has nan in row 1, a missing value",
    ),
    ((np.array([(1, 2), (3, 4)], dtype="i,i"), [0, 1]), r"'x1' must hold numbers, got '\(1, 2\)'"),
    (([1, 2, 3], [0.5, np.nan, 1]), "y has nan in row 1"),
    (([1, 2, 3], [0.5, -1e300, 1]), r"y has -1e\+300 in row 1"),
    (([1, 2, 3], [0.5, 1, None]), "y has (nan|None|<NA>) in row 2, a missing value"),
    (([1, 2, 3], ["a", np.nan, "b"]), "y has (nan|None|<NA>) in row 1, a missing value"),
    (
        ([1, 2, 3], pd.Series(["a", "b", None], dtype="str")),
        "y has (nan|None|<NA>) in row 2, a missing value",
    ),
    (
        ([1, 2, 3], pd.array([1, 2, None], "Int64")),
        "y has (nan|None|<NA>) in row 2, a missing value",
    ),
    (([1, 2, 3], ["a", None, 1]), "y has (nan|None|<NA>) in row 1, a missing value"),
    (([1, 2, 3], ["a", "b", 1]), r"y must hold numbers, or texts alone, got '1' \(int\) in row 2"),
    (([1, 2, 3], [1, "a", "b"]), r"y must hold numbers, got 'a' \(str\) in row 1"),
    (([1, 2], DAYS), "y must hold numbers, or texts alone, got '2026-01-01"),
    (([1, 2], [b"a", b"b"]), r"y must hold numbers, or texts alone, got .* \(bytes"),
    (([1, 2, 3], [1, 1, 1]), "y has only one class, 1; at least two"),
    (([1, 2, 3], ["a"] * 3), "y has only one class, 'a'; at least two"),
    (([1, 2, 3], [True] * 3), "y has only one class, True; at least two"),
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
