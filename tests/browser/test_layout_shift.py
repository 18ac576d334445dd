"""Nothing jumps: while one trains, points, edits and reads, what is around stays where it is.

Every shift that the browser reports counts, also those within half a second of an input, which
its own score leaves out. Only what an act is about may move:

- with a neuron or a layer, an input or other data, what stands inside the network's own panel,
  and the terms on the blackboard;
- with another chosen neuron, what stands on the blackboard;
- with the language, what shares a line with a word that is longer there, along that line;
- in the equation, the name after a number that got a digit, along that line.

A box that stays where it is, is no jump, whatever is written in it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Show

pytestmark = pytest.mark.browser

WATCH = """() => {
    window.nnwShifts = [];
    window.nnwAct = '';
    const own = {network: '.nnw-network, .nnw-equation', equation: '.nnw-equation'};
    const line = ({previousRect: a, currentRect: b}) =>
        Math.abs(a.y - b.y) <= 1 && Math.abs(a.height - b.height) <= 1;
    const still = ({previousRect: a, currentRect: b}) =>
        Math.abs(a.x - b.x) <= 1 && Math.abs(a.y - b.y) <= 1;
    const belongs = (source, about) => {
        const element = source.node?.parentElement;
        if (!element) return about !== '';  // what moved is not there any more
        if (!element.closest('.jp-Notebook')) return true;
        return still(source) || (line(source) && (about === 'line' || !!element.closest('math')))
            || !!element.closest(own[about] ?? '.nnw-none');
    };
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        const [act, about] = nnwAct.split('/');
        const found = entry.sources.filter(source => !belongs(source, about));
        if (!found.length && (entry.sources.length || about)) return;
        const told = found.map(({node, previousRect, currentRect}) => [
            (node?.className?.baseVal ?? node?.className) || node?.data || node?.nodeName,
            ...[previousRect, currentRect].map(r => `${r.x},${r.y}`)].join(' '));
        nnwShifts.push(`${act} (${entry.value.toFixed(5)}): ${told.join('; ')}`);
    })).observe({type: 'layout-shift'});
}"""

FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("width", [1140, 720])
def test_nothing_jumps_while_one_trains_and_edits(show: Show, width: int) -> None:
    w = show("hidden_layers=[4, 2], locale='en', seed=1", "1 + 1", width=1600, height=1900)
    page = w.notebook.page
    w.set_width(width)
    expect(w.neurons()).to_have_count(7)
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)

    def act(name: str, about: str, *do: Callable[[], object]) -> None:
        for one in do:
            page.evaluate("act => { nnwAct = act; }", f"{name}/{about}")
            one()
            # edits and hovers are over when two more frames were painted after they show
            page.evaluate(FRAMES)

    def has(neurons: int) -> Callable[[], object]:
        return lambda: expect(w.neurons()).to_have_count(neurons)

    def train(epochs: float) -> Callable[[], object]:
        start = w.value("epoch")
        return lambda: w.notebook.until(
            lambda: w.value("epoch") > start + epochs, f"{epochs} epochs more"
        )

    def message(text: str) -> Callable[[], object]:
        return lambda: expect(w.root.get_by_role("status")).to_contain_text(text)

    play, pause = w.button("Play"), w.button("Pause")
    act("train", "", play.click, train(40))
    act("point at a neuron", "", w.neuron(2, 1).hover, train(10))
    act("point at an input", "", w.button("x1").hover, train(10))
    act("point at the plot", "", w.root.locator(".nnw-plot").first.hover, train(10))
    act("pause", "", pause.click, play.wait_for)
    act("step", "", w.button("Step").click, train(0))
    act("add a neuron", "network", w.button("Add neuron to layer 1").click, has(8))
    act("remove a neuron", "network", w.button("Remove neuron from layer 1").click, has(7))
    for count in (9, 11, 13, 15):
        act("add a layer", "network", w.button("Add layer").click, has(count))
    act("remove a layer", "network", w.button("Remove layer").click, has(13))
    act("choose other data", "network", w.dataset("XOR").check, w.dataset("XOR").is_checked)
    act("choose a neuron", "equation", w.neuron(1, 2).click, w.neuron(3, 1).click)
    act("choose none", "equation", w.neuron(3, 1).click)
    act("add an input", "network", w.button("x1²").click, has(13))
    act("choose an optimizer", "", lambda: w.combobox("Optimizer").select_option("adam"))
    act("show the test data", "", w.checkbox("Show test data").check)
    for name in ("x1²", "x2"):
        act("remove an input", "network", w.button(name).click)
    act("open the help", "", w.button("Help").click, w.root.locator("dialog").wait_for)
    act("close the help", "", lambda: page.keyboard.press("Escape"))
    act("be refused", "", w.button("x1").click, message("input"))
    act("put the message away", "", w.button("Dismiss").click)
    act("undo", "network", w.button("Undo").click, w.button("Undo").click)
    act("train a deep network", "", play.click, train(20), pause.click, play.wait_for)
    for language, epoch in (("es", "Época"), ("en", "Epoch")):
        act(
            "change the language",
            "line",
            lambda language=language: w.notebook.kernel.run(f"w.locale = '{language}'"),
            lambda epoch=epoch: expect(w.root.locator(".nnw-epoch")).to_contain_text(epoch),
        )
    shifts = "\n".join(page.evaluate("nnwShifts"))
    assert not shifts, shifts
