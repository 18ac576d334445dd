"""Everything can be changed, also while it learns, and Python sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Show
from .widget import Widget

pytestmark = pytest.mark.browser


def goes_on(w: Widget) -> None:
    """The network still learns, from where it was."""
    epoch = w.value("epoch")
    w.notebook.until(lambda: w.value("epoch") > epoch, f"training goes on after epoch {epoch}")


def test_layers_and_neurons_are_added_and_removed_while_it_plays(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    w.button("Play").click()
    w.notebook.until(lambda: w.value("epoch") > 5, "epoch 5")
    for name, layers in [
        ("Add neuron to layer 1", [5, 2]),
        ("Add neuron to layer 2", [5, 3]),
        ("Remove neuron from layer 1", [4, 3]),
        ("Add layer", [4, 3, 2]),
        ("Add neuron to layer 3", [4, 3, 3]),
        ("Remove layer", [4, 3]),
        ("Remove layer", [4]),
        ("Remove layer", []),
        ("Add layer", [2]),
    ]:
        epoch = w.value("epoch")
        w.button(name).click()
        w.notebook.until_python(f"w.hidden_layers == {layers}")
        expect(w.neurons()).to_have_count(sum(layers) + 1)
        goes_on(w)
        assert w.value("epoch") > epoch, f"{name} must not start the training anew"
    assert w.notebook.python("w.playing")
    assert w.notebook.python("len(w.history.events)") > 0


def test_a_new_neuron_leaves_the_other_weights_as_they_were(show: Show) -> None:
    w = show("hidden_layers=[3, 2]")
    w.play_until(lambda: w.value("epoch") > 3, "epoch 3")
    first, second, last = w.notebook.python("list(w.weights)")
    w.button("Add neuron to layer 1").click()
    w.notebook.until_python("w.hidden_layers == [4, 2]")
    assert w.notebook.python("w.weights[0][:3]") == first
    assert w.notebook.python("w.weights[1][:, :3]") == second
    assert w.notebook.python("w.weights[2]") == last
    w.button("Remove neuron from layer 1").click()
    w.notebook.until_python("w.hidden_layers == [3, 2]")
    assert w.notebook.python("list(w.weights)") == [first, second, last]


def test_an_input_is_switched_on_and_off(show: Show) -> None:
    w = show()
    product = w.button("x1x2")
    expect(product).to_have_attribute("aria-pressed", "false")
    weights = w.notebook.python("w.weights[0]")
    product.click()
    w.notebook.until_python("w.features == ['x1', 'x2', 'x1*x2']")
    expect(product).to_have_attribute("aria-pressed", "true")
    expect(w.link("x1x2", 1, 1)).to_have_count(1)
    assert [row[:2] for row in w.notebook.python("w.weights[0]")] == weights
    w.button("x1").click()
    w.notebook.until_python("w.features == ['x2', 'x1*x2']")
    expect(w.button("x1")).to_have_attribute("aria-pressed", "false")


def test_another_data_set_is_chosen_while_it_plays(show: Show) -> None:
    w = show()
    w.button("Play").click()
    w.notebook.until(lambda: w.value("epoch") > 3, "epoch 3")
    before = w.pixels()
    for name, value in [("XOR", "xor"), ("Gaussian", "gauss"), ("Spiral", "spiral")]:
        w.dataset(name).check(force=True)
        w.notebook.until_python(f"w.dataset == '{value}'")
        expect(w.dataset(name)).to_be_checked()
        goes_on(w)
    w.notebook.until(lambda: w.pixels() != before, "another picture")


def test_every_data_set_of_the_menu_can_be_learnt(show: Show) -> None:
    w = show("dataset='xor', noise=5")
    for name in ["Circle", "XOR", "Gaussian", "Spiral", "Moons", "Blobs"]:
        w.dataset(name).check(force=True)
        w.notebook.until_python(f"w.dataset == '{name.lower().removesuffix('ian')}'")
        w.notebook.until(lambda: w.value("epoch") == 0, f"{name} starts anew")
        w.button("Step").click()
        w.notebook.until(lambda: w.value("epoch") == 1, f"an epoch on {name}")
        assert w.value("loss-train") == w.notebook.python("w.loss_train")


def test_the_menus_change_what_python_has(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    for name, choice, condition in [
        ("Learning rate", "0.1", "w.learning_rate == 0.1"),
        ("Optimizer", "Adam", "w.optimizer == 'adam'"),
        ("Activation", "ReLU", "w.activation == 'relu'"),
        ("Activation of layer 1", "Sigmoid", "w.activation == ['sigmoid', 'relu']"),
        ("Regularization", "L2", "w.regularization == 'l2'"),
        ("Regularization rate", "0.003", "w.regularization_rate == 0.003"),
        ("Loss", "Mean squared error", "w.loss == 'mse'"),
        ("Problem type", "Regression", "w.dataset in ('plane', 'multi_gauss')"),
    ]:
        w.combobox(name).select_option(label=choice)
        w.notebook.until_python(condition)
        shown = w.combobox(name).locator("option:checked")
        expect(shown).to_have_text(choice)
    expect(w.combobox("Activation").locator("option:checked")).to_have_text("Mixed")
    expect(w.part("accuracy-test")).to_have_count(0)
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "one epoch with all of this")


def test_the_sliders_change_what_python_has(show: Show) -> None:
    w = show()
    for name, key, condition in [
        ("Noise", "ArrowRight", "w.noise == 5"),
        ("Training data", "ArrowRight", "w.train_fraction == 0.6 and len(w.X_train) == 300"),
        ("Batch size", "ArrowLeft", "w.batch_size == 9"),
        ("Batch size", "End", "w.batch_size is None"),
        ("Speed", "ArrowRight", "w.speed == 120"),
        ("Speed", "End", "w.speed is None"),
    ]:
        w.slider(name).press(key)
        w.notebook.until_python(condition)


def test_the_checkboxes_change_what_python_has_and_the_picture(show: Show) -> None:
    w = show("show_test_data=False, discretize=False")
    points = w.root.locator(".nnw-plot-sheet").last
    for name, trait, picture in [
        ("Show test data", "show_test_data", points),
        ("Discretize output", "discretize", w.part("output")),
    ]:
        before = picture.evaluate("canvas => canvas.toDataURL()")
        w.checkbox(name).check()
        w.notebook.until_python(f"w.{trait} is True")
        w.notebook.until(
            lambda picture=picture, before=before: (
                picture.evaluate("canvas => canvas.toDataURL()") != before
            ),
            f"{name} changes the picture",
        )
        w.checkbox(name).uncheck()
        w.notebook.until_python(f"w.{trait} is False")


def test_a_change_of_the_rates_does_not_start_the_training_anew(show: Show) -> None:
    w = show()
    w.button("Play").click()
    w.notebook.until(lambda: w.value("epoch") > 3, "epoch 3")
    for name, choice in [("Learning rate", "0.01"), ("Regularization", "L1")]:
        epoch = w.value("epoch")
        w.combobox(name).select_option(label=choice)
        goes_on(w)
        assert w.value("epoch") > epoch
    w.slider("Batch size").press("ArrowRight")
    w.notebook.until_python("w.batch_size == 11")
    goes_on(w)
    assert w.value("epoch") > epoch
