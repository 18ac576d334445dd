"""Links of TensorFlow Playground: the same data, the same start, the same training.

``data/playground-golden.json`` holds 40 links with what the real program gave for them.
``sensitivity`` is how far the losses of a checkpoint move when the start moves by 1e-15:
where training is chaotic, no other program can follow it and the checkpoint is left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnwidget.interop.links import read_link
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

LINKS = json.loads((Path(__file__).parent / "oracles" / "playground-golden.json").read_text())

DATASETS = {"circle", "xor", "gauss", "spiral", "plane", "multi_gauss"}

every_link = pytest.mark.parametrize("link", LINKS, ids=range(len(LINKS)))


def trainer_of(link: dict[str, Any]) -> Trainer:
    return Trainer(Options(**read_link(link["hash"])))


@every_link
def test_the_data_are_those_of_the_playground(link: dict[str, Any]) -> None:
    trainer = trainer_of(link)
    targets = trainer.data.y
    if trainer.shape.problem == "classification":
        targets = np.where(targets == 1, 1.0, -1.0)
    points = np.column_stack([trainer.data.X, targets])
    first, last = np.array(link["first_train"]), np.array(link["last_test"])
    assert (len(trainer.X_train), len(trainer.X_test)) == (link["n_train"], link["n_test"])
    np.testing.assert_allclose(points[: len(first)], first, rtol=0, atol=1e-12)
    np.testing.assert_allclose(points[-len(last) :], last, rtol=0, atol=1e-12)


@every_link
def test_the_initial_weights_are_those_of_the_playground(link: dict[str, Any]) -> None:
    weights = [layer.tolist() for layer in trainer_of(link).mlp.weights]
    assert weights == link["w0"]


@every_link
def test_training_follows_the_playground_to_every_checkpoint(link: dict[str, Any]) -> None:
    trainer = trainer_of(link)
    followed = 0
    for (epoch, *losses), sensitivity in zip(link["curve"], link["sensitivity"], strict=True):
        trainer.train(epoch - trainer.epoch)
        if None in losses:
            assert trainer.stopped
            assert trainer.stopped.code == "diverged"
            continue
        tolerance = 1e-9 + 1e4 * (sensitivity or 0)
        if tolerance <= 1e-3:
            assert list(trainer.scores[:2]) == pytest.approx(losses, rel=0, abs=tolerance)
            followed += 1
    assert followed
    followed_to_the_end = followed == len(link["curve"])
    if followed_to_the_end and trainer.options.regularization == "l1_playground":
        assert dead_links(trainer) == [[n["dead"] for n in layer] for layer in link["final"]]


def dead_links(trainer: Trainer) -> list[list[int]]:
    """How many of each neuron's links are dead, for all layers."""
    return [(layer == 0).sum(axis=1).tolist() for layer in trainer.mlp.weights]


def test_the_links_cover_what_a_link_can_say() -> None:
    options = [check(Options(**read_link(link["hash"]))) for link in LINKS]
    assert {o.dataset for o in options} == DATASETS
    assert {o.activation for o in options} == {"relu", "tanh", "sigmoid", "linear"}
    assert {o.regularization for o in options} == {"none", "l1_playground", "l2"}
    assert {0, 1, 2, 3, 4, 5} == {len(o.hidden_layers) for o in options}
    # batches that do not divide the training set, so that the last one is carried
    assert any(link["n_train"] % o.batch_size for link, o in zip(LINKS, options, strict=True))
