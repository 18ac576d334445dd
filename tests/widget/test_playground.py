"""The widget from Python: options, data, training, results, weights, showing, closing."""

from __future__ import annotations

import gc
import math
import re
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import ipywidgets
import numpy as np
import pandas as pd
import pytest
import traitlets
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.live.option_values import as_shown
from nnwidget.training.options import DISPLAY, NAMES, Options
from tests.fakes import RecordingComm
from tests.inside import inside, living_widgets
from tests.options_table import TRIED, WRONG


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


def state(w: Playground) -> tuple[Any, ...]:
    """All that a refusal must leave as it is."""
    trainer = inside(w).trainer
    traits = {name: getattr(w, name) for name in NAMES}
    return traits, trainer.options, trainer.mlp.theta.tobytes(), trainer.epoch, trainer.data_version


# ------------------------------------------------------------------ options


def test_every_option_is_a_trait_that_the_browser_sees() -> None:
    synced = Playground.class_traits(sync=True)
    assert synced.keys() >= set(Options.__dataclass_fields__)
    assert all(synced[name].help for name in NAMES)


@pytest.mark.parametrize("name", TRIED)
def test_an_option_can_be_given_assigned_observed_and_linked(name: str) -> None:
    needs = TRIED[name].needs
    w, linked = Playground(**needs), Playground(**needs)
    seen: list[Any] = []
    w.observe(lambda change: seen.append(change["new"]), names=name)
    traitlets.link((w, name), (linked, name))
    for value in TRIED[name].legal:
        changes = value != getattr(w, name)
        before = len(seen)
        setattr(w, name, value)
        assert getattr(w, name) == value
        assert getattr(linked, name) == value
        assert seen[before:] == ([value] if changes else [])
        assert getattr(Playground(**{**needs, name: value}), name) == value
        plain = getattr(inside(w).trainer.options, name)
        assert as_shown(plain) == value


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_refused_with_words_and_changes_nothing(
    name: str, value: Any, said: str
) -> None:
    w = Playground(seed=3).fit(2)
    before = state(w)
    seen: list[Any] = []
    w.observe(seen.append)

    def held() -> None:
        with w.hold_trait_notifications():
            w.learning_rate = 0.5
            setattr(w, name, value)

    attempts: list[Callable[[], object]] = [
        held,
        lambda: setattr(w, name, value),
        lambda: w.change(**{name: value}),
        lambda: w.change(**({"learning_rate": 1, "noise": 5} | {name: value})),
        lambda: Playground(**{name: value}),
    ]
    for attempt in attempts:
        with pytest.raises(traitlets.TraitError) as refusal:
            attempt()
        assert name.split("_")[0] in str(refusal.value)
        assert re.search(said, str(refusal.value))
        assert len(str(refusal.value)) < 1000
    assert state(w) == before
    assert seen == []


def test_a_wrong_combination_is_refused_whole_and_a_right_one_taken_whole() -> None:
    w = Playground(activation=["tanh", "relu"])
    before = state(w)
    with pytest.raises(traitlets.TraitError, match=r"one for each hidden layer [(]1[)], got"):
        w.hidden_layers = [3]
    with pytest.raises(traitlets.TraitError, match=r"one for each hidden layer [(]3[)], got"):
        w.change(hidden_layers=[3, 3, 3], learning_rate=1)
    assert state(w) == before
    w.change(hidden_layers=[3], activation=["relu"])
    assert (w.hidden_layers, w.activation) == ([3], ["relu"])
    with w.hold_trait_notifications():
        w.hidden_layers = [5, 5]
        w.activation = ["tanh", "tanh"]
    assert inside(w).trainer.mlp.sizes == (2, 5, 5, 1)
    w.change(output_activation="softmax", loss="categorical_crossentropy")
    with pytest.raises(traitlets.TraitError):
        w.change(dataset="plane")


def test_an_option_that_does_not_exist_is_refused_with_those_that_do() -> None:
    w = Playground()
    before = state(w)
    with pytest.raises(traitlets.TraitError, match=r"'learning_rat'.*learning_rate"):
        w.change(noise=5, learning_rat=1)
    with pytest.raises(traitlets.TraitError, match="'self'"):
        w.change(self=1)
    with pytest.raises(TypeError, match=r"'learning_rat'.*learning_rate"):
        Playground(learning_rat=1)
    assert state(w) == before


def test_a_refused_construction_leaves_nothing_behind() -> None:
    before = living_widgets()
    for options in ({"noise": -1}, {"learning_rat": 1}, {"data": 5}, {"dataset": "custom"}):
        with pytest.raises((traitlets.TraitError, TypeError, ValueError)):
            Playground(**options)
    gc.collect()
    assert living_widgets() == before


def test_values_of_numpy_and_tuples_become_plain_ones() -> None:
    w = Playground(hidden_layers=np.array([3, 2]), noise=np.float32(25), features=("x1", "x2"))
    assert w.hidden_layers == [3, 2]
    assert [type(n) for n in w.hidden_layers] == [int, int]
    assert type(w.noise) is float
    assert type(w.features) is list


def test_the_default_of_one_widget_is_not_changed_through_another() -> None:
    w = Playground()
    w.hidden_layers.append(3)
    w.features.append("x1x2")
    w.optimizer_options["momentum"] = 0.5
    other = Playground()
    assert (other.hidden_layers, other.features, other.optimizer_options) == (
        [4, 2],
        ["x1", "x2"],
        {},
    )


def test_the_inputs_follow_when_the_data_have_other_columns() -> None:
    w = Playground(dataset="sine")
    assert w.features == list(inside(w).trainer.options.features) == ["x1"]
    w = Playground(features=["x1", "x2", "x1*x2"])
    w.dataset = "sine"
    assert w.features == list(inside(w).trainer.options.features) == ["x1"]


def test_an_exception_in_an_observer_is_the_users_and_the_change_is_made() -> None:
    w = Playground()

    def fail(change: object) -> None:
        raise ZeroDivisionError

    w.observe(fail, names="noise")
    with pytest.raises(ZeroDivisionError):
        w.noise = 10
    assert w.noise == inside(w).trainer.options.noise == 10


def test_the_frame_rate_has_a_default_in_the_environment(root: Path) -> None:
    code = "import nnwidget; print(nnwidget.Playground().frame_rate)"
    for setting, expected in (("7", 7), ("1000", 30)):
        result = subprocess.run(
            [sys.executable, "-c", code],
            env={"NNWIDGET_FRAME_RATE": setting, "PATH": "", "HOME": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        assert float(result.stdout) == expected
        assert ("NNWIDGET_FRAME_RATE is ignored" in result.stderr) == (len(setting) > 1)


# ------------------------------------------------------------------ the user's data

X = np.random.default_rng(1).normal(size=(40, 3))
LABELS = np.where(X[:, 0] > 0, "cat", "dog")


@pytest.mark.parametrize(
    "data",
    [
        (X, LABELS),
        (X.tolist(), LABELS.tolist()),
        (pd.DataFrame(X, columns=["height", "weight", "age"]), pd.Series(LABELS)),
    ],
    ids=["arrays", "lists", "pandas"],
)
def test_data_can_be_arrays_lists_or_data_frames(data: tuple[Any, Any]) -> None:
    w = Playground(data=data, train_fraction=0.5, seed=2)
    assert w.dataset == "custom"
    assert w.X_train.shape == w.X_test.shape == (20, 3)
    assert set(w.y_train) == {0, 1}
    assert set(w.predict(X)) <= {"cat", "dog"}
    assert w.fit(200).accuracy_train > 0.9
    assert len(w.features) == 3


def test_the_columns_of_a_data_frame_keep_their_names() -> None:
    w = Playground(data=(pd.DataFrame(X, columns=["height", "weight", "age"]), LABELS))
    assert inside(w).trainer.data.columns == ("height", "weight", "age")


def test_numbers_as_targets_make_a_regression() -> None:
    w = Playground(data=(X, X @ [1.0, 2.0, 3.0])).fit(50)
    assert inside(w).trainer.shape.problem == "regression"
    assert math.isnan(w.accuracy_train)
    assert w.predict(X[:5]).shape == (5,)


def test_one_column_is_enough() -> None:
    w = Playground(data=(X[:, :1], LABELS)).fit(10)
    assert w.features == ["x1"]
    assert w.weights[0].shape == (4, 1)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ((X, LABELS[:-1]), "40"),
        ((X, [1.0, math.nan] * 20), "missing value"),
        ((X * math.nan, LABELS), "missing value"),
        ((X, ["same"] * 40), "class"),
        (5, "X, y"),
        ((X[0], LABELS), "shape|columns|table"),
        ((np.zeros((0, 2)), []), "at least 2 rows"),
    ],
)
def test_data_that_cannot_be_used_are_refused_with_words(data: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Playground(data=data)


def test_the_data_are_the_users_and_are_not_changed() -> None:
    own = X.copy()
    w = Playground(data=(own, LABELS), standardize=True).fit(5)
    np.testing.assert_array_equal(own, X)
    for array in (w.X_train, w.y_train, w.X_test, w.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


# ------------------------------------------------------------------ training and results


def test_fit_trains_and_returns_the_widget() -> None:
    w = Playground(seed=1)
    start = w.loss_train
    assert w.fit(20) is w
    assert w.epoch == 20
    assert w.loss_train < start
    assert len(w.history) == 21
    assert w.history.loss_train[-1] == w.loss_train


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second, other = Playground(seed=5), Playground(seed=5), Playground(seed=6)
    assert first.fit(5).loss_test == second.fit(5).loss_test != other.fit(5).loss_test


@pytest.mark.parametrize("epochs", [-1, "a", True, None, math.nan, math.inf, [1]])
def test_fit_refuses_what_is_no_number_of_epochs(epochs: Any) -> None:
    w = Playground()
    with pytest.raises(ValueError, match="epochs must be a number >= 0, got "):
        w.fit(epochs)
    assert w.epoch == 0


def test_fractions_of_epochs_train_batches() -> None:
    w = Playground(samples=200, batch_size=10)
    assert w.fit(0.5).epoch == 0.5
    w.step()
    assert w.epoch == 1


def test_reset_goes_back_to_the_same_start_or_to_another() -> None:
    w = Playground(seed=1)
    start = np.array(w.weights[0])
    end = np.array(w.fit(5).weights[0])
    w.reset()
    assert w.epoch == 0
    np.testing.assert_array_equal(w.weights[0], start)
    np.testing.assert_array_equal(w.fit(5).weights[0], end)
    w.reset(new=True)
    assert (w.weights[0] != start).any()
    assert len(w.history) == 1


def test_regenerate_draws_new_data_and_keeps_the_weights() -> None:
    w = Playground().fit(3)
    data, weights = w.X_train.copy(), np.array(w.weights[0])
    w.regenerate()
    assert (w.X_train != data).any()
    np.testing.assert_array_equal(w.weights[0], weights)
    assert w.epoch == 3


def test_play_in_plain_python_says_what_to_do_instead() -> None:
    w = Playground()
    with pytest.raises(RuntimeError, match="fit"):
        w.play()
    assert not w.playing
    w.pause()


def test_a_stop_rule_is_told_in_words() -> None:
    w = Playground(max_epochs=3).fit(10)
    assert w.epoch == 3
    assert w.notice == "Training stopped after 3 epochs, as asked."
    w.max_epochs = None
    assert w.notice is None


def test_results_agree_with_each_other() -> None:
    w = Playground(dataset="gauss", noise=30, seed=2).fit(20)
    assert 0.5 < w.accuracy_test <= 1
    assert w.accuracy_test == np.mean(w.predict(w.X_test) == w.y_test)
    assert w.confusion_test.trace() / w.confusion_test.sum() == w.accuracy_test
    assert w.counts_train.sum() == len(w.y_train)
    assert w.parameter_count == sum(a.size for a in [*w.weights, *w.biases])
    assert w.equation(1, 1).text.startswith("z = ")
    assert math.isnan(w.r2_test)
    regression = Playground(dataset="plane").fit(30)
    assert regression.r2_test > 0.5
    with pytest.raises(ValueError, match="needs classes"):
        regression.confusion_test  # noqa: B018


def test_predict_needs_the_columns_of_the_data() -> None:
    for wrong in ([1, 2], [[1, 2, 3]], np.zeros((2, 2, 2))):
        with pytest.raises(ValueError, match=r"X must have the shape \(m, 2\)"):
            Playground().predict(wrong)


# ------------------------------------------------------------------ weights


def test_written_weights_are_used_and_drawn() -> None:
    w = Playground(hidden_layers=[], features=["x1"], seed=1)
    writes: list[Callable[[], object]] = [
        lambda: w.weights[0].__setitem__((0, 0), 3),
        lambda: w.weights.__setitem__(0, [[-3]]),
        lambda: setattr(w, "weights", [[[2]]]),
        lambda: setattr(w, "biases", [[1]]),
        lambda: w.weights[0].__imul__(2),
        lambda: w.biases[0].__iadd__(1),
    ]
    for write in writes:
        version, loss = inside(w).trainer.version, w.loss_train
        write()
        assert inside(w).trainer.version > version
        assert w.loss_train != loss
    assert (w.weights[0].item(), w.biases[0].item()) == (4, 2)
    assert w.equation().text == "z = 4.00·x1 + 2.00, y' = sigmoid(z)"


@pytest.mark.parametrize(
    "values",
    [
        lambda w: [np.array(a) * 2 for a in w.weights][:-1],
        lambda w: [*(np.array(a) * 2 for a in w.weights[:-1]), np.zeros((7, 7))],
        lambda w: [*(np.array(a) * 2 for a in w.weights[:-1]), np.array(w.weights[-1]) * math.nan],
    ],
)
def test_a_list_of_weights_is_taken_whole_or_not_at_all(values: Any) -> None:
    w = Playground()
    before = state(w)
    with pytest.raises(ValueError, match=r"layer|shape|finite"):
        w.weights = values(w)
    assert state(w) == before


# ------------------------------------------------------------------ showing


def test_its_text_is_always_the_same() -> None:
    assert repr(Playground()) == repr(Playground(noise=50).fit(1)) == "nnwidget.Playground"


def test_a_notebook_gets_the_live_view_a_picture_and_the_text() -> None:
    w = Playground()
    bundle, metadata = w._repr_mimebundle_()
    assert bundle.keys() == {
        "text/plain",
        "image/png",
        "application/vnd.jupyter.widget-view+json",
    }
    assert bundle["text/plain"] == "nnwidget.Playground"
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == w.model_id
    assert isinstance(metadata, dict)


def test_its_state_holds_options_and_the_bundle_only_and_is_small() -> None:
    w = Playground(hidden_layers=[8, 8]).fit(5)
    opened = w.comm.published[0][1]["state"]
    own = {name for name in opened if not name.startswith("_")}
    assert own == {*NAMES, "layout", "tabbable", "tooltip"}
    assert w.comm.published[0][2] == [], "no binary buffers in the opening state"
    assert len(str({name: opened[name] for name in own})) < 2000


# ------------------------------------------------------------------ closing


def test_a_closed_widget_can_still_be_read_and_trained() -> None:
    w = Playground().fit(3)
    w.close()
    w.close()
    assert w.epoch == 3
    assert w.fit(1).epoch == 4
    w.noise = 10
    assert repr(w) == "nnwidget.Playground"
    with pytest.raises(RuntimeError, match="closed"):
        w.play()


def test_a_layout_of_the_users_outlives_the_widget() -> None:
    layout = ipywidgets.Layout(width="600px")
    first, second = Playground(layout=layout), Playground(layout=layout)
    first.close()
    assert layout.comm is not None
    assert second.layout is layout


def test_two_hundred_widgets_made_and_closed_leave_nothing() -> None:
    def make(count: int) -> list[weakref.ref[Any]]:
        references = []
        for number in range(count):
            w = Playground(seed=number, samples=20)
            w.fit(0.1)
            if number % 100 == 0:
                w._repr_mimebundle_()
            references += [
                weakref.ref(w),
                weakref.ref(inside(w).trainer),
                weakref.ref(inside(w).loop),
            ]
            w.close()
        return references

    make(2)
    gc.collect()
    widgets, comms = living_widgets(), len(comm.get_comm_manager().comms)
    references = make(200)
    gc.collect()
    assert [r for r in references if r() is not None] == []
    assert living_widgets() == widgets
    assert len(comm.get_comm_manager().comms) == comms


# ------------------------------------------------------------------ names and first mistakes


@pytest.mark.parametrize("name", ["learningrate", "lr", "hidden_layer", "Dataset", "epochs"])
def test_a_misspelt_option_that_is_assigned_is_an_error_and_not_an_attribute(name: str) -> None:
    w = Playground()
    before = state(w)
    with pytest.raises(traitlets.TraitError, match=f"unknown option '{name}'.*learning_rate"):
        setattr(w, name, 1)
    with pytest.raises(AttributeError):
        setattr(w, name, 1)
    assert name not in vars(w)
    assert state(w) == before


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("learningrate", "learning_rate"),
        ("Dataset", "dataset"),
        ("hidden_layer", "hidden_layers"),
        ("regularisation", "regularization"),
        ("optimiser", "optimizer"),
    ],
)
def test_of_a_misspelt_option_the_right_name_is_suggested(wrong: str, right: str) -> None:
    w = Playground()
    words = rf"unknown option '{wrong}' \(did you mean '{right}'"
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(w, wrong, 1)
    with pytest.raises(traitlets.TraitError, match=words):
        w.change(**{wrong: 1})
    with pytest.raises(TypeError, match=words):
        Playground(**{wrong: 1})


@pytest.mark.parametrize(
    ("wrong", "right"), [("weigths", "weights"), ("bias", "biases"), ("date", "data")]
)
def test_of_what_else_can_be_assigned_the_right_name_is_suggested(wrong: str, right: str) -> None:
    with pytest.raises(traitlets.TraitError, match=rf"\(did you mean '{right}'"):
        setattr(Playground(), wrong, 1)


@pytest.mark.parametrize("value", ["no", 1, None, [True]])
def test_a_switch_of_a_method_is_true_or_false(value: Any) -> None:
    w = Playground()
    with pytest.raises(ValueError, match="new must be True or False"):
        w.reset(new=value)
    with pytest.raises(ValueError, match="strict must be True or False"):
        w.to_url(strict=value)


def test_what_is_no_option_can_still_be_assigned_in_a_class_of_ones_own_or_privately() -> None:
    class Mine(Playground):
        remark = ""

        def take_note(self, note: int) -> int:
            self._note = note
            return self._note

    w = Mine()
    w.remark = "solved"
    assert w.remark == "solved"
    assert w.take_note(5) == 5


@pytest.mark.parametrize(
    "code", ["'spiral'", "[[1, 2]], [0]", "learning_rat=1", "noise=-1", "data=5", "features=['x9']"]
)
def test_a_first_mistake_prints_one_error_and_nothing_else(code: str, root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", f"import nnwidget; nnwidget.Playground({code})"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.count("Traceback") == 1
    assert "Exception ignored" not in result.stderr
    assert result.stdout == ""


def test_options_without_a_name_are_refused_with_an_example() -> None:
    with pytest.raises(TypeError, match=r"given by name, such as dataset='circle'.*'spiral'"):
        Playground("spiral")


@pytest.mark.parametrize("epochs", [1e308, 10**10, np.float64(1e300)])
def test_more_epochs_than_can_be_are_refused_with_the_limit(epochs: Any) -> None:
    w = Playground()
    for call in (w.fit, w.go_to):
        with pytest.raises(ValueError, match="epochs may be at most 1,000,000,000, got "):
            call(epochs)
    assert w.epoch == 0


# ------------------------------------------------------------------ observing results


def test_results_are_observed_like_options() -> None:
    w = Playground(samples=40)
    seen: list[Any] = []
    w.observe(seen.append, names=["epoch", "loss_train", "accuracy_test"])
    start = w.loss_train
    w.fit(3)
    assert [change.name for change in seen] == ["epoch", "loss_train", "accuracy_test"]
    assert (seen[0].old, seen[0].new, seen[0].owner) == (0, 3, w)
    assert (seen[1].old, seen[1].new) == (start, w.loss_train)
    seen.clear()
    w.unobserve(seen.append, names="epoch")
    w.step()
    assert "loss_train" in [change.name for change in seen]


def test_who_is_not_to_be_told_any_more_is_told_of_no_result_either() -> None:
    w = Playground(samples=40)
    seen: list[Any] = []
    w.observe(seen.append, ["epoch", "loss_train"])
    w.unobserve_all("epoch")
    w.step()
    assert [change.name for change in seen] == ["loss_train"]
    w.unobserve_all()
    w.step()
    assert len(seen) == 1


def test_an_edit_of_the_weights_is_a_new_loss_for_who_observes_it() -> None:
    w = Playground(samples=40)
    seen: list[Any] = []
    w.observe(lambda change: seen.append(change.new), "loss_test")
    w.weights[0][0, 0] = 5
    w.noise = 0  # as it was: nothing new
    assert seen == [w.loss_test]


def test_a_loss_that_is_missing_and_stays_missing_is_no_news() -> None:
    w = Playground(samples=40, train_fraction=1)
    seen: list[Any] = []
    w.observe(seen.append, "loss_test")
    w.fit(2)
    assert seen == []
    assert math.isnan(w.loss_test)


def test_who_observes_all_options_is_not_told_of_every_epoch() -> None:
    w = Playground(samples=40)
    seen: list[str] = []
    w.observe(lambda change: seen.append(change.name))
    w.fit(2)
    w.noise = 5
    assert seen == ["noise"]


@pytest.mark.parametrize("name", ["loss", "epoch", "playing", "loss_train", "noise"])
def test_every_option_and_result_can_be_observed(name: str) -> None:
    Playground().observe(print, name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("epochs", "'epochs' cannot be observed \\(did you mean 'epoch'"),
        ("weights", "'weights' cannot be observed.*the results epoch, loss_train"),
        ("learningrate", "did you mean 'learning_rate'"),
        (["noise", "history"], "'history' cannot be observed"),
    ],
)
def test_what_cannot_be_observed_is_refused_with_what_can(name: Any, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        Playground().observe(print, name)


# ------------------------------------------------------------------ one edit is one


def test_several_options_at_once_are_one_edit_with_one_note_each() -> None:
    w = Playground().fit(2)
    version = inside(w).trainer.version
    w.change(noise=10, learning_rate=0.1, activation="relu")
    assert inside(w).trainer.version == version + 1
    assert [what for _, what in w.history.events] == [
        "activation relu",
        "learning_rate 0.1",
        "noise 10",
    ]
    with w.hold_trait_notifications():
        w.noise = 20
        w.learning_rate = 0.3
    assert inside(w).trainer.version == version + 2
    w.undo()
    assert (w.noise, w.learning_rate) == (10, 0.1)
    w.change(noise=10)
    assert inside(w).trainer.version == version + 3


@pytest.mark.parametrize("name", sorted(DISPLAY))
def test_what_only_changes_the_view_leaves_why_training_stopped(name: str) -> None:
    w = Playground(learning_rate=100, activation="relu", loss="mse", output_activation="linear")
    w.fit(20)
    notice, version = inside(w).loop.notice, inside(w).trainer.version
    assert notice is not None
    assert w.diagnosis is not None
    setattr(w, name, TRIED[name].other)
    assert inside(w).loop.notice == notice
    assert w.diagnosis is not None
    assert inside(w).trainer.version == version


@pytest.mark.parametrize(
    ("X", "why"),
    [
        ("1" * 10_000, r"shape \(m, 2\)"),
        (None, r"shape \(m, 2\)"),
        ([[1, math.nan]], "column 2 of X has nan in row 0"),
        ([[1, 2], [math.inf, 1]], "column 1 of X has inf in row 1"),
        ([[1, "a"]], "column 2 of X must hold numbers, got 'a'"),
        ([[1j, 1]], "column 1 of X must hold numbers"),
    ],
)
def test_what_cannot_be_answered_is_named(X: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        Playground().predict(X)
    assert len(str(caught.value)) < 250


def test_an_epoch_may_be_any_finite_number_of_numpy() -> None:
    w = Playground().fit(np.array(3))
    assert w.epoch == 3
    assert w.go_to(np.float16(2)).epoch == 2
    with pytest.raises(ValueError, match="epochs must be a number"):
        w.fit(np.timedelta64(3))


def test_a_method_cannot_be_assigned_to() -> None:
    w = Playground()
    with pytest.raises(AttributeError, match="fit is a method"):
        w.fit = 3  # type: ignore[method-assign,assignment]
    assert w.fit(1).epoch == 1


def test_data_and_another_data_set_are_refused_together() -> None:
    with pytest.raises(ValueError, match="either data or dataset='spiral'"):
        Playground(data=([[1, 2], [3, 4], [5, 7]], [0, 1, 0]), dataset="spiral")


@pytest.mark.parametrize("names", [None, 5, [10**400], {"epoch": 1}, ["noise", None]])
def test_names_to_observe_must_be_names(names: Any) -> None:
    for ask in (Playground().observe, Playground().unobserve):
        with pytest.raises(traitlets.TraitError, match="must be a name or a list of names"):
            ask(print, names)


@pytest.mark.parametrize("path", [None, "", "x" * 10_000, 3, b"run.json", "a\0b"])
def test_a_path_that_is_none_is_named_shortly(path: Any) -> None:
    for use in (Playground.load, Playground().save):
        with pytest.raises(ValueError, match="path must be a text or a Path") as caught:
            use(path)
        assert len(str(caught.value)) < 200


def test_a_weight_that_is_no_number_is_not_saved() -> None:
    w = Playground()
    np.asarray(w.weights[0])[0, 0] = math.nan
    with pytest.raises(ValueError, match="a weight or bias is no finite number"):
        w.to_dict()
    np.asarray(w.weights[0])[0, 0] = 1e308
    w.fit(1)
    assert "far too large" in str(w.notice)
    assert Playground.from_dict(w.to_dict()).epoch == 0


def test_a_link_is_asked_for_strictly_or_not() -> None:
    with pytest.raises(ValueError, match="strict must be True or False"):
        Playground().to_url(np.array([1, 2]))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a whole number of 16,610 bits"):
        Playground.from_url(10**5000)  # type: ignore[arg-type]
