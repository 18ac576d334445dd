"""Jupyter's interrupt button in a real kernel."""

from __future__ import annotations

import signal
import time

import pytest

from tests.kernel.browser import Browser, Comm

IGNORED = str(signal.SIG_IGN)
"""The handler between cells, as text."""


def play(browser: Browser, options: str = "samples=40") -> Comm:
    comm = browser.show(options)
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["epoch"] > 1)
    return comm


def paused_by_the_interrupt(browser: Browser, comm: Comm) -> None:
    """The notice is there within a moment, training has stopped, the next cell runs."""
    start = time.monotonic()
    browser.until(lambda: comm.notice == "interrupted")
    assert time.monotonic() - start < 3
    assert comm.frame["playing"] is False
    assert browser.run("1 + 1") == "2"
    epoch = browser.value("w.epoch")
    browser.wait(0.1)
    assert browser.value("w.epoch") == epoch
    assert browser.value("str(get_ipython().kernel.saved_sigint_handler)") == IGNORED
    browser.run("await w.train(1)")
    assert browser.value("w.epoch") == pytest.approx(epoch + 1)


@pytest.mark.parametrize("speed", ["None", "60", "0.5"])
def test_idle_it_pauses_play(browser: Browser, speed: str) -> None:
    comm = browser.show(f"samples=40, speed={speed}")
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["playing"])
    browser.wait(0.1)
    browser.interrupt()
    paused_by_the_interrupt(browser, comm)


@pytest.mark.parametrize(
    "code",
    [
        "print('started'); time.sleep(30)",
        "print('started'); await asyncio.sleep(30)",
        "print('started'); await w.train(1e9)",
        "print('started'); w.fit(1e9)",
        "print('started'); w.fit(1e9); await asyncio.sleep(0)",
        "w.play(); print('started'); time.sleep(30)",
    ],
)
def test_a_cell_is_interrupted_and_training_paused(browser: Browser, code: str) -> None:
    comm = play(browser)
    cell = browser.start(code)
    browser.until(lambda: "started" in cell.text)
    browser.wait(0.2)
    start = time.monotonic()
    browser.interrupt()
    browser.until(lambda: cell.done)
    assert time.monotonic() - start < 3
    assert cell.errors in (["KeyboardInterrupt"], ["CancelledError"])
    paused_by_the_interrupt(browser, comm)


def test_a_slow_play_is_paused_by_the_interrupt_of_a_cell(browser: Browser) -> None:
    comm = browser.show("samples=40, speed=0.1, batch_size=None")
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["playing"])
    cell = browser.start("print('started'); await asyncio.sleep(30)")
    browser.until(lambda: "started" in cell.text)
    browser.interrupt()
    browser.until(lambda: cell.done)
    paused_by_the_interrupt(browser, comm)


def test_while_a_message_is_handled_it_pauses_play(browser: Browser) -> None:
    comm = play(browser)
    browser.run("handled = []\nw.on_msg(lambda *_: (handled.append(1), time.sleep(1)))")
    browser.say(comm, "alive", seq=2)
    browser.wait(0.3)
    browser.interrupt()
    paused_by_the_interrupt(browser, comm)


def test_with_nothing_playing_the_kernel_is_as_ever(browser: Browser) -> None:
    comm = browser.show()
    browser.interrupt()
    browser.wait(0.2)
    assert browser.run("1 + 1") == "2"
    cell = browser.start("print('started'); time.sleep(30)")
    browser.until(lambda: "started" in cell.text)
    browser.interrupt()
    browser.until(lambda: cell.done)
    assert cell.errors == ["KeyboardInterrupt"]
    assert comm.notice is None


def test_it_pauses_all_that_play(browser: Browser) -> None:
    first = play(browser)
    browser.run("other = w")
    second = play(browser)
    browser.interrupt()
    browser.until(lambda: first.notice == second.notice == "interrupted")
    browser.run("del other")
