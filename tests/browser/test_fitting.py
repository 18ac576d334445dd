"""What is written fits into its place: names of data, and losses of any size."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, playground
from .widget import Widget

pytestmark = pytest.mark.browser

WIDTHS = (1140, 1000, 930, 720, 400)

SCORES = ".nnw-readouts :is(th, td)"

# a font that is wider than this machine's
WIDER = ".nnw-dataset > span { letter-spacing: 0.1em; }"

OUTSIDE = """(all, slack) => all.flatMap(box => {
    const {left, right} = box.getBoundingClientRect();
    const text = document.createRange();
    text.selectNodeContents(box);
    return [...text.getClientRects()]
        .filter(one => one.left < left - slack - 0.5 || one.right > right + slack + 0.5)
        .map(one => `${box.textContent}: ${one.left} to ${one.right} in ${left} to ${right}`);
})"""


def outside(boxes: Locator, slack: int = 0) -> list[str]:
    """The texts that stand out of their boxes by more than ``slack`` pixels."""
    return boxes.evaluate_all(OUTSIDE, slack)


def spoken(w: Widget, locale: str) -> None:
    w.notebook.kernel.run(f"w.locale = '{locale}'")
    expect(w.root.locator(f'.nnw-app[lang="{locale}"]')).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_names_of_the_data_sets_stay_in_their_tiles(stage: Stage, width: int) -> None:
    w = stage(playground("locale='en'"))
    w.set_width(width)
    tiles = w.root.locator(".nnw-dataset")
    style = None
    for wider in (False, True):
        if wider:
            style = w.notebook.page.add_style_tag(content=WIDER)
        for dataset, least in (("multi_gauss", 3), ("circle", 9)):
            w.notebook.kernel.run(f"w.dataset = '{dataset}'")
            for locale in ("en", "es"):
                spoken(w, locale)
                expect(tiles.locator(f'input[value="{dataset}"]')).to_be_checked()
                assert tiles.count() >= least
                # the space between two tiles is 8 px, and each has half of it
                found = outside(tiles, slack=4) + outside(w.root.locator(SCORES))
                assert not found, f"{locale}, {'wide' if wider else 'usual'} font: {found}"
    if style:
        style.evaluate("style => style.remove()")


# how a loss is written where the targets are as large as this and the outputs are about 0
SIZES = {
    1e3: r"^\d{3},\d{3}$",
    5e3: r"^\d\.\d{3}e[67]$",
    1e15: r"^\d\.\d\de29$",
    1e30: r"^\d\.\d\de59$",
}

SPANISH = str.maketrans(",.", ".,")


def numbers(size: float) -> str:
    return (
        "import nnwidget, numpy as np\n"
        "X = np.random.default_rng(1).normal(size=(40, 2))\n"
        f"w = nnwidget.Playground(data=(X, {size!r} * np.linspace(-1, 1, 40)),\n"
        "    hidden_layers=[2], seed=1, locale='en')\nw"
    )


@pytest.mark.parametrize("size", SIZES)
def test_large_losses_are_read_beside_each_other(stage: Stage, size: float) -> None:
    w = stage(numbers(size))
    scores = w.root.locator(SCORES)
    for width in WIDTHS:
        w.set_width(width)
        for locale in ("en", "es"):
            spoken(w, locale)
            expect(w.part("loss-train")).not_to_be_empty()
            text = w.part("loss-train").inner_text()
            assert re.match(SIZES[size], text if locale == "en" else text.translate(SPANISH))
            # a score is negative where the outputs are worse than a constant
            w.part("r2-test").evaluate("(cell, text) => { cell.textContent = text }", f"−{text}")
            assert not outside(scores), f"{width} px, {locale}: {outside(scores)}"


def test_large_losses_are_read_in_a_presentation(stage: Stage) -> None:
    w = stage(numbers(1e15))
    w.button("Presentation").click()
    expect(w.part("loss-train")).to_contain_text("e29")
    found = outside(w.root.locator(SCORES))
    w.notebook.page.keyboard.press("Escape")
    assert not found


def test_a_column_of_scores_keeps_its_width_while_they_grow(stage: Stage) -> None:
    w = stage(numbers(1.0))
    w.set_width(930)
    where = "all => all.map(one => one.getBoundingClientRect().right)"
    before = w.root.locator(SCORES).evaluate_all(where)
    for target in (1e3, 1e15):
        w.notebook.kernel.run(
            f"w.data = (X, {target!r} * np.linspace(-1, 1, 40))",
        )
        w.notebook.until(lambda target=target: w.value("loss-train") > target, "a larger loss")
        assert w.root.locator(SCORES).evaluate_all(where) == before


def test_a_negative_score_has_a_true_minus_and_a_field_the_one_that_is_typed(stage: Stage) -> None:
    w = stage(playground("dataset='plane', hidden_layers=[2], seed=1, locale='en'"))
    w.notebook.kernel.run("w.weights[0][0, 0] = -1.5")
    w.neuron(1, 1).click()
    w.notebook.until(lambda: w.value("r2-test") < 0, "worse than a constant")
    for locale, half in (("en", "-1.500"), ("es", "-1,500")):
        spoken(w, locale)
        score = w.part("r2-test")
        expect(score).to_contain_text("−")
        assert not re.search(r"-[\d∞]", w.root.inner_text())
        field = w.root.locator(".nnw-parameter input").first
        expect(field).to_have_value(half)
        assert field.get_attribute("aria-valuenow") == "-1.5"
