"""Observing options and results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import traitlets
from traitlets.utils.bunch import Bunch

from nnwidget.languages.wording import did_you_mean, shown
from nnwidget.live.option_values import Changes, unknown_option
from nnwidget.live.session import Session
from nnwidget.training.options import NAMES

from .progress import RESULTS, Progress
from .telling import Telling


class UnknownNameError(traitlets.TraitError, AttributeError):
    """A name was assigned or observed that a `Playground` does not have."""


def unknown(name: str, others: Iterable[str] = ()) -> UnknownNameError:
    """The error for a name that is no option, nor one of the others that could be meant."""
    return UnknownNameError(unknown_option(name, others))


class Observing(traitlets.HasTraits):
    """Tells of options and of results; `nnwidget.Playground` does."""

    _session: Session | None
    _progress: Progress | None = None

    def _prepare_telling(self) -> None:
        # Observers alone: the browser is sent all that an edit changes in one message.
        self._telling = Telling(partial(traitlets.HasTraits.notify_change, self))

    def _tell(self, changes: Changes) -> None:
        """Tell the observers of the options that an edit has changed."""
        self._telling.tell(
            Bunch(name=name, old=old, new=new, owner=self, type="change")
            for name, (old, new) in changes.items()
        )

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
                hint = did_you_mean(name, [*NAMES, *RESULTS])
                raise UnknownNameError(
                    f"{shown(name)} cannot be observed{hint}; observe an option, or one of "
                    f"the results {', '.join(RESULTS)}"
                )
        if results:
            if self._progress is None:
                assert self._session is not None
                self._progress = Progress(self, self._session.asking)
                self._session.loop.observers.on_results = self._progress.update
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
