"""Equations: right numbers, in text, LaTeX and MathML."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget.data.features import FEATURES, Feature
from nnwidget.explain.equations import format_number, neuron_equation
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

NUMBERS = json.loads(
    (Path(__file__).parents[2] / "js" / "test" / "numbers.json").read_text(encoding="utf-8")
)
"""The table that the browser's tests read, too."""

MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.mark.parametrize(("value", "text"), NUMBERS, ids=[str(value) for value, _ in NUMBERS])
def test_a_number_is_written_as_the_browser_writes_it(value: float, text: str) -> None:
    assert format_number(value) == text


@given(st.floats(min_value=-1e307, max_value=1e307))
def test_a_written_number_is_the_number_to_two_digits(value: float) -> None:
    text = format_number(value)
    assert re.fullmatch(r"−?\d+(\.\d+)?(e−?\d+)?", text)
    read = float(text.replace("−", "-"))
    if value:
        assert read == pytest.approx(value, rel=0.051)
        assert format_number(-value) == (text[1:] if value < 0 else f"−{text}")


LATEX = [
    *("x_{1}", "x_{2}", "x_{1}^{2}", "x_{2}^{2}", "x_{1} x_{2}"),
    *(r"\sin(x_{1})", r"\sin(x_{2})"),
]
"""The built-in inputs."""


def trainer_with(theta: list[float], **options: Any) -> Trainer:
    trainer = Trainer(Options(**{"hidden_layers": (), **options}))
    trainer.mlp.theta[:] = theta
    trainer.touch()
    return trainer


def plain(mathml: str) -> str:
    """The text in a MathML expression; fails where it is no XML."""
    root = ET.fromstring(mathml)
    assert root.tag == f"{MATHML}math"
    return "".join(root.itertext())


def test_the_equation_of_one_neuron() -> None:
    equation = neuron_equation(trainer_with([0.834, -1.2, 0.1], activation="tanh"), 1, 1)
    assert equation.text == "z = 0.83·x1 − 1.20·x2 + 0.10, y' = sigmoid(z)"
    assert equation.latex == (r"z = 0.83\,x_{1} - 1.20\,x_{2} + 0.10, \quad y' = \sigma(z)")
    assert plain(equation.mathml) == "z=0.83·x1−1.20·x2+0.10,y′=sigmoid(z)"
    assert repr(equation) == equation.text
    assert equation._repr_latex_() == f"$\\displaystyle {equation.latex}$"


def test_a_leading_minus_stands_close_to_its_number() -> None:
    equation = neuron_equation(trainer_with([-0.5, 0, -3e-8]), 1, 1)
    assert equation.text.startswith("z = −0.50·x1 + 0.00·x2 − 3.0e−8, ")
    assert equation.latex.startswith(r"z = -0.50\,x_{1} + 0.00\,x_{2} - 3.0e-8, ")
    assert plain(equation.mathml).startswith("z=−0.50·x1+0.00·x2−3.0e−8,")


def test_the_inputs_of_a_hidden_neuron_have_their_names_and_those_above_are_a() -> None:
    trainer = Trainer(Options(features=tuple(FEATURES), hidden_layers=(3, 2), activation="relu"))
    first = neuron_equation(trainer, 1, 3)
    assert re.findall(r"·(\S+)", first.text) == [f.label for f in FEATURES.values()]
    assert first.text.endswith(", a = max(0, z)")
    for name in LATEX:
        assert rf"\,{name} " in first.latex
    second = neuron_equation(trainer, 2, 1)
    assert re.findall(r"·(\S+)", second.text) == ["a1", "a2", "a3"]
    output = neuron_equation(trainer, 3, 1)
    assert re.findall(r"·(\S+)", output.text) == ["a1", "a2"]


def test_the_numbers_are_the_present_ones() -> None:
    trainer = Trainer(Options())
    before = neuron_equation(trainer, 2, 1).text
    trainer.train(5)
    text = neuron_equation(trainer, 2, 1).text
    assert text != before
    numbers = [*trainer.mlp.weights[1][0], trainer.mlp.biases[1][0]]
    written = re.findall(r"[−+]? ?\d+\.\d+", text)
    read = [float(w.replace(" ", "").replace("−", "-")) for w in written]
    np.testing.assert_allclose(read, numbers, rtol=0.05, atol=0.005)


SAID = {
    "linear": "z",
    "sine": "sin(z)",
    "relu": "max(0, z)",
    "leaky_relu": "max(0.2 z, z)",
    "elu": "max(0, z) + min(0, e^z − 1)",
    "softplus": "ln(1 + e^z)",
    "sigmoid": "sigmoid(z)",
    "tanh": "tanh(z)",
    "softmax": "softmax(z)",
    "step": "1 if z ≥ 0, else 0",
}
"""What a neuron's equation says of each activation: the formula, or a name that everyone knows."""


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_written_out(name: str) -> None:
    if ACTIVATIONS[name].differentiable:
        options, left = {"hidden_layers": (2,), "activation": name}, "a"
    else:
        options, left = {"hidden_layers": (), "optimizer": "perceptron"}, "y'"
    equation = neuron_equation(Trainer(Options(**options)), 1, 1)
    assert equation.text.endswith(f", {left} = {SAID[name]}")
    assert rf"\quad {left} = " in equation.latex
    assert name not in equation.latex.replace(r"\tanh", "").replace("{softmax}", "")
    assert equation.latex.count("{") == equation.latex.count("}")
    written = plain(equation.mathml).replace("′", "'")
    assert f"{left}=" in written
    if "if" not in SAID[name]:
        said = SAID[name].replace(" ", "").replace("^", "")
        assert written.endswith(f"{left}={said}")


@pytest.mark.parametrize(
    "label", ["50% & <b>", "a_b^c", "$x$ {y", "#1 \\input", "x²", "1 < 2 > 0", "ñ·ü", "x1²"]
)
def test_names_cannot_break_latex_or_mathml(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FEATURES, "own", Feature(label, lambda X: X[:, 0], 1))
    trainer = Trainer(Options(features=("own",), hidden_layers=()))
    equation = neuron_equation(trainer, 1, 1)
    assert f"·{label} " in equation.text
    assert f"·{label}" in plain(equation.mathml)
    bare = re.sub(r"\\.", "", equation.latex)
    assert not set("%&#$\\~") & set(bare)
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize("layer", [0, 4, -1, 1.0, True, "1"])
def test_a_layer_that_is_not_there_is_refused(layer: Any) -> None:
    with pytest.raises(ValueError, match=r"layer must be from 1 to 3 \(the output layer\), got"):
        neuron_equation(Trainer(Options()), layer, 1)


@pytest.mark.parametrize("neuron", [0, 5, None, True])
def test_a_neuron_that_is_not_there_is_refused(neuron: Any) -> None:
    with pytest.raises(ValueError, match="neuron of layer 1 must be from 1 to 4, got"):
        neuron_equation(Trainer(Options()), 1, neuron)
