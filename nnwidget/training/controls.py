"""What a user turns an option with in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .checks import LAYERS

Empty = Literal["", "none", "usual"]
"""The word that a field shows for ``None``; "" where it must hold a number."""


@dataclass(frozen=True)
class Slider:
    """From one end to the other in steps."""

    min: float
    max: float
    step: float


@dataclass(frozen=True)
class Menu:
    """A few numbers to choose from; ``None`` is none of them."""

    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Choice:
    """One thing of a registry. ``menu`` is its menu in the catalog; ``names`` is what the files of
    the languages put before the names in it."""

    menu: Literal["activations", "losses", "optimizers", "regularizations", "initializers"]
    names: str


@dataclass(frozen=True)
class NumberField:
    """A field to type a number into."""

    min: float
    max: float | None = None
    empty: Empty = ""


@dataclass(frozen=True)
class CheckBox:
    """On or off."""


@dataclass(frozen=True)
class Special:
    """Code of its own draws it: the layers, the inputs, ..."""


Control = Slider | Menu | Choice | NumberField | CheckBox | Special

Place = Literal["data", "more", "own"]
"""Where it stands: among the data, among what few lessons need, or where code puts it."""

BESIDE_OPTIONS: tuple[str, ...] = (
    *("playButton", "stepButton", "resetButton", "undo", "preset", "problem", "settings"),
    *("regenerate", "loadCSV", "editPoints", "weights", "equation", "hiddenSpace", "confusion"),
    *("logScale", "timeMachine", "presentation", "help", "tour", "diagnosis"),
)
"""The names in `hidden_controls` of what can be hidden and is no option."""

PER_LAYER = "numNodes"
"""With the number of a layer: the name of what adds neurons to it."""


def control_names(options: Mapping[str, str]) -> dict[str, str]:
    """Every name that `hidden_controls` takes, and the one that it keeps, which is that of the
    links where they have one.

    Args:
        options: the names of options with a control, and those of their controls.
    """
    layers = [f"{PER_LAYER}{layer}" for layer in range(1, LAYERS + 1)]
    kept = [*options.values(), *BESIDE_OPTIONS, *layers]
    return {**options, **{name: name for name in kept}}
