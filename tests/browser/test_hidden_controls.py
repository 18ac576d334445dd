"""Any control can be hidden from Python, and shown again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from nnwidget.interop.links import HIDABLE
from nnwidget.training.checks import LAYERS
from nnwidget.training.options import CONTROL_NAMES

from .conftest import Stage, playground

pytestmark = pytest.mark.browser

CONTROLS: dict[str, tuple[Any, str]] = {
    "playButton": ("button", "Play"),
    "stepButton": ("button", "Step"),
    "resetButton": ("button", "Reset"),
    "undo": ("button", "Undo"),
    "speed": ("slider", "Speed"),
    "preset": ("combobox", "Preset"),
    "learningRate": ("combobox", "Learning rate"),
    "optimizer": ("combobox", "Optimizer"),
    "activation": ("combobox", "Activation of layer 6"),
    "regularization": ("combobox", "Regularization"),
    "regularizationRate": ("combobox", "Regularization rate"),
    "problem": ("combobox", "Problem type"),
    "loss": ("combobox", "Loss"),
    "settings": ("button", "More settings"),
    "outputActivation": ("combobox", "Output activation"),
    "initializer": ("combobox", "Initializer"),
    "seed": ("textbox", "Seed"),
    "dropout": ("slider", "Dropout"),
    "decay": ("combobox", "Decay"),
    "maxEpochs": ("spinbutton", "Max epochs"),
    "targetLoss": ("spinbutton", "Target loss"),
    "patience": ("spinbutton", "Patience"),
    "classes": ("slider", "Classes"),
    "samples": ("spinbutton", "Samples"),
    "standardize": ("checkbox", "Standardize inputs"),
    "shuffle": ("checkbox", "Shuffle"),
    "dataset": ("radiogroup", "Dataset"),
    "percTrainData": ("slider", "Training data"),
    "noise": ("slider", "Noise"),
    "batchSize": ("slider", "Batch size"),
    "regenerate": ("button", "Regenerate"),
    "loadCSV": ("button", "Load CSV"),
    "features": ("button", "sin(x2)"),
    "numHiddenLayers": ("button", "Add layer"),
    **{f"numNodes{n}": ("button", f"Add neuron to layer {n}") for n in range(1, 7)},
    "freeze": ("button", "Freeze layer 1"),
    "switchOff": ("button", "Switch off neuron"),
    "weights": ("spinbutton", "Bias of neuron 1 of layer 1"),
    "equation": ("region", "Equation"),
    "showTestData": ("checkbox", "Show test data"),
    "discretize": ("checkbox", "Discretize output"),
    "neuronLines": ("checkbox", "Neuron lines"),
    "hiddenSpace": ("button", "Hidden space"),
    "editPoints": ("button", "Edit points"),
    "confusion": ("button", "Confusion matrix"),
    "logScale": ("button", "Log scale"),
    "timeMachine": ("slider", "Epoch shown"),
    "language": ("combobox", "Language"),
    "presentation": ("button", "Presentation"),
    "help": ("button", "Help"),
}
"""Every name that ``hidden_controls`` keeps, and a control that it hides."""

NOT_HERE = {"tour", "diagnosis", "axes", *(f"numNodes{layer}" for layer in range(7, LAYERS + 1))}
"""An offer that comes once in a browser, a line that comes where there is a reason, menus that data
with more than two columns have, and what belongs to more layers than there are here."""


def test_the_names_of_the_playground_are_all_known() -> None:
    assert set(HIDABLE) <= CONTROLS.keys()


def test_every_name_of_a_control_hides_one_here() -> None:
    assert {*CONTROL_NAMES.values()} - NOT_HERE == CONTROLS.keys()


def test_every_control_disappears_and_comes_back(stage: Stage) -> None:
    w = stage(playground("dataset='blobs', hidden_layers=[1] * 6"))
    w.button("More settings").click()
    w.neuron(1, 1).click()
    controls = {
        name: w.root.get_by_role(role, name=label, exact=True)
        for name, (role, label) in CONTROLS.items()
    }
    for control in controls.values():
        expect(control).to_have_count(1)
    for name, control in controls.items():
        w.notebook.kernel.run(f"w.hidden_controls = ['{name}']")
        expect(control).to_have_count(0)
        # and the losses stay, whatever is hidden
        expect(w.part("loss-test")).to_be_visible()
    w.notebook.kernel.run(f"w.hidden_controls = {list(controls)}")
    expect(w.root.locator(".nnw-bar").get_by_role("button")).to_have_count(0)
    w.notebook.kernel.run("w.hidden_controls = []")
    for control in controls.values():
        expect(control).to_have_count(1)
