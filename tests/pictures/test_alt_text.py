"""One line says what a picture of a network shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnwidget.pictures.alt_text import description
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.read_frames import own


def described(epochs: float = 0, **options: Any) -> str:
    trainer = Trainer(Options(**({"seed": 1} | options)))
    trainer.run(round(epochs * trainer.batches_per_epoch))
    return description(trainer)


def test_it_names_data_inputs_layers_epoch_and_losses() -> None:
    trainer = Trainer(Options(seed=1))
    trainer.run(120 * trainer.batches_per_epoch)
    losses = trainer.scores.loss_test, trainer.scores.loss_train
    assert description(trainer) == (
        "circle data, 2 inputs, 4 and 2 neurons, epoch 120, "
        f"test loss {losses[0]:.3f}, training loss {losses[1]:.3f}"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"dataset": "blobs", "classes": 3}, "blobs data of 3 classes, 2 inputs,"),
        ({"dataset": "iris", "features": ("x1",)}, "iris data of 3 classes, 1 input,"),
        ({"dataset": "multi_gauss"}, "multi gauss data (regression), 2 inputs,"),
        ({"dataset": "sine", "features": ("x1",)}, "sine data (regression), 1 input,"),
        ({"hidden_layers": ()}, "2 inputs, no hidden layer, epoch"),
        ({"hidden_layers": (1,)}, "2 inputs, 1 neuron, epoch"),
        ({"hidden_layers": (8, 8, 8)}, "8, 8 and 8 neurons"),
        ({"hidden_layers": (2,) * 7}, "7 hidden layers with 14 neurons"),
    ],
)
def test_it_tells_kinds_of_data_and_networks_apart(options: dict[str, Any], words: str) -> None:
    assert words in described(**options)


@pytest.mark.parametrize(
    ("epochs", "words"), [(0, "epoch 0,"), (1 / 3, "epoch 0.333,"), (1500, "epoch 1,500,")]
)
def test_epochs_are_as_exact_as_one_reads_them(epochs: float, words: str) -> None:
    assert words in described(epochs, samples=50)


def test_without_test_data_there_is_only_the_training_loss() -> None:
    text = described(train_fraction=1)
    assert "test" not in text
    assert "training loss 0." in text


def test_own_data_are_called_so() -> None:
    assert description(own(3, 3)).startswith("own data of 3 classes, 3 inputs,")
    assert description(own(1, 0)).startswith("own data (regression), 1 input,")


def test_a_loss_beyond_all_bounds_is_left_out() -> None:
    trainer = Trainer(Options(dataset="plane"))
    trainer.mlp.theta[:] = np.nan
    trainer.touch()
    assert description(trainer).endswith("epoch 0")


def test_very_small_and_very_large_losses_are_short() -> None:
    trainer = Trainer(Options(dataset="plane"))
    trainer.mlp.theta[:] = 1e6
    trainer.touch()
    assert len(description(trainer)) < 120
