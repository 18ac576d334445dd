"""Edits, frames and acknowledgements in a real kernel, whatever it is doing meanwhile."""

from __future__ import annotations

import pytest

from nnwidget.live.views import LARGEST_WINDOW
from tests.kernel.browser import OLD, Browser, Comm
from tests.told import told

MEANWHILE = {
    "idle": "pass",
    "awaiting": "print('started')\nawait asyncio.sleep(0.6)",
    "blocked": "print('started')\ntime.sleep(0.6)",
    "playing": "w.speed = None\nw.play()",
    "training": "print('started')\nawait w.train(300)",
}


def test_the_kernel_is_the_one_that_is_meant(kernel: Browser, browser: Browser) -> None:
    comm = browser.show()
    version = browser.value("__import__('ipykernel').__version__")
    browser.run(
        "import threading\nthreads = []\n"
        "w.on_msg(lambda *_: threads.append(threading.current_thread().name))"
    )
    browser.say(comm, "alive", seq=1)
    browser.until(lambda: answered(comm) == [1])
    in_main = browser.value("threads") == ["MainThread"]
    if kernel.name == OLD:
        assert version.startswith(f"{OLD}.")
        assert in_main
    else:
        assert int(version.split(".")[0]) >= 7
        assert in_main == (kernel.subshell is None)


def answered(comm: Comm) -> list[int]:
    return [message["seq"] for message in comm.messages if message["type"] in ("done", "refused")]


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_edits_arrive_once_and_in_order(browser: Browser, meanwhile: str) -> None:
    comm = browser.show()
    browser.run("seen = []\nw.observe(lambda change: seen.append(change['new']), names='noise')")
    cell = browser.start(MEANWHILE[meanwhile])
    if "started" in MEANWHILE[meanwhile]:
        browser.until(lambda: "started" in cell.text)
    else:
        browser.until(lambda: cell.done)
    for seq in range(1, 31):
        browser.say(comm, "edit", seq=seq, changes={"noise": seq})
        browser.wait(0.01)
    browser.until(lambda: len(answered(comm)) >= 30)
    browser.until(lambda: cell.done)
    browser.wait(0.1)
    # by subshells the kernel hands some on late; those change nothing any more
    in_order = sorted(answered(comm)) if browser.subshell else answered(comm)
    assert in_order == list(range(1, 31))
    assert {message["type"] for message in comm.messages if "seq" in message} == {"done"}
    seen = browser.value("seen")
    assert seen == sorted(set(seen))  # each once, in order
    assert seen[-1] == browser.value("w.noise") == 30
    assert [state for state in comm.states if "noise" in state][-1] == {"noise": 30}


def test_a_refused_edit_brings_the_true_state_back(browser: Browser) -> None:
    comm = browser.show()
    browser.say(comm, "edit", seq=1, changes={"noise": -1})
    browser.until(lambda: comm.of("refused"))
    assert "from 0 to 100" in told(comm.of("refused")[0])
    browser.until(lambda: comm.states)
    assert comm.states == [{"noise": 0}]


def test_traits_written_directly_arrive_too(browser: Browser) -> None:
    comm = browser.show()
    browser.send(comm, {"method": "update", "state": {"noise": 35}, "buffer_paths": []})
    browser.until(lambda: {"noise": 35} in comm.states)
    assert browser.value("w.noise") == 35


def test_an_edit_while_it_plays_is_shown_soon(browser: Browser) -> None:
    comm = browser.show()
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["epoch"] > 1)
    browser.say(comm, "edit", seq=2, changes={"hidden_layers": [3, 3]})
    browser.until(lambda: comm.frame["layers"] == [2, 3, 3, 1])
    frames = comm.of("frame")
    assert frames[-1]["playing"]


def test_frames_follow_the_acknowledgements_and_stop_without_them(browser: Browser) -> None:
    comm = browser.show()
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["epoch"] > 1)
    before = len(comm.of("frame"))
    browser.wait(1)
    assert len(comm.of("frame")) - before >= 12
    browser.acknowledges = False
    before, epoch = len(comm.of("frame")), browser.value("w.epoch")
    browser.wait(1.5)
    assert len(comm.of("frame")) - before <= LARGEST_WINDOW + 1
    assert browser.value("w.epoch") > epoch + 30
    browser.acknowledges = True
    browser.say(comm, "hello")
    before = len(comm.of("frame"))
    browser.wait(1)
    assert len(comm.of("frame")) - before >= 12


def test_other_cells_run_while_it_plays_and_get_their_own_output_only(browser: Browser) -> None:
    comm = browser.show("samples=40, speed=None")
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["epoch"] > 10)
    for number in range(10):
        assert browser.run(f"{number} + 1") == str(number + 1)
    assert browser.value("w.playing")


def test_train_gives_the_numbers_of_fit_and_shows_them(browser: Browser) -> None:
    comm = browser.show("seed=3")
    browser.run("await w.train(40)")
    browser.until(lambda: comm.frame["epoch"] == 40)
    assert browser.value("w.loss_test == Playground(seed=3).fit(40).loss_test")
    assert comm.frame["playing"] is False


def test_an_exception_of_an_observer_pauses_and_play_goes_on_afterwards(
    browser: Browser,
) -> None:
    comm = browser.show()
    browser.run("w.observe(lambda change: 1 / 0, names='noise')")
    browser.say(comm, "command", seq=1, name="play")
    browser.until(lambda: comm.frame["epoch"] > 1)
    browser.say(comm, "edit", seq=2, changes={"noise": 20})
    browser.until(lambda: comm.notice == "error")
    assert "ZeroDivisionError" in told(comm.frame["notice"])
    assert comm.frame["playing"] is False
    assert answered(comm) == [1, 2]
    browser.say(comm, "command", seq=3, name="play")
    epoch = comm.frame["epoch"]
    browser.until(lambda: comm.frame["epoch"] > epoch + 10)
    cell = browser.start("await w.train(1)")
    browser.until(lambda: cell.done)
    assert cell.errors == ["RuntimeError"]
    browser.run("await w.train(1)")


def test_nothing_malformed_stops_the_widget(browser: Browser) -> None:
    comm = browser.show()
    for content in (None, 1, "play", [], {}, {"type": "edit"}, {"type": "edit", "view": True}):
        browser.send(comm, {"method": "custom", "content": content})
    browser.until(lambda: len(comm.of("refused")) == 7)
    browser.say(comm, "command", seq=1, name="step")
    browser.until(lambda: comm.frame["epoch"] == 1)
