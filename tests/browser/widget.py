"""A widget in a notebook: its controls by the names that people and screen readers have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from .notebook import Notebook


SMALLEST = 240
"""Pixels of the narrowest page."""


class Widget:
    """One view of a widget.

    Args:
        notebook: where it is.
        root: its element.
    """

    def __init__(self, notebook: Notebook, root: Locator) -> None:
        self.notebook = notebook
        self.root = root

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def combobox(self, name: str) -> Locator:
        return self.root.get_by_role("combobox", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        return self.root.get_by_role("slider", name=name, exact=True)

    def checkbox(self, name: str) -> Locator:
        return self.root.get_by_role("checkbox", name=name, exact=True)

    def dataset(self, name: str) -> Locator:
        group = self.root.get_by_role("radiogroup", name="Dataset")
        return group.get_by_role("radio", name=name, exact=True)

    def neuron(self, neuron: int, layer: int) -> Locator:
        return self.button(f"Neuron {neuron} of layer {layer}")

    def neurons(self) -> Locator:
        """All neurons, hidden and output."""
        return self.root.get_by_role("button", name=re.compile(r"^Neuron \d+ of layer \d+$"))

    def link(self, source: str, neuron: int, layer: int) -> Locator:
        name = f"Weight from {source} to neuron {neuron} of layer {layer}"
        return self.root.get_by_role("button", name=name, exact=True)

    def part(self, name: str) -> Locator:
        """What carries ``data-nnw``."""
        return self.root.locator(f'[data-nnw="{name}"]')

    def value(self, name: str) -> float:
        """The number of a readout."""
        return float(self.part(name).get_attribute("data-value") or "nan")

    @property
    def equation(self) -> str | None:
        """The equation on the blackboard, as plain text."""
        return self.part("equation").get_attribute("data-text")

    @property
    def status(self) -> str:
        """What the status line says."""
        return self.root.locator("[role=status]").inner_text()

    def pixels(self) -> str:
        """The picture in the output canvas, to be compared with another."""
        return self.part("output").evaluate("canvas => canvas.toDataURL()")

    def play_until(self, condition: Callable[[], Any], what: str) -> None:
        """Press Play, wait, press Pause."""
        self.button("Play").click()
        self.notebook.until(condition, what)
        self.button("Pause").click()
        expect(self.button("Play")).to_be_visible()

    def set_width(self, width: int) -> None:
        """Make the page as wide as it must be for the widget to be so wide."""
        page = self.notebook.page

        def is_so_wide() -> bool:
            size = page.viewport_size or {}
            lacking = width - round(self.root.evaluate("root => root.clientWidth"))
            if lacking:
                # the layout may lag behind, and what it lacks then is no measure
                wide = max(SMALLEST, size["width"] + lacking)
                page.set_viewport_size({"width": wide, "height": size["height"]})
                page.evaluate("() => new Promise(requestAnimationFrame)")
            return not lacking

        self.notebook.until(is_so_wide, f"the widget is {width} px wide")

    def until_focused(self, target: Locator) -> None:
        """Press the tab key until it has led there."""
        for _ in range(100):
            self.notebook.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("the tab key does not lead there")

    def shows_what_python_has(self) -> bool:
        shown = [self.value("epoch"), self.value("loss-train")]
        return shown == self.notebook.python("[w.epoch, w.loss_train]")
