"""Arrays as texts: what is read is what was written, to the last bit."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnwidget.interop.arrays import from_text, shown, to_text

bits = arrays(np.int64, st.integers(0, 30), elements=st.integers(-(2**63), 2**63 - 1))
short = arrays(np.float64, st.integers(0, 30), elements=st.integers(-300, 300).map(float))
single = arrays(np.float32, st.integers(0, 30)).map(lambda array: array.astype(np.float64))


@given(bits.map(lambda array: array.view(np.float64)) | short | single)
def test_any_numbers_come_back_to_the_last_bit(numbers: np.ndarray) -> None:
    assert from_text(to_text(numbers), "it", len(numbers)).tobytes() == numbers.tobytes()


@pytest.mark.parametrize(
    ("numbers", "kind", "bytes_"),
    [
        ([], "int8", 0),
        ([0.0] * 1000, "int8", 0),
        ([1.0] * 10, "int8", 10),
        ([1.0, 0, 0, 0], "int8", 1),
        ([-129.0], "int16", 2),
        ([0.5, 2.0**100, 0], "float32", 8),
        ([-0.0], "float32", 4),
        ([0.1, 0], "float64", 8),
        ([1e300], "float64", 8),
    ],
    ids=str,
)
def test_numbers_take_no_more_room_than_they_need(
    numbers: list[float], kind: str, bytes_: int
) -> None:
    name, _, content = to_text(np.array(numbers)).partition(":")
    assert (name, len(base64.b64decode(content))) == (kind, bytes_)


def test_a_matrix_is_written_row_by_row_and_little_endian() -> None:
    matrix = np.array([[1.0, 3.0], [2.0, 4.0]]).T
    assert from_text(to_text(matrix), "it", 4).tolist() == [1, 2, 3, 4]
    assert to_text(np.array([0.1])) == "float64:mpmZmZmZuT8="
    assert to_text(np.array([258.0])) == "int16:AgE="


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it must begin with int8:, int16:, float32:, float64:, got ''"),
        ("AAAA", "it must begin with"),
        ("int64:AAAAAAAAAAA=", "it must begin with"),
        ("int8:A", "it must be base64 of int8, got 'int8:A'"),
        ("int8:A\n==", "it must be base64"),
        ("int8:ä===", "it must be base64"),
        ("int16:AA==", "it must be base64 of int16"),
        ("int8:AAAA", "it must have at most 2 numbers, got 3"),
        ("int8:" + "A" * 10**6, "it must have at most 2 numbers; the text is longer"),
    ],
)
def test_what_is_no_such_text_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_text(text, "it", 2)


@pytest.mark.parametrize(
    "value",
    ["x" * 10**6, "\x00\ud800" * 60, 10**9000, -(10**30), [[1] * 10**6], {"a": 1}, None, 0.1, type],
    ids=lambda value: str(type(value)),
)
def test_a_value_is_shown_in_80_characters(value: object) -> None:
    assert 0 < len(shown(value)) <= 80
