"""The menus that the browser shows: one entry a registry row."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from nnwidget.data.datasets import DATASETS
from nnwidget.live.menus import catalog
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import LOSSES
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import REGULARIZERS
from nnwidget.nn.schedules import SCHEDULES
from nnwidget.training.options import LOCALES, Options, check
from nnwidget.training.presets import PRESETS

MENUS: dict[str, dict[str, Any]] = {
    "datasets": DATASETS,
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "regularizations": REGULARIZERS,
    "initializers": INITIALIZERS,
    "presets": PRESETS,
}


@pytest.mark.parametrize(("menu", "registry"), MENUS.items(), ids=MENUS)
def test_a_menu_has_the_rows_of_its_registry_in_order(menu: str, registry: dict[str, Any]) -> None:
    items = catalog()[menu]
    assert [item["name"] for item in items] == list(registry)
    for item in items:
        row = registry[item["name"]]
        assert item["label"] == (row.label if row else "None")


def test_labels_of_a_menu_differ() -> None:
    for menu in MENUS:
        labels = [item["label"] for item in catalog()[menu]]
        assert len(set(labels)) == len(labels)


def test_the_catalog_can_be_sent_and_is_small() -> None:
    assert len(json.dumps(catalog(), allow_nan=False)) < 60_000


@pytest.mark.parametrize("item", catalog()["datasets"], ids=lambda item: item["name"])
def test_a_thumbnail_shows_all_classes_within_its_frame(item: dict[str, Any]) -> None:
    points = item["thumbnail"]
    assert 100 <= len(points) <= 200
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y, _ in points)
    assert max(x for x, _, _ in points) - min(x for x, _, _ in points) > 50
    assert max(y for _, y, _ in points) - min(y for _, y, _ in points) > 30
    values = {value for _, _, value in points}
    if item["problem"] == "classification":
        assert values == set(range(item["classes"] or 3))
    else:
        assert all(-100 <= value <= 100 for value in values)
        assert max(values) > 60
        assert min(values) < -60


@pytest.mark.parametrize("item", catalog()["activations"], ids=lambda item: item["name"])
def test_a_hidden_layer_can_have_the_activations_offered_for_it(item: dict[str, Any]) -> None:
    if item["hidden"]:
        assert check(Options(activation=item["name"]))


def test_the_usual_activations_are_offered_for_hidden_layers() -> None:
    hidden = {item["name"] for item in catalog()["activations"] if item["hidden"]}
    assert {"sigmoid", "tanh", "relu", "linear"} <= hidden
    assert not {"softmax", "step"} & hidden


@pytest.mark.parametrize("menu", ["optimizers", "schedules"])
def test_sliders_have_the_ranges_of_the_parameters(menu: str) -> None:
    for item in catalog()[menu]:
        kind = MENUS[menu][item["name"]]
        assert [o["name"] for o in item["options"]] == [f.name for f in fields(kind)]
        for option in item["options"]:
            assert option["min"] <= option["default"] <= option["max"]
            assert "_" not in option["label"]


@pytest.mark.parametrize(
    ("menu", "option"),
    [
        ("learning_rates", "learning_rate"),
        ("regularization_rates", "regularization_rate"),
        ("speeds", "speed"),
    ],
)
def test_every_value_offered_is_allowed_and_the_default_is_among_them(
    menu: str, option: str
) -> None:
    values = catalog()[menu]
    assert getattr(Options(), option) in values
    for value in values:
        assert getattr(check(Options(**{option: value})), option) == value


@pytest.mark.parametrize("slider", ["noise", "train_fraction", "batch_size"])
def test_both_ends_of_a_slider_are_allowed(slider: str) -> None:
    bounds = catalog()[slider]
    assert bounds["min"] <= getattr(Options(), slider) <= bounds["max"]
    for value in (bounds["min"], bounds["max"]):
        check(Options(**{slider: value}))


def test_the_limits_are_those_of_the_check() -> None:
    limits = catalog()["limits"]
    check(Options(hidden_layers=[1] * limits["hidden_layers"]))
    check(Options(hidden_layers=[limits["neurons"]]))
    with pytest.raises(ValueError, match="hidden_layers"):
        check(Options(hidden_layers=[1] * (limits["hidden_layers"] + 1)))
    with pytest.raises(ValueError, match="hidden_layers"):
        check(Options(hidden_layers=[limits["neurons"] + 1]))


LANGUAGES = {
    file.stem: file.read_text(encoding="utf-8")
    for file in (Path(__file__).parents[2] / "js" / "src" / "i18n" / "languages").glob("*.ts")
}

KINDS = {
    "datasets": "dataset",
    "activations": "activation",
    "losses": "loss",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "regularizations": "regularization",
    "initializers": "initializer",
    "presets": "preset",
}

THE_SAME = {
    *("XOR", "Iris", "ReLU", "Leaky ReLU", "ELU", "Softplus", "Tanh", "Softmax", "Huber", "Hinge"),
    *("SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adadelta", "Adam", "Adamax", "Nadam"),
    *("L1", "L2", "L1 + L2", "Glorot normal", "He normal", "LeCun normal"),
    *("momentum", "epsilon", "rho", "beta 1", "beta 2"),
}
"""Labels that every language leaves as they are."""


def test_the_languages_are_those_of_the_browser() -> None:
    assert set(LOCALES) == {"auto", *LANGUAGES}


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_every_label_of_every_menu_is_translated(language: str) -> None:
    keys = re.findall(r'^  "([\w.-]+)":', LANGUAGES[language], re.MULTILINE)
    labels: dict[str, str] = {}
    for menu, kind in KINDS.items():
        for item in catalog()[menu]:
            labels[f"{kind}.{item['name']}"] = item["label"]
            if "why" in item:
                labels[f"why.{item['name']}"] = item["why"]
            for option in item.get("options", []):
                labels[f"option.{option['name']}"] = option["label"]
    # what stays as it is needs no row, and nothing is translated that no menu has
    assert {key for key, label in labels.items() if label not in THE_SAME} == set(keys)
