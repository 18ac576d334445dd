"""What the browser is sent when data or inputs change, and the history of losses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import FEATURES
from nnwidget.data.table import read_table
from nnwidget.live.layout import unpack
from nnwidget.live.painter import HISTORY_POINTS, Painter
from nnwidget.pictures.plane import POINTS
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.read_frames import middles, own, paint


def read_scene(trainer: Trainer) -> tuple[dict[str, Any], NDArray, NDArray]:
    content, (buffer,) = Painter(trainer).scene(7)
    json.dumps(content, allow_nan=False)
    arrays = unpack(content, buffer)
    return content, arrays["points"], arrays["feature_maps"]


@pytest.mark.parametrize("name", DATASETS)
def test_a_scene_has_all_points_of_a_data_set_training_points_first(name: str) -> None:
    trainer = Trainer(Options(dataset=name))
    content, points, _ = read_scene(trainer)
    columns = [trainer.data.X[:, axis] for axis in content["axes"]]
    if len(columns) == 1:
        columns.append(trainer.data.y)
    expected = np.column_stack([*columns, trainer.data.y])
    assert (points == expected.astype(np.float32)).all()
    assert content["train"] == content["train_total"] == len(trainer.X_train)
    assert content["test"] == content["test_total"] == len(trainer.X_test)
    assert content["problem"] == DATASETS[name].problem
    assert len(content["class_names"]) == trainer.shape.classes
    assert content["loss"] == trainer.plan.loss_name != "auto"
    assert content["output_activation"] == trainer.plan.activations[-1] != "auto"


def test_of_many_points_an_even_choice_is_sent() -> None:
    trainer = Trainer(Options(samples=20_000, train_fraction=0.75))
    content, points, _ = read_scene(trainer)
    assert POINTS * 0.9 < len(points) <= POINTS + 1
    assert content["train"] == pytest.approx(0.75 * len(points), abs=1)
    assert (content["train_total"], content["test_total"]) == (15_000, 5_000)
    shown = {tuple(row) for row in points[: content["train"], :2]}
    assert shown <= {tuple(row) for row in trainer.X_train.astype(np.float32)}


def test_pictures_of_built_in_data_span_the_playgrounds_square() -> None:
    content, _, maps = read_scene(Trainer(Options()))
    assert content["extent"] == [-6, 6, -6, 6]
    assert content["axes"] == [0, 1]
    cells = middles(content["extent"], content["feature_grid"])
    for picture, feature in zip(maps, FEATURES.values(), strict=True):
        expected = np.clip(feature.function(cells), -1, 1) * 127.5 + 127.5
        np.testing.assert_allclose(picture.ravel(), expected, rtol=0, atol=0.51)


@pytest.mark.parametrize(
    ("options", "value_range"),
    [
        (Options(), [0, 1]),
        (Options(output_activation="tanh"), [-1, 1]),
        (Options(dataset="blobs"), [0, 1]),
        (Options(dataset="plane"), [-1, 1]),
    ],
    ids=["sigmoid", "tanh", "softmax", "numbers"],
)
def test_the_value_range_is_what_stands_for_the_two_colours(
    options: Options, value_range: list[float]
) -> None:
    assert read_scene(Trainer(options))[0]["value_range"] == value_range


@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 3, 8])
def test_own_data_of_any_shape_have_a_scene_and_frames(columns: int, classes: int) -> None:
    trainer = own(columns, classes)
    trainer.train(2)
    content, points, maps = read_scene(trainer)
    frame = paint(trainer, [(1, 1)])
    assert len(points) == 40
    assert content["columns"] == [f"x{i + 1}" for i in range(columns)]
    assert len(maps) == len(content["feature_names"])
    x_min, x_max, y_min, y_max = content["extent"]
    assert x_min < points[:, 0].min() < points[:, 0].max() < x_max
    assert y_min < points[:, 1].min() < points[:, 1].max() < y_max
    low, high = content["value_range"]
    if classes:
        assert [low, high] == [0, 1]
        assert content["class_names"] == [str(label) for label in range(classes)]
    else:
        assert [low, high] == [trainer.data.y.min(), trainer.data.y.max()]
    if columns == 1:
        assert content["axes"] == [0]
        assert (frame.large[0][0] == frame.large[0][0][0]).all(), "every row is the same curve"


def test_the_picture_spans_the_columns_asked_for() -> None:
    trainer = own(4, 2, axes=(4, 2))
    content, points, _ = read_scene(trainer)
    assert content["axes"] == [3, 1]
    assert (points[:, :2] == trainer.data.X[:, [3, 1]].astype(np.float32)).all()
    for axes in [(2, 2), (1, 5)]:
        assert read_scene(own(4, 2, axes=axes))[0]["axes"] == [0, 1]


@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([[1e30, -1e30], [-1e30, 1e30], [0, 0], [1, 1]], [0, 1, 0, 1]),
        ([[1e30, 0], [-1e30, 1], [0, 2], [1, 3]], [1e30, -1e30, 0.5, 0]),
        ([[5, 1], [5 + 1e-15, 0], [5, 0], [5, 0]], [0.5, 0.5, 0.5, 0.5]),
        ([1e-300, 2e-300, 3e-300, 4e-300], [1e-300, 2e-300, 3e-300, 4e-300]),
    ],
    ids=["huge", "huge numbers", "nearly constant", "tiny"],
)
def test_extreme_data_have_a_picture_without_nan(X: Any, y: Any) -> None:
    trainer = Trainer(Options(dataset="custom", features=("x1", "x1^2")), read_table((X, y)))
    content, points, _ = read_scene(trainer)
    assert np.isfinite(points).all()
    assert np.isfinite(content["extent"]).all()
    assert content["extent"][0] < content["extent"][1]
    assert content["value_range"][0] < content["value_range"][1]
    paint(trainer)


# ------------------------------------------------------------------ the history


@pytest.mark.parametrize("epochs", [0, 5, 2500])
def test_the_history_travels_with_its_changes_in_bounded_size(epochs: int) -> None:
    trainer = Trainer(Options(samples=10, hidden_layers=(), batch_size=None, train_fraction=1))
    trainer.train(epochs)
    for rate in range(150 if epochs else 0):
        trainer.change(replace(trainer.options, learning_rate=0.01 + rate / 1000))
    content, (buffer,) = Painter(trainer).history(4)
    json.dumps(content, allow_nan=False)
    table = [*unpack(content, buffer).values()]
    assert 1 <= content["points"] <= HISTORY_POINTS
    assert table[0][0] == 0
    assert len(set(np.diff(table[0]))) <= 1
    assert np.isin(table[1], trainer.history.loss_train).all()
    assert np.isnan(table[2]).all()
    assert len(content["events"]) == (100 if epochs else 0)
    if epochs:
        values = {"option": "learning_rate", "value": 0.159}
        what = {"code": "events.option", "values": values, "text": "learning_rate 0.159"}
        assert content["events"][-1] == {"epoch": epochs, "what": what}
