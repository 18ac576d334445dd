"""The textbook and the engine compute the same, and the gradient is the slope of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnwidget.nn import textbook
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.engine import Pass
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.mlp import MLP, split
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.textbook import Backward, Forward, Layers
from nnwidget.training.options import Options
from nnwidget.training.update import Updater

RATE = 0.05
"""The regularization rate."""

EPSILON = 1e-6
AWAY = 1e-4
"""How far from a kink a point must be for its numeric slope to mean anything."""

FITTING = [
    (output, name)
    for output, (name, loss) in product(ACTIVATIONS, LOSSES.items())
    if output in (loss.fitting_outputs or ACTIVATIONS)
]
"""Every output activation with every loss that fits it."""

WITH_SLOPE = [name for name, row in ACTIVATIONS.items() if row.differentiable]

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
every_output = pytest.mark.parametrize(("output", "loss"), FITTING)
every_regularization = pytest.mark.parametrize("regularization", REGULARIZERS)


@dataclass(frozen=True)
class Problem:
    """What is drawn; all numbers depend on the seed."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    dropouts: tuple[float, ...]
    off: tuple[tuple[int, int], ...]
    samples: int
    seed: int
    regularization: str = "none"


@st.composite
def problems(
    draw: st.DrawFn,
    hidden: Sequence[str] = tuple(ACTIVATIONS),
    outputs: Sequence[tuple[str, str]] = FITTING,
) -> Problem:
    count = st.integers(1, 4)
    layers = draw(st.lists(st.sampled_from(hidden), max_size=3))
    sizes = draw(st.tuples(*[count] * (len(layers) + 2)))
    output, loss = draw(st.sampled_from(outputs))
    neurons = [(l, n) for l in range(1, len(sizes) - 1) for n in range(1, sizes[l] + 1)]
    return Problem(
        sizes,
        (*layers, output),
        loss,
        draw(st.tuples(*[st.sampled_from([0.0, 0.3])] * len(layers))),
        tuple(draw(st.lists(st.sampled_from(neurons), max_size=2))) if neurons else (),
        samples=draw(st.integers(1, 6)),
        seed=draw(st.integers(0, 2**32)),
    )


class Board:
    """A problem as the textbook computes it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rng = rng = np.random.default_rng(problem.seed)
        self.mlp = MLP(problem.sizes, problem.activations)
        theta = self.mlp.theta  # no weight is near 0, where L1 has its kink
        theta[:] = rng.uniform(0.1, 1, theta.shape) * rng.choice([-1, 1], theta.shape)
        self.W: Layers = dict(enumerate(self.mlp.weights, 1))
        self.b: Layers = {l: b[:, np.newaxis] for l, b in enumerate(self.mlp.biases, 1)}
        self.activations = dict(enumerate(self.mlp.activations, 1))
        self.loss = LOSSES[problem.loss]
        self.regularizer = REGULARIZERS[problem.regularization]
        self.X: Array = rng.normal(size=(problem.sizes[0], problem.samples))
        self.Y = self.targets()
        self.D = self.masks()

    def targets(self) -> Array:
        outputs, m = self.problem.sizes[-1], self.problem.samples
        if "regression" in self.loss.problems:
            return self.rng.normal(size=(outputs, m))
        # Softmax has a neuron for every class; otherwise one neuron tells two classes apart.
        classes = outputs if self.loss.activation == "softmax" else max(outputs, 2)
        hot = self.rng.integers(classes, size=m) == np.arange(outputs)[:, np.newaxis]
        low, high = self.mlp.activations[-1].targets
        return np.where(hot, high, low)

    def masks(self) -> Layers:
        masks: Layers = {}
        numbers = np.random.default_rng(self.problem.seed)
        for l, share in enumerate(self.problem.dropouts, 1):
            n = self.problem.sizes[l]
            if share:
                masks[l] = textbook.dropout(numbers.random((n, self.problem.samples)), share)
            if off := [neuron for layer, neuron in self.problem.off if layer == l]:
                masks[l] = masks.get(l, np.ones(1)) * textbook.switched_off(n, off)
        return masks

    def forward(self) -> Forward:
        return textbook.forward(self.X, self.W, self.b, self.activations, self.D)

    def cost(self) -> float:
        return textbook.cost(self.forward(), self.Y, self.W, self.loss, self.regularizer, RATE)

    def backward(self) -> Backward:
        return textbook.backward(
            self.forward(),
            self.Y,
            self.W,
            self.activations,
            self.loss,
            self.D,
            self.regularizer,
            RATE,
        )

    def slope(self, numbers: Array) -> Array:
        """The derivative of the cost by each of some numbers, which are varied in place."""
        slope = np.empty_like(numbers)
        for index, value in np.ndenumerate(numbers.copy()):
            numbers[index] = value + EPSILON
            above = self.cost()
            numbers[index] = value - EPSILON
            slope[index] = (above - self.cost()) / (2 * EPSILON)
            numbers[index] = value
        return slope

    def near_a_kink(self) -> bool:
        computed = self.forward()
        distances = [
            np.abs(computed.Z[l]).min()
            for l, name in enumerate(self.problem.activations, 1)
            if name in ("relu", "leaky_relu")
        ]
        if self.problem.loss == "hinge":
            distances.append(np.abs(1 - self.Y * computed.A[len(self.W)]).min())
        return min(distances, default=1.0) < AWAY


class Engine:
    """The same problem as it is trained."""

    def __init__(self, board: Board) -> None:
        problem, mlp = board.problem, board.mlp
        self.pass_ = Pass(mlp, problem.samples, board.loss, problem.dropouts, problem.off)
        if any(problem.dropouts):
            self.pass_.drop_out(np.random.default_rng(problem.seed))
        inputs = np.vstack([board.X, np.ones(problem.samples)])
        self.pass_.forward(inputs)
        self.gradient = self.pass_.backward(inputs, board.Y)


def assert_same(actual: Array, expected: Array, scale: float, precision: float = 1e-12) -> None:
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=precision, atol=precision * max(1, scale))


def assert_gradient(theta: Array, board: Board) -> None:
    """A vector like theta holds dW and db."""
    computed = board.backward()
    scale = float(np.abs(theta).max())
    for l, layer in enumerate(split(theta, board.problem.sizes), 1):
        assert_same(layer[:-1].T, computed.dW[l], scale)
        assert_same(layer[-1:].T, computed.db[l], scale)


def assert_engine_agrees(board: Board) -> None:
    engine, computed = Engine(board), board.forward()
    for l in board.W:
        assert_same(engine.pass_.z[l - 1], computed.Z[l], np.abs(computed.Z[l]).max())
        assert_same(engine.pass_.a[l - 1], computed.A[l], np.abs(computed.A[l]).max())
    assert_gradient(engine.gradient, board)


def assert_slope(board: Board) -> None:
    assume(not board.near_a_kink())
    computed = board.backward()
    scale = max(np.abs(dW).max() for dW in computed.dW.values())
    for l in board.W:
        assert_same(computed.dW[l], board.slope(board.W[l]), scale, 1e-6)
        assert_same(computed.db[l], board.slope(board.b[l]), scale, 1e-6)
    assert_same(computed.dA[0], board.slope(board.X), scale, 1e-6)


# ------------------------------------------------------------------ the engine


@every_activation
@settings(max_examples=25)
@given(data=st.data())
def test_the_engine_computes_what_the_textbook_says_in_hidden_layers(
    activation: str, data: st.DataObject
) -> None:
    assert_engine_agrees(Board(data.draw(problems(hidden=[activation]))))


@every_output
@settings(max_examples=15)
@given(data=st.data())
def test_the_engine_computes_what_the_textbook_says_in_the_output_layer(
    output: str, loss: str, data: st.DataObject
) -> None:
    assert_engine_agrees(Board(data.draw(problems(outputs=[(output, loss)]))))


@every_regularization
@settings(max_examples=40)
@given(problem=problems())
def test_training_adds_the_penalty_that_the_textbook_has_in_dW(
    regularization: str, problem: Problem
) -> None:
    board = Board(replace(problem, regularization=regularization))
    gradient = Engine(board).gradient
    options = Options(regularization=regularization, regularization_rate=RATE)
    before, updater = board.mlp.theta.copy(), Updater(options, board.mlp, None)
    learning_rate = 1 / 64
    updater.apply(gradient, board.problem.samples, board.problem.samples, np.array(learning_rate))
    assume(updater.memory.alive.all())  # a link that has died was not moved by its gradient
    step = (before - board.mlp.theta) / learning_rate
    board.mlp.theta[:] = before
    assert_gradient(step, board)


# ------------------------------------------------------------------ the slope of the cost


@pytest.mark.parametrize("activation", WITH_SLOPE)
@settings(max_examples=15)
@given(data=st.data())
def test_the_gradient_is_the_slope_of_the_cost_through_every_hidden_layer(
    activation: str, data: st.DataObject
) -> None:
    fitting = [(output, loss) for output, loss in FITTING if output in WITH_SLOPE]
    assert_slope(Board(data.draw(problems([activation], fitting))))


@pytest.mark.parametrize(("output", "loss"), [row for row in FITTING if row[0] in WITH_SLOPE])
@settings(max_examples=10)
@given(data=st.data())
def test_the_gradient_is_the_slope_of_the_cost_through_every_output(
    output: str, loss: str, data: st.DataObject
) -> None:
    assert_slope(Board(data.draw(problems(WITH_SLOPE, [(output, loss)]))))


@every_regularization
@settings(max_examples=10)
@given(problem=problems(WITH_SLOPE, [("tanh", "mse"), ("softmax", "categorical_crossentropy")]))
def test_the_gradient_is_the_slope_of_the_cost_with_every_penalty(
    regularization: str, problem: Problem
) -> None:
    assert_slope(Board(replace(problem, regularization=regularization)))


@pytest.mark.parametrize(("output", "loss"), [row for row in FITTING if row[0] in WITH_SLOPE])
@settings(max_examples=5)
@given(data=st.data())
def test_dZ_and_dA_are_the_slopes_of_the_cost_by_Z_and_A_of_every_sample(
    output: str, loss: str, data: st.DataObject
) -> None:
    board = Board(data.draw(problems(WITH_SLOPE, [(output, loss)])))
    assume(not board.near_a_kink())
    m, last = board.problem.samples, len(board.W)
    # With a bias for each sample, a change of b is a change of Z.
    board.b = {l: np.repeat(b, m, axis=1) for l, b in board.b.items()}
    computed, gradient = board.forward(), board.backward()
    scale = max(np.abs(dZ).max() for dZ in gradient.dZ.values())
    for l in board.W:
        slope = board.slope(board.b[l])
        assert_same(gradient.dZ[l], slope, scale, 1e-6)
        below = board.D.get(l - 1, 1) * (board.W[l].T @ slope)
        assert_same(gradient.dA[l - 1], below, scale, 1e-5)
    if last in gradient.dA:
        assert_same(gradient.dA[last], board.loss.dL(computed.A[last], board.Y) / m, scale)


# ------------------------------------------------------------------ what a reader sees


@given(problems())
def test_everything_has_the_shape_that_it_has_on_the_board(problem: Problem) -> None:
    board = Board(problem)
    computed, gradient = board.forward(), board.backward()
    last, m = len(problem.sizes) - 1, problem.samples
    assert computed.A[0] is board.X
    assert computed.Z.keys() == set(range(1, last + 1))
    assert computed.A.keys() == computed.seen.keys() == set(range(last + 1))
    for l in range(1, last + 1):
        n, below = problem.sizes[l], problem.sizes[l - 1]
        assert computed.Z[l].shape == computed.A[l].shape == gradient.dZ[l].shape == (n, m)
        assert gradient.dW[l].shape == (n, below)
        assert gradient.db[l].shape == (n, 1)
        assert gradient.dA[l - 1].shape == (below, m)
    assert (last in gradient.dA) == (board.loss.activation is None)


@given(problems())
def test_what_is_given_and_what_was_computed_is_never_changed(problem: Problem) -> None:
    board = Board(problem)
    computed = board.forward()
    seen = [*computed.Z.values(), *computed.A.values(), *board.D.values(), board.Y]
    before = board.mlp.theta.copy(), [array.copy() for array in seen]
    board.backward()
    board.cost()
    assert (board.mlp.theta == before[0]).all()
    assert all((now == then).all() for now, then in zip(seen, before[1], strict=True))


def test_one_neuron_is_what_one_computes_by_hand() -> None:
    X, Y = np.array([[1.0, 3.0], [2.0, 0.0]]), np.array([[1.0, 1.0]])
    W, b = {1: np.array([[2.0, -1.0]])}, {1: np.array([[0.5]])}
    activations, loss = {1: ACTIVATIONS["linear"]}, LOSSES["squared_error"]
    computed = textbook.forward(X, W, b, activations)
    assert computed.A[1].tolist() == [[0.5, 6.5]]
    assert textbook.cost(computed, Y, W, loss) == (0.5**2 / 2 + 5.5**2 / 2) / 2
    assert textbook.cost(computed, Y, W, loss, REGULARIZERS["l1"], 0.1) == pytest.approx(7.925)
    gradient = textbook.backward(computed, Y, W, activations, loss)
    assert gradient.dA[1].tolist() == gradient.dZ[1].tolist() == [[-0.25, 2.75]]
    assert gradient.dW[1].tolist() == [[8.0, -0.5]]
    assert gradient.db[1].tolist() == [[2.5]]


def test_a_silent_neuron_is_not_seen_and_learns_nothing() -> None:
    board = Board(Problem((2, 3, 1), ("tanh", "linear"), "mse", (0.0,), ((1, 2),), 4, 0))
    computed, gradient = board.forward(), board.backward()
    assert computed.A[1][1].all()
    assert not computed.seen[1][1].any()
    assert not gradient.dW[1][1].any()
    assert gradient.db[1][1] == 0
    assert gradient.dW[2][0, 1] == 0
    assert gradient.dW[1][0].all()


def test_dropout_silences_its_share_and_keeps_the_mean() -> None:
    D = textbook.dropout(np.random.default_rng(0).random((300, 50)), 0.2)
    assert set(np.unique(D)) == {0, 1.25}
    assert D.mean() == pytest.approx(1, abs=0.02)
