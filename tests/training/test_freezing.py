"""Frozen parameters stay as they are; a neuron that is switched off is as if it were not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.mlp import chosen
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

FROZEN = ((1, 2), (2,), (3, 1, 0), (1, 1, 2), (1, 4, 0))


def change(trainer: Trainer, **changes: Any) -> None:
    trainer.change(replace(trainer.options, **changes))


def options_for(optimizer: str, **options: Any) -> Options:
    if optimizer == "perceptron":
        return Options(optimizer=optimizer, hidden_layers=(), samples=60, **options)
    return Options(optimizer=optimizer, samples=60, hidden_layers=(4, 3), **options)


# ------------------------------------------------------------------ frozen


@pytest.mark.parametrize("regularization", REGULARIZERS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_frozen_stays_to_the_last_bit(optimizer: str, regularization: str) -> None:
    references = ((1, 1, 2),) if optimizer == "perceptron" else FROZEN
    trainer = Trainer(
        options_for(
            optimizer,
            frozen=references,
            regularization=regularization,
            regularization_rate=0.1,
            learning_rate=0.1,
            partial_batch="carry",
            batch_size=7,
        )
    )
    start = trainer.mlp.theta.copy()
    frozen = chosen(trainer.mlp.sizes, references)
    assert 0 < frozen.sum() < len(start)
    trainer.train(5)
    assert trainer.stopped is None
    assert (trainer.mlp.theta[frozen] == start[frozen]).all()
    assert (trainer.mlp.theta[~frozen] != start[~frozen]).any()


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "adadelta"])
def test_what_is_frozen_while_training_stops_at_once_in_spite_of_its_momentum(
    optimizer: str,
) -> None:
    trainer = Trainer(options_for(optimizer))
    trainer.train(3)
    theta = trainer.mlp.theta.copy()
    change(trainer, frozen=((1,),))
    trainer.run(1)
    frozen = chosen(trainer.mlp.sizes, ((1,),))
    assert (trainer.mlp.theta[frozen] == theta[frozen]).all()
    change(trainer, frozen=())
    trainer.train(1)
    assert (trainer.mlp.theta[frozen] != theta[frozen]).all()


def test_a_reference_means_a_layer_a_neuron_a_weight_or_a_bias() -> None:
    trainer = Trainer(Options(hidden_layers=(4, 2), samples=60))
    weights, biases = trainer.mlp.weights, trainer.mlp.biases

    def moved(*references: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
        change(trainer, frozen=references)
        before = [w.copy() for w in weights], [b.copy() for b in biases]
        trainer.train(1)
        return (
            [(w != old).tolist() for w, old in zip(weights, before[0], strict=True)],
            [(b != old).tolist() for b, old in zip(biases, before[1], strict=True)],
        )

    on = [True, True]
    w, b = moved((1,))
    assert w == [[[False, False]] * 4, [[True] * 4] * 2, [on]]
    assert b == [[False] * 4, on, [True]]
    w, b = moved((1, 3))
    assert w[0] == [on, on, [False, False], on]
    assert b[0] == [True, True, False, True]
    w, b = moved((2, 1, 4))
    assert w[1] == [[True, True, True, False], [True] * 4]
    assert b[1] == on
    w, b = moved((3, 1, 0))
    assert w[2] == [on]
    assert b[2] == [False]


def test_all_frozen_trains_nothing() -> None:
    trainer = Trainer(Options(frozen=((1,), (2,), (3,)), optimizer="adam", samples=60))
    theta = trainer.mlp.theta.copy()
    trainer.train(2)
    assert (trainer.mlp.theta == theta).all()
    assert trainer.epoch == 2


def test_what_is_frozen_can_be_set_by_hand_even_a_dead_link() -> None:
    trainer = Trainer(
        Options(samples=60, regularization="l1_playground", regularization_rate=1, seed=2)
    )
    trainer.train(10)
    dead = np.flatnonzero(trainer.updater.memory.alive == 0)
    assert len(dead)
    change(trainer, frozen=((1,), (2,), (3,)))
    trainer.mlp.theta[:] = 0.5
    trainer.touch()
    trainer.train(2)
    assert (trainer.mlp.theta == 0.5).all()


def test_the_penalty_of_the_others_is_as_before() -> None:
    trainer = Trainer(
        Options(samples=60, regularization="l2", regularization_rate=1, frozen=((1,),))
    )
    before = [np.abs(w).mean() for w in trainer.mlp.weights]
    trainer.train(20)
    after = [np.abs(w).mean() for w in trainer.mlp.weights]
    assert after[0] == before[0]
    assert after[1] < before[1] / 2


# ------------------------------------------------------------------ switched off

HIDDEN = [name for name, row in ACTIVATIONS.items() if row.differentiable]


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("off", [((1, 2),), ((2, 1),), ((1, 1), (1, 4), (2, 3))], ids=str)
def test_the_losses_answer_at_once_as_if_its_outgoing_weights_were_0(
    activation: str, off: tuple[tuple[int, int], ...]
) -> None:
    trainer = Trainer(Options(hidden_layers=(4, 3), activation=activation, samples=60))
    trainer.train(2)
    without = Trainer(trainer.options)
    np.copyto(without.mlp.theta, trainer.mlp.theta)
    for layer, neuron in off:
        without.mlp.weights[layer][:, neuron - 1] = 0
    without.touch()
    before, theta = trainer.scores, trainer.mlp.theta.copy()
    change(trainer, switched_off=off)
    np.testing.assert_allclose(trainer.scores, without.scores, rtol=1e-12)
    assert trainer.scores.loss_train != before.loss_train
    X = trainer.X_test
    np.testing.assert_allclose(trainer.output(X), without.output(X), rtol=1e-12)
    assert (trainer.mlp.theta == theta).all()
    change(trainer, switched_off=())
    assert trainer.scores == before


@given(st.data())
@settings(max_examples=40)
def test_any_neurons_can_be_switched_off_in_any_network(data: st.DataObject) -> None:
    sizes = tuple(data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    neurons = [(layer + 1, n + 1) for layer, size in enumerate(sizes) for n in range(size)]
    off = tuple(data.draw(st.lists(st.sampled_from(neurons), unique=True)))
    options = Options(
        hidden_layers=sizes,
        samples=20,
        dataset=data.draw(st.sampled_from(["circle", "blobs", "plane"])),
    )
    trainer, without = Trainer(replace(options, switched_off=off)), Trainer(options)
    for layer, neuron in off:
        without.mlp.weights[layer][:, neuron - 1] = 0
    without.touch()
    np.testing.assert_allclose(trainer.scores, without.scores, rtol=1e-9)
    trainer.train(2)
    assert np.isfinite(trainer.mlp.theta).all()


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "perceptron"])
@pytest.mark.parametrize("dropout", [0, 0.3])
def test_a_switched_off_neuron_does_not_learn_and_comes_back_as_it_was(
    optimizer: str, dropout: float
) -> None:
    trainer = Trainer(options_for(optimizer, switched_off=((1, 2),), dropout=dropout))
    incoming = trainer.mlp.layers[0][:, 1].copy()
    outgoing = trainer.mlp.weights[1][:, 1].copy()
    trainer.train(3)
    assert (trainer.mlp.layers[0][:, 1] == incoming).all()
    assert (trainer.mlp.weights[1][:, 1] == outgoing).all()
    assert (trainer.mlp.layers[0][:, 0] != trainer.mlp.layers[0][:, 1]).any()
    change(trainer, switched_off=())
    trainer.train(1)
    assert (trainer.mlp.layers[0][:, 1] != incoming).any()


def test_training_without_it_is_training_a_smaller_network() -> None:
    large = Trainer(Options(hidden_layers=(4,), switched_off=((1, 4),), samples=60))
    small = Trainer(Options(hidden_layers=(3,), samples=60))
    np.copyto(small.mlp.layers[0], large.mlp.layers[0][:, :3])
    np.copyto(small.mlp.layers[1], np.delete(large.mlp.layers[1], 3, axis=0))
    small.touch()
    large.train(20)
    small.train(20)
    np.testing.assert_allclose(large.mlp.weights[0][:3], small.mlp.weights[0], rtol=1e-9)
    assert large.scores.loss_test == pytest.approx(small.scores.loss_test, rel=1e-9)


# ------------------------------------------------------------------ what is gone


def test_references_vanish_with_what_they_mean_and_only_with_it() -> None:
    trainer = Trainer(
        Options(
            hidden_layers=(4, 3),
            frozen=((1,), (1, 4), (2, 3, 4), (2, 3, 0), (3,), (1, 1, 2)),
            switched_off=((1, 4), (2, 3), (1, 1)),
        )
    )
    change(trainer, hidden_layers=(4, 2))
    assert trainer.options.frozen == ((1,), (1, 4), (3,), (1, 1, 2))
    assert trainer.options.switched_off == ((1, 4), (1, 1))
    change(trainer, hidden_layers=(3, 2), features=("x1",))
    assert trainer.options.frozen == ((1,), (3,))
    assert trainer.options.switched_off == ((1, 1),)
    change(trainer, hidden_layers=())
    assert trainer.options.frozen == ((1,),)
    assert trainer.options.switched_off == ()
    trainer.train(1)


def test_the_output_neurons_cannot_be_switched_off() -> None:
    trainer = Trainer(Options(hidden_layers=(2,), switched_off=((2, 1), (1, 1), (3, 1))))
    assert trainer.options.switched_off == ((1, 1),)


def test_classes_that_go_take_their_references_with_them() -> None:
    trainer = Trainer(Options(dataset="blobs", classes=5, frozen=((3, 5), (3, 2))))
    change(trainer, classes=3)
    assert trainer.options.frozen == ((3, 2),)
    trainer.train(1)
