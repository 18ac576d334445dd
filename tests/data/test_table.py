"""Data given by the user."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnwidget.data.table import read_table

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


class NoArray:
    """Says that it is an array, and is none."""

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("not today")


class Columns:
    """An array whose ``columns`` are no headings."""

    columns = 5

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.array([[1, 2], [3, 5]])


class NoText:
    def __str__(self) -> str:
        raise RuntimeError("not today")


DAYS = pd.date_range("2026-01-01", periods=2)

WRONG: list[tuple[Any, str]] = [
    (
        (X, ["a", "\ud800", "a", "b"]),
        r"y must hold texts of whole characters, got '\\ud800' \(str\)",
    ),
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
    (
        pd.DataFrame(),
        "a DataFrame must have at least 2 columns, .* as the last one; this one has 0",
    ),
    (pd.DataFrame(index=range(3)), "data: a DataFrame must have .*; this one has 0"),
    (frame(a=[1, 2, 3]), "data: a DataFrame must have .*; this one has 1"),
    (pd.DataFrame(columns=["a", "b"]), "at least 2 rows, got 0"),
    (frame(a=[1], b=[0]), "at least 2 rows, got 1"),
    (pd.Series([1, 2]), "must be a pair .*, got Series"),
    ([], "must be a pair .*, got list of 0"),
    (([1, 2], [0, 1], [0, 1]), "must be a pair .*, got tuple of 3"),
    ({"a": [1, 2]}, "must be a pair .* or a DataFrame of pandas .*, got dict"),
    ((n for n in (1, 2)), "must be a pair .*, got generator"),
    ("ab", "must be a pair .*, got str"),
    (len, "must be a pair .*, got builtin_function_or_method"),
    (([[]], []), r"got shape \(1, 0\)"),
    ((np.array(1), np.array(2)), r"X must be .*, got shape \(\) \(ndarray\)"),
    (({1, 2}, [0, 1]), r"X must be .*, got shape \(\) \(set\)"),
    ((None, [0, 1]), r"X must be .*, got shape \(\) \(NoneType\)"),
    (([1, 2], (n for n in (0, 1))), r"y must hold .*, got shape \(\) \(generator\)"),
    (([1, 2], pd.DataFrame(index=range(2))), r"y must hold .*, got shape \(2, 0\)"),
    ((NoArray(), [0, 1]), r"X cannot be read as an array \(not today\), got NoArray"),
    (([1, 2], NoArray()), "y cannot be read as an array"),
    ((np.array([[1], [2, 3]], dtype=object), [0, 1]), "'x1' must hold numbers, got .* \\(list"),
    ((np.array([1, "1e400"], dtype=np.longdouble), [0, 1]), "column 'x1' has inf in row 1"),
    (([1, 2], ["a", 10**5000]), "y must hold .*, got a whole number of 16,610 bits"),
    (([1, 2], ["a", NoText()]), "y must hold .*, got .*NoText.* in row 1"),
    (
        ([1, 2], pd.period_range("2026", periods=2, freq="M")),
        "y must hold .* got '2026-01' .Period",
    ),
    (([1, 2], pd.interval_range(0, 2)), "y must hold .* got '.0, 1.' .Interval"),
    ((frame(a=pd.period_range("2026", periods=2, freq="M")), [0, 1]), "'a' must hold numbers"),
    ((frame(a=pd.array(["u", "v"], "string")), [0, 1]), "'a' must hold numbers, got 'u'"),
    ((frame(a=pd.Categorical(["u", "v"])), [0, 1]), "'a' must hold numbers, got 'u'"),
    ((frame(a=pd.array([True, None], "boolean")), [0, 1]), "'a' has <NA> in row 1, a missing"),
    (([1, 2], ["secret" * 1000] * 2), "y has only one class, 'secret.*; at least two"),
    ((frame(**{"secret" * 1000: [1, 1]}), [0, 1]), "column 'secretsecret.* is constant"),
    ((frame(a=["secret" * 1000, "b"]), [0, 1]), "'a' must hold numbers, got 'secretsecret"),
    ((range(13), [str(i) for i in range(13)]), "13 different labels; at most 12"),
]


def test_half_a_character_of_a_heading_is_a_question_mark() -> None:
    table = read_table((pd.DataFrame(X, columns=["a\ud800", "b"]), [0, 1, 0, 1]))
    assert table.columns == ("a?", "b")


@pytest.mark.parametrize(("data", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_cannot_be_read_is_refused_with_the_reason(data: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        read_table(data)
    assert "data" in str(refusal.value)
    assert len(str(refusal.value)) < 400
    assert "secret" * 17 not in str(refusal.value)


MISSING = {
    "None": None,
    "nan": math.nan,
    "NumPy's nan": np.float32("nan"),
    "NA": pd.NA,
    "NaT": pd.NaT,
    "NumPy's NaT": np.datetime64("NaT"),
    "a span that is NaT": np.timedelta64("NaT"),
    "a decimal nan": Decimal("NaN"),
    "a complex nan": complex(0, math.nan),
}
OTHERS = {
    "numbers": [1, 2.5, 3],
    "whole numbers": [1, 0, 1],
    "texts": ["a", "b", "a"],
    "a text among numbers": [1, "a", 2],
    "a number among texts": ["a", 1, "b"],
    "switches": [True, False, True],
    "days": list(pd.date_range("2026-01-01", periods=3)),
    "bytes": [b"a", b"b", b"a"],
    "lists": [[1], [1, 2], [3]],
}
HOLDERS: dict[str, Callable[[list[Any]], Any]] = {
    "a list": list,
    "a tuple": tuple,
    "a deque": deque,
    "an array": lambda y: object_array(y),
    "a column": lambda y: object_array(y)[:, np.newaxis],
    "a Series": lambda y: pd.Series(y, dtype=object),
    "a DataFrame": lambda y: pd.DataFrame({"y": pd.Series(y, dtype=object)}),
}


def object_array(values: list[Any]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


@pytest.mark.parametrize("others", OTHERS)
@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_target_is_what_is_named_whatever_the_others_are(
    missing: str, others: str
) -> None:
    for row in range(4):
        y = [*OTHERS[others][:row], MISSING[missing], *OTHERS[others][row:]]
        for hold in HOLDERS.values():
            if others == "lists" and hold in (list, tuple, deque):
                continue  # no array at all
            with pytest.raises(
                ValueError, match=f"y has .* in row {row}, a missing value; fill it"
            ):
                read_table((range(4), hold(y)))


ODD_BUT_GOOD: dict[str, Any] = {
    "two columns of one name": pd.DataFrame([[1, 2, 0], [3, 5, 1]], columns=["a", "a", "y"]),
    "all columns of one name": pd.DataFrame([[1, 2, 0], [3, 5, 1]], columns=["y"] * 3),
    "names of several levels": pd.DataFrame(
        [[1, 2, 0], [3, 5, 1]], columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("y", "")])
    ),
    "names that are none": pd.DataFrame([[1, 2, 0], [3, 5, 1]], columns=[None, math.nan, 7]),
    "rows of several levels": frame(a=[1, 3], b=[2, 5], y=[0, 1]).set_index(
        pd.MultiIndex.from_tuples([(1, 2), (3, 4)])
    ),
    "numbers and a category": frame(a=[1, 3], b=pd.Categorical([2, 5]), y=pd.Categorical([0, 1])),
    "thin columns": frame(
        **{
            name: pd.arrays.SparseArray(v)
            for name, v in (("a", [1, 3]), ("b", [2, 5]), ("y", [0, 1]))
        }
    ),
    "nullable numbers": frame(a=[1, 3], b=[2, 5], y=[0, 1]).astype("Int16"),
    "objects": frame(a=[1, 3], b=[2, 5], y=[0, 1]).astype(object),
    "a record array with a field of that name": (
        [[1, 2], [3, 5]],
        np.rec.array([(0,), (1,)], names="columns")["columns"],
    ),
    "an X that has other columns": (Columns(), [0, 1]),
    "short floats": (np.array([[1, 2], [3, 5]], dtype=np.float16), np.array([0, 1], np.float16)),
    "memory": (memoryview(np.array([[1, 2], [3, 5]])), memoryview(np.array([0, 1]))),
}


@pytest.mark.parametrize("data", ODD_BUT_GOOD.values(), ids=ODD_BUT_GOOD)
def test_odd_forms_of_good_data_are_read(data: Any) -> None:
    table = read_table(data)
    assert table.X.tolist() == [[1, 2], [3, 5]]
    assert table.y.tolist() == [0, 1]
    assert len(table.columns) == 2
    assert all(isinstance(name, str) for name in table.columns)


def test_numpys_own_texts_are_texts() -> None:
    y = np.array(["b", "a", "b"], dtype=np.dtypes.StringDType())
    assert read_table(([1, 2, 3], y)).labels == ("a", "b")


def test_the_users_arrays_stay_theirs() -> None:
    mine, target = np.array(X), np.array([0, 1, 0, 1])
    table = read_table((mine, target))
    mine[:] = 0
    target[:] = 0
    assert table.X.tolist() == X
    assert table.y.tolist() == [0, 1, 0, 1]
