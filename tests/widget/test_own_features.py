"""Inputs by Python functions, and names that look like markup."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import comm
import numpy as np
import pandas as pd
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.data.shape import COLUMNS
from nnwidget.live.layout import unpack
from nnwidget.live.painter import Painter
from tests.fakes import Clock, RecordingComm
from tests.inside import inside, set_clock
from tests.read_frames import middles, paint
from tests.told import told

RADIUS = ("r", lambda x1, x2: np.hypot(x1, x2))


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def state(w: Playground) -> tuple[Any, ...]:
    trainer = inside(w).trainer
    own = dict(trainer.own_features)
    inputs = trainer.inputs(np.array([[0.5, -2.0], [3.0, 1.0]])).tolist()
    return w.features, trainer.options, trainer.mlp.theta.tobytes(), w.epoch, own, inputs


def scene(w: Playground) -> dict[str, Any]:
    return Painter(inside(w).trainer).scene(1).content


def edit(w: Playground, **changes: Any) -> dict[str, Any]:
    w.comm.say({"type": "edit", "view": 1, "seq": 1, "changes": changes})
    return w.comm.customs[-1]


# ------------------------------------------------------------------ what they do


def test_an_own_feature_is_trained_on_shown_and_written_out() -> None:
    w = Playground(dataset="circle", features=["x1", RADIUS], hidden_layers=[], seed=1)
    assert w.features == ["x1", "r"]
    assert w.fit(100).accuracy_test > 0.95
    assert abs(w.weights[0][0, 1]) > 10 * abs(w.weights[0][0, 0])
    assert "·r " in w.equation().text
    content = scene(w)
    assert content["features"] == ["x1", "r"]
    assert content["feature_names"][-1] == content["feature_labels"][-1] == "r"
    paint(inside(w).trainer)
    middle, outside = w.predict([[0, 0], [4, 4]])
    assert (middle, outside) == (1, 0)


def test_its_map_is_the_function_over_the_plot() -> None:
    w = Playground(features=[("p", lambda x1, x2: x1 * x2 / 36)])
    content, (buffer,) = Painter(inside(w).trainer).scene(1)
    grid = content["feature_grid"]
    maps = unpack(content, buffer)["feature_maps"].reshape(-1, grid * grid)
    x1, x2 = middles(content["extent"], grid).T
    expected = x1 * x2 / 36 * 127.5 + 127.5
    np.testing.assert_allclose(maps[-1].astype(float), expected, atol=0.6)


def test_it_is_switched_by_name_like_the_others_and_offered_all_the_time() -> None:
    w = Playground(features=["x1", "x2", RADIUS])
    assert edit(w, features=["x1", "x2"])["type"] == "done"
    assert "r" in scene(w)["feature_names"]
    assert inside(w).trainer.mlp.sizes[0] == 2
    assert edit(w, features=["r", "x2"])["type"] == "done"
    assert w.features == ["r", "x2"]
    np.testing.assert_allclose(inside(w).trainer.inputs(np.array([[3.0, 4.0]]))[:, 0], [5, 4, 1])


def test_the_function_gets_the_columns_one_by_one_whatever_the_data_are() -> None:
    for dataset, columns in (("circle", 2), ("iris", 4), ("sine", 1)):
        got: list[int] = []

        def total(*x: Any, got: list[int] = got) -> Any:
            got.append(len(x))
            return sum(x)

        w = Playground(features=["x1", ("s", total)], dataset=dataset).fit(2)
        assert set(got) == {columns}
        assert w.features == ["x1", "s"]
        v = Playground().change(features=["x1", ("s", total)], dataset=dataset)
        assert v.features == ["x1", "s"]
        assert v.fit(1).epoch == 1
    X = np.random.default_rng(0).normal(size=(30, 3))
    w = Playground(data=(X, X[:, 0] > 0), features=[("m", lambda a, b, c: a - c)]).fit(2)
    assert w.features == ["m"]


def test_a_constant_and_whole_numbers_are_allowed() -> None:
    w = Playground(features=["x1", ("one", lambda a, b: 1), ("up", lambda a, b: a > 0)]).fit(2)
    assert inside(w).trainer.inputs(np.array([[2.0, 0.0]]))[:, 0].tolist() == [2, 1, 1, 1]


def test_it_is_there_again_when_the_data_set_comes_back() -> None:
    w = Playground(features=["x1", RADIUS]).fit(2)
    w.dataset = "iris"
    assert w.features == ["x1"]
    assert "r" not in scene(w)["feature_names"]
    w.fit(1)
    w.dataset = "circle"
    assert "r" in scene(w)["feature_names"]
    w.features = ["r"]
    assert w.fit(20).accuracy_test > 0.5


def test_it_comes_before_a_built_in_input_that_the_widget_shows_under_its_name() -> None:
    w = Playground(features=["x1²"])
    assert w.features == ["x1^2"]
    w.features = [("x1²", lambda a, b: a - b), "X1X2"]
    assert w.features == ["x1²", "x1*x2"]
    assert inside(w).trainer.inputs(np.array([[3.0, 1.0]]))[:2, 0].tolist() == [2, 3]
    assert edit(w, features=["x1²", "x1^2"])["type"] == "done"
    assert w.features == ["x1²", "x1^2"]


def test_undo_and_time_travel_know_it() -> None:
    w = Playground(samples=60).fit(3)
    before = state(w)[:4]
    w.features = ["x1", RADIUS]
    w.fit(3)
    after = state(w)
    assert w.undo()
    assert state(w)[:4] == before
    assert w.redo()
    assert state(w) == after
    w.go_to(2)
    assert w.features == ["x1", "x2"]
    w.go_to(6)
    assert state(w) == after


def test_the_same_name_with_another_function_is_another_feature() -> None:
    w = Playground(samples=60, features=["x1", ("f", lambda a, b: a + b)]).fit(3)
    set_clock(w, Clock(cost=1))
    w.comm.say({"type": "hello", "view": 1})
    before, weights = state(w), inside(w).trainer.mlp.theta.copy()
    w.features = ["x1", ("f", lambda a, b: a * b)]
    assert (inside(w).trainer.mlp.theta == weights).all()
    assert inside(w).trainer.inputs(np.array([[2.0, 3.0]]))[1, 0] == 6
    assert w.comm.customs[-2]["type"] in ("scene", "history")
    loss = w.loss_train
    assert loss == Playground.from_dict(_with_product(w)).loss_train
    assert w.undo()
    assert state(w) == before
    assert w.redo()
    assert w.loss_train == loss


def _with_product(w: Playground) -> dict[str, Any]:
    """The run of a widget with the built-in x1*x2 in the place of its function."""
    v = Playground(samples=60, features=["x1", "x1*x2"])
    v.weights, v.biases = w.weights, w.biases
    return v.to_dict()


def test_a_run_with_it_cannot_be_saved_and_says_which() -> None:
    w = Playground(features=["x1", RADIUS]).fit(2)
    with pytest.raises(ValueError, match="'r' is a Python function and cannot be saved"):
        w.to_dict()
    w.features = ["x1"]
    w.fit(2)
    again = Playground.from_dict(json.loads(json.dumps(w.to_dict())))
    assert again.fit(1).loss_test == w.fit(1).loss_test
    w.go_to(3)
    assert Playground.from_dict(w.to_dict()).latest == 5
    w.undo()
    assert w.features == ["x1", "r"]
    with pytest.raises(ValueError, match="'r'"):
        w.to_dict()


# ------------------------------------------------------------------ what is refused


def fail(*_: Any) -> Any:
    raise ZeroDivisionError("not today")


WRONG: dict[str, tuple[Any, str]] = {
    "too few arguments": (("q", lambda x1: x1), "'q' fails: .*takes 1 positional"),
    "too many arguments": (("q", lambda a, b, c: a), "'q' fails: .*missing 1"),
    "an exception": (("q", fail), "'q' fails: not today"),
    "not finite": (("q", lambda a, b: a / 0), "'q' is not finite"),
    "NaN": (("q", lambda a, b: np.log(a)), "'q' is not finite"),
    "texts": (("q", lambda a, b: "text"), "'q' fails"),
    "nothing": (("q", lambda a, b: None), "'q'"),
    "another length": (("q", lambda a, b: a[:3]), "'q' fails"),
    "a table": (("q", lambda a, b: np.outer(a, b)), "'q' fails"),
    "the name of a built-in one": (("x1", lambda a, b: a), "'x1' is the name of a built-in"),
    "the name of a column": (("x3", lambda a, b: a), "'x3' is the name of a built-in"),
    "no name": (("", lambda a, b: a), "1 to 200 characters"),
    "a long name": (("q" * 201, lambda a, b: a), "1 to 200 characters"),
    "a formula as text": ("hypot(x1, x2)", r"'hypot\(x1, x2\)' is not among"),
    "a formula in place of the function": (("q", "x1 + x2"), "text of 1 to 200"),
    "a lonely function": (lambda a, b: a, "text of 1 to 200"),
    "three items": (("q", lambda a, b: a, 1), "text of 1 to 200"),
}


@pytest.mark.parametrize(("feature", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_feature_is_refused_with_words_and_nothing_changes(feature: Any, said: str) -> None:
    w = Playground(features=["x1", "x2", RADIUS]).fit(2)
    before = state(w)
    for attempt in (
        lambda: setattr(w, "features", ["x1", feature]),
        lambda: w.change(learning_rate=1, features=["x1", ("r", lambda a, b: a), feature]),
        lambda: Playground(features=["x1", feature]),
    ):
        with pytest.raises(traitlets.TraitError, match=said) as refusal:
            attempt()
        assert len(str(refusal.value)) < 1000
        assert state(w) == before
    assert not w.undo()
    w.noise = 10
    assert w.fit(1).epoch == 3


def test_a_right_function_beside_a_wrong_option_is_forgotten() -> None:
    w = Playground(features=["x1", RADIUS]).fit(1)
    before = state(w)
    with pytest.raises(traitlets.TraitError):
        w.change(features=["x1", ("r", lambda a, b: a), ("new", lambda a, b: b)], noise=-1)
    with pytest.raises(traitlets.TraitError):
        w.features = [("r", lambda a, b: a), "nonsense"]
    w.learning_rate = 0.5
    w.undo()
    assert state(w) == before
    with pytest.raises(traitlets.TraitError, match="'new' is not among"):
        w.features = ["new"]


@pytest.mark.parametrize(
    "feature",
    [
        "__import__('os').abort()",
        "lambda x1, x2: x1",
        "x1+x2",
        ["q", "x1+x2"],
        {"name": "q", "function": "x1"},
        ["q", None],
    ],
    ids=str,
)
def test_text_from_the_browser_is_never_a_function(feature: Any) -> None:
    w = Playground().fit(1)
    before = state(w)
    assert edit(w, features=["x1", feature])["type"] == "refused"
    assert state(w) == before


def test_a_function_that_fails_on_other_data_stops_training_with_words() -> None:
    def touchy(x1: Any, x2: Any) -> Any:
        if np.abs(x1).max() > 10:
            raise ValueError("too far")
        return np.sqrt(10 - np.abs(x1))

    w = Playground(features=["x1", ("t", touchy)], dataset="circle").fit(2)
    X = np.random.default_rng(0).normal(size=(20, 2)) * 100
    w.data = (X, X[:, 0] > 0)
    paint(inside(w).trainer)
    json.dumps(scene(w), allow_nan=False)
    w.fit(1)
    assert math.isnan(w.loss_train)
    assert w.notice is not None
    assert "an input is no finite number" in w.notice
    assert w.undo()
    assert w.fit(1).epoch == 3


# ------------------------------------------------------------------ names like markup

NASTY = [
    "<img src=x onerror=alert(1)>",
    "<math><mi>x</mi></math>",
    "</mi><script>alert(1)</script>",
    '"><style>* { display: none }</style>',
    "&lt;b&gt; & \\\\{}$%#_^~",
]


@pytest.mark.parametrize("name", NASTY)
def test_names_travel_as_plain_text_and_are_escaped_in_markup(name: str) -> None:
    frame = pd.DataFrame({name: [0.0, 1, 2, 3, 4], "b": [5.0, 3, 1, 2, 0]})
    w = Playground(data=(frame, [name, "x", name, "x", name]), features=["x1"])
    w.features = ["x1", (name, lambda a, b: a * b)]
    w.fit(2)
    content = json.loads(json.dumps(scene(w)))
    assert content["columns"] == [name, "b"]
    assert name in content["class_names"]
    assert content["features"] == ["x1", name]
    assert name in content["feature_labels"]
    assert name in list(w.data.columns)
    assert set(w.predict([[0, 1], [2, 2]])) <= {name, "x"}
    w.features = [name]
    history = Painter(inside(w).trainer).history(1).content
    assert name[:14] in history["events"][-1]["what"]["values"]["value"]
    equation = w.equation()
    assert name in equation.text
    tree = ElementTree.fromstring(equation.mathml)
    known = {"math", "mrow", "mi", "mo", "mn", "mspace", "msup", "msub"}
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= known
    assert name in [element.text for element in tree.iter()]
    assert "<script" not in equation.mathml.replace("&lt;script", "")
    text = equation.latex.partition(r"\text{")[2]
    depth, end = 1, 0
    while depth:  # the closing brace of \text{...}, escaped ones apart
        step = 2 if text[end] == "\\" else 1
        depth += {"{": 1, "}": -1}.get(text[end], 0) if step == 1 else 0
        assert text[end] not in "$%#&_~^" or step == 2
        end += step
    assert text[end:].startswith(" ")


@pytest.mark.parametrize("name", NASTY)
def test_messages_hold_names_as_they_are(name: str) -> None:
    w = Playground()
    for answer in (
        edit(w, dataset=name),
        edit(w, features=[name]),
        edit(w, **{name: 1}),
        edit(w, optimizer=name),
    ):
        assert answer["type"] == "refused"
        assert repr(name)[:20] in told(answer)
    w.comm.say({"type": "load_csv", "view": 1, "seq": 1, "text": f"1,x\n'{name}',y"})
    assert w.comm.customs[-1]["type"] == "refused"
    assert name[:30] in told(w.comm.customs[-1]).replace("\\\\", "\\")


def test_own_inputs_are_forgotten_when_there_are_too_many_but_not_those_in_use() -> None:
    w = Playground(samples=20, features=["x1", ("kept", lambda x1, x2: x1 + x2)])
    for number in range(3 * COLUMNS):
        w.features = ["kept", (f"own {number}", lambda x1, x2: x1 - x2)]
    assert len(inside(w).trainer.own_features) == COLUMNS
    assert {"kept", f"own {number}"} <= inside(w).trainer.own_features.keys()
    w.features = ["kept", f"own {number - 1}"]
    with pytest.raises(traitlets.TraitError, match="'own 0'"):
        w.features = ["own 0"]
