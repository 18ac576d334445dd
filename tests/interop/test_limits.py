"""Runs of any size are saved: what does not fit is left out, and the dict says so."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnwidget.data.table import Table
from nnwidget.interop import writing
from nnwidget.interop.saved import LARGEST, read_file, to_dict, write_file
from nnwidget.training.options import Options
from nnwidget.training.origin import Origin
from nnwidget.training.past import State
from nnwidget.training.trainer import Trainer
from tests.interop.runs import LARGE, assert_same, gone_back, loaded, trained


def assert_told(content: dict[str, Any], trainer: Trainer) -> None:
    """The dict tells what of the run is not in it, and what is in it is evenly spread."""
    moments = content["timeline"]["moments"]
    assert content["left_out"] == {
        "moments": len(trainer.past.moments.kept) - len(moments),
        "tip": trainer.latest > trainer.epoch and content["tip"] is None,
    }
    epochs = [moment["epochs"] for moment in moments]
    assert len({*np.diff(epochs)}) < 2
    assert not any(epoch % content["timeline"]["stride"] for epoch in epochs)


def assert_train_alike(one: Trainer, other: Trainer) -> None:
    for trainer in (one, other):
        trainer.run(3)
    assert_same(one, other)


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_a_run_of_any_size_is_saved_and_goes_on_to_the_same_numbers(
    make: Callable[[], Trainer], tmp_path: Path
) -> None:
    trainer = make()
    content = to_dict(trainer.state())
    assert_told(content, trainer)
    assert len(json.dumps(content)) <= LARGEST
    assert type(content["moment"]["weights"][0]) is list
    write_file(content, tmp_path / "run.json")
    copy = loaded(read_file(tmp_path / "run.json"))
    assert copy.latest == trainer.latest
    assert [m.epochs for m in copy.past.moments.kept] == [
        moment["epochs"] for moment in content["timeline"]["moments"]
    ]
    assert_same(trainer, copy)
    assert_train_alike(trainer, copy)


def test_a_long_past_is_thinned_and_can_still_be_gone_to() -> None:
    trainer = LARGE["[100, 100], Adam, with a past"]()
    content = to_dict(trainer.state())
    assert_told(content, trainer)
    assert content["left_out"]["moments"] > 0
    copy = loaded(content)
    for epoch in (0, 8):
        trainer.go_to(epoch)
        copy.go_to(epoch)
        assert (trainer.epoch, copy.epoch) == (epoch, epoch)
        assert trainer.mlp.theta.tobytes() == copy.mlp.theta.tobytes()


RUNS = {
    "with a past": trained(9, optimizer="adam", hidden_layers=(12, 8), samples=20),
    "with a future": gone_back(optimizer="adam", hidden_layers=(12, 8), samples=20),
    "with one moment": trained(0, hidden_layers=(20,), samples=20),
    "with edits": LARGE["the usual network"],
}


@pytest.mark.parametrize("make", RUNS.values(), ids=RUNS)
@settings(max_examples=40)
@given(largest=st.integers(1000, 80_000), timeline=st.integers(0, 80_000))
def test_whatever_room_there_is_a_run_fits_or_is_refused(
    make: Callable[[], Trainer], largest: int, timeline: int
) -> None:
    trainer = make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "LARGEST", largest)
        patch.setattr(writing, "TIMELINE", timeline)
        try:
            content = to_dict(trainer.state())
        except ValueError as error:
            refusal = str(error)
        else:
            refusal = ""
    if refusal:
        assert refusal.startswith("the run cannot be saved: it takes ")
        assert refusal.endswith(f" bytes, {largest:,} are allowed")
        return
    assert len(json.dumps(content)) <= largest
    assert len(json.dumps(content["timeline"]["moments"])) <= timeline + 2
    assert_told(content, trainer)
    assert len(content["history"]["losses"]) == len(trainer.history)
    copy = loaded(json.loads(json.dumps(content)))
    assert copy.epoch == trainer.epoch
    assert_train_alike(trainer, copy)


def limit_at(monkeypatch: pytest.MonkeyPatch, trainer: Trainer, share: float) -> dict[str, Any]:
    """Save where there is space for only a share of what it would take."""
    whole = len(json.dumps(to_dict(trainer.state())))
    monkeypatch.setattr(writing, "LARGEST", round(share * whole) + writing.FRAME)
    return to_dict(trainer.state())


def test_the_past_is_given_up_first_then_lists_then_the_future(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer, lost = RUNS["with a future"](), []
    for percent in range(100, 25, -1):
        with monkeypatch.context() as patch:
            content = limit_at(patch, trainer, percent / 100)
        now = [
            ("a moment", content["left_out"]["moments"] > 0),
            ("all moments", not content["timeline"]["moments"]),
            ("lists", isinstance(content["moment"]["weights"][0], str)),
            ("the future", content["left_out"]["tip"]),
        ]
        lost += [what for what, gone in now if gone and what not in lost]
    assert lost == ["a moment", "all moments", "lists", "the future"]


def test_without_the_future_a_run_ends_where_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = RUNS["with a future"]()
    content = limit_at(monkeypatch, trainer, 0.3)
    assert content["left_out"]["tip"]
    assert content["history"]["losses"][-1][0] == 4, "the losses of the future are still there"
    copy = loaded(content)
    assert (copy.epoch, copy.latest) == (1, 1)
    assert copy.history.epoch.tolist() == [0, 1]
    assert all(moment.epochs <= 1 for moment in copy.past.moments.kept)
    copy.train(2)
    assert_same(copy, loaded(to_dict(copy.state())))


@pytest.mark.parametrize("columns", [64, 16])
def test_data_that_are_too_large_are_refused_by_their_size(columns: int) -> None:
    X = np.random.default_rng(0).normal(size=(100_000, columns))
    table = Table(X, X[:, 0].copy(), tuple(f"x{i + 1}" for i in range(columns)), ())
    state = Trainer(Options(samples=20)).state()
    state = State(replace(state.moment, origin=Origin(table)), state.past)
    tracemalloc.start()
    with pytest.raises(
        ValueError,
        match=r"it takes [0-9,]{10} bytes, 16,777,216 are allowed; "
        f"its data have 100,000 rows and {columns} columns: leave some out",
    ):
        to_dict(state)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * X.nbytes


def test_data_of_whole_numbers_take_little_room() -> None:
    X = np.random.default_rng(0).integers(0, 17, (5000, 64)).astype(float)
    table = Table(X, X[:, 0].copy(), tuple(f"x{i + 1}" for i in range(64)), ())
    trainer = Trainer(Options(dataset="custom", hidden_layers=(), batch_size=None), table)
    content = to_dict(trainer.state())
    assert len(json.dumps(content["data"])) < 5e5
    assert_same(trainer, loaded(content))
