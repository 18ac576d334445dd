"""TensorFlow Playground's links: every setting is in the hash of its address.

A link is read as that program reads it (unknown values become the defaults, ...), into
ordinary options; `Trainer` then trains to the same losses. It is written only when it would
open to the same start there.
"""

from __future__ import annotations

import math
import random
import string
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from nnwidget.languages.wording import shown
from nnwidget.training.options import Options

ADDRESS = "https://playground.tensorflow.org/"

_FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1^2",
    "ySquared": "x2^2",
    "xTimesY": "x1*x2",
    "sinX": "sin(x1)",
    "sinY": "sin(x2)",
}
"""The link's inputs, in the network's order."""

_LINK_ORDER = ["x", "y", "xTimesY", "xSquared", "ySquared", "sinX", "sinY"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
_DATASETS = ("circle", "xor", "gauss", "spiral")
_REGRESSION = {"reg-plane": "plane", "reg-gauss": "multi_gauss"}
_REGULARIZATIONS = {"L1": "l1_playground", "L2": "l2"}

HIDABLE = (
    *("showTestData", "discretize", "playButton", "stepButton", "resetButton", "learningRate"),
    *("activation", "regularization", "regularizationRate", "problem", "dataset"),
    *("percTrainData", "noise", "batchSize", "numHiddenLayers"),
    *(f"numNodes{layer}" for layer in range(1, 7)),
)
"""The controls that a link can hide, by name."""

_SAME: dict[str, Any] = {
    "loss": "squared_error",
    "optimizer": "sgd",
    "optimizer_options": {},
    "decay": 0,
    "dropout": 0,
    "frozen": (),
    "switched_off": (),
    "standardize": False,
    "shuffle": False,
    "partial_batch": "carry",
    "samples": None,
    "max_epochs": None,
    "target_loss": None,
    "patience": None,
}
"""Options that are always so there."""

_KEPT = "".join(set(string.punctuation) - set('"<>`'))
"""Signs that a browser leaves in a hash as they are; others it writes as %XX."""


def read_link(url: str) -> dict[str, Any]:
    """The options of a link, the whole address or just its hash.

    A link without a seed gets a random one, as there.

    Raises:
        ValueError: a number that is none, no training data, or no input left.
    """
    if not isinstance(url, str) or len(url) > 10_000:
        raise ValueError(f"a link must be a text of at most 10,000 characters, got {shown(url)}")
    query = _settings(url.partition("#")[2] if "#" in url else url)
    regression = query.get("problem") == "regression"
    dataset = _one(query, "dataset", _DATASETS, "circle")
    if regression:
        dataset = _REGRESSION[_one(query, "regDataset", _REGRESSION, "reg-plane")]
    noise = _number(query, "noise", 0)
    shape = query.get("networkShape", "4,2").split(",")
    regularization = _one(query, "regularization", _REGULARIZATIONS, "none")
    return _SAME | {
        "dataset": dataset,
        "noise": 50 if noise > 80 else max(noise, 0),
        "train_fraction": _number(query, "percTrainData", 50) / 100,
        "features": [
            name
            for key, name in _FEATURES.items()
            if _switch(query, key, key in ("x", "y")) and query.get(f"{key}_hide") != "true"
        ],
        "hidden_layers": [] if shape == [""] else [_as_number("networkShape", n) for n in shape],
        "activation": _one(query, "activation", _ACTIVATIONS, "tanh"),
        "output_activation": "linear" if regression else "tanh",
        "initializer": "zeros" if _switch(query, "initZero", False) else "playground",
        "learning_rate": _number(query, "learningRate", 0.03),
        "batch_size": _number(query, "batchSize", 10),
        "regularization": _REGULARIZATIONS.get(regularization, "none"),
        "regularization_rate": _number(query, "regularizationRate", 0),
        "seed": query.get("seed") or f"{random.random():.5f}",
        "show_test_data": _switch(query, "showTestData", False),
        "discretize": _switch(query, "discretize", False),
        "hidden_controls": [name for name in HIDABLE if query.get(f"{name}_hide") == "true"],
    }


def write_link(options: Options, moved: bool) -> tuple[str, list[str]]:
    """The link that opens to the same start, and the names of what it cannot express. (How
    fast it trains and how it is drawn is no part of a link.)

    Args:
        moved: the start is not the seed's own one (new data or other weights were drawn).
    """
    plain = replace(
        options,
        activation=_only(options.hidden_activations, options.activation),
        dropout=max(options.dropouts, default=0.0),
    )
    missing = [name for name, value in _SAME.items() if getattr(plain, name) != value]
    regression = options.dataset in _REGRESSION.values()
    if not regression and options.dataset not in _DATASETS:
        missing.append("dataset")
    if options.output_activation != ("linear" if regression else "tanh"):
        missing.append("output_activation")
    if plain.activation not in _ACTIVATIONS:
        missing.append("activation")
    if options.initializer not in ("playground", "zeros"):
        missing.append("initializer")
    if moved or _settings(f"seed={options.seed}") != {"seed": options.seed}:
        missing.append("seed")
    if options.batch_size is None:
        missing.append("batch_size")
    if options.regularization not in ("none", *_REGULARIZATIONS.values()):
        missing.append("regularization")
    if options.noise > 80:
        missing.append("noise")
    percent = _percent(options.train_fraction)
    if percent / 100 != options.train_fraction:
        missing.append("train_fraction")
    if [n for n in _FEATURES.values() if n in options.features] != list(options.features):
        missing.append("features")
    hidden = [name for name in options.hidden_controls if name in HIDABLE]
    if len(hidden) < len(options.hidden_controls):
        missing.append("hidden_controls")
    names = {value: key for key, value in _REGULARIZATIONS.items()}
    regression_names = {value: key for key, value in _REGRESSION.items()}
    settings: dict[str, Any] = {
        "activation": plain.activation if "activation" not in missing else "tanh",
        "regularization": names.get(options.regularization),
        "batchSize": options.batch_size or 10,
        "dataset": options.dataset if options.dataset in _DATASETS else "circle",
        "regDataset": regression_names.get(options.dataset, "reg-plane"),
        "learningRate": options.learning_rate,
        "regularizationRate": options.regularization_rate,
        "noise": options.noise,
        "networkShape": ",".join(map(str, options.hidden_layers)),
        "seed": options.seed if "seed" not in missing else None,
        "showTestData": options.show_test_data,
        "discretize": options.discretize,
        "percTrainData": percent,
        **{key: _FEATURES[key] in options.features for key in _LINK_ORDER},
        "problem": "regression" if regression else "classification",
        "initZero": options.initializer == "zeros",
        "hideText": False,
        **{f"{name}_hide": True for name in hidden},
    }
    written = [f"{key}={_text(value)}" for key, value in settings.items() if value is not None]
    return f"{ADDRESS}#{'&'.join(written)}", sorted(set(missing))


def _text(value: Any) -> str:
    """A value as JavaScript writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _settings(hash_: str) -> dict[str, str]:
    """What a hash sets. The program decodes nothing: a seed ``a%20b`` has five characters."""
    query = {}
    for setting in quote(hash_, safe=_KEPT, errors="replace").split("&"):
        key, *values = setting.split("=")
        if values:
            query[key] = values[0]
    return query


def _only(values: tuple[Any, ...], otherwise: Any) -> Any:
    """The one value that all are, where it is one."""
    return values[0] if len(set(values)) == 1 else otherwise


def _percent(fraction: float) -> float:
    """The shortest percentage that is read as this fraction again."""
    near = fraction * 100
    tries = [round(near, 9), near, math.nextafter(near, 0), math.nextafter(near, 1000)]
    return next((percent for percent in tries if percent / 100 == fraction), tries[0])


def _one(query: dict[str, str], key: str, allowed: Iterable[str], default: str) -> str:
    value = query.get(key, default)
    return value if value in allowed else default


def _switch(query: dict[str, str], key: str, default: bool) -> bool:
    value = query.get(key, "")
    return value != "false" if value else default


def _number(query: dict[str, str], key: str, default: float) -> float:
    return _as_number(key, query.get(key) or str(default))


def _as_number(key: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:  # 1_000 is a number for Python alone
        raise ValueError(f"{key} of the link must be a number, got {text[:40]!r}")
    return int(number) if number.is_integer() else number
