"""Every preset shows what its sentence says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import comm
import ipywidgets
import numpy as np
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.training.options import DISPLAY, NAMES, Options
from nnwidget.training.presets import PRESETS
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer
from tests.fakes import RecordingComm
from tests.inside import inside
from tests.options_table import TRIED

SEEDS = (1, 2, 3)


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def trainer_of(name: str, seed: int = 1, **options: Any) -> Trainer:
    return Trainer(check(Options(**(PRESETS[name].options | {"seed": seed} | options))))


def test_every_preset_has_a_label_a_sentence_and_allowed_options() -> None:
    names = {f.name for f in fields(Options)}
    for name, preset in PRESETS.items():
        assert preset.options.keys() <= names, name
        assert preset.why.endswith(".")
        assert preset.why.count(". ") == 0, "one sentence"
        assert len(preset.why) <= 120
        assert len(preset.label) <= 30
        check(Options(**preset.options))
    assert len({preset.label for preset in PRESETS.values()}) == len(PRESETS)
    assert {preset.works for preset in PRESETS.values()} == {True, False}


# ------------------------------------------------------------------ those that work

EPOCHS = {
    "one-neuron": (50, 0.05),
    "circle-squares": (100, 0.1),
    "circle-hidden": (200, 0.1),
    "xor-product": (50, 0.15),
    "spiral-sin": (200, 0.15),
    "spiral-deep": (400, 0.4),
    "classes": (100, 0.05),
}
"""After so many epochs the test loss is below that."""


def test_every_preset_that_works_has_its_number_of_epochs() -> None:
    assert EPOCHS.keys() == {name for name, preset in PRESETS.items() if preset.works}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", EPOCHS)
def test_a_preset_that_works_works(name: str, seed: int) -> None:
    epochs, loss = EPOCHS[name]
    trainer = trainer_of(name, seed)
    trainer.train(epochs)
    assert trainer.stopped is None
    assert trainer.scores.loss_test < loss
    assert trainer.scores.accuracy_test > 0.9


def test_the_sum_of_the_classes_is_one() -> None:
    trainer = trainer_of("classes")
    trainer.train(20)
    np.testing.assert_allclose(trainer.output(trainer.X_test).sum(axis=0), 1)


# ------------------------------------------------------------------ those that do not


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["circle-line", "linear-layers"])
def test_what_is_linear_does_not_part_the_circle_from_its_ring(name: str, seed: int) -> None:
    trainer = trainer_of(name, seed)
    trainer.train(200)
    assert trainer.scores.loss_train > 0.6
    assert trainer.scores.accuracy_train < 0.75


def test_linear_layers_come_to_one_linear_neuron() -> None:
    trainer = trainer_of("linear-layers")
    trainer.train(5)
    output = trainer.make_pass(3)
    X = np.array([[0.0, 0.0], [4.0, 2.0], [2.0, 1.0]])
    output.forward(trainer.inputs(X))
    z = output.z[-1][0]
    assert z[2] == pytest.approx((z[0] + z[1]) / 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_from_all_zero_no_hidden_neuron_learns(seed: int) -> None:
    trainer = trainer_of("zero-start", seed)
    trainer.train(100)
    assert (trainer.mlp.weights[0] == 0).all()
    assert len(np.unique(trainer.mlp.weights[1])) == 1
    assert trainer.scores.loss_train > 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_with_too_high_a_rate_the_loss_jumps_about(seed: int) -> None:
    trainer, fine = trainer_of("rate-too-high", seed), trainer_of("circle-hidden", seed)
    for each in (trainer, fine):
        each.train(100)
    losses = trainer.history.loss_train[20:]
    assert np.abs(np.diff(losses)).max() > 0.1
    assert (np.diff(losses) > 0).mean() > 0.2
    assert trainer.scores.loss_train > fine.scores.loss_train
    assert np.abs(np.diff(fine.history.loss_train[20:])).max() < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_with_too_low_a_rate_the_loss_hardly_falls(seed: int) -> None:
    trainer = trainer_of("rate-too-low", seed)
    trainer.train(100)
    losses = trainer.history.loss_train
    assert losses[-1] < losses[0]
    assert losses[-1] > 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_too_much_regularization_diverges_and_says_why(seed: int) -> None:
    trainer = trainer_of("diverging", seed)
    start = np.abs(trainer.mlp.weights[0]).max()
    trainer.train(3)
    assert np.abs(trainer.mlp.weights[0]).max() > 100 * start
    trainer.train(1000)
    assert trainer.stopped is not None
    assert trainer.stopped.code == "diverged"
    assert "regularization rate" in trainer.stopped.text


@pytest.mark.parametrize("seed", SEEDS)
def test_overfitting_shows_a_falling_training_and_a_rising_test_loss(seed: int) -> None:
    trainer = trainer_of("overfitting", seed)
    trainer.train(200)
    history = trainer.history
    assert history.loss_train[-1] < 0.1 * history.loss_train[0]
    lowest = history.loss_test.argmin()
    assert lowest < 150
    assert history.loss_test[-1] > history.loss_test[lowest] + 0.2


# ------------------------------------------------------------------ loading them


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_from_python_has_its_options_and_the_defaults(name: str) -> None:
    w = Playground.preset(name)
    assert inside(w).trainer.options == check(Options(**PRESETS[name].options))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_from_the_browser_starts_anew_and_keeps_seed_speed_and_language(
    name: str,
) -> None:
    w = Playground(
        dataset="iris",
        features=["x3"],
        axes=[3, 4],
        frozen=[[1]],
        seed=5,
        speed=None,
        locale="es",
        hidden_controls=["noise"],
        dropout=0.5,
    ).fit(3)
    before = {option: getattr(w, option) for option in NAMES}
    w.comm.say({"type": "preset", "view": 1, "seq": 3, "name": name})
    values = {
        option: getattr(w, option) for option in NAMES if before[option] != getattr(w, option)
    }
    assert w.comm.customs[-1] == {"type": "done", "view": 1, "seq": 3, "values": values}
    kept = {"seed": 5, "speed": None, "locale": "es", "hidden_controls": ("noise",)}
    assert inside(w).trainer.options == check(replace(Options(**PRESETS[name].options), **kept))
    assert (w.epoch, w.seed, w.speed) == (0, 5, None)
    fresh = trainer_of(name, 5)
    assert (inside(w).trainer.mlp.theta == fresh.mlp.theta).all()


@pytest.mark.parametrize("name", ["", "spiral", "<img onerror=alert(1)>", "x" * 10_000])
def test_an_unknown_preset_is_refused_with_those_that_exist(name: str) -> None:
    with pytest.raises(ValueError, match=r"spiral-sin.*got"):
        Playground.preset(name)
    w = Playground().fit(1)
    w.comm.say({"type": "preset", "view": 1, "seq": 3, "name": name})
    assert w.comm.customs[-1]["type"] == "refused"
    assert w.epoch == 1


# ------------------------------------------------------------------ one widget, many places


def test_two_optimizers_can_share_one_speed() -> None:
    first, second = Playground(optimizer="sgd"), Playground(optimizer="adam")
    link = traitlets.link((first, "speed"), (second, "speed"))
    for value in (5, None, 0.5):
        first.speed = value
        assert second.speed == inside(second).loop.pace.speed == value
        second.speed = 60
        assert first.speed == inside(first).loop.pace.speed == 60
    assert (first.optimizer, second.optimizer) == ("sgd", "adam")
    link.unlink()
    first.speed = 1
    assert second.speed == 60


@pytest.mark.parametrize("name", sorted(DISPLAY | {"noise", "learning_rate", "hidden_layers"}))
def test_widgets_are_linked_by_ipywidgets_in_python_and_in_the_browser(name: str) -> None:
    first, second = Playground(), Playground()
    value = TRIED[name].other
    ipywidgets.link((first, name), (second, name))
    setattr(first, name, value)
    assert getattr(second, name) == value
    assert list(inside(second).trainer.options.hidden_layers) == second.hidden_layers
    browser = ipywidgets.jslink((first, name), (Playground(), name))
    assert browser.source[1] == name


def test_linked_data_and_options_train_to_the_same_numbers() -> None:
    first, second = Playground(seed=1), Playground(seed=2)
    for name in ("seed", "dataset", "noise", "hidden_layers"):
        traitlets.link((first, name), (second, name))
    second.dataset = "xor"
    first.change(noise=20, hidden_layers=[5])
    assert first.fit(5).loss_test == second.fit(5).loss_test


def test_a_link_to_a_slider_edits_the_network() -> None:
    w, slider = Playground(), ipywidgets.IntSlider(min=0, max=50)
    ipywidgets.link((slider, "value"), (w, "noise"))
    slider.value = 30
    assert inside(w).trainer.options.noise == 30
    assert w.undo()
    assert slider.value == 0


def test_interact_works_over_options() -> None:
    w = Playground()

    def show(noise: int, dataset: str) -> None:
        w.change(noise=noise, dataset=dataset)

    controls = ipywidgets.interactive(show, noise=(0, 50), dataset=["circle", "xor"])
    noise, dataset, _ = controls.children
    noise.value = 40
    dataset.value = "xor"
    controls.update()
    assert (w.noise, w.dataset) == (40, "xor")
    assert inside(w).trainer.options.dataset == "xor"


def test_it_stands_beside_other_widgets_in_a_box_more_than_once() -> None:
    w, other = Playground(), Playground()
    box = ipywidgets.VBox([ipywidgets.Label("two"), ipywidgets.HBox([w, other, w])])
    assert box.children[1].children == (w, other, w)
    state = box.children[1].get_state()
    assert state["children"].count(f"IPY_MODEL_{w.model_id}") == 2
    box.close()
    assert w.fit(1).epoch == 1
