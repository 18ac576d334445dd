"""The main job: a network learns in the notebook."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Show

pytestmark = pytest.mark.browser


def test_the_widget_appears(show: Show) -> None:
    w = show()
    expect(w.button("Play")).to_be_visible()
    expect(w.part("output")).to_be_visible()
    assert w.value("epoch") == 0
    assert w.value("loss-train") == w.notebook.python("w.loss_train")
    assert w.value("loss-test") == w.notebook.python("w.loss_test")
    assert w.value("accuracy-test") == w.notebook.python("w.accuracy_test")


def test_play_makes_the_epoch_rise_and_the_loss_fall_on_circle_with_four_tanh_neurons(
    show: Show,
) -> None:
    w = show("dataset='circle', hidden_layers=[4], activation='tanh', learning_rate=0.1")
    w.play_until(lambda: 0 < w.value("loss-test") < 0.05, "the test loss falls below 0.05")
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    assert w.value("epoch") > 1
    assert w.value("loss-test") == w.notebook.python("w.loss_test") < 0.1
    assert w.value("loss-train") == w.notebook.python("w.loss_train") < 0.1
    assert w.value("accuracy-test") == w.notebook.python("w.accuracy_test") > 0.95


def test_the_picture_of_the_output_changes_while_the_network_learns(show: Show) -> None:
    w = show()
    before = w.pixels()
    seen = {before}

    def several_pictures() -> bool:
        seen.add(w.pixels())
        return len(seen) > 5

    w.play_until(several_pictures, "five other pictures while it plays")
    assert w.pixels() != before


def test_step_trains_one_epoch(show: Show) -> None:
    w = show()
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "epoch 1 after one step")
    assert w.notebook.python("w.epoch") == 1
    assert w.value("loss-train") == w.notebook.python("w.loss_train")


def test_reset_goes_back_to_the_same_start_and_new_start_to_another(show: Show) -> None:
    w = show()
    start = w.notebook.python("w.weights[0]")
    w.play_until(lambda: w.value("epoch") > 3, "epoch 3")
    assert w.notebook.python("w.weights[0]") != start
    w.button("Reset").click()
    w.notebook.until(lambda: w.value("epoch") == 0, "epoch 0 after Reset")
    assert w.notebook.python("w.epoch") == 0
    assert w.notebook.python("w.weights[0]") == start
    w.button("New start").click()
    w.notebook.until_python(f"w.weights[0].tolist() != {start}")
    assert w.value("epoch") == 0


def test_regenerate_draws_other_data_and_keeps_the_network(show: Show) -> None:
    w = show()
    data, weights = w.notebook.python("[w.X_train, w.weights[0]]")
    loss = w.value("loss-train")
    w.button("Regenerate").click()
    w.notebook.until_python(f"w.X_train.tolist() != {data}")
    assert w.notebook.python("w.weights[0]") == weights
    w.notebook.until(lambda: w.value("loss-train") != loss, "another loss, of the other data")


def test_the_loss_chart_grows_while_the_network_learns(show: Show) -> None:
    w = show()
    chart = w.root.get_by_role("region", name="Loss by epoch", exact=True)
    before = chart.screenshot()
    w.play_until(lambda: w.value("epoch") > 10, "epoch 10")
    w.notebook.until(lambda: chart.screenshot() != before, "another chart")
