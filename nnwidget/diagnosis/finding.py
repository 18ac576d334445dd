"""What is found about a run, in words and as a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from nnwidget.languages.sentence import Sentence

FindingCode = Literal[
    "diverged",
    "zero_weights",
    "carried_batch",
    "large_batch",
    "dead_neurons",
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
        changes: options to change, all together: ``w.change(**finding.changes)``; the browser
            calls the remedy after the first.
        restart: does it take a new start, too (``w.reset()``)?
        language: is spoken, where there are words for it; else English is.
    """

    code: FindingCode
    reason: str = ""
    layer: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    restart: bool = False
    language: str = field(default="en", compare=False)

    @cached_property
    def text(self) -> Sentence:
        """The finding in one sentence, in English."""
        layer = {} if self.layer is None else {"layer": self.layer}
        key = "_".join(filter(None, (self.code, self.reason)))
        return Sentence(f"findings.{key}", **layer, **self.values)

    def __str__(self) -> str:
        return self.text.told(self.language)

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.changes.items())
        calls = [f"w.change({arguments})"] * bool(self.changes) + ["w.reset()"] * self.restart
        remedy = f" Try {'; '.join(calls)}" if calls else ""
        return f"<Finding {self.code}: {self}{remedy}>"
