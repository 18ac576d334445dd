"""Every data set. That six of them are the Playground's to the last digit, the golden links say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnwidget.data.datasets import DATASETS, shuffle
from nnwidget.nn.losses import LOSSES

every_dataset = pytest.mark.parametrize("name", DATASETS)
classified = pytest.mark.parametrize("name", [n for n, d in DATASETS.items() if d.classes != 0])

CHANCE = {"xor", "checkerboard", "iris"}
"""Data sets whose points fall into their classes by chance."""


def draw(name: str, n: int = 400, noise: float = 0.0, classes: int = 3, seed: int = 1):
    return DATASETS[name].draw(np.random.default_rng(seed), n, noise, classes)


@every_dataset
@pytest.mark.parametrize("n", [4, 101, 150])
@pytest.mark.parametrize("noise", [0.0, 0.25, 1.0])
def test_there_are_as_many_points_as_asked_all_finite(name: str, n: int, noise: float) -> None:
    X, y = draw(name, n, noise)
    assert X.shape == (n, len(DATASETS[name].columns))
    assert y.shape == (n,)
    assert np.isfinite(X).all()
    assert np.isfinite(y).all()


@every_dataset
def test_the_same_seed_gives_the_same_points_and_another_one_others(name: str) -> None:
    X, y = draw(name, noise=0.1)
    again, y_again = draw(name, noise=0.1)
    other, _ = draw(name, noise=0.1, seed=2)
    assert (again == X).all()
    assert (y == y_again).all()
    assert (other != X).any()


@classified
@pytest.mark.parametrize("n", [100, 101])
def test_every_class_has_its_share(name: str, n: int) -> None:
    k = DATASETS[name].classes or 3
    _, y = draw(name, n)
    counts = np.bincount(y.astype(int), minlength=k)
    assert set(y) == set(range(k))
    if name in CHANCE:
        assert counts.min() > 0.6 * n / k
    else:
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", [n for n, d in DATASETS.items() if d.classes is None])
@pytest.mark.parametrize("classes", [2, 5, 12])
def test_some_data_sets_have_as_many_classes_as_one_likes(name: str, classes: int) -> None:
    _, y = draw(name, classes=classes)
    assert set(y) == set(range(classes))


@every_dataset
def test_data_without_noise_lie_within_the_picture_if_they_are_meant_to(name: str) -> None:
    if DATASETS[name].extent:
        X, _ = draw(name, n=1000)
        assert np.abs(X).max() <= 6


def disorder(name: str, noise: float) -> float:
    """How often a point's nearest other point is of another class (or how far off its number
    is): 0 where the data are clear."""
    X, y = draw(name, n=400, noise=noise)
    distance = np.linalg.norm(X[:, np.newaxis] - X, axis=2)
    np.fill_diagonal(distance, np.inf)
    off = np.abs(y - y[distance.argmin(axis=1)])
    return float((off > 0).mean() if DATASETS[name].classes != 0 else off.mean())


@every_dataset
def test_more_noise_makes_the_data_harder(name: str) -> None:
    clear, slight, noisy = (disorder(name, noise) for noise in (0.0, 0.1, 0.5))
    assert clear < 0.1
    assert clear <= slight <= noisy
    assert noisy > clear + 0.02


def test_circle_moves_only_the_classes_by_noise() -> None:
    X, y = draw("circle", noise=0.0)
    noisy, y_noisy = draw("circle", noise=0.3)
    assert (noisy == X).all()
    assert (y != y_noisy).any()
    assert ((np.hypot(*X.T) < 2.5) == y).all()


def test_xor_has_a_gap_of_three_tenths_along_the_axes() -> None:
    X, y = draw("xor", n=2000)
    assert 0.3 <= np.abs(X).min() < 0.32
    assert ((X[:, 0] * X[:, 1] >= 0) == y).all()


def test_gauss_has_its_classes_around_two_and_minus_two_and_widens_with_noise() -> None:
    for noise, variance in ((0.0, 0.5), (0.5, 4.0)):
        X, y = draw("gauss", n=8000, noise=noise)
        for label, centre in ((1, 2), (0, -2)):
            cloud = X[y == label]
            assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.1)
            assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.07)


def test_the_arms_of_the_spiral_are_each_other_turned_by_half() -> None:
    X, y = draw("spiral")
    np.testing.assert_allclose(X[y == 1], -X[y == 0], rtol=0, atol=1e-12)
    assert np.hypot(*X.T).max() < 5


def test_the_plane_is_a_tenth_of_the_sum() -> None:
    X, y = draw("plane")
    np.testing.assert_allclose(y, X.sum(axis=1) / 10, rtol=0, atol=1e-15)


def test_multi_gauss_has_six_hills_of_height_one() -> None:
    X, y = draw("multi_gauss", n=4000)
    assert -1 <= y.min() < -0.9
    assert 0.9 < y.max() <= 1
    near = np.hypot(X[:, 0] - 4, X[:, 1] + 2.5) < 0.2
    assert (y[near] < -0.85).all()
    assert (y[np.hypot(X[:, 0], X[:, 1]) < 0.4] == 0).all()


def test_sine_has_one_column() -> None:
    X, y = draw("sine")
    np.testing.assert_allclose(y, np.sin(X[:, 0]), rtol=0, atol=1e-15)


def test_iris_are_fishers_flowers() -> None:
    X, y = draw("iris", n=500)
    assert X.shape == (150, 4)
    assert np.bincount(y.astype(int)).tolist() == [50, 50, 50]
    assert X.mean(axis=0) == pytest.approx([5.8433, 3.0573, 3.758, 1.1993], abs=1e-4)
    from sklearn.datasets import load_iris

    theirs = load_iris(return_X_y=True)
    ours = sorted(map(tuple, np.column_stack([X, y]).round(9).tolist()))
    assert ours == sorted(map(tuple, np.column_stack(theirs).round(9).tolist()))


def test_a_shuffle_keeps_rows_together_and_reaches_every_order_alike() -> None:
    seen: dict[tuple[int, ...], int] = {}
    rng = np.random.default_rng(0)
    for _ in range(6000):
        X, y = np.arange(6).reshape(3, 2).copy(), np.arange(3)
        shuffle(rng, X, y)
        assert (X[:, 0] == 2 * y).all()
        assert (X[:, 1] == 2 * y + 1).all()
        seen[tuple(y.tolist())] = seen.get(tuple(y.tolist()), 0) + 1
    assert len(seen) == math.factorial(3)
    assert min(seen.values()) > 900
    assert max(seen.values()) < 1100


@every_dataset
def test_every_data_set_says_what_the_menus_need(name: str) -> None:
    row = DATASETS[name]
    assert row.label
    assert row.samples >= 4
    assert (row.problem == "regression") == (row.classes == 0)
    assert any(row.problem in loss.problems for loss in LOSSES.values())
    assert len(row.labels) in (0, row.classes)
