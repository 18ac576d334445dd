"""Input features: what of the data the network is given.

A feature is a function of the columns of X (samples by columns).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nnwidget.languages.sentence import refusal
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array
from nnwidget.nn.expression import Expression


@dataclass(frozen=True)
class Feature:
    """One feature.

    Attributes:
        label: its name on the screen.
        function: ``(X)`` gives the feature of every sample, from X (samples, columns).
        columns: the least number of columns that it needs.
        expression: its formula; ``None`` for a function of the user's, which has only a name.
    """

    label: str
    function: Callable[[Array], Array]
    columns: int
    expression: Expression | None = None

    @property
    def is_column(self) -> bool:
        """Is it a column of the data as it is?"""
        return self.expression is not None and isinstance(self.expression.tree, str)


def _column(index: int, x: Array) -> Array:
    return x[:, index]


def column_feature(index: int) -> Feature:
    """The data's own column ``index`` (from 0), labelled x1, x2, ..."""
    name = f"x{index + 1}"
    return Feature(name, partial(_column, index), index + 1, Expression(name))


def _by_formula(source: str, columns: int, function: Callable[[Array], Array]) -> Feature:
    """A feature that is called by its formula."""
    expression = Expression(source)
    return Feature(expression.text, function, columns, expression)


FEATURES: dict[str, Feature] = {
    "x1": column_feature(0),
    "x2": column_feature(1),
    "x1^2": _by_formula("x1**2", 1, lambda x: x[:, 0] ** 2),
    "x2^2": _by_formula("x2**2", 2, lambda x: x[:, 1] ** 2),
    "x1*x2": _by_formula("x1 * x2", 2, lambda x: x[:, 0] * x[:, 1]),
    "sin(x1)": _by_formula("sin(x1)", 1, lambda x: np.sin(x[:, 0])),
    "sin(x2)": _by_formula("sin(x2)", 2, lambda x: np.sin(x[:, 1])),
}
"""TensorFlow Playground's seven inputs, in its order."""


def features_of(columns: int, own: Mapping[str, Feature] | None = None) -> dict[str, Feature]:
    """The features that data with so many columns offer: the built-in ones, then x3, x4, ...,
    then the user's own that were made for so many columns."""
    offered = {name: f for name, f in FEATURES.items() if f.columns <= columns}
    offered |= {f"x{i + 1}": column_feature(i) for i in range(2, columns)}
    return offered | {name: f for name, f in (own or {}).items() if f.columns == columns}


class ReentryError(RuntimeError):
    """An input of the user's has asked or changed the network that was just computing it."""


def own_feature(name: str, function: Callable[..., Any], X: Array) -> Feature:
    """A feature by a function of the user's, which is given the columns one by one.

    Args:
        name: its name, which is also its label.
        function: such as ``lambda x1, x2: np.hypot(x1, x2)``.
        X: (m, columns), samples to try it with.

    Raises:
        ValueError: it fails, or does not give one finite number per sample.
    """

    def of_columns(x: Array) -> Array:
        with np.errstate(all="ignore"):  # where there are no samples there may be no number
            columns = x.T.copy()  # whatever it does to them, the data stay
            return np.broadcast_to(np.asarray(function(*columns), dtype=np.float64), len(x))

    def whatever_comes(x: Array) -> Array:
        """Other samples than those that it was tried with may be too much for it."""
        try:
            return of_columns(x)
        except ReentryError:
            raise
        except Exception:
            return np.full(len(x), np.nan)

    try:
        values = of_columns(X)
    except Exception as error:
        raise refusal("feature_fails", name=shown(name), words=str(error)[:200]) from None
    if not np.isfinite(values).all():
        raise refusal("feature_not_finite", name=shown(name))
    return Feature(name, whatever_comes, X.shape[1])
