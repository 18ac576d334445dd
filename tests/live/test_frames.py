"""Frames, read byte by byte: what the browser is sent again and again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnwidget.data.features import FEATURES, own_feature
from nnwidget.data.shape import CLASSES, COLUMNS
from nnwidget.data.table import Table
from nnwidget.live.layout import LAYOUT, unpack
from nnwidget.live.painter import Painter
from nnwidget.live.views import VIEWS
from nnwidget.pictures.plane import quantize
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.read_frames import draw, middles, own, paint

BUDGET = 256 * 1024
"""Most bytes of a frame."""


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


def test_what_overflows_single_precision_is_drawn_by_its_sign() -> None:
    trainer = Trainer(Options(activation="linear", hidden_layers=(4, 4)))
    calm = paint(trainer)
    trainer.mlp.theta *= 1e20
    wild = paint(trainer)
    for before, after in zip(calm.nodes, wild.nodes, strict=True):
        # the biases are zero at the start: larger weights change no sign, nor the zero at 0, 0
        sides = before != 128
        np.testing.assert_array_equal(after[sides], np.where(before[sides] > 128, 255, 0))


# ------------------------------------------------------------------ the bytes of a message


@pytest.mark.parametrize("message", LAYOUT)
def test_arrays_of_wider_numbers_come_first_so_that_all_are_aligned(message: str) -> None:
    sizes = [np.dtype(array.kind).itemsize for array in LAYOUT[message]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_buffer_with_bytes_too_many_or_too_few_is_refused() -> None:
    content, (buffer,) = draw(Painter(Trainer(Options())))
    for wrong in (buffer[:-1], buffer + b"0", b""):
        with pytest.raises(ValueError, match="buffer"):
            unpack(content, wrong)


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
    grid, (low, high) = frame.content["large_grid"], painter.plane.value_range
    X = np.tile(trainer.X_train.mean(axis=0), (grid * grid, 1))
    X[:, painter.plane.axes] = middles(painter.plane.extent, grid)
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
    X[:, painter.plane.axes] = middles(painter.plane.extent, grid)
    below = trainer.inputs(X)[:-1]
    bounds = [(-1.0, 1.0)] * len(options.hidden_layers) + [tuple(painter.plane.value_range)]
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
    assert frame.content["looks"] == [*map(list, looks)]
    step = frame.content["large_grid"] // frame.content["node_grid"]
    assert step % 2 == 1
    for (layer, neuron), large in zip(looks, frame.large[1:], strict=True):
        inside = large[0, step // 2 :: step, step // 2 :: step]
        assert (inside == frame.nodes[layer - 1][neuron - 1]).all()


def test_neurons_that_are_not_there_are_not_drawn() -> None:
    frame = paint(Trainer(Options()), [(1, 4), (1, 5), (4, 1), (0, 1), (2, 0)])
    assert frame.content["looks"] == [[1, 4]]


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
    assert np.isnan(frame.scores[[1, 3, 5]]).all()


def test_a_frame_tells_r2_of_numbers_and_the_confusion_of_classes() -> None:
    numbers = Trainer(Options(dataset="plane"))
    numbers.train(20)
    frame = paint(numbers)
    assert np.isnan(frame.scores[[2, 3]]).all()
    assert frame.scores[[4, 5]].min() > 0.5
    assert frame.content["confusion_train"] == frame.content["confusion_test"] == []
    classes = Trainer(Options(dataset="blobs", classes=4))
    classes.train(5)
    frame = paint(classes)
    assert np.isnan(frame.scores[[4, 5]]).all()
    for name, points in (("confusion_train", classes.y_train), ("confusion_test", classes.y_test)):
        matrix = np.array(frame.content[name])
        assert matrix.shape == (4, 4)
        assert matrix.sum(axis=1).tolist() == np.bincount(points.astype(int)).tolist()


def test_a_frame_tells_the_epoch_that_is_shown_and_the_latest() -> None:
    trainer = Trainer(Options())
    trainer.train(5)
    trainer.go_to(2)
    content = paint(trainer).content
    assert (content["epoch"], content["latest"]) == (2, 5)


def test_a_switched_off_neuron_is_drawn_but_the_output_does_not_see_it() -> None:
    trainer, without = Trainer(Options()), Trainer(Options())
    without.mlp.weights[1][:, 1] = 0
    without.touch()
    on = paint(trainer)
    trainer.change(replace(trainer.options, switched_off=((1, 2),)))
    off = paint(trainer)
    assert (off.nodes[0] == on.nodes[0]).all()
    assert (off.nodes[2] != on.nodes[2]).any()
    assert (off.nodes[2] == paint(without).nodes[2]).all()
    np.testing.assert_array_equal(off.scores, paint(without).scores)


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
    (buffer,) = draw(Painter(trainer), looks=[(1, 1), (2, 1)]).buffers
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
    draw(painter)
    trainer.change(replace(trainer.options, **changes))
    again = draw(painter, looks=[(1, 1)])
    new = draw(Painter(trainer), looks=[(1, 1)])
    assert again == new
    assert painter.scene(1) == Painter(trainer).scene(1)


def test_a_painter_follows_regenerated_data_and_training() -> None:
    trainer = Trainer(Options(standardize=True))
    painter = Painter(trainer)
    first = draw(painter)
    trainer.regenerate()
    second = draw(painter)
    assert second != first
    assert second == draw(Painter(trainer))
    trainer.train(1)
    assert draw(painter) != second


# ------------------------------------------------------------------ the largest there is

LARGEST_MESSAGE = 8_000_000
"""Servers cut the line at 10 MB."""

LONG = "\N{BRAIN}" * 200


def size(message: Any) -> int:
    return len(json.dumps(message.content).encode()) + sum(map(len, message.buffers))


@pytest.mark.parametrize("hidden_layers", [(), (8, 8), (64,) * 16, (512, 300)])
def test_no_message_exceeds_8_mb_with_all_views_neurons_points_and_names_there_can_be(
    hidden_layers: tuple[int, ...],
) -> None:
    rng = np.random.default_rng(1)
    columns = tuple(f"{i}{LONG}"[:200] for i in range(COLUMNS))
    labels = tuple(f"{i}{LONG}"[:200] for i in range(CLASSES))
    samples = 15_000
    X, y = rng.normal(size=(samples, COLUMNS)), rng.integers(0, CLASSES, samples).astype(float)
    inputs = tuple(f"x{i + 1}" for i in range(COLUMNS))
    own = {
        name: own_feature(name, lambda *columns: columns[0], X)
        for name in (f"{i}{LONG}"[:200] for i in range(COLUMNS))
    }
    options = Options(dataset="custom", features=inputs, hidden_layers=hidden_layers)
    trainer = Trainer(options, Table(X, y, columns, labels), own)
    for epoch in range(300):
        trainer.history.record(epoch, 0.1, 0.1)
        trainer.history.note(epoch, "w" * 200)
    painter = Painter(trainer)
    widest = max(range(1, len(trainer.mlp.sizes)), key=lambda layer: trainer.mlp.sizes[layer])
    neurons = [(widest, n % trainer.mlp.sizes[widest] + 1) for n in range(VIEWS)]
    spaces = [(widest, 1, n % trainer.mlp.sizes[widest] + 1) for n in range(VIEWS)]
    messages = {
        "scene": painter.scene(1),
        "history": painter.history(1),
        "frame": draw(painter, looks=neurons, hidden_spaces=spaces),
    }
    sizes = {name: size(message) for name, message in messages.items()}
    assert max(sizes.values()) < LARGEST_MESSAGE, sizes
