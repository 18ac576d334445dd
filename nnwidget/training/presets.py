"""Settings worth seeing: some that work well, some that go wrong instructively.

Each preset names only what differs from the defaults of `Options`, and says in one sentence
what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import did_you_mean, recognized, shown


@dataclass(frozen=True)
class Preset:
    """One preset: its label, whether it works, why, and its options."""

    label: str
    works: bool
    why: str
    options: dict[str, Any]


_SINES = ["x1", "x2", "sin(x1)", "sin(x2)"]

PRESETS: dict[str, Preset] = {
    "one-neuron": Preset(
        *("One neuron", True),
        "Two clouds that a straight line parts: one neuron is enough.",
        {"dataset": "gauss", "hidden_layers": []},
    ),
    "circle-squares": Preset(
        *("Circle from squares", True),
        "With x1² and x2² as inputs the circle is a straight line, and one neuron draws it.",
        {"dataset": "circle", "hidden_layers": [], "features": ["x1^2", "x2^2"]},
    ),
    "circle-hidden": Preset(
        *("Circle from hidden neurons", True),
        "Four hidden neurons draw a line each, and the output joins them to a closed curve.",
        {"dataset": "circle", "hidden_layers": [4], "learning_rate": 0.1},
    ),
    "xor-product": Preset(
        *("XOR from a product", True),
        "The sign of x1·x2 is the answer: the right input makes a hidden layer needless.",
        {"dataset": "xor", "hidden_layers": [], "features": ["x1*x2"]},
    ),
    "spiral-sin": Preset(
        *("Spiral with sines", True),
        "The sines of the inputs bend the plane, so that eight neurons can follow the spiral.",
        {
            "dataset": "spiral",
            "features": _SINES,
            "hidden_layers": [8],
            "optimizer": "adam",
            "learning_rate": 0.03,
        },
    ),
    "spiral-deep": Preset(
        *("Spiral with depth", True),
        "Three hidden layers and Adam find the spiral from x1 and x2 alone.",
        {
            "dataset": "spiral",
            "hidden_layers": [8, 8, 8],
            "optimizer": "adam",
            "learning_rate": 0.01,
        },
    ),
    "classes": Preset(
        *("Several classes", True),
        "Softmax gives every class its own output, and their sum is 1.",
        {"dataset": "blobs", "classes": 5, "hidden_layers": [6], "learning_rate": 0.1},
    ),
    "circle-line": Preset(
        *("A line against a circle", False),
        "One neuron draws a straight line, and no straight line parts a circle from its ring.",
        {"dataset": "circle", "hidden_layers": []},
    ),
    "linear-layers": Preset(
        *("Deep but linear", False),
        "Layers of linear neurons come to one linear neuron: depth without a bend gains nothing.",
        {"dataset": "circle", "hidden_layers": [8, 8, 8], "activation": "linear"},
    ),
    "zero-start": Preset(
        *("All weights zero", False),
        "Every neuron computes the same and gets the same gradient, so none of them learns.",
        {"dataset": "circle", "hidden_layers": [4], "initializer": "zeros"},
    ),
    "rate-too-high": Preset(
        *("Learning rate too high", False),
        "Each step leaps over the valley, and the loss jumps about instead of falling.",
        {"dataset": "circle", "hidden_layers": [8, 8], "learning_rate": 3},
    ),
    "rate-too-low": Preset(
        *("Learning rate too low", False),
        "The loss falls, but so slowly that nobody would wait for it.",
        {"dataset": "circle", "hidden_layers": [4], "learning_rate": 0.0001},
    ),
    "diverging": Preset(
        *("Too much regularization", False),
        "Learning rate × regularization rate above 2 makes every weight larger at each step.",
        {
            "dataset": "gauss",
            "hidden_layers": [4],
            "learning_rate": 3,
            "regularization": "l2",
            "regularization_rate": 1,
        },
    ),
    "overfitting": Preset(
        *("Overfitting", False),
        "Few noisy points and many neurons: the training loss falls while the test loss rises.",
        {
            "dataset": "xor",
            "noise": 35,
            "train_fraction": 0.1,
            "hidden_layers": [16, 16],
            "optimizer": "adam",
            "learning_rate": 0.03,
            "show_test_data": True,
        },
    ),
}
"""Every preset by name."""


def preset(name: object) -> Preset:
    """The preset of that name; what the widget calls it is taken, too.

    Raises:
        ValueError: there is none.
    """
    found = recognized(name, PRESETS) if isinstance(name, str) else None
    if found is None:
        hint = did_you_mean(name, PRESETS)
        allowed = Sentence("refusals.one_of", names=", ".join(PRESETS))
        raise refusal("preset", allowed=allowed, value=shown(name), near=hint)
    return PRESETS[found]
