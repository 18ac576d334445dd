"""Weights set by hand, parts frozen and switched off, every edit taken back; the time machine."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, playground
from .notebook import Widget

pytestmark = pytest.mark.browser

FIELD = "Weight from x1 to neuron 1 of layer 1"
CIRCLE = playground("hidden_layers=[3, 2]")


def field(w: Widget, name: str) -> Locator:
    return w.root.get_by_role("spinbutton", name=name, exact=True)


def theta(w: Widget) -> Any:
    """All weights and biases, to the last bit."""
    return w.notebook.python("[p.tolist() for p in (*w.weights, *w.biases)]")


def until_shown(w: Widget) -> None:
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    w.notebook.until(
        lambda: w.value("loss-train") == w.notebook.python("w.loss_train"), "the same loss"
    )


def test_a_weight_is_edited_by_keyboard_and_the_losses_follow(stage: Stage) -> None:
    w = stage(CIRCLE)
    w.neuron(1, 1).click()
    loss = w.value("loss-test")
    field(w, FIELD).fill("2.5")
    field(w, FIELD).press("Enter")
    w.notebook.until_python("w.weights[0][0, 0] == 2.5")
    w.notebook.until(lambda: w.value("loss-test") != loss, "another loss")
    assert w.value("loss-test") == w.notebook.python("w.loss_test")
    field(w, FIELD).press("ArrowDown")
    w.notebook.until_python("w.weights[0][0, 0] == 2.4")
    expect(field(w, FIELD)).to_have_value("2.4")
    assert w.notebook.python("len(w.history)") == 1, "an edit is no epoch"


def test_a_click_on_a_link_leads_to_its_weight(stage: Stage) -> None:
    w = stage(CIRCLE)
    link = w.link("x2", 2, 1)
    middle = link.evaluate(
        """path => {
            const at = path.getPointAtLength(path.getTotalLength() * 0.2);
            const box = path.ownerSVGElement.getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }"""
    )
    w.notebook.page.mouse.click(*middle)
    opened = field(w, "Weight from x2 to neuron 2 of layer 1")
    expect(opened).to_be_focused()
    w.notebook.page.keyboard.type("-1.5")
    w.notebook.page.keyboard.press("Enter")
    w.notebook.until_python("w.weights[0][1, 1] == -1.5")
    link.focus()
    expect(w.root.locator(".nnw-card")).to_contain_text("−1.5")


def test_the_bias_of_the_output_is_edited_while_it_trains(stage: Stage) -> None:
    w = stage(CIRCLE)
    w.notebook.kernel.run("w.frozen = [[3]]")
    w.neuron(1, 3).click()
    w.button("Play").click()
    field(w, "Bias of neuron 1 of layer 3").fill("0.75")
    field(w, "Bias of neuron 1 of layer 3").press("Enter")
    w.notebook.until_python("w.biases[2][0] == 0.75 and w.playing")
    w.button("Pause").click()
    expect(field(w, "Bias of neuron 1 of layer 3")).to_have_value("0.7500")


def test_a_weight_and_a_neuron_are_frozen(stage: Stage) -> None:
    w = stage(CIRCLE)
    locks = w.root.locator(".nnw-locks path")
    w.neuron(1, 1).click()
    freeze = w.button(f"Freeze w{FIELD[1:]}")
    freeze.click()
    w.notebook.until_python("w.frozen == [[1, 1, 1]]")
    expect(locks).to_have_count(1)
    start = theta(w)
    w.button("Step").click()
    w.notebook.until_python("w.epoch == 1")
    assert w.notebook.python("w.weights[0][0, 0]") == start[0][0][0]
    assert w.notebook.python("w.weights[0][0, 1]") != start[0][0][1]
    freeze.click()
    expect(locks).to_have_count(0)
    w.button("Freeze neuron").click()
    w.notebook.until_python("w.frozen == [[1, 1]]")
    start = theta(w)
    w.button("Step").click()
    w.notebook.until_python("w.epoch == 2")
    assert w.notebook.python("w.weights[0][0]") == start[0][0]
    assert w.notebook.python("w.weights[0][1]") != start[0][1]


def test_a_neuron_is_switched_off_and_on_and_the_losses_answer(stage: Stage) -> None:
    w = stage(CIRCLE)
    loss, start = w.value("loss-test"), theta(w)
    w.neuron(2, 1).click()
    w.button("Switch off neuron").click()
    w.notebook.until_python("w.switched_off == [[1, 2]]")
    w.notebook.until(lambda: w.value("loss-test") != loss, "another loss without it")
    assert w.value("loss-test") == w.notebook.python("w.loss_test")
    w.button("Switch off neuron").click()
    w.notebook.until_python("w.switched_off == []")
    w.notebook.until(lambda: w.value("loss-test") == loss, "the loss as it was")
    assert theta(w) == start


def test_undo_and_redo_bring_back_every_bit(stage: Stage) -> None:
    w = stage(CIRCLE)
    w.notebook.kernel.run("w.fit(5)")
    until_shown(w)
    before = theta(w)
    expect(w.button("Redo")).to_have_attribute("aria-disabled", "true")
    w.button("Remove neuron from layer 1").click()
    w.notebook.until_python("w.hidden_layers == [2, 2]")
    removed = theta(w)
    w.neuron(1, 1).click()
    field(w, FIELD).fill("3")
    field(w, FIELD).press("Enter")
    w.notebook.until_python("w.weights[0][0, 0] == 3")
    edited = theta(w)
    w.button("Undo").click()
    w.notebook.until(lambda: theta(w) == removed, "the weight as it was")
    w.slider("Noise").focus()
    w.notebook.page.keyboard.press("Control+z")
    w.notebook.until(lambda: theta(w) == before, "the neuron is back")
    expect(w.neurons()).to_have_count(6)
    w.notebook.page.keyboard.press("Control+Shift+z")
    w.notebook.until(lambda: theta(w) == removed, "the neuron is gone again")
    w.button("Redo").click()
    w.notebook.until(lambda: theta(w) == edited, "the weight is set again")
    expect(w.neurons()).to_have_count(5)
    expect(w.button("Redo")).to_have_attribute("aria-disabled", "true")
    until_shown(w)


def test_the_time_machine_goes_back_and_playing_on_branches(stage: Stage) -> None:
    w = stage(CIRCLE)
    start = theta(w)
    w.notebook.kernel.run("w.fit(50)")
    w.notebook.until(lambda: w.value("epoch") == 50, "epoch 50")
    end, picture = theta(w), w.pixels()
    slider = w.slider("Epoch shown")
    expect(slider).to_have_value("50")
    slider.press("Home")
    w.notebook.until_python("w.epoch == 0 and w.latest == 50")
    w.notebook.until(lambda: w.value("epoch") == 0, "epoch 0 is shown")
    assert theta(w) == start
    w.notebook.until(lambda: w.pixels() != picture, "the picture of that time")
    assert w.value("loss-train") == w.notebook.python("w.loss_train")
    w.button("Latest").click()
    w.notebook.until(lambda: w.value("epoch") == 50, "epoch 50 again")
    assert theta(w) == end
    w.notebook.until(lambda: w.pixels() == picture, "the picture of the end")
    slider.fill("20")
    w.notebook.until(lambda: w.value("epoch") == 20, "epoch 20")
    w.button("Step").click()
    w.notebook.until_python("w.epoch == 21 and w.latest == 21 and len(w.history) == 22")
    w.notebook.until(lambda: w.value("epoch") == 21, "epoch 21 is shown")
    expect(slider).to_have_attribute("max", "21")
    w.notebook.kernel.run("w.go_to(7)")
    expect(slider).to_have_value("7")


def test_a_saved_run_comes_back_with_its_time_machine(stage: Stage) -> None:
    w = stage(f"{CIRCLE}.fit(30).save('run.json')\nw = nnwidget.Playground.load('run.json')\nw")
    assert w.value("epoch") == w.notebook.python("w.epoch") == 30
    w.slider("Epoch shown").fill("10")
    w.notebook.until(lambda: w.value("epoch") == 10, "epoch 10")
    w.notebook.until_python("w.epoch == 10 and w.latest == 30")
    same = "nnwidget.Playground(hidden_layers=[3, 2]).fit(10)"
    assert w.notebook.python(f"bool((w.weights[0] == {same}.weights[0]).all())")


def test_a_preset_is_loaded_from_the_menu_and_says_why(stage: Stage) -> None:
    w = stage(CIRCLE)
    w.combobox("Preset").select_option(label="Spiral with sines")
    w.notebook.until_python(
        "w.dataset == 'spiral' and w.hidden_layers == [8] and w.optimizer == 'adam'"
    )
    expect(w.root.get_by_role("status")).to_contain_text("sines of the inputs")
    expect(w.dataset("Spiral")).to_be_checked()
    expect(w.button("sin(x2)")).to_have_attribute("aria-pressed", "true")
    same = "nnwidget.Playground.preset('spiral-sin')"
    w.notebook.kernel.run("w.fit(2)")
    w.notebook.until_python(f"(w.weights[0] == {same}.fit(2).weights[0]).all()")
    w.button("Undo").click()
    w.notebook.until_python("w.dataset == 'circle' and w.hidden_layers == [3, 2]")
    w.combobox("Preset").select_option(label="Learning rate too high")
    expect(w.root.get_by_role("status")).to_contain_text("leaps over the valley")
    w.combobox("Learning rate").select_option(label="0.1")
    w.notebook.until(lambda: not w.status, "what the preset was to show is no more seen")
