"""A message from the browser, checked against what ``protocol.py`` declares."""

from __future__ import annotations

import math
import types
import typing
from typing import Annotated, Any, Literal, TypeGuard

from nnwidget.languages.wording import shown

from .protocol import FromBrowser

FIELD_LIMIT = 8_000_000
"""Most bytes of one value of a message from the browser: a large CSV file."""

LARGEST_INT = 2**53 - 1
"""Larger integers are not the same in JavaScript any more."""

_BROWSER: dict[str, dict[str, Any]] = {
    typing.get_args(hints["type"])[0]: hints
    for hints in (
        typing.get_type_hints(message, include_extras=True)
        for message in typing.get_args(FromBrowser)
    )
}
"""By type, the keys of a message and what their values must be."""


def read(content: object) -> FromBrowser:
    """Check a message from the browser and return it.

    Raises ``ValueError`` that names what is wrong: not an object, an unknown type, a missing
    or an unknown key, or a value of the wrong type or size.
    """
    if not isinstance(content, dict):
        raise ValueError(f"a message must be an object, got {type(content).__name__}")
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in _BROWSER:
        raise ValueError(f"unknown message type {shown(kind)}; known: {', '.join(_BROWSER)}")
    hints = _BROWSER[kind]
    if content.keys() != hints.keys():
        raise ValueError(f"a {kind!r} message has the keys {', '.join(hints)}")
    for key, hint in hints.items():
        size = _size(content[key])
        if size > FIELD_LIMIT:
            raise ValueError(
                f"{key!r} of a {kind!r} message has {size:,} bytes; "
                f"at most {FIELD_LIMIT:,} are read"
            )
        if not _fits(content[key], hint):
            raise ValueError(f"{key!r} of a {kind!r} message has a wrong value")
    return typing.cast("FromBrowser", content)


def _size(value: object) -> int:
    """About as many bytes as a JSON value has; its lists may be as deep as they like."""
    size, rest = 0, [value]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            size += len(item.encode("utf-8", "surrogatepass"))
        elif isinstance(item, list):
            size += 8
            rest.extend(item)
        elif isinstance(item, dict):
            size += 8
            rest.extend((*item, *item.values()))
        else:
            size += 8
    return size


def is_int(value: object) -> TypeGuard[int]:
    """Is it an integer that a message may carry? (``True`` is none.)"""
    return type(value) is int and abs(value) <= LARGEST_INT


def _fits(value: object, hint: Any) -> bool:
    """Is the JSON value of the annotated type?"""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return isinstance(value, str) and len(value) <= args[1]
    if origin is Literal:
        return value in args
    if origin is types.UnionType:
        return any(_fits(value, arg) for arg in args)
    if hint is types.NoneType:
        return value is None
    if origin is list:
        return isinstance(value, list) and all(_fits(item, args[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(isinstance(key, str) for key in value)
    if hint is int:
        return is_int(value)
    if hint is float:
        try:
            return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]
        except OverflowError:  # a whole number that no float can hold
            return False
    return isinstance(value, hint)
