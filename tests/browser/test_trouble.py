"""When something goes wrong, the page says so, and nothing dies."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.told import told

from .conftest import Open, Show, playground
from .widget import Widget

pytestmark = pytest.mark.browser

SLEEP = "import time; time.sleep(3)"


def says(w: Widget, words: str) -> None:
    w.notebook.until(lambda: words in w.status, f"the status line says {words!r}")


def plays_on(w: Widget) -> None:
    epoch = w.value("epoch")
    w.notebook.until(lambda: w.value("epoch") > epoch, f"training goes on after epoch {epoch}")


def test_a_cell_that_blocks_the_kernel_is_named_and_training_goes_on_after_it(show: Show) -> None:
    w = show("", SLEEP)
    w.button("Play").click()
    plays_on(w)
    w.notebook.run(1, wait=False)
    says(w, "busy")
    w.notebook.until(lambda: not w.status, "nothing left to say")
    plays_on(w)
    assert w.notebook.python("w.playing")


def test_what_is_clicked_while_a_cell_blocks_is_done_once_and_in_order(show: Show) -> None:
    w = show("hidden_layers=[2]", SLEEP)
    w.notebook.run(1, wait=False)
    w.notebook.until(lambda: w.notebook.busy(1), "the cell runs")
    for _ in range(3):
        w.button("Add neuron to layer 1").click()
    w.combobox("Learning rate").select_option(label="0.3")
    w.combobox("Learning rate").select_option(label="0.1")
    w.button("Step").click()
    w.notebook.until(lambda: not w.notebook.busy(1), "the cell is done")
    w.notebook.until(lambda: w.value("epoch") == 1, "one step")
    assert w.notebook.python("[w.hidden_layers, w.learning_rate, w.epoch]") == [[5], 0.1, 1]
    expect(w.neurons()).to_have_count(6)


def test_an_interrupt_between_cells_pauses_training_and_says_so(show: Show) -> None:
    w = show()
    w.button("Play").click()
    plays_on(w)
    w.notebook.interrupt()
    says(w, "interrupted")
    expect(w.button("Play")).to_be_visible()
    assert not w.notebook.python("w.playing")
    w.button("Play").click()
    plays_on(w)
    assert w.status == ""


def test_an_interrupt_of_a_cell_stops_the_cell_and_training_and_says_so(show: Show) -> None:
    w = show("", "import time; time.sleep(120)")
    w.button("Play").click()
    plays_on(w)
    w.notebook.run(1, wait=False)
    says(w, "busy")
    w.notebook.interrupt()
    w.notebook.until(lambda: "KeyboardInterrupt" in w.notebook.error(1), "the cell is interrupted")
    says(w, "interrupted")
    expect(w.button("Play")).to_be_visible()
    w.button("Play").click()
    plays_on(w)


def test_a_restarted_kernel_is_named_and_the_cell_can_be_run_again(show: Show) -> None:
    w = show()
    w.button("Play").click()
    plays_on(w)
    w.notebook.restart()
    says(w, "run the cell again")
    w.notebook.run()
    w = w.notebook.widget()
    assert w.value("epoch") == 0
    w.button("Play").click()
    plays_on(w)


def test_a_malformed_message_is_answered_with_a_refusal_and_nothing_dies(show: Show) -> None:
    w = show()
    w.button("Play").click()
    kernel = w.notebook.kernel
    comm = w.notebook.python("w.comm.comm_id")
    kernel.listen()
    wrong: list[Any] = [
        None,
        7,
        "play",
        [],
        {},
        {"type": "erase"},
        {"type": ["edit"]},
        {"type": "edit", "view": 5, "seq": 1},
        {"type": "edit", "view": 5, "seq": 2, "changes": {}, "extra": 1},
        {"type": "edit", "view": 5, "seq": 3, "changes": {"learning_rate": "fast"}},
        {"type": "edit", "view": 5, "seq": 4, "changes": {"comm": None}},
        {"type": "edit", "view": 5, "seq": 5, "changes": {"hidden_layers": [10**9]}},
        {"type": "edit", "view": 5, "seq": 6, "changes": {"dataset": "x" * 300_000}},
        {"type": "edit", "view": 5, "seq": True, "changes": {}},
        {"type": "edit", "view": "5", "seq": 7, "changes": {}},
        {"type": "command", "view": 5, "seq": 8, "name": "__init__"},
        {"type": "look", "view": 5, "neuron": "1-1"},
        {"type": "ack", "view": 5, "frame": 1.5},
    ]
    for content in wrong:
        kernel.send_raw(comm, content)
        refusal = kernel.next_message(comm, lambda message: message["type"] == "refused")
        assert 0 < len(told(refusal)) <= 300
        seq = content.get("seq") if isinstance(content, dict) else None
        assert refusal["seq"] == (seq if type(seq) is int else None)
    # these ask for nothing, and mean nothing
    for content in [
        {"type": "look", "view": 5, "neuron": [99, -1]},
        {"type": "ack", "view": 5, "frame": 10**12},
        {"type": "bye", "view": 5},
    ]:
        kernel.send_raw(comm, content)
    plays_on(w)
    assert w.status == ""
    assert w.notebook.python("[w.playing, w.learning_rate, w.hidden_layers]") == [
        True,
        0.03,
        [4, 2],
    ]
    w.button("Pause").click()
    expect(w.button("Play")).to_be_visible()


def test_a_refused_value_leaves_every_view_true_and_the_widget_says_why(
    open_notebook: Open,
) -> None:
    notebook = open_notebook(playground("optimizer='momentum'"), "w", height=2600)
    notebook.run_all()
    one, other = notebook.widget(0), notebook.widget(1)
    momentum = "w.optimizer_options.get('momentum', 0.9)"
    true = str(notebook.python(momentum))
    one.button("Optimizer options").click()
    number = one.root.get_by_role("spinbutton", name="momentum")
    number.fill("7")
    number.press("Enter")
    says(one, "momentum")
    says(one, "7")
    assert notebook.python(momentum) == float(true)
    expect(number).to_have_value(true)
    other.button("Optimizer options").click()
    expect(other.root.get_by_role("spinbutton", name="momentum")).to_have_value(true)
    assert other.status == ""
    one.button("Dismiss").click()
    notebook.until(lambda: one.status == "", "nothing left to say")


def test_a_wrong_trait_value_from_another_client_leaves_every_view_true(
    open_notebook: Open,
) -> None:
    notebook = open_notebook(playground(), "w", height=2600)
    notebook.run_all()
    views = [notebook.widget(0), notebook.widget(1)]
    comm = notebook.python("w.comm.comm_id")
    notebook.kernel.send_state(comm, {"learning_rate": -1})
    notebook.kernel.send_state(comm, {"hidden_layers": [0, 0]})
    # answered in order, so that the wrong ones are over when this one is seen
    notebook.kernel.send_state(comm, {"noise": 25})
    for view in views:
        expect(view.slider("Noise")).to_have_value("25")
        expect(view.combobox("Learning rate")).to_have_value("0.03")
        expect(view.neurons()).to_have_count(7)
    assert notebook.python("[w.learning_rate, w.hidden_layers]") == [0.03, [4, 2]]


def test_the_last_input_cannot_be_switched_off_and_the_widget_says_why(show: Show) -> None:
    w = show("features=['x1']")
    w.button("x1").click()
    says(w, "at least one input")
    expect(w.button("x1")).to_have_attribute("aria-pressed", "true")
    assert w.notebook.python("w.features") == ["x1"]
    w.button("x2").click()
    w.notebook.until_python("w.features == ['x1', 'x2']")
    assert w.status == ""
