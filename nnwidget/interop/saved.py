"""nnwidget's own file: one JSON object with options, weights, optimizer memory and history.

Numbers are written so that they are read back to the last bit; NaN is written as null. A file
is checked completely before anything is made of it.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget.history import LIMIT, History
from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.options import CLASSES, COLUMNS, SAMPLES, Options, check, data_shape, make_plan
from nnwidget.table import LARGEST as LARGEST_VALUE
from nnwidget.table import NAME_LENGTH, Table
from nnwidget.timeline import MOMENTS, Moment, Timeline
from nnwidget.trainer import State, Trainer
from nnwidget.updates import Memory

FORMAT = "nnwidget"
VERSION = 2
"""2: Adam's averages are kept without their factors."""

LARGEST = 16 * 1024 * 1024
"""Longest file, in bytes."""

EVENT_LENGTH = 200


TIMELINE_BYTES = 2 * 1024 * 1024
"""Most bytes of the timeline's arrays that are written, some five times longer as text."""

# ------------------------------------------------------------------ writing


def to_dict(trainer: Trainer) -> dict[str, Any]:
    """A run as a JSON-able dict.

    Raises:
        ValueError: an input is a Python function, which cannot be written.
    """
    state = trainer.state()
    for moment in filter(None, [state.moment, state.tip]):
        for name in _functions(moment):
            raise ValueError(f"the feature {name!r} is a Python function and cannot be saved")
    table = trainer.table
    history, timeline = state.history, state.timeline
    moments = [moment for moment in timeline.moments if _is_of(moment, table)]
    while sum(moment.nbytes for moment in moments) > TIMELINE_BYTES:
        moments = moments[::2]
    return {
        "format": FORMAT,
        "version": VERSION,
        "data": None if table is None else _table_to_dict(table),
        "moment": _moment_to_dict(state.moment),
        "tip": _moment_to_dict(state.tip) if state.tip and _is_of(state.tip, table) else None,
        "history": {
            "stride": history.stride,
            "losses": [[_plain(number) for number in row] for row in history.table.T.tolist()],
            "events": [[epoch, what] for epoch, what in history.events],
        },
        "timeline": {
            "stride": timeline.stride,
            "moments": [_moment_to_dict(moment) for moment in moments],
        },
    }


def _functions(moment: Moment) -> list[str]:
    """The inputs that are Python functions."""
    return [name for name in moment.options.features if name in moment.own_features]


def _is_of(moment: Moment, table: Table | None) -> bool:
    """Is it a moment with the data that are saved, and nothing that cannot be?"""
    if _functions(moment):
        return False
    return moment.options.dataset != "custom" or moment.table is table


def _moment_to_dict(moment: Moment) -> dict[str, Any]:
    mlp = _network(moment.options, moment.table)
    np.copyto(mlp.theta, moment.theta)
    memory = moment.memory
    options = {name: getattr(moment.options, name) for name in _OPTIONS}
    return {
        "options": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in options.items()
        },
        "data_draw": moment.data_draw,
        "weights_draw": moment.weights_draw,
        "weights": [weights.tolist() for weights in mlp.weights],
        "biases": [biases.tolist() for biases in mlp.biases],
        "epochs": moment.epochs,
        "position": moment.position,
        "batches": moment.batches,
        "best": [_plain(moment.best[0]), moment.best[1]],
        "memory": {
            "slots": memory.slots.tolist(),
            "updates": memory.updates,
            "carried": memory.carried.tolist(),
            "carried_samples": memory.carried_samples,
            "alive": memory.alive.tolist(),
        },
    }


def _network(options: Options, table: Table | None) -> MLP:
    """A network of the options' layout, all zero."""
    custom = options.dataset == "custom" and table is not None
    plan = make_plan(options, table.shape if custom and table else data_shape(options))
    return MLP(plan.sizes, plan.activations)


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
        "bounded": table.bounded,
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


def from_dict(content: Any) -> State:
    """Check a dict of `to_dict`, all of it.

    Raises:
        ValueError: naming what is wrong: another format or version, a missing or unknown key,
            a value of the wrong kind, length or size.
    """
    try:
        return _checked(content)
    except RecursionError:
        raise ValueError("lists or objects in the file are nested too deeply") from None


def _checked(content: Any) -> State:
    top = _object(content, "file", _KEYS)
    if top["format"] != FORMAT:
        raise ValueError(f"format must be {FORMAT!r}, got {str(top['format'])[:40]!r}")
    if type(top["version"]) is not int or top["version"] != VERSION:
        raise ValueError(f"version must be {VERSION}, got {str(top['version'])[:40]!r}")
    table = None if top["data"] is None else _table(top["data"])
    timeline = _object(top["timeline"], "timeline", ("stride", "moments"))
    moments = _list(timeline["moments"], "timeline moments", most=MOMENTS)
    kept = [_moment(moment, table) for moment in moments]
    if any(before.epochs >= after.epochs for before, after in pairwise(kept)):
        raise ValueError("the epochs of the timeline must rise")
    return State(
        moment=_moment(top["moment"], table),
        history=_history(top["history"]),
        timeline=Timeline(max(1, _count(timeline["stride"], "timeline stride")), kept),
        tip=None if top["tip"] is None else _moment(top["tip"], table),
    )


_KEYS = ("format", "version", "data", "moment", "tip", "history", "timeline")

_MOMENT_KEYS = (
    *("options", "data_draw", "weights_draw", "weights", "biases"),
    *("epochs", "position", "batches", "best", "memory"),
)

_OPTIONS = [f.name for f in fields(Options)]


def _moment(value: Any, table: Table | None) -> Moment:
    content = _object(value, "moment", _MOMENT_KEYS)
    options = check(
        Options(**_object(content["options"], "options", _OPTIONS)), table.shape if table else None
    )
    mlp = _network(options, table)
    layers = len(mlp.layers)
    for name, arrays in (("weights", mlp.weights), ("biases", mlp.biases)):
        for index, given in enumerate(_list(content[name], name, layers)):
            arrays[index][...] = _array(given, f"{name}[{index}]", arrays[index].shape)
    best_loss, best_epoch = _list(content["best"], "best", 2)
    return Moment(
        options=options,
        table=table,
        data_draw=_count(content["data_draw"], "data_draw"),
        weights_draw=_count(content["weights_draw"], "weights_draw"),
        theta=mlp.theta,
        memory=_memory(content["memory"], options, len(mlp.theta)),
        epochs=_count(content["epochs"], "epochs"),
        position=_count(content["position"], "position"),
        batches=max(1, _count(content["batches"], "batches")),
        best=(_loss(best_loss, math.inf), _count(best_epoch, "best")),
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


def _memory(value: Any, options: Options, parameters: int) -> Memory:
    content = _object(value, "memory", ("slots", "updates", "carried", "carried_samples", "alive"))
    slots = OPTIMIZERS[options.optimizer].slots
    memory = Memory(slots, parameters)
    if slots:
        memory.slots[...] = _array(content["slots"], "memory slots", memory.slots.shape)
    else:
        _list(content["slots"], "memory slots", 0)
    memory.carried[...] = _array(content["carried"], "memory carried", memory.carried.shape)
    memory.alive[...] = _array(content["alive"], "memory alive", memory.alive.shape)
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
    content = _object(value, "data", ("X", "y", "columns", "labels", "bounded"))
    columns = _list(content["columns"], "data columns", most=COLUMNS)
    for name in columns:
        if not isinstance(name, str) or len(name) > NAME_LENGTH:
            raise ValueError("data columns must be short texts")
    rows = _list(content["X"], "data X")
    if len(rows) < 2 or not columns:
        raise ValueError("data must have at least 2 rows and a column")
    X = _array(rows, "data X", (len(rows), len(columns)), LARGEST_VALUE)
    y = _array(content["y"], "data y", (len(rows),), LARGEST_VALUE)
    if type(content["bounded"]) is not bool:
        raise ValueError(f"data bounded must be true or false, got {str(content['bounded'])[:40]}")
    labels = _list(content["labels"], "data labels", most=CLASSES)
    if any(type(label) not in (str, int, float, bool) for label in labels):
        raise ValueError("data labels must be texts or numbers")
    if labels and (len(labels) < 2 or not np.isin(y, np.arange(len(labels))).all()):
        raise ValueError(f"data y must be classes from 0 to {len(labels) - 1}")
    return Table(X, y, tuple(columns), tuple(labels), content["bounded"])
