"""What is sent to the browser, read here byte by byte as ``protocol.py`` describes it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nnwidget.frame import HISTORY_POINTS, POINTS, Message, Painter, quantize
from nnwidget.nn.datasets import DATASETS
from nnwidget.nn.features import FEATURES
from nnwidget.options import Options
from nnwidget.table import read_table
from nnwidget.trainer import Trainer

BUDGET = 256 * 1024
"""Most bytes of a frame."""


@dataclass
class Frame:
    """A frame, read."""

    content: dict[str, Any]
    scores: NDArray
    layers: list[NDArray]
    nodes: list[NDArray]
    large: list[NDArray]


def read(message: Message, classes: int) -> Frame:
    """Read a frame; fails if there are bytes left or missing."""
    content, (buffer,) = message
    json.dumps(content, allow_nan=False)
    at = 0

    def take(kind: str, *shape: int) -> NDArray:
        nonlocal at
        values = np.frombuffer(buffer, kind, int(np.prod(shape)), at).reshape(shape)
        at += values.nbytes
        return values

    sizes = content["layers"]
    scores = take("<f8", 4)
    layers = [take("<f8", n_in + 1, n) for n_in, n in pairwise(sizes)]
    node, grid = content["node_grid"], content["large_grid"]
    nodes = [take("u1", n, node, node) for n in sizes[1:]]
    planes = [2 if what is None and sizes[-1] > 1 else 1 for what in content["large"]]
    large = [take("u1", n, grid, grid) for n in planes]
    assert at == len(buffer)
    assert content["large"][0] is None
    return Frame(content, scores, layers, nodes, large)


def paint(trainer: Trainer, looks: list[tuple[int, int]] | None = None) -> Frame:
    message = Painter(trainer).frame(1, 2, 3, True, 60.0, looks or [], None)
    return read(message, trainer.shape.classes)


def middles(extent: list[float], grid: int) -> NDArray:
    """The middle of every cell of a grid over the extent, rows from the top."""
    x_min, x_max, y_min, y_max = extent
    at = (np.arange(grid) + 0.5) / grid
    x, y = np.meshgrid(x_min + at * (x_max - x_min), y_max - at * (y_max - y_min))
    return np.column_stack([x.ravel(), y.ravel()])


def own(columns: int, classes: int, rows: int = 40, **options: Any) -> Trainer:
    """A trainer of own data; ``classes`` 0 is regression."""
    rng = np.random.default_rng(columns)
    X = rng.normal(100, 30, size=(rows, columns))
    y = np.arange(rows) % classes if classes else X[:, 0] / 7 + 0.1
    names = tuple(f"x{i + 1}" for i in range(columns))
    given = {"dataset": "custom", "features": names, "standardize": True} | options
    return Trainer(Options(**given), read_table((X, y)))


# ------------------------------------------------------------------ bytes


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), (3, 1003)])
def test_the_ends_and_the_middle_of_a_range_are_0_128_and_255(
    low: float, high: float, dtype: type
) -> None:
    span = high - low
    values = np.array([low - span, low, (low + high) / 2, high, high + span], dtype=dtype)
    assert quantize(values, low, high).tolist() == [0, 0, 128, 255, 255]


def test_bytes_rise_evenly_and_what_is_no_number_is_the_middle() -> None:
    steps = quantize(np.linspace(-1, 1, 256 * 50), -1, 1).astype(int)
    assert set(np.diff(steps)) == {0, 1}
    assert quantize(np.array([np.nan, np.inf, -np.inf]), -1, 1).tolist() == [128, 255, 0]


# ------------------------------------------------------------------ the frame

NETWORKS = {
    "default": Options(),
    "no hidden layer": Options(hidden_layers=()),
    "one neuron": Options(hidden_layers=(1,)),
    "every input": Options(features=tuple(FEATURES), hidden_layers=(8,) * 6),
    "tanh output": Options(output_activation="tanh", activation=("relu", "softmax")),
    "three classes": Options(dataset="blobs"),
    "numbers": Options(dataset="multi_gauss", activation="sine"),
    "large": Options(hidden_layers=(32,) * 10),
    "iris": Options(dataset="iris", features=("x1", "x3", "x4"), standardize=True),
}
every_network = pytest.mark.parametrize("options", NETWORKS.values(), ids=NETWORKS)


@every_network
def test_a_frame_holds_scores_and_parameters_exactly(options: Options) -> None:
    trainer = Trainer(options)
    trainer.train(1.5)
    frame = paint(trainer)
    np.testing.assert_array_equal(frame.scores, trainer.scores)
    assert frame.content["layers"] == list(trainer.mlp.sizes)
    assert frame.content["activations"] == list(trainer.plan.activations)
    assert frame.content["epoch"] == trainer.epoch
    for layer, weights, biases in zip(
        frame.layers, trainer.mlp.weights, trainer.mlp.biases, strict=True
    ):
        np.testing.assert_array_equal(layer[:-1], weights.T)
        np.testing.assert_array_equal(layer[-1], biases)


@every_network
def test_the_large_map_of_the_output_is_what_the_network_answers_there(options: Options) -> None:
    trainer = Trainer(options)
    trainer.train(3)
    frame, painter = paint(trainer), Painter(trainer)
    grid, (low, high) = frame.content["large_grid"], painter.value_range
    X = np.tile(trainer.X_train.mean(axis=0), (grid * grid, 1))
    X[:, painter.axes] = middles(painter.extent, grid)
    output = trainer.output(X).reshape(-1, grid, grid)
    shown = frame.large[0].astype(float)
    if len(output) == 1:
        expected = np.clip((output[0] - low) / (high - low), 0, 1) * 255
        np.testing.assert_allclose(shown[0], expected, rtol=0, atol=0.51)
    else:
        surest = np.sort(output, axis=0)
        clear = surest[-1] - surest[-2] > 1e-4
        assert (shown[0] == output.argmax(axis=0))[clear].all()
        np.testing.assert_allclose(shown[1], output.max(axis=0) * 255, rtol=0, atol=0.51)


@every_network
def test_small_maps_show_every_neuron_at_the_middles_of_their_cells(options: Options) -> None:
    trainer = Trainer(options)
    frame, painter = paint(trainer), Painter(trainer)
    grid = frame.content["node_grid"]
    X = np.tile(trainer.X_train.mean(axis=0), (grid * grid, 1))
    X[:, painter.axes] = middles(painter.extent, grid)
    below = trainer.inputs_of(X)[:-1]
    bounds = [(-1.0, 1.0)] * len(options.hidden_layers) + [tuple(painter.value_range)]
    for l, (low, high) in enumerate(bounds):
        z = trainer.mlp.weights[l] @ below + trainer.mlp.biases[l][:, np.newaxis]
        below = np.empty_like(z)
        trainer.mlp.activations[l].function(z, below)
        expected = np.clip((below - low) / (high - low), 0, 1) * 255
        np.testing.assert_allclose(frame.nodes[l].reshape(len(z), -1), expected, rtol=0, atol=0.51)


@every_network
def test_a_neuron_looked_at_is_drawn_large_with_its_own_small_map_inside(options: Options) -> None:
    trainer = Trainer(options)
    last = len(trainer.mlp.sizes) - 1
    looks = [(1, 1), (last, trainer.mlp.sizes[-1])]
    frame = paint(trainer, looks)
    assert frame.content["large"] == [None, *map(list, looks)]
    step = frame.content["large_grid"] // frame.content["node_grid"]
    assert step % 2 == 1
    for (layer, neuron), large in zip(looks, frame.large[1:], strict=True):
        inside = large[0, step // 2 :: step, step // 2 :: step]
        assert (inside == frame.nodes[layer - 1][neuron - 1]).all()


def test_neurons_that_are_not_there_are_not_drawn() -> None:
    frame = paint(Trainer(Options()), [(1, 4), (1, 5), (4, 1), (0, 1), (2, 0)])
    assert frame.content["large"] == [None, [1, 4]]


def test_rows_go_from_the_top_down_and_columns_from_left_to_right() -> None:
    trainer = Trainer(Options(hidden_layers=(), output_activation="tanh"))
    trainer.mlp.theta[:] = [1, 0, 0]
    trainer.touch()
    right = paint(trainer).large[0][0].astype(int)
    assert right[0, 0] < 5
    assert right[0, -1] > 250
    assert right[-1, -1] > 250
    trainer.mlp.theta[:] = [0, 1, 0]
    trainer.touch()
    up = paint(trainer).large[0][0].astype(int)
    assert up[0, 0] > 250
    assert up[-1, 0] < 5


def test_scores_without_test_data_travel_as_nan_and_not_in_the_text() -> None:
    frame = paint(Trainer(Options(train_fraction=1)))
    assert np.isnan(frame.scores[[1, 3]]).all()


@pytest.mark.parametrize("output", ["auto", "relu", "tanh"])
@pytest.mark.parametrize("value", [1e30, -1e38, 1e150])
def test_enormous_weights_can_be_drawn(value: float, output: str) -> None:
    for dataset in ("circle", "blobs"):
        options = Options(
            dataset=dataset, activation="linear", output_activation=output, loss="auto"
        )
        trainer = Trainer(options)
        trainer.mlp.theta[:] = value
        trainer.touch()
        paint(trainer, [(1, 1)])
        json.dumps(Painter(trainer).scene(1).content, allow_nan=False)


@pytest.mark.parametrize(
    "hidden_layers",
    [(32,) * 10, (4, 2), (8,) * 6, (1,) * 16, (100,) * 3, (512, 1, 512, 1, 512, 1, 512, 1)],
    ids=str,
)
def test_a_frame_stays_within_its_budget(hidden_layers: tuple[int, ...]) -> None:
    trainer = Trainer(Options(hidden_layers=hidden_layers, dataset="blobs"))
    (buffer,) = Painter(trainer).frame(1, 1, 1, True, 1, [(1, 1), (2, 1)], None).buffers
    assert len(buffer) <= BUDGET


# ------------------------------------------------------------------ edits between two frames

EDITS: list[dict[str, Any]] = [
    {"hidden_layers": (5,)},
    {"activation": "relu"},
    {"features": ("x1",)},
    {"features": ("x2", "x1")},
    {"output_activation": "tanh"},
    {"standardize": False},
    {"train_fraction": 0.2},
    {"axes": (1, 3)},
    {"axes": (3, 2)},
    {"dataset": "blobs"},
    {"dataset": "sine"},
    {"seed": 9},
]


@pytest.mark.parametrize("changes", EDITS, ids=str)
def test_a_painter_that_has_painted_before_paints_the_same_as_a_new_one(
    changes: dict[str, Any],
) -> None:
    trainer = own(3, 2)
    painter = Painter(trainer)
    painter.frame(1, 1, 1, False, 0, [], None)
    trainer.change(replace(trainer.options, **changes))
    again = painter.frame(1, 1, 1, False, 0, [(1, 1)], None)
    new = Painter(trainer).frame(1, 1, 1, False, 0, [(1, 1)], None)
    assert again == new
    assert painter.scene(1) == Painter(trainer).scene(1)


def test_a_painter_follows_regenerated_data_and_training() -> None:
    trainer = Trainer(Options(standardize=True))
    painter = Painter(trainer)
    first = painter.frame(1, 1, 1, False, 0, [], None)
    trainer.regenerate()
    second = painter.frame(1, 1, 1, False, 0, [], None)
    assert second != first
    assert second == Painter(trainer).frame(1, 1, 1, False, 0, [], None)
    trainer.train(1)
    assert painter.frame(1, 1, 1, False, 0, [], None) != second


# ------------------------------------------------------------------ the scene


def read_scene(trainer: Trainer) -> tuple[dict[str, Any], NDArray, NDArray]:
    content, (points, maps) = Painter(trainer).scene(7)
    json.dumps(content, allow_nan=False)
    grid = content["feature_grid"]
    shown = np.frombuffer(points, "<f4").reshape(content["train"] + content["test"], 3)
    pictures = np.frombuffer(maps, "u1").reshape(len(content["feature_names"]), grid, grid)
    return content, shown, pictures


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
        ([[1e30, 0], [-1e30, 0], [0, 0], [1, 0]], [1e30, -1e30, 0.5, 0]),
        ([[5, 5], [5, 5], [5, 5], [5, 5]], [0.5, 0.5, 0.5, 0.5]),
        ([[0, 0], [0, 0], [0, 0], [0, 0]], ["a", "b", "a", "b"]),
        ([1e-300, 2e-300, 3e-300, 4e-300], [1e-300, 2e-300, 3e-300, 4e-300]),
    ],
    ids=["huge", "huge numbers", "constant", "all zero", "tiny"],
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
    table = np.frombuffer(buffer, "<f8").reshape(3, content["points"])
    assert 1 <= content["points"] <= HISTORY_POINTS
    assert table[0][0] == 0
    assert len(set(np.diff(table[0]))) <= 1
    assert np.isin(table[1], trainer.history.loss_train).all()
    assert np.isnan(table[2]).all()
    assert len(content["events"]) == (100 if epochs else 0)
    if epochs:
        assert content["events"][-1] == {"epoch": epochs, "what": "learning_rate 0.159"}
