"""What is pointed at, and the numbers behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Show

pytestmark = pytest.mark.browser


def test_the_equation_of_the_selected_neuron_has_the_numbers_that_python_has(show: Show) -> None:
    w = show("hidden_layers=[4, 2], features=['x1', 'x2', 'sin(x1)', 'x1^2']")
    w.play_until(lambda: w.value("epoch") > 5, "epoch 5")
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    for layer, count in enumerate([4, 2, 1], start=1):
        for neuron in range(1, count + 1):
            w.neuron(neuron, layer).click()
            expect(w.neuron(neuron, layer)).to_have_attribute("aria-pressed", "true")
            expected = w.notebook.python(f"w.equation({layer}, {neuron}).text")
            expect(w.part("equation")).to_have_attribute("data-text", expected)
    expect(w.part("equation").locator("math").first).to_be_visible()


def test_the_equation_writes_every_activation_out_and_nothing_moves(show: Show) -> None:
    w = show("hidden_layers=[1]")
    w.neuron(1, 1).click()
    heights = set()
    for name in ("leaky_relu", "elu", "softplus", "sine", "relu", "sigmoid"):
        w.notebook.kernel.run(f"w.activation = {name!r}")
        expected = w.notebook.python("w.equation(1, 1).text")
        expect(w.part("equation")).to_have_attribute("data-text", expected)
        heights.add(w.part("equation").evaluate("board => board.scrollHeight"))
    w.notebook.kernel.run(
        "w.hidden_layers = []; w.optimizer = 'perceptron'; w.output_activation = 'step'"
    )
    expect(w.part("equation")).to_have_attribute("data-text", re.compile("1 if z ≥ 0, else 0"))
    heights.add(w.part("equation").evaluate("board => board.scrollHeight"))
    assert len(heights) == 1


def test_the_equation_keeps_up_while_the_network_learns(show: Show) -> None:
    w = show()
    w.neuron(1, 1).click()
    w.button("Play").click()
    seen: set[str | None] = set()

    def several() -> bool:
        seen.add(w.equation)
        return len(seen) > 3

    w.notebook.until(several, "three other equations while it plays")


def test_a_neuron_is_shown_large_while_the_mouse_is_on_it(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    w.play_until(lambda: w.value("epoch") > 5, "epoch 5")
    title = w.root.get_by_role("region", name="Output", exact=True).get_by_role("heading")
    before, name = w.pixels(), title.inner_text()
    w.neuron(2, 1).hover()
    expect(title).to_have_text("Neuron 2 of layer 1")
    w.notebook.until(lambda: w.pixels() != before, "the map of the neuron in the plot")
    w.button("Play").hover()
    expect(title).to_have_text(name)
    w.notebook.until(lambda: w.pixels() == before, "the output is back")


def test_a_neuron_is_shown_large_while_the_keyboard_is_on_it(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    title = w.root.get_by_role("region", name="Output", exact=True).get_by_role("heading")
    w.neuron(1, 1).press("ArrowDown")
    expect(w.neuron(2, 1)).to_be_focused()
    expect(title).to_have_text("Neuron 2 of layer 1")


def test_a_weight_tells_its_number(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    w.notebook.kernel.run("w.weights[0][1, 0] = -1.25")
    w.link("x1", 2, 1).focus()
    expect(w.root.locator(".nnw-card")).to_contain_text("−1.25")
    width = float(w.link("x1", 2, 1).get_attribute("stroke-width") or 0)
    w.notebook.kernel.run("w.weights[0][1, 0] = 4")
    expect(w.root.locator(".nnw-card")).to_contain_text("4.00")
    assert float(w.link("x1", 2, 1).get_attribute("stroke-width") or 0) > width
