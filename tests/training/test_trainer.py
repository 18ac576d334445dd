"""Training: what is learnt, when it stops, what it costs."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nnwidget.data import draw
from nnwidget.data.datasets import DATASETS
from nnwidget.data.table import read_table
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


def trained(options: Options, epochs: float = 6) -> Trainer:
    trainer = Trainer(options)
    trainer.train(epochs)
    return trainer


# ------------------------------------------------------------------ it learns


def test_a_sigmoid_neuron_finds_the_coefficients_of_logistic_regression() -> None:
    trainer = Trainer(
        Options(
            dataset="gauss",
            noise=50,
            hidden_layers=(),
            batch_size=None,
            learning_rate=1,
            train_fraction=1,
            seed=3,
        )
    )
    trainer.train(3000)
    exact = LogisticRegression(C=np.inf, tol=1e-10).fit(trainer.X_train, trainer.y_train)
    ours = [*trainer.mlp.weights[0][0], trainer.mlp.biases[0][0]]
    assert ours == pytest.approx([*exact.coef_[0], exact.intercept_[0]], rel=5e-4)
    assert trainer.scores.accuracy_train == exact.score(trainer.X_train, trainer.y_train)


@pytest.mark.parametrize(
    ("options", "epochs"),
    [
        (Options(dataset="gauss", hidden_layers=()), 50),
        (Options(dataset="circle", hidden_layers=(4,), learning_rate=0.1), 150),
        (Options(dataset="circle", hidden_layers=(), features=("x1^2", "x2^2")), 60),
        (Options(dataset="xor", hidden_layers=(), features=("x1*x2",)), 30),
        (Options(dataset="blobs", classes=5, hidden_layers=()), 30),
        (Options(dataset="iris", features=("x1", "x2", "x3", "x4"), standardize=True), 100),
    ],
    ids=lambda value: value.dataset if isinstance(value, Options) else str(value),
)
def test_a_fitting_network_learns_its_data(options: Options, epochs: int) -> None:
    trainer = trained(options, epochs)
    assert trainer.scores.accuracy_test > 0.92
    assert trainer.scores.loss_test < 0.25


@pytest.mark.parametrize("optimizer", [n for n in OPTIMIZERS if n != "perceptron"])
def test_every_optimizer_makes_the_loss_fall(optimizer: str) -> None:
    rate = {"gd": 0.3, "adadelta": 1.0}.get(optimizer, 0.02)
    trainer = trained(Options(dataset="gauss", optimizer=optimizer, learning_rate=rate), 40)
    losses = trainer.history.loss_train
    assert losses[-1] < 0.6 * losses[0]


def test_the_perceptron_rule_ends_without_a_mistake_where_a_line_separates_the_classes() -> None:
    X = np.random.default_rng(0).uniform(-5, 5, size=(200, 2))
    X = X[np.abs(X @ [1, -2] - 1) > 0.5]
    table = read_table((X, X @ [1, -2] > 1))
    options = Options(dataset="custom", optimizer="perceptron", hidden_layers=(), train_fraction=1)
    trainer = Trainer(options, table)
    trainer.train(100)
    assert trainer.scores.accuracy_train == 1
    final = trainer.mlp.theta.copy()
    trainer.train(10)
    assert (trainer.mlp.theta == final).all()


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_can_be_trained_on(name: str) -> None:
    trainer = trained(Options(dataset=name, samples=40), 2)
    assert trainer.epoch == 2
    assert all(math.isfinite(loss) for loss in trainer.scores[:2])
    assert len(trainer.predict(trainer.X_test)) == len(trainer.X_test)


def test_labels_of_the_user_come_back_from_predict() -> None:
    X = np.array([[-2.0], [-1], [1], [2]] * 5)
    y = np.where(X[:, 0] > 0, "warm", "cold")
    trainer = Trainer(Options(dataset="custom", hidden_layers=()), read_table((X, y)))
    trainer.train(50)
    assert trainer.predict(np.array([[-3.0], [3.0]])).tolist() == ["cold", "warm"]


# ------------------------------------------------------------------ stopping


def test_training_stops_at_the_last_epoch_allowed() -> None:
    trainer = Trainer(Options(max_epochs=5))
    assert trainer.train(100) == 5 * trainer.batches_per_epoch
    assert trainer.stopped.code == "max_epochs"
    assert trainer.train(1) == 0


def test_training_stops_when_the_test_loss_reaches_its_target() -> None:
    trainer = Trainer(Options(dataset="gauss", target_loss=0.1))
    trainer.train(1000)
    assert trainer.stopped.code == "target_loss"
    losses = trainer.history.loss_test
    assert losses[-1] <= 0.1 < losses[-2]


def test_without_test_data_the_training_loss_decides() -> None:
    trainer = Trainer(Options(dataset="gauss", target_loss=0.1, train_fraction=1))
    trainer.train(1000)
    assert trainer.stopped.code == "target_loss"
    assert trainer.history.loss_train[-1] <= 0.1


def test_training_stops_when_patience_runs_out_and_names_the_best_epoch() -> None:
    trainer = Trainer(Options(dataset="xor", hidden_layers=(), noise=50, patience=4))
    trainer.train(10_000)
    assert trainer.stopped.code == "patience"
    losses = trainer.history.loss_test
    best = int(losses.argmin())
    assert trainer.epoch == best + 4
    assert f"was at epoch {best}." in trainer.stopped.text
    assert trainer.train(1) > 0, "asked again, it goes on"


def test_with_nothing_left_to_test_on_the_test_figures_are_nan() -> None:
    scores = trained(Options(train_fraction=1), 1).scores
    assert math.isnan(scores.loss_test)
    assert math.isnan(scores.accuracy_test)
    assert math.isfinite(scores.loss_train)


def test_regression_has_no_accuracy() -> None:
    scores = Trainer(Options(dataset="plane")).scores
    assert math.isnan(scores.accuracy_train)
    assert math.isnan(scores.accuracy_test)


# ------------------------------------------------------------------ cost


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_thousand_steps_leave_no_memory_behind(optimizer: str) -> None:
    trainer = Trainer(Options(batch_size=1, samples=2400, optimizer=optimizer))
    trainer.run(100)
    tracemalloc.start()
    trainer.run(50)
    before, _ = tracemalloc.get_traced_memory()
    trainer.run(1000)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1000


# ------------------------------------------------------------------ set from outside


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_weight_set_to_no_number_is_named_and_the_last_numbers_are_kept(
    value: float, optimizer: str
) -> None:
    trainer = Trainer(Options(optimizer=optimizer))
    trainer.train(2)
    theta = trainer.mlp.theta.copy()
    trainer.mlp.theta[3] = value
    trainer.train(2)
    assert trainer.stopped is not None
    assert (trainer.stopped.code, trainer.stopped.reason) == ("diverged", "weight")
    assert "weight or bias was set" in trainer.stopped.text
    assert "learning rate" not in trainer.stopped.text
    assert (trainer.mlp.theta == theta).all()
    assert trainer.epoch == 2
    trainer.train(1)
    assert trainer.stopped is None
    assert trainer.epoch == 3


def test_an_edit_behind_a_weight_that_is_no_number_does_not_keep_it() -> None:
    trainer = Trainer(Options())
    trainer.mlp.theta[3] = math.nan
    trainer.change(replace(trainer.options, learning_rate=0.1))
    trainer.train(1)
    assert np.isfinite(trainer.mlp.theta).all()


@pytest.mark.parametrize(("weight", "named"), [(1e100, False), (1e200, True)])
def test_a_weight_that_was_set_is_named_when_its_square_is_no_number(
    weight: float, named: bool
) -> None:
    trainer = Trainer(Options())
    trainer.mlp.theta[3] = weight
    trainer.run(1)
    assert (trainer.stopped is not None and trainer.stopped.reason == "weight") == named


# ------------------------------------------------------------------ drawn once


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the draws, whenever data are drawn."""
    numbers: list[int] = []
    uncounted = draw.draw

    def counted(source: draw.Source) -> draw.Drawn:
        numbers.append(source.number)
        return uncounted(source)

    monkeypatch.setattr(draw, "draw", counted)
    return numbers


@pytest.mark.parametrize("seed", [1, "text"])
def test_data_are_drawn_once_whatever_else_is_edited(draws: list[int], seed: int | str) -> None:
    trainer = Trainer(Options(seed=seed))
    for changes in (
        {"features": ("x1", "x2", "sin(x1)")},
        {"hidden_layers": (5, 3)},
        {"train_fraction": 0.7},
        {"activation": "relu", "loss": "mse"},
        {"initializer": "he_normal"},
        {"batch_size": 5},
    ):
        trainer.change(replace(trainer.options, **changes))
    before = trainer.state()
    trainer.train(1)
    trainer.reset()
    trainer.restore(before)
    trainer.go_to(0)
    assert draws == [0]
    trainer.regenerate()
    trainer.change(replace(trainer.options, hidden_layers=(2,)))
    trainer.reset(new=True)
    assert draws == [0, 1]


def test_data_of_another_kind_are_drawn_anew_and_those_of_before_are_the_same_again() -> None:
    trainer = Trainer(Options())
    points, theta = bytes_of(trainer), trainer.mlp.theta.copy()
    for changes in ({"noise": 30}, {"samples": 99}, {"dataset": "xor"}, {"seed": 4}):
        trainer.change(replace(Options(), **changes))
        assert bytes_of(trainer) != points
    trainer.change(Options())
    assert bytes_of(trainer) == points
    assert (trainer.mlp.theta == theta).all()


def bytes_of(trainer: Trainer) -> tuple[bytes, bytes]:
    return trainer.data.X.tobytes(), trainer.data.y.tobytes()
