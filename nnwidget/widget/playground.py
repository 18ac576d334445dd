"""The widget: traits, their validation, and all that can be done with it."""

from __future__ import annotations

import base64
import contextlib
import os
import threading
import time
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from traitlets.utils.bunch import Bunch

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import Feature, ReentryError, features_of, own_feature
from nnwidget.data.shape import COLUMNS
from nnwidget.data.table import Table, read_table
from nnwidget.interop import saved
from nnwidget.interop.links import read_link, write_link
from nnwidget.live.interrupt import INTERRUPTS, block
from nnwidget.live.loop import Loop
from nnwidget.live.requests import Requests
from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP
from nnwidget.nn.wording import did_you_mean, recognized, shown
from nnwidget.training.checks import is_number, plain, switch
from nnwidget.training.options import (
    DISPLAY,
    EPOCHS,
    KEPT_BY_PRESETS,
    ROWS,
    Options,
    check_value,
    described,
)
from nnwidget.training.options import NAMES as _NAMES
from nnwidget.training.presets import PRESETS, Preset
from nnwidget.training.together import check
from nnwidget.training.trainer import State, Trainer

from .progress import RESULTS, Progress
from .rerun import close_earlier
from .results import Results
from .telling import Telling
from .watched_arrays import Parameters

_STATIC = Path(__file__).parent.parent / "static"


def _bundle(name: str) -> str | Path:
    """A file of the browser bundle: its text, or (developing) the path that is watched. A
    widget whose bundle is a path is never freed, so that is for developing only."""
    path = _STATIC / name
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return path
    return path.read_text(encoding="utf-8")


def _json(value: Any) -> Any:
    """Lists in place of tuples, also within."""
    return [_json(item) for item in value] if isinstance(value, tuple) else value


class _Option(traitlets.Any):
    """An option as a trait. Its value is checked alone here; `Playground` checks them all
    together when they have changed, and to traitlets 1 in place of True is no change."""

    allow_none = False  # not without a check

    def default(self, obj: Any = None) -> Any:
        # What one widget's user appends to a list is not the next one's default.
        return copy(self.default_value)

    def set(self, obj: Any, value: Any) -> None:
        assert self.name is not None
        if obj.is_being_set:
            super().set(obj, value)
        else:
            obj.change(**{self.name: value})

    def validate(self, obj: Any, value: Any) -> Any:
        assert self.name is not None
        with _as_trait_error(self.name):
            return _json(check_value(self.name, value))


class _Features(_Option):
    """The names of the inputs; functions are accepted, and kept under their names."""

    def validate(self, obj: Any, value: Any) -> Any:
        return super().validate(obj, obj.keep_functions(value))


class UnknownNameError(traitlets.TraitError, AttributeError):
    """A name was assigned or observed that a `Playground` does not have."""


def _unknown(name: str, others: Iterable[str] = ()) -> UnknownNameError:
    """The error for a name that is no option, nor one of the others that could be meant."""
    known = ", ".join(_NAMES)
    hint = did_you_mean(name, [*_NAMES, *others])
    return UnknownNameError(f"unknown option {shown(name)}{hint}; the options are: {known}")


@dataclass
class _Edit:
    """An edit under way.

    Attributes:
        what: of what it is an edit, for undo; ``None`` if there is nothing to take back.
        changes: the options that it has changed, by name, of which nobody was told yet.
        thread: who makes it.
    """

    what: Hashable
    changes: dict[str, Bunch] = field(default_factory=dict)
    thread: int = field(default_factory=threading.get_ident)


@contextlib.contextmanager
def _as_trait_error(name: str) -> Iterator[None]:
    """Only a TraitError makes traitlets put the old values back."""
    try:
        yield
    except ValueError as error:
        raise traitlets.TraitError(str(error)) from None
    except Exception as error:
        raise traitlets.TraitError(f"{name} cannot be used: {str(error)[:200]}") from None


def _option(name: str) -> traitlets.Any:
    """The trait of an option."""
    kind = _Features if name == "features" else _Option
    return kind(_json(getattr(_DEFAULTS, name)), help=ROWS[name].help).tag(sync=True)


def _default_options() -> Options:
    """The defaults; who runs many kernels can lower the frame rate in the environment."""
    rate = os.environ.get("NNWIDGET_FRAME_RATE", "")
    try:
        return check(Options(frame_rate=float(rate))) if rate else Options()
    except ValueError as error:
        warnings.warn(f"NNWIDGET_FRAME_RATE is ignored: {error}", stacklevel=2)
        return Options()


_DEFAULTS = _default_options()


def _plain(trainer: Trainer, name: str) -> Any:
    """An option of the trainer as its trait shows it."""
    return _json(getattr(trainer.options, name))


def _parted(names: Any) -> tuple[list[Any], list[Any]]:
    """Names to observe: those of results, and others."""
    if isinstance(names, str) or names is traitlets.All:
        names = [names]
    if not isinstance(names, list | tuple | set | frozenset) or not all(
        isinstance(name, str) or name is traitlets.All for name in names
    ):
        raise UnknownNameError(f"names must be a name or a list of names, got {shown(names)}")
    results = [name for name in names if name in RESULTS]
    return results, [name for name in names if name not in RESULTS]


def _is_function(item: object) -> bool:
    """Is it a feature given as a name and a function?"""
    if not isinstance(item, tuple | list) or len(item) != 2:
        return False
    return isinstance(item[0], str) and callable(item[1])


class Playground(Results, anywidget.AnyWidget):
    """A neural network that learns in the notebook.

    Every option is a trait: it can be given here, assigned later, observed and linked. A
    value that is not allowed, alone or with the others, raises ``traitlets.TraitError`` and
    changes nothing.

    Args:
        data: the user's own data, a pair ``(X, y)``: X (m, columns) an array, a list or a
            DataFrame; y (m,) class labels or numbers. Or a DataFrame with y as last column.
        options: any of the traits, which are listed below. An own one among the ``features``:
            ``("r", lambda x1, x2: np.hypot(x1, x2))``.

    Raises:
        traitlets.TraitError: an option that is not allowed.
        ValueError: data that cannot be used.
        TypeError: an option that does not exist, or one without its name.

    Example:
        >>> w = Playground(dataset="circle", hidden_layers=[4], learning_rate=0.1)
        >>> w.fit(100).loss_test < 0.1
        True
    """

    _esm = _bundle("widget.js")
    _css = _bundle("widget.css")

    locals().update({name: _option(name) for name in ROWS})
    _snapshot = traitlets.Dict(help="the last state, for where no kernel runs").tag(sync=True)

    # For those that were refused before they were made.
    _loop: Loop | None = None
    _edit: _Edit | None = None
    _progress: Progress | None = None
    _own_layout = False

    def __init__(self, *nameless: Any, data: Any = None, **options: Any) -> None:
        if nameless:
            raise TypeError(
                "options and data are given by name, such as dataset='circle' or data=(X, y); "
                f"got {shown(nameless[0])} without one"
            )
        self._table: Table | None = None  # until there is a trainer, which has it then
        self._own_features: dict[str, Feature] = {}
        self._computing: set[int] = set()  # the threads in which an own feature is computed
        # Observers alone: the browser is sent all that an edit changes in one message.
        self._telling = Telling(partial(traitlets.HasTraits.notify_change, self))
        self._own_layout = "layout" not in options
        for name in sorted(options.keys() - set(_NAMES) - {"layout"}):
            raise TypeError(str(_unknown(name, ["data"])))
        if data is not None:
            self._table = data if isinstance(data, Table) else read_table(data)
            columns = self._table.shape.columns
            dataset = options.setdefault("dataset", "custom")
            if dataset != "custom" and not isinstance(data, Table):
                raise ValueError(f"give either data or dataset={shown(dataset)}, not both")
            options.setdefault("features", [f"x{i + 1}" for i in range(columns)])
        # The data first: own features are tried with them.
        super().__init__(**dict(sorted(options.items(), key=lambda item: item[0] != "dataset")))
        self._trainer = Trainer(self._options(), self._table, self._own_features)
        loop = Loop(self._trainer, self._send_message)
        self._requests = Requests(self, loop, self._send_message, traitlets.TraitError)
        self._loop = loop
        self._follow_trainer()
        loop.speed, loop.frame_rate = self.speed, self.frame_rate
        self.on_msg(lambda _, content, buffers: self._requests.receive(content))
        close_earlier(self)

    # ------------------------------------------------------------ options

    def _options(self) -> Options:
        return Options(**{name: getattr(self, name) for name in _NAMES})

    @traitlets.validate(*_NAMES)
    def _validate(self, proposal: dict[str, Any]) -> Any:
        """Check a value together with all the others."""
        name = proposal["trait"].name
        values = {other: getattr(self, other) for other in _NAMES} | {name: proposal["value"]}
        shape = self._table.shape if self._table else None
        with _as_trait_error(name):
            plain = check(Options(**values), shape, self._own_features)
        return _json(getattr(plain, name))

    def keep_functions(self, features: Any) -> Any:
        """Keep the features that are given as functions, and put their names in their place.

        Raises:
            traitlets.TraitError: a function fails, or has the name of a built-in feature.
        """
        if not isinstance(features, list | tuple):
            return features
        own = {}
        with _as_trait_error("features"):
            for name, function in filter(_is_function, features):
                if name in features_of(COLUMNS):
                    raise ValueError(f"features: {shown(name)} is the name of a built-in feature")
                with INTERRUPTS.released():
                    own[name] = own_feature(name, self._guarded(function), self._some_samples())
        names = [item[0] if _is_function(item) else item for item in features]
        used = {name for name in names if isinstance(name, str)}
        own = self._own_features | own
        unused = [name for name in own if name not in used]
        for name in unused[: max(0, len(own) - COLUMNS)]:  # every scene shows them all
            del own[name]
        self._own_features = own
        return names

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function of the user's that can neither ask nor change what is computed with it."""

        def guarded(*columns: Array) -> Any:
            thread = threading.get_ident()
            try:
                self._computing.add(thread)
                return function(*columns)
            finally:
                self._computing.discard(thread)

        return guarded

    def _some_samples(self) -> Array:
        """Samples of the data set that is chosen, maybe just now."""
        if self._loop is not None and self.dataset == self._trainer.options.dataset:
            return self._trainer.data.X
        if self.dataset == "custom":
            return self._table.X if self._table else np.zeros((1, 2))
        return DATASETS[self.dataset].draw(np.random.default_rng(0), 50, 0.0, 3)[0]

    @property
    def is_being_set(self) -> bool:
        """Are options just being set, by this thread, to be checked and taken over together?"""
        if self._loop is None:
            return True
        others = self._edit is not None and self._edit.thread != threading.get_ident()
        return self._cross_validation_lock and not others

    def change(self, /, **options: Any) -> Playground:
        """Change several options at once, all or none. Returns the widget.

        Raises:
            traitlets.TraitError: an option that does not exist, or is not allowed together
                with the others.
        """
        for name in options:
            if name not in _NAMES:
                raise _unknown(name)
        if self.is_being_set:
            self._set_options(options)
            return self
        with self._editing():
            with super().hold_trait_notifications():
                self._set_options(options)
            self._take_over()
        return self

    def _set_options(self, options: dict[str, Any]) -> None:
        for name in sorted(options, key=lambda name: name != "dataset"):
            self.set_trait(name, options[name])

    @block
    def hold_trait_notifications(self) -> Iterator[None]:
        """Around assignments of options: they are one edit, which is checked, made and told at
        the end, or, after an exception, not made at all."""
        holding = super().hold_trait_notifications()
        if self.is_being_set:
            with holding:
                yield
            return
        with self._editing():
            with holding, INTERRUPTS.released():
                yield
            self._take_over()

    def _settle(self) -> None:
        """Before the network is asked or told something: make what has been assigned in a block
        of the user's that is not over.

        Raises:
            traitlets.TraitError: what has been assigned so far is not allowed together.
            ReentryError: it is one of its own inputs that asks.
        """
        if threading.get_ident() in self._computing:
            raise ReentryError("an input can neither ask nor change the Playground it belongs to")
        if self._edit is not None and self._edit.thread == threading.get_ident():
            with INTERRUPTS.held():
                try:
                    self._take_over()
                except ValueError as error:
                    raise traitlets.TraitError(str(error)) from None
                self._follow_trainer()

    def _asking(self) -> AbstractContextManager[object]:
        """Around whatever the network is asked: nobody else changes it meanwhile. (The lock
        itself: an interrupt falls before or after its being taken, and it is let go of.)"""
        self._settle()
        return self._live.lock

    def _take_over(self) -> None:
        """Hand the options to the trainer."""
        options, own, trainer = self._options(), self._own_features, self._trainer
        changed = {name for name in _NAMES if getattr(options, name) != _plain(trainer, name)}
        if any(own.get(name) != trainer.own_features.get(name) for name in self.features):
            changed.add("features")
        if not changed:
            return
        trainer.change(options, own)
        if changed - DISPLAY:
            self._live.notice = None
            assert self._edit is not None
            self._edit.what = self._edit.what or frozenset(changed)

    def _follow_trainer(self) -> None:
        """Make all that is known of the trainer here what it is there: other data leave out
        inputs, undo brings back old values, an edit that failed was taken back."""
        self._table, self._own_features = self._trainer.table, self._trainer.own_features
        options = {name: _plain(self._trainer, name) for name in _NAMES}
        with super().hold_trait_notifications():
            for name, value in options.items():
                if value != getattr(self, name):
                    self.set_trait(name, value)

    @contextlib.contextmanager
    def _editing(self, what: Hashable = None) -> Iterator[None]:
        """Around an edit, of whatever kind, which is whole or not at all: an interrupt waits for
        its end, an exception takes it back. What was before it can be gone back to, if it is
        known ``what`` it is an edit of. The browser and observers are told at the end. An edit
        within another is a part of it."""
        with INTERRUPTS.held(), self._asking():
            if self._edit is not None:
                with self._trainer.whole():
                    yield
                self._follow_trainer()
                self._edit.what = self._edit.what or what
                return
            before = self._trainer.state()
            self._edit = edit = _Edit(what)
            try:
                try:
                    with self._trainer.whole():
                        yield
                finally:
                    self._follow_trainer()
                if edit.what is not None:
                    self._live.undo.remember(before, edit.what, time.monotonic())
            finally:
                self._edit = None
            self._live.speed, self._live.frame_rate = self.speed, self.frame_rate
            changes = [change for change in edit.changes.values() if change.old != change.new]
            self._send_options([change.name for change in changes])
            self._live.edited()
        self._live.tell(lambda: self._tell(changes))

    def _send_options(self, names: list[str]) -> None:
        if self._holding_sync:
            self._states_to_send.update(names)
        elif names:
            self.send_state(names)

    def _tell(self, changes: list[Bunch]) -> None:
        """Tell the observers of options and, where no event loop would do so later, of results."""
        try:
            self._telling.tell(changes)
        finally:
            if self._live.alone:
                self._live.tell_results()

    def notify_change(self, change: Bunch) -> None:
        """Of an edit, observers are told at its end."""
        if self._edit is None or change.name not in _NAMES:
            super().notify_change(change)
        elif change.name in self._edit.changes:
            self._edit.changes[change.name]["new"] = change.new
        else:
            self._edit.changes[change.name] = change

    # ------------------------------------------------------------ names

    def __setattr__(self, name: str, value: Any) -> None:
        # A misspelt option would do nothing, silently.
        if not name.startswith("_") and not hasattr(type(self), name):
            raise _unknown(name, ["data", "weights", "biases"])
        if name in _METHODS:
            raise UnknownNameError(f"{name} is a method, which cannot be assigned to")
        super().__setattr__(name, value)

    def observe(
        self, handler: Callable[[Any], Any], names: Any = traitlets.All, type: Any = "change"
    ) -> None:
        """Call ``handler(change)`` when an option has changed, or a result: epoch, loss_train,
        loss_test, accuracy_train, accuracy_test, playing. Of results it is called at most
        ``frame_rate`` times a second, and only if it asked for them by name.

        Args:
            handler: is given ``change.name``, ``.old``, ``.new`` and ``.owner``.
            names: a name or a list of names; all options, if none is given.
            type: as in traitlets.

        Raises:
            traitlets.TraitError: a name that cannot be observed.
        """
        results, others = _parted(names)
        for name in others:
            if name is not traitlets.All and not self.has_trait(name):
                hint = did_you_mean(name, [*_NAMES, *RESULTS])
                raise UnknownNameError(
                    f"{shown(name)} cannot be observed{hint}; observe an option, or one of "
                    f"the results {', '.join(RESULTS)}"
                )
        if results:
            if self._progress is None:
                self._progress = Progress(self, self._asking)
                self._live.on_results = self._progress.update
            self._progress.observe(handler, results, type)
        if others:
            super().observe(handler, others, type)

    def unobserve(
        self, handler: Callable[[Any], Any], names: Any = traitlets.All, type: Any = "change"
    ) -> None:
        """Do not call ``handler`` any more; the arguments are those of `observe`."""
        results, others = _parted(names)
        if results and self._progress is not None:
            self._progress.unobserve(handler, results, type)
        if others:
            super().unobserve(handler, others, type)

    def unobserve_all(self, name: Any = traitlets.All) -> None:
        """Tell no one any more of an option or a result, or (if no name is given) of any."""
        if self._progress is not None:
            self._progress.unobserve_all(name)
        super().unobserve_all(name)

    # ------------------------------------------------------------ training

    def fit(self, epochs: float = 1) -> Playground:
        """Train so many epochs now, without the browser. Returns the widget.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        epochs = _epochs(epochs)
        self._settle()
        self._live.fit(epochs)
        return self

    async def train(self, epochs: float = 1) -> Playground:
        """Train so many epochs on the kernel's event loop, as fast as it goes, with the view
        live: ``await w.train(100)``. The same numbers as `fit`. Returns the widget.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        epochs = _epochs(epochs)
        self._settle()
        await self._live.train(epochs)
        return self

    def play(self) -> None:
        """Train in the background, ``speed`` epochs per second, until `pause`.

        Raises:
            RuntimeError: no event loop runs (plain Python).
        """
        self._live.play()

    def pause(self) -> None:
        """Stop training."""
        self._live.pause()

    def step(self) -> None:
        """Train to the end of the epoch, one whole one when it has not begun."""
        self._settle()
        self._live.step()

    def step_batch(self) -> None:
        """Train one batch."""
        self._settle()
        self._live.step_batch()

    def reset(self, new: bool = False) -> None:
        """Go back to epoch 0: to the same weights again, or (``new``) to others.

        Raises:
            ValueError: ``new`` is neither True nor False.
        """
        new = switch("new", plain(new))
        with self._editing("reset"):
            self._live.pause()
            self._trainer.reset(new)

    def regenerate(self) -> None:
        """Draw new data of the same kind. The weights stay."""
        with self._editing("regenerate"):
            self._trainer.regenerate()

    def go_to(self, epoch: float) -> Playground:
        """Show the network as it was at an epoch (the last one kept that is not after it; up
        to 256 are, evenly). Training on from there, or an edit, forgets what came later; until
        then ``go_to(latest)`` returns. Returns the widget.

        Raises:
            ValueError: ``epoch`` is not a number from 0 to 1e9.
            RuntimeError: within ``hold_trait_notifications``.
        """
        epoch = _epochs(epoch)
        with self._travelling():
            self._live.pause()
            self._live.undo.settle()
            self._trainer.go_to(epoch)
        return self

    @property
    def latest(self) -> float:
        """The epoch up to which was trained; ``epoch`` is before it after `go_to`."""
        return self._trainer.latest

    # ------------------------------------------------------------ undo

    def undo(self) -> bool:
        """Take back the last edit: options, data, weights and epoch are as they were before
        it (what only changes the view stays). Up to 50 can be taken back. Returns whether
        there was one.

        Raises:
            RuntimeError: within ``hold_trait_notifications``.
        """
        return self._go_back(self._live.undo.undo)

    def redo(self) -> bool:
        """Take back the last `undo`. Returns whether there was one.

        Raises:
            RuntimeError: within ``hold_trait_notifications``.
        """
        return self._go_back(self._live.undo.redo)

    def _go_back(self, move: Callable[[State], State | None]) -> bool:
        with self._travelling():
            self._live.pause()
            state = move(self._trainer.state())
            if state is None:
                return False
            self._trainer.restore(state)
        return True

    def _travelling(self) -> AbstractContextManager[None]:
        """Around going to another state, which no edit can have as a part."""
        self._settle()
        if self._edit is not None and self._edit.thread == threading.get_ident():
            raise RuntimeError(
                "within hold_trait_notifications() the edit is not over: call undo, redo and "
                "go_to before or after it"
            )
        return self._editing()

    @property
    def _live(self) -> Loop:
        assert self._loop is not None
        return self._loop

    @property
    def playing(self) -> bool:
        """Is Play on, or an ``await train()`` under way?"""
        return self._live.training

    @property
    def notice(self) -> str | None:
        """Why training stopped by itself, in a sentence."""
        return self._live.notice["text"] if self._live.notice else None

    # ------------------------------------------------------------ parameters

    @property
    def weights(self) -> Parameters:
        """W^l of every layer, (n^l, n^(l-1)). Assigning redraws."""
        return self._parameters(lambda mlp: mlp.weights)

    @weights.setter
    def weights(self, values: Any) -> None:
        self.weights[:] = values

    @property
    def biases(self) -> Parameters:
        """b^l of every layer, (n^l,). Assigning redraws."""
        return self._parameters(lambda mlp: mlp.biases)

    @biases.setter
    def biases(self, values: Any) -> None:
        self.biases[:] = values

    def _parameters(self, of: Callable[[MLP], list[Array]]) -> Parameters:
        with self._asking():
            mlp = self._trainer.mlp

        @contextlib.contextmanager
        def writing() -> Iterator[None]:
            with self._writing():
                if self._trainer.mlp is not mlp:
                    raise ValueError(
                        "these weights are of a network that has been replaced; ask the "
                        "Playground for its weights anew"
                    )
                yield

        return Parameters(of(mlp), writing)

    @contextlib.contextmanager
    def _writing(self, what: Hashable = None) -> Iterator[None]:
        """Around a change of parameters, of ``what`` one if it is known."""
        with self._editing(("parameters", what)):
            yield
            if self._trainer.epoch > 0:
                self._trainer.history.note(self._trainer.epoch, "weights set by hand")
            self._trainer.touch()

    # ------------------------------------------------------------ own data, presets

    @property
    def data(self) -> Any:
        """All points, training points first: a DataFrame with the label last where pandas is
        installed, else a pair ``(X, y)``. Assigning either takes other data; inputs, weights
        and epoch stay where columns and classes are as many as before.

        Raises:
            ValueError: (assigning) data that cannot be used; nothing is changed then.
        """
        with self._asking():
            data = self._trainer.data
        y = np.array(data.labels)[data.y.astype(int)] if data.labels else data.y
        try:
            import pandas as pd
        except ImportError:
            return data.X.copy(), y
        label = "label"
        while label in data.columns:
            label += "_"
        return pd.DataFrame(data.X, columns=list(data.columns)).assign(**{label: y})

    @data.setter
    def data(self, value: Any) -> None:
        self._take_table(read_table(value))

    def _take_table(self, table: Table) -> None:
        """Train on other data of the user's. Options that do not fit them become automatic."""
        with self._editing("data"):
            options = replace(self._options(), dataset="custom")
            columns = table.shape.columns
            if columns != self._trainer.shape.columns:
                options = replace(options, features=tuple(f"x{i + 1}" for i in range(columns)))
            try:
                check(options, table.shape, self._own_features)
            except ValueError:
                options = replace(options, loss="auto", output_activation="auto")
            self._trainer.edit_table(table, options)
            self._live.notice = None

    @classmethod
    def preset(cls, name: str) -> Playground:
        """A widget with one of the presets of ``nnwidget.training.presets.PRESETS``.

        Raises:
            ValueError: there is no such preset.
        """
        return cls(**_preset(name).options)

    def _load_preset(self, name: str) -> None:
        """Take the options of a preset and start anew."""
        options = replace(_DEFAULTS, **_preset(name).options)
        with self._editing(("preset", name)):
            self.change(
                **{n: _json(getattr(options, n)) for n in _NAMES if n not in KEPT_BY_PRESETS}
            )
            self._trainer.reset()

    def _heed(self, code: str) -> None:
        """Do what the diagnosis advises, if it still is the one of that code."""
        finding = self._live.watch.finding
        if finding is None or finding.code != code:
            raise ValueError("this advice is out of date")
        with self._editing(("heed", code)):
            self.change(**finding.changes)
            if finding.restart:
                self._trainer.reset()
            self._live.notice = None

    # ------------------------------------------------------------ links, saving

    @classmethod
    def from_url(cls, url: str) -> Playground:
        """Open a link of TensorFlow Playground (the whole address, or its hash). It trains to
        the same losses as there, epoch by epoch.

        Raises:
            ValueError: the link holds a setting that is no number.
            traitlets.TraitError: a setting that is not allowed here.
        """
        return cls(**read_link(url))

    def to_url(self, strict: bool = True) -> str:
        """The link that opens TensorFlow Playground at this start.

        Args:
            strict: raise when there is something that a link cannot express; otherwise warn,
                and leave it out.

        Raises:
            ValueError: naming the options that a link cannot express (``strict``); or ``strict``
                is neither True nor False.
        """
        strict = switch("strict", plain(strict))
        with self._asking():
            trainer = self._trainer
            moved = bool(trainer.data_draw or trainer.weights_draw)
            url, missing = write_link(trainer.options, moved)
        if missing:
            text = f"a Playground link cannot express: {', '.join(missing)}"
            if strict:
                raise ValueError(text)
            warnings.warn(text, stacklevel=2)
        return url

    def to_dict(self) -> dict[str, Any]:
        """Everything of the run, JSON-able: options, the user's data, weights, the optimizer's
        memory, history. The moments of the past that `go_to` can show take 4 MiB at most, all
        together 16 MiB; how many did not fit is said in ``left_out``.

        Raises:
            ValueError: the user's data alone are too large, an input is a Python function, or
                a weight is no finite number.
        """
        with self._asking():
            state = self._trainer.state()
        return saved.to_dict(state)

    @classmethod
    def from_dict(cls, content: Any) -> Playground:
        """Take up the run of a dict made by `to_dict`: it trains on to the same numbers as one
        that was never saved.

        Raises:
            ValueError: naming what is wrong with the dict. Nothing is built then.
        """
        state = saved.from_dict(content)
        options = {name: _json(getattr(state.moment.options, name)) for name in _NAMES}
        w = cls(data=state.moment.table, **options)
        w._trainer.restore(state)
        w._live.edited()
        return w

    def save(self, path: str | Path) -> None:
        """Write `to_dict` to a JSON file, whole or not at all.

        Raises:
            ValueError: as `to_dict`.
            OSError: the file cannot be written.
        """
        saved.write_file(self.to_dict(), path)

    @classmethod
    def load(cls, path: str | Path) -> Playground:
        """Take up the run of a file written by `save`.

        Raises:
            ValueError: the file is damaged, of another kind or version, or too large.
            OSError: the file cannot be read.
        """
        return cls.from_dict(saved.read_file(path))

    # ------------------------------------------------------------ the browser

    def _send_message(self, content: Any, buffers: list[bytes]) -> None:
        if self.comm is not None:
            self.send(content, buffers)

    def _show_again(self, names: Iterable[str]) -> None:
        """Send the browser the true values of options."""
        self.send_state([name for name in names if name in _NAMES])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Trait values written by the browser (by ``jslink``, say): an edit like any other."""
        changes = {name: value for name, value in sync_data.items() if name in _NAMES}
        if changes:
            self._requests.receive_traits(changes)
        rest = {name: value for name, value in sync_data.items() if name not in _NAMES}
        if rest:
            super().set_state(rest)

    # ------------------------------------------------------------ showing, closing

    def __repr__(self) -> str:
        return "nnwidget.Playground"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for those who cannot show it a picture of the present state."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        # matplotlib takes a second to load: only when it is needed
        from nnwidget.pictures.figures import png
        from nnwidget.pictures.snapshot import snapshot

        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        with self._asking():
            picture = png(self._trainer)
            self._snapshot = snapshot(self._trainer, picture)
        self._live.when_at_rest(lambda: setattr(self, "_snapshot", snapshot(self._trainer)))
        data |= {"text/plain": repr(self), "image/png": base64.b64encode(picture).decode()}
        return data, metadata | {"image/png": {"alt": self._snapshot["description"]}}

    def close(self) -> None:
        """Stop training and free everything; the views go away. Python's side can still be
        read."""
        if self._loop is not None:
            self._loop.close()
        if self.comm is not None and self._own_layout:
            self.layout.close()
        super().close()


Playground.__doc__ = f"{Playground.__doc__}\n    Options:\n{described()}\n    "


def _preset(name: str) -> Preset:
    found = recognized(name, PRESETS) if isinstance(name, str) else None
    if found is None:
        hint = did_you_mean(name, PRESETS)
        raise ValueError(f"preset must be one of {', '.join(PRESETS)}, got {shown(name)}{hint}")
    return PRESETS[found]


_METHODS = {
    name
    for part in (Playground, Results)
    for name, value in vars(part).items()
    if callable(value) and not name.startswith("_")
} - {"notify_change"}
"""What cannot be assigned to. (traitlets puts its own function there while it holds changes.)"""


def _epochs(epochs: Any) -> float:
    epochs = plain(epochs)
    if not is_number(epochs) or epochs < 0:
        raise ValueError(f"epochs must be a number >= 0, got {shown(epochs)}")
    if epochs > EPOCHS:
        raise ValueError(f"epochs may be at most {EPOCHS:,}, got {shown(epochs)}")
    return float(epochs)
