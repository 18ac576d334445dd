"""A saved notebook shows the last state where no kernel runs, and says that it is a picture."""

from __future__ import annotations

import json
import re

import pytest
from nbconvert.exporters import HTMLExporter
from playwright.sync_api import Locator, expect

from . import golden
from .conftest import ARTIFACTS, Show
from .notebook import Notebook
from .widget import Widget

pytestmark = pytest.mark.browser

SAVES_STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"
"""The command that switches "Save Widget State Automatically" on or off."""

LOADED = "image => image.complete && image.naturalWidth === 900"

TOUCHES = "button, select, input, textarea, a, [tabindex], [role=button], canvas"


def switch_saving_of_state(notebook: Notebook) -> None:
    notebook.page.evaluate(f"jupyterapp.commands.execute('{SAVES_STATE}')")


def is_a_picture(notebook: Notebook, image: Locator) -> None:
    notebook.until(lambda: image.evaluate(LOADED), "the picture is shown")


def test_a_saved_notebook_without_its_kernel_shows_the_last_picture(show: Show) -> None:
    w = show("hidden_layers=[3], seed=1, locale='en', max_epochs=30")
    notebook = w.notebook
    switch_saving_of_state(notebook)
    try:
        w.button("Play").click()
        epoch = "epoch 30,"
        notebook.until_python(f"{epoch!r} in w.get_state('_snapshot')['_snapshot']['description']")
        notebook.until(lambda: saved_state(notebook).count(epoch) == 1, "the state is saved")
    finally:
        switch_saving_of_state(notebook)

    # exported, it is in the page's state, from which the widget takes it without a kernel
    page, _ = HTMLExporter(template_name="lab").from_filename(
        notebook.jupyter.folder / notebook.name
    )
    assert len(re.findall(f'"description": "circle data, 2 inputs, 3 neurons, {epoch}', page)) == 1

    # trusted, and the new kernel knows nothing of the widget
    kernel = notebook.jupyter.kernel_of(notebook.name)
    notebook.jupyter.request("POST", f"/api/kernels/{kernel}/restart")
    notebook.reload()
    root = notebook.page.locator(".nnw-root")
    expect(root.locator("[role=status]")).to_have_text(
        "This is a picture of the last state; run the cell to make it live."
    )
    picture = root.get_by_role(
        "img", name=re.compile(f"^circle data, 2 inputs, 3 neurons, {epoch} test loss 0")
    )
    is_a_picture(notebook, picture)
    golden.bring_letters(notebook.page)
    saved = Widget(notebook, root)
    saved.set_width(1000)
    golden.check(saved, "saved", ARTIFACTS)
    expect(root.locator(TOUCHES)).to_have_count(0)
    assert root.evaluate("root => root.scrollWidth <= root.clientWidth")

    # run the cell, and it lives
    notebook.run()
    w = notebook.widget()
    expect(picture).to_have_count(0)
    w.button("Step").click()
    notebook.until(lambda: w.value("epoch") == 1, "epoch 1")

    # changed by another hand it is not trusted: its own picture is all that may be shown
    file = notebook.jupyter.folder / notebook.name
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"][0]["source"] += "  # changed"
    file.write_text(json.dumps(content), encoding="utf-8")
    notebook.reload()
    is_a_picture(notebook, notebook.page.locator(".jp-OutputArea-output img"))
    expect(root).to_have_count(0)


def saved_state(notebook: Notebook) -> str:
    """Save the notebook; the widgets' state in the file, as text."""
    notebook.save()
    file = notebook.jupyter.folder / notebook.name
    metadata = json.loads(file.read_text(encoding="utf-8"))["metadata"]
    return json.dumps(metadata.get("widgets", {}))
