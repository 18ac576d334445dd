"""Reading a saved run. All of it is checked before anything is made of it."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from nnwidget.data.shape import CLASSES, COLUMNS, SAMPLES
from nnwidget.data.table import LARGEST_VALUE, NAME_LENGTH, Table
from nnwidget.languages.sentence import LANGUAGES, Sentence, places
from nnwidget.languages.wording import listed, shown, whole
from nnwidget.nn.mlp import MLP
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.training.history import LIMIT, History
from nnwidget.training.moments import BYTES, MOMENTS, Moment, Moments
from nnwidget.training.options import CONTROL_NAMES, NAMES, Options
from nnwidget.training.origin import Origin
from nnwidget.training.past import Past, State
from nnwidget.training.plan import data_shape, make_plan
from nnwidget.training.stops import Best
from nnwidget.training.together import check
from nnwidget.training.update import Memory

from .values import LARGEST_FLOAT, LATEST, a_count, a_list, a_loss, a_switch, an_array, an_object

FORMAT = "nnwidget"
VERSIONS = (2, 3, 4)
"""2: Adam's averages are kept without their factors. 3: arrays may be texts, a moment of the past
has only the options that differ from the present ones, and what was left out is said. 4: the events
of the history are sentences, by code and values."""

EVENT_LENGTH = 200
EVENTS = {f"events.{key}": places(text) for key, text in LANGUAGES["en"]["events"].items()}
"""The sentences of the history, and the places that they have."""


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
    top = an_object(content, "file", ("format", "version"), optional=content)
    if top["format"] != FORMAT:
        raise ValueError(f"format must be {FORMAT!r}, got {shown(top['format'])}")
    if type(top["version"]) is not int or top["version"] not in VERSIONS:
        allowed = " or ".join(map(str, VERSIONS))
        raise ValueError(f"version must be {allowed}, got {shown(top['version'])}")
    if top["version"] == 2:
        top = _from_version_2(top)
    an_object(top, "file", _KEYS)
    left_out = an_object(top["left_out"], "left_out", ("moments", "tip"))
    a_count(left_out["moments"], "left_out moments")
    a_switch(left_out["tip"], "left_out tip")
    table = None if top["data"] is None else _table(top["data"])
    moment = _moment(top["moment"], table)
    tip = None if top["tip"] is None else _moment(top["tip"], table, moment.options)
    history = _history(top["history"])
    timeline = _timeline(top["timeline"], table, moment.options)
    if tip is None:
        _forget_the_future(history, timeline, moment.epoch)
    return State(moment, Past(history, timeline, tip))


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
    content = an_object(value, "timeline", ("stride", "moments"))
    stride = max(1, a_count(content["stride"], "timeline stride", most=2 * LATEST))
    moments: list[Moment] = []
    for one in a_list(content["moments"], "timeline moments", most=MOMENTS):
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
    content = an_object(value, "moment", _MOMENT_KEYS)
    options = _options(content["options"], table, present, before)
    mlp = _network(options, table)
    layers = len(mlp.layers)
    for name, arrays in (("weights", mlp.weights), ("biases", mlp.biases)):
        for index, given in enumerate(a_list(content[name], name, layers)):
            arrays[index][...] = an_array(given, f"{name}[{index}]", arrays[index].shape)
    best_loss, best_epoch = a_list(content["best"], "best", 2)
    return Moment(
        options=options,
        origin=Origin(
            table,
            a_count(content["data_draw"], "data_draw"),
            a_count(content["weights_draw"], "weights_draw"),
        ),
        theta=mlp.theta,
        memory=_memory(content["memory"], options, len(mlp.theta)),
        epochs=a_count(content["epochs"], "epochs"),
        position=a_count(content["position"], "position"),
        batches=max(1, a_count(content["batches"], "batches")),
        best=Best(a_loss(best_loss, math.inf), a_count(best_epoch, "best")),
    )


def _options(
    value: Any, table: Table | None, present: Options | None, before: Options | None
) -> Options:
    """An option that the file does not know yet has its default."""
    given = an_object(value, "options", (), optional=NAMES)
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
    content = an_object(
        value, "memory", ("slots", "updates", "carried", "carried_samples", "alive")
    )
    memory = Memory(OPTIMIZERS[options.optimizer].slots, parameters)
    slots = a_list(content["slots"], "memory slots", len(memory.slots))
    for slot, given in zip(memory.slots, slots, strict=True):
        slot[...] = an_array(given, "memory slots", slot.shape, finite=False)
    if content["carried"] is not None:
        carried = content["carried"]
        memory.carried[...] = an_array(carried, "memory carried", (parameters,), finite=False)
    if content["alive"] is not None:
        memory.alive[...] = an_array(content["alive"], "memory alive", (parameters,))
    if not np.isin(memory.alive, (0, 1)).all():
        raise ValueError("memory alive must hold 0 and 1 only")
    memory.updates = a_count(content["updates"], "memory updates")
    memory.carried_samples = a_count(content["carried_samples"], "memory carried_samples")
    return memory


def _history(value: Any) -> History:
    content = an_object(value, "history", ("stride", "losses", "events"))
    history, last = History(stride=max(1, a_count(content["stride"], "history stride"))), -1
    for row in a_list(content["losses"], "history losses", most=LIMIT + 1):
        epoch, train, test = a_list(row, "a row of history losses", 3)
        if type(epoch) is float and epoch.is_integer():
            epoch = int(epoch)
        if a_count(epoch, "an epoch of the history") <= last:
            raise ValueError(f"the epochs of the history must rise, got {epoch} after {last}")
        last = epoch
        history.record(epoch, a_loss(train, math.nan), a_loss(test, math.nan))
    for row in a_list(content["events"], "history events", most=LIMIT):
        epoch, what = a_list(row, "an event of the history", 2)
        history.note(a_loss(epoch, 0.0), _event(what))
    return history


def _event(what: Any) -> str:
    """What was changed: a sentence, or a text of a version that had none."""
    if _is_short(what):
        return str(what)
    if isinstance(what, dict):
        content = an_object(what, "an event of the history", ("code", "values", "text"))
        code = content["code"]
        if isinstance(code, str) and code in EVENTS and _is_short(content["text"]):
            values = an_object(content["values"], "the values of an event", EVENTS[code])
            return Sentence(code, **{name: _in_event(one) for name, one in values.items()})
    raise ValueError(f"an event of the history must be a sentence or a short text: {shown(what)}")


def _is_short(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= EVENT_LENGTH and text == whole(text)


def _in_event(value: Any) -> Any:
    """What stands in a place of such a sentence: a number, a short text, another sentence."""
    number = type(value) in (int, float) and abs(value) <= LARGEST_FLOAT
    return value if number else _event(value)


def _table(value: Any) -> Table:
    content = an_object(value, "data", ("rows", "X", "y", "columns", "labels", "bounded"))
    columns = a_list(content["columns"], "data columns", most=COLUMNS)
    for name in columns:
        if not isinstance(name, str) or len(name) > NAME_LENGTH or name != whole(name):
            raise ValueError("data columns must be short texts")
    rows = a_count(content["rows"], "data rows", most=SAMPLES)
    if rows < 2 or not columns:
        raise ValueError("data must have at least 2 rows and a column")
    X = an_array(content["X"], "data X", (rows, len(columns)), LARGEST_VALUE)
    y = an_array(content["y"], "data y", (rows,), LARGEST_VALUE)
    labels = a_list(content["labels"], "data labels", most=CLASSES)
    if any(
        type(label) not in (str, int, float, bool)
        or (isinstance(label, str) and label != whole(label))
        for label in labels
    ):
        raise ValueError("data labels must be texts or numbers")
    if labels and (len(labels) < 2 or not np.isin(y, np.arange(len(labels))).all()):
        raise ValueError(f"data y must be classes from 0 to {len(labels) - 1}")
    return Table(X, y, tuple(columns), tuple(labels), a_switch(content["bounded"], "data bounded"))
