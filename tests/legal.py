"""Strategies that draw options which belong together, and data of a user's own."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import features_of
from nnwidget.data.shape import DataShape
from nnwidget.data.table import Table
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.options import Options
from nnwidget.training.plan import data_shape
from nnwidget.training.together import check
from tests.options_table import TRIED

TRAINED = [name for name, row in ACTIVATIONS.items() if row.differentiable]


@cache
def partners(shape: DataShape) -> list[tuple[str, str]]:
    """The output activations and losses that go together for such data."""
    fitting = []
    for output, loss in product(["auto", *TRAINED], ["auto", *LOSSES]):
        options = Options(dataset="custom", features=("x1",), output_activation=output, loss=loss)
        try:
            check(options, shape)
        except ValueError:
            continue
        fitting.append((output, loss))
    return fitting


def parameters(kind: type[Any]) -> st.SearchStrategy[dict[str, float]]:
    """Some of the parameters of an optimizer or schedule, within their sliders."""
    ranges = {
        field.name: st.floats(field.metadata["min"], field.metadata["max"])
        for field in fields(kind)
    }
    return st.fixed_dictionaries({}, optional=ranges)


seeds = st.integers(0, 2**53 - 1) | st.text(min_size=1, max_size=20)
rates = st.sampled_from([0.03, 1, 30, 100]) | st.floats(-4, 2).map(
    lambda exponent: round(10**exponent, 6)
)
decays = st.floats(0, 100) | st.sampled_from(list(SCHEDULES)).flatmap(
    lambda name: parameters(SCHEDULES[name]).map(lambda chosen: {"name": name, **chosen})
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Data of a user's own: classes with labels of every kind, or numbers."""
    rows, columns = draw(st.integers(2, 30)), draw(st.integers(1, 4))
    scale = draw(st.sampled_from([1e-3, 1, 1e4]))
    X = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(rows, columns)) * scale
    names = tuple(draw(st.lists(st.text(max_size=8), min_size=columns, max_size=columns)))
    labels = draw(
        st.sampled_from(
            [(), (0, 1), (False, True), ("no", "yes"), (0.5, 1.5, 2.5), ("ä", "<b>", '"', "\n")]
        )
    )
    y = np.arange(rows) % len(labels) if labels else X.sum(axis=1)
    return Table(X, y.astype(float), names, labels)


@st.composite
def legal_options(draw: st.DrawFn, table: Table | None = None) -> Options:
    """Any options that are allowed, for ``table`` or one of the built-in data sets."""
    given = {
        "dataset": "custom" if table else draw(st.sampled_from(list(DATASETS))),
        "classes": draw(st.integers(2, 5)),
        "samples": draw(st.integers(4, 40)),
        "noise": draw(st.floats(0, 100)),
        "train_fraction": draw(st.floats(0, 1, exclude_min=True) | st.sampled_from([0.5, 1.0])),
        "seed": draw(seeds),
    }
    shape = table.shape if table else data_shape(Options(**given))
    offered = list(features_of(shape.columns))
    hidden = draw(st.lists(st.integers(1, 5), max_size=3))
    output, loss = draw(st.sampled_from(partners(shape)))
    optimizer = draw(st.sampled_from([name for name in OPTIMIZERS if name != "perceptron"]))
    layers = len(hidden)
    given |= {
        "features": draw(st.lists(st.sampled_from(offered), min_size=1, unique=True)),
        "hidden_layers": hidden,
        "activation": draw(per_layer(st.sampled_from(TRAINED), layers)),
        "output_activation": output,
        "loss": loss,
        "initializer": draw(st.sampled_from(list(INITIALIZERS))),
        "optimizer": optimizer,
        "optimizer_options": draw(parameters(OPTIMIZERS[optimizer])),
        "learning_rate": draw(rates),
        "decay": draw(decays),
        "batch_size": draw(st.none() | st.integers(1, 45)),
        "regularization": draw(st.sampled_from(list(REGULARIZERS))),
        "regularization_rate": draw(st.just(0) | rates),
        "dropout": draw(per_layer(st.sampled_from([0, 0.2, 0.95]), layers)),
        "partial_batch": draw(st.sampled_from(["train", "carry"])),
        "max_epochs": draw(st.none() | st.integers(0, 6)),
        "target_loss": draw(st.none() | st.floats(0, 1)),
        "patience": draw(st.none() | st.integers(1, 3)),
        "axes": draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
    }
    for name in sorted(TRIED.keys() - given.keys()):
        given[name] = draw(st.sampled_from(TRIED[name].legal))
    if not hidden and shape.classes == 2 and draw(st.booleans()):
        auto = {"output_activation": "auto", "loss": "auto", "optimizer_options": {}}
        given |= auto | {"optimizer": "perceptron"}
    return check(Options(**given), table.shape if table else None)


def per_layer(one: st.SearchStrategy[Any], layers: int) -> st.SearchStrategy[Any]:
    """One value for all hidden layers, or a list with one for each."""
    return one | st.lists(one, min_size=layers, max_size=layers)
