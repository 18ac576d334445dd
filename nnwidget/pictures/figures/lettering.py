"""Names in any script, as matplotlib can draw them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font

from .style import NORMAL

PLACEHOLDER = "□"
"""Stands for a letter that no font has."""

BUNDLED = "DejaVu Sans"
"""The font that matplotlib brings along."""


def lettering(texts: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Names as they can be drawn, and how: as they are, not as mathematics, with fonts that
    have their letters. matplotlib warns of every letter that the fonts of a text lack."""
    lines = ["".join(map(_plain, text)) for text in texts]
    style: dict[str, Any] = {"parse_math": False, "usetex": False}
    families = [*mpl.rcParams["font.family"], BUNDLED]
    needed = {c for line in lines for c in line}
    missing = _without(needed, map(_font, families))
    if not missing and not _without(needed, map(_font, families[:-1])):
        return lines, style
    others, nowhere = _fonts_with(frozenset(missing))
    signs = {ord(c): PLACEHOLDER for c in nowhere}
    return [line.translate(signs) for line in lines], style | {"family": [*families, *others]}


def _plain(letter: str) -> str:
    """A letter in one line of text: no ends of lines, and none of the invisible signs, such as
    for the direction, at which matplotlib's PDF fails."""
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) == "Cf" else letter


@lru_cache(64)
def _fonts_with(letters: frozenset[str]) -> tuple[list[str], set[str]]:
    """Installed families that have the letters between them, and the letters that none has."""
    families, missing = [], set(letters)
    for entry in sorted(fontManager.ttflist, key=lambda entry: "Sans" not in entry.name):
        if not missing:
            break
        # matplotlib's font of last resort has a placeholder for everything.
        if entry.style != "normal" or entry.weight != 400 or "Last Resort" in entry.name:
            continue
        if _without(missing, [_opened(entry.fname)]) < missing:
            left = _without(missing, [_font(entry.name)])  # what will be drawn with
            if left < missing:
                families.append(entry.name)
                missing = left
    return families, missing


def _without(letters: set[str], fonts: Iterable[FT2Font | None]) -> set[str]:
    """The letters that none of the fonts has."""
    for font in fonts:
        if font:
            letters = {c for c in letters if not font.get_char_index(ord(c))}
    return letters


def _font(family: str) -> FT2Font | None:
    """The font that a family is drawn with."""
    try:
        return _opened(findfont(FontProperties(family=[family]), fallback_to_default=False))
    except ValueError:  # not installed
        return None


def _opened(path: str) -> FT2Font | None:
    try:
        font = get_font(path)
        font.set_size(NORMAL, 100)
    except (OSError, RuntimeError):  # gone since, or made of pictures as fonts of emoji are
        return None
    return font


def pretty(name: str) -> str:
    """x1 with its number as an index: x₁."""
    return re.sub(r"x(\d+)", lambda found: "x" + found[1].translate(_INDICES), name)


_INDICES = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def short(name: str) -> str:
    return name if len(name) <= 10 else name[:9] + "…"
