"""Saving and loading: a loaded run goes on as if it had never been saved, and a hostile file
builds nothing."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnwidget import Playground
from nnwidget.data.table import Table, read_table
from nnwidget.interop import saved
from nnwidget.interop.saved import LARGEST, from_dict, read_file, to_dict, write_file
from nnwidget.training.options import Options
from nnwidget.training.past import State
from nnwidget.training.trainer import Trainer
from tests.inside import inside
from tests.interop.runs import assert_goes_on_alike, assert_same, loaded, reloaded
from tests.legal import legal_options, tables

# ------------------------------------------------------------------ the same numbers


def act(trainer: Trainer, action: str) -> None:
    if action == "other weights":
        trainer.reset(new=True)
    elif action == "other data":
        trainer.regenerate()
    elif action == "other rate":
        trainer.change(replace(trainer.options, learning_rate=0.01))
    elif action == "other optimizer":
        changes = {"optimizer": "adam", "optimizer_options": {}}
        trainer.change(replace(trainer.options, **changes))


actions = st.sampled_from(["none", "other weights", "other data", "other rate", "other optimizer"])


@settings(max_examples=200)
@given(st.data())
def test_any_run_goes_on_after_loading_as_if_it_had_not_been_saved(data: st.DataObject) -> None:
    table = data.draw(st.none() | tables())
    trainer = Trainer(data.draw(legal_options(table)), table)
    trainer.run(data.draw(st.integers(0, 30), label="batches before"))
    if trainer.options.optimizer != "perceptron":
        act(trainer, data.draw(actions, label="action"))
        trainer.run(data.draw(st.integers(0, 10), label="batches after the action"))
    assert_goes_on_alike(trainer, data.draw(st.integers(0, 30), label="batches after loading"))


HARD = {
    "in mid-epoch, with Adam and dropout": Options(
        optimizer="adam", dropout=0.3, hidden_layers=(6, 4)
    ),
    "with a carried batch and dead links": Options(
        seed="0.5",
        batch_size=30,
        partial_batch="carry",
        regularization="l1_playground",
        regularization_rate=0.03,
        shuffle=False,
    ),
    "with Nadam and a falling rate": Options(
        optimizer="nadam", decay={"name": "step", "drop": 0.5, "every": 2}
    ),
    "without test data": Options(train_fraction=1),
    "with patience running": Options(patience=2, learning_rate=3, noise=50),
    "with several classes, standardized": Options(dataset="iris", standardize=True),
    "in one dimension": Options(dataset="sine", optimizer="adagrad", batch_size=None),
}


@pytest.mark.parametrize("options", HARD.values(), ids=HARD)
def test_a_run_goes_on_after_loading(options: Options) -> None:
    trainer = Trainer(options)
    trainer.run(7 * trainer.batches_per_epoch // 3)
    assert_goes_on_alike(trainer, 5 * trainer.batches_per_epoch // 2)


def test_a_long_run_keeps_its_thinned_history() -> None:
    trainer = Trainer(Options(samples=10, hidden_layers=(), batch_size=None))
    trainer.train(9000)
    assert trainer.history.stride > 1
    assert_goes_on_alike(trainer, 1000)


def test_a_diverged_run_is_saved_with_its_last_finite_weights() -> None:
    trainer = Trainer(Options(dataset="plane", learning_rate=100, loss="squared_error"))
    trainer.train(5)
    assert trainer.stopped
    assert trainer.stopped.code == "diverged"
    assert_same(trainer, reloaded(trainer))


@pytest.mark.parametrize("labels", [("no", "yes"), (False, True), (2.5, 7.5), (0, 5)], ids=str)
def test_the_users_data_travel_with_their_names_and_labels(labels: tuple[Any, ...]) -> None:
    X = np.random.default_rng(0).normal(size=(20, 3))
    table = Table(X, (X[:, 0] > 0).astype(float), ("height", "", "x\n1"), labels)
    trainer = Trainer(Options(dataset="custom", features=("x1", "x3")), table)
    trainer.train(2)
    copy = reloaded(trainer)
    assert_same(trainer, copy)
    assert copy.data.columns == table.columns
    assert copy.data.labels == labels
    assert [type(label) for label in copy.data.labels] == [type(label) for label in labels]


def test_the_users_data_are_kept_while_another_data_set_is_trained_on() -> None:
    table = read_table(([[1, 2], [3, 5], [0, 1]], ["a", "b", "a"]))
    trainer = Trainer(Options(dataset="custom"), table)
    trainer.change(replace(trainer.options, dataset="circle"))
    copy = reloaded(trainer)
    copy.change(replace(copy.options, dataset="custom"))
    assert copy.data.labels == ("a", "b")


def test_a_memory_that_holds_infinity_is_saved_too() -> None:
    trainer = Trainer(Options(optimizer="adagrad"))
    trainer.train(1)
    trainer.updater.memory.slots[0, :3] = np.inf  # the sum of squares can overflow
    assert_goes_on_alike(trainer, 5)


def test_a_dict_shares_nothing_with_the_run() -> None:
    trainer = Trainer(Options(optimizer="adam", optimizer_options={"beta_1": 0.8}))
    trainer.train(1)
    state = trainer.state()
    before = to_dict(state)
    trainer.train(2)
    after = to_dict(state)
    assert json.dumps(after) == json.dumps(before)
    after["moment"]["options"]["optimizer_options"]["beta_1"] = 7
    assert trainer.options.optimizer_options == {"beta_1": 0.8}


def test_training_may_go_on_while_the_dict_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    w = Playground()

    def make(state: State) -> dict[str, Any]:
        def try_lock() -> bool:
            free = inside(w).loop.lock.acquire(timeout=5)
            if free:
                inside(w).loop.lock.release()
            return free

        with ThreadPoolExecutor(1) as other_thread:
            return {"free": other_thread.submit(try_lock).result()}

    monkeypatch.setattr(saved, "to_dict", make)
    assert w.to_dict() == {"free": True}


# ------------------------------------------------------------------ hostile contents

RICH = Options(
    dataset="custom",
    features=("x1", "x2"),
    hidden_layers=(3, 2),
    activation=("tanh", "relu"),
    dropout=(0.1, 0.2),
    optimizer="adam",
    optimizer_options={"beta_1": 0.8},
    decay={"name": "exponential", "rate": 0.9},
    batch_size=7,
    hidden_controls=("noise",),
    max_epochs=50,
    target_loss=1e-9,
    patience=40,
    partial_batch="carry",
)


def rich() -> dict[str, Any]:
    """A dict with something in every place."""
    rng = np.random.default_rng(0)
    table = Table(rng.normal(size=(24, 2)), np.arange(24) % 2.0, ("one", "two"), ("a", "b"))
    trainer = Trainer(RICH, table)
    trainer.run(5)
    trainer.change(replace(trainer.options, learning_rate=0.02))
    trainer.go_to(1)
    content = json.loads(json.dumps(to_dict(trainer.state()), allow_nan=False))
    del content["timeline"]["moments"][1:]  # one stands for all
    return content


CONTENT = rich()
Path_ = tuple[str | int, ...]


def paths(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Every place in a value; of a list's items the first and the last."""
    yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*at, key))
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} & set(range(len(value)))):
            yield from paths(value[index], (*at, index))


PLACES = list(paths(CONTENT))


def with_value(at: Path_, value: Any) -> Any:
    if not at:
        return value
    content = deepcopy(CONTENT)
    inner = content
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return content


def show(at: Path_) -> str:
    return ".".join(map(str, at)) or "everything"


DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]

STRANGE: list[Any] = [
    *(None, True, False, 0, -1, 1, 2, 0.5, 1e308, -1e308, 10**400, -(10**400)),
    *(float("nan"), float("inf"), "", "text", "\0\ud800", "x" * 100_000),
    *([], [[]], [None], {}, {"name": 3}, {"": {}}, [0] * 200_000, DEEP, (), b"bytes"),
    *(
        "int8:",
        "int8:/w==",
        "float64:AAAAAAAA+H8=",
        "float32:AACAfwAAwP8=",
        "float64:" + "A" * 10**5,
    ),
]


@pytest.mark.filterwarnings("ignore:hidden_controls of the file")
@pytest.mark.parametrize("at", PLACES, ids=show)
def test_a_strange_value_anywhere_is_refused_or_harmless(at: Path_) -> None:
    for value in STRANGE:
        with contextlib.suppress(ValueError):
            trainer = loaded(with_value(at, value))
            trainer.train(1)
            assert np.isfinite(trainer.mlp.theta).all()


@pytest.mark.parametrize("at", PLACES, ids=show)
def test_an_object_where_none_belongs_is_refused(at: Path_) -> None:
    with pytest.raises(ValueError, match=r".{5}"):
        from_dict(with_value(at, {"an": "object"}))


def value_at(at: Path_) -> Any:
    value: Any = CONTENT
    for key in at:
        value = value[key]
    return value


FREE = {"optimizer_options", "decay"}
FIXED = [at for at in PLACES if isinstance(value_at(at), dict) and not FREE & {*at}]


@pytest.mark.parametrize("at", FIXED, ids=show)
def test_a_missing_or_an_unknown_key_is_named(at: Path_) -> None:
    whole = value_at(at)
    for missing in whole:
        rest = {key: value for key, value in whole.items() if key != missing}
        if "options" not in at:  # those that came later are not in a file
            with pytest.raises(ValueError, match=f"lacks '{missing}'"):
                from_dict(with_value(at, rest))
    with pytest.raises(ValueError, match="unknown key 'surprise'"):
        from_dict(with_value(at, {**whole, "surprise": 1}))
    with pytest.raises(ValueError, match="unknown key 3"):
        from_dict(with_value(at, {**whole, 3: 1}))


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        (("format",), "keras", "format must be 'nnwidget', got 'keras'"),
        (("version",), 1, "version must be 2 or 3 or 4, got 1"),
        (("version",), 3.0, "version must be 2 or 3 or 4, got 3.0"),
        (("version",), True, "version must be 2 or 3 or 4, got True"),
        (("version",), 10**9000, "version must be 2 or 3 or 4, got a whole number of 29,898 bits"),
        (("data",), None, "dataset 'custom' needs data"),
        (("data", "X", 0), [1], "data X must have 2 items, got 1"),
        (("data", "X", 0, 0), "1", "data X must be a number up to 1e.30, got '1'"),
        (("data", "X", 0, 0), 1e31, "data X must be a number up to 1e.30, got 1e.31"),
        (("data", "X", 0, 0), None, "data X must be a number"),
        (("data", "X"), [[1, 2]], "data X must have 24 items, got 1"),
        (("data", "X"), "float64:AAAAAAAA8H8=", "data X must hold numbers up to 1e.30"),
        (("data", "rows"), 1, "at least 2 rows"),
        (("data", "rows"), 100_001, "data rows must be a whole number from 0 to 100,000"),
        (("data", "y", 0), 7, "data y must be classes from 0 to 1"),
        (("data", "y", 0), 0.5, "data y must be classes from 0 to 1"),
        (("data", "labels"), ["a"], "data y must be classes"),
        (("data", "labels"), list("abcdefghijklm"), "at most 12 items, got 13"),
        (("data", "columns"), ["c"] * 65, "at most 64 items, got 65"),
        (("data", "columns", 0), "c" * 201, "data columns must be short texts"),
        (("moment", "options", "activation"), "gelu", "activation must be one of"),
        (("moment", "options", "hidden_layers"), [3], "one for each hidden layer [(]1[)], got"),
        (
            (
                "moment",
                "weights",
            ),
            [],
            "weights must have 3 items, got 0",
        ),
        (("moment", "weights", 0), [[1, 2]] * 2, r"weights\[0\] must have 3 items, got 2"),
        (("moment", "weights", 0, 0, 0), 10**400, r"weights\[0\] must be a number"),
        (("moment", "biases", 1), [0], r"biases\[1\] must have 2 items, got 1"),
        (("moment", "position"), -1, "position must be a whole number from 0"),
        (("timeline", "stride"), 0.5, "timeline stride must be a whole number"),
        (
            (
                "moment",
                "epochs",
            ),
            2.5,
            "epochs must be a whole number",
        ),
        (("moment", "memory", "alive"), [0.5] * 20, "memory alive must hold 0 and 1 only"),
        (("moment", "memory", "alive"), "int8:Ag==", "memory alive must hold 0 and 1 only"),
        (("moment", "memory", "carried"), [0.5] * 19, "memory carried must have 20 items, got 19"),
        (("moment", "memory", "slots", 0), "int8:@@", "memory slots must be base64 of int8, got"),
        (
            ("moment", "memory", "slots", 0),
            "float32:AAA=",
            "memory slots must be base64 of float32",
        ),
        (("moment", "memory", "slots", 0), "int4:AA==", "must begin with int8:, int16:, float32"),
        (("tip", "biases", 0), "int8:AAAAAAAA", "must have at most 3 numbers; the text is longer"),
        (("tip", "biases", 0), "int8:AQEBAQ==", "must have at most 3 numbers"),
        (("tip", "biases", 0), "float64:AAAAAAAA+H8=", "must hold numbers up to 1.8e.308"),
        (("left_out", "tip"), 1, "left_out tip must be true or false, got 1"),
        (("timeline", "stride"), 3 * 10**12, "timeline stride must be a whole number"),
        (("moment", "memory", "slots"), [], "memory slots must have 3 items, got 0"),
        (("history", "losses", 1, 0), 0, "the epochs of the history must rise, got 0 after 0"),
        (("history", "losses"), [[0, 1, 1]] * 4098, "at most 4,097 items, got 4,098"),
        (("history", "events", 0, 1), "x" * 201, "must be a sentence or a short text"),
    ],
    ids=lambda value: show(value) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_said(at: Path_, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_dict(with_value(at, value))


HUGE: list[tuple[dict[str, Any], str]] = [
    ({"hidden_layers": [512] * 16}, "parameters; at most 200,000"),
    ({"hidden_layers": [512] * 10**5}, "from 0 to 16 items, got 100,000"),
    ({"hidden_layers": [10**9]}, "from 1 to 512"),
    ({"hidden_layers": [110] * 16, "samples": 100_000}, "too large together"),
    ({"hidden_layers": [10**400]}, "from 1 to 512"),
    ({"samples": 10**9}, "samples must be a whole number from 4 to 100,000"),
    ({"batch_size": 10**9}, "batch_size must be a whole number from 1 to 100,000"),
    ({"classes": 10**6}, "classes must be a whole number from 2 to 12"),
    ({"features": ["x1"] * 10**5}, "features must have from 1 to 64 items"),
    ({"seed": "x" * 10**6}, "seed must be a text of 1 to 200 characters"),
]


@pytest.mark.parametrize(("options", "said"), HUGE, ids=[said for _, said in HUGE])
def test_huge_sizes_are_refused_before_anything_is_made(options: dict[str, Any], said: str) -> None:
    small = to_dict(Trainer(Options(hidden_layers=())).state())
    moment = small["moment"]
    content = small | {"moment": moment | {"options": moment["options"] | options}}
    tracemalloc.start()
    with pytest.raises(ValueError, match=said):
        from_dict(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    content = with_value(("data", "rows"), 100_001)
    with pytest.raises(ValueError, match="from 0 to 100,000, got 100001"):
        from_dict(content)
    content["data"] |= {"rows": 100_000, "X": [[0.0, 0.0]] * 100_001}
    with pytest.raises(ValueError, match="data X must have 100000 items, got 100001"):
        from_dict(content)


def test_a_few_bytes_do_not_become_a_timeline_of_gigabytes() -> None:
    trainer = Trainer(Options(hidden_layers=(300, 300), optimizer="nadam", samples=8))
    content = to_dict(trainer.state())
    (moment,) = content["timeline"]["moments"]
    moment |= {"weights": ["int8:"] * 3, "biases": ["int8:"] * 3}
    content["timeline"]["moments"] = [moment | {"epochs": epoch} for epoch in range(256)]
    assert len(json.dumps(content)) < 3e6
    tracemalloc.start()
    with pytest.raises(ValueError, match="must not take more than 8,388,608 bytes"):
        from_dict(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6


# ------------------------------------------------------------------ files


def test_a_file_holds_the_run(tmp_path: Path) -> None:
    trainer = Trainer(Options(optimizer="adam", train_fraction=1))
    trainer.run(33)
    write_file(to_dict(trainer.state()), tmp_path / "run.json")
    copy = loaded(read_file(tmp_path / "run.json"))
    assert_same(trainer, copy)
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.parametrize("error", [OSError("no space left on device"), KeyboardInterrupt()])
def test_writing_is_all_or_nothing(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    path.write_text("the run of yesterday")

    def full(self: Path, *args: Any, **kwargs: Any) -> int:
        with self.open("w") as file:
            file.write("half of")
        raise error

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(type(error)):
        write_file(CONTENT, path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_file(CONTENT | {"epochs": float("nan")}, path)
    assert path.read_text() == "the run of yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_two_that_save_to_the_same_place_at_once_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, both_written = tmp_path / "run.json", Barrier(2, timeout=60)
    replace_file = Path.replace

    def replace_later(self: Path, target: Path) -> Path:
        both_written.wait()
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", replace_later)
    contents = [{"one": [1] * 1000}, {"other": [2] * 3000}]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write_file, contents, [path, path]))
    assert json.loads(path.read_text()) in contents
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_file_may_have_a_long_name(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".json")  # a system allows 255 bytes
    write_file(CONTENT, path)
    assert read_file(path) == CONTENT


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bytes; at most 16,777,216 are allowed"):
        write_file({"text": "x" * LARGEST}, tmp_path / "run.json")
    assert not list(tmp_path.iterdir())


TEXT = json.dumps(CONTENT)

DAMAGED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not JSON"),
    "cut off": (TEXT[: len(TEXT) // 2].encode(), "not JSON"),
    "no text": (bytes(range(256)), "not JSON"),
    "17 MiB": (b" " * (17 * 1024 * 1024), f"more than {LARGEST:,} bytes"),
    "deep": (b"[" * 10**6, "not JSON"),
    "deep objects": (b'{"a":' * 10**6, "not JSON"),
    "deep, and whole": (b"[" * 10**5 + b"]" * 10**5, "not JSON|must be an object"),
    "NaN": (TEXT.replace('"epochs": 2', '"epochs": NaN').encode(), "NaN is no JSON"),
    "Infinity": (TEXT.replace('"epochs": 2', '"epochs": -Infinity').encode(), "is no JSON"),
    "endless number": (TEXT.replace('"epochs": 2', '"epochs": ' + "9" * 10**5).encode(), "."),
    "other JSON": (b'[1, 2, {"a": null}]', "file must be an object, got list"),
    "a notebook": (b'{"cells": [], "nbformat": 4}', "file lacks 'format'"),
}


@pytest.mark.parametrize(("content", "said"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_and_builds_nothing(
    content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    monkeypatch.setattr(Playground, "__init__", lambda *_, **__: pytest.fail("a widget was made"))
    with pytest.raises(ValueError, match=said):
        Playground.load(path)


@settings(max_examples=300)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_noise_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "run.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r".{5}"):
        from_dict(read_file(path))


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "nothing.json")
    with pytest.raises(OSError, match="nowhere"):
        write_file({}, tmp_path / "nowhere" / "run.json")
