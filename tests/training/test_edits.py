"""Changing options while training: what is kept, and what starts anew."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nnwidget.data.table import read_table
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.options_table import TRIED

every_change = pytest.mark.parametrize("name", TRIED)


def halfway(options: Options | None = None) -> Trainer:
    """A trainer in the middle of its fourth epoch."""
    trainer = Trainer(options or Options())
    trainer.run(3 * trainer.batches_per_epoch + trainer.batches_per_epoch // 2)
    return trainer


def change(trainer: Trainer, **changes: object) -> None:
    trainer.change(replace(trainer.options, **changes))


def changed(trainer: Trainer, name: str) -> str:
    """Change the option, and say what that does to the training."""
    change(trainer, **{name: TRIED[name].other})
    return TRIED[name].change


def needs(name: str) -> Options:
    """Options with which the other value of this one is allowed."""
    return Options(**TRIED[name].needs)


@every_change
def test_before_training_the_history_begins_with_the_losses_of_now(
    name: str,
) -> None:
    trainer = Trainer(needs(name))
    changed(trainer, name)
    scores = trainer.scores
    assert trainer.history.table.T.tolist() == [[0, scores.loss_train, scores.loss_test]]


def test_the_history_holds_no_training_loss_that_is_not_finite() -> None:
    trainer = Trainer(Options(hidden_layers=()))
    trainer.mlp.theta[:] = 1e308
    trainer.touch()
    assert not math.isfinite(trainer.scores.loss_train)
    assert np.isfinite(trainer.history.loss_train).all()


@every_change
def test_a_change_keeps_what_can_be_kept(name: str) -> None:
    trainer = halfway(needs(name))
    epoch, starts, theta = trainer.epoch, trainer.starts, trainer.mlp.theta.copy()
    X = trainer.data.X.copy()
    effect = changed(trainer, name)
    if effect == "start":
        assert trainer.epoch == 0
        assert trainer.starts == starts + 1
        assert len(trainer.history) == 1
        return
    assert trainer.starts == starts
    assert trainer.epoch == pytest.approx(epoch, abs=0.11)
    assert math.floor(trainer.epoch) == 3
    assert trainer.history.epoch.tolist() == [0, 1, 2, 3]
    if effect != "network":
        assert (trainer.mlp.theta == theta).all()
    if effect != "data":
        assert np.array_equal(trainer.data.X, X)


@every_change
def test_training_goes_on_after_any_change(name: str) -> None:
    trainer = halfway(needs(name))
    changed(trainer, name)
    trainer.train(2)
    assert np.isfinite(trainer.mlp.theta).all()
    assert math.isfinite(trainer.scores.loss_train)


@every_change
def test_the_history_notes_changes_made_while_training(
    name: str,
) -> None:
    trainer = halfway(needs(name))
    epoch = trainer.epoch
    effect = changed(trainer, name)
    if effect in ("start", "silent"):
        assert trainer.history.events == []
    else:
        ((when, what),) = trainer.history.events
        assert when == pytest.approx(epoch, abs=0.11)
        assert what.startswith(name)


def test_changes_before_the_first_step_are_not_worth_a_note() -> None:
    trainer = Trainer(Options())
    change(trainer, learning_rate=0.1)
    assert trainer.history.events == []


@pytest.mark.parametrize("position", range(25))
def test_a_change_does_not_lose_its_place_in_the_epoch(position: int) -> None:
    trainer = Trainer(Options())
    trainer.run(7 * trainer.batches_per_epoch + position)
    epoch = trainer.epoch
    change(trainer, learning_rate=0.1)
    assert trainer.epoch == epoch


@pytest.mark.parametrize("size", [1, 7, 10, 249, 250, None])
def test_another_batch_size_goes_on_at_about_the_same_place(size: int | None) -> None:
    trainer = halfway()
    epoch = trainer.epoch
    change(trainer, batch_size=size)
    assert 3 <= trainer.epoch <= epoch
    assert epoch - trainer.epoch < 1 / trainer.batches_per_epoch
    trainer.run(trainer.batches_per_epoch)
    assert 4 <= trainer.epoch < 5


def test_a_refused_change_changes_nothing() -> None:
    trainer = halfway()
    before = trainer.options, trainer.mlp.theta.copy(), trainer.epoch, trainer.version
    with pytest.raises(ValueError, match=r"one for each hidden layer [(]2[)], got"):
        change(trainer, activation=("tanh", "relu", "tanh"), learning_rate=1)
    assert trainer.options == before[0]
    assert (trainer.mlp.theta == before[1]).all()
    assert (trainer.epoch, trainer.version) == before[2:]


def test_the_optimizer_remembers_across_a_change_of_the_learning_rate() -> None:
    trainer = halfway(Options(optimizer="adam"))
    memory = trainer.updater.memory.slots.copy()
    assert memory.any()
    change(trainer, learning_rate=0.01)
    assert (trainer.updater.memory.slots == memory).all()
    change(trainer, optimizer_options={"beta_1": 0.5})
    assert not trainer.updater.memory.slots.any()


@pytest.mark.parametrize("name", ["rmsprop", "sgd", "nadam"])
def test_an_optimizer_that_comes_with_another_activation_begins_anew(name: str) -> None:
    trainer = halfway(Options(optimizer="adam"))
    change(trainer, optimizer=name, activation="relu")
    assert trainer.updater.memory.updates == 0
    assert not trainer.updater.memory.slots.any()
    trainer.train(1)
    assert trainer.stopped is None


def test_another_input_in_the_same_place_does_not_inherit_a_dead_link() -> None:
    trainer = halfway(Options(regularization="l1_playground", regularization_rate=1))
    assert not trainer.updater.memory.alive.all()
    change(trainer, features=("x1", "sin(x1)"), regularization_rate=0.001)
    trainer.train(1)
    assert trainer.mlp.weights[0][:, 1].all()


def test_an_added_neuron_is_the_one_that_a_fresh_network_has_there() -> None:
    trainer = halfway()
    change(trainer, hidden_layers=(5, 2))
    fresh = Trainer(Options(hidden_layers=(5, 2)))
    assert (trainer.mlp.weights[0][4] == fresh.mlp.weights[0][4]).all()


def test_an_edit_of_the_network_is_seen_in_the_losses_at_once() -> None:
    trainer = halfway()
    before = trainer.scores.loss_train
    change(trainer, hidden_layers=(4,))
    assert trainer.scores.loss_train != before
    now = trainer.scores.loss_train
    trainer.mlp.weights[0][0, 0] += 1
    trainer.touch()
    assert trainer.scores.loss_train != now


def test_auto_follows_the_data() -> None:
    trainer = Trainer(Options())
    found = []
    for dataset in ("circle", "blobs", "plane"):
        change(trainer, dataset=dataset)
        found.append((trainer.plan.activations[-1], trainer.plan.loss_name, trainer.plan.sizes[-1]))
    assert found == [
        ("sigmoid", "binary_crossentropy", 1),
        ("softmax", "categorical_crossentropy", 3),
        ("linear", "mse", 1),
    ]


def test_another_number_of_classes_starts_anew_where_it_counts() -> None:
    trainer = halfway(Options(dataset="blobs", classes=3))
    change(trainer, classes=5)
    assert trainer.epoch == 0
    assert trainer.mlp.sizes[-1] == 5


def test_the_targets_of_a_tanh_output_are_plus_and_minus_one() -> None:
    perfect = Trainer(Options(hidden_layers=(), output_activation="tanh", loss="mse"))
    perfect.mlp.theta[:] = [0, 0, 100]
    perfect.touch()
    # always +1: right for class 1, and wrong by 2 for class 0
    share = (perfect.y_train == 0).mean()
    assert perfect.scores.loss_train == pytest.approx(4 * share)
    assert perfect.scores.accuracy_train == pytest.approx(1 - share)


def test_a_change_of_data_forgets_redrawn_data_and_starts() -> None:
    trainer = Trainer(Options())
    trainer.regenerate()
    trainer.reset(new=True)
    change(trainer, dataset="xor")
    fresh = Trainer(Options(dataset="xor"))
    assert (trainer.data.X == fresh.data.X).all()
    assert (trainer.mlp.theta == fresh.mlp.theta).all()


def test_own_data_replace_the_data_set_and_start_anew() -> None:
    trainer = halfway()
    X = np.random.default_rng(0).normal(size=(30, 3))
    trainer.set_table(
        read_table((X, X[:, 0] > 0)), replace(trainer.options, dataset="custom", features=("x3",))
    )
    assert trainer.epoch == 0
    assert trainer.shape.columns == 3
    assert trainer.mlp.sizes[0] == 1
    trainer.train(2)
    change(trainer, dataset="circle")
    assert trainer.shape.columns == 2
    assert trainer.options.features == ("x1",)


def test_own_data_with_options_that_do_not_fit_them_are_refused_whole() -> None:
    trainer = halfway()
    theta = trainer.mlp.theta.copy()
    table = read_table((np.arange(20.0), np.arange(20.0)))
    with pytest.raises(ValueError, match="hinge"):
        trainer.set_table(
            table, replace(trainer.options, dataset="custom", loss="hinge", features=("x1",))
        )
    assert trainer.options.dataset == "circle"
    assert (trainer.mlp.theta == theta).all()


def test_an_optimizer_with_an_output_of_its_own_gets_it_and_leaves_it() -> None:
    trainer = Trainer(Options(hidden_layers=()))
    trainer.change(replace(trainer.options, optimizer="perceptron"))
    assert trainer.plan == Trainer(trainer.options).plan
    assert trainer.plan.activations == ("step",)
    trainer.change(replace(trainer.options, optimizer="sgd"))
    assert trainer.plan == Trainer(trainer.options).plan
    assert trainer.plan.activations == ("sigmoid",)
