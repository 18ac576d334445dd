"""What a picture of a network shows, in one line: for those who do not see it."""

from __future__ import annotations

import math

from nnwidget.training.trainer import Trainer


def description(trainer: Trainer) -> str:
    """Data, network, progress and losses, such as "circle data, 2 inputs, 4 and 2 neurons,
    epoch 120, test loss 0.012, training loss 0.010"."""
    scores = trainer.scores
    parts = [
        _data(trainer),
        _count(trainer.mlp.sizes[0], "input"),
        _layers(trainer.options.hidden_layers),
        f"epoch {_epoch(trainer.epoch)}",
    ]
    for name, loss in (("test", scores.loss_test), ("training", scores.loss_train)):
        if math.isfinite(loss):
            parts.append(f"{name} loss {_loss(loss)}")
    return ", ".join(parts)


def _data(trainer: Trainer) -> str:
    name = trainer.options.dataset
    data = "own data" if name == "custom" else f"{name.replace('_', ' ')} data"
    if trainer.shape.problem == "regression":
        return f"{data} (regression)"
    classes = trainer.shape.classes
    return f"{data} of {classes} classes" if classes > 2 else data


def _layers(sizes: tuple[int, ...]) -> str:
    if not sizes:
        return "no hidden layer"
    if len(sizes) > 4:
        return f"{len(sizes)} hidden layers with {sum(sizes)} neurons"
    *first, last = map(str, sizes)
    return f"{', '.join(first)} and {last} neurons" if first else _count(sizes[0], "neuron")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _epoch(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _loss(value: float) -> str:
    return f"{value:.3f}" if 0.001 <= value < 1000 else f"{value:.2g}"
