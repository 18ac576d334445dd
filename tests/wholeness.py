"""Every kind of edit, and whether a widget is whole: traits, network and data say the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget import Playground
from nnwidget.data.draw import draw
from nnwidget.data.split import split
from nnwidget.live.option_values import as_shown
from nnwidget.training.evaluation import targets_of
from nnwidget.training.options import NAMES
from nnwidget.training.presets import PRESETS
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer
from tests.inside import holds_notifications, inside, is_edited

X = np.random.default_rng(3).normal(size=(60, 2))
OWN = X, X[:, 0] > 0
WIDER = np.column_stack([X, X[:, 0]]), X[:, 1] > 0


def _change(w: Playground) -> None:
    w.change(dataset="xor", noise=20, hidden_layers=[3], activation="relu")


def _held(w: Playground) -> None:
    with w.hold_trait_notifications():
        w.hidden_layers = [5, 5, 2]
        w.activation = ["tanh", "relu", "tanh"]


def _weights(w: Playground) -> None:
    w.weights = [0.5 - weights for weights in w.weights]


def _one_weight(w: Playground) -> None:
    w.weights[0][0, 1] = 0.5


FOLDER = tempfile.TemporaryDirectory()
"""Goes with the tests: an interrupt while a folder is cleared away says nothing of saving."""


def _save(w: Playground) -> None:
    if "r" in w.features:  # a Python function is not saved
        w.features = ["x1"]
    w.save(Path(FOLDER.name) / "run.json")


def _read(w: Playground) -> None:
    assert w.loss_train > 0
    assert len(w.predict(w.X_test)) == len(w.X_test)


EDITS: dict[str, Callable[[Playground], object]] = {
    "another data set": lambda w: setattr(w, "dataset", "spiral"),
    "noise": lambda w: setattr(w, "noise", 35),
    "samples": lambda w: setattr(w, "samples", 200),
    "train fraction": lambda w: setattr(w, "train_fraction", 0.7),
    "inputs": lambda w: setattr(w, "features", ["x2", "x1*x2", "sin(x1)"]),
    "an own input": lambda w: setattr(w, "features", ["x1", ("r", np.hypot)]),
    "layers": lambda w: setattr(w, "hidden_layers", [6, 3, 2]),
    "activation": lambda w: setattr(w, "activation", "sigmoid"),
    "optimizer": lambda w: setattr(w, "optimizer", "adam"),
    "learning rate": lambda w: setattr(w, "learning_rate", 0.3),
    "seed": lambda w: setattr(w, "seed", 9),
    "display": lambda w: setattr(w, "discretize", True),
    "several options": _change,
    "several assignments": _held,
    "weights": _weights,
    "a weight": _one_weight,
    "new data": lambda w: w.regenerate(),
    "reset": lambda w: w.reset(),
    "new weights": lambda w: w.reset(new=True),
    "own data": lambda w: setattr(w, "data", OWN),
    "own data with other columns": lambda w: setattr(w, "data", WIDER),
    "preset": lambda w: inside(w).preset(next(iter(PRESETS))),
    "undo": lambda w: w.undo(),
    "redo": lambda w: w.redo(),
    "back in time": lambda w: w.go_to(1),
    "training": lambda w: w.fit(3),
    "a step": lambda w: w.step(),
    "a batch": lambda w: w.step_batch(),
    "saving": _save,
    "reading": _read,
}
"""What can be done with a widget from Python, by name."""


def made() -> Playground:
    """A widget in the middle of its work, which has something to be lost."""
    w = Playground(seed=5, samples=120, hidden_layers=[4, 2], frame_rate=60).fit(2.5)
    w.noise = 10
    w.fit(1.25)
    w.learning_rate = 0.1
    w.undo()
    return w


def state(w: Playground) -> tuple[Any, ...]:
    """All that a run is, to be compared."""
    trainer, undo = inside(w).trainer, inside(w).edits
    memory, history = trainer.updater.memory, trainer.history
    return (
        {name: getattr(w, name) for name in NAMES},
        trainer.mlp.theta.tobytes(),
        (trainer.data.X.tobytes(), trainer.data.y.tobytes(), trainer.data.train),
        (memory.slots.tobytes(), memory.updates),
        (w.epoch, w.latest, w.playing),
        (history.table.tobytes(), tuple(history.events)),
        [(moment.epochs, moment.theta.tobytes()) for moment in trainer.past.moments.kept],
        (len(undo.past), undo.can_redo),
    )


def contradictions(w: Playground) -> list[str]:
    """What in a widget says otherwise than something else in it."""
    trainer, options = inside(w).trainer, inside(w).trainer.options
    shape = trainer.origin.own_shape
    drawn = draw(trainer.origin.of_points(options))
    data = split(drawn, options.train_fraction)
    inputs = np.array([feature.function(data.X) for feature in trainer.features])
    truths = {
        "traits and options": all(
            getattr(w, name) == as_shown(getattr(options, name)) for name in NAMES
        ),
        "options and what is allowed": check(options, shape, trainer.own_features) == options,
        "session and trainer": inside(w).options is options,
        "network and plan": trainer.mlp.sizes == trainer.plan.sizes,
        "inputs and network": len(options.features) == trainer.mlp.sizes[0],
        "data and options": bool(
            np.array_equal(data.X, trainer.data.X)
            and np.array_equal(data.y, trainer.data.y)
            and data.train == trainer.data.train
        ),
        "data and inputs": options.standardize
        or np.array_equal(trainer.inputs.values[:-1], inputs),
        "numbers": bool(np.isfinite(trainer.mlp.theta).all()),
        "losses and weights": _loss_anew(trainer) == w.loss_train,
        "speed": inside(w).loop.pace.speed == w.speed and inside(w).loop.frame_rate == w.frame_rate,
        "an edit that never ended": not is_edited(w) and not holds_notifications(w),
        "the lock": is_free(w),
    }
    return [name for name, holds in truths.items() if not holds]


def _loss_anew(trainer: Trainer) -> float:
    passed = trainer.make_pass(len(trainer.data.X))
    output = passed.forward(trainer.inputs(trainer.data.X))
    cost = trainer.loss.per_sample(
        passed.z[-1], output, targets_of(trainer.data.y, trainer.shape, trainer.plan)
    )
    return float(cost[: trainer.data.train].sum()) / trainer.data.train


def is_free(w: Playground) -> bool:
    """Can another thread take the widget's lock?"""

    def take() -> bool:
        taken = inside(w).loop.lock.acquire(timeout=1)
        if taken:
            inside(w).loop.lock.release()
        return taken

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(take).result()
