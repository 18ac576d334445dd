"""The blackboard: a network's mathematics, written out with its present numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from nnwidget.languages.sentence import refusal
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.expression import Expression
from nnwidget.nn.printing import MINUS, markup
from nnwidget.training.trainer import Trainer


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
class Printed:
    """A formula or a name as plain text, LaTeX and MathML."""

    text: str
    latex: str
    mathml: str


class Equation(Printed):
    """The equation of one neuron. A notebook shows the LaTeX.

    ``text`` is such as ``z = 0.83·x1 − 1.20·x2 + 0.10, a = tanh(z)``.
    """

    def __repr__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


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
        raise refusal("no_layer", last=last, value=shown(layer))
    count = mlp.sizes[layer]
    if isinstance(neuron, bool) or not isinstance(neuron, int) or not 1 <= neuron <= count:
        raise refusal("no_neuron", layer=layer, last=count, value=shown(neuron))
    weights = mlp.weights[layer - 1][neuron - 1]
    if layer == 1:
        names = [_input(trainer, name) for name in trainer.options.features]
    else:
        names = [_printed(Expression(f"a{i}")) for i in range(1, len(weights) + 1)]
    bias = float(mlp.biases[layer - 1][neuron - 1])
    total = _sum([*zip(weights.tolist(), names, strict=True), (bias, None)])
    left = _printed(Expression("y_hat" if layer == last else "a"))
    right = _printed(ACTIVATIONS[trainer.plan.activations[layer - 1]].in_equation)
    return Equation(
        f"z = {total.text}, {left.text} = {right.text}",
        f"z = {total.latex}, \\quad {left.latex} = {right.latex}",
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>'
        f'<mi>z</mi><mo>=</mo>{total.mathml}<mo>,</mo><mspace width="1em"/>'
        f"{left.mathml}<mo>=</mo>{right.mathml}</mrow></math>",
    )


def _printed(expression: Expression) -> Printed:
    return Printed(expression.text, expression.latex, markup(expression.mathml))


def _input(trainer: Trainer, name: str) -> Printed:
    """An input; one of the user's own has any text as its name."""
    label, expression = trainer.label(name), trainer.expression(name)
    if expression:
        return _printed(expression)
    escaped = "".join(f"\\{c}" if c in "&%$#_{}" else c for c in label if c not in "\\^~")
    return Printed(label, rf"\text{{{escaped}}}", markup(["mi", label]))


Terms = list[tuple[float, Printed | None]]
"""Factors and what they multiply, which the bias has not."""


def _sum(terms: Terms) -> Printed:
    printed = [_term(*term, first=not index) for index, term in enumerate(terms)]
    return Printed(
        "".join(term.text for term in printed),
        "".join(term.latex for term in printed),
        "".join(term.mathml for term in printed),
    )


def _term(value: float, name: Printed | None, first: bool) -> Printed:
    """A term with its sign: before the first one a plus is left out, and a minus stands close."""
    number = format_number(value)
    digits = number.removeprefix(MINUS)
    sign = "+" if number == digits else MINUS
    signed = number if first else f" {sign} {digits}"
    mark = "" if first and sign == "+" else markup(["mo", sign])
    factor = mark + markup(["mn", digits])
    latex = signed.replace(MINUS, "-")
    if not name:
        return Printed(signed, latex, factor)
    return Printed(
        f"{signed}·{name.text}",
        rf"{latex}\,{name.latex}",
        factor + markup(["mo", "·"]) + name.mathml,
    )
