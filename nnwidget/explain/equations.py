"""The blackboard: a network's mathematics, written out with its present numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from nnwidget.nn.wording import shown
from nnwidget.training.trainer import Trainer

MINUS = "\N{MINUS SIGN}"


def format_number(value: float) -> str:
    """A number with at least two decimals and two significant digits: 0.83, −1.20, 0.0042,
    1.2e−7. Halves are rounded away from zero, as ``Number.toFixed`` does in the browser."""
    if value == 0:
        return "0.00"
    exact, size = Decimal(value), abs(value)
    if not 1e-6 <= size < 1e6:
        # Rounding 9.96 gives 10.0, which is 1.0 of the next power.
        exponent = _round(exact.scaleb(-exact.adjusted()), 1).adjusted() + exact.adjusted()
        text = f"{_round(exact.scaleb(-exponent), 1)}e{exponent}"
    else:
        text = str(_round(exact, min(8, max(2, 1 - math.floor(math.log10(size))))))
    return text.replace("-", MINUS)


def _round(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True)
class Equation:
    """The equation of one neuron, as plain text, LaTeX and MathML. A notebook shows the LaTeX.

    ``text`` is such as ``z = 0.83·x1 − 1.20·x2 + 0.10, a = tanh(z)``.
    """

    text: str
    latex: str
    mathml: str

    def __repr__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


_FUNCTIONS = {
    "linear": ("z", "z", "<mi>z</mi>"),
    "relu": (
        "max(0, z)",
        r"\max(0, z)",
        "<mi>max</mi><mo>(</mo><mn>0</mn><mo>,</mo><mi>z</mi><mo>)</mo>",
    ),
    "sigmoid": ("sigmoid(z)", r"\sigma(z)", "<mi>sigmoid</mi><mo>(</mo><mi>z</mi><mo>)</mo>"),
    "tanh": ("tanh(z)", r"\tanh(z)", "<mi>tanh</mi><mo>(</mo><mi>z</mi><mo>)</mo>"),
    "softmax": (
        "softmax(z)",
        r"\operatorname{softmax}(z)",
        "<mi>softmax</mi><mo>(</mo><mi>z</mi><mo>)</mo>",
    ),
}
"""f(z) in text, LaTeX and MathML, where it is not simply name(z)."""


def neuron_equation(trainer: Trainer, layer: int, neuron: int) -> Equation:
    """The equation of a neuron, z = w·a + b and a = f(z), with the present numbers.

    Args:
        layer: from 1; the last one is the output layer.
        neuron: from 1.

    Raises:
        ValueError: there is no such layer or neuron.
    """
    mlp = trainer.mlp
    last = len(mlp.layers)
    if isinstance(layer, bool) or not isinstance(layer, int) or not 1 <= layer <= last:
        raise ValueError(f"layer must be from 1 to {last} (the output layer), got {shown(layer)}")
    count = mlp.sizes[layer]
    if isinstance(neuron, bool) or not isinstance(neuron, int) or not 1 <= neuron <= count:
        raise ValueError(f"neuron of layer {layer} must be from 1 to {count}, got {shown(neuron)}")
    weights = mlp.weights[layer - 1][neuron - 1]
    if layer == 1:
        names = [trainer.label(name) for name in trainer.options.features]
    else:
        names = [f"a{i}" for i in range(1, len(weights) + 1)]
    terms = [
        *zip(weights.tolist(), names, strict=True),
        (float(mlp.biases[layer - 1][neuron - 1]), ""),
    ]
    text, latex, mathml = _function(trainer.plan.activations[layer - 1])
    output = layer == last
    left = ("y'", "y'", "<msup><mi>y</mi><mo>′</mo></msup>") if output else ("a", "a", "<mi>a</mi>")
    return Equation(
        f"z = {_sum(terms)}, {left[0]} = {text}",
        f"z = {_sum_latex(terms)}, \\quad {left[1]} = {latex}",
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>'
        f'<mi>z</mi><mo>=</mo>{_sum_mathml(terms)}<mo>,</mo><mspace width="1em"/>'
        f"{left[2]}<mo>=</mo>{mathml}</mrow></math>",
    )


def _function(name: str) -> tuple[str, str, str]:
    plain = f"{name}(z)"
    return _FUNCTIONS.get(
        name,
        (
            plain,
            rf"\operatorname{{{name}}}(z)".replace("_", r"\_"),
            f"<mi>{name}</mi><mo>(</mo><mi>z</mi><mo>)</mo>",
        ),
    )


Terms = list[tuple[float, str]]
"""Factors and the names that they multiply; the bias has the name ""."""


def _signed(terms: Terms) -> list[tuple[str, str, str]]:
    """Sign, digits and name of every term."""
    rows = []
    for value, name in terms:
        digits = format_number(value)
        sign = MINUS if digits.startswith(MINUS) else "+"
        rows.append((sign, digits.removeprefix(MINUS), name))
    return rows


def _sum(terms: Terms) -> str:
    text = ""
    for sign, digits, name in _signed(terms):
        term = f"{digits}·{name}" if name else digits
        if text:
            text += f" {sign} {term}"
        else:
            text = term if sign == "+" else sign + term
    return text


def _sum_latex(terms: Terms) -> str:
    text = ""
    for sign, digits, name in _signed(terms):
        mark = "-" if sign == MINUS else "+"
        term = rf"{digits}\,{_latex_name(name)}" if name else digits
        text += f" {mark} {term}" if text else term if sign == "+" else mark + term
    return text.replace(MINUS, "-")


def _latex_name(name: str) -> str:
    if name.startswith("std(") and name.endswith(")"):
        return rf"\operatorname{{std}}({_latex_name(name[4:-1])})"
    if name[:1] in "xa" and name[1:].isdecimal():
        return f"{name[0]}_{{{name[1:]}}}"
    known = {
        "x1²": "x_1^2",
        "x2²": "x_2^2",
        "x1x2": "x_1 x_2",
        "sin(x1)": r"\sin(x_1)",
        "sin(x2)": r"\sin(x_2)",
    }
    if name in known:
        return known[name]
    escaped = "".join(f"\\{c}" if c in "&%$#_{}" else c for c in name if c not in "\\^~")
    return rf"\text{{{escaped}}}"


def _sum_mathml(terms: Terms) -> str:
    parts = []
    for index, (sign, digits, name) in enumerate(_signed(terms)):
        if index or sign == MINUS:
            parts.append(f"<mo>{sign}</mo>")
        parts.append(f"<mn>{digits}</mn>")
        if name:
            parts.append(f"<mo>·</mo>{_mathml_name(name)}")
    return "".join(parts)


def _mathml_name(name: str) -> str:
    if name[:1] in "xa" and name[1:].isdecimal():
        return f"<msub><mi>{name[0]}</mi><mn>{name[1:]}</mn></msub>"
    return f"<mi>{escape(name)}</mi>"
