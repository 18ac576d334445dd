"""The last state stays in the notebook as a small picture, and training does not suffer."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import comm
import nbformat
import pytest
from ipywidgets.widgets import widget as ipywidget
from nbconvert.exporters import HTMLExporter
from PIL import Image

from nnwidget import Playground
from nnwidget.live import loop as loop_module
from nnwidget.live import turns
from nnwidget.live.idle import NEWS, REST
from nnwidget.pictures.figures.summary import png
from nnwidget.pictures.snapshot import LIMIT, features, snapshot
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.fakes import Owner, RecordingComm, World
from tests.inside import inside, kept_picture

LARGE: dict[str, Any] = {
    "dataset": "spiral",
    "samples": 5000,
    "noise": 50,
    "hidden_layers": (8,) * 6,
    "show_test_data": True,
    "features": ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"),
}


def picture_of(shot: dict[str, str]) -> tuple[Image.Image, int]:
    """The picture of a snapshot, and its bytes."""
    head, _, data = shot["picture"].partition(";base64,")
    assert head.startswith("data:image/")
    content = base64.b64decode(data)
    return Image.open(io.BytesIO(content)), len(content)


# ------------------------------------------------------------------ how it looks


@pytest.mark.parametrize(
    "options",
    [{}, {"hidden_layers": (8, 8, 8)}, {"dataset": "plane"}, LARGE],
    ids=["default", "8-8-8", "regression", "large"],
)
def test_it_is_small_and_looks_like_the_png(options: dict[str, Any]) -> None:
    trainer = Trainer(Options(seed=1, **options))
    original = png(trainer)
    image, size = picture_of(snapshot(trainer, original))
    assert size <= LIMIT
    assert len(json.dumps(snapshot(trainer))) < 30_000
    assert image.size == (900, 320)
    thumbs = [
        list(each.convert("RGB").resize((90, 32), Image.Resampling.BOX).tobytes())
        for each in (image, Image.open(io.BytesIO(original)))
    ]
    differences = [abs(a - b) for a, b in zip(*thumbs, strict=True)]
    assert sum(differences) / len(differences) < 2


def test_where_pillow_knows_no_webp_it_is_a_png(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    image, size = picture_of(snapshot(Trainer(Options(seed=1))))
    assert image.format == "PNG"
    assert size <= LIMIT


# ------------------------------------------------------------------ when it is made


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(turns, "kernel_loop", Owner)
    yield
    for loop in list(loop_module.TRAINING):
        loop.close()


@pytest.fixture
def world(owner: None) -> World:
    return World(hidden_layers=(3,), samples=40, batch_size=None)


def told(world: World) -> list[float]:
    """When there were news to take a picture of."""
    times: list[float] = []
    world.loop.when_idle(lambda: times.append(world.clock.now))
    return times


def test_a_state_that_has_rested_is_told_once(world: World) -> None:
    times = told(world)
    world.run(5)
    assert times == []
    world.loop.fit(3)
    world.run(60)
    assert times == pytest.approx([5 + REST], abs=0.1)


def test_edits_are_told_when_they_have_settled(world: World) -> None:
    times = told(world)
    for rate in range(1, 31):
        world.trainer.change(Options(learning_rate=rate / 100, samples=40))
        world.loop.edited()
        world.run(0.1)
    assert times == []
    world.run(10)
    assert times == pytest.approx([2.9 + REST], abs=0.1)


def test_a_pause_is_told_and_training_only_rarely(world: World) -> None:
    times = told(world)
    world.loop.play()
    world.run(NEWS - 1)
    assert times == []
    world.run(3 * NEWS)
    assert len(times) == 3
    assert min(after - before for before, after in pairwise(times)) >= NEWS
    world.loop.pause()
    paused = world.clock.now
    world.run(60)
    assert times[3:] == pytest.approx([paused + REST], abs=0.1)


def test_widgets_that_train_together_take_turns(owner: None) -> None:
    worlds = [World(hidden_layers=(3,), samples=40, batch_size=None) for _ in range(3)]
    times = told(worlds[0])
    for world in worlds:
        world.loop.play()
    worlds[0].run(3 * NEWS - 1)
    assert times == []
    worlds[0].run(2)
    assert len(times) == 1


# ------------------------------------------------------------------ in the widget


@pytest.fixture
def w(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playground]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    w = Playground(hidden_layers=[3], samples=40, seed=1)
    yield w
    w.close()
    ipywidget.Widget.close_all()


def test_the_png_has_an_alternative_text_in_its_metadata(w: Playground) -> None:
    data, metadata = w._repr_mimebundle_()
    assert data["text/plain"] == "nnwidget.Playground"
    alt = metadata["image/png"]["alt"]
    assert alt.startswith("circle data, 2 inputs, 3 neurons, epoch 0, test loss ")
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.info["Description"] == alt == kept_picture(w)["description"]


def test_an_exported_notebook_has_the_alternative_text(w: Playground) -> None:
    data, metadata = w._repr_mimebundle_()
    output = {
        "output_type": "display_data",
        "data": {"image/png": data["image/png"]},
        "metadata": metadata,
    }
    cell = nbformat.v4.new_code_cell("w", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert f'alt="{kept_picture(w)["description"]}"' in page


def test_a_widget_that_was_never_shown_makes_no_pictures(w: Playground) -> None:
    w.fit(3)
    assert kept_picture(w) == {}
    assert inside(w).loop.tick() is None, "nothing is to be looked at later"


def test_a_shown_widget_has_a_new_picture_after_fit_and_after_pause(w: Playground) -> None:
    def shot() -> dict[str, str]:
        return w.comm.states[-1]["_snapshot"]

    async def until(words: str) -> None:
        end = time.monotonic() + 20
        while words not in shot()["description"]:
            assert time.monotonic() < end, shot()["description"]
            await asyncio.sleep(0.01)

    async def scenario() -> None:
        w._repr_mimebundle_()
        before = shot()
        assert "epoch 0," in before["description"]
        w.fit(7)
        assert shot() == before
        await until("epoch 7,")
        assert shot()["picture"] != before["picture"]
        w.play()
        while w.epoch < 12:
            await asyncio.sleep(0.01)
            assert "epoch 7," in shot()["description"]
        w.pause()
        await until(f"epoch {w.epoch:.3g},")

    asyncio.run(scenario())
