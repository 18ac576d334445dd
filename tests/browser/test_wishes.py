"""Every control of TensorFlow Playground, and every wish of its users, in one table.

A control is found by its role and its accessible name, it is used, and the effect is seen both
in Python and on the page. What needs more than one control is a test of its own, named below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage
from .notebook import Widget

pytestmark = pytest.mark.browser

Seen = Callable[[Widget, Locator], Any]

# ------------------------------------------------------------ what is done with a control


def choose(label: str) -> Callable[[Locator], object]:
    return lambda control: control.select_option(label=label)


def press(key: str) -> Callable[[Locator], object]:
    return lambda control: control.press(key)


def enter(text: str) -> Callable[[Locator], object]:
    def type_it(control: Locator) -> None:
        control.fill(text)
        control.press("Enter")

    return type_it


def check(control: Locator) -> None:
    control.check(force=True)  # the native radio lies under its picture


click = Locator.click

# ------------------------------------------------------------ what is seen on the page


def itself(_: Widget, control: Locator) -> Any:
    """What the control shows."""
    return control.evaluate(
        """element => element.selectedOptions?.[0].text ?? element.getAttribute('aria-valuetext')
            ?? element.getAttribute('aria-pressed')
            ?? (/checkbox|radio/.test(element.type) ? element.checked : element.value)"""
    )


def readout(name: str) -> Seen:
    return lambda w, _: w.value(name)


def links_from(name: str) -> Seen:
    return lambda w, _: w.link(name, 1, 1).count()


def attribute(name: str) -> Seen:
    return lambda _, control: control.get_attribute(name)


def painted(w: Widget, _: Locator) -> str:
    """The picture of the output."""
    return w.pixels()


def points(w: Widget, _: Locator) -> str:
    """The points drawn over the output."""
    return w.root.locator(".nnw-plot-sheet").last.evaluate("canvas => canvas.toDataURL()")


def neurons(w: Widget, _: Locator) -> int:
    return w.neurons().count()


def equation(w: Widget, _: Locator) -> str | None:
    return w.equation


def play_button(w: Widget, _: Locator) -> bool:
    return w.button("Play").is_visible()


def facts(w: Widget, _: Locator) -> str:
    """The line of facts, or the message in its place."""
    return w.root.locator(".nnw-status").inner_text()


def locks(w: Widget, _: Locator) -> int:
    return w.root.locator(".nnw-locks path").count()


# ------------------------------------------------------------ the table


@dataclass(frozen=True)
class Row:
    """One wish.

    Attributes:
        wish: in words.
        role, name: how the control is found.
        use: what is done with it.
        python: what is true in Python afterwards, and not before.
        page: what is another afterwards on the page.
        options: of the widget.
        given: Python statements before.
        opened: a button that shows the control.
    """

    wish: str
    role: Any
    name: str
    use: Callable[[Locator], object]
    python: str
    page: Seen
    options: str = ""
    given: str = ""
    opened: str = ""


STARTED = "w.reset(); start = w.weights[0].copy(); w.fit(3)"
MORE = "More settings"
ADAM = "optimizer='adam', seed=2"
BLOBS = "dataset='blobs', seed=3"

TRAINING = [
    Row("play", "button", "Play", click, "w.playing and w.epoch > 2", readout("epoch")),
    Row("pause", "button", "Pause", click, "not w.playing", play_button, given="w.play()"),
    Row("step by epoch", "button", "Step", click, "w.epoch == 1", readout("epoch"),
        given="w.reset()"),
    Row("step by batch", "button", "Step one batch", click, "w.epoch == 1 / 25", readout("epoch"),
        given="w.reset()"),
    Row("rewind to the same start", "button", "Reset", click,
        "w.epoch == 0 and (w.weights[0] == start).all()", readout("epoch"), given=STARTED),
    Row("take a new start", "button", "New start", click,
        "w.epoch == 0 and (w.weights[0] != start).all()", equation, given=STARTED),
    Row("speed at maximum", "slider", "Speed", press("End"), "w.speed is None", itself),
    Row("speed below an epoch", "slider", "Speed", press("Home"), "w.speed == 0.1", itself),
    Row("learning rate", "combobox", "Learning rate", choose("0.1"), "w.learning_rate == 0.1",
        itself),
    Row("activation", "combobox", "Activation", choose("ReLU"), "w.activation == 'relu'",
        painted),
    Row("activation per layer", "combobox", "Activation of layer 1", choose("Sine"),
        "w.activation == ['sine', 'relu']", painted, given="w.activation = 'relu'"),
    Row("live regularization", "combobox", "Regularization", choose("L2"),
        "w.regularization == 'l2' and w.playing", itself, given="w.play()"),
    Row("regularization rate", "combobox", "Regularization rate", choose("0.003"),
        "w.regularization_rate == 0.003", itself),
    Row("loss", "combobox", "Loss", choose("Mean squared error"), "w.loss == 'mse'",
        readout("loss-test"), given="w.pause()"),
    Row("optimizer", "combobox", "Optimizer", choose("Adam"), "w.optimizer == 'adam'", itself),
    Row("an optimizer's own parameters", "spinbutton", "beta 1", enter("0.7"),
        "w.optimizer_options == {'beta_1': 0.7}", itself, ADAM, opened="Optimizer options"),
    Row("problem type", "combobox", "Problem type", choose("Regression"), "w.dataset == 'plane'",
        lambda w, _: w.part("r2-test").count(), "seed=4"),
]  # fmt: skip

DATA = [
    *(
        Row(f"data set {label}", "radio", label, check, f"w.dataset == '{name}'", points,
            given=f"w.dataset = '{other}'")
        for label, name, other in [
            ("Circle", "circle", "spiral"), ("XOR", "xor", "circle"),
            ("Gaussian", "gauss", "circle"), ("Spiral", "spiral", "circle"),
            ("Plane", "plane", "multi_gauss"), ("Multi Gaussian", "multi_gauss", "plane"),
        ]
    ),
    Row("training share", "slider", "Training data", press("ArrowRight"),
        "w.train_fraction == 0.6 and len(w.X_train) == 300", points, given="w.dataset = 'circle'"),
    Row("noise", "slider", "Noise", press("End"), "w.noise == 50", points),
    Row("batch size", "slider", "Batch size", press("ArrowRight"), "w.batch_size == 11", itself),
    Row("the whole set as one batch", "slider", "Batch size", press("End"),
        "w.batch_size is None", itself),
    Row("new points, same weights", "button", "Regenerate", click,
        "(w.X_train != X).any() and (w.weights[0] == start).all()", points,
        given="X, start = w.X_train.copy(), w.weights[0].copy()"),
    Row("show test data", "checkbox", "Show test data", check, "w.show_test_data is True", points),
    Row("discretize", "checkbox", "Discretize output", check, "w.discretize is True", painted),
]  # fmt: skip

NETWORK = [
    *(
        Row(f"input {label}", "button", label, click, f"'{name}' in w.features",
            links_from(label), given=f"w.features = ['{other}']")
        for label, name, other in [
            ("x1", "x1", "x2"), ("x2", "x2", "x1"), ("x1²", "x1^2", "x1"), ("x2²", "x2^2", "x1"),
            ("x1x2", "x1*x2", "x1"), ("sin(x1)", "sin(x1)", "x1"), ("sin(x2)", "sin(x2)", "x1"),
        ]
    ),
    Row("an input is switched off", "button", "x2", click, "w.features == ['x1']",
        attribute("aria-pressed"), given="w.features = ['x1', 'x2']"),
    *(
        Row(name.lower(), "button", name, click, f"w.hidden_layers == {layers}", neurons,
            given="w.hidden_layers = [4, 2]")
        for name, layers in [
            ("Add layer", [4, 2, 2]), ("Remove layer", [4]), ("Add neuron to layer 1", [5, 2]),
            ("Remove neuron from layer 2", [4, 1]),
        ]
    ),
    Row("freeze a layer", "button", "Freeze layer 1", click,
        "w.frozen == [[1]] and (w.fit(1).weights[0] == start).all()", locks,
        given="w.hidden_layers = [4, 2]; start = w.weights[0].copy()"),
]  # fmt: skip

SETTINGS = [
    Row("output activation", "combobox", "Output activation", choose("Tanh"),
        "w.output_activation == 'tanh'", readout("loss-test"), opened=MORE,
        given="w.loss = 'mse'"),
    Row("initializer", "combobox", "Initializer", choose("He normal"),
        "w.initializer == 'he_normal'", equation, opened=MORE),
    Row("seed shown and settable", "textbox", "Seed", enter("7"), "w.seed == 7", points,
        opened=MORE),
    Row("dropout", "slider", "Dropout", press("ArrowRight"), "w.dropout == 0.05", itself,
        opened=MORE),
    Row("decay of the learning rate", "combobox", "Decay", choose("Step"),
        "w.decay == {'name': 'step'}",
        lambda w, _: w.root.get_by_role("spinbutton", name="every").count(), opened=MORE),
    Row("a schedule's own parameter", "spinbutton", "every", enter("20"),
        "w.decay == {'name': 'step', 'every': 20}", itself, opened=MORE,
        given="w.decay = {'name': 'step'}"),
    Row("stop at an epoch", "spinbutton", "Max epochs", enter("300"),
        "w.max_epochs == 300 and w.epoch == 300 and not w.playing", facts, opened=MORE,
        given="w.reset(); w.speed = 120; w.play()"),
    Row("stop at a loss", "spinbutton", "Target loss", enter("9"),
        "w.target_loss == 9 and not w.playing", facts, opened=MORE,
        given="w.max_epochs = None; w.reset(); w.play()"),
    Row("stop without progress", "spinbutton", "Patience", enter("1"),
        "w.patience == 1 and not w.playing", facts, opened=MORE,
        given="w.target_loss = None; w.frozen = [[1], [2], [3]]; w.reset(); w.play()"),
    Row("number of classes", "slider", "Classes", press("ArrowRight"), "w.classes == 4",
        neurons, BLOBS, opened=MORE),
    Row("number of points", "spinbutton", "Samples", enter("100"),
        "w.samples == 100 and len(w.X_train) == 50", facts, BLOBS, opened=MORE),
    Row("standardize inputs", "checkbox", "Standardize inputs", check, "w.standardize is True",
        readout("loss-test"), BLOBS, opened=MORE),
    Row("order of the samples", "checkbox", "Shuffle", click, "w.shuffle is False", itself,
        BLOBS, opened=MORE),
]  # fmt: skip

TABLE = [*TRAINING, *DATA, *NETWORK, *SETTINGS]


@pytest.mark.parametrize("row", TABLE, ids=[row.wish for row in TABLE])
def test_wish(row: Row, stage: Stage) -> None:
    w = stage.same(row.options)
    if row.given:
        w.notebook.kernel.run(row.given)
        w.notebook.until(
            lambda: w.notebook.python("w.playing") or w.shows_what_python_has(),
            "the page shows what is given",
        )
    if row.opened and w.button(row.opened).get_attribute("aria-expanded") == "false":
        w.button(row.opened).click()
    control = w.root.get_by_role(row.role, name=row.name, exact=True)
    expect(control).to_have_count(1)
    if row.given != STARTED:
        assert not w.notebook.python(f"bool({row.python})"), "it is so already"
    if row.wish == "an input is switched off":
        expect(control).to_have_attribute("aria-pressed", "true")
    before = row.page(w, control)
    row.use(control)
    w.notebook.until_python(row.python)
    w.notebook.until(lambda: row.page(w, control) != before, f"another than {str(before)[:80]}")


ELSEWHERE = {
    "epoch, losses and accuracies are read": (
        "test_wishes_seen::test_the_readouts_show_the_numbers_that_python_has"
    ),
    "a neuron's map is large on hover": (
        "test_looking::test_a_neuron_is_shown_large_while_the_mouse_is_on_it"
    ),
    "a neuron's map is large on focus": (
        "test_looking::test_a_neuron_is_shown_large_while_the_keyboard_is_on_it"
    ),
    "weights and biases with enough digits while training": (
        "test_wishes_seen::test_weights_are_read_with_four_digits_while_it_trains"
    ),
    "weights edited by keyboard": (
        "test_wishes_edits::test_a_weight_is_edited_by_keyboard_and_the_losses_follow"
    ),
    "weights edited by click": "test_wishes_edits::test_a_click_on_a_link_leads_to_its_weight",
    "the output's bias edited": (
        "test_wishes_edits::test_the_bias_of_the_output_is_edited_while_it_trains"
    ),
    "a legend that says what it shows": (
        "test_wishes_seen::test_the_legend_says_which_colour_is_which_class"
    ),
    "loss chart with values, log scale and marks": (
        "test_wishes_seen::test_the_chart_shows_the_losses_under_the_cursor_and_marks_edits"
    ),
    "controls hidden and shown again": (
        "test_hidden_controls::test_every_control_disappears_and_comes_back"
    ),
    "several classes, confusion matrix": (
        "test_wishes_seen::"
        "test_several_classes_have_a_map_a_legend_an_accuracy_and_a_confusion_matrix"
    ),
    "R2": "test_wishes_seen::test_numbers_have_r2_on_both_sets",
    "one input as a curve": "test_wishes_seen::test_one_input_is_drawn_as_a_curve",
    "ten layers of 32": "test_wishes_seen::test_ten_layers_of_32_neurons_stay_usable_and_train",
    "freeze a weight or a neuron": "test_wishes_edits::test_a_weight_and_a_neuron_are_frozen",
    "switch a neuron off": (
        "test_wishes_edits::test_a_neuron_is_switched_off_and_on_and_the_losses_answer"
    ),
    "undo and redo": "test_wishes_edits::test_undo_and_redo_bring_back_every_bit",
    "presets": "test_wishes_edits::test_a_preset_is_loaded_from_the_menu_and_says_why",
    "time machine": "test_wishes_edits::test_the_time_machine_goes_back_and_playing_on_branches",
    "a saved run carries it": (
        "test_wishes_edits::test_a_saved_run_comes_back_with_its_time_machine"
    ),
    "points by pointer": "test_own_data::test_points_are_added_moved_and_removed_by_pointer",
    "points by keyboard": "test_own_data::test_points_are_added_and_removed_by_keyboard",
    "a CSV file": "test_own_data::test_a_csv_file_is_loaded_and_python_gets_the_data",
    "a bad CSV file": ("test_own_data::test_a_bad_csv_says_which_line_and_why_and_the_data_stay"),
    "a CSV dropped or pasted": "test_own_data::test_a_csv_is_dropped_or_pasted",
    "the two inputs of the picture": (
        "test_own_data::test_two_of_four_columns_are_chosen_for_the_picture"
    ),
    "own features": "test_own_data::test_an_own_feature_is_a_switch_with_a_map_like_the_others",
    "links": "test_wishes_seen::test_a_link_shows_every_setting_in_its_control",
    "one widget twice": "test_many_places::test_the_same_widget_shown_twice_is_one_network",
    "two widgets, one speed": "test_many_places::test_two_widgets_side_by_side_share_one_speed",
    "interact": "test_many_places::test_interact_drives_a_trait",
    "VBox": "test_many_places::test_it_stands_in_a_box_beside_other_widgets",
    "text stays text": ("test_own_data::test_markup_in_names_labels_and_messages_is_shown_as_text"),
    "accessible with every panel open": (
        "test_many_places::test_axe_finds_nothing_serious_with_every_panel_open"
    ),
}
"""Wishes that need more than one control, and their tests: file and function."""


def test_every_wish_with_a_test_of_its_own_has_it() -> None:
    folder = Path(__file__).parent
    for wish, test in ELSEWHERE.items():
        file, _, name = test.partition("::")
        assert f"def {name}(" in (folder / f"{file}.py").read_text(encoding="utf-8"), wish
