"""Hyperparameters: the fields of a dataclass, each with its range and default."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any

from nnwidget.languages.sentence import Sentence, refusal
from nnwidget.languages.wording import did_you_mean, shown


def between(low: float, high: float, default: float) -> Any:
    """A hyperparameter: a field with its default and the range, both ends in it, that `make`
    allows and a slider has."""
    return field(default=default, metadata={"min": low, "max": high})


def make(kind: type[Any], option: str, name: str, parameters: dict[str, Any]) -> Any:
    """An object of a class whose fields were declared with `between`.

    Args:
        option: what chooses it, such as ``"optimizer"``. name: which it is, such as ``"adam"``.
        parameters: values by name; the others have their defaults.

    Raises:
        ValueError: an unknown parameter, or one that is no number or outside its range.
    """
    allowed = {parameter.name: parameter.metadata for parameter in fields(kind)}
    for key, value in parameters.items():
        if key not in allowed:
            said = {"option": option, "name": shown(name), "parameter": shown(str(key))}
            if not allowed:
                raise refusal("no_parameters", **said)
            near = did_you_mean(key, allowed)
            raise refusal("no_parameter", **said, names=[*allowed], near=near)
        low, high = allowed[key]["min"], allowed[key]["max"]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            raise refusal(
                "parameter",
                option=option,
                name=shown(name),
                parameter=key,
                allowed=Sentence("refusals.number", low=low, high=high),
                value=shown(value),
            )
    return kind(**parameters)
