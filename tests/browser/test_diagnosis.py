"""Why does it not learn? The line speaks, its button helps, and undo takes that back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Show
from .widget import Widget

pytestmark = pytest.mark.browser

PLACES = """root => [...root.querySelectorAll('.nnw-bar, .nnw-columns > *')]
    .map(element => JSON.stringify(element.getBoundingClientRect()))"""
"""Where everything is."""


def says(w: Widget, words: str) -> None:
    w.notebook.until(lambda: words in w.status, f"the line says {words!r}")


def learns(w: Widget, play: str) -> None:
    w.button(play).click()
    w.notebook.until(lambda: 0 < w.value("loss-test") < 0.2, "it learns")
    assert w.status == "", "and nothing is left to say"


def test_zero_weights_are_named_and_the_button_makes_it_learn_in_either_language(
    show: Show,
) -> None:
    w = show("hidden_layers=[4], learning_rate=0.1, initializer='zeros', locale='en'")
    remedy = "Change initializer to Glorot uniform and start anew"
    says(w, "All weights are zero")
    expect(w.button(remedy)).to_be_visible()
    before = w.root.evaluate(PLACES)
    w.notebook.kernel.run("w.locale = 'es'")
    says(w, "Todos los pesos son cero")
    w.button("Cambiar inicialización a Glorot uniforme y reiniciar").click()
    w.notebook.until(lambda: w.status == "", "the line is quiet again")
    learns(w, "Iniciar")
    w.notebook.kernel.run("w.locale = 'en'")
    w.button("Pause").click()
    w.button("Undo").click()
    says(w, "All weights are zero")
    assert w.notebook.python("[w.initializer, w.epoch]") == ["zeros", 0]
    assert w.root.evaluate(PLACES) == before, "it came and went, and nothing moved"
    w.button("Dismiss").click()
    w.notebook.until(lambda: w.status == "", "it is dismissed")
    assert w.root.evaluate(PLACES) == before
    expect(w.button(remedy)).to_have_count(0)


def test_a_rate_that_is_too_high_is_found_while_it_plays_and_lowered_by_the_button(
    show: Show,
) -> None:
    w = show("hidden_layers=[4], learning_rate=10, speed=None, locale='en'")
    remedy = w.button("Lower learning rate to 0.03 and start anew")
    w.button("Play").click()
    expect(remedy).to_be_visible()
    expect(w.root.locator("[role=status]")).to_contain_text("learning rate 10 is too high")
    remedy.click()
    w.notebook.until(lambda: w.notebook.python("w.learning_rate") == 0.03, "it is lowered")
    w.notebook.until(lambda: 0 < w.value("loss-test") < 0.2, "it plays on, and learns")
    w.button("Pause").click()
    w.notebook.kernel.run("w.hidden_controls = ['diagnosis']; w.change(hidden_layers=[])")
    w.notebook.kernel.run("w.fit(50)")
    assert w.notebook.python("w.diagnosis.code") == "too_small"
    w.notebook.until(w.shows_what_python_has, "the page is up to date")
    assert w.status == "", "an author can have it quiet"
