"""Formulas that are written once, as one types them, and print as text, LaTeX and MathML.

``Expression("max(0.2*z, z)")`` is read once into a `Tree`, from which everything is made; the
browser computes with the same tree. There are numbers, names, ``+ - * / **``, comparisons in one
``value if condition else other``, and the functions of `printing.FUNCTIONS`. A name such as
``x1`` or ``y_k`` has an index; ``y_hat`` is the network's output y'.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from . import printing
from .printing import FUNCTIONS, MathML, Tree

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
}


@dataclass(frozen=True)
class Expression:
    """A formula.

    Args:
        source: the formula as Python would compute it, such as ``"exp(z) / sum(exp(z))"``.
    """

    source: str

    @cached_property
    def tree(self) -> Tree:
        """The formula as data.

        Raises:
            ValueError: it is none, or has something in it that no formula may have.
        """
        try:
            return _read(ast.parse(self.source, mode="eval").body)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"the formula {self.source!r} cannot be read: {error}") from None

    @property
    def text(self) -> str:
        """Plain text, such as ``max(0.2 z, z)`` or ``1 / (1 + e^−z)``."""
        return printing.text(self.tree)

    @property
    def latex(self) -> str:
        r"""LaTeX, without dollar signs, such as ``\frac{1}{1 + e^{-z}}``."""
        return printing.latex(self.tree)

    @property
    def mathml(self) -> MathML:
        """One MathML element; `printing.markup` makes a text of it."""
        return printing.mathml(self.tree)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


def _read(node: ast.AST) -> Tree:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(name):
            return name
        case ast.UnaryOp(ast.USub(), operand):
            return ["neg", _read(operand)]
        case ast.BinOp(left, operation, right) if type(operation) in _SIGNS:
            return [_SIGNS[type(operation)], _read(left), _read(right)]
        case ast.Call(ast.Name(name), arguments, []):
            if name not in FUNCTIONS:
                raise ValueError(f"no function {name!r}; there are {', '.join(FUNCTIONS)}")
            return [name, *map(_read, arguments)]
        case ast.IfExp(ast.Compare(left, [compared], [right]), value, other) if (
            type(compared) in _SIGNS
        ):
            condition = [_SIGNS[type(compared)], _read(left), _read(right)]
            return ["if", condition, _read(value), _read(other)]
    raise ValueError(f"{ast.unparse(node)!r} has no place in a formula")
