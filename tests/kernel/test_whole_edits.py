"""Interrupts at random in a real kernel, while widgets are edited, trained and saved."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests.kernel.browser import Browser

SETUP = """
import gc, itertools, time
from tests.wholeness import EDITS, contradictions, made
for edit in EDITS.values():  # an import that is interrupted is not ours
    edit(made())
w, wrong, hits, turns = made(), [], 0, itertools.count()
def edit_on():
    # one kind after the other; an interrupt may come anywhere in here
    end = time.monotonic() + 3
    print("begun", flush=True)
    while time.monotonic() < end:
        try:
            edit_once()
        except KeyboardInterrupt:
            pass
def edit_once():
    global w, hits
    n = next(turns)
    kind = list(EDITS)[n % len(EDITS)]
    try:
        EDITS[kind](w)
    except KeyboardInterrupt:
        hits += 1
        # of what an interrupt meets in this very block, only another one could tell
        gc.collect(0)
        wrong.extend(f"{kind}: {what}" for what in contradictions(w))
    if n % 100 == 99:
        w.close()
        w = made()
"""
INTERRUPTED = 2.4
"""Seconds of those three in which interrupts are sent: before and after them they would meet the
kernel's own code, which does not survive them all."""


def interrupted(browser: Browser, times: int, code: str, seed: int) -> None:
    """Interrupt a cell at random moments, so many times; when it has ended, run it again."""
    chance = random.Random(seed)
    cell, end = browser.start(code), 0.0
    for _ in range(times):
        if cell.idle or time.monotonic() > end:
            if end:
                browser.until(lambda cell=cell: cell.idle)
                cell = browser.start(code)
            browser.until(lambda cell=cell: "begun" in cell.text)
            end = time.monotonic() + INTERRUPTED
        browser.wait(0.03 + chance.expovariate(1 / 0.02))
        browser.interrupt()
    browser.until(lambda: cell.idle)


def can_be_interrupted(browser: Browser, code: str) -> None:
    cell = browser.start(f"print('started')\n{code}")
    browser.until(lambda: "started" in cell.text)
    browser.interrupt()
    browser.until(lambda: cell.done)
    # IPython's own words about it may fail, if what they need was interrupted while imported
    assert cell.reply is not None
    assert cell.reply["status"] == "error"


def all_is_well(browser: Browser) -> None:
    assert browser.value("wrong") == []
    assert browser.value("contradictions(w)") == []
    can_be_interrupted(browser, "time.sleep(60)")
    can_be_interrupted(browser, "while True: await asyncio.sleep(0.02)")
    assert browser.run("1 + 1") == "2"
    assert browser.value("str(get_ipython().kernel.saved_sigint_handler)") == str(signal.SIG_IGN)
    browser.run("w.change(hidden_layers=[3], activation='tanh'); w.fit(2)")
    assert browser.value("contradictions(w)") == []
    browser.run("w.close(); del w")


@pytest.mark.parametrize(
    "times", [pytest.param(60, id="some"), pytest.param(340, id="many", marks=pytest.mark.heavy)]
)
def test_interrupts_leave_no_contradiction_and_the_cell_stays_interruptible(
    browser: Browser, times: int
) -> None:
    browser.run(SETUP)
    interrupted(browser, times, "edit_on()", seed=times)
    assert browser.value("hits") > times / 3
    all_is_well(browser)
