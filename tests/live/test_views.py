"""How many frames may be on their way to the views."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget.live.views import (
    HARD_LIMIT,
    LARGEST_WINDOW,
    LONGEST_PATIENCE,
    PATIENCE,
    VIEWS,
    View,
    Views,
)


def answer(view: View, delays: list[float], start: float = 0.0) -> None:
    """Send and acknowledge one frame after the other."""
    now = start
    for number, delay in enumerate(delays, round(start * 1000)):
        view.sent(number, now)
        now += delay
        view.ack(number, now)


@pytest.fixture
def views() -> Views:
    two = Views()
    two.hello(1, 0.0)
    two.hello(2, 0.0)
    return two


def test_a_quick_page_gets_the_largest_window() -> None:
    view = View()
    answer(view, [0.02] * 10)
    assert view.window == LARGEST_WINDOW


def test_a_slow_page_gets_one_frame_at_a_time() -> None:
    view = View()
    answer(view, [0.02] * 10 + [0.2] * 20)
    assert view.window == 1


def test_a_single_very_late_answer_halves_the_window() -> None:
    view = View()
    answer(view, [0.02] * 10)
    view.sent(100, 1.0)
    view.ack(100, 1.3)
    assert view.window == LARGEST_WINDOW // 2


def test_a_page_that_becomes_quick_again_gets_its_window_back() -> None:
    view = View()
    answer(view, [0.4] * 5)
    answer(view, [0.02] * 20, start=5.0)
    assert view.window == LARGEST_WINDOW


@given(st.lists(st.floats(0.001, 1.9), min_size=1, max_size=60))
def test_whatever_the_delays_the_window_stays_between_one_and_the_largest(
    delays: list[float],
) -> None:
    view = View()
    answer(view, delays)
    assert 1 <= view.window <= LARGEST_WINDOW


def test_an_answer_counts_for_the_frames_before_it_too() -> None:
    view = View()
    for frame in (1, 2, 3):
        view.sent(frame, 0.0)
    view.ack(2, 0.05)
    assert view.in_flight == 1


def test_an_answer_to_a_frame_that_was_never_sent_changes_nothing() -> None:
    view = View()
    view.sent(1, 0.0)
    for frame in (0, -5, 7, 10**30):
        view.ack(frame, 0.01)
    assert (view.in_flight, view.window) == (1, 2)


def test_with_a_full_window_there_is_room_only_when_the_oldest_frame_is_given_up() -> None:
    view = View()
    view.sent(1, 1.0)
    assert view.free_at() == 0.0
    view.sent(2, 1.5)
    assert view.free_at() == 1.0 + PATIENCE


def test_a_silent_page_is_asked_ever_less_often() -> None:
    views = Views()
    views.hello(1, 0.0)
    asked, now = [], 0.0
    for frame in range(12):
        free_at = views.free_at(now)
        assert free_at is not None
        now = max(now, free_at)
        views.free_at(now)
        asked.append(now)
        views.sent(frame, now)
    waits = [b - a for a, b in pairwise(asked)]
    assert waits[:4] == [0.0, PATIENCE, 2 * PATIENCE, 4 * PATIENCE]
    assert set(waits[5:]) == {LONGEST_PATIENCE}


def test_a_page_slower_than_the_patience_does_not_get_frames_faster_than_it_answers() -> None:
    views, painting = Views(), 3.0
    views.hello(1, 0.0)
    now, frame, busy_until, sent = 0.0, 0, 0.0, []
    waiting: list[tuple[float, int]] = []
    while now < 120:
        while waiting and waiting[0][0] <= now:
            done, number = waiting.pop(0)
            views.ack(1, number, done)
        if (views.free_at(now) or 0.0) <= now:
            frame += 1
            views.sent(frame, now)
            sent.append(now)
            busy_until = max(busy_until, now) + painting
            waiting.append((busy_until, frame))
        now += 0.05
    assert len(waiting) <= 2
    assert len([time for time in sent if time > 60]) <= 60 / painting + 1


def test_the_slowest_page_that_answers_decides(views: Views) -> None:
    for frame in range(2):
        views.sent(frame, 0.0)
    views.ack(1, 1, 0.05)
    assert views.free_at(0.1) == PATIENCE
    views.ack(2, 1, 0.2)
    assert views.free_at(0.2) == 0.0


def test_a_page_that_is_silent_holds_nobody_else_up(views: Views) -> None:
    for frame in range(2):
        views.sent(frame, 0.0)
    views.ack(1, 1, 0.05)
    assert views.free_at(PATIENCE) == 0.0
    for frame in range(2, 302):
        now = PATIENCE + frame / 30
        assert (views.free_at(now) or 0.0) <= now
        views.sent(frame, now)
        views.ack(1, frame, now + 0.02)


def test_a_page_that_is_silent_keeps_nobodys_edit_waiting(views: Views) -> None:
    views.sent(0, 0.0)
    views.ack(1, 0, 0.05)
    views.free_at(PATIENCE)
    for frame in range(1, HARD_LIMIT + 2):
        views.sent(frame, PATIENCE)
        views.ack(1, frame, PATIENCE)
    assert views[2].in_flight > HARD_LIMIT
    assert not views.crowded()


def test_too_many_frames_in_flight_are_a_crowd_also_for_one_silent_page() -> None:
    views = Views()
    views.hello(1, 0.0)
    for frame in range(HARD_LIMIT):
        assert not views.crowded()
        views.sent(frame, 0.0)
    assert views.crowded()


def test_a_silent_page_counts_again_when_it_answers(views: Views) -> None:
    views.sent(1, 0.0)
    views.free_at(PATIENCE)
    assert not views[2].responsive
    views.ack(2, 1, PATIENCE + 0.5)
    assert views[2].responsive


def test_with_no_page_there_is_never_room(views: Views) -> None:
    views.bye(1)
    views.bye(2)
    views.bye(3)
    assert views.free_at(0.0) is None


def test_a_page_that_says_hello_again_starts_anew_and_looks_at_the_same_neuron(
    views: Views,
) -> None:
    views.look(1, (2, 1))
    for frame in range(5):
        views.sent(frame, 0.0)
    views.hello(1, 1.0)
    assert (views[1].in_flight, views[1].look) == (0, (2, 1))


def test_each_neuron_looked_at_is_drawn_once(views: Views) -> None:
    views.look(1, (2, 1))
    views.look(2, (2, 1))
    assert views.looks == [(2, 1)]
    views.look(2, (1, 3))
    assert views.looks == [(2, 1), (1, 3)]
    views.look(1, None)
    assert views.looks == [(1, 3)]


def test_a_stranger_changes_nothing_but_somebody_is_there(views: Views) -> None:
    views.ack(99, 1, 7.0)
    views.look(99, (1, 1))
    views.alive(5.0)
    assert len(views) == 2
    assert views.looks == []
    assert views.last_seen == 7.0


def test_countless_pages_take_no_more_than_the_room_of_a_few() -> None:
    views = Views()
    for view in range(1000):
        views.hello(view, float(view))
    assert len(views) == VIEWS
    assert views[999].in_flight == 0
