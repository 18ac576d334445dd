"""Why training stopped by itself, as the browser is told."""

from __future__ import annotations

from collections.abc import Mapping

from nnwidget.training.stops import Stop

from .protocol import REASON_LIMIT, Notice, NoticeCode


def notice(
    code: NoticeCode, text: str, reason: str = "", values: Mapping[str, float] | None = None
) -> Notice:
    """A notice, its text cut to what a message may hold."""
    return {
        "code": code,
        "reason": reason,
        "values": dict(values or {}),
        "text": text[:REASON_LIMIT],
    }


def of_stop(stop: Stop) -> Notice:
    """What a stop rule says."""
    return notice(stop.code, stop.text, stop.reason, stop.values)


def of_error(error: Exception, reason: str) -> Notice:
    """An exception that nobody would see."""
    return notice("error", f"{type(error).__name__}: {error}", reason)


INTERRUPTED = notice("interrupted", "Training was interrupted; press Play to go on.")
NOBODY_LOOKING = notice("nobody_looking", "Training paused: nobody was looking.")
