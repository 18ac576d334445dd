"""The one way into a widget, for tests that look at more than a user can see."""

from __future__ import annotations

from collections.abc import Callable

from nnwidget import Playground
from nnwidget.live.session import Session


def inside(w: Playground) -> Session:
    """The session of a widget: its trainer, its loop, its options."""
    return w._session


def set_clock(w: Playground, clock: Callable[[], float]) -> None:
    """The time of a widget's loop is the test's."""
    inside(w).loop.clock = clock
