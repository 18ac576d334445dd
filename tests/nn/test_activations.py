"""Every activation function and its derivative."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnwidget.nn.activations import ACTIVATIONS, HALF, LEAK, ZERO, Activation, Array

Z = np.array([-1e4, -30, -3.2, -1, -0.5, 0, 0.5, 1, 3.2, 30, 1e4])

FORMULAS = {
    "linear": lambda z: z,
    "step": lambda z: 1.0 if z >= 0 else 0.0,
    "sine": math.sin,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.2 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "softplus": lambda z: z if z > 50 else math.log(1 + math.exp(z)),
    "sigmoid": lambda z: math.exp(z) / (1 + math.exp(z)) if z < 0 else 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
}
"""What each gives, written down a second time; softmax, of several neurons, is apart."""

single = pytest.mark.parametrize("name", [n for n in ACTIVATIONS if n != "softmax"])


def value(activation: Activation, z: Array) -> Array:
    out = np.empty_like(z)
    activation.function(z, out)
    return out


@single
def test_an_activation_gives_what_its_name_says_up_to_the_largest_z(name: str) -> None:
    expected = [FORMULAS[name](z) for z in Z]
    np.testing.assert_allclose(
        value(ACTIVATIONS[name], Z[np.newaxis])[0], expected, rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize("name", [n for n in FORMULAS if ACTIVATIONS[n].differentiable])
def test_a_derivative_is_the_slope_of_its_function(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.linspace(-6, 6, 998).reshape(2, -1)
    assert np.abs(z).min() > 1e-3  # where ReLU and its like have a kink
    slope = (value(activation, z + 1e-6) - value(activation, z - 1e-6)) / 2e-6
    derivative = np.empty_like(z)
    activation.derivative(z, value(activation, z), derivative)
    np.testing.assert_allclose(derivative, slope, rtol=0, atol=1e-8)


@single
def test_a_derivative_is_finite_for_the_largest_z(name: str) -> None:
    z, derivative = Z[np.newaxis], np.empty((1, len(Z)))
    ACTIVATIONS[name].derivative(z, value(ACTIVATIONS[name], z), derivative)
    assert np.isfinite(derivative).all()


def test_the_slope_of_relu_at_zero_is_zero() -> None:
    slope = np.empty((1, 1))
    zero = np.zeros((1, 1))
    ACTIVATIONS["relu"].derivative(zero, zero, slope)
    assert slope[0, 0] == 0


def test_softmax_gives_probabilities_whatever_is_added_to_all_z() -> None:
    z = np.random.default_rng(0).normal(size=(4, 7))
    a = value(ACTIVATIONS["softmax"], z)
    np.testing.assert_allclose(a, np.exp(z) / np.exp(z).sum(axis=0), rtol=1e-13)
    np.testing.assert_allclose(value(ACTIVATIONS["softmax"], z + 1e4), a, rtol=1e-10)
    extreme = value(ACTIVATIONS["softmax"], np.array([[1e4], [-1e4], [0.0]]))
    assert extreme[:, 0].tolist() == [1, 0, 0]


def test_softmax_pulls_gradients_back_through_its_jacobian() -> None:
    rng = np.random.default_rng(0)
    z, gradient = rng.normal(size=(2, 5, 1))
    a = value(ACTIVATIONS["softmax"], z)
    jacobian = np.diag(a[:, 0]) - a @ a.T
    expected = jacobian.T @ gradient
    before = gradient.copy()
    pulled_back = ACTIVATIONS["softmax"].pulled_back(a, gradient)
    np.testing.assert_allclose(pulled_back, expected, rtol=0, atol=1e-14)
    assert (gradient == before).all()
    ACTIVATIONS["softmax"].pullback(a, gradient)
    assert (gradient == pulled_back).all()


@single
def test_on_the_board_and_in_place_a_function_and_its_derivative_are_the_same(name: str) -> None:
    activation, z = ACTIVATIONS[name], Z[np.newaxis]
    a, slope = np.empty_like(z), np.empty_like(z)
    activation.function(z, a)
    activation.derivative(z, a, slope)
    assert (activation.f(z) == a).all()
    assert (activation.df(z, a) == slope).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pictures_are_computed_in_float32_and_training_in_float64(name: str, dtype: type) -> None:
    z = np.linspace(-3, 3, 12, dtype=dtype).reshape(3, 4)
    a = value(ACTIVATIONS[name], z)
    assert a.dtype == dtype
    reference = value(ACTIVATIONS[name], z.astype(np.float64))
    np.testing.assert_allclose(a, reference, rtol=0, atol=1e-6)


@pytest.mark.parametrize("constant", [ZERO, HALF, LEAK])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_constant_makes_numpy_compute_in_another_precision(
    constant: dict[np.dtype, Array], dtype: type
) -> None:
    z = np.ones(3, dtype)
    assert np.result_type(z, constant[z.dtype]) == constant[z.dtype].dtype == dtype


@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_every_activation_says_what_the_menus_need(row: Activation) -> None:
    assert row.label
    assert "z" in row.expression.text
    assert row.targets[0] < row.targets[1]
    assert (row.derivative is None) == (row.pullback is not None)
