"""A layer's own space: the data points and the lattice as its neurons see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nnwidget.live.painter import Painter
from nnwidget.live.views import Views
from nnwidget.pictures.hidden_space import LINES, STEPS, SpaceRef, lattice
from nnwidget.pictures.plane import POINTS, Plane
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.fakes import Clock, Page, World
from tests.read_frames import draw, own, read

NETWORKS: dict[str, Trainer] = {
    "default": Trainer(Options()),
    "relu and other inputs": Trainer(
        Options(activation="relu", features=("x1^2", "sin(x2)"), hidden_layers=(3, 5))
    ),
    "one neuron off": Trainer(Options(hidden_layers=(3, 2), switched_off=((1, 2),))),
    "three classes": Trainer(Options(dataset="blobs", hidden_layers=(2,))),
    "numbers": Trainer(Options(dataset="plane", hidden_layers=(2,))),
    "other axes, standardized": own(5, 2, hidden_layers=(4, 3), axes=(4, 2)),
    "one column": own(1, 2, hidden_layers=(2,)),
}
every_network = pytest.mark.parametrize("trainer", NETWORKS.values(), ids=NETWORKS)


def spaces(trainer: Trainer, *refs: SpaceRef) -> list[tuple[list[int], NDArray, NDArray]]:
    """The spaces of a frame: which one it is, its points (points, 2), and its lines: (direction,
    line, step, 2)."""
    painter = Painter(trainer)
    scene = painter.scene(1).content
    frame = read(draw(painter, hidden_spaces=refs))
    lines, steps = scene["hidden_space_lines"], scene["hidden_space_steps"]
    found = []
    for space, places in zip(frame.content["hidden_spaces"], frame.hidden_spaces, strict=True):
        points, lattice = np.split(places, [scene["train"] + scene["test"]])
        found.append((space, points, lattice.reshape(2, lines, steps, 2)))
    return found


def seen(trainer: Trainer, X: NDArray, layer: int, *neurons: int) -> NDArray:
    """What the next layer sees of these neurons, (m, 2), computed as the lecture writes it."""
    a, mlp = trainer.inputs(X)[:-1], trainer.mlp
    for l in range(layer):
        z = mlp.weights[l] @ a + mlp.biases[l][:, np.newaxis]
        a = np.empty_like(z)
        mlp.activations[l].function(z, a)
        for off_layer, neuron in trainer.options.switched_off:
            if off_layer == l + 1:
                a[neuron - 1] = 0
    return a[[neuron - 1 for neuron in neurons]].T


@every_network
def test_points_lie_where_the_two_neurons_answer_them(trainer: Trainer) -> None:
    trainer.train(2.3)
    for layer, n in enumerate(trainer.options.hidden_layers, 1):
        ((space, points, _),) = spaces(trainer, (layer, n, 1))
        assert space == [layer, n, 1]
        expected = seen(trainer, trainer.data.X, layer, n, 1)
        np.testing.assert_allclose(points, expected, rtol=1e-6, atol=1e-6)


@every_network
def test_the_points_are_those_of_the_scene_in_the_same_order(trainer: Trainer) -> None:
    scene = Painter(trainer).scene(1).content
    ((_, points, _),) = spaces(trainer, (1, 1, 2))
    assert len(points) == scene["train"] + scene["test"]


def test_of_many_points_those_of_the_scene_are_sent() -> None:
    trainer = Trainer(Options(samples=20_000))
    ((_, points, _),) = spaces(trainer, (1, 1, 2))
    shown, _ = Plane(trainer).shown()
    assert len(points) == len(shown) <= POINTS + 1
    expected = seen(trainer, trainer.data.X[shown], 1, 1, 2)
    np.testing.assert_allclose(points, expected, rtol=1e-6, atol=1e-6)


def test_the_lattice_has_its_lines_at_whole_numbers_and_ends_at_the_border() -> None:
    x, y = (values.reshape(2, LINES, STEPS) for values in lattice([-6, 6, -6, 6]))
    assert x[0, :, 0].tolist() == y[1, :, 0].tolist() == pytest.approx(list(range(-6, 7)))
    assert (x[0] == x[0, :, :1]).all()
    assert (y[1] == y[1, :, :1]).all()
    for along in (y[0], x[1]):
        assert (along[:, 0] == -6).all()
        assert (along[:, -1] == 6).all()
        assert (np.diff(along) > 0).all()


@every_network
def test_lines_end_where_the_network_sends_the_borders_of_the_plane(trainer: Trainer) -> None:
    painter = Painter(trainer)
    x_min, x_max, y_min, y_max = painter.plane.extent
    ((_, _, lines),) = spaces(trainer, (1, 1, 2))
    corners = np.tile(trainer.X_train.mean(axis=0), (4, 1))
    corners[:, painter.plane.axes[0]] = [x_min, x_min, x_max, x_max]
    if len(painter.plane.axes) == 2:
        corners[:, painter.plane.axes[1]] = [y_min, y_max, y_min, y_max]
    drawn = np.concatenate([lines[0, 0, [0, -1]], lines[0, -1, [0, -1]]])
    np.testing.assert_allclose(drawn, seen(trainer, corners, 1, 1, 2), rtol=1e-4, atol=1e-4)
    # both directions meet in the corners
    np.testing.assert_array_equal(lines[1, [0, -1, 0, -1], [0, 0, -1, -1]], drawn)


def test_a_neuron_that_is_switched_off_counts_as_0() -> None:
    trainer = Trainer(Options(switched_off=((1, 2),)))
    ((_, points, lines),) = spaces(trainer, (1, 1, 2))
    assert points[:, 0].any()
    assert not points[:, 1].any()
    assert not lines[..., 1].any()


def test_a_painter_that_has_painted_before_bends_as_the_network_does_now() -> None:
    trainer = Trainer(Options())
    painter = Painter(trainer)
    for change in (
        {},
        {"hidden_layers": (3,)},
        {"standardize": True},
        {"features": ("x2", "x1^2")},
        {"noise": 30},
        {"switched_off": ((1, 1),)},
    ):
        trainer.change(replace(trainer.options, **change))
        trainer.train(1)
        now = draw(painter, hidden_spaces=[(1, 1, 2)])
        assert now == draw(Painter(trainer), hidden_spaces=[(1, 1, 2)])


def test_a_space_that_the_network_does_not_have_is_left_out() -> None:
    trainer = Trainer(Options(hidden_layers=(4, 2)))
    strange = [(0, 1, 2), (9, 1, 2), (2, 1, 3), (1, 0, 1), (-1, 1, 1), (1, 5, 1)]
    assert spaces(trainer, *strange) == []
    assert [space[0] for space, _, _ in spaces(trainer, (9, 1, 2), (2, 2, 1))] == [2]
    trainer.change(replace(trainer.options, hidden_layers=(4,)))
    assert spaces(trainer, (2, 2, 1)) == []


def test_what_overflows_is_sent_as_it_is() -> None:
    trainer = Trainer(Options(activation="linear"))
    trainer.mlp.theta[:] = 1e300
    trainer.touch()
    ((_, points, lines),) = spaces(trainer, (2, 1, 2))
    assert not np.isfinite(points).all()
    assert not np.isfinite(lines).all()


# ------------------------------------------------------------------ who asks for it


def test_only_a_view_that_asks_gets_a_space_and_each_is_drawn_once() -> None:
    views = Views()
    views.show_hidden_space(1, (1, 1, 2))
    assert views.hidden_spaces == []
    views.hello(1, 0.0)
    views.hello(2, 0.0)
    views.show_hidden_space(1, (1, 1, 2))
    views.show_hidden_space(2, (1, 1, 2))
    assert views.hidden_spaces == [(1, 1, 2)]
    views.show_hidden_space(2, (2, 2, 1))
    views.hello(1, 1.0)
    assert sorted(views.hidden_spaces) == [(1, 1, 2), (2, 2, 1)]
    views.show_hidden_space(1, None)
    views.bye(2)
    assert views.hidden_spaces == []


def test_frames_hold_a_space_as_long_as_it_is_asked_for() -> None:
    world = World(Clock(0.001), hidden_layers=(4, 2))
    page = Page(world)
    page.hello()
    world.run(0.5)
    assert page.painted[-1]["hidden_spaces"] == []
    world.loop.views.show_hidden_space(page.view, (2, 2, 1))
    world.loop.edited()
    world.run(0.5)
    assert page.painted[-1]["hidden_spaces"] == [[2, 2, 1]]
    count = len(page.painted)
    world.run(0.5)
    assert len(page.painted) == count, "with no news there is no frame"
    world.loop.views.show_hidden_space(page.view, None)
    world.loop.edited()
    world.run(0.5)
    assert page.painted[-1]["hidden_spaces"] == []
