"""Reading a saved run. All of it is checked before anything is made of it."""

from __future__ import annotations

import json
import math
import os
import sys
import warnings
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget.data.shape import CLASSES, COLUMNS, SAMPLES
from nnwidget.data.table import LARGEST as LARGEST_VALUE
from nnwidget.data.table import NAME_LENGTH, Table
from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.wording import listed, shown
from nnwidget.training.history import LIMIT, History
from nnwidget.training.moments import BYTES, MOMENTS, Moment, Moments
from nnwidget.training.options import CONTROL_NAMES, NAMES, Options
from nnwidget.training.plan import data_shape, make_plan
from nnwidget.training.stops import Best
from nnwidget.training.together import check
from nnwidget.training.trainer import State
from nnwidget.training.update import Memory

from .arrays import from_text

FORMAT = "nnwidget"
VERSIONS = (2, 3)
"""2: Adam's averages are kept without their factors. 3: arrays may be texts, a moment of the past
has only the options that differ from the present ones, and what was left out is said."""

LARGEST = 16 * 1024 * 1024
"""Longest file, in bytes."""

LONGEST_PATH = 4096
"""The longest path that Linux opens."""

EVENT_LENGTH = 200
LARGEST_FLOAT = sys.float_info.max
LATEST = 10**12
"""Largest number of an epoch, of updates, of draws."""


def checked_path(path: Any) -> Path:
    """A path as the user gave it.

    Raises:
        ValueError: it is none, or too long for any system.
    """
    if isinstance(path, str | os.PathLike):
        text = os.fspath(path)
        if isinstance(text, str) and len(text) <= LONGEST_PATH and "\0" not in text:
            file = Path(text)
            if file.name:
                return file
    raise ValueError(f"path must be a text or a Path of a file, got {shown(path)}")


def read_file(path: str | Path) -> Any:
    """The JSON value in a file.

    Raises:
        ValueError: too long, or no JSON.
        OSError: it cannot be read.
    """
    with checked_path(path).open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST:,} bytes; longer ones are not read")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ValueError(f"the file is not JSON of nnwidget: {str(error)[:80]}") from None


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


_KEYS = ("format", "version", "data", "moment", "tip", "history", "timeline", "left_out")

_MOMENT_KEYS = (
    *("options", "data_draw", "weights_draw", "weights", "biases"),
    *("epochs", "position", "batches", "best", "memory"),
)


def _checked(content: Any) -> State:
    top = _object(content, "file", ("format", "version"), optional=content)
    if top["format"] != FORMAT:
        raise ValueError(f"format must be {FORMAT!r}, got {shown(top['format'])}")
    if type(top["version"]) is not int or top["version"] not in VERSIONS:
        allowed = " or ".join(map(str, VERSIONS))
        raise ValueError(f"version must be {allowed}, got {shown(top['version'])}")
    if top["version"] == 2:
        top = _from_version_2(top)
    _object(top, "file", _KEYS)
    left_out = _object(top["left_out"], "left_out", ("moments", "tip"))
    _count(left_out["moments"], "left_out moments")
    _switch(left_out["tip"], "left_out tip")
    table = None if top["data"] is None else _table(top["data"])
    moment = _moment(top["moment"], table)
    tip = None if top["tip"] is None else _moment(top["tip"], table, moment.options)
    history = _history(top["history"])
    timeline = _timeline(top["timeline"], table, moment.options)
    if tip is None:
        _forget_the_future(history, timeline, moment.epoch)
    return State(moment, history, timeline, tip)


def _from_version_2(top: dict[str, Any]) -> dict[str, Any]:
    """The same file with what version 3 says besides."""
    data = top.get("data")
    if isinstance(data, dict) and isinstance(data.get("X"), list):
        data = {"rows": len(data["X"]), **data}
    return {"left_out": {"moments": 0, "tip": False}, **top, "data": data}


def _forget_the_future(history: History, timeline: Moments, epoch: float) -> None:
    """Without the tip, to which one could have gone on, nothing lies after the present."""
    timeline.cut(epoch)
    if len(history) and history.epoch[-1] > epoch:
        history.cut(epoch)


# ------------------------------------------------------------------ parts


def _timeline(value: Any, table: Table | None, present: Options) -> Moments:
    content = _object(value, "timeline", ("stride", "moments"))
    stride = max(1, _count(content["stride"], "timeline stride", most=2 * LATEST))
    moments: list[Moment] = []
    for one in _list(content["moments"], "timeline moments", most=MOMENTS):
        # Options that stay the same are checked, and kept, once.
        options = moments[-1].options if moments else present
        moments.append(_moment(one, table, present, options))
        # A few bytes of text can stand for many zeros.
        if len(moments) > 1 and sum(moment.nbytes for moment in moments) > BYTES:
            raise ValueError(f"the moments of the timeline must not take more than {BYTES:,} bytes")
    if any(before.epochs >= after.epochs for before, after in pairwise(moments)):
        raise ValueError("the epochs of the timeline must rise")
    if any(moment.epochs % stride for moment in moments):
        raise ValueError(f"the epochs of the timeline must be multiples of its stride {stride}")
    return Moments(stride, moments)


def _moment(
    value: Any,
    table: Table | None,
    present: Options | None = None,
    before: Options | None = None,
) -> Moment:
    """A moment; one of the past only has the options that differ from the ``present`` ones.
    Where they are those of the moment ``before``, these are taken."""
    content = _object(value, "moment", _MOMENT_KEYS)
    options = _options(content["options"], table, present, before)
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
        best=Best(_loss(best_loss, math.inf), _count(best_epoch, "best")),
    )


def _options(
    value: Any, table: Table | None, present: Options | None, before: Options | None
) -> Options:
    """An option that the file does not know yet has its default."""
    given = _object(value, "options", (), optional=NAMES)
    if present is not None and not given:
        return present
    if isinstance(given.get("hidden_controls"), list):
        given = given | {"hidden_controls": _controls(given["hidden_controls"])}
    options = replace(present or Options(), **given)
    checked = check(options, table.shape if table else None)
    return before if before == checked else checked


def _controls(names: list[Any]) -> list[Any]:
    """Without the names that another version of the widget had."""
    texts = {name for name in names if isinstance(name, str)}
    unknown = sorted(texts - CONTROL_NAMES.keys())
    if unknown:
        warnings.warn(
            f"hidden_controls of the file names {listed(unknown[:5])}, no controls here: left out",
            stacklevel=2,
        )
    return [name for name in names if not isinstance(name, str) or name in CONTROL_NAMES]


def _network(options: Options, table: Table | None) -> MLP:
    """A network of the options' layout, all zero."""
    custom = options.dataset == "custom" and table is not None
    plan = make_plan(options, table.shape if custom and table else data_shape(options))
    return MLP(plan.sizes, plan.activations)


def _memory(value: Any, options: Options, parameters: int) -> Memory:
    content = _object(value, "memory", ("slots", "updates", "carried", "carried_samples", "alive"))
    memory = Memory(OPTIMIZERS[options.optimizer].slots, parameters)
    slots = _list(content["slots"], "memory slots", len(memory.slots))
    for slot, given in zip(memory.slots, slots, strict=True):
        slot[...] = _array(given, "memory slots", slot.shape, finite=False)
    if content["carried"] is not None:
        carried = content["carried"]
        memory.carried[...] = _array(carried, "memory carried", (parameters,), finite=False)
    if content["alive"] is not None:
        memory.alive[...] = _array(content["alive"], "memory alive", (parameters,))
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
    content = _object(value, "data", ("rows", "X", "y", "columns", "labels", "bounded"))
    columns = _list(content["columns"], "data columns", most=COLUMNS)
    for name in columns:
        if not isinstance(name, str) or len(name) > NAME_LENGTH:
            raise ValueError("data columns must be short texts")
    rows = _count(content["rows"], "data rows", most=SAMPLES)
    if rows < 2 or not columns:
        raise ValueError("data must have at least 2 rows and a column")
    X = _array(content["X"], "data X", (rows, len(columns)), LARGEST_VALUE)
    y = _array(content["y"], "data y", (rows,), LARGEST_VALUE)
    labels = _list(content["labels"], "data labels", most=CLASSES)
    if any(type(label) not in (str, int, float, bool) for label in labels):
        raise ValueError("data labels must be texts or numbers")
    if labels and (len(labels) < 2 or not np.isin(y, np.arange(len(labels))).all()):
        raise ValueError(f"data y must be classes from 0 to {len(labels) - 1}")
    return Table(X, y, tuple(columns), tuple(labels), _switch(content["bounded"], "data bounded"))


# ------------------------------------------------------------------ values


def _object(
    value: Any, what: str, keys: Collection[str], optional: Collection[str] = ()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object, got {type(value).__name__}")
    for key in keys:
        if key not in value:
            raise ValueError(f"{what} lacks {key!r}")
    for key in value:
        if key not in keys and key not in optional:
            raise ValueError(f"{what} has an unknown key {shown(key)}")
    return value


def _list(value: Any, what: str, length: int | None = None, most: int = SAMPLES) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list, got {type(value).__name__}")
    if length is not None and len(value) != length:
        raise ValueError(f"{what} must have {length} items, got {len(value)}")
    if len(value) > most:
        raise ValueError(f"{what} may have at most {most:,} items, got {len(value):,}")
    return value


def _switch(value: Any, what: str) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{what} must be true or false, got {shown(value)}")
    return value


def _count(value: Any, what: str, most: int = LATEST) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{what} must be a whole number from 0 to {most:,}, got {shown(value)}")
    return value


def _loss(value: Any, missing: float) -> float:
    if value is None:
        return missing
    return _number(value, "a loss or epoch")


def _number(value: Any, what: str, largest: float = LARGEST_FLOAT) -> float:
    if type(value) not in (int, float) or not abs(value) <= largest:
        raise ValueError(f"{what} must be a number up to {largest:.3g}, got {shown(value)}")
    return float(value)


def _array(
    value: Any,
    what: str,
    shape: tuple[int, ...],
    largest: float = LARGEST_FLOAT,
    finite: bool = True,
) -> Array:
    """An array of numbers, from lists or a text; only a text can hold others than finite ones."""
    if isinstance(value, str):
        array = from_text(value, what, math.prod(shape))
        if finite and not (np.abs(array) <= largest).all():
            raise ValueError(f"{what} must hold numbers up to {largest:.3g}")
        return array.reshape(shape)
    rows = _list(value, what, shape[0]) if len(shape) == 2 else [value]
    numbers = list(chain.from_iterable(_list(row, what, shape[-1]) for row in rows))
    return _numbers(numbers, what, largest).reshape(shape)


def _numbers(values: list[Any], what: str, largest: float) -> Array:
    if {*map(type, values)} <= {int, float}:
        with suppress(OverflowError):  # a whole number that no float can hold
            array = np.array(values, np.float64)
            if (np.abs(array) <= largest).all():
                return array
    # One by one, to name the first that is none.
    return np.array([_number(value, what, largest) for value in values])
