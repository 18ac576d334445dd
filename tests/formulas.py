"""Writes ``js/test/formulas.json``, the catalog's formulas and what they give, which the browser's
tests read: ``python -m tests.formulas``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget.explain.equations import neuron_equation
from nnwidget.live.menus import catalog
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

FILE = Path(__file__).parents[1] / "js" / "test" / "formulas.json"

Z = [-3.0, -0.5, 0.0, 0.25, 2.0]


def formulas() -> dict[str, Any]:
    """The activations and losses of the catalog; f(z) and f'(z) by activation for every z of ``Z``;
    and the equation of a neuron with each activation that hidden layers may have."""
    items = catalog()
    values, equations = {}, {}
    for item in items["activations"]:
        row, z = ACTIVATIONS[item["name"]], np.array([Z])
        if row.derivative:
            a = row.f(z)
            slope = row.df(z, a) if row.differentiable else np.zeros_like(z)  # else a convention
            values[item["name"]] = [z[0].tolist(), a[0].tolist(), slope[0].tolist()]
        if item["hidden"]:
            trainer = Trainer(Options(hidden_layers=(1,), activation=item["name"]))
            trainer.mlp.theta[:3] = [1.0, -2.0, 0.5]
            equations[item["name"]] = neuron_equation(trainer, 1, 1).text
    return {
        "activations": items["activations"],
        "losses": items["losses"],
        "values": values,
        "equations": equations,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(formulas(), ensure_ascii=False) + "\n", encoding="utf-8")
