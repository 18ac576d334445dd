"""It speaks both languages to the last word, explains itself, and leads the way in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Show
from .test_appearance import OVERFLOW
from .widget import Widget

pytestmark = pytest.mark.browser

WORDS = """root => {
    const found = new Set();
    const note = text => text?.trim() && found.add(text.trim());
    for (const element of root.querySelectorAll('*')) {
        // what was said before
        if (element.closest('[data-nnw=said]')) continue;
        for (const name of element.getAttributeNames())
            if (/^(aria-(label|description|valuetext)|placeholder|title)$/.test(name))
                note(element.getAttribute(name));
        if (element.matches('[role=spinbutton]')) note(element.value);
        for (const node of element.childNodes)
            if (node.nodeType === Node.TEXT_NODE) note(node.data);
    }
    return [...found];
}"""
"""Everything that can be read or heard."""

SAME = re.compile(
    r"Auto|English|Español|XOR|Iris|Tanh|ReLU|Leaky ReLU|ELU|Softplus|Softmax|Huber|Hinge|Ctrl.*"
    r"|SGD|Momentum|Nesterov|Ada\w*|RMSprop|Nadam|Glorot normal|He normal|LeCun normal|Dropout"
    r"|beta \d|epsilon|(sin|tanh|sigmoid)(\(.*)?|log"
)
"""Names that are the same in both."""

CUT = """root => {
    const pen = document.createElement('canvas').getContext('2d');
    const found = [];
    for (const element of root.querySelectorAll('*')) {
        const style = getComputedStyle(element);
        if (style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth)
            found.push(element.innerText);
        if (element.matches('select') && style.opacity !== '0') {
            pen.font = style.font;
            const text = element.selectedOptions[0].text;
            const space = element.clientWidth
                - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            if (pen.measureText(text).width > space + 1) found.push(text);
        }
    }
    return found;
}"""
"""What ends in dots, or is longer than its menu."""


def in_spanish(w: Widget) -> None:
    w.combobox("Language").select_option(label="Español")
    expect(w.combobox("Idioma")).to_be_visible()


def test_the_menu_changes_every_word_and_number_and_spanish_has_room(show: Show) -> None:
    w = show("hidden_layers=[4, 2], optimizer='adam', show_test_data=True")
    w.button("More settings").click()
    w.button("Confusion matrix").click()
    w.neuron(1, 1).click()
    english = set(w.root.evaluate(WORDS))
    in_spanish(w)
    expect(w.root.locator(".nnw-app")).to_have_attribute("lang", "es")
    spanish = set(w.root.evaluate(WORDS))
    kept = {text for text in english & spanish if re.search(r"[^\W\d_]{3}", text)}
    assert {text for text in kept if not SAME.fullmatch(text)} == set()
    assert {text for text in spanish if re.search(r"\d\.\d", text)} == set()
    assert len({text for text in spanish if re.search(r"\d,\d", text)}) > 20

    # both signs are read
    weight = w.root.get_by_role("spinbutton", name="Peso de x1 a neurona 1 de la capa 1")
    for written, value in (("0,5", 0.5), ("-0.25", -0.25)):
        weight.fill(written)
        weight.press("Enter")
        w.notebook.until(lambda v=value: w.notebook.python("w.weights[0][0, 0]") == v, written)
    limit = w.root.get_by_role("spinbutton", name="Pérdida objetivo")
    limit.fill("0,05")
    limit.press("Enter")
    w.notebook.until(lambda: w.notebook.python("w.target_loss") == 0.05, "0,05")
    expect(limit).to_have_value("0,05")

    w.set_width(700)
    for what, script in (("overflows", OVERFLOW), ("is cut", CUT)):
        found: list[str] = []

        def has_room(script: str = script, found: list[str] = found) -> bool:
            found[:] = w.root.evaluate(script)
            return not found

        w.notebook.until(has_room, lambda what=what, found=found: f"{what}: {found}", 10)


def test_a_sentence_explains_what_is_pointed_at_or_focused_and_moves_nothing(show: Show) -> None:
    w = show()
    page = w.notebook.page
    page.evaluate(
        """() => { globalThis.shift = 0; new PerformanceObserver(list => list.getEntries()
            .forEach(entry => { shift += entry.value; })).observe({type: 'layout-shift'}); }"""
    )
    tip = w.root.get_by_role("tooltip")
    expect(tip).to_have_count(0)
    rate = w.combobox("Learning rate")
    rate.hover()
    expect(tip).to_contain_text("follows the gradient")
    box, window = tip.bounding_box(), page.viewport_size
    assert box
    assert window
    assert 0 < box["x"] < window["width"] - box["width"]
    # one can go there and read
    page.mouse.move(box["x"] + 20, box["y"] + 8, steps=5)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)

    rate.focus()
    page.keyboard.press("Tab")
    expect(tip).to_be_visible()
    focused = w.root.locator(":focus")
    expect(focused).to_have_accessible_description(tip.inner_text())
    assert page.evaluate("shift") == 0
    # nothing lies in the way of the pointer
    page.mouse.move(0, 0)
    w.button("Play").click()
    expect(tip).to_have_count(0)
    w.button("Pause").click()


def test_the_tour_leads_by_keyboard_past_play_and_gives_the_focus_back(show: Show) -> None:
    w = show()
    page = w.notebook.page
    # another test of this browser may have seen it
    page.evaluate("localStorage.removeItem('nnwidget.tour')")
    w.notebook.run()
    w = w.notebook.widget()
    offer = w.button("Take the tour")
    try:
        expect(offer).to_be_visible()
        assert not w.root.evaluate("root => root.contains(document.activeElement)")
        w.until_focused(offer)
        page.keyboard.press("Enter")
        tour = w.root.get_by_role("dialog")
        for step in range(1, 6):
            expect(tour).to_have_accessible_name(f"Step {step} of 5")
            marked = w.root.locator("[data-tour]")
            expect(marked).to_be_in_viewport()
            # Play may be scrolled away, but never lies below the tour
            assert not w.button("Play").evaluate(
                """play => {
                    const {left, top, width, height} = play.getBoundingClientRect();
                    return document.elementFromPoint(left + width / 2, top + height / 2)
                        ?.closest('.nnw-tour') != null;
                }"""
            )
            w.until_focused(w.button("Next" if step < 5 else "Done"))
            page.keyboard.press("Enter")
        expect(w.root.get_by_role("dialog")).to_have_count(0)
        expect(w.button("Play")).to_be_focused()
        expect(offer).to_have_count(0)
        # once a browser
        w.notebook.run()
        w = w.notebook.widget()
        expect(w.button("Play")).to_be_visible()
        expect(w.button("Take the tour")).to_have_count(0)

        w.button("Step").focus()
        page.keyboard.press("?")
        help_ = w.root.get_by_role("dialog", name="Help")
        expect(help_).to_contain_text("The arrow keys lead to the other neurons")
        page.keyboard.press("Escape")
        expect(help_).to_have_count(0)
        expect(w.button("Step")).to_be_focused()
        page.keyboard.press("p")
        expect(w.button("Pause")).to_be_visible()
        page.keyboard.press("p")
        expect(w.button("Play")).to_be_visible()
        assert w.notebook.python("w.epoch") > 0
    finally:
        page.evaluate("localStorage.removeItem('nnwidget.tour')")
