"""One widget in many places, and many widgets that know each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Stage, playground
from .notebook import Widget

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"


def test_the_same_widget_shown_twice_is_one_network(stage: Stage) -> None:
    one = stage(playground("hidden_layers=[4]"), "w")
    notebook = one.notebook
    other = notebook.widget(1)
    one.dataset("Spiral").check(force=True)
    other.button("Add neuron to layer 1").click()
    notebook.until_python("w.dataset == 'spiral' and w.hidden_layers == [5]")
    for view in (one, other):
        expect(view.dataset("Spiral")).to_be_checked()
        expect(view.neurons()).to_have_count(6)
    other.button("Step").click()
    notebook.until(lambda: one.value("epoch") == other.value("epoch") == 1, "epoch 1 in both")
    notebook.until(lambda: one.pixels() == other.pixels(), "the same picture in both")
    one.neuron(1, 1).click()
    assert one.equation != other.equation, "each view looks where it wants"


def test_two_widgets_side_by_side_share_one_speed(stage: Stage) -> None:
    one = stage(
        "import nnwidget, ipywidgets\n"
        "a = nnwidget.Playground(optimizer='sgd')\n"
        "w = b = nnwidget.Playground(optimizer='adam')\n"
        "link = ipywidgets.link((a, 'speed'), (b, 'speed'))\n"
        "ipywidgets.HBox([a, b])"
    )
    notebook = one.notebook
    other = notebook.widget(1)
    boxes = [view.root.bounding_box() for view in (one, other)]
    assert boxes[0]
    assert boxes[1]
    assert min(box["width"] for box in boxes if box) > 400
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    one.slider("Speed").press("End")
    notebook.until_python("a.speed is None and b.speed is None")
    expect(other.slider("Speed")).to_have_attribute("aria-valuetext", "max")
    other.slider("Speed").press("Home")
    notebook.until_python("a.speed == 0.1 and b.speed == 0.1")
    expect(one.slider("Speed")).to_have_attribute("aria-valuetext", "0.1/s")
    assert notebook.python("[a.optimizer, b.optimizer]") == ["sgd", "adam"]
    one.button("Step").click()
    notebook.until_python("a.epoch == 1 and b.epoch == 0")


def test_interact_drives_a_trait(stage: Stage) -> None:
    w = stage(
        playground("hidden_layers=[2]"),
        "import ipywidgets\n"
        "@ipywidgets.interact(percent=(0, 50, 5))\n"
        "def noise(percent=10):\n    w.noise = percent",
    )
    expect(w.slider("Noise")).to_have_value("10")
    theirs = w.notebook.page.locator(".jp-CodeCell").nth(1).get_by_role("slider")
    theirs.press("ArrowRight")
    w.notebook.until_python("w.noise == 15")
    expect(w.slider("Noise")).to_have_value("15")


def test_it_stands_in_a_box_beside_other_widgets(stage: Stage) -> None:
    w = stage(
        "import nnwidget, ipywidgets\n"
        "w = nnwidget.Playground(hidden_layers=[2], noise=5)\n"
        "rate = ipywidgets.FloatText(description='rate')\n"
        "noise = ipywidgets.IntSlider(description='theirs', max=50)\n"
        "links = [ipywidgets.link((w, 'learning_rate'), (rate, 'value')),\n"
        "         ipywidgets.jslink((noise, 'value'), (w, 'noise'))]\n"
        "ipywidgets.VBox([rate, noise, w])"
    )
    page = w.notebook.page
    text = page.get_by_label("rate", exact=True)
    expect(text).to_have_value("0.03")
    text.fill("0.3")
    text.press("Enter")
    w.notebook.until_python("w.learning_rate == 0.3")
    expect(w.combobox("Learning rate").locator("option:checked")).to_have_text("0.3")
    w.combobox("Learning rate").select_option(label="1")
    expect(text).to_have_value("1")
    page.locator(".widget-slider").get_by_role("slider").press("End")
    w.notebook.until_python("w.noise == 50")
    expect(w.slider("Noise")).to_have_value("50")
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "it trains there")


OPEN = {
    "two classes": "hidden_layers=[4, 2], optimizer='adam', decay={'name': 'step'}",
    "many classes": "dataset='iris', hidden_layers=[3], optimizer='rmsprop', frozen=[[1, 1]]",
    "numbers": "dataset='plane', hidden_layers=[3], optimizer='momentum', switched_off=[[1, 2]]",
}


def open_all(w: Widget) -> None:
    """Every panel; the one that closes when the focus leaves it comes last."""
    w.neuron(1, 1).click()
    for name in ("More settings", "Confusion matrix", "Edit points", "Optimizer options"):
        for button in w.button(name).all():
            button.click()


@pytest.mark.parametrize("options", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_every_panel_open(
    stage: Stage, options: str, theme: str
) -> None:
    assert AXE.is_file(), "axe-core is missing: run npm ci in js/"
    w = stage(playground(options))
    w.notebook.theme(theme)
    open_all(w)
    w.notebook.page.add_script_tag(path=AXE)
    found = w.root.evaluate(
        """async root => (await axe.run(root)).violations
            .filter(({impact}) => impact === 'serious' || impact === 'critical')
            .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join(' ')}`)"""
    )
    w.notebook.theme("light")
    assert not found, "\n".join(found)
