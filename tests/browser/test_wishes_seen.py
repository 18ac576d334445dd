"""What the Playground's users wish to see: numbers, losses, classes, curves, large networks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from nnwidget.interop.links import HIDABLE

from .conftest import Stage, playground
from .notebook import Widget

pytestmark = pytest.mark.browser

COLOURS = """canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let i = 0; i < data.length; i += 4) found.add(data.slice(i, i + 3).join(', '));
    return [...found].sort();
}"""


def shown(control: Locator) -> str:
    """The text of the choice of a menu."""
    return control.locator("option:checked").inner_text()


def chart(w: Widget) -> Locator:
    return w.root.get_by_role("region", name="Loss by epoch", exact=True)


def test_the_readouts_show_the_numbers_that_python_has(stage: Stage) -> None:
    w = stage.same("hidden_layers=[4, 2]")
    w.notebook.kernel.run("w.fit(7)")
    w.notebook.until(lambda: w.value("epoch") == 7, "epoch 7")
    for name in ("loss_train", "loss_test", "accuracy_train", "accuracy_test"):
        assert w.value(name.replace("_", "-")) == w.notebook.python(f"w.{name}")
    expect(w.part("epoch")).to_have_text("7")


def test_weights_are_read_with_four_digits_while_it_trains(stage: Stage) -> None:
    w = stage.same("hidden_layers=[4, 2]")
    w.neuron(1, 3).click()
    field = w.root.get_by_role("spinbutton", name="Bias of neuron 1 of layer 3", exact=True)
    w.button("Play").click()
    seen: set[str] = set()

    def several() -> bool:
        seen.add(field.input_value())
        return len(seen) > 3

    w.notebook.until(several, "the output's bias changes while it trains")
    w.button("Pause").click()
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    bias = w.notebook.python("w.biases[2][0]")
    w.notebook.until(lambda: float(field.input_value()) == float(f"{bias:.4g}"), f"{bias}")
    w.neuron(1, 3).hover()
    expect(w.root.locator(".nnw-card")).to_contain_text("Bias")


def test_the_legend_says_which_colour_is_which_class(stage: Stage) -> None:
    w = stage.same("hidden_layers=[4, 2]")
    legend = w.root.get_by_role("region", name="Output", exact=True).get_by_role("listitem")
    expect(legend.filter(has_text="Class 0")).to_be_visible()
    expect(legend.filter(has_text="Class 1")).to_be_visible()
    expect(legend.filter(has_text="Training")).to_be_visible()
    expect(legend.filter(has_text="Test")).to_have_count(0)
    w.checkbox("Show test data").check()
    expect(legend.filter(has_text="Test")).to_be_visible()
    for place, text in enumerate(["0", "0.5", "1"]):
        expect(w.root.locator(".nnw-scale-labels span").nth(place)).to_have_text(text)


def test_the_chart_shows_the_losses_under_the_cursor_and_marks_edits(stage: Stage) -> None:
    w = stage(playground("hidden_layers=[4, 2]"))
    w.notebook.kernel.run("w.fit(20); w.learning_rate = 0.1; w.fit(20)")
    w.notebook.until(lambda: w.value("epoch") == 40, "epoch 40")
    plot = chart(w).locator("svg").first
    box = plot.bounding_box()
    assert box
    plot.hover(position={"x": box["width"] - 12, "y": 40})
    expect(chart(w)).to_contain_text("Epoch 40")
    items = chart(w).locator(".nnw-chart-item")
    for item, name in zip(items.all_inner_texts(), ("loss_train", "loss_test"), strict=True):
        loss = w.notebook.python(f"w.history.{name}[-1]")
        assert float(item.split()[-1]) == pytest.approx(loss, rel=0.05)
    mark = plot.locator(".nnw-chart-events")
    assert (mark.get_attribute("d") or "").count("M") == 1
    at = float(re.findall(r"M([\d.]+)", mark.get_attribute("d") or "")[0])
    plot.hover(position={"x": at, "y": 40})
    expect(chart(w)).to_contain_text("Learning rate 0.1")
    before = plot.locator(".nnw-chart-train").get_attribute("d")
    w.button("Log scale").click()
    expect(w.button("Log scale")).to_have_attribute("aria-pressed", "true")
    assert plot.locator(".nnw-chart-train").get_attribute("d") != before


def test_several_classes_have_a_map_a_legend_an_accuracy_and_a_confusion_matrix(
    stage: Stage,
) -> None:
    w = stage(playground("dataset='blobs', classes=5, hidden_layers=[6], learning_rate=0.1"))
    w.checkbox("Discretize output").check()
    w.notebook.kernel.run("w.fit(60)")
    w.notebook.until(lambda: w.value("accuracy-test") > 0.9, "it learns five classes")
    assert w.value("accuracy-test") == w.notebook.python("w.accuracy_test")
    region = w.root.get_by_role("region", name="Output", exact=True)
    marks = region.locator(".nnw-legend-classes path")
    expect(marks).to_have_count(5)
    colours = marks.evaluate_all(
        "paths => paths.map(path => getComputedStyle(path).fill.slice(4, -1)).sort()"
    )
    w.notebook.until(
        lambda: w.part("output").evaluate(COLOURS) == colours, "the map has the legend's colours"
    )
    w.button("Confusion matrix").click()
    for part, choice in [("test", "Test"), ("train", "Training")]:
        w.root.get_by_role("radio", name=choice, exact=True).check(force=True)
        rows = w.part(f"confusion-{part}").locator("tbody tr")
        expect(rows).to_have_count(5)
        counts = [[int(cell) for cell in row.locator("td").all_inner_texts()] for row in rows.all()]
        assert counts == w.notebook.python(f"w.confusion_{part}")


def test_numbers_have_r2_on_both_sets(stage: Stage) -> None:
    w = stage(playground("dataset='plane', hidden_layers=[4]"))
    w.notebook.kernel.run("w.fit(5)")
    w.notebook.until(lambda: w.value("r2-test") > 0.9, "it learns the plane")
    expect(w.part("accuracy-test")).to_have_count(0)
    expect(w.root.get_by_role("rowheader", name="R²", exact=True)).to_be_visible()
    for part in ("train", "test"):
        assert w.value(f"r2-{part}") == w.notebook.python(f"w.r2_{part}")


def test_one_input_is_drawn_as_a_curve(stage: Stage) -> None:
    w = stage(playground("dataset='sine', hidden_layers=[8], optimizer='adam'"))
    region = w.root.get_by_role("region", name="Output", exact=True)
    expect(region.locator(".nnw-plot-curve")).to_be_visible()
    curve = region.locator(".nnw-plot-sheet").first
    before = curve.evaluate("canvas => canvas.toDataURL()")
    w.button("Step").click()
    w.notebook.until_python("w.epoch == 1")
    w.notebook.until(
        lambda: curve.evaluate("canvas => canvas.toDataURL()") != before, "another curve"
    )
    expect(w.button("x2")).to_have_count(0)


def test_ten_layers_of_32_neurons_stay_usable_and_train(stage: Stage) -> None:
    w = stage(playground("hidden_layers=[32] * 10, speed=None"))
    expect(w.neurons()).to_have_count(321)
    before = w.pixels()
    w.play_until(lambda: w.value("epoch") > 1, "it trains")
    assert w.pixels() != before
    w.neuron(32, 10).click()
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    expect(w.part("equation")).to_have_attribute(
        "data-text", w.notebook.python("w.equation(10, 32).text")
    )
    w.button("Remove neuron from layer 10").click()
    w.notebook.until_python("w.hidden_layers[9] == 31")
    expect(w.neurons()).to_have_count(320)
    assert w.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    expect(w.neuron(1, 11)).to_be_in_viewport()


LINK = (
    "#activation=relu&regularization=L1&batchSize=7&dataset=xor&regDataset=reg-gauss"
    "&learningRate=0.1&regularizationRate=0.003&noise=25&networkShape=5,3,2&seed=0.54321"
    "&showTestData=true&discretize=true&percTrainData=70&x=false&y=true&xTimesY=true"
    "&xSquared=true&ySquared=false&cosX=false&sinX=true&cosY=false&sinY=false"
    "&collectStats=false&problem={problem}&initZero={zero}&hideText=false"
)


def test_a_link_shows_every_setting_in_its_control(stage: Stage) -> None:
    url = LINK.format(problem="classification", zero="false")
    w = stage(f"import nnwidget\nw = nnwidget.Playground.from_url({url!r})\nw")
    for name, choice in [
        ("Activation", "ReLU"),
        ("Regularization", "L1 (dead links)"),
        ("Learning rate", "0.1"),
        ("Regularization rate", "0.003"),
        ("Problem type", "Classification"),
        ("Loss", "Squared error / 2"),
    ]:
        assert shown(w.combobox(name)) == choice
    for name, value in [("Noise", "25"), ("Training data", "70"), ("Batch size", "7")]:
        expect(w.slider(name)).to_have_value(value)
    expect(w.dataset("XOR")).to_be_checked()
    for layer, count in enumerate([5, 3, 2], start=1):
        expect(w.neuron(count, layer)).to_be_visible()
        expect(w.neuron(count + 1, layer)).to_have_count(0)
    for name in ("x1", "x2", "x1²", "x2²", "x1x2", "sin(x1)", "sin(x2)"):
        on = "true" if name in ("x2", "x1x2", "x1²", "sin(x1)") else "false"
        expect(w.button(name)).to_have_attribute("aria-pressed", on)
    expect(w.checkbox("Show test data")).to_be_checked()
    expect(w.checkbox("Discretize output")).to_be_checked()
    w.button("More settings").click()
    expect(w.root.get_by_role("textbox", name="Seed", exact=True)).to_have_value("0.54321")
    assert shown(w.combobox("Output activation")) == "Tanh"
    assert shown(w.combobox("Initializer")) == "Uniform ±0.5 (Playground)"

    hides = "".join(f"&{name}_hide=true" for name in HIDABLE)
    url = LINK.format(problem="regression", zero="true") + hides
    w = stage(f"w = nnwidget.Playground.from_url({url!r})\nw.hidden_controls = []\nw")
    expect(w.dataset("Multi Gaussian")).to_be_checked()
    assert shown(w.combobox("Problem type")) == "Regression"
    w.button("More settings").click()
    assert shown(w.combobox("Initializer")) == "Zeros"
    w.notebook.kernel.run(f"w.hidden_controls = {list(HIDABLE)}")
    expect(w.combobox("Problem type")).to_have_count(0)
