"""Clients that do not listen, and many widgets: the server and the kernel stay small."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Open, playground
from .jupyter import Jupyter, jupyter
from .notebook import Notebook
from .proxy import Wire
from .widget import Widget

pytestmark = pytest.mark.browser

AWAY = 60.0
"""Seconds for which a client does not listen."""

MOST_GROWTH = 5 * 2**20


@pytest.fixture
def other_lab() -> Iterator[Jupyter]:
    """A second server, so that the memory of each tells one story."""
    with jupyter() as server:
        yield server


def test_a_stalled_and_a_disconnected_client_cost_no_memory_and_come_back_by_themselves(
    browser: Browser, lab: Jupyter, other_lab: Jupyter
) -> None:
    servers = (lab, other_lab)
    with ExitStack() as stack:
        wire = Wire(int(other_lab.url.rsplit(":", 1)[1]))
        stack.callback(wire.close)
        stalled = _play(browser, stack, lab, lab.url)
        cut = _play(browser, stack, other_lab, wire.url)
        memory = [server.memory() for server in servers]
        epochs = [w.notebook.python("w.epoch") for w in (stalled, cut)]
        growth = [0, 0]

        def measure() -> None:
            for number, server in enumerate(servers):
                growth[number] = max(growth[number], server.memory() - memory[number])

        # a dialog blocks everything else that its page would do
        with stalled.notebook.page.expect_event("dialog") as dialog:
            stalled.notebook.page.evaluate("() => { setTimeout(alert) }")
        wire.cut()
        end = time.monotonic() + AWAY
        while time.monotonic() < end:
            measure()
            cut.notebook.pause(0.5)
        for w, epoch in zip((stalled, cut), epochs, strict=True):
            trained = w.notebook.python("w.epoch") - epoch
            assert trained > 30 * AWAY, "training must not wait for a client"
        dialog.value.dismiss()
        wire.mend()
        _comes_back(stalled)
        _comes_back(cut)
        measure()
        assert max(growth) < MOST_GROWTH, f"stalled, disconnected: {growth} bytes"


def _play(browser: Browser, stack: ExitStack, server: Jupyter, url: str) -> Widget:
    """A widget that trains, in a page of its own."""
    page = stack.enter_context(browser.new_context()).new_page()
    page.on("dialog", lambda dialog: None)
    notebook = Notebook(page, server, playground(), url=url)
    kernel = server.kernel_of(notebook.name)
    stack.callback(server.request, "DELETE", f"/api/kernels/{kernel}")
    stack.callback(notebook.kernel.close)
    notebook.run()
    w = notebook.widget()
    w.button("Play").click()
    notebook.until(lambda: w.value("epoch") > 60, "it trains for a while")
    return w


def _comes_back(w: Widget) -> None:
    def shows_the_present() -> bool:
        return abs(w.value("epoch") - w.notebook.python("w.epoch")) < 60

    w.notebook.until(shows_the_present, "the view shows the present epoch again", 120)
    expect(w.root.locator("[role=status]")).to_have_text("")
    epoch = w.value("epoch")
    w.notebook.until(lambda: w.value("epoch") > epoch + 60, "and goes on")


MANY = """
import nnwidget
from IPython.display import display
ws = [nnwidget.Playground(seed=seed, hidden_layers=[4]) for seed in range(25)]
display(*ws)
[w.play() for w in ws[:5]]
"""

CENSUS = """
def census():
    import asyncio, gc, ipywidgets, comm
    gc.collect()
    kernel = get_ipython().kernel
    from nnwidget.live.turns import TASK
    tasks = asyncio.all_tasks(kernel.io_loop.asyncio_loop)
    return [
        sum(task.get_name() == TASK for task in tasks),
        len(comm.get_comm_manager().comms),
        len(ipywidgets.widgets.widget._instances),
    ]
"""


def test_of_many_widgets_those_that_play_advance_and_running_the_cell_again_frees_them(
    open_notebook: Open,
) -> None:
    notebook = open_notebook(MANY, "for w in ws: w.close()\ndel w, ws")
    kernel = notebook.kernel
    kernel.run("import nnwidget, weakref\n" + CENSUS)
    empty = kernel.value("census()")

    def is_alive() -> None:
        first = notebook.widget()
        notebook.until(lambda: first.value("epoch") > 10, "the first view's epoch rises")
        notebook.until_python("all(w.epoch > 10 for w in ws[:5])")
        assert kernel.value("[w.epoch for w in ws[5:]]") == [0] * 20

    notebook.run()
    is_alive()
    full = kernel.value("census()")
    kernel.run("before = [weakref.ref(w) for w in ws]")
    notebook.run()
    is_alive()
    assert kernel.value("census()") == full
    assert kernel.value("sum(w() is not None for w in before)") == 0
    expect(notebook.page.locator(".nnw-root")).to_have_count(25)

    notebook.run(1)
    assert kernel.value("census()") == empty
