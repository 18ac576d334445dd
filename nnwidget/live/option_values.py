"""Options as they are shown, named and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nnwidget.languages.wording import did_you_mean, shown
from nnwidget.training.options import NAMES, Options

Changes = Mapping[str, tuple[Any, Any]]
"""Of every option that is another one, the old value and the new."""


def as_shown(value: Any) -> Any:
    """A value of an option as its trait and the browser have it: lists in place of tuples, also
    within, and a dict of one's own."""
    if isinstance(value, tuple):
        return [as_shown(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def unknown_option(name: str, others: Iterable[str] = ()) -> str:
    """What is said of a name that is no option, nor one of the others that could be meant."""
    hint = did_you_mean(name, [*NAMES, *others])
    return f"unknown option {shown(name)}{hint}; the options are: {', '.join(NAMES)}"


def changes(old: Options, new: Options) -> Changes:
    """Of every option that is another one, the old value and the new, as they are shown."""
    if old is new:
        return {}
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in NAMES}
    return {
        name: (as_shown(before), as_shown(after))
        for name, (before, after) in pairs.items()
        if before != after
    }
