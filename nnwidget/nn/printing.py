"""How a formula is printed: its tree as text, as LaTeX and as MathML."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

MINUS = "\N{MINUS SIGN}"

Tree = int | float | str | list[Any]
"""A number, a name, or a list of an operation and the trees that it is done to, such as ``["max",
["*", 0.2, "z"], "z"]``."""

MathML = list[Any]
"""A MathML element: its tag, and its children, which are elements or text."""

FUNCTIONS = {
    "max": r"\max",
    "min": r"\min",
    "exp": r"\exp",
    "ln": r"\ln",
    "tanh": r"\tanh",
    "sin": r"\sin",
    "cos": r"\cos",
    "abs": "",
    "sqrt": r"\sqrt",
    "sum": r"\sum",
    "sign": r"\operatorname{sign}",
    "sigmoid": r"\sigma",
    "softmax": r"\operatorname{softmax}",
    "std": r"\operatorname{std}",
}
"""The functions that a formula may use, each as LaTeX; ``sum`` is over the neurons of a layer,
``std(x)`` is x standardized."""

_COMPARED = {
    ">": (">", ">", "<="),
    ">=": ("≥", r"\geq", "<"),
    "<": ("<", "<", ">="),
    "<=": ("≤", r"\leq", ">"),
}
"""A comparison as text, as LaTeX, and its contrary."""

_INDEXED = re.compile(r"([A-Za-z])_?(\d+|[ijk])")


def _index(name: str) -> tuple[str, str] | None:
    """x1 is x with the index 1, y_k is y with the index k."""
    found = _INDEXED.fullmatch(name)
    return (found[1], found[2]) if found else None


def _level(tree: Tree) -> int:
    """How firmly a tree holds together: what holds less than its surroundings has brackets."""
    if not isinstance(tree, list):
        return 5
    levels = {"if": 0, "+": 1, "-": 1, "/": 2, "*": 3, "sum": 3, "^": 4, "exp": 4}
    return 1 if _negative(tree) else levels.get(tree[0], 5)


def _negative(tree: Tree) -> bool:
    """Does it begin with a minus?"""
    if not isinstance(tree, list):
        return False
    return tree[0] == "neg" or (tree[0] == "*" and _negative(tree[1]))


def _touching(left: Tree, right: Tree) -> bool:
    """May two factors stand without a space, as in x1x2?"""
    last = left[-1] if isinstance(left, list) and left[0] == "*" else left
    return all(isinstance(one, str) and one[-1].isdigit() for one in (last, right))


# ------------------------------------------------------------------ text


def text(tree: Tree, least: int = 0) -> str:
    """The text of a tree, in brackets where it holds together less firmly than `least`."""
    if _level(tree) < least:
        return f"({text(tree)})"
    match tree:
        case int() | float():
            return f"{tree:g}"
        case "y_hat":
            return "y'"
        case str():
            index = _index(tree)
            return tree if not index or index[1].isalpha() else "".join(index)
        case ["neg", operand]:
            return MINUS + text(operand, 2)
        case ["+" | "-" as sign, left, right]:
            return f"{text(left, 1)} {'+' if sign == '+' else MINUS} {text(right, 2)}"
        case ["*", left, right]:
            space = "" if _touching(left, right) else " "
            return f"{text(left, _factor(left))}{space}{text(right, 3)}"
        case ["/", left, right]:
            return f"{text(left, 3)} / {text(right, 3 if _is_sum(right) else 4)}"
        case ["^", base, power]:
            raised = {"2": "²", "3": "³"}.get(text(power))
            return text(base, 5) + (raised or f"^{text(power, 4)}")
        case ["exp", power]:
            return f"e^{text(power, 0 if _is_short(power) else 5)}"
        case ["sum", what]:
            return f"Σ {text(what, 3)}"
        case ["abs", what]:
            return f"|{text(what)}|"
        case ["sqrt", what]:
            return f"√({text(what)})"
        case ["if", condition, value, other]:
            return f"{text(value, 1)} if {text(condition)}, else {text(other, 1)}"
        case [sign, left, right] if sign in _COMPARED:
            return f"{text(left)} {_COMPARED[sign][0]} {text(right)}"
    function, *arguments = tree
    return f"{function}({', '.join(map(text, arguments))})"


def _factor(tree: Tree) -> int:
    """How firmly a first factor must hold together: a minus may stand before it."""
    return 1 if _negative(tree) else 3


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, list) and tree[0] == "sum"


def _is_short(tree: Tree) -> bool:
    """Is a power clear without brackets, such as −z?"""
    return isinstance(tree, list) and tree[0] == "neg" and not isinstance(tree[1], list)


# ------------------------------------------------------------------ LaTeX


def latex(tree: Tree, least: int = 0) -> str:
    r"""The LaTeX of a tree. A fraction needs no brackets, but as the base of a power."""
    fraction = isinstance(tree, list) and tree[0] == "/" and least < 4
    if _level(tree) < least and not fraction:
        return rf"\left({latex(tree)}\right)"
    match tree:
        case int() | float():
            return f"{tree:g}"
        case "y_hat":
            return "y'"
        case str():
            index = _index(tree)
            return f"{index[0]}_{{{index[1]}}}" if index else tree
        case ["neg", operand]:
            return f"-{latex(operand, 2)}"
        case ["+" | "-" as sign, left, right]:
            return f"{latex(left, 1)} {sign} {latex(right, 2)}"
        case ["*", left, right]:
            space = " " if _touching(left, right) else r"\,"
            return f"{latex(left, _factor(left))}{space}{latex(right, 3)}"
        case ["/", left, right]:
            return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
        case ["^", base, power]:
            return f"{latex(base, 5)}^{{{latex(power)}}}"
        case ["exp", power]:
            return f"e^{{{latex(power)}}}"
        case ["sum", what]:
            return rf"\sum {latex(what, 3)}"
        case ["abs", what]:
            return rf"\left|{latex(what)}\right|"
        case ["sqrt", what]:
            return rf"\sqrt{{{latex(what)}}}"
        case ["if", [sign, left, right], value, other]:
            first, second = (
                f"{latex(answer)} & {latex([compared, left, right])}"
                for answer, compared in ((value, sign), (other, _COMPARED[sign][2]))
            )
            return rf"\begin{{cases}} {first} \\ {second} \end{{cases}}"
        case [sign, left, right] if sign in _COMPARED:
            return f"{latex(left)} {_COMPARED[sign][1]} {latex(right)}"
    function, *arguments = tree
    return f"{FUNCTIONS[function]}({', '.join(map(latex, arguments))})"


# ------------------------------------------------------------------ MathML


def mathml(tree: Tree, least: int = 0) -> MathML:
    """The MathML of a tree, with the same brackets as the LaTeX."""
    fraction = isinstance(tree, list) and tree[0] == "/" and least < 4
    if _level(tree) < least and not fraction:
        return _row(["mo", "("], mathml(tree), ["mo", ")"])
    match tree:
        case int() | float():
            return ["mn", f"{tree:g}"]
        case "y_hat":
            return ["msup", ["mi", "y"], ["mo", "′"]]
        case str():
            index = _index(tree)
            if not index:
                return ["mi", tree]
            return ["msub", ["mi", index[0]], ["mn" if index[1].isdigit() else "mi", index[1]]]
        case ["neg", operand]:
            return _row(["mo", MINUS], mathml(operand, 2))
        case ["+" | "-" as sign, left, right]:
            mark = ["mo", "+" if sign == "+" else MINUS]
            return _row(mathml(left, 1), mark, mathml(right, 2))
        case ["*", left, right]:
            space = [] if _touching(left, right) else [["mspace"]]
            return _row(mathml(left, _factor(left)), *space, mathml(right, 3))
        case ["/", left, right]:
            return ["mfrac", mathml(left), mathml(right)]
        case ["^", base, power]:
            return ["msup", mathml(base, 5), mathml(power)]
        case ["exp", power]:
            return ["msup", ["mi", "e"], mathml(power)]
        case ["sum", what]:
            return _row(["mo", "Σ"], mathml(what, 3))
        case ["abs", what]:
            return _row(["mo", "|"], mathml(what), ["mo", "|"])
        case ["sqrt", what]:
            return ["msqrt", mathml(what)]
        case ["if", [sign, left, right], value, other]:
            rows = [
                ["mtr", ["mtd", mathml(answer)], ["mtd", mathml([compared, left, right])]]
                for answer, compared in ((value, sign), (other, _COMPARED[sign][2]))
            ]
            return _row(["mo", "{"], ["mtable", *rows])
        case [sign, left, right] if sign in _COMPARED:
            return _row(mathml(left), ["mo", _COMPARED[sign][0]], mathml(right))
    function, *arguments = tree
    inside: list[MathML] = []
    for argument in arguments:
        inside += [["mo", ","], mathml(argument)] if inside else [mathml(argument)]
    return _row(["mi", function], ["mo", "("], *inside, ["mo", ")"])


def _row(*elements: MathML) -> MathML:
    """Elements side by side; rows within it are joined to it, but for those in brackets."""
    joined: MathML = ["mrow"]
    for element in elements:
        plain = element[0] == "mrow" and element[1] not in (["mo", "("], ["mo", "{"])
        joined += element[1:] if plain else [element]
    return joined


_TAGS = {
    *("mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msup", "msub", "msqrt"),
    *("mtable", "mtr", "mtd"),
}


def markup(element: MathML) -> str:
    """A MathML element as text; what it holds is never read as markup.

    Raises:
        ValueError: an element that no formula has.
    """
    tag, *children = element
    if tag not in _TAGS:
        raise ValueError(f"no element of a formula: {tag!r}")
    inside = "".join(escape(one) if isinstance(one, str) else markup(one) for one in children)
    start = 'mspace width="0.17em"' if tag == "mspace" else tag
    return f"<{start}>{inside}</{tag}>"
