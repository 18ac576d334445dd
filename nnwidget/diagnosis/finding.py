"""What is found about a run, in words and as a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FindingCode = Literal[
    "diverged",
    "zero_weights",
    "carried_batch",
    "large_batch",
    "dead_relus",
    "saturated",
    "only_linear",
    "too_small",
    "rate_too_high",
    "rate_too_low",
    "overfitting",
]


@dataclass(frozen=True)
class Finding:
    """Why a network does not learn, and the one change that would help.

    Attributes:
        code: the rule's name. reason: which of its cases, where it has several.
        layer: the layer that it is about (from 1), or ``None``.
        values: the numbers of the sentence.
        changes: options to change, all together: ``w.change(**finding.changes)``.
        restart: does it take a new start, too (``w.reset()``)?
    """

    code: FindingCode
    reason: str = ""
    layer: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    restart: bool = False

    @property
    def text(self) -> str:
        """The finding in one sentence."""
        sentence = SENTENCES[self.code, self.reason]
        numbers = {name: f"{value:.4g}" for name, value in self.values.items()}
        return sentence.format(layer=self.layer, **numbers)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.changes.items())
        calls = [f"w.change({arguments})"] * bool(self.changes) + ["w.reset()"] * self.restart
        remedy = f" Try {'; '.join(calls)}" if calls else ""
        return f"<Finding {self.code}: {self.text}{remedy}>"


SENTENCES: dict[tuple[str, str], str] = {
    ("diverged", "rate"): "Training diverged: the learning rate {rate} is too high.",
    ("diverged", "l2"): "Training diverged: learning rate × regularization rate is {product}; "
    "above 2, L2 makes every weight larger at each step.",
    ("diverged", "large"): "Training diverged: some inputs are very large, up to {largest}.",
    ("diverged", "not_finite"): "Training diverged: an input is no finite number for some samples.",
    ("diverged", "weight"): "A weight or bias was set to a value that is no finite number, "
    "or far too large.",
    ("zero_weights", ""): "All weights are zero: no neuron gets a gradient that it could follow.",
    ("zero_weights", "same"): "All neurons of a layer started with the same weights, so they get "
    "the same gradient and stay the same.",
    ("zero_weights", "penalty"): "The regularization has pressed all weights to zero.",
    ("carried_batch", ""): "The batch size {batch} is larger than the {samples} training points, "
    "and gradients of a batch that is not full are carried on: no update is ever made.",
    ("large_batch", ""): "The batch size {batch} is larger than the {samples} training points: "
    "each epoch makes one update only.",
    ("dead_relus", ""): "{percent} % of the ReLUs of layer {layer} answer 0 to every training "
    "point: no gradient passes through them.",
    ("saturated", ""): "{percent} % of the answers of layer {layer} lie where its activation is "
    "flat: next to no gradient passes through.",
    ("only_linear", ""): "All layers are linear, so together they are one linear layer, and no "
    "straight line parts these data.",
    ("too_small", "line"): "Without a hidden layer the network draws a straight line, and no "
    "straight line parts these data.",
    ("too_small", "narrow"): "{neurons} neurons in layer {layer} are too few for these data.",
    ("too_small", "one"): "A single neuron in layer {layer} is too little for these data.",
    ("rate_too_high", ""): "The loss jumps about instead of falling: the learning rate {rate} is "
    "too high.",
    ("rate_too_low", ""): "The loss falls steadily, but very slowly: the learning rate {rate} is "
    "too low.",
    ("overfitting", ""): "Overfitting: since epoch {epoch} the test loss has risen from {best} to "
    "{now}, while the training loss went on falling.",
}
"""By code and reason, the sentence of each finding."""
