"""The menus that the browser shows: one entry a registry row."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from nnwidget.languages.sentence import LANGUAGES
from nnwidget.live import protocol
from nnwidget.live.menus import catalog
from nnwidget.nn.schedules import make_schedule
from nnwidget.training.options import CONTROL_NAMES, ROWS, Options
from nnwidget.training.together import check
from tests import formulas
from tests.registries import MENUS


@pytest.mark.parametrize(("menu", "registry"), MENUS.items(), ids=MENUS)
def test_a_menu_has_the_rows_of_its_registry_in_order(
    menu: str, registry: Mapping[str, Any]
) -> None:
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


def test_the_formulas_that_the_browser_s_tests_read_are_those_of_the_catalog() -> None:
    """Where they are not: ``python -m tests.formulas``."""
    recorded, now = json.loads(formulas.FILE.read_text(encoding="utf-8")), formulas.formulas()
    before, values = recorded.pop("values"), now.pop("values")
    assert recorded == json.loads(json.dumps(now))
    assert before.keys() == values.keys()
    for name, rows in values.items():
        np.testing.assert_allclose(rows, before[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("item", catalog()["activations"], ids=lambda item: item["name"])
def test_a_hidden_layer_can_have_the_activations_offered_for_it(item: dict[str, Any]) -> None:
    assert "z" in item["expression"]["text"]
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


def test_one_schedule_is_what_a_plain_number_means() -> None:
    [item] = [item for item in catalog()["schedules"] if item["of_number"]]
    assert make_schedule(0.5) == make_schedule({"name": item["name"], item["of_number"]: 0.5})


CONTROLS = catalog()["controls"]

by_kind = {
    kind: [name for name, control in CONTROLS.items() if control["kind"] == kind]
    for kind in ("slider", "menu", "choice", "field", "box", "special")
}


def value_of(name: str, value: Any) -> Any:
    """What an option is when its control says this."""
    return getattr(check(Options(**{name: value})), name)


def test_every_option_that_has_one_is_there_with_its_control() -> None:
    assert list(CONTROLS) == [name for name, row in ROWS.items() if row.control]
    assert sum(map(len, by_kind.values())) == len(CONTROLS)
    assert all(by_kind.values())


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_a_control_is_of_a_type_that_the_browser_knows(control: Any) -> None:
    kinds = {
        typing.get_args(hints["kind"])[0]: hints
        for hints in map(typing.get_type_hints, typing.get_args(protocol.Control))
    }
    assert control.keys() == kinds[control["kind"]].keys()
    assert control["hidden_as"] in CONTROL_NAMES


@pytest.mark.parametrize("name", by_kind["menu"])
def test_every_value_offered_is_allowed_and_the_default_is_among_them(name: str) -> None:
    values = CONTROLS[name]["values"]
    assert getattr(Options(), name) in values
    for value in values:
        assert value_of(name, value) == value


@pytest.mark.parametrize("name", by_kind["choice"])
def test_the_menu_of_a_choice_has_what_the_option_may_be_and_its_names(name: str) -> None:
    control = CONTROLS[name]
    menu = {item["name"] for item in catalog()[control["menu"]]}
    assert getattr(Options(), name) in menu | {"auto"}
    for one in menu:
        assert ROWS[name].check(name, one) == one
    assert control["names"] == KINDS[control["menu"]]


@pytest.mark.parametrize("name", by_kind["slider"])
def test_both_ends_of_a_slider_are_allowed(name: str) -> None:
    bounds = CONTROLS[name]
    assert bounds["min"] <= getattr(Options(), name) <= bounds["max"]
    assert 0 < bounds["step"] <= bounds["max"] - bounds["min"]
    for value in (bounds["min"], bounds["max"]):
        assert value_of(name, value) == value


@pytest.mark.parametrize("name", by_kind["field"])
def test_an_empty_field_has_a_word_where_it_may_be_empty(name: str) -> None:
    if CONTROLS[name]["empty"]:
        assert value_of(name, None) is None
    else:
        with pytest.raises(ValueError, match=name):
            value_of(name, None)


@pytest.mark.parametrize("name", by_kind["box"])
def test_a_box_is_on_or_off(name: str) -> None:
    assert [value_of(name, value) for value in (True, False)] == [True, False]


def test_the_limits_are_those_of_the_check() -> None:
    limits = catalog()["limits"]
    check(Options(hidden_layers=[1] * limits["hidden_layers"]))
    check(Options(hidden_layers=[limits["neurons"]]))
    with pytest.raises(ValueError, match="hidden_layers"):
        check(Options(hidden_layers=[1] * (limits["hidden_layers"] + 1)))
    with pytest.raises(ValueError, match="hidden_layers"):
        check(Options(hidden_layers=[limits["neurons"] + 1]))


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


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_every_label_of_every_menu_is_translated(language: str) -> None:
    labels: dict[str, str] = {}
    for menu, kind in KINDS.items():
        for item in catalog()[menu]:
            labels[f"{kind}.{item['name']}"] = item["label"]
            if "why" in item:
                labels[f"why.{item['name']}"] = item["why"]
            for option in item.get("options", []):
                labels[f"option.{option['name']}"] = option["label"]
    # what stays as it is needs no row, and nothing is translated that no menu has
    assert {key for key, label in labels.items() if label not in THE_SAME} == set(
        LANGUAGES[language]["names"]
    )
