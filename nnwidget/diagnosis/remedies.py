"""What would help: options that suit nearly everything."""

from __future__ import annotations

from typing import Any

from nnwidget.training.options import LEARNING_RATES

from .evidence import Evidence

USUAL_RATE = {
    **dict.fromkeys(("gd", "sgd", "adagrad"), 0.03),
    **dict.fromkeys(("momentum", "nesterov", "rmsprop", "adam", "adamax", "nadam"), 0.01),
    "adadelta": 1.0,
}
"""A learning rate that suits nearly everything, by optimizer."""

SHAPES = {
    "circle": (3, (4,)),
    "rings": (3, (6,)),
    "xor": (3, (8,)),
    "moons": (2, (4,)),
    "checkerboard": (6, (16, 8)),
    "spiral": (6, (8, 8)),
    "spirals": (5, (8, 8)),
}
"""By data set, from x1 and x2 alone: with fewer neurons in one hidden layer than the first
number nobody came near the neighbours' score (the best of eight starts, Adam, 250 epochs);
the second is a shape that does."""

ANY_SHAPE = (2, (8,))
"""The same for any other data: one neuron first draws parallel lines, whatever comes after."""


def usual_rate(evidence: Evidence) -> float:
    return USUAL_RATE.get(evidence.options.optimizer, 0.03)


def lower_rate(evidence: Evidence) -> float:
    """The next rate of the menu that is a third at most, and not above the usual one."""
    return on_the_menu(min(evidence.options.learning_rate / 3, usual_rate(evidence)))


def on_the_menu(most: float) -> float:
    """The largest rate of the menu that is not above another, about."""
    return max((rate for rate in LEARNING_RATES if rate <= 1.01 * most), default=most)


def without_relu(evidence: Evidence) -> Any:
    """The option ``activation`` with leaky ReLUs in place of ReLUs."""
    names = ["leaky_relu" if name == "relu" else name for name in evidence.activations]
    return names[0] if isinstance(evidence.options.activation, str) else names


def wider(evidence: Evidence) -> dict[str, Any]:
    """Options with a first hidden layer that is wide enough."""
    options = evidence.options
    shape = SHAPES.get(options.dataset, ANY_SHAPE)[1]
    hidden = [shape[0], *evidence.hidden[1:]] if len(evidence.hidden) > 1 else [*shape]
    changes: dict[str, Any] = {"hidden_layers": hidden}
    if not isinstance(options.activation, str) and len(options.activation) != len(hidden):
        changes["activation"] = options.activation[0] if options.activation else "tanh"
    if changes.get("activation", options.activation) == "linear":
        changes["activation"] = "tanh"
    if options.initializer in ("zeros", "constant"):
        changes["initializer"] = "glorot_uniform"
    if options.optimizer == "perceptron":
        changes |= {"optimizer": "sgd", "output_activation": "auto", "loss": "auto"}
    return changes
