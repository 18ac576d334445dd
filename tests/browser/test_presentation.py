"""The widget on the whole screen, for a lecture hall."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Show

pytestmark = pytest.mark.browser

SEEN = """root => [...root.querySelectorAll(
    'button, select, input:not([type=file]), .nnw-readouts td, .nnw-graph, [data-nnw=output]')]
    .filter(element => element.checkVisibility() && !element.closest('.nnw-board'))
    .map(element => [element.ariaLabel ?? element.className, element.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.bottom > innerHeight || box.right > innerWidth))
    .map(([name]) => name)"""

LETTERS = """root => [...root.querySelectorAll(
    '.nnw-label, .nnw-select, .nnw-value, .nnw-readouts *')]
    .filter(element => element.checkVisibility() && element.innerText)
    .map(element => parseFloat(getComputedStyle(element).fontSize) * element.currentCSSZoom)"""
"""In pixels of the screen."""

ALONE = """root => {
    const {left, top, right, bottom} = root.getBoundingClientRect();
    const covered = [[5, 5], [innerWidth - 5, 5], [5, innerHeight - 5],
        [innerWidth - 5, innerHeight - 5]]
        .every(([x, y]) => root.contains(document.elementFromPoint(x, y)));
    return covered && left <= 0 && top <= 0 && right >= innerWidth && bottom >= innerHeight;
}"""


def test_it_fills_the_screen_in_large_type_and_escape_leaves(show: Show) -> None:
    w = show("hidden_layers=[4, 2], hidden_controls=['regenerate']")
    page = w.notebook.page
    for neuron, width, height, least in ((1, 1920, 1080, 20), (2, 1366, 768, 14)):
        page.set_viewport_size({"width": width, "height": height})
        w.button("Presentation").click()
        w.notebook.until(lambda: w.root.evaluate(ALONE), "the widget has the screen alone")
        expect(w.button("Presentation")).to_be_focused()
        assert page.evaluate("document.fullscreenElement?.className") == "nnw-root"
        assert min(w.root.evaluate(LETTERS)) >= least
        # all that the lecturer left there, at one glance
        assert w.root.evaluate(SEEN) == []
        expect(w.button("Regenerate")).to_have_count(0)
        for part, share in (("graph", 0.3), ("output", 0.25)):
            at = w.part(part) if part == "output" else w.root.locator(".nnw-graph")
            box = at.bounding_box()
            assert box
            assert min(box["height"] / height, box["width"] / height) >= share, part
        w.neuron(neuron, 1).click()
        expect(w.neuron(neuron, 1)).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Escape")
        w.notebook.until(
            lambda: not page.evaluate("document.fullscreenElement"), "it gives it back"
        )
        expect(w.button("Presentation")).to_be_focused()
        assert w.root.evaluate("root => getComputedStyle(root).zoom") == "1"


def test_a_pointer_is_where_it_is_seen_in_a_presentation(show: Show) -> None:
    w = show("hidden_layers=[1], features=['x1']")
    page = w.notebook.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    w.button("Presentation").click()
    w.notebook.until(lambda: w.root.evaluate(ALONE), "the widget has the screen alone")
    w.button("Edit points").click()
    editor = w.root.get_by_role("application")
    box = editor.bounding_box()
    assert box
    points = "[*w.X_train.tolist(), *w.X_test.tolist()]"
    before = w.notebook.python(points)
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    w.notebook.until_python(f"len({points}) == {len(before) + 1}")
    (added,) = [point for point in w.notebook.python(points) if point not in before]
    assert added == pytest.approx([3, 3], abs=0.1)
    link = w.link("x1", 1, 1).bounding_box()
    assert link
    page.mouse.click(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2 + 8)
    expect(w.root.get_by_role("spinbutton", name="Weight from x1")).to_be_focused()


def test_where_the_screen_is_refused_it_takes_the_page_and_keeps_the_keyboard(show: Show) -> None:
    w = show()
    page = w.notebook.page
    w.root.evaluate("root => { root.requestFullscreen = () => Promise.reject(new Error()); }")
    w.button("Presentation").click()
    w.notebook.until(lambda: w.root.evaluate(ALONE), "the widget has the page alone")
    assert page.evaluate("document.fullscreenElement") is None
    page.locator(".jp-Notebook").evaluate("behind => behind.focus()")
    expect(w.button("Presentation")).to_be_focused()
    w.button("Presentation").click()
    w.notebook.until(lambda: not w.root.evaluate(ALONE), "the page is back")
    expect(w.button("Presentation")).to_be_focused()
    page.locator(".jp-Notebook").focus()
    expect(w.button("Presentation")).not_to_be_focused()
