"""The live loop: frames against a fake page and a fake clock, training on a real event loop."""

from __future__ import annotations

import asyncio
import gc
import math
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nnwidget import loop as loop_module
from nnwidget.flow import HARD_LIMIT, LARGEST_WINDOW
from nnwidget.loop import BACKLOG, NOBODY, SLICE, Loop
from nnwidget.options import Options
from nnwidget.protocol import REASON_LIMIT
from nnwidget.trainer import Trainer
from tests.fakes import Clock, Owner, Page, World, between

QUICK_TO_TRAIN: dict[str, Any] = {"hidden_layers": (3,), "samples": 40, "batch_size": None}
FRAME_SECONDS = 1 / 30


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Owner]:
    """An event loop that runs; `World.run` does its work."""
    own = Owner()
    monkeypatch.setattr(loop_module, "_kernel_loop", lambda: own)
    return own


def playing(**options: Any) -> World:
    """A world that trains, looked at by nobody yet."""
    world = World(**(QUICK_TO_TRAIN | options))
    world.loop.play()
    return world


# ------------------------------------------------------------------ frames


@pytest.mark.parametrize(
    ("travel", "paint"),
    [(0.003, 0.01), (0.03, 0.03), (0.1, 0.01), (0.005, 0.2), (0.3, 0.6), (0.01, 3.0)],
)
def test_never_more_frames_in_flight_than_the_window_allows(
    owner: Owner, travel: float, paint: float
) -> None:
    world = playing()
    page = Page(world, travel=lambda: travel, paint=lambda: paint)
    page.hello()
    in_flight: list[int] = []

    def look(content: dict[str, Any]) -> None:
        if content["type"] == "frame":
            view = world.loop.views[1]
            # the first frame after the hello shows it the present state, whatever is under way
            assert view.in_flight <= view.window or len(in_flight) == 0
            in_flight.append(view.in_flight)

    world.watch = look
    world.run(15)
    assert max(in_flight) <= LARGEST_WINDOW
    assert len(page.painted) >= 3


@pytest.mark.parametrize("speed", [60, 1000, None])
def test_a_fast_page_gets_24_and_more_frames_a_second(owner: Owner, speed: float | None) -> None:
    world = playing(clock=Clock(cost=0.0008 if speed is None else 0), speed=speed)
    page = Page(world, travel=lambda: 0.004, paint=lambda: 0.012)
    page.hello()
    world.run(10)
    assert page.rate(since=2) >= 24
    assert max(lag for time, lag in page.lags if time > 2) < 0.05


def test_frames_come_at_the_asked_rate_though_a_slice_may_make_one_late(owner: Owner) -> None:
    world = playing(clock=Clock(cost=0.0008), speed=None)
    Page(world).hello()
    world.run(10)
    assert len(world.frames(since=2)) / 8 == pytest.approx(30, rel=0.03)


def test_never_more_frames_than_the_asked_rate(owner: Owner) -> None:
    world = playing()
    world.loop.frame_rate = 10
    Page(world).hello()
    world.run(10)
    assert len(world.frames(since=1)) == pytest.approx(90, abs=2)


@pytest.mark.parametrize("paint", [0.06, 0.09, 0.12, 0.15, 0.2, 0.23])
def test_a_slow_page_never_lags_more_than_250_ms_once_settled(owner: Owner, paint: float) -> None:
    world = playing()
    page = Page(world, travel=lambda: 0.004, paint=lambda: paint)
    page.hello()
    world.run(20)
    settled = [lag for time, lag in page.lags if time > 3]
    assert max(settled) <= 0.25
    assert page.rate(since=3) >= 0.8 * min(30, 1 / (paint + 0.01))


def test_on_a_slow_line_frames_do_not_pile_up(owner: Owner) -> None:
    world = playing()
    line = 0.0

    def travel() -> float:  # one frame in 80 ms goes through
        nonlocal line
        line = max(line, world.clock.now) + 0.04
        return line - world.clock.now

    page = Page(world, travel=travel)
    page.hello()
    world.run(20)
    assert max(lag for time, lag in page.lags if time > 3) <= 0.25
    assert page.rate(since=3) >= 8


def test_a_jittery_page_gets_a_window_between_the_extremes_and_stays_up_to_date(
    owner: Owner,
) -> None:
    world = playing()
    page = Page(world, travel=between(0.002, 0.06), paint=between(0.005, 0.12, seed=2))
    page.hello()
    windows = []
    world.watch = lambda content: windows.append(world.loop.views[1].window)
    world.run(30)
    assert 1 <= min(windows) <= max(windows) <= LARGEST_WINDOW
    lags = sorted(lag for time, lag in page.lags if time > 3)
    assert lags[len(lags) * 95 // 100] <= 0.25
    assert page.rate(since=3) >= 8


def test_a_page_that_becomes_slow_is_soon_up_to_date_again(owner: Owner) -> None:
    world = playing()
    page = Page(world, paint=lambda: 0.01 if world.clock.now < 5 else 0.2)
    page.hello()
    world.run(15)
    assert page.rate(since=0) > 10
    assert max(lag for time, lag in page.lags if time > 7) <= 0.25


def test_the_page_is_shown_the_newest_state_and_not_an_old_one(owner: Owner) -> None:
    world = playing()
    page = Page(world, paint=lambda: 0.15)
    page.hello()
    world.run(5)
    world.loop.pause()
    world.run(1)
    epochs = [frame["epoch"] for frame in page.painted]
    assert epochs == sorted(epochs)
    assert epochs[-1] == world.trainer.epoch
    assert len(epochs) < len(set(range(int(epochs[-1]))))  # most states were never sent


def test_nothing_is_sent_when_nothing_changes(owner: Owner) -> None:
    world = World(**QUICK_TO_TRAIN)
    Page(world).hello()
    world.run(1)
    before = len(world.sent)
    world.run(60)
    assert len(world.sent) == before


def test_a_slow_training_sends_no_more_frames_than_there_are_batches(owner: Owner) -> None:
    world = playing(speed=0.5)
    page = Page(world)
    page.hello()
    world.run(20)
    assert len(world.frames(since=1)) <= 12
    assert page.painted[-1]["epoch"] == world.trainer.epoch


# ------------------------------------------------------------------ pages that are silent


def test_a_page_that_does_not_answer_gets_a_few_frames_and_training_goes_on(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(5)
    answered = len(page.painted)
    page.answers = False
    start, epoch = world.clock.now, world.trainer.epoch
    world.run(60)
    assert answered > 100
    silent = [(kind, size) for time, kind, size in world.sent if time >= start]
    assert len(silent) <= LARGEST_WINDOW + 10
    assert sum(size for _, size in silent) < 500_000
    assert world.trainer.epoch - epoch == pytest.approx(60 * 60, rel=0.01)
    assert len(world.loop._jobs) == 0


def test_edits_under_a_page_that_does_not_answer_do_not_pile_up_frames(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(2)
    page.answers = False
    start = world.clock.now
    for _ in range(600):
        world.loop.edited()
        world.run(0.1)
    assert len(world.frames(since=start)) <= HARD_LIMIT * (60 / 10 + 4)


def test_nobody_there_means_no_messages_at_all(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(2)
    world.loop.post(lambda: world.loop.views.bye(1))
    before = len(world.sent)
    world.run(60)
    assert len(world.sent) == before
    assert world.trainer.epoch > 3600


def test_a_page_that_was_silent_resumes_by_saying_hello(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(2)
    page.answers = False
    world.run(30)
    page.answers = True
    before, since = len(page.painted), world.clock.now
    page.hello()
    world.run(0.1)
    assert len(page.painted) > before
    kinds = [kind for time, kind, _ in world.sent if time >= since]
    assert kinds[:3] == ["scene", "history", "frame"]
    world.run(5)
    assert page.rate(since=since + 1) >= 24


def test_a_page_that_was_silent_resumes_by_answering_the_next_frame(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(2)
    page.answers = False
    world.run(30)
    page.answers = True
    since = world.clock.now
    world.run(20)  # the next question comes within ten seconds
    assert page.rate(since=since + 12) >= 24


def test_a_second_page_that_is_silent_holds_the_first_up_for_two_seconds_at_most(
    owner: Owner,
) -> None:
    world = playing()
    page, silent = Page(world, view=1), Page(world, view=2)
    silent.answers = False
    page.hello()
    silent.hello()
    world.run(10)
    assert page.rate(since=3) >= 24


def test_two_pages_get_the_same_frames(owner: Owner) -> None:
    world = playing()
    quick, slow = Page(world, view=1), Page(world, view=2, paint=lambda: 0.1)
    quick.hello()
    slow.hello()
    world.run(5)
    world.loop.pause()
    world.run(1)
    assert quick.painted[-1] == slow.painted[-1]
    assert max(lag for time, lag in slow.lags if time > 2) <= 0.25


# ------------------------------------------------------------------ edits


def test_an_edit_is_seen_within_one_frame_even_with_a_full_window(owner: Owner) -> None:
    world = playing()
    page = Page(world, travel=lambda: 0.09, paint=lambda: 0.15)
    page.hello()
    world.run(5)
    for tenth in range(20):
        while world.loop.views[1].in_flight < world.loop.views[1].window:
            world.run(0.01)
        now = world.clock.now
        world.trainer.reset(new=True)
        world.loop.edited()
        world.run(0.02)
        assert world.frames(since=now), "the edit waited for the page"
        world.run(0.3 + tenth / 100)


def test_however_many_edits_the_frames_in_flight_are_limited(owner: Owner) -> None:
    world = World(**QUICK_TO_TRAIN)
    page = Page(world, paint=lambda: 1.5)
    page.hello()
    in_flight = []
    world.watch = lambda content: in_flight.append(world.loop.views[1].in_flight)
    for _ in range(1000):
        world.trainer.touch()
        world.loop.edited()
        world.run(0.005)
    assert max(in_flight) == HARD_LIMIT
    spacing = np.diff(world.frames())
    assert spacing.min() >= loop_module.EDIT_SPACING * 0.99


def test_the_last_of_many_edits_is_seen(owner: Owner) -> None:
    world = World(**QUICK_TO_TRAIN)
    page = Page(world, paint=lambda: 0.1)
    page.hello()
    for _ in range(200):
        world.trainer.mlp.theta[0] += 1
        world.trainer.touch()
        world.loop.edited()
        world.run(0.002)
    world.run(2)
    assert world.loop._shown == world.loop._state()
    assert page.painted[-1]["frame"] == world.loop._frame_number


def test_new_data_bring_a_new_scene_before_the_frame(owner: Owner) -> None:
    world = World(**QUICK_TO_TRAIN)
    Page(world).hello()
    world.run(1)
    before = len(world.sent)
    world.trainer.regenerate()
    world.loop.edited()
    world.run(1)
    assert [kind for _, kind, _ in world.sent[before:]] == ["scene", "frame"]


def test_a_new_start_brings_the_history_anew(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(1)
    before = len(world.sent)
    world.loop.pause()
    world.trainer.reset()
    world.loop.edited()
    world.run(1)
    kinds = [kind for _, kind, _ in world.sent[before:]]
    assert kinds.count("history") == 1
    assert kinds[-2:] == ["history", "frame"]
    assert page.painted[-1]["epoch"] == 0


# ------------------------------------------------------------------ speed


@pytest.mark.parametrize("batch_size", [10, None])
@pytest.mark.parametrize("speed", [60, 0.1, 2.5, 1000])
def test_epochs_a_second_are_those_asked_for(
    owner: Owner, speed: float, batch_size: int | None
) -> None:
    world = playing(speed=speed, batch_size=batch_size, samples=100)
    seconds = 5 if speed == 1000 else 120 if speed < 1 else 30
    world.run(seconds)
    one_batch = 1 / world.trainer.batches_per_epoch
    assert world.trainer.epoch == pytest.approx(seconds * speed, rel=0.01, abs=1.01 * one_batch)


def test_no_speed_is_as_fast_as_it_goes(owner: Owner) -> None:
    cost = 0.001
    world = playing(clock=Clock(cost), speed=None)
    world.run(10)
    assert world.trainer.epoch * cost >= 0.7 * 10  # of the time, the rest is the kernel's


def test_after_a_long_cell_the_loop_makes_up_for_a_moment_only(owner: Owner) -> None:
    world = playing(speed=60)
    world.run(1)
    before = world.trainer.epoch
    world.clock.now += 20  # nothing could run meanwhile
    world.loop.tick()
    assert world.trainer.epoch - before <= 60 * BACKLOG + 1
    world.run(1)
    assert world.trainer.epoch - before == pytest.approx(60 * (1 + BACKLOG), abs=2)


def test_a_change_of_speed_takes_effect_at_once(owner: Owner) -> None:
    world = playing(speed=1000)
    world.run(1)
    world.loop.speed = 1
    before = world.trainer.epoch
    world.run(5)
    assert world.trainer.epoch - before <= 5 + 2


def test_the_measured_rate_is_shown_while_it_trains_and_zero_afterwards(owner: Owner) -> None:
    world = playing(speed=60)
    page = Page(world)
    page.hello()
    world.run(5)
    assert page.painted[-1]["rate"] == pytest.approx(60, rel=0.05)
    world.loop.pause()
    world.run(1)
    assert page.painted[-1]["rate"] == 0


@pytest.mark.parametrize("options", [{}, {"hidden_layers": (8, 8, 8), "batch_size": 10}])
def test_one_turn_takes_no_longer_than_a_slice_and_a_frame(options: dict[str, Any]) -> None:
    world = World(clock=time.monotonic, **({"speed": None} | options))  # type: ignore[arg-type]
    world.loop.playing = True
    world.loop.views.last_seen = time.monotonic()
    for _ in range(5):
        world.loop.tick()
    turns = []
    for _ in range(50):
        start = time.perf_counter()
        world.loop.tick()
        turns.append(time.perf_counter() - start)
    assert sorted(turns)[len(turns) // 2] < SLICE * 1.5


# ------------------------------------------------------------------ it stops by itself


def test_play_pauses_when_nobody_has_looked_for_two_minutes(owner: Owner) -> None:
    world = playing(speed=5)
    world.run(NOBODY - 1)
    assert world.loop.playing
    world.run(3)
    assert not world.loop.playing
    assert code(world.loop) == "nobody_looking"


def test_play_goes_on_while_somebody_shows_a_sign_of_life(owner: Owner) -> None:
    world = playing(speed=5)
    page = Page(world)
    page.answers = False
    page.hello()
    for _ in range(30):
        world.run(10)
        world.loop.post(lambda: world.loop.views.alive(world.clock.now))
    assert world.loop.playing


def test_max_epochs_pauses_exactly_there_and_says_so(owner: Owner) -> None:
    world = playing(max_epochs=20, batch_size=10)
    page = Page(world)
    page.hello()
    world.run(5)
    assert world.trainer.epoch == 20
    assert page.painted[-1]["notice"]["code"] == "max_epochs"
    assert page.painted[-1]["playing"] is False


def test_target_loss_pauses_and_says_so(owner: Owner) -> None:
    world = playing(
        target_loss=0.3, learning_rate=0.1, optimizer="adam", samples=200, batch_size=10
    )
    world.run(20)
    assert not world.loop.training
    assert code(world.loop) == "target_loss"
    assert world.trainer.scores.loss_test <= 0.3


def test_divergence_pauses_keeps_finite_weights_and_says_why(owner: Owner) -> None:
    world = playing(activation="relu", loss="mse", output_activation="linear", learning_rate=100)
    page = Page(world)
    page.hello()
    world.run(20)
    assert not world.loop.training
    notice = page.painted[-1]["notice"]
    assert notice["code"] == "diverged"
    assert "learning rate" in notice["text"]
    assert np.isfinite(world.trainer.mlp.theta).all()


def test_an_interrupt_pauses_and_says_so(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(1)
    world.loop._interrupt()
    world.run(0.1)
    assert not world.loop.training
    assert page.painted[-1]["notice"]["code"] == "interrupted"


def test_play_makes_the_notice_go_away(owner: Owner) -> None:
    world = playing()
    world.loop._interrupt()
    world.run(0.1)
    assert world.loop.notice
    world.loop.play()
    world.run(0.1)
    assert world.loop.notice is None
    assert world.loop.playing


def code(loop: Loop) -> str | None:
    return loop.notice["code"] if loop.notice else None


# ------------------------------------------------------------------ exceptions


def test_an_exception_is_kept_and_shown_and_the_loop_goes_on(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(1)

    def break_() -> None:
        raise ZeroDivisionError("x" * 1000)

    done: list[int] = []
    world.loop.post(break_)
    world.loop.post(lambda: done.append(1))
    world.run(1)
    notice = page.painted[-1]["notice"]
    assert notice["code"] == "error"
    assert notice["text"].startswith("ZeroDivisionError: xxx")
    assert len(notice["text"]) <= REASON_LIMIT
    assert isinstance(world.loop.error, ZeroDivisionError)
    assert done == [1]
    world.loop.play()
    before = world.trainer.epoch
    world.run(1)
    assert world.trainer.epoch > before


def test_a_picture_that_cannot_be_drawn_does_not_make_the_loop_spin(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = playing()
    Page(world).hello()
    world.run(1)
    tried = []

    def break_(*_: object) -> None:
        tried.append(1)
        raise MemoryError("no room")

    monkeypatch.setattr(world.loop._painter, "frame", break_)
    world.run(5)
    assert code(world.loop) == "error"
    assert len(tried) <= 3


# ------------------------------------------------------------------ on an event loop


def make(send: Callable[[Any, list[bytes]], None] | None = None, **options: Any) -> Loop:
    trainer = Trainer(Options(**({"hidden_layers": (4,), "samples": 100} | options)))
    return Loop(trainer, send or (lambda content, buffers: None))


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.002)


def test_play_needs_an_event_loop_and_fit_does_not() -> None:
    loop = make()
    with pytest.raises(RuntimeError, match=r"play\(\) needs a running event loop.*fit"):
        loop.play()
    assert not loop.playing
    loop.fit(3)
    assert loop.trainer.epoch == 3


def test_without_an_event_loop_a_job_is_done_at_once() -> None:
    loop, done = make(), []
    loop.post(lambda: done.append(1))
    assert done == [1]


def test_play_trains_in_the_background_until_pause() -> None:
    async def scenario() -> None:
        loop = make(speed=None)
        loop.speed = None
        loop.play()
        await until(lambda: loop.trainer.epoch >= 5)
        loop.pause()
        epoch = loop.trainer.epoch
        await asyncio.sleep(0.05)
        assert loop.trainer.epoch == epoch
        assert loop._task is not None
        assert loop._task.done(), "a loop with nothing to do has no task"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"optimizer": "adam", "batch_size": 7, "dropout": 0.2},
        {"regularization": "l1", "regularization_rate": 0.01, "partial_batch": "carry"},
        {"seed": "0.5", "shuffle": False, "batch_size": 30},
    ],
)
def test_fit_train_and_play_give_the_same_numbers_bit_for_bit(options: dict[str, Any]) -> None:
    fitted = make(**options)
    fitted.fit(12)

    async def trained() -> Loop:
        loop = make(**options)
        await loop.train(5)
        await loop.train(7)
        return loop

    async def played() -> Loop:
        loop = make(max_epochs=12, **options)
        loop.speed = 500
        loop.play()
        await until(lambda: not loop.playing)
        return loop

    for other in (asyncio.run(trained()), asyncio.run(played())):
        assert other.trainer.epoch == 12
        assert other.trainer.mlp.theta.tobytes() == fitted.trainer.mlp.theta.tobytes()
        assert other.trainer.history.table.tobytes() == fitted.trainer.history.table.tobytes()


def test_a_step_goes_to_the_end_of_the_epoch() -> None:
    loop = make()
    loop.fit(0.4)
    assert 0 < loop.trainer.epoch < 1
    loop.step()
    assert loop.trainer.epoch == 1
    loop.step()
    assert loop.trainer.epoch == 2


def test_no_epochs_are_trained_at_once() -> None:
    async def scenario() -> None:
        loop = make()
        loop.fit(0)
        await asyncio.wait_for(loop.train(0), 5)
        assert loop.trainer.epoch == 0

    asyncio.run(scenario())


def test_training_is_shown_live_and_at_its_end() -> None:
    async def scenario() -> None:
        frames: list[Any] = []
        loop = make(lambda content, _: frames.append(content))
        loop.post(lambda: loop.hello(1))
        await until(lambda: frames)
        await loop.train(40)
        await until(lambda: frames[-1]["epoch"] == 40)
        assert frames[-1]["playing"] is False

    asyncio.run(scenario())


def test_train_does_not_pause_though_nobody_looks() -> None:
    async def scenario() -> None:
        clock = Clock(cost=0.5)  # half a second for every batch
        loop = make()
        loop._clock = clock
        await loop.train(60)
        assert loop.trainer.epoch == 60
        assert clock.now > 2 * NOBODY
        assert loop.notice is None

    asyncio.run(scenario())


def test_training_that_stops_by_itself_ends_the_wait() -> None:
    async def scenario() -> None:
        loop = make(max_epochs=4)
        await asyncio.wait_for(loop.train(1000), 5)
        assert loop.trainer.epoch == 4
        assert code(loop) == "max_epochs"

    asyncio.run(scenario())


def test_pause_ends_the_wait() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        loop.pause()
        await asyncio.wait_for(waiting, 5)
        assert not loop.training

    asyncio.run(scenario())


def test_cancelling_the_wait_pauses_and_says_interrupted() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        epoch = loop.trainer.epoch
        assert not loop.training
        assert code(loop) == "interrupted"
        await asyncio.sleep(0.05)
        assert loop.trainer.epoch == epoch
        await loop.train(2)
        assert loop.trainer.epoch == pytest.approx(epoch + 2)

    asyncio.run(scenario())


def test_two_at_once_both_finish() -> None:
    async def scenario() -> None:
        loop = make()
        await asyncio.wait_for(asyncio.gather(loop.train(5), loop.train(3)), 10)
        assert loop.trainer.epoch == 8

    asyncio.run(scenario())


def test_an_exception_is_raised_at_the_next_train_and_only_there() -> None:
    async def scenario() -> None:
        loop = make()

        def break_() -> None:
            raise KeyError("lost")

        loop.post(break_)
        await until(lambda: loop.error)
        loop.step()  # a click in the browser can still train
        assert loop.trainer.epoch == 1
        with pytest.raises(RuntimeError, match="in the background") as failure:
            await loop.train(1)
        assert isinstance(failure.value.__cause__, KeyError)
        await loop.train(1)
        assert loop.trainer.epoch == 2

    asyncio.run(scenario())


def test_an_exception_while_training_is_raised_by_the_train_that_waits() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)

        def break_() -> None:
            raise KeyError("lost")

        loop.post(break_)
        with pytest.raises(RuntimeError, match="in the background"):
            await asyncio.wait_for(waiting, 5)

    asyncio.run(scenario())


def test_a_script_may_run_several_event_loops_one_after_the_other() -> None:
    loop = make()
    asyncio.run(asyncio.wait_for(loop.train(2), 5))
    asyncio.run(asyncio.wait_for(loop.train(2), 5))
    loop.fit(1)

    async def play() -> None:
        loop.play()
        await until(lambda: loop.trainer.epoch > 7)

    asyncio.run(play())
    assert not loop.playing, "the event loop that played is gone"
    own = asyncio.new_event_loop()
    own.run_until_complete(asyncio.wait_for(loop.train(1), 5))
    asyncio.run(asyncio.wait_for(loop.train(1), 5))  # while the other is still open
    own.run_until_complete(asyncio.wait_for(loop.train(1), 5))
    own.close()


def test_jobs_from_other_threads_are_done_in_order_in_the_thread_of_the_event_loop() -> None:
    async def scenario() -> None:
        loop = make()
        loop.play()
        done: list[tuple[int, int]] = []

        def post_all() -> None:
            for number in range(300):
                loop.post(lambda n=number: done.append((n, threading.get_ident())))

        thread = threading.Thread(target=post_all)
        thread.start()
        await until(lambda: len(done) == 300)
        thread.join()
        assert [number for number, _ in done] == list(range(300))
        assert {ident for _, ident in done} == {threading.get_ident()}
        loop.close()

    asyncio.run(scenario())


# ------------------------------------------------------------------ closing


def test_closing_while_it_trains_ends_the_task_and_the_wait() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        loop.close()
        await asyncio.wait_for(waiting, 5)
        await until(lambda: len(asyncio.all_tasks()) == 1)
        assert not loop.training

    asyncio.run(scenario())


def test_a_closed_loop_refuses_to_train_in_the_background() -> None:
    async def scenario() -> None:
        loop = make()
        loop.close()
        loop.close()
        with pytest.raises(RuntimeError, match="was closed"):
            await loop.train(1)
        with pytest.raises(RuntimeError, match="was closed"):
            loop.play()
        loop.post(lambda: pytest.fail("no jobs any more"))
        loop.edited()
        await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks()) == 1
        loop.fit(1)
        assert loop.trainer.epoch == 1

    asyncio.run(scenario())


def test_closing_in_another_thread_ends_the_task() -> None:
    async def scenario() -> None:
        loop = make()
        loop.play()
        await until(lambda: loop.trainer.epoch > 0)
        thread = threading.Thread(target=loop.close)
        thread.start()
        await until(lambda: len(asyncio.all_tasks()) == 1)
        thread.join()
        await asyncio.sleep(0)

    before = signal.getsignal(signal.SIGINT)
    asyncio.run(scenario())
    assert signal.getsignal(signal.SIGINT) is before


def test_a_closed_loop_is_freed() -> None:
    async def scenario() -> weakref.ref[Loop]:
        loop = make()
        loop.play()
        await until(lambda: loop.trainer.epoch > 0)
        loop.close()
        await until(lambda: len(asyncio.all_tasks()) == 1)
        return weakref.ref(loop)

    reference = asyncio.run(scenario())
    gc.collect()
    assert reference() is None


def test_twenty_loops_at_once_all_advance() -> None:
    async def scenario() -> None:
        loops = [make(seed=seed) for seed in range(20)]
        for loop in loops:
            loop.speed = None
            loop.play()
        await until(lambda: all(loop.trainer.epoch >= 3 for loop in loops), 20)
        for loop in loops:
            loop.close()
        await until(lambda: len(asyncio.all_tasks()) == 1)

    asyncio.run(scenario())


def test_other_tasks_get_their_turn_while_it_trains() -> None:
    async def scenario() -> float:
        loop = make(hidden_layers=(8, 8, 8))
        loop.speed = None
        loop.play()
        await until(lambda: loop.trainer.epoch > 1)
        waits = []
        for _ in range(40):
            start = time.perf_counter()
            await asyncio.sleep(0)
            waits.append(time.perf_counter() - start)
            await asyncio.sleep(0.003)
        loop.close()
        return sorted(waits)[len(waits) // 2]

    assert asyncio.run(scenario()) < 3 * SLICE
