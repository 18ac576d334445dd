"""nnwidget's own file: one JSON object with options, weights, optimizer memory and history.

Numbers are written so that they are read back to the last bit; NaN is written as null. A file
is checked completely before anything is made of it.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget.history import LIMIT, History
from nnwidget.nn.activations import Array
from nnwidget.options import CLASSES, COLUMNS, SAMPLES, Options, check
from nnwidget.table import LARGEST as LARGEST_VALUE
from nnwidget.table import NAME_LENGTH, Table
from nnwidget.trainer import Snapshot, Trainer
from nnwidget.updates import Memory

FORMAT = "nnwidget"
VERSION = 1
LARGEST = 16 * 1024 * 1024
"""Longest file, in bytes."""

EVENT_LENGTH = 200


@dataclass(frozen=True)
class Saved:
    """What a file holds: the options, the user's own data, and how far training was."""

    options: Options
    table: Table | None
    data_draw: int
    weights_draw: int
    moment: Snapshot


# ------------------------------------------------------------------ writing


def to_dict(trainer: Trainer) -> dict[str, Any]:
    """A run as a JSON-able dict."""
    moment = trainer.snapshot()
    options = {f.name: getattr(trainer.options, f.name) for f in fields(Options)}
    memory = moment.memory
    history = moment.history
    return {
        "format": FORMAT,
        "version": VERSION,
        "options": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in options.items()
        },
        "data": _table_to_dict(trainer.table) if trainer.table else None,
        "data_draw": trainer.data_draw,
        "weights_draw": trainer.weights_draw,
        "weights": [weights.tolist() for weights in trainer.mlp.weights],
        "biases": [biases.tolist() for biases in trainer.mlp.biases],
        "epochs": moment.epochs,
        "position": moment.position,
        "best": [_plain(moment.best[0]), moment.best[1]],
        "memory": {
            "slots": memory.slots.tolist(),
            "updates": memory.updates,
            "carried": memory.carried.tolist(),
            "carried_samples": memory.carried_samples,
            "alive": memory.alive.tolist(),
        },
        "history": {
            "stride": history.stride,
            "losses": [[_plain(number) for number in row] for row in history.table.T.tolist()],
            "events": [[epoch, what] for epoch, what in history.events],
        },
    }


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _table_to_dict(table: Table) -> dict[str, Any]:
    return {
        "X": table.X.tolist(),
        "y": table.y.tolist(),
        "columns": list(table.columns),
        "labels": [
            label if isinstance(label, str | int | float) else str(label) for label in table.labels
        ],
    }


def write_file(content: dict[str, Any], path: str | Path) -> None:
    """Write a dict of `to_dict` to a file, whole or not at all.

    Raises:
        ValueError: it would be too long to be read again.
        OSError: it cannot be written.
    """
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    if len(text) > LARGEST:
        raise ValueError(
            f"the file would have {len(text):,} bytes; at most {LARGEST:,} are allowed"
        )
    target = Path(path)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


# ------------------------------------------------------------------ reading


def read_file(path: str | Path) -> Any:
    """The JSON value in a file.

    Raises:
        ValueError: too long, or no JSON.
        OSError: it cannot be read.
    """
    with Path(path).open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST:,} bytes; longer ones are not read")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ValueError(f"the file is not JSON of nnwidget: {str(error)[:120]}") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def from_dict(content: Any) -> Saved:
    """Check a dict of `to_dict`, all of it.

    Raises:
        ValueError: naming what is wrong: another format or version, a missing or unknown key,
            a value of the wrong kind, length or size.
    """
    try:
        return _checked(content)
    except RecursionError:
        raise ValueError("lists or objects in the file are nested too deeply") from None


def _checked(content: Any) -> Saved:
    top = _object(content, "file", _KEYS)
    if top["format"] != FORMAT:
        raise ValueError(f"format must be {FORMAT!r}, got {str(top['format'])[:40]!r}")
    if type(top["version"]) is not int or top["version"] != VERSION:
        raise ValueError(f"version must be {VERSION}, got {str(top['version'])[:40]!r}")
    table = None if top["data"] is None else _table(top["data"])
    names = [f.name for f in fields(Options)]
    options = check(
        Options(**_object(top["options"], "options", names)), table.shape if table else None
    )
    trainer = Trainer(options, table)
    layers = len(trainer.mlp.layers)
    if not isinstance(top["weights"], list) or not isinstance(top["biases"], list):
        raise ValueError("weights and biases must be lists, one item per layer")
    if not len(top["weights"]) == len(top["biases"]) == layers:
        raise ValueError(f"weights and biases must have {layers} layers")
    for index, (weights, biases) in enumerate(
        zip(trainer.mlp.weights, trainer.mlp.biases, strict=True)
    ):
        weights[...] = _array(top["weights"][index], f"weights[{index}]", weights.shape)
        biases[...] = _array(top["biases"][index], f"biases[{index}]", biases.shape)
    best_loss, best_epoch = _list(top["best"], "best", 2)
    moment = Snapshot(
        theta=trainer.mlp.theta,
        memory=_memory(top["memory"], trainer),
        epochs=_count(top["epochs"], "epochs"),
        position=_count(top["position"], "position", trainer.batches_per_epoch - 1),
        best=(_loss(best_loss, math.inf), _count(best_epoch, "best")),
        history=_history(top["history"]),
    )
    draws = _count(top["data_draw"], "data_draw"), _count(top["weights_draw"], "weights_draw")
    return Saved(options, table, *draws, moment)


_KEYS = (
    *("format", "version", "options", "data", "data_draw", "weights_draw", "weights", "biases"),
    *("epochs", "position", "best", "memory", "history"),
)


def _object(value: Any, what: str, keys: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object, got {type(value).__name__}")
    for key in keys:
        if key not in value:
            raise ValueError(f"{what} lacks {key!r}")
    for key in value:
        if key not in keys:
            raise ValueError(f"{what} has an unknown key {str(key)[:40]!r}")
    return value


def _list(value: Any, what: str, length: int | None = None, most: int = SAMPLES) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list, got {type(value).__name__}")
    if length is not None and len(value) != length:
        raise ValueError(f"{what} must have {length} items, got {len(value)}")
    if len(value) > most:
        raise ValueError(f"{what} may have at most {most:,} items, got {len(value):,}")
    return value


def _count(value: Any, what: str, most: int = 10**12) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{what} must be a whole number from 0 to {most:,}, got {str(value)[:40]}")
    return value


def _loss(value: Any, missing: float) -> float:
    if value is None:
        return missing
    return _number(value, "a loss or epoch")


def _number(value: Any, what: str, largest: float = sys.float_info.max) -> float:
    if type(value) not in (int, float) or not abs(value) <= largest:
        raise ValueError(f"{what} must be a number up to {largest:.3g}, got {str(value)[:40]!r}")
    return float(value)


def _array(
    value: Any, what: str, shape: tuple[int, ...], largest: float = sys.float_info.max
) -> Array:
    rows = _list(value, what, shape[0]) if len(shape) == 2 else [value]
    for row in rows:
        for number in _list(row, what, shape[-1]):
            _number(number, what, largest)
    return np.array(value, dtype=np.float64).reshape(shape)


def _memory(value: Any, trainer: Trainer) -> Memory:
    content = _object(value, "memory", ("slots", "updates", "carried", "carried_samples", "alive"))
    own = trainer.updater.memory
    memory = Memory(*own.slots.shape)
    if len(own.slots):
        memory.slots[...] = _array(content["slots"], "memory slots", own.slots.shape)
    else:
        _list(content["slots"], "memory slots", 0)
    memory.carried[...] = _array(content["carried"], "memory carried", own.carried.shape)
    memory.alive[...] = _array(content["alive"], "memory alive", own.alive.shape)
    if not np.isin(memory.alive, (0, 1)).all():
        raise ValueError("memory alive must hold 0 and 1 only")
    memory.updates = _count(content["updates"], "memory updates")
    memory.carried_samples = _count(content["carried_samples"], "memory carried_samples")
    return memory


def _history(value: Any) -> History:
    content = _object(value, "history", ("stride", "losses", "events"))
    history, last = History(stride=max(1, _count(content["stride"], "history stride"))), -1
    for row in _list(content["losses"], "history losses", most=LIMIT + 1):
        epoch, train, test = _list(row, "a row of history losses", 3)
        if type(epoch) is float and epoch.is_integer():
            epoch = int(epoch)
        if _count(epoch, "an epoch of the history") <= last:
            raise ValueError(f"the epochs of the history must rise, got {epoch} after {last}")
        last = epoch
        history.record(epoch, _loss(train, math.nan), _loss(test, math.nan))
    for row in _list(content["events"], "history events", most=LIMIT):
        epoch, what = _list(row, "an event of the history", 2)
        if not isinstance(what, str) or len(what) > EVENT_LENGTH:
            raise ValueError("an event of the history must be a short text")
        history.note(_loss(epoch, 0.0), what)
    return history


def _table(value: Any) -> Table:
    content = _object(value, "data", ("X", "y", "columns", "labels"))
    columns = _list(content["columns"], "data columns", most=COLUMNS)
    for name in columns:
        if not isinstance(name, str) or len(name) > NAME_LENGTH:
            raise ValueError("data columns must be short texts")
    rows = _list(content["X"], "data X")
    if len(rows) < 2 or not columns:
        raise ValueError("data must have at least 2 rows and a column")
    X = _array(rows, "data X", (len(rows), len(columns)), LARGEST_VALUE)
    y = _array(content["y"], "data y", (len(rows),), LARGEST_VALUE)
    labels = _list(content["labels"], "data labels", most=CLASSES)
    if any(type(label) not in (str, int, float, bool) for label in labels):
        raise ValueError("data labels must be texts or numbers")
    if labels and (len(labels) < 2 or not np.isin(y, np.arange(len(labels))).all()):
        raise ValueError(f"data y must be classes from 0 to {len(labels) - 1}")
    return Table(X, y, tuple(columns), tuple(labels))
