"""Values and names in sentences: shown short, listed, recognized however they are written."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from .sentence import Sentence

SHOWN = 80
"""Most characters that a message shows of a value that was given."""

_LONGEST_TYPED = 60
"""A longer text is no misspelt name."""


class _Short(reprlib.Repr):
    """A repr that looks only at the beginning of what is large or deep."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxother = SHOWN

    def repr1(self, x: Any, level: int) -> str:
        if isinstance(x, str | bytes):
            return repr(str.__str__(x[:SHOWN]) if isinstance(x, str) else x[:SHOWN])
        if isinstance(x, int) and x.bit_length() > 2000:  # Python may refuse to write it
            return f"a whole number of {x.bit_length():,} bits"
        return super().repr1(x, level)

    def repr_instance(self, x: Any, level: int) -> str:
        return " ".join(super().repr_instance(x, level).split())


_short = _Short()


def shown(value: object) -> str:
    """The repr of a value for a message: one line, at most `SHOWN` characters, and soon done
    however large the value is."""
    text = _short.repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def whole(text: str) -> str:
    """A text as it can be sent and saved: half a character is a question mark."""
    return text.encode("utf-8", "replace").decode()


def listed(names: Iterable[str]) -> str:
    """Names as a message lists them: ``'sgd', 'adam'``."""
    return ", ".join(shown(name) for name in names)


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """The end of a message about a misspelt name: ``" (did you mean 'circle'?)"``, as a sentence;
    or nothing where no known name is near."""
    if not isinstance(name, str) or len(name) > _LONGEST_TYPED:
        return ""
    near = {_folded(one): one for one in known}
    found = get_close_matches(_folded(name), near, 1)
    return Sentence("refusals.did_you_mean", name=shown(near[found[0]])) if found else ""


def labels_of(registry: Mapping[str, Any]) -> dict[str, str]:
    """The names of a registry by what the widget calls them."""
    return {getattr(row, "label", name): name for name, row in registry.items()}


def recognized(name: str, registry: Mapping[str, Any]) -> str | None:
    """The name of a registry's row that is meant by a name or a label, in capitals or not."""
    if name in registry:
        return name
    spelled = labels_of(registry) | {one: one for one in registry}
    return {_folded(text): one for text, one in spelled.items()}.get(_folded(name))


_INDICES = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _folded(name: str) -> str:
    """A name as it is compared: x₁, as pictures show it, is x1."""
    return name.casefold().translate(_INDICES)
