"""Runs that are saved and loaded, up to the limits, and when two are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nnwidget.data.table import Table
from nnwidget.interop.saved import from_dict, to_dict
from nnwidget.training.blas import one_thread
from nnwidget.training.history import LIMIT
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


def loaded(content: Any) -> Trainer:
    state = from_dict(content)
    trainer = Trainer(state.moment.options, state.moment.origin.table)
    trainer.restore(state)
    return trainer


def reloaded(trainer: Trainer) -> Trainer:
    return loaded(json.loads(json.dumps(to_dict(trainer.state()), allow_nan=False)))


def assert_same(one: Trainer, other: Trainer) -> None:
    """To the last bit."""
    assert one.options == other.options
    assert one.epoch == other.epoch
    assert one.mlp.theta.tobytes() == other.mlp.theta.tobytes()
    assert one.data.X.tobytes() == other.data.X.tobytes()
    assert one.data.y.tobytes() == other.data.y.tobytes()
    for part in ("slots", "carried", "alive"):
        mine, theirs = getattr(one.updater.memory, part), getattr(other.updater.memory, part)
        assert mine.tobytes() == theirs.tobytes(), part
    assert one.updater.memory.updates == other.updater.memory.updates
    assert one.updater.memory.carried_samples == other.updater.memory.carried_samples
    assert one.history.table.tobytes() == other.history.table.tobytes()
    assert one.history.events == other.history.events
    with one_thread():  # as in training; several threads add up in another order
        assert np.array(one.scores).tobytes() == np.array(other.scores).tobytes()


def assert_goes_on_alike(trainer: Trainer, batches: int) -> None:
    copy = reloaded(trainer)
    assert_same(trainer, copy)
    at = trainer.epoch // 1
    trainer.run(batches)
    copy.run(batches)
    assert trainer.stopped == copy.stopped
    diverged = trainer.stopped and trainer.stopped.code == "diverged"
    # Diverging falls back on the last moment kept: an epoch's end, or that of loading.
    if not (diverged and trainer.epoch // 1 == at):
        assert_same(trainer, copy)


# ------------------------------------------------------------------ up to the limits

FEW: dict[str, Any] = {"samples": 40, "batch_size": 15}
"""20 samples to train on: a batch of 15, and one of 5 that can be carried."""

WIDE: dict[str, Any] = {"hidden_layers": (512, 380), **FEW}
"""197,000 parameters; 200,000 are allowed."""


def trained(epochs: float = 3, **options: Any) -> Callable[[], Trainer]:
    def make() -> Trainer:
        trainer = Trainer(Options(**options))
        trainer.train(epochs)
        return trainer

    return make


def gone_back(**options: Any) -> Callable[[], Trainer]:
    def make() -> Trainer:
        trainer = trained(**options)()
        trainer.run(1)
        trainer.go_to(1)
        return trainer

    return make


def with_own_data(rows: int, columns: int) -> Callable[[], Trainer]:
    def make() -> Trainer:
        rng = np.random.default_rng(0)
        table = Table(
            rng.normal(size=(rows, columns)),
            rng.integers(0, 2, rows).astype(float),
            tuple(f"column {i}" for i in range(columns)),
            ("no", "yes"),
        )
        trainer = Trainer(Options(dataset="custom", batch_size=None), table)
        trainer.train(1)
        return trainer

    return make


def much_of_all() -> Trainer:
    """A full history with many events, a timeline of small networks and large ones, gradients
    that are carried, and the optimizer that remembers most."""
    trainer = Trainer(Options(hidden_layers=(), partial_batch="carry", **FEW))
    trainer.train(2999)
    rates = (0.01, 0.02)
    for epoch in range(1090):
        trainer.change(replace(trainer.options, learning_rate=rates[epoch % 2]))
        trainer.train(1)
    trainer.change(replace(trainer.options, optimizer="nadam", hidden_layers=(512, 380)))
    trainer.train(6)
    assert len(trainer.history) == LIMIT
    return trainer


LARGE: dict[str, Callable[[], Trainer]] = {
    "the usual network": trained(),
    "[300, 300]": trained(hidden_layers=(300, 300), **FEW),
    "16 x 64": trained(hidden_layers=(64,) * 16, **FEW),
    "[512, 380]": trained(**WIDE),
    "[512, 380], Adam": trained(optimizer="adam", **WIDE),
    "[512, 380], Adadelta, carried": trained(
        optimizer="adadelta", partial_batch="carry", seed="text", **WIDE
    ),
    "[512, 380], Nadam, carried": trained(optimizer="nadam", partial_batch="carry", **WIDE),
    "[512, 380], dead links": trained(
        regularization="l1_playground", regularization_rate=1, learning_rate=0.1, **WIDE
    ),
    "[512, 370], 12 classes": trained(
        dataset="blobs", classes=12, optimizer="adam", hidden_layers=(512, 370), samples=40
    ),
    "[300, 300], gone back": gone_back(hidden_layers=(300, 300), optimizer="adam", **FEW),
    "[512, 380], Nadam, carried, gone back": gone_back(
        optimizer="nadam", partial_batch="carry", **WIDE
    ),
    "[100, 100], Adam, with a past": trained(15, optimizer="adam", hidden_layers=(100, 100), **FEW),
    "100,000 samples": trained(1, samples=100_000, batch_size=None),
    "100,000 rows of 2 columns": with_own_data(100_000, 2),
    "50,000 rows of 28 columns": with_own_data(50_000, 28),
    "a long history, then [512, 380]": much_of_all,
}
"""Runs of every size, by what is large about them."""
