"""Widgets that come and go in a real kernel."""

from __future__ import annotations

from tests.kernel.browser import Browser

COUNTS = """
import gc, signal
import ipywidgets.widgets.widget as _widgets
from comm import get_comm_manager
from nnwidget.live.turns import TASK
def counts():
    gc.collect()
    kernel = get_ipython().kernel
    return {
        "tasks": sum(task.get_name() == TASK for task in asyncio.all_tasks()),
        "widgets": len(_widgets._instances),
        "comms": len(get_comm_manager().comms),
        "listeners": sum(map(len, get_ipython().events.callbacks.values())),
        "handler": str(kernel.saved_sigint_handler),
    }
"""


def test_running_a_cell_again_closes_the_widget_it_made_before(browser: Browser) -> None:
    first = browser.show(cell="a")
    second = browser.show(cell="b")
    assert not first.closed
    browser.run("import weakref; earlier = weakref.ref(w)")
    third = browser.show(cell="b")
    assert (first.closed, second.closed, third.closed) == (False, True, False)
    assert browser.value("(__import__('gc').collect(), earlier())[1]") is None
    browser.run("w.noise = 10", cell="c")
    browser.until(lambda: {"noise": 10} in third.states)


def test_widgets_of_one_run_live_together_and_go_together(browser: Browser) -> None:
    browser.run("widgets = [Playground(samples=40) for _ in range(3)]", cell="a")
    comms = list(browser.comms.values())
    assert [comm.closed for comm in comms] == [False] * 3
    browser.run("widgets = [Playground(samples=40) for _ in range(2)]", cell="a")
    browser.until(lambda: all(comm.closed for comm in comms))
    assert [comm.closed for comm in browser.comms.values()] == [True] * 3 + [False] * 2
    browser.run("del widgets")


def test_a_cell_without_an_id_closes_nothing(browser: Browser) -> None:
    first = browser.show()
    browser.show()
    assert not first.closed


def test_a_cell_that_is_run_again_while_it_plays_leaves_no_task(browser: Browser) -> None:
    browser.run(COUNTS)
    browser.until(lambda: browser.value("counts()")["tasks"] == 0)
    before = browser.value("counts()")
    for _ in range(5):
        comm = browser.show("samples=40, speed=None", cell="a")
        browser.say(comm, "command", seq=1, name="play")
        browser.until(lambda comm=comm: comm.frame["epoch"] > 1)
    # a task that is told to end does so in its next turn
    browser.until(lambda: browser.value("counts()")["tasks"] == 1)
    browser.run("w.close(); del w")
    browser.until(lambda: browser.value("counts()") == before)


def test_of_25_widgets_5_play_all_advance_and_closing_frees_them_all(browser: Browser) -> None:
    browser.run(COUNTS)
    before = browser.value("counts()")
    browser.run("widgets = [Playground(samples=40, seed=seed) for seed in range(25)]", cell="a")
    comms = list(browser.comms.values())
    assert len(comms) == 25
    for comm in comms:
        browser.say(comm, "hello")
    for comm in comms[:5]:
        browser.say(comm, "command", seq=1, name="play")
    for comm in comms[5:]:
        browser.say(comm, "command", seq=1, name="step")
    browser.until(lambda: all(comm.of("frame") for comm in comms))
    browser.until(lambda: all(comm.frame["epoch"] > 20 for comm in comms[:5]))
    browser.until(lambda: all(comm.frame["epoch"] == 1 for comm in comms[5:]))
    browser.run("widgets = []; Playground(samples=40).close()", cell="a")
    browser.until(lambda: all(comm.closed for comm in comms))
    browser.run("del widgets")
    browser.until(lambda: browser.value("counts()") == before)
