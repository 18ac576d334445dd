"""What is said: by Python in English, by the widget in its language, from one file a language."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnwidget.languages.sentence import LANGUAGES, Sentence, places, refusal, said_by
from nnwidget.training.options import LOCALES

OTHERS = sorted(LANGUAGES.keys() - {"en"})


def sentences(language: str) -> dict[str, Any]:
    """By code; labels of menus come from Python's rows in English, and are not compared."""
    return {
        f"{section}.{key}": sentence
        for section, content in LANGUAGES[language].items()
        if section != "names"
        for key, sentence in content.items()
    }


def forms(sentence: Any) -> dict[str, str]:
    return sentence if isinstance(sentence, dict) else {"": sentence}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_sentence_of_english_and_no_other(language: str) -> None:
    assert sentences(language).keys() == sentences("en").keys()
    assert LANGUAGES[language].keys() == LANGUAGES["en"].keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_has_the_places_of_english(language: str) -> None:
    english = sentences("en")
    for code, sentence in sentences(language).items():
        wanted = places([*forms(english[code]).values()][-1])
        for form, text in forms(sentence).items():
            assert places(text) == wanted, (code, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_one_that_counts_says_what(language: str) -> None:
    for code, sentence in sentences(language).items():
        for form, text in forms(sentence).items():
            assert text.strip(), code
            assert not form or "count" in places(text), code


def test_each_language_may_be_chosen() -> None:
    assert ("auto", *LANGUAGES) == LOCALES


# ------------------------------------------------------------------ a sentence


def test_it_is_a_text_in_english_and_can_be_told_in_another_language() -> None:
    sentence = Sentence("findings.rate_too_high", rate=0.03)
    assert sentence == "The loss jumps about: the learning rate 0.03 is too high."
    assert (
        sentence.told("es")
        == "La pérdida da saltos: la tasa de aprendizaje 0,03 es demasiado alta."
    )


@pytest.mark.parametrize("language", ["en", "auto", "xx"])
def test_it_is_english_where_there_is_no_such_language(language: str) -> None:
    sentence = Sentence("events.new_data")
    assert sentence.told(language) == sentence == "new data"


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (3, "3", "3"),
        (1_234_567, "1,234,567", "1.234.567"),
        (10.0, "10", "10"),
        (1_000_000_000.0, "1,000,000,000", "1.000.000.000"),
        (0.123456, "0.1235", "0,1235"),
        (1234.5678, "1,235", "1235"),
        (-9999, "-9,999", "-9999"),
        (10_000, "10,000", "10.000"),
        (9999.9, "10,000", "10.000"),
        (12345.678, "12,350", "12.350"),
        (0.000012346, "0.00001235", "0,00001235"),
        (1e-7, "1e-07", "1e-07"),
        (1e300, "1e+300", "1e+300"),
        (float("inf"), "inf", "inf"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_a_number_has_the_signs_of_the_language(value: float, english: str, spanish: str) -> None:
    sentence = Sentence("pictures.epoch", epoch=value)
    assert sentence == f"epoch {english}"
    assert sentence.told("es") == f"época {spanish}"


def test_one_is_told_from_several() -> None:
    assert Sentence("pictures.neurons", count=1) == "1 neuron"
    assert Sentence("pictures.neurons", count=2).told("es") == "2 neuronas"


def test_an_option_is_called_by_its_python_name_in_english_and_by_its_label_elsewhere() -> None:
    sentence = Sentence("events.option", option="learning_rate", value="0.3")
    assert sentence == "learning_rate 0.3"
    assert sentence.told("es") == "Tasa de aprendizaje 0.3"
    assert Sentence("events.option", option="new", value="1").told("es") == "new 1"


def test_the_value_of_an_option_is_called_as_in_the_menus() -> None:
    sentence = Sentence("events.option", option="activation", value="linear")
    assert sentence == "activation linear"
    assert sentence.told("es") == "Activación Lineal"


def test_sentences_stand_in_sentences() -> None:
    allowed = Sentence("refusals.number", low=0.5, high=2000)
    inside = Sentence("refusals.or_none", allowed=allowed)
    error = refusal("must_be", option="noise", allowed=inside, value="-1", near="")
    assert str(error) == "noise must be a number from 0.5 to 2,000 or None, got -1"
    said = said_by(error)
    assert said is not None
    assert said.told("es") == "Ruido: se espera un número de 0,5 a 2000 o None, no -1"


def test_an_exception_with_words_of_its_own_says_no_sentence() -> None:
    assert said_by(ValueError("by the user")) is None
    assert said_by(ValueError()) is None


@pytest.mark.parametrize("way", ["copy", "pickle", "JSON"])
def test_it_can_be_copied_sent_and_saved(way: str) -> None:
    inner = [Sentence("pictures.inputs", count=1), Sentence("pictures.epoch", epoch=0.5)]
    sentence = Sentence("pictures.all", parts=inner)
    ways = {
        "copy": copy.deepcopy,
        "pickle": lambda one: pickle.loads(pickle.dumps(one)),
        "JSON": lambda one: Sentence.from_dict(json.loads(json.dumps(one.to_dict()))),
    }
    again = ways[way](sentence)
    assert again == sentence == "1 input, epoch 0.5"
    assert again.told("es") == "1 entrada, época 0,5"


# ------------------------------------------------------------------ the sources


def codes(root: Path) -> Iterator[str]:
    """Every text of the Python sources."""
    for path in (root / "nnwidget").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_code_of_the_sources_has_a_sentence_and_every_refusal_a_use(root: Path) -> None:
    texts = {*codes(root)}
    sections = tuple(f"{section}." for section in LANGUAGES["en"])
    literal = {text for text in texts if text.startswith(sections) and text.count(".") == 1}
    # a part of a code is put together with another
    written = {text for text in literal if " " not in text and not text.endswith((".", "_"))}
    assert written
    assert written - {"parts.mjs"} <= sentences("en").keys()
    for section in ("refusals", "pictures", "events"):
        for key in LANGUAGES["en"][section]:
            names = {key, f"{section}.{key}"}
            assert names & texts, f"nothing says {section}.{key}"
