"""The random stream of TensorFlow Playground, against the npm package `seedrandom`."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import numpy as np
import pytest

from nnwidget.nn.seedrandom import SeedRandom, normal, open_stream, uniform

TABLE = json.loads((Path(__file__).parent.parent / "oracles" / "seedrandom.json").read_text())


@pytest.mark.parametrize("row", TABLE["rows"], ids=lambda row: ascii(row["seed"][:10]))
def test_a_string_seed_gives_the_numbers_of_the_npm_package(row: dict) -> None:
    stream = SeedRandom(row["seed"])
    assert [stream.random() for _ in row["numbers"]] == row["numbers"]


def test_it_stays_in_step_for_a_hundred_thousand_numbers() -> None:
    stream = SeedRandom("far")
    for _ in range(100_000):
        number = stream.random()
        assert 0 <= number < 1
    assert stream.random() == TABLE["far"]


def test_half_a_surrogate_pair_is_a_seed_too() -> None:
    assert 0 <= SeedRandom("\ud83d").random() < 1


def test_a_whole_number_seeds_numpy_and_a_text_the_playground() -> None:
    assert open_stream(7).random() == np.random.default_rng(7).random()
    assert open_stream("7").random() == SeedRandom("7").random() != open_stream(7).random()


@pytest.mark.parametrize("seed", [7, "7"])
def test_every_draw_of_a_seed_is_a_stream_of_its_own_and_always_the_same(seed: int | str) -> None:
    firsts = [open_stream(seed, draw).random() for draw in range(4)]
    assert len(set(firsts)) == 4
    assert firsts == [open_stream(seed, draw).random() for draw in range(4)]


def test_uniform_numbers_fill_their_interval_evenly() -> None:
    rng = np.random.default_rng(0)
    numbers = [uniform(rng, -2, 6) for _ in range(20_000)]
    assert -2 <= min(numbers) < -1.99
    assert 5.99 < max(numbers) < 6
    assert statistics.fmean(numbers) == pytest.approx(2, abs=0.05)
    assert statistics.pvariance(numbers) == pytest.approx(64 / 12, rel=0.02)


def test_normal_numbers_have_the_moments_of_a_standard_normal() -> None:
    rng = np.random.default_rng(0)
    numbers = np.array([normal(rng) for _ in range(20_000)])
    assert numbers.mean() == pytest.approx(0, abs=0.02)
    assert numbers.var() == pytest.approx(1, rel=0.03)
    assert (numbers**4).mean() == pytest.approx(3, rel=0.1)
    assert (np.abs(numbers) > 1.96).mean() == pytest.approx(0.05, abs=0.005)
