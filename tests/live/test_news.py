"""What makes a new frame, and what a new scene: all that is in them."""

from __future__ import annotations

import typing
from dataclasses import replace
from typing import Any

import pytest

from nnwidget.live import turns
from nnwidget.live.painter import Message
from nnwidget.live.protocol import Frame, Scene
from tests.fakes import Owner, Page, World


def fields(message: type, *without: str) -> list[str]:
    """The fields of a message but for what it says of itself. (How fast it trains is hardly ever
    measured to be the same: it is told with what is trained.)"""
    return [name for name in typing.get_type_hints(message) if name not in without]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A widget at rest, with all shown."""
    monkeypatch.setattr(turns, "kernel_loop", Owner)
    world = World(hidden_layers=(4, 2), samples=40)
    Page(world).hello()
    world.run(1)
    assert world.loop.all_shown
    return world


def other(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "?"
        case list():
            return [*value, 1]
        case None:
            return {"code": "error"}
    raise TypeError(value)


def kinds_sent(world: World) -> list[str]:
    """The types of what is sent from now on."""
    kinds: list[str] = []
    world.watch = lambda content: kinds.append(content["type"])
    world.run(1)
    return kinds


@pytest.mark.parametrize("field", fields(Frame, "type", "frame", "rate"))
def test_a_frame_of_which_anything_is_another_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    painter = world.loop.frames.painter
    content, frame = painter.content, painter.frame

    def changed(*args: Any) -> dict[str, Any]:
        found: dict[str, Any] = {**content(*args)}
        return {**found, field: other(found[field])}

    def draw(content: Any) -> Message[Frame]:
        return frame({**content, "looks": [], "hidden_spaces": []})._replace(content=content)

    monkeypatch.setattr(painter, "content", changed)
    monkeypatch.setattr(painter, "frame", draw)
    assert not world.loop.all_shown
    assert kinds_sent(world) == ["frame"]
    assert world.loop.all_shown


@pytest.mark.parametrize("field", fields(Scene, "type", "scene"))
def test_a_scene_of_which_anything_is_another_after_an_edit_is_sent_with_a_frame(
    world: World, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    painter = world.loop.frames.painter
    scene = painter.scene

    def changed(number: int) -> Message[Scene]:
        content: dict[str, Any] = {**scene(number).content}
        return scene(number)._replace(content={**content, field: other(content[field])})  # type: ignore[arg-type]

    monkeypatch.setattr(painter, "scene", changed)
    world.trainer.change(replace(world.trainer.options, learning_rate=0.5))
    assert [kind for kind in kinds_sent(world) if kind != "history"] == ["scene", "frame"]
    assert world.loop.all_shown


def test_an_edit_that_changes_nothing_of_the_scene_sends_none(world: World) -> None:
    world.trainer.change(replace(world.trainer.options, learning_rate=0.5, hidden_layers=(3,)))
    assert "scene" not in kinds_sent(world)


def test_other_maps_over_the_same_scene_are_sent(world: World) -> None:
    world.trainer.mlp.theta[:] *= 2
    world.trainer.touch()
    assert kinds_sent(world)[-1] == "frame"


def test_other_points_are_another_scene(world: World) -> None:
    world.trainer.regenerate()
    assert "scene" in kinds_sent(world)


def test_data_that_were_edited_and_are_the_same_again_are_sent_again(world: World) -> None:
    """The view that edited them waits for the scene that comes of it."""
    before = world.trainer.state()
    world.trainer.regenerate()
    world.trainer.restore(before)
    world.loop.edited()
    assert "scene" in kinds_sent(world)
