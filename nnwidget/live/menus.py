"""The registries as the menus and sliders that the browser shows."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, cast

import numpy as np

from nnwidget.data.datasets import BOUND, DATASETS
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.expression import Expression
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.checks import LAYERS, NEURONS
from nnwidget.training.controls import CheckBox, Choice, Menu, NumberField, Slider, Special
from nnwidget.training.option_row import Row
from nnwidget.training.options import ROWS
from nnwidget.training.presets import PRESETS

from .protocol import Catalog, Control, DatasetItem, ExpressionItem, OptimizerItem

THUMBNAIL_POINTS = 120


def _thumbnail(name: str) -> list[list[int]]:
    """A few points of a data set without noise: x and y 0 to 100, and the class; a number
    from -1 to 1 becomes -100 to 100."""
    dataset = DATASETS[name]
    X, y = dataset.draw(np.random.default_rng(4), THUMBNAIL_POINTS, 0.0, 3)
    low, high = -BOUND, BOUND
    if not dataset.extent or X.shape[1] == 1:
        plane = X[:, :2] if X.shape[1] > 1 else np.column_stack([X, y])
        low, high = plane.min(axis=0), plane.max(axis=0)
        X = plane
    places = np.clip((X - low) / (high - low) * 100, 0, 100)
    values = np.clip(y, -1, 1) * 100 if dataset.problem == "regression" else y
    return np.rint(np.column_stack([places, values])).astype(int).tolist()


def _expression(expression: Expression) -> ExpressionItem:
    return {"text": expression.text, "mathml": expression.mathml, "tree": expression.tree}


def _parametrized(name: str, kind: type[Any]) -> OptimizerItem:
    """An optimizer or a schedule, with its parameters."""
    return {
        "name": name,
        "label": kind.label,
        "options": [
            {
                "name": option.name,
                "label": option.name.replace("_", " "),
                "min": option.metadata["min"],
                "max": option.metadata["max"],
                "default": getattr(kind, option.name),
            }
            for option in fields(kind)
        ],
    }


KINDS = {
    Slider: "slider",
    Menu: "menu",
    Choice: "choice",
    NumberField: "field",
    CheckBox: "box",
    Special: "special",
}


def _control(row: Row) -> Control:
    """What an option is turned with."""
    assert row.control is not None
    about = {"hidden_as": row.hidden_as, "place": row.place}
    return cast("Control", {"kind": KINDS[type(row.control)], **about, **vars(row.control)})


@cache
def catalog() -> Catalog:
    """Everything there is to choose from."""
    datasets: list[DatasetItem] = [
        {
            "name": name,
            "label": dataset.label,
            "problem": dataset.problem,
            "classes": dataset.classes or 0,
            "thumbnail": _thumbnail(name),
        }
        for name, dataset in DATASETS.items()
    ]
    return {
        "datasets": datasets,
        "activations": [
            {
                "name": name,
                "label": row.label,
                "expression": _expression(row.expression),
                "slope": _expression(row.slope),
                "short": _expression(row.short) if row.short else None,
                "hidden": row.derivative is not None and row.differentiable,
                "monotone": row.monotone,
            }
            for name, row in ACTIVATIONS.items()
        ],
        "losses": [
            {
                "name": name,
                "label": row.label,
                "problems": list(row.problems),
                "expression": _expression(row.expression),
                "slope": _expression(row.slope),
            }
            for name, row in LOSSES.items()
        ],
        "optimizers": [_parametrized(name, kind) for name, kind in OPTIMIZERS.items()],
        "schedules": [
            {**_parametrized(name, kind), "of_number": kind.of_number}
            for name, kind in SCHEDULES.items()
        ],
        "regularizations": [
            {"name": name, "label": row.label if row else "None"}
            for name, row in REGULARIZERS.items()
        ],
        "initializers": [{"name": name, "label": row.label} for name, row in INITIALIZERS.items()],
        "controls": {name: _control(row) for name, row in ROWS.items() if row.control},
        "presets": [
            {"name": name, "label": row.label, "works": row.works, "why": row.why}
            for name, row in PRESETS.items()
        ],
        "limits": {"hidden_layers": LAYERS, "neurons": NEURONS},
    }
