"""It looks as it did when somebody looked: states with a seed, at rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, expect

from . import golden
from .conftest import ARTIFACTS
from .jupyter import Jupyter
from .notebook import Notebook
from .widget import Widget

pytestmark = pytest.mark.browser

HEIGHT = 3200
"""Of the page: a widget of 400 pixels is this high."""


class State(NamedTuple):
    """What is shown.

    Attributes:
        options: of the widget.
        epochs: trained before it is shown.
        width: of the widget.
        then: what is done with it.
    """

    options: str = ""
    epochs: float = 100
    width: int = 1000
    then: Callable[[Widget], None] = lambda w: None


def darken(w: Widget) -> None:
    w.notebook.theme("dark")


def speak_spanish(w: Widget) -> None:
    w.notebook.kernel.run("w.locale = 'es'")
    expect(w.button("Reiniciar")).to_be_visible()


def present(w: Widget) -> None:
    w.notebook.page.set_viewport_size({"width": 1366, "height": 768})
    w.button("Presentation").click()
    expect(w.button("Presentation")).to_have_attribute("aria-pressed", "true")


def lose_the_kernel(w: Widget) -> None:
    w.notebook.restart()
    w.notebook.until(lambda: "run the cell" in w.status, "the loss is noticed")


LECTURE = (
    *("speed", "preset", "settings", "optimizer", "regularization", "regularizationRate"),
    *("problem", "loss", "noise", "percTrainData", "batchSize", "regenerate", "loadCSV"),
    *("freeze", "editPoints", "confusion", "logScale", "undo", "discretize"),
)
"""What a lecture on the layers of a network leaves out."""

STATES = {
    "default": State(),
    "8-8-8": State("dataset='xor', hidden_layers=[8, 8, 8]", width=800),
    "no-hidden-layer": State("dataset='gauss', hidden_layers=[]", 20),
    "three-classes": State("dataset='blobs', classes=3", 20),
    "regression": State("dataset='multi_gauss', show_test_data=True", 20),
    "one-input": State("dataset='sine', features=['x1'], hidden_layers=[6]"),
    "dark": State(then=darken),
    "spanish": State(then=speak_spanish),
    "400px": State(width=400),
    "600px": State(width=600),
    "hidden-controls": State(f"hidden_controls={LECTURE}"),
    "diverged": State("dataset='plane', learning_rate=1"),
    "kernel-gone": State(then=lose_the_kernel),
    "presentation": State(then=present),
}


@pytest.fixture(scope="module")
def gallery(browser: Browser, lab: Jupyter) -> Iterator[Notebook]:
    """A notebook of somebody who knows the tour."""
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script("localStorage.setItem('nnwidget.tour', 'offered')")
    notebook = Notebook(context.new_page(), lab, "", width=1300, height=HEIGHT)
    golden.bring_letters(notebook.page)
    yield notebook
    notebook.close()
    context.close()


@pytest.mark.parametrize("name", STATES)
def test_it_looks_as_it_did(name: str, gallery: Notebook) -> None:
    state = STATES[name]
    gallery.theme("light")
    options = f"dict(seed=1, locale='en') | dict({state.options})"
    code = f"w = nnwidget.Playground(**({options})).fit({state.epochs})"
    gallery.set_cell(0, f"import nnwidget\n{code}\nw")
    gallery.run()
    w = gallery.widget()
    w.set_width(state.width)
    state.then(w)
    golden.check(w, name, ARTIFACTS)
    assert not gallery.problems


def without_a_control(image: Image.Image) -> Image.Image:
    """The picture without the button for a step, right of the epoch."""
    changed = image.copy()
    ImageDraw.Draw(changed).rectangle((180, 24, 210, 54), "white")
    return changed


def with_a_column_shifted(image: Image.Image) -> Image.Image:
    changed = image.copy()
    changed.paste(image.crop((700, 200, image.width - 3, image.height)), (703, 200))
    return changed


def in_other_colours(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return Image.merge("RGB", (red, green.point(lambda value: max(0, value - 24)), blue))


def in_fewer_colours(image: Image.Image) -> Image.Image:
    return image.quantize(64, kmeans=2, dither=Image.Dither.NONE).convert("RGB")


def in_softer_letters(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(0.6))


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        (without_a_control, True),
        (with_a_column_shifted, True),
        (in_other_colours, True),
        (in_fewer_colours, False),
        (in_softer_letters, False),
    ],
)
def test_what_one_would_notice_is_found_and_nothing_else(
    change: Callable[[Image.Image], Image.Image], is_seen: bool
) -> None:
    image = golden.read(golden.FOLDER / "default.png")
    assert golden.compare(image, change(image)).is_small is not is_seen
