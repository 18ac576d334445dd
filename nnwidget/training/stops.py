"""When training stops by itself, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nnwidget.languages.sentence import Sentence
from nnwidget.nn.regularizers import REGULARIZERS

from .options import Options

StopCode = Literal["diverged", "max_epochs", "target_loss", "patience"]
Reason = Literal["", "rate", "l2", "not_finite", "large", "weight"]

HUGE_INPUT = 1e3
"""An input of this size is what to mend first when training diverges."""


@dataclass(frozen=True)
class Stop:
    """Why training stopped by itself.

    Attributes:
        code: which rule stopped it. reason: which of its cases, where it has several.
        values: the numbers of the sentence.
    """

    code: StopCode
    reason: Reason = ""
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> Sentence:
        """Why, in one sentence."""
        if self.code != "diverged":
            return Sentence(f"notices.{self.code}", **self.values)
        why = Sentence(f"findings.diverged_{self.reason}", **self.values)
        return Sentence("notices.diverged", why=why)


class Best(NamedTuple):
    """The smallest loss so far, and its epoch."""

    loss: float = math.inf
    epoch: int = 0


def limit_reached(options: Options, epochs: int) -> Stop | None:
    """Has it trained as many epochs as were asked for?"""
    limit = options.max_epochs
    if limit is None or epochs < limit:
        return None
    return Stop("max_epochs", values={"count": limit})


def good_enough(options: Options, loss: float) -> Stop | None:
    """Is the loss down to the target?"""
    target = options.target_loss
    if target is None or not loss <= target:
        return None
    return Stop("target_loss", values={"loss": loss, "target": target})


def out_of_patience(options: Options, epochs: int, best: Best) -> Stop | None:
    """Has the loss not become smaller for too long?"""
    patience = options.patience
    if patience is None or epochs - best.epoch < patience:
        return None
    values = {"count": patience, "loss": best.loss, "epoch": best.epoch}
    return Stop("patience", values=values)


def after_epoch(options: Options, epochs: int, loss: float, best: Best) -> tuple[Stop | None, Best]:
    """The rule that stops training after so many epochs, if one does, and the best loss, from
    which patience counts anew once it has run out."""
    if loss < best.loss:
        best = Best(loss, epochs)
    good = good_enough(options, loss)
    tired = None if good else out_of_patience(options, epochs, best)
    return limit_reached(options, epochs) or good or tired, Best(loss, epochs) if tired else best


WRONG_PARAMETER = Stop("diverged", "weight")
"""A weight or bias was set to a value that is no finite number, or far too large."""


def diverged(options: Options, largest_input: float) -> Stop:
    """The likeliest reason why the parameters are finite no more, by the options and the largest
    size of an input."""
    rate = options.learning_rate
    shrink = rate * options.regularization_rate
    penalty = REGULARIZERS[options.regularization]
    if penalty and penalty.shrinks and shrink > 2:
        return Stop("diverged", "l2", {"product": shrink})
    if not math.isfinite(largest_input):
        return Stop("diverged", "not_finite")
    if largest_input > HUGE_INPUT:
        return Stop("diverged", "large", {"largest": largest_input})
    return Stop("diverged", "rate", {"rate": rate})
