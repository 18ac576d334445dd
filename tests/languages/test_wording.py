"""Names and values in messages: short whatever is given, and known however they are written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import FEATURES
from nnwidget.languages.wording import did_you_mean, recognized, shown
from tests.registries import MENUS

REGISTRIES: dict[str, Mapping[str, Any]] = {**MENUS, "features": FEATURES}

deep: list[Any] = []
for _ in range(100_000):
    deep = [deep]
circular: list[Any] = []
circular.append(circular)


class Broken:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


HUGE: dict[str, Any] = {
    "a text": "x" * 10_000_000,
    "a text that is written with escapes": "\U000e0001" * 1_000_000,
    "a text of NumPy": np.str_("x" * 1_000_000),
    "bytes": b"x" * 10_000_000,
    "a whole number": 10**4000,
    "one that Python does not write": 10**1_000_000,
    "a list": list(range(1_000_000)),
    "a deep list": deep,
    "a list within itself": circular,
    "a dict": {"k" * 1_000_000: deep},
    "an array": np.zeros((1000, 1000)),
    "a DataFrame": pd.DataFrame(np.zeros((1000, 100))),
    "what has no repr": Broken(),
}


@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE)
def test_a_value_is_shown_in_one_short_line_and_at_once(value: Any) -> None:
    start = time.perf_counter()
    text = shown(value)
    assert time.perf_counter() - start < 0.5
    assert 0 < len(text) <= 80
    assert text.isprintable()


@pytest.mark.parametrize("value", ["a", "it's", 3, 0.5, True, None, [1, 2], {"a": 1}, (), b"x"])
def test_a_small_value_is_shown_as_python_writes_it(value: Any) -> None:
    assert shown(value) == repr(value)


def test_the_beginning_of_a_long_one_can_be_read() -> None:
    assert shown("hello " * 100).startswith("'hello hello ")
    assert shown(10**400).startswith("1000")


@pytest.mark.parametrize("menu", REGISTRIES)
def test_every_name_and_every_label_of_a_menu_is_known_and_means_one_thing(menu: str) -> None:
    registry = REGISTRIES[menu]
    for name, row in registry.items():
        for text in (name, row.label if row else "none"):
            for spelled in (text, text.lower(), text.upper()):
                assert recognized(spelled, registry) == name


def test_what_is_not_in_the_menu_is_not_known() -> None:
    for name in ("", "circles", "x1^3", "relu ", "x" * 10_000_000):
        assert all(recognized(name, registry) is None for registry in REGISTRIES.values())


def test_the_nearest_known_name_is_proposed() -> None:
    assert did_you_mean("circel", DATASETS) == " (did you mean 'circle'?)"
    assert did_you_mean("CIRCEL", DATASETS) == " (did you mean 'circle'?)"
    assert (
        did_you_mean("Lerning_rate", ["learning_rate", "loss"])
        == " (did you mean 'learning_rate'?)"
    )


@pytest.mark.parametrize("name", ["zzz", "", None, 3, ["circle"], "circle" * 1_000_000])
def test_none_is_proposed_where_none_is_near(name: Any) -> None:
    assert did_you_mean(name, DATASETS) == ""
