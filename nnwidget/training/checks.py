"""One value at a time: what is allowed whatever the others are, and its plain form.

A check is given the name of an option and a `plain` value; it returns what the option is, or
raises a ``ValueError`` that names the value and what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from numbers import Real
from typing import Any

from nnwidget.languages.sentence import Sentence, refusal, said_by
from nnwidget.languages.wording import did_you_mean, labels_of, listed, recognized, shown, whole
from nnwidget.nn.schedules import SCHEDULES

LAYERS = 16
NEURONS = 512
PARAMETERS = 200_000

LONGEST = 200
"""Most characters of a text."""

Check = Callable[[str, Any], Any]


def allowed_as(kind: str, **values: Any) -> Sentence:
    """What is allowed, as a refusal says it."""
    return Sentence(f"refusals.{kind}", **values)


def must_be(name: str, allowed: Sentence, value: object, near: str = "") -> ValueError:
    """An option must be something else; ``near`` is what may have been meant."""
    return refusal("must_be", option=name, allowed=allowed, value=shown(value), near=near)


_BYTES = bytes | bytearray | memoryview

DEEPEST = 4
"""No option has lists within lists within lists."""


def plain(value: Any, level: int = 0) -> Any:
    """The value as Python's own numbers, texts, lists and dicts, whether it comes as them, from
    NumPy or from pandas. What no option takes is returned as it is."""
    if _is_time_span(value):
        return value  # NumPy would give it as a whole number
    if hasattr(type(value), "tolist") and not isinstance(value, memoryview):
        value = value.tolist()
    if isinstance(value, str):
        return str.__str__(value)
    if level == DEEPEST or isinstance(value, int | float | _BYTES):
        return value
    if isinstance(value, Real):
        return _as_float(value)
    if isinstance(value, Mapping):
        return {plain(key, DEEPEST): plain(item, level + 1) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item, level + 1) for item in islice(value, PARAMETERS + 1)]
    return value


def _is_time_span(value: Any) -> bool:
    """NumPy's time spans count as whole numbers for Python."""
    return getattr(getattr(value, "dtype", None), "kind", "") == "m"


def _as_float(value: Real) -> Real | float:
    """Of NumPy's longest kind, or a fraction; a number that no float can hold stays."""
    try:
        return float(value)
    except OverflowError:
        return value


def one_of(allowed: Mapping[str, Any]) -> Check:
    """One of a registry's names; what the widget calls it is taken, too."""

    def check_name(name: str, value: Any) -> str:
        found = recognized(value, allowed) if isinstance(value, str) else None
        if found is None:
            near = did_you_mean(value, [*labels_of(allowed), *allowed])
            raise must_be(name, allowed_as("one_of", names=listed(allowed)), value, near)
        return found

    return check_name


def is_number(value: object) -> bool:
    """Is it a finite real number? ``True`` and ``False`` are not, NumPy's scalars are."""
    if type(value) is bool or not isinstance(value, Real) or _is_time_span(value):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        return False


def number(low: float, high: float, above: bool = False) -> Check:
    def check_number(name: str, value: Any) -> float:
        if not is_number(value) or not low <= value <= high or (above and value == low):
            kind = "number_above" if above else "number"
            raise must_be(name, allowed_as(kind, low=low, high=high), value)
        return int(value) if isinstance(value, int) else float(value)

    return check_number


def whole_number(low: int, high: int) -> Check:
    def check_whole(name: str, value: Any) -> int:
        if not is_number(value) or value != int(value) or not low <= value <= high:
            raise must_be(name, allowed_as("whole_number", low=low, high=high), value)
        return int(value)

    return check_whole


def or_none(check_value: Check) -> Check:
    def check_optional(name: str, value: Any) -> Any:
        try:
            return None if value is None else check_value(name, value)
        except ValueError as error:
            said = said_by(error)
            if said is None or "allowed" not in said.values:
                raise
            raise must_be(
                name, allowed_as("or_none", allowed=said.values["allowed"]), value
            ) from None

    return check_optional


def switch(name: str, value: Any) -> bool:
    """True or False.

    Raises:
        ValueError: naming the value, if it is neither.
    """
    if not isinstance(value, bool):
        raise must_be(name, allowed_as("switch"), value)
    return value


def several(check_item: Check, low: int, high: int, distinct: bool = False) -> Check:
    def check_list(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise must_be(name, allowed_as("list"), value)
        if not low <= len(value) <= high:
            if low == high:
                raise refusal("items_exactly", option=name, wanted=low, given=len(value))
            raise refusal("items", option=name, low=low, high=high, given=len(value))
        each = Sentence("refusals.item_of", option=name)
        items = tuple(check_item(each, item) for item in value)
        if distinct and len(set(items)) < len(items):
            raise refusal("repeats", option=name, value=shown(list(items)))
        return items

    return check_list


def text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or value != whole(value):
        raise must_be(name, allowed_as("text", longest=LONGEST), value)
    return value


def one_or_each(check_one: Check) -> Check:
    """One value for all hidden layers, or a list with one for each."""
    check_each = several(check_one, 0, LAYERS)

    def check_one_or_each(name: str, value: Any) -> Any:
        return (check_each if isinstance(value, list) else check_one)(name, value)

    return check_one_or_each


def parameters(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        raise must_be(name, allowed_as("parameters", example="{'beta_1': 0.9}"), value)
    return value


def rate_or_schedule(name: str, value: Any) -> float | dict[str, Any]:
    if not isinstance(value, dict):
        return float(number(0, 100)(name, value))
    schedule = value.get("name")
    known = recognized(schedule, SCHEDULES) if isinstance(schedule, str) else None
    return value | {"name": known or schedule} if "name" in value else value


def references(shortest: int, longest: int) -> Check:
    """A list of references such as (layer, neuron); a third number, the source, may be 0."""

    def check_reference(name: str, value: Any) -> tuple[int, ...]:
        numbers = tuple(several(whole_number(0, NEURONS), shortest, longest)(name, value))
        if min(numbers[:2]) < 1:
            raise refusal("counts_from_1", option=name, value=shown(list(numbers)))
        return numbers

    return several(check_reference, 0, PARAMETERS, distinct=True)


def whole_or_text(name: str, value: Any) -> int | str:
    if isinstance(value, str):
        return text(name, value)
    if not is_number(value) or value != int(value) or not 0 <= value < 2**53:
        raise must_be(name, allowed_as("whole_or_text"), value)
    return int(value)
