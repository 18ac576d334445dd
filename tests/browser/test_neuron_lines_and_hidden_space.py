"""Why it learns: the lines of the first layer's neurons, and a hidden layer's own space."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, playground
from .widget import Widget

pytestmark = pytest.mark.browser

LIT = ("data-lit", re.compile(".*"))


def line(w: Widget, neuron: int) -> Locator:
    return w.root.locator(f'[data-line="{neuron}"]')


def path(w: Widget, neuron: int) -> str | None:
    return line(w, neuron).locator("path").first.get_attribute("d")


def share(w: Widget, mark: Locator) -> tuple[float, float]:
    """Where the middle of a mark is in its picture, from the left and from the bottom."""
    box = mark.bounding_box()
    picture = mark.locator("xpath=..").bounding_box()
    assert box
    assert picture
    x = (box["x"] + box["width"] / 2 - picture["x"]) / picture["width"]
    y = (box["y"] + box["height"] / 2 - picture["y"]) / picture["height"]
    return x, 1 - y


def test_the_lines_and_the_neurons_are_linked_both_ways(stage: Stage) -> None:
    w = stage(playground("hidden_layers=[4, 2], learning_rate=1"))
    # nearly upright lines through x1 = -4.5, -1.5, 1.5, 4.5
    w.notebook.kernel.run(
        "for i in range(4): w.weights[0][i] = [1, 0.05]; w.biases[0][i] = 4.5 - 3 * i"
    )
    expect(w.root.locator("[data-line]")).to_have_count(0)
    w.checkbox("Neuron lines").check()
    w.notebook.until(lambda: w.notebook.python("w.show_neuron_lines") is True, "Python has it")
    expect(w.root.locator("[data-line]")).to_have_count(4)
    title = w.root.get_by_role("region", name="Output", exact=True).get_by_role("heading")

    w.neuron(2, 1).hover()
    expect(line(w, 2)).to_have_attribute(*LIT)
    expect(w.root.locator(".nnw-neuron-lines [data-lit]")).to_have_count(1)
    w.neuron(2, 1).focus()
    w.notebook.page.keyboard.press("ArrowDown")
    expect(line(w, 3)).to_have_attribute(*LIT)

    line(w, 4).locator("path").first.hover()
    expect(w.neuron(4, 1)).to_have_attribute(*LIT)
    expect(w.root.locator(".nnw-card")).to_contain_text("−4.50")
    expect(title).to_have_text("Neuron 4 of layer 1")
    line(w, 4).locator("path").first.click()
    expect(w.neuron(4, 1)).to_have_attribute("aria-pressed", "true")
    w.button("Play").hover()
    expect(w.root.locator(".nnw-neuron[data-lit]")).to_have_count(0)
    expect(w.root.locator(".nnw-neuron-lines [data-lit]")).to_have_count(0)

    before = path(w, 1)
    w.button("Step").click()
    w.notebook.until(lambda: path(w, 1) != before, "the line follows training")
    w.notebook.kernel.run("w.weights[0][0] = [1, 0]; w.biases[0][0] = 99")
    w.notebook.until(lambda: path(w, 1) == "", "a line outside is not drawn")
    w.notebook.kernel.run("w.show_neuron_lines = False")
    expect(w.root.locator("[data-line]")).to_have_count(0)


def test_the_hidden_space_shows_where_the_layer_sends_the_points(stage: Stage) -> None:
    w = stage(playground("hidden_layers=[4, 3], seed=3, learning_rate=0.3"))
    # of widgets that were closed before, which the kernel may still hold, nothing was heard since
    asked = (
        "[list(space) for space in max((one for one in __import__('gc').get_objects()"
        " if type(one).__name__ == 'Views'), key=lambda one: one.last_seen).hidden_spaces]"
    )
    w.notebook.until(lambda: w.notebook.python(asked) == [], "none is asked for")
    w.button("Hidden space").click()
    picture = w.root.get_by_role(
        "img", name="Hidden space of layer 2: neuron 1 to the right, neuron 2 upwards"
    )
    expect(picture).to_be_visible()
    w.combobox("Layer").select_option("1")
    w.combobox("Horizontal neuron").select_option("4")
    w.combobox("Vertical neuron").select_option("3")
    w.notebook.until(lambda: w.notebook.python(asked) == [[1, 4, 3]], "Python is asked for it")

    # a point marked by keyboard is marked in both pictures, where Python has it
    w.slider("Point").focus()
    for _ in range(2):
        w.notebook.page.keyboard.press("ArrowRight")
    marks = w.root.locator(".nnw-point-mark:visible")
    expect(marks).to_have_count(2)
    x, y = w.notebook.python("list(map(float, w.X_train[1]))")
    expected = (x + 6) / 12, (y + 6) / 12
    assert share(w, marks.nth(0)) == pytest.approx(expected, abs=0.01)

    def is_where_python_has_it() -> bool:
        a = w.notebook.python(
            "[float(__import__('numpy').tanh(w.weights[0][i] @ w.X_train[1] + w.biases[0][i]))"
            " for i in (3, 2)]"
        )
        # 5 % of each side stay free
        there = [0.05 + 0.9 * (value + 1) / 2 for value in a]
        return share(w, marks.nth(1)) == pytest.approx(tuple(there), abs=0.01)

    w.notebook.until(is_where_python_has_it, "the point is at its activations")
    before = share(w, marks.nth(1))
    w.button("Step").click()
    w.notebook.until(lambda: share(w, marks.nth(1)) != before, "it follows training")
    w.notebook.until(is_where_python_has_it, "the point is at its new activations")

    # pointing at it in one picture marks it in the other
    box = w.part("output").bounding_box()
    assert box
    x, y = w.notebook.python("list(map(float, w.X_train[0]))")
    w.notebook.page.mouse.move(
        box["x"] + (x + 6) / 12 * box["width"], box["y"] + (6 - y) / 12 * box["height"]
    )
    expect(w.slider("Point")).to_have_value("1")
    expect(marks).to_have_count(2)
    w.button("Play").hover()
    expect(marks).to_have_count(0)

    # the choice follows the network, in every language
    w.button("Remove neuron from layer 1").click()
    w.notebook.until(lambda: w.notebook.python(asked) == [[1, 1, 2]], "neuron 4 is gone")
    w.notebook.kernel.run("w.change(hidden_layers=[1], locale='es')")
    hint = w.root.get_by_text("Hace falta una capa oculta con al menos dos neuronas.")
    expect(hint).to_be_visible()
    w.notebook.kernel.run("w.hidden_layers = [2]")
    w.combobox("Capa").wait_for()
    expect(w.combobox("Neurona vertical")).to_be_visible()
    expect(w.checkbox("Rectas de las neuronas")).to_be_visible()
    w.button("Espacio oculto").click()
    w.notebook.until(lambda: w.notebook.python(asked) == [], "closed, it is not asked for")
