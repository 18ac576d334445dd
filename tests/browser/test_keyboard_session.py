"""A whole lesson without a mouse, and what a screen reader hears of it."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Show
from .widget import Widget

pytestmark = pytest.mark.browser

ORDER = """root => {
    const at = element => {
        const box = element.getBoundingClientRect();
        return {top: box.top, bottom: box.bottom, left: box.left};
    };
    return [...root.querySelectorAll('button, select, input')]
        .filter(element => element.tabIndex >= 0 && element.checkVisibility())
        .map(at);
}"""


def hears(w: Widget, words: str | re.Pattern[str]) -> None:
    expect(w.part("said")).to_have_text(words)


def test_a_session_by_keyboard_alone(show: Show) -> None:
    w = show("hidden_layers=[3], seed=1")
    page = w.notebook.page
    keys = page.keyboard

    def reach(target: Locator) -> None:
        w.until_focused(target)

    def said(words: str | re.Pattern[str]) -> None:
        hears(w, words)

    # choose data
    page.locator(".jp-Notebook").focus()
    reach(w.dataset("Circle"))
    keys.press("ArrowRight")
    expect(w.dataset("Circle")).not_to_be_checked()
    chosen = w.root.locator(".nnw-dataset :checked")
    expect(chosen).to_be_focused()
    w.notebook.until_python(f"w.dataset == {chosen.get_attribute('value')!r}")

    # build
    reach(w.button("Add layer"))
    keys.press("Enter")
    w.notebook.until_python("w.hidden_layers == [3, 2]")
    said("2 hidden layers")
    reach(w.button("Add neuron to layer 1"))
    for _ in range(2):
        keys.press("Space")
    w.notebook.until_python("w.hidden_layers == [5, 2]")
    said("Layer 1 now has 5 neurons")
    expect(w.button("Add neuron to layer 1")).to_be_focused()
    reach(w.button("x1x2"))
    keys.press("Space")
    w.notebook.until_python("w.features == ['x1', 'x2', 'x1*x2']")

    # train
    keys.press("p")
    w.notebook.until(lambda: w.value("epoch") > 5, "epoch 5")
    keys.press("p")
    expect(w.button("Play")).to_be_visible()
    said(re.compile(r"^Paused\. Epoch [\d,.]+, training loss 0\.\d+, test loss 0\.\d+$"))

    # edit a weight: from the neuron along its links, and into the field
    reach(w.neuron(1, 1))
    keys.press("ArrowLeft")
    expect(w.link("x1", 1, 1)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(w.link("x1x2", 1, 1)).to_be_focused()
    number = w.notebook.python("w.weights[0][0, 2]")
    shown = w.link("x1x2", 1, 1).get_attribute("aria-description") or ""
    assert float(shown.replace("\u2212", "-")) == pytest.approx(number, rel=1e-3)
    keys.press("Enter")
    field = w.root.get_by_role("spinbutton", name="Weight from x1x2 to neuron 1 of layer 1")
    expect(field).to_be_focused()
    keys.type("0.5")
    keys.press("Enter")
    w.notebook.until_python("w.weights[0][0, 2] == 0.5")
    said("Weight set to 0.5")

    # undo
    keys.press("Tab")
    keys.press("Control+z")
    w.notebook.until_python(f"w.weights[0][0, 2] == {number!r}")
    said("Undone")

    # points
    reach(w.button("Edit points"))
    keys.press("Enter")
    reach(w.root.get_by_role("application"))
    keys.press("ArrowRight")
    said("x1 0.3, x2 0")
    points = w.notebook.python("len(w.X_train) + len(w.X_test)")
    keys.press("Enter")
    w.notebook.until_python(f"len(w.X_train) + len(w.X_test) == {points + 1}")

    # look up the keys, and come back
    keys.press("?")
    expect(w.root.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(w.root.get_by_role("dialog")).to_have_count(0)
    expect(w.root.get_by_role("application")).to_be_focused()

    # change language
    reach(w.combobox("Language"))
    keys.type("Espa")
    w.notebook.until_python("w.locale == 'es'")
    expect(w.button("Iniciar")).to_be_visible()
    expect(w.root.locator(".nnw-language select")).to_be_focused()


def test_the_tab_key_leads_from_the_top_down_and_from_left_to_right(show: Show) -> None:
    w = show("hidden_layers=[4, 2]", height=1400)
    for part in (".nnw-bar", ".nnw-data", ".nnw-network-layers", ".nnw-right"):
        places = w.root.locator(part).evaluate(ORDER)
        for before, after in itertools.pairwise(places):
            below = after["top"] >= before["bottom"] - 1
            beside = after["left"] >= before["left"] or after["bottom"] > before["top"]
            assert below or beside, f"{part}: {before}, then {after}"


def test_training_is_summed_up_at_most_every_five_seconds(show: Show) -> None:
    w = show("hidden_layers=[2], seed=1")
    heard = w.part("said").evaluate_handle(
        """region => {
            const heard = [];
            new MutationObserver(() => heard.push([performance.now(), region.textContent]))
                .observe(region, {childList: true, subtree: true, characterData: true});
            return heard;
        }"""
    )
    w.button("Play").click()
    w.notebook.until(lambda: heard.evaluate("heard => heard.length") >= 2, "two summaries")
    w.button("Pause").click()
    (first, words), (second, _) = heard.json_value()[:2]
    assert second - first >= 4900
    assert re.fullmatch(r"Epoch [\d,.]+, training loss 0\.\d+, test loss 0\.\d+", words)
    # and nothing is said twice: one line for what is wrong, one for what is done
    regions = w.root.locator("[role=status], [role=alert], [aria-live]")
    expect(regions).to_have_count(2)
