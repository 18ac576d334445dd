"""Points painted, moved and removed by hand, and own data of every kind."""

from __future__ import annotations

import builtins
import json
import math
from collections.abc import Iterator
from typing import Any

import comm
import numpy as np
import pandas as pd
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.data.edit_points import edit_points
from nnwidget.data.shape import SAMPLES
from nnwidget.live.layout import unpack
from nnwidget.live.painter import Painter
from nnwidget.live.protocol import REASON_LIMIT
from nnwidget.pictures.plane import POINTS, Plane
from nnwidget.training.trainer import Trainer
from tests.fakes import RecordingComm
from tests.inside import inside
from tests.read_frames import own, paint
from tests.told import told

X = np.random.default_rng(2).normal(size=(40, 2)) * 3
Y = (X[:, 0] > 0).astype(int)


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def edit(w: Playground, **changes: Any) -> dict[str, Any]:
    """Points edited in the browser; the answer."""
    message = {"type": "edit_points", "view": 1, "seq": 1, "add": [], "move": [], "remove": []}
    w.comm.say(message | changes)
    return w.comm.customs[-1]


def shown(trainer: Trainer) -> np.ndarray:
    """The points as the browser gets them: x, y, target."""
    content, (buffer,) = Painter(trainer).scene(1)
    return unpack(content, buffer)["points"]


def points(w: Playground) -> np.ndarray:
    return np.column_stack([inside(w).trainer.data.X, inside(w).trainer.data.y])


def works(w: Playground) -> None:
    """It trains, and can be painted and read."""
    json.dumps(Painter(inside(w).trainer).scene(1).content, allow_nan=False)
    paint(inside(w).trainer)
    w.fit(3)
    assert np.isfinite(inside(w).trainer.mlp.theta).all()
    assert math.isfinite(w.loss_train)
    paint(inside(w).trainer)
    assert len(w.predict(w.X_train)) == len(w.X_train)


# ------------------------------------------------------------------ one edit


def test_an_added_point_is_there_and_training_goes_on() -> None:
    w = Playground(samples=60).fit(5)
    theta, before = inside(w).trainer.mlp.theta.copy(), points(w)
    assert edit(w, add=[[1, -2, 1]])["type"] == "done"
    assert w.dataset == "custom"
    assert (inside(w).trainer.mlp.theta == theta).all()
    assert w.epoch == 5
    after = points(w)
    assert len(after) == 61
    assert [1, -2, 1] in after.tolist()
    assert {*map(tuple, after)} == {*map(tuple, before), (1, -2, 1)}
    assert w.history.events[-1] == (5, "data edited")


def test_a_moved_point_keeps_its_number_and_its_class() -> None:
    w = Playground(samples=60)
    for number in (0, 29, 30, 59, 0):
        before = points(w)
        edit(w, move=[[number, 2.5, -1.5]])
        after = points(w)
        assert after[number].tolist() == [2.5, -1.5, before[number, 2]]
        others = np.arange(60) != number
        assert (after[others] == before[others]).all()


def test_removed_points_are_gone_and_the_others_keep_their_order() -> None:
    w = Playground(samples=60)
    before = points(w)
    edit(w, remove=[3, 50, 3])
    assert (points(w) == np.delete(before, [3, 50], axis=0)).all()


@pytest.mark.parametrize("train_fraction", [0.5, 0.37, 0.9, 1])
@pytest.mark.parametrize("seed", [1, "0.25"])
def test_test_points_do_not_become_training_points_by_an_edit(
    train_fraction: float, seed: Any
) -> None:
    w = Playground(samples=100, train_fraction=train_fraction, seed=seed)
    for number in range(10):
        train, test = ({*map(tuple, rows)} for rows in (w.X_train, w.X_test))
        edit(w, add=[[number, 0.5, 0], [number, -0.5, 1]], move=[[number, 0, number / 7]])
        changed = {*map(tuple, w.X_train)} & test | {*map(tuple, w.X_test)} & train
        assert len(changed) <= 1, "but for the share's rounding"
        assert len(w.X_train) == max(1, int(len(points(w)) * train_fraction + 1e-9))


def test_everything_at_once_counts_in_the_order_of_before() -> None:
    w = Playground(samples=20)
    before = points(w)
    edit(w, add=[[5, 5, 0]], move=[[1, 1, 1], [2, 2, 2]], remove=[0, 2])
    after = points(w).tolist()
    assert [1, 1, before[1, 2]] in after
    assert [5, 5, 0] in after
    assert [2, 2, before[2, 2]] not in after
    assert len(after) == 19


def test_a_point_of_the_next_class_makes_a_new_class_and_a_new_start() -> None:
    w = Playground(samples=60).fit(5)
    edit(w, add=[[0, 0, 2]])
    assert inside(w).trainer.shape.classes == 3
    assert inside(w).trainer.mlp.sizes[-1] == 3
    assert w.epoch == 0
    works(w)


@pytest.mark.parametrize(
    ("labels", "third"),
    [
        ([0, 1], 2),
        ([3, 7], 8),
        ([1.0, 2.0], 3.0),
        (["cat", "dog"], "class 2"),
        (["a", "class 2"], "class 3"),
    ],
)
def test_a_new_class_gets_a_label_of_its_own(labels: list[Any], third: Any) -> None:
    w = Playground(data=(X, np.array(labels)[Y]))
    edit(w, add=[[0, 0, 2]])
    assert list(inside(w).trainer.data.labels) == [*labels, third]
    assert len(set(map(str, inside(w).trainer.data.labels))) == 3


def test_in_regression_the_target_is_a_number() -> None:
    w = Playground(dataset="plane", samples=50).fit(2)
    edit(w, add=[[1, 1, 0.125]])
    assert [1, 1, 0.125] in points(w).tolist()
    assert inside(w).trainer.shape.problem == "regression"
    assert w.epoch == 2
    works(w)


def test_with_one_column_a_point_has_a_place_and_a_target() -> None:
    w = Playground(dataset="sine", samples=50)
    before = points(w)
    edit(w, add=[[1.5, 99, -0.5]], move=[[4, 0.25, 99]])
    after = points(w)
    assert [1.5, -0.5] in after.tolist()
    assert after[4].tolist() == [0.25, before[4, 1]]
    works(w)


def test_more_columns_than_the_plot_has_keep_their_values_or_get_the_mean() -> None:
    trainer = own(4, 2)
    axes = [2, 1]
    data = trainer.data
    table = edit_points(
        data, trainer.options.train_fraction, range(40), axes, [[7, 8, 1]], [[0, 5, 6]], []
    )
    assert table.X[0].tolist() == [data.X[0, 0], 6, 5, data.X[0, 3]]
    (new,) = [row for row in table.X if row[2] == 7]
    np.testing.assert_allclose(new, [data.X[:, 0].mean(), 8, 7, data.X[:, 3].mean()])


def test_of_many_points_those_that_are_shown_can_be_edited() -> None:
    w = Playground(samples=12_000, hidden_layers=[])
    numbers = shown(inside(w).trainer)
    assert len(numbers) <= POINTS
    edit(w, move=[[1000, 0.5, 0.25]], remove=[1001])
    assert len(points(w)) == 11_999
    assert [0.5, 0.25, numbers[1000, 2]] in points(w).tolist()
    place = numbers[1001, :2]
    assert not np.isclose(points(w)[:, :2], place, atol=1e-6, rtol=0).all(axis=1).any()


def test_editing_keeps_inputs_options_and_own_columns() -> None:
    frame = pd.DataFrame(X, columns=["height", "weight"])
    w = Playground(data=(frame, np.array(["no", "yes"])[Y]), features=["x1", "x2", "x1*x2"])
    edit(w, add=[[1, 1, 0]])
    assert w.features == ["x1", "x2", "x1*x2"]
    assert inside(w).trainer.data.columns == ("height", "weight")
    assert inside(w).trainer.data.labels == ("no", "yes")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "two numbers": ({"add": [[1, 2]]}, "three numbers"),
    "four numbers": ({"move": [[1, 2, 3, 4]]}, "three numbers"),
    "nothing": ({"add": [[]]}, "three numbers"),
    "huge": ({"add": [[1e40, 0, 0]]}, "three numbers"),
    "a class too far": ({"add": [[0, 0, 3]]}, "from 0 to 2, got 3"),
    "half a class": ({"add": [[0, 0, 0.5]]}, "whole number"),
    "a class below 0": ({"add": [[0, 0, -1]]}, "from 0 to 2"),
    "a point that is not there": ({"move": [[60, 0, 0]]}, "no point 60; the plot shows 60"),
    "a point before the first": ({"remove": [-1]}, "no point -1"),
    "half a point": ({"move": [[0.5, 0, 0]]}, "no point 0.5"),
    "all removed": ({"add": [], "remove": list(range(60))}, "at least two points"),
    "all but one removed": ({"add": [], "remove": list(range(59))}, "at least two points"),
    "texts": ({"add": [["1", 2, 0]]}, "wrong value"),
    "NaN": ({"add": [[math.nan, 2, 0]]}, "wrong value"),
    "beyond any float": ({"add": [[10**400, 2, 0]]}, "wrong value"),
    "a huge number of a point": ({"remove": [2**53 - 1]}, "no point 9007199254740991"),
    "a number that no browser has": ({"remove": [10**400]}, "wrong value"),
}


@pytest.mark.parametrize(("changes", "said"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_edit_is_refused_with_words_and_changes_nothing(
    changes: dict[str, Any], said: str
) -> None:
    w = Playground(samples=60).fit(2)
    before = points(w).tobytes(), w.dataset, inside(w).trainer.version
    answer = edit(w, **({"add": [[1, 1, 0]]} | changes))
    assert answer["type"] == "refused"
    assert said in told(answer)
    assert len(told(answer)) <= REASON_LIMIT
    assert (points(w).tobytes(), w.dataset, inside(w).trainer.version) == before


def test_more_points_than_are_allowed_are_refused() -> None:
    w = Playground(samples=SAMPLES, hidden_layers=[])
    assert "100,000" in told(edit(w, add=[[0, 0, 0]]))
    assert w.dataset == "circle"


def test_a_thirteenth_class_is_refused_and_twelve_work() -> None:
    w = Playground(dataset="blobs", classes=3, samples=60)
    for number in range(3, 12):
        assert edit(w, add=[[number / 2, 0, number]])["type"] == "done"
    works(w)
    assert inside(w).trainer.shape.classes == 12
    assert "from 0 to 11, got 12" in told(edit(w, add=[[0, 0, 12]]))


# ------------------------------------------------------------------ own data of every kind


def grid(count: int, classes: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(count)
    return rng.uniform(-3, 3, (count, 2)), np.arange(count) % classes


USABLE: dict[str, Any] = {
    "two points": grid(2),
    "five points": grid(5),
    "5,000 points": grid(5000),
    "twelve classes": grid(60, 12),
    "thirteen values are numbers": grid(60, 13),
    "points outside the plot": (X * 100 + 1000, Y),
    "tiny numbers": (X * 1e-9, Y),
    "large numbers": (X * 1e6, Y),
    "one column": (X[:, 0], Y),
    "texts as labels": (X, np.array(["<b>", "&amp;"])[Y]),
    "switches": (X > 0, Y > 0),
}


@pytest.mark.parametrize("data", USABLE.values(), ids=USABLE)
def test_usable_data_are_trained_on_and_painted(data: Any) -> None:
    works(Playground(data=data, standardize=True, hidden_layers=[3]))
    w = Playground(samples=40, standardize=True).fit(2)
    w.data = data
    works(w)
    assert edit(w, move=[[0, 1, 1]])["type"] == "done"
    works(w)


UNUSABLE: dict[str, tuple[Any, str]] = {
    "one class": ((X, ["yes"] * 40), "only one class, 'yes'"),
    "one class as a number": ((X, np.ones(40)), "only one class"),
    "all points equal": ((np.ones((40, 2)), Y), "constant"),
    "one point": ((X[:1], Y[:1]), "at least 2 rows"),
    "no points": ((X[:0], Y[:0]), "at least 2 rows"),
    "thirteen labels": ((X[:13], [f"c{n}" for n in range(13)]), "13 different labels"),
    "NaN": ((np.where(X > 5, X, np.nan), Y), "missing value"),
    "infinity": ((np.where(X > 0, X, np.inf), Y), "inf"),
    "text": ((np.full((40, 2), "a"), Y), "numbers"),
    "huge numbers": ((X * 1e31, Y), "finite numbers up to"),
    "65 columns": ((np.zeros((40, 65)), Y), "64 columns"),
    "100,001 rows": ((np.zeros((100_001, 1)), np.zeros(100_001)), "100,000 rows"),
    "no pair": (X[:, 0], "pair"),
    "a path": ("data.csv", "pair"),
    "nothing": (None, "pair"),
    "a frame of labels only": (pd.DataFrame({"kind": list("ab")}), "columns"),
}


@pytest.mark.parametrize(("data", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_data_are_refused_with_words_and_the_data_before_stay(
    data: Any, said: str
) -> None:
    w = Playground(data=(X, Y)).fit(2)
    before = points(w).tobytes(), inside(w).trainer.version, inside(w).trainer.mlp.theta.tobytes()
    with pytest.raises(ValueError, match=said):
        w.data = data
    assert (
        points(w).tobytes(),
        inside(w).trainer.version,
        inside(w).trainer.mlp.theta.tobytes(),
    ) == before
    assert not w.undo()


def test_all_points_of_one_class_or_in_one_place_work_when_painted_so() -> None:
    w = Playground(samples=20)
    ones = [number for number, y in enumerate(points(w)[:, 2]) if y == 1]
    assert edit(w, remove=ones)["type"] == "done"
    assert set(points(w)[:, 2]) == {0}
    works(w)
    assert edit(w, move=[[n, 1, 1] for n in range(len(points(w)))])["type"] == "done"
    works(w)
    w.standardize = True
    works(w)


def test_points_far_outside_the_plot_are_seen() -> None:
    w = Playground(samples=20)
    assert Plane(inside(w).trainer).extent == [-6, 6, -6, 6]
    edit(w, add=[[50, -30, 0]])
    x_min, x_max, y_min, y_max = Plane(inside(w).trainer).extent
    assert x_min < -4
    assert x_max > 50
    assert y_min < -30
    assert y_max > 4
    works(w)


# ------------------------------------------------------------------ w.data


def test_the_data_come_as_a_frame_with_real_labels() -> None:
    frame = pd.DataFrame(X, columns=["height", "weight"])
    w = Playground(data=(frame, np.array(["no", "yes"])[Y]), train_fraction=0.3)
    got = w.data
    assert list(got.columns) == ["height", "weight", "label"]
    assert len(w.X_train) == 12
    assert (got[["height", "weight"]].to_numpy()[:12] == w.X_train).all()
    expected = {(*row, ("no", "yes")[y]) for row, y in zip(X.tolist(), Y, strict=True)}
    assert {*got.itertuples(index=False, name=None)} == expected


@pytest.fixture
def without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **keys: Any) -> Any:
        if name.partition(".")[0] == "pandas":
            raise ImportError(name)
        return real(name, *args, **keys)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_pandas_the_data_come_as_arrays(without_pandas: None) -> None:
    w = Playground(data=(X, np.array(["no", "yes"])[Y]))
    got_X, got_y = w.data
    assert set(got_y) == {"no", "yes"}
    assert (got_X[: len(w.X_train)] == w.X_train).all()
    got_X[...] = 0
    assert w.X_train.any(), "the arrays are the user's own"


def same(w: Playground, v: Playground) -> None:
    assert {*map(tuple, points(w))} == {*map(tuple, points(v))}
    assert inside(w).trainer.shape == inside(v).trainer.shape
    assert inside(w).trainer.data.labels == inside(v).trainer.data.labels


@pytest.mark.parametrize(
    "options",
    [{"dataset": "spiral"}, {"dataset": "iris"}, {"dataset": "multi_gauss"}, {"dataset": "sine"}],
    ids=lambda o: o["dataset"],
)
def test_what_is_got_can_be_given_back_as_a_frame_and_training_goes_on(
    options: dict[str, Any],
) -> None:
    w, v = Playground(**options).fit(2), Playground(**options).fit(2)
    w.data = w.data
    assert w.dataset == "custom"
    assert w.epoch == 2
    assert (inside(w).trainer.mlp.theta == inside(v).trainer.mlp.theta).all()
    same(w, v)
    works(w)
    same(Playground(data=w.data), w)


def test_what_is_got_can_be_given_back_as_arrays(without_pandas: None) -> None:
    w, v = Playground(dataset="iris").fit(2), Playground(dataset="iris")
    w.data = w.data
    same(w, v)
    works(w)


def test_a_column_called_label_keeps_its_name() -> None:
    w = Playground(data=(pd.DataFrame(X, columns=["label", "label_"]), Y))
    assert list(w.data.columns) == ["label", "label_", "label__"]
    w.data = w.data
    works(w)


def test_after_other_data_only_what_fits_them_is_allowed() -> None:
    w = Playground(data=(X, Y))
    w.data = (X, X[:, 0])
    with pytest.raises(traitlets.TraitError, match="hinge"):
        w.loss = "hinge"
    assert w.loss == inside(w).trainer.options.loss == "auto"
    works(w)
