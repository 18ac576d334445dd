"""What there is to say of an option: its default, what is allowed, what it means, what a change of
it takes effect on, and what it is turned with in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from .checks import Check
from .controls import Control, Place

Effect = Literal["data", "network", "training", "stop", "display"]
"""What a change of an option takes effect on: the points, the network and its inputs, a step of
training, when training stops by itself, or only what is shown and how fast it goes."""

Renews = Literal["nothing", "memory", "run", "draws"]
"""What of a run a change begins anew, beyond what it takes effect on: the optimizer's memory; the
run, from epoch 0; or that with the first draws of the seed."""


@dataclass(frozen=True)
class Row:
    """What there is to an option, but for its name and default.

    Attributes:
        check: what is allowed, whatever the other options are.
        help: what it means and allows, in a sentence.
        effect: what a change takes effect on.
        renews: what of a run it begins anew.
        control: what it is turned with; ``None`` if with nothing.
        place: where that stands.
        hidden_as: the name of its control in `hidden_controls`.
        preset_keeps: a preset that is chosen leaves it as it is.
    """

    check: Check
    help: str
    effect: Effect
    renews: Renews
    control: Control | None
    place: Place
    hidden_as: str
    preset_keeps: bool


def option(
    default: Any,
    check: Check,
    *,
    help: str,
    effect: Effect,
    renews: Renews = "nothing",
    control: Control | None = None,
    place: Place = "more",
    hidden_as: str = "",
    preset_keeps: bool = False,
) -> Any:
    """A field of `Options`; ``hidden_as`` is its name unless it is given."""
    row = Row(check, help, effect, renews, control, place, hidden_as, preset_keeps)
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata={"row": row})
    return field(default=default, metadata={"row": row})


def rows_of(options: type[Any]) -> dict[str, Row]:
    """The row of every field, by name."""
    return {
        f.name: replace(
            f.metadata["row"],
            hidden_as=f.metadata["row"].hidden_as or f.name,
        )
        for f in fields(options)
    }
