"""Loading the data: one random stream for points, order and weights; the split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnwidget.data.datasets import DATASETS
from nnwidget.data.draw import draw
from nnwidget.data.split import Data, split
from nnwidget.data.table import Table
from nnwidget.training.options import Options
from nnwidget.training.origin import Origin


def load(options: Options, table: Table | None = None, number: int = 0) -> Data:
    return split(draw(Origin(table, number).of_points(options)), options.train_fraction)


TABLE = Table(np.arange(20.0).reshape(10, 2), np.arange(10.0) % 2, ("a", "b"), ("no", "yes"))


@pytest.mark.parametrize("seed", [3, "0.3"])
@pytest.mark.parametrize("name", DATASETS)
def test_a_built_in_data_set_has_its_usual_number_of_points(name: str, seed: int | str) -> None:
    data = load(Options(dataset=name, seed=seed))
    assert len(data.X) == len(data.y) == DATASETS[name].samples
    assert data.train == DATASETS[name].samples // 2
    assert data.columns == DATASETS[name].columns
    assert len(data.labels) == data.shape.classes


@given(st.integers(4, 2000), st.integers(1, 100))
@example(1200, 57)  # 0.57 * 1200 is 683.9999999999999
def test_so_many_percent_to_train_on_are_rounded_down_but_never_nothing(n: int, p: int) -> None:
    data = load(Options(samples=n, train_fraction=p / 100, dataset="plane"))
    assert data.train == max(1, n * p // 100)


@given(st.integers(4, 40), st.floats(1e-9, 1))
def test_any_share_to_train_on_is_met_to_one_point(n: int, share: float) -> None:
    data = load(Options(samples=n, train_fraction=share))
    assert 1 <= data.train <= n
    assert abs(data.train - n * share) < 1.001


def test_the_users_points_come_in_another_order_each_with_its_own_target() -> None:
    data = load(Options(dataset="custom"), TABLE)
    assert sorted(data.X[:, 0]) == sorted(TABLE.X[:, 0])
    assert (data.X[:, 0] != TABLE.X[:, 0]).any()
    assert (data.y == data.X[:, 0] / 2 % 2).all()
    assert data.labels == ("no", "yes")
    assert TABLE.X[:, 0].tolist() == list(range(0, 20, 2))


@pytest.mark.parametrize("seed", [3, "0.3"])
def test_another_draw_of_a_seed_is_other_data_and_always_the_same(seed: int | str) -> None:
    first, second, again = (load(Options(seed=seed), number=n).X for n in (0, 1, 1))
    assert (first != second).any()
    assert (second == again).all()
