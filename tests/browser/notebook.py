"""A notebook in a page: its cells, its kernel, and the widgets in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import ConsoleMessage, Error, Page, expect

from .jupyter import Jupyter, T, wait_until
from .kernel import Kernel
from .widget import Widget

TIMEOUT = 30.0
"""Seconds to wait for anything; only a failure takes so long."""

PATIENCE = 5.0
"""Seconds until a JupyterLab that has not opened a notebook is asked once more."""

PANEL = "jupyterapp.shell.currentWidget"
SESSION = f"{PANEL}.sessionContext"

OURS = re.compile("nnw|anywidget|jupyter-widgets")


class Notebook:
    """A notebook with its own kernel, open in a page.

    Args:
        page: a new page, or one that showed another notebook of the same server.
        jupyter: the server.
        cells: code.
        width, height: of the page.
        url: another address of the same server.

    Attributes:
        problems: what the page's console said that it should not have said.
    """

    def __init__(
        self,
        page: Page,
        jupyter: Jupyter,
        *cells: str,
        width: int = 1280,
        height: int = 1000,
        url: str | None = None,
    ) -> None:
        self.page = page
        self.jupyter = jupyter
        self.name = f"{uuid4().hex}.ipynb"
        self.problems: list[str] = []
        self.state = "not open"
        self._kernel: Kernel | None = None
        (jupyter.folder / self.name).write_text(_notebook(cells), encoding="utf-8")
        # the kernel starts while the page loads
        session = {"path": self.name, "name": self.name, "type": "notebook"}
        jupyter.request("POST", "/api/sessions", session | {"kernel": {"name": "python3"}})
        page.set_default_timeout(TIMEOUT * 1000)
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", self._note_console)
        page.on("pageerror", self._note_error)
        if page.evaluate("'jupyterapp' in globalThis"):
            self._open()
        else:
            page.goto(f"{url or jupyter.url}/doc/tree/{self.name}?token={jupyter.token}")
        self._wait_for_kernel()

    def _open(self) -> None:
        self.page.evaluate(
            "async path => { await jupyterapp.commands.execute('docmanager:open', {path}); }",
            self.name,
        )

    def _wait_for_kernel(self) -> None:
        state = f"""() => {{
            if (!globalThis.jupyterapp) return 'being loaded';
            const panel = {PANEL};
            if (panel?.context?.path !== '{self.name}') return 'not open';
            const kernel = panel.sessionContext?.session?.kernel;
            if (!kernel || !panel.content?.widgets?.length) return 'without kernel';
            return `${{kernel.connectionStatus}} ${{kernel.status}}`;
        }}"""

        asked = time.monotonic()

        def is_ready() -> bool:
            nonlocal asked
            try:
                self.state = self.page.evaluate(state)
                if self.state == "not open" and time.monotonic() - asked > PATIENCE:
                    asked = time.monotonic()
                    self._open()
            except Error:  # while one page gives way to another there is none to ask
                self.state = "being loaded"
            return self.state == "connected idle"

        wait_until(is_ready, TIMEOUT, lambda: f"the notebook is {self.state}", self.pause)

    def close(self) -> None:
        """Close the notebook and stop its kernel. The page stays."""
        if self._kernel:
            self._kernel.close()
        kernel = self.jupyter.kernel_of(self.name)
        self.page.remove_listener("console", self._note_console)
        self.page.remove_listener("pageerror", self._note_error)
        self.page.evaluate(f"{PANEL}.dispose()")
        self.jupyter.request("DELETE", f"/api/kernels/{kernel}")

    # ------------------------------------------------------------ what the console says

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # a module that came in a message has a blob: address; the rest is JupyterLab's
        at = message.location.get("url", "")
        if at.startswith("blob:") or OURS.search(message.text):
            self.problems.append(f"{message.type}: {message.text[:500]}")

    def _note_error(self, error: Error) -> None:
        self.problems.append(f"exception: {error}\n{error.stack or ''}"[:1000])

    # ------------------------------------------------------------ cells

    def run(self, cell: int = 0, *, wait: bool = True) -> None:
        """Run a cell; ``wait`` for its end, which must not be an exception."""
        self.page.evaluate(
            f"""async ([cell, wait]) => {{
                {PANEL}.content.activeCellIndex = cell;
                const done = jupyterapp.commands.execute('notebook:run-cell');
                if (wait) await done;
            }}""",
            [cell, wait],
        )
        if wait and (error := self.error(cell)):
            raise AssertionError(f"cell {cell} ended with {error}")

    def run_all(self) -> None:
        for cell in range(self.page.evaluate(f"{PANEL}.content.widgets.length")):
            self.run(cell)

    def set_cell(self, cell: int, code: str) -> None:
        """Write other code into a cell."""
        self.page.evaluate(
            f"([cell, code]) => {PANEL}.content.widgets[cell].model.sharedModel.setSource(code)",
            [cell, code],
        )

    def output(self, cell: int = 0) -> str:
        """The text below a cell, as it is seen."""
        outputs = self.page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")
        return "\n".join(outputs.all_inner_texts())

    def error(self, cell: int) -> str:
        """The exception that a cell ended with, or nothing."""
        return self.page.evaluate(
            f"""cell => {PANEL}.content.widgets[cell].model.outputs.toJSON()
                .filter(output => output.output_type === 'error')
                .map(error => `${{error.ename}}: ${{error.evalue}}`).join()""",
            cell,
        )

    def busy(self, cell: int) -> bool:
        """Does this cell run, or wait to be run?"""
        return self.page.evaluate(
            f"{PANEL}.content.widgets[{cell}].prompt === '*'"
            f" || {PANEL}.content.widgets[{cell}].model.executionState === 'running'"
        )

    # ------------------------------------------------------------ the notebook

    def save(self) -> None:
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")

    def reload(self) -> None:
        """Load the page anew, as a user does after saving."""
        self.page.reload()
        self._wait_for_kernel()

    def interrupt(self) -> None:
        self.page.evaluate(f"{SESSION}.session.kernel.interrupt()")

    def restart(self) -> None:
        """Restart the kernel, and wait until the new one is there."""
        self.page.evaluate(f"{SESSION}.session.kernel.restart()")
        if self._kernel:
            self._kernel.close()
            self._kernel = None
        self._wait_for_kernel()

    def theme(self, scheme: str) -> None:
        """``light`` or ``dark``."""
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        light = "true" if scheme == "light" else "false"
        self.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")

    # ------------------------------------------------------------ Python

    @property
    def kernel(self) -> Kernel:
        """A client of its own."""
        if self._kernel is None:
            connection = self.jupyter.connection(self.jupyter.kernel_of(self.name))
            self._kernel = Kernel(connection, self.pause)
        return self._kernel

    def python(self, expression: str) -> Any:
        """The value of an expression in the kernel."""
        return self.kernel.value(expression)

    def pause(self, seconds: float) -> None:
        """Let the page's events come in."""
        self.page.wait_for_timeout(seconds * 1000)

    def until(
        self,
        condition: Callable[[], T | None],
        what: str | Callable[[], str],
        timeout: float = TIMEOUT,
    ) -> T:
        """Wait until something is so; ``what`` says it, or what else is so, in words."""
        explain = what if callable(what) else lambda: f"not so: {what}"
        return wait_until(condition, timeout, explain, self.pause)

    def until_python(self, expression: str, timeout: float = TIMEOUT) -> None:
        """Wait until an expression is true in the kernel."""
        self.until(lambda: self.python(f"bool({expression})"), expression, timeout)

    # ------------------------------------------------------------ widgets

    def widget(self, number: int = 0) -> Widget:
        """A widget's view, counted from the top of the notebook, when it shows its network."""
        widget = Widget(self, self.page.locator(".nnw-root").nth(number))
        expect(widget.button("Play").or_(widget.button("Pause"))).to_be_visible(
            timeout=TIMEOUT * 1000
        )
        return widget


def _notebook(cells: tuple[str, ...]) -> str:
    content = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": code,
            }
            for number, code in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content)
