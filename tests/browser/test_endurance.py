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
def labs() -> Iterator[list[Jupyter]]:
    """Two servers, so that the memory of each tells one story."""
    with jupyter() as one, jupyter() as other:
        yield [one, other]


def test_a_stalled_and_a_disconnected_client_cost_no_memory_and_come_back_by_themselves(
    browser: Browser, labs: list[Jupyter]
) -> None:
    with ExitStack() as stack:
        wire = Wire(int(labs[1].url.rsplit(":", 1)[1]))
        stack.callback(wire.close)
        stalled, cut = (
            _play(browser, stack, labs[0], labs[0].url),
            _play(browser, stack, labs[1], wire.url),
        )
        before = [lab.memory() for lab in labs]
        epochs = [w.notebook.python("w.epoch") for w in (stalled, cut)]
        growth = [0, 0]

        # a dialog blocks everything else that its page would do
        with stalled.notebook.page.expect_event("dialog") as dialog:
            stalled.notebook.page.evaluate("() => { setTimeout(alert) }")
        wire.cut()
        end = time.monotonic() + AWAY

        def over() -> bool:
            for number, lab in enumerate(labs):
                growth[number] = max(growth[number], lab.memory() - before[number])
            return time.monotonic() > end

        cut.notebook.until(over, "the time is over", 2 * AWAY)
        for number, w in enumerate((stalled, cut)):
            trained = w.notebook.kernel.value("w.epoch") - epochs[number]
            assert trained > 30 * AWAY, "training does not wait for a client"
        dialog.value.dismiss()
        wire.mend()
        _comes_back(stalled)
        _comes_back(cut)
        for number, lab in enumerate(labs):
            growth[number] = max(growth[number], lab.memory() - before[number])
        assert max(growth) < MOST_GROWTH, f"stalled, disconnected: {growth} bytes"


def _play(browser: Browser, stack: ExitStack, lab: Jupyter, url: str) -> Widget:
    """A widget that trains, in a page of its own."""
    page = stack.enter_context(browser.new_context()).new_page()
    page.on("dialog", lambda dialog: None)
    notebook = Notebook(page, lab, playground(), url=url)
    notebook.run()
    w = notebook.widget()
    w.button("Play").click()
    notebook.until(lambda: w.value("epoch") > 60, "it trains for a while")
    stack.callback(notebook.kernel.close)
    return w


def _comes_back(w: Widget) -> None:
    def shows_the_present() -> bool:
        return abs(w.value("epoch") - w.notebook.kernel.value("w.epoch")) < 60

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
    tasks = asyncio.all_tasks(kernel.io_loop.asyncio_loop)
    return [
        sum('Loop._run' in repr(task) for task in tasks),
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
