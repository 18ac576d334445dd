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
from typing import Any, TypedDict

LANGUAGES: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(Path(__file__).parent.glob("*.json"))
}
"""By code, all that is said in a language."""

Value = Any
"""What stands in a place of a sentence: a number, a text that is the same in every language,
another sentence, or several of them. In the places ``option`` and ``dataset``, and in that of an
option's ``value``, a name may stand, which a language may have a word for."""

_PLACE = re.compile(r"\{(\w+)\}")


class Told(TypedDict):
    """A sentence that is told in the language of who reads it: its section and key in the files
    of the languages, and what stands in its places. A value is a number, a text, another
    sentence, or a list of them; in the place ``option`` it is an option's name. ``text`` is the
    same in English, for who has no words for it."""

    code: str
    values: dict[str, Any]
    text: str


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

    def to_dict(self) -> Told:
        """The sentence for a message or a file."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"code": self.code, "values": values, "text": str(self)}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Sentence:
        """The sentence of a `to_dict`.

        Raises:
            KeyError: there is no such sentence, or a value is missing.
        """
        return cls(content["code"], **{n: _from_plain(v) for n, v in content["values"].items()})


def refusal(code: str, **values: Value) -> ValueError:
    """What was asked for is not possible, and nothing was changed: an exception that says why, in
    a sentence of the section ``refusals``."""
    return ValueError(Sentence(f"refusals.{code}", **values))


def said_by(error: Exception) -> Sentence | None:
    """The sentence that an exception says, or ``None`` where it has words of its own."""
    said = error.args[0] if error.args else None
    return said if isinstance(said, Sentence) else None


def places(sentence: str) -> set[str]:
    """The names of a sentence's places."""
    return set(_PLACE.findall(sentence))


def _told(code: str, values: Mapping[str, Value], language: str) -> str:
    section, key = code.split(".")
    sentence = LANGUAGES[language][section][key]
    if isinstance(sentence, dict):
        sentence = sentence["one" if values["count"] == 1 else "other"]

    def filled(place: re.Match[str]) -> str:
        name, value = place[1], values[place[1]]
        if type(value) is str:
            value = _name(name, value, values, LANGUAGES[language])
        return _written(value, language)

    return _PLACE.sub(filled, sentence)


def _name(place: str, name: str, values: Mapping[str, Value], words: dict[str, Any]) -> str:
    """What a language calls an option, its value or a data set. English has their Python names."""
    match place:
        case "dataset":
            called = words["names"].get(f"dataset.{name}", name.replace("_", " "))
        case "option":
            called = name if words is LANGUAGES["en"] else words["options"].get(name, name)
        case "value":
            called = words["names"].get(f"{values.get('option')}.{name}", name)
        case _:
            called = name
    return str(called)


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
    english = f"{value:.4g}"
    if isinstance(value, int) or (value == value // 1 and abs(value) <= 1e9):
        english = f"{int(value):,}"
    elif 1e-6 <= abs(float(english)) <= 1e9:
        english = f"{float(english):,.10f}".rstrip("0").rstrip(".")
    signs = LANGUAGES[language]["numbers"]
    size = abs(float(english.replace(",", "")))
    group = signs["group"] if size >= int(signs["grouped_from"]) else ""
    return english.translate({ord(","): group, ord("."): signs["decimal"]})


def _plain(value: Value) -> Any:
    match value:
        case Sentence():
            return value.to_dict()
        case list() | tuple():
            return [_plain(one) for one in value]
    return value


def _from_plain(value: Any) -> Value:
    match value:
        case dict():
            return Sentence.from_dict(value)
        case list():
            return [_from_plain(one) for one in value]
    return value
