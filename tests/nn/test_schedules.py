"""Every schedule of the learning rate."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest

from nnwidget.nn.schedules import SCHEDULES, make_schedule

every_schedule = pytest.mark.parametrize("name", SCHEDULES)


@every_schedule
def test_a_schedule_starts_with_the_whole_learning_rate_and_never_raises_it(name: str) -> None:
    schedule = make_schedule({"name": name})
    factors = [schedule.factor(epoch) for epoch in range(1000)]
    assert factors[0] == 1
    assert all(0 <= later <= earlier for earlier, later in pairwise(factors))


@pytest.mark.parametrize(
    ("decay", "epoch", "factor"),
    [
        (0, 1000, 1),
        (0.5, 6, 0.25),
        ({"name": "inverse_time", "rate": 1}, 3, 0.25),
        ({"name": "exponential", "rate": 0.9}, 2, 0.81),
        ({"name": "step", "drop": 0.5, "every": 10}, 9, 1),
        ({"name": "step", "drop": 0.5, "every": 10}, 25, 0.25),
        ({"name": "cosine", "epochs": 100}, 50, 0.5),
        ({"name": "cosine", "epochs": 100}, 500, 0),
    ],
)
def test_a_schedule_gives_the_share_of_its_formula(
    decay: float | dict[str, Any], epoch: int, factor: float
) -> None:
    assert make_schedule(decay).factor(epoch) == pytest.approx(factor, rel=1e-14)


@every_schedule
def test_the_sliders_of_a_schedule_hold_its_default(name: str) -> None:
    assert SCHEDULES[name].label
    for field in fields(SCHEDULES[name]):
        assert field.metadata["min"] <= field.default <= field.metadata["max"]


@pytest.mark.parametrize(
    ("decay", "said"),
    [
        ({}, "'name' must be one of 'inverse_time'"),
        ({"name": "magic"}, "got 'magic'"),
        ({"name": ["step"]}, "must be one of"),
        ({"name": "step", "speed": 1}, "'speed'; it has: drop, every"),
        ({"name": "step", "drop": 2}, "drop must be a number from 0.01 to 1, got 2"),
    ],
)
def test_a_wrong_schedule_is_refused_by_name(decay: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_schedule(decay)
