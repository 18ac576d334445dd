"""TensorFlow Playground's links, read and written. (That they train to the same losses as
there is ``test_golden.py``'s.)"""

from __future__ import annotations

import json
import warnings
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnwidget import Playground
from nnwidget.data.features import FEATURES
from nnwidget.interop.links import ADDRESS, HIDABLE, read_link, write_link
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

DATA = Path(__file__).parent.parent / "oracles"
LINKS = [link["hash"] for link in json.loads((DATA / "playground-golden.json").read_text())]


def options_of(link: str) -> Options:
    return check(Options(**read_link(link)))


def settings_of(url: str) -> dict[str, str]:
    """The link, taken apart as the program does."""
    address, _, hash_ = url.partition("#")
    assert address == ADDRESS
    return dict(setting.split("=") for setting in hash_.split("&"))


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize("link", LINKS)
def test_every_link_is_written_so_that_it_opens_to_the_same_start(link: str) -> None:
    options = options_of(link)
    url, missing = write_link(options, moved=False)
    assert not missing
    assert options_of(url) == options
    ours, theirs = Trainer(options), Trainer(options_of(url))
    assert ours.mlp.theta.tobytes() == theirs.mlp.theta.tobytes()
    assert ours.data.X.tobytes() == theirs.data.X.tobytes()


seeds = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)

linkable = st.fixed_dictionaries(
    {
        "dataset": st.sampled_from(["circle", "xor", "gauss", "spiral", "plane", "multi_gauss"]),
        "noise": st.integers(0, 80) | st.floats(0, 80),
        "train_fraction": (st.integers(1, 100) | st.floats(0.01, 100)).map(lambda p: p / 100),
        "features": st.sets(st.sampled_from(list(FEATURES)), min_size=1).map(
            lambda chosen: [name for name in FEATURES if name in chosen]
        ),
        "hidden_layers": st.lists(st.integers(1, 60), max_size=16),
        "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
        "initializer": st.sampled_from(["playground", "zeros"]),
        "learning_rate": st.floats(0, 100, exclude_min=True),
        "batch_size": st.integers(1, 2000),
        "regularization": st.sampled_from(["none", "l1_playground", "l2"]),
        "regularization_rate": st.floats(0, 100),
        "seed": seeds.filter(lambda seed: not set('&=<>"`') & {*seed}),
        "show_test_data": st.booleans(),
        "discretize": st.booleans(),
        "hidden_controls": st.sets(st.sampled_from(HIDABLE)).map(
            lambda chosen: [name for name in HIDABLE if name in chosen]
        ),
    }
)


@given(linkable)
def test_whatever_a_link_can_say_is_read_back_equal(chosen: dict[str, Any]) -> None:
    regression = chosen["dataset"] in ("plane", "multi_gauss")
    output = "linear" if regression else "tanh"
    options = check(replace(options_of("seed=1"), **chosen, output_activation=output))
    url, missing = write_link(options, moved=False)
    assert not missing
    assert options_of(url) == options
    assert options_of(url.removeprefix(ADDRESS)) == options


def test_the_keys_come_in_the_programs_order_and_null_is_left_out() -> None:
    url, _ = write_link(options_of("seed=0.5&playButton_hide=true"), moved=False)
    assert list(settings_of(url)) == [
        *("activation", "batchSize", "dataset", "regDataset", "learningRate"),
        *("regularizationRate", "noise", "networkShape", "seed", "showTestData", "discretize"),
        *("percTrainData", "x", "y", "xTimesY", "xSquared", "ySquared", "sinX", "sinY"),
        *("problem", "initZero", "hideText", "playButton_hide"),
    ]
    assert settings_of(url)["regularizationRate"] == "0"
    assert settings_of(url)["x"] == "true"
    assert settings_of(url)["percTrainData"] == "50"


def test_a_link_hides_a_control_by_the_name_of_its_option_too() -> None:
    options = check(replace(options_of("seed=1"), hidden_controls=("learning_rate", "batch_size")))
    url, missing = write_link(options, moved=False)
    assert not missing
    assert "learningRate_hide=true&batchSize_hide=true" in url


# ------------------------------------------------------------------ what a link cannot say

CANNOT: dict[str, list[dict[str, Any]]] = {
    "dataset": [{"dataset": name} for name in ("moons", "blobs", "iris", "sine")],
    "samples": [{"samples": 100}],
    "frozen": [{"frozen": [[1]]}],
    "switched_off": [{"switched_off": [[1, 1]]}],
    "noise": [{"noise": 81}],
    "features": [{"features": ["x2", "x1"]}],
    "activation": [
        {"activation": "elu"},
        {"activation": ["tanh", "relu"]},
        {"activation": "sine", "hidden_layers": []},
    ],
    "output_activation": [
        {"output_activation": "sigmoid"},
        {"output_activation": "auto"},
        {"dataset": "plane"},
        {"dataset": "plane", "output_activation": "auto"},
    ],
    "loss": [{"loss": "mse"}, {"loss": "auto"}, {"loss": "hinge"}],
    "initializer": [{"initializer": "glorot_uniform"}],
    "optimizer": [{"optimizer": "adam"}, {"optimizer": "gd"}],
    "optimizer_options": [{"optimizer": "momentum", "optimizer_options": {"momentum": 0.5}}],
    "decay": [{"decay": 0.1}, {"decay": {"name": "cosine"}}],
    "batch_size": [{"batch_size": None}],
    "regularization": [{"regularization": "l1"}, {"regularization": "l1_l2"}],
    "dropout": [{"dropout": 0.5}, {"dropout": [0, 0.1]}],
    "standardize": [{"standardize": True}],
    "shuffle": [{"shuffle": True}],
    "partial_batch": [{"partial_batch": "train"}],
    "seed": [{"seed": 1}, {"seed": "a b"}, {"seed": "a&b"}, {"seed": "a=b"}, {"seed": "é"}],
    "hidden_controls": [{"hidden_controls": ["noise", "optimizer"]}],
    "max_epochs": [{"max_epochs": 5}],
    "target_loss": [{"target_loss": 0.1}],
    "patience": [{"patience": 3}],
}

OF_NO_START = {"classes", "axes", "show_neuron_lines", "speed", "locale", "frame_rate"}
"""How it is shown, and how fast it goes."""


def test_every_option_is_expressed_or_named_or_of_no_start() -> None:
    expressed = {
        *("train_fraction", "hidden_layers", "learning_rate", "regularization_rate"),
        *("show_test_data", "discretize"),
    }
    assert expressed | CANNOT.keys() | OF_NO_START == {field.name for field in fields(Options)}


@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, changes in CANNOT.items() for change in changes]
)
def test_what_a_link_cannot_say_is_named(name: str, change: dict[str, Any]) -> None:
    options = check(replace(options_of("seed=0.5"), **change))
    url, missing = write_link(options, moved=False)
    assert name in missing
    options_of(url)  # what is left is a link all the same


@pytest.mark.parametrize("change", [{"activation": ["relu", "relu"]}, {"dropout": [0, 0]}])
def test_a_list_of_what_a_link_can_say_is_said(change: dict[str, Any]) -> None:
    _, missing = write_link(check(replace(options_of("seed=0.5"), **change)), moved=False)
    assert not missing


def test_a_start_that_no_seed_leads_to_is_named() -> None:
    _, missing = write_link(options_of("seed=0.5"), moved=True)
    assert missing == ["seed"]


def test_the_widget_refuses_by_name_or_warns_and_leaves_it_out() -> None:
    widget = Playground.from_url("seed=0.5")
    assert options_of(widget.to_url()) == options_of("seed=0.5")
    widget.change(optimizer="adam", standardize=True)
    with pytest.raises(ValueError, match="cannot express: optimizer, standardize"):
        widget.to_url()
    with pytest.warns(UserWarning, match="cannot express: optimizer, standardize"):
        url = widget.to_url(strict=False)
    assert options_of(url) == options_of("seed=0.5")
    widget.close()


# ------------------------------------------------------------------ reading as the program reads


def test_an_empty_link_is_the_programs_default_with_a_random_seed() -> None:
    for link in ("", "#", ADDRESS, ADDRESS + "#", "seed=", "#seed=&noise="):
        options = options_of(link)
        assert (options.dataset, options.noise, options.hidden_layers) == ("circle", 0, (4, 2))
        assert (options.activation, options.learning_rate, options.batch_size) == ("tanh", 0.03, 10)
        assert isinstance(options.seed, str)
        assert 0 <= float(options.seed) < 1
        assert len(options.seed) == 7
    assert options_of("").seed != options_of("").seed


@pytest.mark.parametrize(
    "prefix", ["", "#", ADDRESS + "#", "http://localhost:1234/index.html?a=b#"]
)
def test_the_whole_address_or_the_hash_alone_will_do(prefix: str) -> None:
    options = options_of(prefix + "dataset=xor&seed=0.7&networkShape=3")
    assert (options.dataset, options.seed, options.hidden_layers) == ("xor", "0.7", (3,))


@pytest.mark.parametrize(
    ("link", "name", "value"),
    [
        ("activation=gelu", "activation", "tanh"),
        ("activation=", "activation", "tanh"),
        ("regularization=L3", "regularization", "none"),
        ("regularization=L1", "regularization", "l1_playground"),
        ("dataset=moons", "dataset", "circle"),
        ("problem=regression", "dataset", "plane"),
        ("problem=regression&regDataset=reg-sphere", "dataset", "plane"),
        ("problem=regression&regDataset=reg-gauss&dataset=xor", "dataset", "multi_gauss"),
        ("problem=clustering&dataset=xor", "dataset", "xor"),
        ("noise=80", "noise", 80),
        ("noise=51", "noise", 51),
        ("noise=81", "noise", 50),
        ("noise=1e9", "noise", 50),
        ("noise=-7", "noise", 0),
        ("networkShape=", "hidden_layers", ()),
        ("networkShape=9,8,7,6,5,4,3,2", "hidden_layers", (9, 8, 7, 6, 5, 4, 3, 2)),
        ("networkShape", "hidden_layers", (4, 2)),
        ("percTrainData=100", "train_fraction", 1),
        ("percTrainData=33.5", "train_fraction", 0.335),
        ("batchSize=300", "batch_size", 300),
        ("initZero=true", "initializer", "zeros"),
        ("initZero=false", "initializer", "playground"),
        ("x=false", "features", ("x2",)),
        ("x=&y=no", "features", ("x1", "x2")),
        ("y=false&cosX=true&sinX=1", "features", ("x1", "sin(x1)")),
        ("x_hide=true&xSquared=true&xSquared_hide=true", "features", ("x2",)),
        ("x_hide=yes", "features", ("x1", "x2")),
        ("noise_hide=true&seed_hide=true", "hidden_controls", ("noise",)),
        ("noise_hide=1&dataset_hide=false", "hidden_controls", ()),
        ("dataset=xor&dataset=spiral", "dataset", "spiral"),
        ("discretize=TRUE", "discretize", True),
        ("showTestData=false", "show_test_data", False),
        ("seed=a%20b", "seed", "a%20b"),
        ("seed=a b", "seed", "a%20b"),
        ("seed=a+b", "seed", "a+b"),
        ("seed=ä", "seed", "%C3%A4"),
        ("seed=1=2", "seed", "1"),
        ("#seed=1#2", "seed", "1#2"),
    ],
)
def test_a_setting_is_read_as_the_program_reads_it(link: str, name: str, value: Any) -> None:
    assert getattr(options_of(link), name) == value


@pytest.mark.parametrize("share", range(1, 101))
def test_a_share_gives_the_same_number_of_training_points_as_there(share: int) -> None:
    for problem, n in (("classification", 500), ("regression", 1200)):
        fraction = options_of(f"percTrainData={share}&problem={problem}").train_fraction
        trainer = Trainer(
            Options(dataset="xor", samples=n, hidden_layers=(), train_fraction=fraction)
        )
        assert len(trainer.X_train) == n * share // 100


@pytest.mark.parametrize(
    "key", ["batchSize", "learningRate", "regularizationRate", "noise", "percTrainData"]
)
@pytest.mark.parametrize(
    "text", ["ten", "1,5", "nan", "Infinity", "-inf", "1_0", "--1", "%", "1e999"]
)
def test_a_number_that_is_none_is_named(key: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"{key} of the link must be a number, got '{text[:3]}"):
        read_link(f"seed=0.5&{key}={text}")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("networkShape=4,x", "networkShape of the link must be a number, got 'x'"),
        ("networkShape=4,,2", "networkShape of the link must be a number, got ''"),
        ("networkShape=" + "9" * 5000, "hidden_layers must be a whole number|networkShape"),
        ("networkShape=4,0", "each item of hidden_layers must be a whole number from 1 to 512"),
        ("networkShape=2.5", "each item of hidden_layers must be a whole number"),
        ("networkShape=" + ",".join(["8"] * 17), "hidden_layers must have from 0 to 16 items"),
        ("networkShape=" + ",".join(["512"] * 16), "at most 200,000 are allowed"),
        ("batchSize=10.5", "batch_size must be a whole number"),
        ("batchSize=0", "batch_size must be a whole number from 1"),
        ("percTrainData=0", "train_fraction must be a number above 0"),
        ("percTrainData=101", "train_fraction must be a number above 0 and at most 1"),
        ("learningRate=0", "learning_rate must be a number above 0"),
        ("learningRate=1e300", "learning_rate must be a number above 0 and at most 100"),
        ("regularizationRate=-1", "regularization_rate must be a number from 0"),
        ("x=false&y=false", "features must have from 1"),
        ("seed=" + "x" * 201, "seed must be a text of 1 to 200 characters"),
        ("x" * 10_001, "at most 10,000 characters"),
        (None, "a link must be a text"),
        (b"seed=1", "a link must be a text"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_trained_here_is_refused_by_name(link: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        options_of(link)


@given(
    st.text(max_size=200)
    | st.lists(st.text("&=#%,_hidexynoise0123.-\0\ud800<", max_size=9)).map("&".join)
)
def test_a_hostile_link_is_read_or_refused(link: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            options = options_of(link)
        except ValueError:
            return
    url, missing = write_link(options, moved=False)
    assert not missing
    assert options_of(url) == options
    assert quote(url, safe="".join(map(chr, range(33, 127)))) == url
