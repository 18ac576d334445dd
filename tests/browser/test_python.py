"""Python and the page are two sides of one network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Open, Show, playground
from .kernel import KernelError

pytestmark = pytest.mark.browser


def test_what_python_assigns_is_seen_on_the_page(show: Show) -> None:
    w = show("hidden_layers=[4, 2]", "w.hidden_layers = [3]", "w.weights[0][0, 0] = 2")
    w.notebook.run(1)
    expect(w.neurons()).to_have_count(4)
    expect(w.root.get_by_text("1 hidden layer", exact=True)).to_be_visible()
    w.neuron(1, 1).click()
    w.notebook.run(2)
    expected = w.notebook.python("w.equation(1, 1).text")
    assert expected.startswith("z = 2.00·x1")
    expect(w.part("equation")).to_have_attribute("data-text", expected)


def test_every_option_that_python_assigns_moves_its_control(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    w.notebook.kernel.run(
        "w.learning_rate, w.optimizer, w.activation, w.loss = 0.3, 'rmsprop', 'relu', 'mse'\n"
        "w.regularization, w.regularization_rate = 'l1', 0.01\n"
        "w.noise, w.train_fraction, w.batch_size, w.speed = 20, 0.8, 25, 10\n"
        "w.show_test_data = w.discretize = True\n"
        "w.dataset, w.features = 'spiral', ['x2', 'sin(x1)']"
    )
    for name, choice in [
        ("Learning rate", "0.3"),
        ("Optimizer", "RMSprop"),
        ("Activation", "ReLU"),
        ("Loss", "Mean squared error"),
        ("Regularization", "L1"),
        ("Regularization rate", "0.01"),
        ("Problem type", "Classification"),
    ]:
        expect(w.combobox(name).locator("option:checked")).to_have_text(choice)
    for name, value in [("Noise", "20"), ("Training data", "80"), ("Batch size", "25")]:
        expect(w.slider(name)).to_have_value(value)
    expect(w.slider("Speed")).to_have_attribute("aria-valuetext", "10/s")
    expect(w.checkbox("Show test data")).to_be_checked()
    expect(w.checkbox("Discretize output")).to_be_checked()
    expect(w.dataset("Spiral")).to_be_checked()
    expect(w.button("x1")).to_have_attribute("aria-pressed", "false")
    expect(w.button("sin(x1)")).to_have_attribute("aria-pressed", "true")


def test_python_plays_and_the_page_shows_it(show: Show) -> None:
    w = show("", "w.play()", "w.pause()", "await w.train(200)")
    w.notebook.run(1)
    expect(w.button("Pause")).to_be_visible()
    w.notebook.until(lambda: w.value("epoch") > 3, "epoch 3")
    w.notebook.run(2)
    expect(w.button("Play")).to_be_visible()
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    epoch = w.value("epoch")
    w.notebook.run(3, wait=False)
    w.notebook.until(lambda: epoch < w.value("epoch") < epoch + 200, "the page shows it on the way")
    # a fraction of an epoch is rounded otherwise in a larger number
    w.notebook.until(lambda: w.value("epoch") == pytest.approx(epoch + 200), "200 further epochs")


def test_a_wrong_value_raises_and_changes_nothing(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    before = w.notebook.python("[w.get_state(), w.weights[0]]")
    for statement, words in [
        ("w.learning_rate = -1", "learning_rate"),
        ("w.hidden_layers = [0]", "hidden_layers"),
        ("w.dataset = 'cirle'", "cirle"),
        ("w.activation = ['tanh']", "activation"),
        ("w.batch_size = True", "batch_size"),
        ("w.change(loss='categorical_crossentropy', output_activation='tanh')", "loss"),
    ]:
        with pytest.raises(KernelError, match=words) as raised:
            w.notebook.kernel.run(statement)
        assert str(raised.value).startswith("TraitError")
    assert w.notebook.python("[w.get_state(), w.weights[0]]") == before
    expect(w.combobox("Learning rate")).to_have_value("0.03")
    expect(w.neurons()).to_have_count(7)
    expect(w.dataset("Circle")).to_be_checked()
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "it still trains")


def test_a_reloaded_page_shows_the_present_state_and_training_goes_on(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    w.combobox("Learning rate").select_option(label="0.1")
    w.button("Add neuron to layer 1").click()
    w.button("Play").click()
    w.notebook.until(lambda: w.value("epoch") > 5, "epoch 5")
    epoch = w.value("epoch")
    w.notebook.save()
    w.notebook.reload()
    w = w.notebook.widget()
    expect(w.button("Pause")).to_be_visible()
    assert w.value("epoch") > epoch
    expect(w.combobox("Learning rate")).to_have_value("0.1")
    expect(w.neurons()).to_have_count(8)
    w.notebook.until(lambda: w.value("epoch") > epoch + 20, "training goes on")
    w.button("Pause").click()
    w.notebook.until(w.shows_what_python_has, "the page shows the epoch that Python has")
    assert w.notebook.python("w.hidden_layers") == [5, 2]


def test_two_views_of_one_widget_stay_in_step(open_notebook: Open) -> None:
    notebook = open_notebook(playground("hidden_layers=[4, 2]"), "w", height=2600)
    notebook.run_all()
    one, other = notebook.widget(0), notebook.widget(1)
    one.combobox("Learning rate").select_option(label="0.1")
    expect(other.combobox("Learning rate")).to_have_value("0.1")
    other.button("Add neuron to layer 1").click()
    expect(one.neurons()).to_have_count(8)
    one.button("Play").click()
    expect(other.button("Pause")).to_be_visible()
    notebook.until(lambda: other.value("epoch") > 5, "the other view's epoch rises")
    other.neuron(1, 1).hover()
    region = other.root.get_by_role("region", name="Output", exact=True)
    expect(region.get_by_role("heading")).to_have_text("Neuron 1 of layer 1")
    other.button("Pause").click()
    expect(one.button("Play")).to_be_visible()
    notebook.until(lambda: one.value("epoch") == other.value("epoch"), "both at the same epoch")
    notebook.until(one.shows_what_python_has, "the page shows the epoch that Python has")
    one.dataset("XOR").check(force=True)
    expect(other.dataset("XOR")).to_be_checked()
    notebook.until(lambda: one.value("loss-test") == other.value("loss-test"), "the same loss")
