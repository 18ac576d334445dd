"""Every option, with what the tests try on it. A new option gets one row here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Tried:
    """What is tried on an option.

    Attributes:
        legal: values that are allowed, as its trait has them; the first is not the default.
        wrong: values that are not, and what is said of each (an expression).
        given: as NumPy, pandas or a range has a value, and as it is kept.
        change: what the first legal value does to a running training. "on" goes on with the
            same parameters, "silent" does so without a note in the history, "network" keeps
            those of the neurons that remain, "data" goes on with other data, "start" begins
            anew.
        needs: other options without which the legal values are not allowed.
    """

    legal: list[Any]
    wrong: list[tuple[Any, str]]
    given: list[tuple[Any, Any]]
    change: Literal["on", "silent", "network", "data", "start"] = "on"
    needs: dict[str, Any] = field(default_factory=dict)

    @property
    def other(self) -> Any:
        """Another value than the default."""
        return self.legal[0]


SWITCHES = [(np.True_, True), (np.array(False), False), (np.bool_(True), True)]

TRIED: dict[str, Tried] = {
    "dataset": Tried(
        ["blobs", "spiral", "plane"],
        [
            ("moon", "must be one of 'circle', 'xor', .*, got 'moon'"),
            ("cirle", "did you mean 'circle'"),
            (None, "must be one of .*, got None"),
            ("custom", r"needs data: give Playground\(data=\(X, y\)\)"),
        ],
        [(np.str_("xor"), "xor")],
        "start",
    ),
    "classes": Tried(
        [4, 5],
        [(1, "whole number from 2 to 12, got 1"), (13, "from 2 to 12, got 13")],
        [(np.int64(4), 4)],
        change="silent",
    ),
    "samples": Tried(
        [100, 200, None],
        [
            (3, "whole number from 4 to 100,000 or None, got 3"),
            (10**9, "to 100,000 or None, got 1000000000"),
            (4.5, "whole number .*, got 4.5"),
        ],
        [(np.array(40), 40)],
        "data",
    ),
    "train_fraction": Tried(
        [0.8, 0.7],
        [(0, "above 0 and at most 1, got 0"), (1.01, "got 1.01")],
        [(np.float16(0.25), 0.25)],
        "data",
    ),
    "noise": Tried(
        [20, 25, 12.5],
        [
            (-1, "a number from 0 to 100, got -1"),
            (math.nan, "got nan"),
            ("10", "got '10'"),
            (True, "a number"),
            (None, "a number"),
            (10**400, "from 0 to 100, got 1000"),
        ],
        [(np.float32(12.5), 12.5), (np.longdouble(2), 2.0)],
        "data",
    ),
    "features": Tried(
        [["x2", "x1*x2"], ["x1", "sin(x2)"]],
        [
            ([], "from 1 to 64 items, got 0"),
            ("x1", "must be a list, got 'x1'"),
            (["x1", "x1"], r"must not repeat an item, got \['x1', 'x1'\]"),
            (["x1", "x9²"], "'x9²' is not among 'x1', 'x2', "),
            (["x" * 300], "1 to 200 characters, got 'xxx"),
        ],
        [(np.array(["x2", "x1"]), ("x2", "x1")), (pd.Index(["x2", "x1"]), ("x2", "x1"))],
        "network",
    ),
    "hidden_layers": Tried(
        [[5, 3, 2], [3], [], [8, 8, 8]],
        [
            (4, "must be a list, got 4"),
            ([4, 0], "each item of hidden_layers .* from 1 to 512, got 0"),
            ([4, 513], "from 1 to 512, got 513"),
            ([True], "whole number .*got True"),
            ([1] * 17, "from 0 to 16 items, got 17"),
            ([512, 512], r"\[512, 512\] makes 264,705 parameters; at most 200,000"),
        ],
        [
            (np.array([3, 2], dtype=np.uint8), (3, 2)),
            (pd.Series([3, 2]), (3, 2)),
            (range(3, 1, -1), (3, 2)),
        ],
        "network",
    ),
    "activation": Tried(
        [["relu", "tanh"], "relu"],
        [
            ("gelu", "must be one of 'linear', .*, got 'gelu'"),
            ("tan", "did you mean 'tanh'"),
            (5, "must be one of 'linear', .*, got 5"),
            (["tanh"], r"one name, or one for each hidden layer [(]2[)], got \['tanh'\]"),
            (["tanh", 3], "each item of activation must be one of .*, got 3"),
            ("step", "'step' has no slope .* optimizer='perceptron', or take 'sigmoid'"),
        ],
        [
            (np.str_("relu"), "relu"),
            (np.array("relu"), "relu"),
            (np.array(["relu", "tanh"]), ("relu", "tanh")),
            (pd.Series(["relu", "tanh"]), ("relu", "tanh")),
        ],
    ),
    "output_activation": Tried(
        ["tanh"],
        [
            ("best", "must be one of 'auto', 'linear', .*, got 'best'"),
            ("softmaxx", "did you mean 'softmax'"),
        ],
        [(np.str_("tanh"), "tanh")],
    ),
    "loss": Tried(
        ["mse"],
        [("rmse", "must be one of 'auto', 'mse', .*, got 'rmse'")],
        [(np.str_("mse"), "mse")],
    ),
    "standardize": Tried([True, False], [(1, "True or False, got 1")], SWITCHES),
    "initializer": Tried(
        ["zeros", "he_normal"],
        [("ones", "must be one of 'zeros', .*, got 'ones'")],
        [(np.array("zeros"), "zeros")],
        "start",
    ),
    "seed": Tried(
        ["0.5", 7],
        [
            (-1, "whole number >= 0 or a text, got -1"),
            (1.5, "whole number .*got 1.5"),
            ("", "1 to 200 characters, got ''"),
            (2**53, "got 9007199254740992"),
            (10**400, "whole number >= 0 or a text, got 1000"),
        ],
        [(np.int64(3), 3), (np.str_("0.5"), "0.5")],
        "start",
    ),
    "optimizer": Tried(
        ["rmsprop", "adam"],
        [
            ("adamw", "must be one of .*, got 'adamw'"),
            ("sdg", "did you mean 'sgd'"),
            ("perceptron", r"trains a single step neuron: hidden_layers=\[\]"),
        ],
        [(np.str_("adam"), "adam")],
    ),
    "optimizer_options": Tried(
        [{"beta_1": 0.5}, {}],
        [
            ([], r"must be a dict such as \{'beta_1': 0.9\}, got \[\]"),
            ({"nesterov": 1}, "has no parameters, got 'nesterov'"),
        ],
        [({}, {}), ({np.str_("beta_1"): np.float32(0.5)}, {"beta_1": 0.5})],
        needs={"optimizer": "adam"},
    ),
    "learning_rate": Tried(
        [0.1],
        [
            (0, "above 0 and at most 100, got 0"),
            (True, "got True"),
            (math.inf, "got inf"),
            ([0.1], r"got \[0.1\]"),
        ],
        [(np.array(0.125), 0.125), (Fraction(1, 8), 0.125)],
    ),
    "decay": Tried(
        [{"name": "exponential", "rate": 0.5}, 0.01],
        [
            (-0.1, "from 0 to 100, got -0.1"),
            ({"name": "linear"}, "'name' must be one of .*, got 'linear'"),
        ],
        [
            (np.float32(0.5), 0.5),
            (
                {np.str_("name"): np.str_("exponential"), "rate": np.float32(0.5)},
                {"name": "exponential", "rate": 0.5},
            ),
        ],
    ),
    "batch_size": Tried(
        [25, 1, None], [(0, "from 1 to 100,000 or None, got 0")], [(np.uint16(8), 8)]
    ),
    "shuffle": Tried([False, True], [("yes", "True or False, got 'yes'"), (1, "got 1")], SWITCHES),
    "partial_batch": Tried(
        ["carry"],
        [("drop", "must be one of 'train', 'carry', got 'drop'")],
        [(np.str_("carry"), "carry")],
    ),
    "regularization": Tried(
        ["l1_playground", "l2"],
        [("l3", "must be one of 'none', 'l1', .*, got 'l3'")],
        [(np.str_("l2"), "l2")],
    ),
    "regularization_rate": Tried(
        [0.01, 0.1], [(-1, "from 0 to 100, got -1")], [(np.float32(0.5), 0.5)]
    ),
    "dropout": Tried(
        [[0.5, 0.1], 0.5],
        [
            (1, "from 0 to 0.95, got 1"),
            ([0.1], r"one number, or one for each hidden layer [(]2[)], got \[0.1\]"),
        ],
        [
            (np.array(0.5), 0.5),
            (np.array([0.25, 0.5], dtype=np.float32), (0.25, 0.5)),
            (pd.Series([0.25, 0.5]), (0.25, 0.5)),
        ],
    ),
    "frozen": Tried(
        [[[1], [2, 1, 0]], [[1]], [[2, 1], [1, 4, 2], [3, 1, 0]], []],
        [
            ([[1, 2, 3, 4]], "from 1 to 3 items"),
            ([1], "a list"),
            ([[0]], "count from 1"),
            ([[1], [1]], "repeat"),
        ],
        [
            (np.array([[1, 2], [2, 1]]), ((1, 2), (2, 1))),
            ([np.array([1]), (np.int64(2), np.int64(1))], ((1,), (2, 1))),
        ],
    ),
    "switched_off": Tried(
        [[[1, 2]], [[1, 2], [2, 1]], []],
        [("all", "a list"), ([[1]], "must have 2 items"), ([[1, 0]], "count from 1")],
        [(np.array([[1, 2]]), ((1, 2),))],
    ),
    "max_epochs": Tried(
        [50, 10, None],
        [(-1, "whole number from 0 to 1,000,000,000 or None, got -1")],
        [(np.int32(7), 7)],
        change="silent",
    ),
    "target_loss": Tried(
        [0.001, 0.1, None],
        [(-0.1, "from 0 to 1,000,000,000 or None, got -0.1")],
        [(np.array(0.5), 0.5)],
        change="silent",
    ),
    "patience": Tried(
        [9, 5, None],
        [(0, "from 1 to 1,000,000,000 or None, got 0")],
        [(np.int64(7), 7)],
        change="silent",
    ),
    "speed": Tried(
        [None, 0.5, 1000],
        [(0, "above 0 and at most 100,000 or None, got 0")],
        [(np.float64(2.5), 2.5)],
        change="silent",
    ),
    "axes": Tried(
        [[2, 1]],
        [([1], "must have 2 items, got 1"), ([0, 1], "from 1 to 64, got 0")],
        [(np.array([2, 1]), (2, 1))],
        change="silent",
    ),
    "show_test_data": Tried(
        [True, False], [(None, "True or False, got None")], SWITCHES, change="silent"
    ),
    "show_neuron_lines": Tried(
        [True, False], [(1, "True or False, got 1")], SWITCHES, change="silent"
    ),
    "discretize": Tried([True, False], [(0, "True or False, got 0")], SWITCHES, change="silent"),
    "hidden_controls": Tried(
        [["noise"], ["learningRate", "playButton", "numNodes6"], []],
        [
            ("noise", "must be a list, got 'noise'"),
            (["noise", "nois"], r"the name of a control, got 'nois' \(did you mean 'noise'\?\)"),
            (["playbutton"], "did you mean 'playButton'"),
            (["<img>"], "the name of a control, got '<img>'"),
            (["numNodes17"], "the name of a control, got 'numNodes17'"),
            (["frame_rate"], "the name of a control, got 'frame_rate'"),
            ([3], "a text of 1 to 200 characters, got 3"),
            (["noise"] * 101, "from 0 to 100 items, got 101"),
        ],
        [
            (np.array(["noise"]), ("noise",)),
            (["learning_rate", "locale"], ("learningRate", "language")),
        ],
        change="silent",
    ),
    "locale": Tried(
        ["es"],
        [("xx", "must be one of 'auto', 'en', 'es'.*, got 'xx'")],
        [(np.str_("es"), "es")],
        change="silent",
    ),
    "frame_rate": Tried(
        [20, 10],
        [(61, "from 1 to 60, got 61"), (1000, "60")],
        [(np.float32(12), 12.0)],
        change="silent",
    ),
}

OTHERS = [(name, value) for name, tried in TRIED.items() for value in tried.legal]
"""Every option with each of its legal values."""

WRONG = [(name, *wrong) for name, tried in TRIED.items() for wrong in tried.wrong]
"""Every option with each of its wrong values, and what is said of it."""

GIVEN = [(name, *given) for name, tried in TRIED.items() for given in tried.given]
"""Every option as NumPy, pandas or a range has it, and as it is kept."""
