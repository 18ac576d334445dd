"""Every optimizer: its rule, and that it finds a minimum."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from nnwidget.nn.optimizers import OPTIMIZERS, make_optimizer

every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)


@every_optimizer
def test_an_optimizer_reaches_the_bottom_of_a_parabola(name: str) -> None:
    optimizer = make_optimizer(name, {})
    bottom, steepness = np.array([1.0, -2.0, 0.5]), np.array([1.0, 0.3, 3.0])
    theta, memory = np.zeros(3), list(np.zeros((optimizer.slots, 3)))
    rate = 10.0 if name == "adadelta" else 0.2
    for step in range(1, 4001):
        gradient = steepness * (theta - bottom)
        optimizer.update(theta, gradient, memory, step, np.array(rate / (1 + step / 200)))
    np.testing.assert_allclose(theta, bottom, rtol=0, atol=0.01)


# Each rule once more, for one parameter, in the notation of its docstring: from the gradients
# to the steps that are taken off theta.

Rule = Callable[..., Iterator[float]]


def sgd(g: list[float], lr: float) -> Iterator[float]:
    yield from (lr * x for x in g)


def momentum(g: list[float], lr: float, momentum: float) -> Iterator[float]:
    v = 0.0
    for x in g:
        v = momentum * v - lr * x
        yield -v


def nesterov(g: list[float], lr: float, momentum: float) -> Iterator[float]:
    v = 0.0
    for x in g:
        v = momentum * v - lr * x
        yield lr * x - momentum * v


def adagrad(
    g: list[float], lr: float, initial_accumulator_value: float, epsilon: float
) -> Iterator[float]:
    s = initial_accumulator_value
    for x in g:
        s += x * x
        yield lr * x / math.sqrt(s + epsilon)


def rmsprop(
    g: list[float], lr: float, rho: float, momentum: float, epsilon: float
) -> Iterator[float]:
    s = v = 0.0
    for x in g:
        s = rho * s + (1 - rho) * x * x
        v = momentum * v + lr * x / math.sqrt(s + epsilon)
        yield v


def adadelta(g: list[float], lr: float, rho: float, epsilon: float) -> Iterator[float]:
    s = u = 0.0
    for x in g:
        s = rho * s + (1 - rho) * x * x
        d = x * math.sqrt(u + epsilon) / math.sqrt(s + epsilon)
        u = rho * u + (1 - rho) * d * d
        yield lr * d


def adam(
    g: list[float], lr: float, beta_1: float, beta_2: float, epsilon: float
) -> Iterator[float]:
    m = v = 0.0
    for t, x in enumerate(g, 1):
        m = beta_1 * m + (1 - beta_1) * x
        v = beta_2 * v + (1 - beta_2) * x * x
        rate = lr * math.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        yield rate * m / (math.sqrt(v) + epsilon)


def adamax(
    g: list[float], lr: float, beta_1: float, beta_2: float, epsilon: float
) -> Iterator[float]:
    m = u = 0.0
    for t, x in enumerate(g, 1):
        m = beta_1 * m + (1 - beta_1) * x
        u = max(beta_2 * u, abs(x))
        yield lr / (1 - beta_1**t) * m / (u + epsilon)


def nadam(
    g: list[float], lr: float, beta_1: float, beta_2: float, epsilon: float
) -> Iterator[float]:
    m = v = 0.0
    product = 1.0

    def mu(t: int) -> float:
        return beta_1 * (1 - 0.5 * 0.96**t)

    for t, x in enumerate(g, 1):
        m = beta_1 * m + (1 - beta_1) * x
        v = beta_2 * v + (1 - beta_2) * x * x
        product *= mu(t)
        ahead = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * x / (1 - product)
        yield lr * ahead / (math.sqrt(v / (1 - beta_2**t)) + epsilon)


RULES: dict[str, tuple[Rule, dict[str, float]]] = {
    "gd": (sgd, {}),
    "sgd": (sgd, {}),
    "perceptron": (sgd, {}),
    "momentum": (momentum, {"momentum": 0.8}),
    "nesterov": (nesterov, {"momentum": 0.8}),
    "adagrad": (adagrad, {"initial_accumulator_value": 0.2, "epsilon": 1e-3}),
    "rmsprop": (rmsprop, {"rho": 0.8, "momentum": 0.5, "epsilon": 1e-3}),
    "adadelta": (adadelta, {"rho": 0.8, "epsilon": 1e-3}),
    "adam": (adam, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
    "adamax": (adamax, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
    "nadam": (nadam, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
}


@every_optimizer
@pytest.mark.parametrize("defaults", [True, False], ids=["defaults", "other parameters"])
def test_an_optimizer_follows_its_published_rule(name: str, defaults: bool) -> None:
    rule, parameters = RULES[name]
    assert parameters.keys() == {f.name for f in fields(OPTIMIZERS[name])}
    if defaults:
        parameters = {f.name: f.default for f in fields(OPTIMIZERS[name])}
    gradients = np.random.default_rng(2).normal(size=(50, 3))
    optimizer = make_optimizer(name, parameters)
    theta, memory = np.zeros(3), list(np.zeros((optimizer.slots, 3)))
    path = []
    for step, gradient in enumerate(gradients, 1):
        optimizer.update(theta, gradient.copy(), memory, step, np.array(0.05))
        path.append(theta.copy())
    steps = [list(rule(column.tolist(), 0.05, **parameters)) for column in gradients.T]
    np.testing.assert_allclose(path, -np.cumsum(steps, axis=1).T, rtol=0, atol=1e-12)


@every_optimizer
def test_a_step_allocates_no_memory(name: str) -> None:
    optimizer = make_optimizer(name, {})
    theta, gradient = np.zeros(20_000), np.ones(20_000)
    memory, rate = list(np.zeros((optimizer.slots, 20_000))), np.array(0.01)
    for step in (1, 2):
        optimizer.update(theta, gradient, memory, step, rate)
    tracemalloc.start()
    optimizer.update(theta, gradient, memory, 3, rate)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2000, "one array of all parameters is 160 kB"


@every_optimizer
def test_the_sliders_of_an_optimizer_hold_its_default(name: str) -> None:
    assert OPTIMIZERS[name].label
    for field in fields(OPTIMIZERS[name]):
        assert field.metadata["min"] <= field.default <= field.metadata["max"]
        make_optimizer(name, {field.name: field.metadata["min"]})
        make_optimizer(name, {field.name: field.metadata["max"]})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"speed": 1}, "'speed'.*beta_1, beta_2, epsilon"),
        ({"beta_1": 1.5}, "beta_1 must be a number from 0 to 0.999, got 1.5"),
        ({"beta_1": -0.1}, "from 0 to 0.999"),
        ({"beta_1": math.nan}, "got nan"),
        ({"beta_1": "much"}, "'much'"),
        ({"beta_1": True}, "got True"),
        ({3: 1}, "'3'"),
    ],
)
def test_a_wrong_hyperparameter_is_refused_by_name(options: dict[Any, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_optimizer("adam", options)


def test_gradient_descent_is_the_one_that_takes_the_whole_set() -> None:
    assert [name for name, kind in OPTIMIZERS.items() if kind.full_batch] == ["gd"]
