"""Parts of the widget come from the kernel when they are opened: once a page, to their place."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import WebSocket, expect

from .conftest import Open, Show, playground
from .widget import Widget

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parent.parent.parent / "nnwidget" / "static"

Act = Callable[[Widget], object]


def press(name: str) -> Act:
    return lambda w: w.button(name).click()


def escape(w: Widget) -> None:
    w.notebook.page.keyboard.press("Escape")


def nothing(_: Widget) -> None:
    pass


@dataclass
class Way:
    """How a part is opened, where it is seen to work, and how it is closed."""

    open: Act
    shown: str
    close: Act = nothing


def neuron_lines(w: Widget) -> None:
    w.checkbox("Neuron lines").click()


def in_spanish(w: Widget) -> None:
    w.combobox("Language").select_option("es")


def in_english(w: Widget) -> None:
    w.combobox("Idioma").select_option("en")


WAYS = {
    "equation": Way(nothing, "[data-nnw=equation] math"),
    "hint": Way(lambda w: w.button("Play").hover(), ".nnw-hint:popover-open [role=tooltip]"),
    "en": Way(press("Help"), "dialog.nnw-help kbd", escape),
    "help": Way(press("Help"), "dialog.nnw-help kbd", escape),
    "confusion": Way(press("Confusion matrix"), ".nnw-matrix td", press("Confusion matrix")),
    "hidden-space": Way(press("Hidden space"), "[data-nnw=space]", press("Hidden space")),
    "more-settings": Way(press("More settings"), "section.nnw-more input", press("More settings")),
    "editor": Way(press("Edit points"), ".nnw-editor", press("Edit points")),
    "neuron-lines": Way(neuron_lines, ".nnw-line-number", neuron_lines),
    "presentation": Way(press("Presentation"), "[data-presenting]", escape),
    "tour": Way(
        lambda w: (press("Help")(w), w.root.locator("dialog").get_by_text("Take the tour").click()),
        ".nnw-tour:popover-open p",
        escape,
    ),
    "es": Way(in_spanish, ".nnw-app[lang=es]", in_english),
}


def opens(w: Widget, way: Way) -> None:
    way.open(w)
    shown = w.root.locator(way.shown).or_(w.notebook.page.locator(f".nnw-root{way.shown}"))
    expect(shown.first).to_be_visible()
    way.close(w)
    expect(w.root.locator(".nnw-part, .nnw-failure")).to_have_count(0)


def test_every_part_opens_in_each_widget_of_a_page_and_comes_once(open_notebook: Open) -> None:
    """Once more after a reload, when it counts what is asked for."""
    built = {file.stem for file in (STATIC / "parts").glob("*.js")}
    assert WAYS.keys() == built, "each part is opened here, and each is built"
    notebook = open_notebook(playground("locale='en'"), playground("locale='en'"), height=2600)
    notebook.run_all()
    asked: Counter[str] = Counter()

    def note(payload: str | bytes) -> None:
        text = payload.decode("utf-8", "ignore") if isinstance(payload, bytes) else payload
        asked.update(re.findall(r'"type":"want_part","view":\d+,"name":"([\w-]+)"', text))

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", note)

    for reloaded in (False, True):
        if reloaded:
            notebook.save()
            notebook.page.on("websocket", listen)
            notebook.reload()
        for number in (0, 1):
            w = notebook.widget(number)
            w.root.scroll_into_view_if_needed()
            for way in WAYS.values():
                opens(w, way)
    notebook.page.remove_listener("websocket", listen)
    assert asked == dict.fromkeys(built, 1)


def on_a_new_page(w: Widget) -> Widget:
    """The widget after a reload: what came to the page for other tests is gone."""
    w.notebook.save()
    w.notebook.reload()
    again = w.notebook.widget()
    expect(again.part("equation").locator("math").first).to_be_visible()
    return again


PLACES = {
    "Hidden space": (".nnw-space-place", ".nnw-space-open"),
    "Confusion matrix": (".nnw-confusion-place", ".nnw-matrix-scroll"),
    "More settings": (".nnw-more.nnw-part", "section.nnw-more"),
    "Edit points": (".nnw-editor-place", ".nnw-editor-tools"),
}
"""By the button that opens it, where a part will stand and where it stands."""

SENTENCE = {
    "en": "This part comes from the kernel, which does not answer now.",
    "es": "Esta parte viene del kernel, que ahora no responde.",
}


@pytest.mark.parametrize("width", [1140, 930])
def test_a_part_that_the_kernel_cannot_send_now_keeps_its_place_and_comes_by_itself(
    show: Show, width: int
) -> None:
    w = show("locale='en', hidden_layers=[4, 2], seed=1", width=1500, height=1500)
    w = on_a_new_page(w)
    w.set_width(width)
    kernel = int(w.notebook.python("__import__('os').getpid()"))

    def bottom(selector: str) -> float:
        return w.root.locator(selector).evaluate("e => e.getBoundingClientRect().bottom")

    os.kill(kernel, signal.SIGSTOP)
    try:
        for button, (place, _) in PLACES.items():
            w.button(button).click()
            expect(w.button(button)).to_be_focused()
            expect(w.root.locator(place)).to_have_text(SENTENCE["en"])
        press("Help")(w)
        expect(w.root.locator(".nnw-part-aside")).to_have_text(SENTENCE["en"])
        press("Help")(w)  # not wanted any more
        kept = {place: bottom(place) for place, _ in PLACES.values()}
    finally:
        os.kill(kernel, signal.SIGCONT)
    for place, shown in PLACES.values():
        expect(w.root.locator(shown)).to_be_visible()
        expect(w.root.locator(place)).to_have_count(0)
        assert bottom(shown) == pytest.approx(kept[place], abs=2), shown
    expect(w.root.locator("dialog")).to_have_count(0)
    expect(w.button("Help")).to_be_focused()


def test_a_part_opened_for_a_kernel_that_is_gone_says_so_in_the_widgets_language(
    show: Show,
) -> None:
    w = on_a_new_page(show("locale='en'"))
    w.notebook.kernel.run("w.locale = 'es'")
    expect(w.button("Iniciar")).to_be_visible()
    w.notebook.restart()
    w.button("Matriz de confusión").click()
    expect(w.root.locator(".nnw-confusion-place")).to_have_text(SENTENCE["es"])
    expect(w.root.locator(".nnw-failure")).to_have_count(0)
