"""Formulas: what stands on a row of the registries is what its functions compute, and it prints."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from nnwidget.data.features import FEATURES
from nnwidget.nn.activations import ACTIVATIONS, Array
from nnwidget.nn.expression import Expression
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.printing import markup
from nnwidget.nn.regularizers import REGULARIZERS

PENALTIES = {name: row for name, row in REGULARIZERS.items() if row}

FORMULAS = {
    f"{what} of {name}": formula
    for registry in (ACTIVATIONS, LOSSES, PENALTIES)
    for name, row in registry.items()
    for what, formula in {
        "expression": row.expression,
        "slope": row.slope,
        "short form": getattr(row, "short", None),
    }.items()
    if formula
} | {f"input {name}": row.expression for name, row in FEATURES.items()}

RNG = np.random.default_rng(5)


def computed(formula: Expression, **names: Array) -> Any:
    """What Python and NumPy make of a formula: an oracle that knows nothing of trees."""
    functions = {
        "max": np.maximum,
        "min": np.minimum,
        "ln": np.log,
        "sum": lambda x: x.sum(axis=0),
        **{name: ACTIVATIONS[name].f for name in ("sigmoid", "softmax")},
        **{name: getattr(np, name) for name in ("exp", "tanh", "sin", "cos", "abs", "sign")},
    }
    source = formula.source
    if " if " in source:
        value, _, rest = source.partition(" if ")
        condition, _, other = rest.partition(" else ")
        source = f"where({condition}, {value}, {other})"
    return eval(source, {"__builtins__": {}, "where": np.where, **functions}, names)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_formulas_of_an_activation_are_its_function_and_its_slope(name: str) -> None:
    row, z = ACTIVATIONS[name], np.append(RNG.normal(0, 3, (4, 500)), np.zeros((4, 1)), axis=1)
    a = row.f(z)
    for formula in (row.expression, row.in_equation):
        np.testing.assert_allclose(computed(formula, z=z), a, rtol=1e-12, atol=1e-12)
    if row.pullback:
        dA = RNG.normal(size=z.shape)
        given, expected = {"a": a, "dA": dA}, row.pulled_back(a, dA)
    else:
        given, expected = {"z": z, "a": a}, row.df(z, a)
    if not row.differentiable:
        assert (expected == 1).all()  # the perceptron rule's convention
        expected = np.zeros_like(z)
    slope = np.broadcast_to(computed(row.slope, **given), z.shape)
    np.testing.assert_allclose(slope, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_the_formulas_of_a_loss_are_what_a_sample_costs_and_its_slope(name: str) -> None:
    loss, z = LOSSES[name], RNG.normal(0, 2, (3, 400))
    classes = np.eye(3)[:, RNG.integers(3, size=400)]
    y = {"hinge": 2 * classes - 1}.get(
        name, classes if loss.activation else RNG.normal(size=z.shape)
    )
    a = ACTIVATIONS[loss.activation or "linear"].f(z)
    each = computed(loss.expression, y=y, y_hat=a)
    together = each.mean(axis=0) if loss.mean else each.sum(axis=0)
    np.testing.assert_allclose(together, loss.per_sample(z, a, y), rtol=1e-12, atol=1e-12)
    slope = computed(loss.slope, y=y, y_hat=a) * loss.weight(3)
    np.testing.assert_allclose(slope, loss.dL(a, y), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", PENALTIES)
def test_the_formulas_of_a_penalty_are_it_and_its_slope(name: str) -> None:
    row, w = PENALTIES[name], RNG.normal(size=(5, 3))
    assert computed(row.expression, w=w).sum() == pytest.approx(row.R(w), rel=1e-12)
    np.testing.assert_allclose(computed(row.slope, w=w), row.dR(w), rtol=1e-12)


@pytest.mark.parametrize("name", FEATURES)
def test_the_formula_of_an_input_is_what_the_network_is_given_and_its_name(name: str) -> None:
    row, x = FEATURES[name], RNG.normal(0, 3, (50, 2))
    assert row.expression is not None
    np.testing.assert_allclose(
        computed(row.expression, x1=x[:, 0], x2=x[:, 1]), row.function(x), rtol=1e-12
    )
    assert row.label == row.expression.text


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_latex_can_be_set(formula: Expression) -> None:
    """By an independent program; of two cases, which matplotlib does not know, each."""
    latex = formula.latex
    assert latex.count("{") == latex.count("}")
    cases = latex.removeprefix(r"\begin{cases}").removesuffix(r"\end{cases}")
    for part in cases.replace(r"\\", "&").split("&") if cases != latex else [latex]:
        MathTextParser("path").parse(f"${part.strip()}$")


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_mathml_is_made_of_elements_and_text(formula: Expression) -> None:
    tree = formula.mathml
    assert ET.tostring(ET.fromstring(markup(tree)), short_empty_elements=False).decode()

    def check(element: Any) -> None:
        if isinstance(element, str):
            assert element
            return
        assert isinstance(element, list)
        assert isinstance(element[0], str)
        token = element[0] in ("mi", "mn", "mo")
        assert all(isinstance(child, str) == token for child in element[1:])
        for child in element[1:]:
            check(child)

    check(tree)


PRINTED = [
    ("max(0.2*z, z)", "max(0.2 z, z)", r"\max(0.2\,z, z)"),
    ("1 / (1 + exp(-z))", "1 / (1 + e^−z)", r"\frac{1}{1 + e^{-z}}"),
    ("ln(1 + exp(z))", "ln(1 + e^z)", r"\ln(1 + e^{z})"),
    ("exp(z) / sum(exp(z))", "e^z / Σ e^z", r"\frac{e^{z}}{\sum e^{z}}"),
    (
        "1 if z >= 0 else 0",
        "1 if z ≥ 0, else 0",
        r"\begin{cases} 1 & z \geq 0 \\ 0 & z < 0 \end{cases}",
    ),
    ("sigmoid(z)", "sigmoid(z)", r"\sigma(z)"),
    ("(y_hat - y)**2 / 2", "(y' − y)² / 2", r"\frac{\left(y' - y\right)^{2}}{2}"),
    ("-y * ln(y_hat)", "−y ln(y')", r"-y\,\ln(y')"),
    ("x1 * x2", "x1x2", "x_{1} x_{2}"),
    ("std(x12**3)", "std(x12³)", r"\operatorname{std}(x_{12}^{3})"),
    ("y_k * a_1", "y_k a1", r"y_{k}\,a_{1}"),
    ("sqrt(abs(w))", "√(|w|)", r"\sqrt{\left|w\right|}"),
    ("exp(-(z + 1))", "e^(−(z + 1))", r"e^{-\left(z + 1\right)}"),
]


@pytest.mark.parametrize(("source", "text", "latex"), PRINTED)
def test_a_formula_is_printed_as_one_writes_it(source: str, text: str, latex: str) -> None:
    formula = Expression(source)
    assert formula.text == text
    assert formula.latex == latex
    assert formula._repr_latex_() == f"$\\displaystyle {latex}$"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a - (b - c)", "a − (b − c)"),
        ("a - b - c", "a − b − c"),
        ("a / (b * c)", "a / (b c)"),
        ("a * b / c", "a b / c"),
        ("a / b * c", "(a / b) c"),
        ("(a + b) * c", "(a + b) c"),
        ("a * (-b)", "a (−b)"),
        ("-a * b + c", "−a b + c"),
        ("c + -a * b", "c + (−a b)"),
        ("-(a + b)", "−(a + b)"),
        ("(a / b)**2", "(a / b)²"),
        ("(-a)**2", "(−a)²"),
        ("-a**2", "−a²"),
        ("2**(a + 1)", "2^(a + 1)"),
        ("exp(z**2)", "e^(z²)"),
        ("1 + (z if z > 0 else 2)", "1 + (z if z > 0, else 2)"),
    ],
)
def test_brackets_stand_where_they_must_and_nowhere_else(source: str, text: str) -> None:
    assert Expression(source).text == text


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("", "cannot be read"),
        ("z +", "cannot be read"),
        ("swish(z)", "no function 'swish'; there are max, min"),
        ("z @ z", "'z @ z' has no place"),
        ("'z'", "has no place"),
        ("True", "has no place"),
        ("z.real", "has no place"),
        ("max(z, key=abs)", "has no place"),
        ("z if z else 1", "has no place"),
        ("z if 0 < z < 1 else 1", "has no place"),
        ("__import__('os')", "no function '__import__'"),
    ],
)
def test_what_is_no_formula_is_refused(source: str, named: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        _ = Expression(source).tree
    assert named in str(refused.value)


def test_text_in_mathml_is_never_markup() -> None:
    assert markup(["mi", "<b>&"]) == "<mi>&lt;b&gt;&amp;</mi>"
    with pytest.raises(ValueError, match="no element of a formula: 'script'"):
        markup(["mrow", ["script", "x"]])
