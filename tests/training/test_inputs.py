"""What a network is given of samples."""

from __future__ import annotations

import numpy as np
import pytest

from nnwidget.training.inputs import standardization


def test_standardized_inputs_have_mean_zero_and_deviation_one() -> None:
    inputs = np.random.default_rng(0).normal(3, 7, size=(4, 50))
    mean, deviation = standardization(inputs)
    scaled = (inputs - mean) / deviation
    np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(scaled.std(axis=1), 1, rtol=1e-14)


@pytest.mark.parametrize("value", [1.0, 0.1, -1e9 / 3])
def test_a_constant_input_is_not_divided_by_its_rounding_error(value: float) -> None:
    _, deviation = standardization(np.full((1, 50), value))
    assert deviation.tolist() == [[1]]
