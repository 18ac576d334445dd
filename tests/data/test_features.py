"""The input features."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.data.features import FEATURES, features_of

X = np.array([[1.5, -2.0, 7.0], [0.0, 3.0, -1.0]])

VALUES = {
    "x1": [1.5, 0],
    "x2": [-2, 3],
    "x1^2": [2.25, 0],
    "x2^2": [4, 9],
    "x1*x2": [-3, 0],
    "sin(x1)": [np.sin(1.5), 0],
    "sin(x2)": [np.sin(-2), np.sin(3)],
}


def test_there_are_the_seven_inputs_of_the_playground_in_its_order() -> None:
    assert list(FEATURES) == list(VALUES)


@pytest.mark.parametrize(("name", "expected"), VALUES.items())
def test_a_feature_is_what_its_name_says(name: str, expected: list[float]) -> None:
    assert FEATURES[name].function(X).tolist() == expected


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (1, ["x1", "x1^2", "sin(x1)"]),
        (2, list(VALUES)),
        (4, [*VALUES, "x3", "x4"]),
    ],
)
def test_data_offer_the_features_that_their_columns_allow(columns: int, names: list[str]) -> None:
    offered = features_of(columns)
    assert list(offered) == names
    for feature in offered.values():
        assert feature.function(np.ones((5, columns))).shape == (5,)


def test_every_further_column_is_an_input_of_its_own() -> None:
    assert features_of(3)["x3"].function(X).tolist() == [7, -1]
