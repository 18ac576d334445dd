"""What a picture of a network shows, in one line: for those who do not see it."""

from __future__ import annotations

import math
from typing import Any

from nnwidget.languages.sentence import Sentence
from nnwidget.training.trainer import Trainer


def description(trainer: Trainer) -> Sentence:
    """Data, network, progress and losses, such as "circle data, 2 inputs, 4 and 2 neurons,
    epoch 120, test loss 0.012, training loss 0.010"."""
    scores = trainer.scores
    parts = [
        _data(trainer),
        _say("inputs", count=trainer.mlp.sizes[0]),
        _layers(trainer.options.hidden_layers),
        _say("epoch", epoch=_epoch(trainer.epoch)),
    ]
    for name in ("loss_test", "loss_train"):
        loss = getattr(scores, name)
        if math.isfinite(loss):
            parts.append(_say(name, loss=_loss(loss)))
    return _say("all", parts=parts)


def _say(key: str, **values: Any) -> Sentence:
    return Sentence(f"pictures.{key}", **values)


def _data(trainer: Trainer) -> Sentence:
    name = trainer.options.dataset
    data = _say("own_data") if name == "custom" else _say("data", dataset=name)
    if trainer.shape.problem == "regression":
        return _say("regression", data=data)
    classes = trainer.shape.classes
    return _say("classes", data=data, classes=classes) if classes > 2 else data


def _layers(sizes: tuple[int, ...]) -> Sentence:
    if len(sizes) > 4:
        return _say("layers", layers=len(sizes), neurons=sum(sizes))
    match sizes:
        case ():
            return _say("no_hidden_layer")
        case (neurons,):
            return _say("neurons", count=neurons)
    *first, last = sizes
    return _say("each_layer", first=first, last=last)


def _epoch(value: float) -> float:
    return round(value) if value >= 100 else float(f"{value:.3g}")


def _loss(value: float) -> float:
    return round(value, 3) if 0.001 <= value < 1000 else float(f"{value:.2g}")
