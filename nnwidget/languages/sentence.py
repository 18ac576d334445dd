"""Sentences that Python says in English and the widget in its own language.

A language is a JSON file of this folder. In its sections, a sentence has places for values, such
as ``{rate}``; where its words depend on ``{count}``, it is an object with one for 1 and an
``other``. ``docs/languages.md`` says what each section is for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LANGUAGES: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(Path(__file__).parent.glob("*.json"))
}
"""By code, all that is said in a language."""

Value = Any
"""What stands in a place of a sentence: a number, a text that is the same in every language,
another sentence, or several of them. In the place ``option`` stands an option's Python name."""

_PLACE = re.compile(r"\{(\w+)\}")


class Sentence(str):
    """A sentence in English, which can be told in another language.

    Attributes:
        code: its section and key, such as ``"findings.overfitting"``.
        values: what stands in its places.
    """

    code: str
    values: dict[str, Value]

    def __new__(cls, code: str, **values: Value) -> Sentence:
        self = super().__new__(cls, _told(code, values, "en"))
        self.code, self.values = code, values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Value]]:
        return (self.code,), self.values  # to be copied

    def told(self, language: str) -> str:
        """The sentence in a language; in English where there is no such language."""
        return _told(self.code, self.values, language if language in LANGUAGES else "en")


class RefusalError(ValueError):
    """What was asked for is not possible, and nothing was changed; `sentence` says why."""

    def __init__(self, code: str, **values: Value) -> None:
        self.sentence = Sentence(f"refusals.{code}", **values)
        super().__init__(str(self.sentence))


def places(sentence: str) -> list[str]:
    """The names of a sentence's places, in order."""
    return _PLACE.findall(sentence)


def _told(code: str, values: Mapping[str, Value], language: str) -> str:
    section, key = code.split(".")
    sentence = LANGUAGES[language][section][key]
    if isinstance(sentence, dict):
        sentence = sentence["one" if values["count"] == 1 else "other"]

    def filled(place: re.Match[str]) -> str:
        name, value = place[1], values[place[1]]
        if name == "option" and language != "en":
            return str(LANGUAGES[language]["options"].get(value, value))
        return _written(value, language)

    return _PLACE.sub(filled, sentence)


def _written(value: Value, language: str) -> str:
    match value:
        case Sentence():
            return value.told(language)
        case str():
            return value
        case list() | tuple():
            return ", ".join(_written(one, language) for one in value)
    return _number(value, language)


def _number(value: float, language: str) -> str:
    """A whole number with all its digits, any other with four that matter."""
    whole = value == value // 1 and abs(value) < 1e15
    signs = LANGUAGES[language]["numbers"]
    english = f"{int(value):,}" if whole else f"{value:.4g}"
    return english.translate({ord(","): signs["group"], ord("."): signs["decimal"]})
