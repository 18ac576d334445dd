"""The results of a run as traits, for those who observe them."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import traitlets
from traitlets.utils.bunch import Bunch

from .telling import Telling

RESULTS = ("epoch", "loss_train", "loss_test", "accuracy_train", "accuracy_test", "playing")
"""Results of a `Playground` that can be observed, like its options."""


class Progress(traitlets.HasTraits):
    """Takes over the results of a widget when it is told to, and tells its observers what is
    new. (Results change with every batch; as traits of the widget they would have to be
    computed and compared as often.)

    Args:
        widget: has the results as attributes; it is the ``owner`` of the changes.
        asking: around whatever the widget is asked.
    """

    epoch = traitlets.Any()
    loss_train = traitlets.Any()
    loss_test = traitlets.Any()
    accuracy_train = traitlets.Any()
    accuracy_test = traitlets.Any()
    playing = traitlets.Any()

    def __init__(self, widget: Any, asking: Callable[[], AbstractContextManager[object]]) -> None:
        self._widget = widget
        self._asking = asking
        self._new: list[Bunch] = []
        self._telling = Telling(super().notify_change)
        super().__init__(**{name: getattr(widget, name) for name in RESULTS})

    def update(self) -> None:
        """Take over the present results, all of them, then tell."""
        with self._asking():
            new = self._new = list[Bunch]()
            for name in RESULTS:
                value = getattr(self._widget, name)
                if not _both_missing(value, getattr(self, name)):
                    setattr(self, name, value)
        self._telling.tell(new)

    def notify_change(self, change: Bunch) -> None:
        change.owner = self._widget
        self._new.append(change)


def _both_missing(one: float, other: float) -> bool:
    """Are both NaN, which is not equal to itself?"""
    return math.isnan(one) and math.isnan(other)
