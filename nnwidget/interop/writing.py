"""Writing a saved run, so that it can always be read again."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nnwidget.data.table import Table
from nnwidget.languages.sentence import Sentence
from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import split
from nnwidget.training.history import History
from nnwidget.training.moments import Moment, Moments
from nnwidget.training.options import NAMES, Options
from nnwidget.training.past import State
from nnwidget.training.plan import data_shape, make_plan

from .arrays import to_lists, to_text
from .files import LARGEST
from .reading import FORMAT, VERSIONS

TIMELINE = 4 * 1024 * 1024
"""Most bytes of the timeline, so that a file does not become large by it alone."""

LISTED = 20_000
"""Most numbers of the user's data that are written as lists."""

FRAME = 1000
"""Bytes of the file around its parts, at most."""

NUMBER = 28
"""Bytes of a number in lists, at most: 24 as -1.2345678901234567e-300, and what is around it."""

Write = Callable[[Array], Any]
"""An array as a text, or as lists."""


def to_dict(state: State) -> dict[str, Any]:
    """A run as a JSON-able dict that is never too long to be read again; `nnwidget.interop.saved`
    says what is in it.

    Raises:
        ValueError: an input is a Python function or a weight no finite number, which cannot be
            written; or the user's data are too large.
    """
    moment, past = state.moment, state.past
    tip, table = past.tip, moment.origin.table
    for one in filter(None, [moment, tip]):
        for name in _functions(one):
            raise ValueError(f"the feature {name!r} is a Python function and cannot be saved")
    if not np.isfinite(moment.theta).all():
        raise ValueError(
            "a weight or bias is no finite number, with which a run cannot be saved; set it to one"
        )
    data = None if table is None else _table_to_dict(table)
    left_bytes = _bytes_left(LARGEST - FRAME, data, table)
    history, present = _history_to_dict(past.history), _moment_to_dict(moment)
    left_bytes = _bytes_left(left_bytes, [history, present], table)

    # What is left goes to the future first, then to the reader's eyes, then to the past.
    future = _moment_to_dict(tip, moment.options) if tip and _is_of(tip, table) else None
    if future and _length(future) > left_bytes:
        future = None
    left_bytes -= _length(future)
    lists = NUMBER * len(moment.theta) - _length([present["weights"], present["biases"]])
    if lists <= left_bytes:
        present |= _parameters_to_dict(moment, to_lists)
        left_bytes -= max(0, lists)
    latest = tip if future and tip else moment
    earlier = [one for one in past.moments.kept if one.epochs <= latest.epoch]
    timeline = _timeline_to_dict(
        Moments(past.moments.stride, [one for one in earlier if _is_of(one, table)]),
        moment.options,
        min(left_bytes, TIMELINE),
    )
    return {
        "format": FORMAT,
        "version": VERSIONS[-1],
        "data": data,
        "moment": present,
        "tip": future,
        "history": history,
        "timeline": timeline,
        "left_out": {
            "moments": len(past.moments.kept) - len(timeline["moments"]),
            "tip": tip is not None and future is None,
        },
    }


def _length(value: Any) -> int:
    """Bytes of a value as JSON, with the blanks that `json.dumps` puts in if nobody objects."""
    return len(json.dumps(value))


def _bytes_left(left_bytes: int, part: Any, table: Table | None) -> int:
    """How many bytes a part that must be there leaves.

    Raises:
        ValueError: not enough.
    """
    left = left_bytes - _length(part)
    if left < 0:
        text = (
            f"the run cannot be saved: it takes {LARGEST - left:,} bytes, {LARGEST:,} are allowed"
        )
        if table is not None:
            rows, columns = table.X.shape
            text += f"; its data have {rows:,} rows and {columns} columns: leave some out"
        raise ValueError(text)
    return left


def _functions(moment: Moment) -> list[str]:
    """The inputs that are Python functions."""
    return [name for name in moment.options.features if name in moment.own_features]


def _is_of(moment: Moment, table: Table | None) -> bool:
    """Is it a moment with the data that are saved, and nothing that cannot be?"""
    if _functions(moment) or not np.isfinite(moment.theta).all():
        return False
    return moment.options.dataset != "custom" or moment.origin.table is table


def _moment_to_dict(moment: Moment, present: Options | None = None) -> dict[str, Any]:
    """A moment, its arrays as texts; one of the past or the future has only the options that
    differ from the ``present`` ones."""
    options = {name: getattr(moment.options, name) for name in NAMES}
    memory = moment.memory
    return {
        "options": {
            name: _plain(value)
            for name, value in options.items()
            if present is None or value != getattr(present, name)
        },
        "data_draw": moment.origin.data_draw,
        "weights_draw": moment.origin.weights_draw,
        **_parameters_to_dict(moment, to_text),
        "epochs": moment.epochs,
        "position": moment.position,
        "batches": moment.batches,
        "best": [_finite(moment.best[0]), moment.best[1]],
        "memory": {
            "slots": [to_text(slot) for slot in memory.slots],
            "updates": memory.updates,
            "carried": to_text(memory.carried) if memory.carried.any() else None,
            "carried_samples": memory.carried_samples,
            "alive": None if memory.alive.all() else to_text(memory.alive),
        },
    }


def _parameters_to_dict(moment: Moment, write: Write) -> dict[str, list[Any]]:
    """W^l and b^l of every layer, written in one way or another."""
    options, table = moment.options, moment.origin.table
    custom = options.dataset == "custom" and table is not None
    plan = make_plan(options, table.shape if custom and table else data_shape(options))
    layers = split(moment.theta, plan.sizes)
    return {
        "weights": [write(layer[:-1].T) for layer in layers],
        "biases": [write(layer[-1]) for layer in layers],
    }


def _timeline_to_dict(timeline: Moments, present: Options, left_bytes: int) -> dict[str, Any]:
    """As much of the timeline as fits."""
    written: dict[int, tuple[dict[str, Any], int]] = {}

    def fit(moments: list[Moment]) -> bool:
        left = left_bytes
        for moment in moments:
            if moment.epochs not in written:
                content = _moment_to_dict(moment, present)
                written[moment.epochs] = content, _length([content])
            left -= written[moment.epochs][1]
            if left < 0:  # before all the others are written
                return False
        return True

    timeline.thin(fit)
    kept = timeline.kept if fit(timeline.kept) else []
    return {
        "stride": timeline.stride,
        "moments": [written[moment.epochs][0] for moment in kept],
    }


def _history_to_dict(history: History) -> dict[str, Any]:
    return {
        "stride": history.stride,
        "losses": [[_finite(number) for number in row] for row in history.table.T.tolist()],
        "events": [
            [epoch, what.to_dict() if isinstance(what, Sentence) else what]
            for epoch, what in history.events
        ],
    }


def _table_to_dict(table: Table) -> dict[str, Any]:
    write: Write = to_lists if table.X.size <= LISTED else to_text
    return {
        "rows": len(table.X),
        "X": write(table.X),
        "y": write(table.y),
        "columns": list(table.columns),
        "labels": [
            label if isinstance(label, str | int | float) else str(label) for label in table.labels
        ],
        "bounded": table.bounded,
    }


def _plain(value: Any) -> Any:
    """An option's value, sharing nothing that changes."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
