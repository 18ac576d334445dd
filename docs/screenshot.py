"""Makes the pictures of the README and of design.md: ``python -m docs.screenshot``.

They are taken in a real JupyterLab. Each has a palette of 256 colours, so that a clone of the
repository stays small.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.jupyter import Jupyter, chromium, jupyter
from tests.browser.notebook import Notebook
from tests.browser.widget import Widget

HERE = Path(__file__).parent

SPIRAL = """\
import nnwidget

w = nnwidget.Playground(dataset="spiral", features=["x1", "x2", "sin(x1)", "sin(x2)"],
                        hidden_layers=[8, 4], learning_rate=0.1)
w.fit(epochs=150)"""

DEEP = """\
import nnwidget

nnwidget.Playground(dataset="spiral", features=["x1", "x2", "x1^2", "x2^2", "x1*x2"],
                    hidden_layers=[8, 8, 8, 8, 6, 4], learning_rate=0.03).fit(epochs=60)"""

CIRCLE = """\
import nnwidget

nnwidget.Playground(seed=1).fit(epochs=60)"""

DIVERGED = """\
import nnwidget

w = nnwidget.Playground(dataset="plane", activation="linear", learning_rate=1)
w.fit(epochs=20)"""


class Picture(NamedTuple):
    """What a picture shows.

    Attributes:
        code: of the cell.
        width: of the page; of the widget alone where `alone`.
        scale: pixels of the picture to a pixel of the page.
        scheme: ``light`` or ``dark``.
        alone: is only the widget shown, or the cell too?
        then: what is done before.
    """

    code: str
    width: int
    scale: float = 1
    scheme: str = "light"
    alone: bool = True
    then: Callable[[Widget], None] = lambda w: None


def choose_neuron(w: Widget) -> None:
    w.neuron(2, 2).click()
    expect(w.part("epoch")).to_have_attribute("data-value", "150")


def present(w: Widget) -> None:
    w.notebook.page.set_viewport_size({"width": 1366, "height": 768})
    w.button("Presentation").click()
    expect(w.button("Presentation")).to_have_attribute("aria-pressed", "true")


PICTURES = {
    "screenshot": Picture(SPIRAL, 1240, 1.5, alone=False, then=choose_neuron),
    "screenshot-dark": Picture(SPIRAL, 1240, 1.5, "dark", alone=False, then=choose_neuron),
    "design-default": Picture(CIRCLE, 1000),
    "design-deep": Picture(DEEP, 1000),
    "design-narrow": Picture(CIRCLE, 700),
    "design-diverged": Picture(DIVERGED, 1000, scheme="dark"),
    "design-presentation": Picture(SPIRAL, 1240, then=present),
}


def main() -> None:
    with jupyter() as lab, sync_playwright() as playwright:
        browser = chromium(playwright)
        for name, picture in PICTURES.items():
            path = HERE / f"{name}.png"
            image = Image.open(io.BytesIO(take(browser, lab, picture))).convert("RGB")
            image.quantize(256).save(path, optimize=True)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()


def take(browser: Browser, lab: Jupyter, picture: Picture) -> bytes:
    page = browser.new_context(device_scale_factor=picture.scale).new_page()
    # an invitation would be all that a picture of a first visit shows
    page.add_init_script("localStorage.setItem('nnwidget.tour', 'offered')")
    notebook = Notebook(page, lab, picture.code, width=1240, height=2400)
    notebook.run()
    widget = notebook.widget()
    notebook.theme(picture.scheme)
    if picture.alone:
        widget.set_width(picture.width)
    picture.then(widget)
    # away from everything that would light up
    page.mouse.move(2, 2)
    page.wait_for_load_state("networkidle")
    shown = widget.root if picture.alone or picture.then is present else page.locator(".jp-Cell")
    image = shown.first.screenshot(animations="disabled")
    notebook.close()
    page.context.close()
    return image


if __name__ == "__main__":
    main()
