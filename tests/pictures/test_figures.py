"""The pictures: what they show, and that they leave the user's matplotlib alone."""

from __future__ import annotations

import io
import math
import subprocess
import sys
import warnings
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.image import imread

from nnwidget import Playground
from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import own_feature
from nnwidget.data.table import read_table
from nnwidget.pictures.alt_text import description
from nnwidget.pictures.figures.losses import plot_losses
from nnwidget.pictures.figures.network import plot_network
from nnwidget.pictures.figures.output import plot_output
from nnwidget.pictures.figures.summary import png
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

ORANGE, BLUE = (0.867, 0.467, 0.067), (0.122, 0.467, 0.706)


def trained(epochs: float = 2, data: Any = None, **options: Any) -> Trainer:
    trainer = Trainer(Options(**options), read_table(data) if data else None)
    trainer.train(epochs)
    return trainer


def pixels(picture: bytes) -> np.ndarray[Any, Any]:
    return imread(io.BytesIO(picture))


def axes() -> Any:
    return Figure(figsize=(4, 3)).add_subplot()


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_picture_is_a_png_of_900_by_320_pixels() -> None:
    picture = png(trained())
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert pixels(picture).shape[:2] == (320, 900)


def test_a_picture_is_white_paper_with_orange_and_blue_on_it() -> None:
    rgb = pixels(png(trained(20)))[..., :3]
    assert (rgb[[0, 0, -1, -1], [0, -1, 0, -1]] == 1).all()
    for colour in (ORANGE, BLUE):
        assert (np.abs(rgb - colour).max(axis=2) < 0.03).sum() > 100


def test_the_same_state_gives_the_same_picture() -> None:
    assert png(trained(3)) == png(trained(3))


def test_training_changes_the_picture() -> None:
    trainer = trained(0)
    before = png(trainer)
    trainer.train(5)
    assert png(trainer) != before


def test_a_picture_does_not_change_what_training_does_next() -> None:
    shown, other = trained(2), trained(2)
    png(shown)
    shown.train(2)
    other.train(2)
    assert np.array_equal(shown.mlp.theta, other.mlp.theta)


def test_the_users_style_does_not_change_the_picture() -> None:
    trainer = trained()
    plain = png(trainer)
    style = {"lines.linewidth": 9, "axes.grid": True, "axes.facecolor": "black", "font.size": 30}
    with mpl.rc_context(style):
        assert png(trainer) == plain


def test_a_picture_leaves_the_users_settings_as_they_were() -> None:
    with mpl.rc_context({"lines.linewidth": 9}):
        before = dict(mpl.rcParams)
        png(trained())
        assert dict(mpl.rcParams) == before


def run_python(code: str) -> str:
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_importing_the_package_does_not_import_matplotlib() -> None:
    assert run_python("import nnwidget, sys; print('matplotlib' in sys.modules)") == "False"


def test_a_picture_needs_no_pyplot_and_chooses_no_backend() -> None:
    code = """
import sys
from nnwidget.pictures.figures.summary import png
from nnwidget.training.trainer import Trainer
png(Trainer())
import matplotlib
print("matplotlib.pyplot" in sys.modules, matplotlib.get_backend(auto_select=False))
"""
    assert run_python(code) == "False None"


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_data_set_has_a_picture(dataset: str) -> None:
    columns = len(DATASETS[dataset].columns)
    features = ("x1", "x2")[:columns]
    assert png(trained(dataset=dataset, features=features, hidden_layers=(3,)))


SHAPES = {
    "no hidden layer": {"hidden_layers": ()},
    "16 layers": {"hidden_layers": (8,) * 16},
    "a wide layer": {"hidden_layers": (512,)},
    "all inputs": {"features": ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")},
    "twelve classes": {"dataset": "blobs", "classes": 12},
    "no test data": {"train_fraction": 1},
    "test points shown": {"show_test_data": True},
    "classes instead of the output": {"discretize": True},
    "three classes, discretized": {"dataset": "spirals", "discretize": True},
    "numbers and test points": {"dataset": "plane", "show_test_data": True},
    "a perceptron": {"hidden_layers": (), "optimizer": "perceptron"},
    "tanh output": {"output_activation": "tanh"},
    "a curve between two classes": {"data": ([0.0, 1, 2, 3], list("aabb"))},
    "a curve between three classes": {"data": ([0.0, 1, 2, 3, 4, 5], list("aabbcc"))},
    "twelve columns": {"data": (np.eye(12) * 9, [0, 1] * 6)},
    "awkward names": {"data": (np.eye(4), ["$x", r"\frac", "<b>", "a" * 300])},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_a_picture(shape: str) -> None:
    options = dict(SHAPES[shape])
    if "data" in options:
        columns = read_table(options["data"]).shape.columns
        names = tuple(f"x{i + 1}" for i in range(columns))
        options |= {"dataset": "custom", "features": names}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pixels(png(trained(1, **options))).shape[:2] == (320, 900)


def test_a_diverged_network_has_a_picture() -> None:
    trainer = trained(
        50, dataset="plane", activation="relu", learning_rate=10, hidden_layers=(8, 8)
    )
    assert trainer.stopped
    assert trainer.stopped.code == "diverged"
    assert png(trainer)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_weights_beyond_all_bounds_have_a_picture(value: float) -> None:
    trainer = trained()
    trainer.mlp.theta[::3] = value
    trainer.touch()
    assert png(trainer)


def test_the_caption_is_the_description() -> None:
    figures = []
    original = Figure.text

    def keep(self: Figure, *args: Any, **options: Any) -> Any:
        figures.append(args[2])
        return original(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "text", keep)
        trainer = trained(120)
        png(trainer)
    assert figures == [description(trainer)]


def test_the_functions_draw_into_the_axes_they_are_given() -> None:
    trainer = trained()
    for draw in (plot_network, plot_output, plot_losses):
        ax = axes()
        assert draw(trainer, ax) is ax
        assert ax.has_data()


def test_without_axes_they_draw_into_the_current_ones() -> None:
    from matplotlib import pyplot

    backend = mpl.get_backend()
    pyplot.switch_backend("agg")
    try:
        for draw in (plot_network, plot_output, plot_losses):
            pyplot.figure()
            assert draw(trained()) is pyplot.gca()
    finally:
        pyplot.close("all")
        pyplot.switch_backend(backend)


def test_a_network_is_drawn_with_a_line_for_every_weight_and_a_map_for_every_neuron() -> None:
    trainer = trained(features=("x1", "x2", "sin(x1)"), hidden_layers=(4, 2))
    ax = plot_network(trainer, axes())
    lines = next(c for c in ax.collections if len(c.get_paths()) == 3 * 4 + 4 * 2 + 2)
    assert len(lines.get_linewidths()) == 22
    assert sum(len(c.get_paths()) for c in ax.collections if c is not lines) == 3 + 4 + 2 + 1
    assert texts(ax) == ["x₁", "x₂", "sin(x₁)"]


def test_a_line_is_blue_if_its_weight_is_positive_and_wider_if_it_is_larger() -> None:
    trainer = trained(0, hidden_layers=())
    trainer.mlp.weights[0][0] = [3.0, -0.5]
    lines = plot_network(trainer, axes()).collections[0]
    weak, strong = lines.get_colors()
    assert weak[:3] == pytest.approx(ORANGE, abs=0.01)
    assert strong[:3] == pytest.approx(BLUE, abs=0.01)
    thin, wide = lines.get_linewidths()
    assert wide > 3 * thin


def test_a_large_layer_says_how_many_neurons_are_not_drawn() -> None:
    assert "+505" in texts(plot_network(trained(0, hidden_layers=(512,)), axes()))


def test_the_outputs_of_several_classes_are_named() -> None:
    ax = plot_network(trained(0, dataset="iris", features=("x1", "x2", "x3", "x4")), axes())
    assert {"setosa", "versicolor", "virginica"} <= set(texts(ax))


def test_the_decision_boundary_lies_where_w_x_plus_b_is_zero() -> None:
    trainer = trained(0, hidden_layers=())
    trainer.mlp.layers[0][:, 0] = [1.0, -2.0, 0.5]
    trainer.touch()
    ax = plot_output(trainer, axes())
    boundary = np.concatenate([path.vertices for c in ax.collections for path in c.get_paths()])
    assert np.abs(boundary @ [1, -2] + 0.5).max() < 0.02
    assert np.ptp(boundary[:, 0]) >= 12


def test_the_output_shows_all_training_points_and_the_test_points_only_when_asked() -> None:
    hidden, shown = trained(), trained(show_test_data=True)

    def points(trainer: Trainer) -> int:
        return sum(len(line.get_xdata()) for line in plot_output(trainer, axes()).lines)

    assert points(hidden) == 250
    assert points(shown) == 500


def test_one_column_of_data_is_shown_as_a_curve() -> None:
    trainer = trained(dataset="sine", features=("x1",))
    curve = plot_output(trainer, axes()).lines[0]
    expected = trainer.output(np.array(curve.get_xdata())[:, np.newaxis])[0]
    assert np.abs(np.array(curve.get_ydata()) - expected).max() < 1e-4


def test_the_losses_are_those_of_the_history_and_changes_are_marked() -> None:
    trainer = trained(10)
    trainer.change(Options(learning_rate=0.1))
    train, test, change = plot_losses(trainer, axes()).lines
    assert np.array_equal(train.get_ydata(), trainer.history.loss_train)
    assert np.array_equal(test.get_ydata(), trainer.history.loss_test)
    assert list(change.get_xdata()) == [10, 10]


# ------------------------------------------------------------------ names in any script

NAMES = {
    "Chinese": "花瓣长度",
    "Japanese": "はなびら",
    "Korean": "꽃잎",
    "Arabic": "طول",
    "Hebrew": "אורך",
    "Hindi": "लंबाई",
    "Thai": "ความยาว",
    "Tamil": "நீளம்",
    "emoji": "😀🌸🦄",
    "a family of emoji": "👨‍👩‍👧 ❤️ 🏳️‍🌈",
    "hieroglyphs": "𓀀𓁐",
    "private": "\ue000\U000f0000",
    "no letters": "\x00\x07\x7f\x85\uffff\U0010ffff",
    "lines and tabs": "a\tb\nc\rd\u2028e",
    "marks alone": "\u0301\u0903\u20dd",
    "invisible signs": "\u202ea\u2066b\u200b\ufeff\U000e0041",
    "mathematics": "$x$ $\\frac$ \\alpha $",
    "an accent": "größe",
}


def named(name: str, one_column: bool = False, **options: Any) -> Trainer:
    """A network whose column, own input and classes have a name."""
    frame = pd.DataFrame(
        {name: [0.0, 1, 2, 3]} | ({} if one_column else {f"{name}2": [3, 1, 2, 0]})
    )
    table = read_table((frame, [f"{name}{k}" for k in range(3)] + [f"{name}0"]))
    own = {name: own_feature(name, lambda *x: x[0] ** 2, table.X)}
    options = {"dataset": "custom", "features": ("x1", name), "hidden_layers": (2,)} | options
    return Trainer(Options(**options), table, own)


def drawn_later(name: str, **style: Any) -> list[Any]:
    """The names in the pictures, when a cell of the user's has drawn them."""
    found = []
    with warnings.catch_warnings(), mpl.rc_context(style):
        warnings.simplefilter("error")
        for draw in (plot_network, plot_output):
            for one_column in (False, True):
                figure = Figure(figsize=(4, 3))
                ax = draw(named(name, one_column), figure.add_subplot())
                for kind in ("png", "pdf", "svg"):
                    figure.savefig(io.BytesIO(), format=kind)
                found += [*ax.texts, ax.xaxis.label, ax.yaxis.label, *ax.get_yticklabels()]
    return [text for text in found if text.get_text()]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_any_script_is_drawn_without_a_warning(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(named(name))
        assert png(named(name, one_column=True))
    assert drawn_later(name)


@given(st.text(min_size=1, max_size=12))
@settings(max_examples=20)
def test_so_is_any_name(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(named(name))


CALM = {"axes.unicode_minus": False, "axes.formatter.use_mathtext": True}
"""What matplotlib asks of those who use the fonts of TeX, for the numbers at the axes."""


@pytest.mark.parametrize("family", ["serif", "cmr10", ["No such font", "cmss10"], "monospace"])
def test_so_is_it_in_a_font_of_the_users(family: Any) -> None:
    for name in ("größe", "花瓣", "x2"):
        assert drawn_later(name, **{"font.family": family, **CALM})


def test_what_the_usual_font_lacks_is_drawn_with_one_that_has_it() -> None:
    lacking = "\u1d84\u1d8d"  # in STIX, which comes with matplotlib
    names = [text for text in drawn_later(lacking) if lacking[0] in text.get_text()]
    assert len(names) > 4
    assert all("STIX" in text.get_fontfamily()[-1] for text in names)


def test_a_letter_that_no_font_has_is_a_visible_placeholder() -> None:
    names = {text.get_text() for text in drawn_later("a\U000f0000b")}
    assert {"a□b", "a□b2", "a□b0", "a□b1"} <= names


def test_a_name_is_never_mathematics() -> None:
    texts = [text for text in drawn_later("$x$") if "$" in text.get_text()]
    assert {"$x$", "$x$2", "$x$0"} <= {text.get_text() for text in texts}
    assert not any(text.get_parse_math() or text.get_usetex() for text in texts)


def test_the_widget_carries_its_picture_for_where_no_live_view_is() -> None:
    w = Playground(hidden_layers=[3])
    data = w._repr_mimebundle_()[0]
    w.close()
    assert data["text/plain"] == "nnwidget.Playground"
    assert data["image/png"].startswith("iVBORw0KGgo")
