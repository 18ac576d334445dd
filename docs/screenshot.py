"""Makes the pictures of the README: ``python -m docs.screenshot``.

A notebook in a real JupyterLab, light (screenshot.png) and dark (screenshot-dark.png).
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.jupyter import chromium, jupyter
from tests.browser.notebook import Notebook

HERE = Path(__file__).parent
PICTURES = {"light": HERE / "screenshot.png", "dark": HERE / "screenshot-dark.png"}
SIZE = {"width": 1240, "height": 1500}
SCALE = 1.5
"""Pixels of the pictures to a pixel of the page, so that they are sharp on good screens."""

CODE = """\
import nnwidget

w = nnwidget.Playground(dataset="spiral", features=["x1", "x2", "sin(x1)", "sin(x2)"],
                        hidden_layers=[8, 4], learning_rate=0.1)
w.fit(epochs=150)"""


def main() -> None:
    with jupyter() as lab, sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_context(device_scale_factor=SCALE).new_page()
        notebook = Notebook(page, lab, CODE, **SIZE)
        notebook.run()
        widget = notebook.widget()
        widget.neuron(2, 2).click()
        expect(widget.part("epoch")).to_have_attribute("data-value", "150")
        for scheme, path in PICTURES.items():
            page.emulate_media(color_scheme=scheme)
            light = "true" if scheme == "light" else "false"
            page.locator(f"body[data-jp-theme-light='{light}']").wait_for(state="attached")
            # away from everything that would light up
            page.mouse.move(2, SIZE["height"] - 2)
            page.wait_for_load_state("networkidle")
            page.locator(".jp-Cell").first.screenshot(path=path, animations="disabled")
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
        notebook.close()
        browser.close()


if __name__ == "__main__":
    main()
