"""What is said where nothing comes from the kernel, and how it goes on when something does."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from .conftest import Show, playground
from .jupyter import Jupyter, jupyter
from .notebook import Notebook
from .proxy import Wire
from .widget import Widget

pytestmark = pytest.mark.browser

AWAY = "No connection to the server"

LONGEST = 30_000
"""Milliseconds; JupyterLab tries again after 1, 2, 4 seconds and so on."""

Start = Callable[[Jupyter, str], Widget]


@pytest.fixture
def network(browser: Browser) -> Iterator[BrowserContext]:
    """A context of its own, as it loses its network."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def start(network: BrowserContext) -> Iterator[Start]:
    """A widget in a page that puts away what JupyterLab says of the connection."""
    closing = ExitStack()

    def start_one(server: Jupyter, url: str) -> Widget:
        page = network.new_page()
        dialog = page.locator(".jp-Dialog")
        page.add_locator_handler(dialog, lambda: dialog.get_by_role("button").last.click())
        notebook = Notebook(page, server, playground("locale='en'"), url=url or server.url)
        closing.callback(end, server, server.kernel_of(notebook.name))
        closing.callback(notebook.kernel.close)
        notebook.run()
        return notebook.widget()

    def end(server: Jupyter, kernel: str) -> None:
        with suppress(URLError):  # of a server that was killed
            server.request("DELETE", f"/api/kernels/{kernel}")

    with closing:
        yield start_one


def says(w: Widget, words: str) -> None:
    expect(w.root.get_by_role("status")).to_contain_text(words, timeout=LONGEST)


def is_live(w: Widget) -> None:
    app = w.root.locator(".nnw-app")
    expect(app).to_have_attribute("data-nnw-connection", "live", timeout=LONGEST)
    expect(app.locator("[role=status]")).to_have_text("")


def goes_on(w: Widget) -> None:
    is_live(w)
    epoch = w.value("epoch")
    w.notebook.until(lambda: w.value("epoch") > epoch, "training goes on")


def begin(w: Widget, playing: bool) -> Callable[[Widget], None]:
    """Play or not; what shows that it is live."""
    if playing:
        w.button("Play").click()
        goes_on(w)
    return goes_on if playing else is_live


PLAYING = pytest.mark.parametrize("playing", [False, True], ids=["idle", "playing"])


@PLAYING
def test_a_page_without_network_says_so_and_goes_on_when_it_is_back(
    network: BrowserContext, lab: Jupyter, start: Start, playing: bool
) -> None:
    w = start(lab, "")
    lives = begin(w, playing)
    network.set_offline(True)
    says(w, AWAY)
    w.notebook.kernel.run("w.locale = 'es'")
    network.set_offline(False)
    lives(w)
    network.set_offline(True)
    says(w, "Sin conexión con el servidor")
    network.set_offline(False)
    lives(w)


@PLAYING
def test_a_cut_connection_is_said_and_goes_on_when_it_is_mended(
    lab: Jupyter, start: Start, playing: bool
) -> None:
    wire = Wire(int(lab.url.rsplit(":", 1)[1]))
    try:
        w = start(lab, wire.url)
        lives = begin(w, playing)
        wire.cut()
        says(w, AWAY)
        wire.mend()
        lives(w)
    finally:
        wire.close()


@PLAYING
def test_a_server_that_is_killed_is_no_busy_kernel(start: Start, playing: bool) -> None:
    with jupyter() as server:
        w = start(server, "")
        begin(w, playing)
        os.kill(server.pid, signal.SIGKILL)
        says(w, AWAY)


def test_a_change_without_a_connection_is_taken_back_and_said_and_may_be_made_later(
    network: BrowserContext, lab: Jupyter, start: Start
) -> None:
    w = start(lab, "")
    network.set_offline(True)
    says(w, AWAY)
    w.combobox("Activation").select_option("relu")
    w.button("Add layer").click()
    expect(w.combobox("Activation")).to_have_value("relu")
    says(w, "the change was not made")
    says(w, AWAY)
    expect(w.combobox("Activation")).to_have_value("tanh")
    expect(w.neurons()).to_have_count(7)
    network.set_offline(False)
    is_live(w)
    w.notebook.until_python("w.activation == 'relu' and len(w.hidden_layers) == 3")
    expect(w.combobox("Activation")).to_have_value("relu")


def test_a_late_answer_puts_the_sentence_about_it_away(show: Show) -> None:
    w = show("hidden_layers=[2], locale='en'", "import time; time.sleep(12)")
    w.notebook.run(1, wait=False)
    w.notebook.until(lambda: w.notebook.busy(1), "the cell runs")
    w.button("Add neuron to layer 1").click()
    w.button("Step").click()
    says(w, "did not answer this change")
    expect(w.neurons()).to_have_count(3)
    w.notebook.until(lambda: w.value("epoch") == 1, "one step")
    expect(w.neurons()).to_have_count(4)
    is_live(w)
