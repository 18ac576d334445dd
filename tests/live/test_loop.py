"""What the live loop sends, against fake pages and a fake clock, and when it trains."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nnwidget.live import loop as loop_module
from nnwidget.live import turns
from nnwidget.live.frames import EDIT_SPACING
from nnwidget.live.interrupt import INTERRUPTS
from nnwidget.live.loop import NOBODY, Loop
from nnwidget.live.pace import BACKLOG, SLICE
from nnwidget.live.protocol import REASON_LIMIT
from nnwidget.live.views import HARD_LIMIT, LARGEST_WINDOW
from tests.fakes import Clock, Owner, Page, World, between
from tests.told import told

WORK = 0.0005
"""Seconds of work between two looks at the clock, where work takes time."""

QUICK_TO_TRAIN: dict[str, Any] = {"hidden_layers": (3,), "samples": 40, "batch_size": None}


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Owner]:
    """An event loop that runs; `World.run` does its work."""
    own = Owner()
    monkeypatch.setattr(turns, "kernel_loop", lambda: own)
    yield own
    for loop in list(loop_module.TRAINING):
        loop.close()


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
    world = playing(clock=Clock(cost=WORK), speed=speed, batch_size=2)
    page = Page(world, travel=lambda: 0.004, paint=lambda: 0.012)
    page.hello()
    world.run(5)
    assert page.rate(since=1) >= 24
    assert max(lag for time, lag in page.lags if time > 1) < 0.05


def test_frames_come_at_the_asked_rate_though_a_slice_may_make_one_late(owner: Owner) -> None:
    world = playing(clock=Clock(cost=WORK), speed=None, batch_size=2)
    Page(world).hello()
    world.run(5)
    assert len(world.frames(since=1)) / 4 == pytest.approx(30, rel=0.03)


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
    assert len(world.loop.jobs) == 0


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
    assert spacing.min() >= EDIT_SPACING * 0.99


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
    assert world.loop.all_shown
    assert len(world.frames()) == page.painted[-1]["frame"]


def test_new_data_bring_a_new_scene_before_the_frame(owner: Owner) -> None:
    world = World(**QUICK_TO_TRAIN)
    Page(world).hello()
    world.run(1)
    before = len(world.sent)
    world.trainer.regenerate()
    world.loop.edited()
    world.run(1)
    assert [kind for _, kind, _ in world.sent[before:]] == ["scene", "history", "frame"]


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
    world = playing(clock=Clock(cost=WORK), speed=None, batch_size=2)
    world.run(4)
    batches = world.trainer.epoch * world.trainer.batches_per_epoch
    assert batches * WORK >= 0.6 * 4  # seconds; the rest is the kernel's


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
    world.loop.pace.speed = 1
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
        start = time.thread_time()
        world.loop.tick()
        turns.append(time.thread_time() - start)
    world.loop.close()
    assert sorted(turns)[len(turns) // 2] < SLICE * 1.5


@pytest.mark.parametrize("count", [1, 2, 4])
def test_loops_that_train_at_the_same_time_share_a_slice(owner: Owner, count: int) -> None:
    clock = Clock(cost=WORK / 5)
    worlds = [playing(clock=clock, speed=None, batch_size=2) for _ in range(count)]
    start = clock.now
    for world in worlds:
        world.loop.tick()
    assert SLICE <= clock.now - start < 1.5 * SLICE
    batches = [world.trainer.epoch * world.trainer.batches_per_epoch for world in worlds]
    assert max(batches) - min(batches) <= 2


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
    assert (notice["code"], notice["by_rule"]) == ("diverged", True)
    assert "learning rate" in told(notice)
    assert np.isfinite(world.trainer.mlp.theta).all()


def test_an_interrupt_pauses_and_says_so(owner: Owner) -> None:
    world = playing()
    page = Page(world)
    page.hello()
    world.run(1)
    INTERRUPTS.happen(lambda: None)
    world.run(0.1)
    assert not world.loop.training
    assert page.painted[-1]["notice"]["code"] == "interrupted"


def test_play_makes_the_notice_go_away(owner: Owner) -> None:
    world = playing()
    INTERRUPTS.happen(lambda: None)
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
    assert (notice["code"], notice["by_rule"]) == ("error", False)
    assert told(notice).startswith("ZeroDivisionError: xxx")
    assert len(told(notice)) <= REASON_LIMIT
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
        raise MemoryError("no memory")

    monkeypatch.setattr(world.loop.frames.painter, "frame", break_)
    world.run(5)
    assert code(world.loop) == "error"
    assert len(tried) <= 3
