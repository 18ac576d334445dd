"""The one way into a widget, for tests that look at more than a user can see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live.session import Session
from nnwidget.live.turns import TASK


def inside(w: Playground) -> Session:
    """The session of a widget: its trainer, its loop, its options."""
    return w._session


def set_clock(w: Playground, clock: Callable[[], float]) -> None:
    """The time of a widget's loop is the test's."""
    inside(w).loop.clock = clock


def kept_picture(w: Playground) -> dict[str, Any]:
    """The picture that a saved notebook keeps of a widget."""
    picture: dict[str, Any] = w.get_state("_snapshot")["_snapshot"]
    return picture


def is_edited(w: Playground) -> bool:
    """Is an edit of a widget under way?"""
    return inside(w)._edit is not None


def holds_notifications(w: Playground) -> bool:
    """Does traitlets hold back what is to be told of a widget?"""
    return bool(w._cross_validation_lock)


def living_widgets() -> int:
    """How many widgets ipywidgets knows, of whatever kind."""
    return len(ipywidget._instances)


def loop_tasks() -> list[asyncio.Task[Any]]:
    """The tasks of loops on the event loop that runs."""
    return [task for task in asyncio.all_tasks() if task.get_name() == TASK]
