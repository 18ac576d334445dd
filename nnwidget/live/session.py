"""Everything that changes a run, once: from a trait, a method or a message.

An edit is checked once, applied once between two slices of training, remembered once for undo,
and told once, when it is over. It is whole or not at all: an interrupt waits for its end, an
exception takes it back. An edit within another is a part of it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from nnwidget.data.features import Feature
from nnwidget.data.table import Table
from nnwidget.diagnosis.watch import Watch
from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP
from nnwidget.training.checks import is_number, plain
from nnwidget.training.options import DISPLAY, EPOCHS, KEPT_BY_PRESETS, NAMES, Options
from nnwidget.training.past import State
from nnwidget.training.presets import preset as preset_of
from nnwidget.training.trainer import Trainer
from nnwidget.training.undo import Undo

from .assigned import AssignedValues, samples_of
from .interrupt import INTERRUPTS
from .loop import Loop
from .option_values import Changes, as_shown, changes


@dataclass
class _Edit:
    """An edit under way.

    Attributes:
        what: of what it is an edit, for undo; ``None`` if there is nothing to take back.
        open: more options may be assigned before they are made, by code of the user's.
        wanted: options that were assigned, each one checked, and not made yet.
        own: the user's inputs, if they are to be others.
        thread: who makes it.
    """

    what: Hashable
    open: bool = False
    wanted: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Feature] | None = None
    thread: int = field(default_factory=threading.get_ident)


class Session:
    """A run, and all that may be done with it.

    Args:
        options: by name; those that are missing have their defaults.
        table: the user's own data.
        send: sends one message to the browser.
        show: is given the names of options whose true values the browser is to be sent.
        tell: is given the `Changes` of an edit that is over.
        not_allowed: the exception for options that are not allowed, alone or together.

    Attributes:
        trainer: to be read within `asking` only.
        loop: trains it, between the edits.
        edits: those that can be taken back.
        watch: finds out why it does not learn.
        options: as they are; within an edit, as they were last made.
        not_allowed: the exception for options that are not allowed.

    Raises:
        Exception: ``not_allowed``.
        ValueError: data that cannot be used.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        table: Table | None,
        send: Callable[[Any, list[bytes]], None],
        show: Callable[[list[str]], None] = lambda names: None,
        tell: Callable[[Changes], None] = lambda changes: None,
        not_allowed: type[Exception] = ValueError,
    ) -> None:
        self.not_allowed = not_allowed
        self._values = AssignedValues(not_allowed)
        self._edit: _Edit | None = None
        self._show, self._tell = show, tell
        wanted, own = self._values.checked(options, {}, lambda name: samples_of(name, table))
        with self._values.refusing():
            self.trainer = Trainer(replace(Options(), **wanted), table, own)
        self.options = self.trainer.options
        self.edits, self.watch = Undo(), Watch(self.trainer)
        self.loop = Loop(self.trainer, self.edits, self.watch, send)
        self._follow()

    # ------------------------------------------------------------ reading

    def value(self, name: str) -> Any:
        """An option as it is shown: a copy, with lists in place of tuples. Whoever assigns
        several reads what has been assigned."""
        edit = self._edit
        if edit is not None and name in edit.wanted and self._is_mine(edit):
            return as_shown(edit.wanted[name])
        return as_shown(getattr(self.options, name))

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """Options as they are, of those names that are options."""
        return {name: as_shown(getattr(self.options, name)) for name in names if name in NAMES}

    def show_again(self, names: Iterable[str]) -> None:
        """Send the browser the true values of options (of those names that are options)."""
        self._show([name for name in names if name in NAMES])

    def asking(self) -> AbstractContextManager[object]:
        """Around whatever the network is asked: nobody else changes it meanwhile. (The lock
        itself: an interrupt falls before or after its being taken, and it is let go of.)"""
        self.settle()
        return self.loop.lock

    def settle(self) -> None:
        """Before the network is asked or told something: make what has been assigned in a block
        that is not over.

        Raises:
            Exception: ``not_allowed``, if what has been assigned so far is not allowed together.
            ReentryError: it is one of its own inputs that asks.
        """
        self._values.forbid_reentry()
        edit = self._edit
        if edit is not None and edit.wanted and self._is_mine(edit):
            with INTERRUPTS.held(), self.trainer.whole():
                self._make(edit)

    @staticmethod
    def _is_mine(edit: _Edit) -> bool:
        return edit.thread == threading.get_ident()

    # ------------------------------------------------------------ an edit

    @contextlib.contextmanager
    def editing(self, what: Hashable = None) -> Iterator[_Edit]:
        """Around an edit, of whatever kind. What was before it can be gone back to, if it is
        known ``what`` it is an edit of."""
        with INTERRUPTS.held(), self.asking():
            if self._edit is not None:
                with self._part(self._edit):
                    yield self._edit
                self._edit.what = self._edit.what or what
                return
            before, old = self.trainer.state(), self.options
            self._edit = edit = _Edit(what)
            try:
                with self.trainer.whole():
                    yield edit
            finally:
                self._edit = None
                self._follow()
            if edit.what is not None:
                self.edits.remember(before, edit.what, time.monotonic())
            told = changes(old, self.options)
            self._show(list(told))
            self.loop.edited()
        self.loop.tell(lambda: self._tell_all(told))

    @contextlib.contextmanager
    def _part(self, edit: _Edit) -> Iterator[None]:
        """Around a part of an edit, which is whole or not at all, too."""
        wanted, own = edit.wanted, edit.own
        try:
            with self.trainer.whole():
                yield
        except BaseException:
            edit.wanted, edit.own = wanted, own
            raise
        finally:
            self._follow()

    def _follow(self) -> None:
        """Make what is known of the trainer here what it is there."""
        self.options = self.trainer.options
        self.loop.pace.speed = self.options.speed
        self.loop.frame_rate = self.options.frame_rate

    def _tell_all(self, told: Changes) -> None:
        """Tell of options and, where no event loop would do so later, of results."""
        try:
            self._tell(told)
        finally:
            if self.loop.alone:
                self.loop.tell_results()

    @contextlib.contextmanager
    def assigning(self) -> Iterator[bool]:
        """Around assignments of options: they are one edit, which is checked, made and told at
        the end, or, after an exception, not made at all. Is it the outermost such block?"""
        if self._is_open():
            yield False
            return
        with self.editing() as edit:
            edit.open = True
            try:
                yield True
            finally:
                edit.open = False
            self._make(edit)

    def _is_open(self) -> bool:
        edit = self._edit
        return edit is not None and edit.open and self._is_mine(edit)

    # ------------------------------------------------------------ options

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Change several options at once, all or none; within `assigning`, at its end.

        Raises:
            Exception: ``not_allowed``, for an option that does not exist, or is not allowed, alone
                or together with the others.
        """
        if self._is_open():
            assert self._edit is not None
            self._values.forbid_reentry()
            self._assign(self._edit, wanted)
            return
        with self.editing() as edit:
            self._set(edit, wanted)

    def _set(self, edit: _Edit, wanted: Mapping[str, Any]) -> None:
        self._assign(edit, wanted)
        self._make(edit)

    def _assign(self, edit: _Edit, given: Mapping[str, Any]) -> None:
        """Take down what is wanted, every value checked alone."""
        known = self.trainer.own_features if edit.own is None else edit.own
        wanted, own = self._values.checked(given, known, self._samples)
        edit.wanted, edit.own = edit.wanted | wanted, own

    def _samples(self, dataset: str | None) -> Array:
        """Samples of a data set, or of the one that is chosen, maybe just now."""
        if dataset is None and self._edit is not None:
            dataset = self._edit.wanted.get("dataset")
        if dataset in (None, self.options.dataset):
            return self.trainer.data.X
        return samples_of(dataset, self.trainer.origin.table)

    def _make(self, edit: _Edit) -> None:
        """Change the run as it was assigned: here the options are checked together."""
        options = replace(self.options, **edit.wanted)
        own = self.trainer.own_features if edit.own is None else edit.own
        changed = set(changes(self.options, options))
        if any(own.get(name) != self.trainer.own_features.get(name) for name in options.features):
            changed.add("features")
        if changed:
            with self._values.refusing():
                self.trainer.change(options, own)
            self.options = self.trainer.options
        edit.wanted, edit.own = {}, None
        if changed - DISPLAY:
            self.loop.notice = None
            edit.what = edit.what or frozenset(changed)

    def preset(self, name: str) -> None:
        """Take the options of a preset and start anew.

        Raises:
            ValueError: there is no such preset.
        """
        options = replace(Options(), **preset_of(name).options)
        with self.editing(("preset", name)) as edit:
            self._set(edit, {n: getattr(options, n) for n in NAMES if n not in KEPT_BY_PRESETS})
            self.trainer.reset()

    def heed(self, code: str) -> None:
        """Do what the diagnosis advises.

        Raises:
            ValueError: it is not the one of that code any more.
        """
        finding = self.watch.finding
        if finding is None or finding.code != code:
            raise refusal("advice_gone")
        with self.editing(("heed", code)) as edit:
            self._set(edit, finding.changes)
            if finding.restart:
                self.trainer.reset()
            self.loop.notice = None

    # ------------------------------------------------------------ data and parameters

    def take_table(self, table: Table) -> None:
        """Train on other data of the user's. Options that do not fit them become automatic.

        Raises:
            ValueError: they do not fit all the same.
        """
        with self.editing("data"):
            options = replace(self.options, dataset="custom")
            columns = table.shape.columns
            if columns != self.trainer.shape.columns:
                options = replace(options, features=tuple(f"x{i + 1}" for i in range(columns)))
            try:
                with self.trainer.whole():
                    self.trainer.edit_table(table, options)
            except ValueError:
                automatic = replace(options, loss="auto", output_activation="auto")
                self.trainer.edit_table(table, automatic)
            self.loop.notice = None

    @contextlib.contextmanager
    def writing(self, mlp: MLP, what: Hashable = None) -> Iterator[None]:
        """Around a change of parameters of a network, of ``what`` one if it is known.

        Raises:
            ValueError: the network has been replaced.
        """
        with self.editing(("parameters", what)):
            if self.trainer.mlp is not mlp:
                raise refusal("old_weights")
            yield
            self.trainer.note(Sentence("events.weights_set"))
            self.trainer.touch()

    def regenerate(self) -> None:
        """Draw new data of the same kind. The weights stay."""
        with self.editing("regenerate"):
            self.trainer.regenerate()

    def reset(self, new: bool = False) -> None:
        """Go back to epoch 0: to the same weights again, or (``new``) to others."""
        with self.editing("reset"):
            self.loop.pause()
            self.trainer.reset(new)

    # ------------------------------------------------------------ going to another state

    def go_to(self, epoch: float) -> None:
        """Show the network as it was at an epoch.

        Raises:
            ValueError: ``epoch`` is not a number from 0 to 1e9.
        """
        epoch = _epochs(epoch)
        with self._travelling():
            self.edits.settle()
            self.trainer.go_to(epoch)

    def undo(self) -> bool:
        """Take back the last edit. Was there one?"""
        return self._go_back(self.edits.undo)

    def redo(self) -> bool:
        """Take back the last `undo`. Was there one?"""
        return self._go_back(self.edits.redo)

    def restore(self, state: State) -> None:
        """Take up a run that was saved."""
        with self.editing():
            self.trainer.restore(state)

    def _go_back(self, move: Callable[[State], State | None]) -> bool:
        with self._travelling():
            state = move(self.trainer.state())
            if state is None:
                return False
            self.trainer.restore(state)
        return True

    @contextlib.contextmanager
    def _travelling(self) -> Iterator[None]:
        """Around going to another state, which no edit can have as a part."""
        self.settle()
        if self._edit is not None and self._is_mine(self._edit):
            raise RuntimeError(
                "within hold_trait_notifications() the edit is not over: call undo, redo and "
                "go_to before or after it"
            )
        with self.editing():
            self.loop.pause()
            yield

    # ------------------------------------------------------------ training

    def fit(self, epochs: float) -> None:
        """Train so many epochs now.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        epochs = _epochs(epochs)
        self.settle()
        self.loop.fit(epochs)

    async def train(self, epochs: float) -> None:
        """Train so many epochs on the kernel's event loop.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        epochs = _epochs(epochs)
        self.settle()
        await self.loop.train(epochs)

    def step(self) -> None:
        """Train to the end of the epoch now."""
        self.settle()
        self.loop.step()

    def step_batch(self) -> None:
        """Train one batch now."""
        self.settle()
        self.loop.step_batch()


def _epochs(epochs: Any) -> float:
    epochs = plain(epochs)
    if not is_number(epochs) or epochs < 0:
        raise refusal("epochs", value=shown(epochs))
    if epochs > EPOCHS:
        raise refusal("many_epochs", most=EPOCHS, value=shown(epochs))
    return float(epochs)
