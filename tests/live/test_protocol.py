"""The messages between kernel and browser."""

from __future__ import annotations

import math
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnwidget.live import protocol, typescript
from nnwidget.live.incoming import read

COMMANDS = typing.get_args(protocol.CommandName)

WELL_FORMED: list[dict[str, Any]] = [
    {"type": "hello", "view": 1},
    {"type": "bye", "view": 1},
    {"type": "alive", "view": 1, "seq": 7},
    {"type": "ack", "view": 1, "frame": 12},
    {"type": "look", "view": 1, "neuron": None},
    {"type": "look", "view": 1, "neuron": [2, 3]},
    {"type": "hidden_space", "view": 1, "space": None},
    {"type": "hidden_space", "view": 1, "space": [2, 1, 3]},
    {"type": "want_part", "view": 1, "name": "es"},
    {"type": "edit", "view": 1, "seq": 8, "changes": {}},
    {"type": "edit", "view": 1, "seq": 8, "changes": {"noise": 10, "hidden_layers": [4, 2]}},
    {
        "type": "set_parameter",
        "view": 1,
        "seq": 9,
        "layer": 1,
        "neuron": 2,
        "source": 0,
        "value": -0.5,
    },
    {
        "type": "edit_points",
        "view": 1,
        "seq": 9,
        "add": [[1, 2.5, 0]],
        "move": [[3, 0, 1]],
        "remove": [2, 7],
    },
    {"type": "load_csv", "view": 1, "seq": 9, "text": "1,2,a"},
    {"type": "go_to", "view": 1, "seq": 9, "epoch": 12.5},
    {"type": "preset", "view": 1, "seq": 9, "name": "spiral-sin"},
    {"type": "heed", "view": 1, "seq": 10, "code": "zero_weights"},
    *({"type": "command", "view": 1, "seq": 9, "name": name} for name in COMMANDS),
]

by_type = pytest.mark.parametrize(
    "message", WELL_FORMED, ids=lambda m: f"{m['type']}-{m.get('name') or m.get('changes') or ''}"
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", typescript.FILES)
def test_the_browser_has_the_messages_options_and_words_of_python(root: Path, name: str) -> None:
    committed = (root / "js" / "src" / name).read_text(encoding="utf-8")
    made = typescript.FILES[name]()
    assert committed == made, "run: python -m nnwidget.live.typescript"


def test_every_type_of_message_is_tried_here() -> None:
    known = {
        typing.get_args(typing.get_type_hints(message)["type"])[0]
        for message in typing.get_args(protocol.FromBrowser)
    }
    assert {message["type"] for message in WELL_FORMED} == known


@by_type
def test_a_well_formed_message_is_returned_as_it_is(message: dict[str, Any]) -> None:
    assert read(message) is message


@by_type
def test_a_missing_key_is_refused(message: dict[str, Any]) -> None:
    for key in message:
        with pytest.raises(ValueError, match="message"):
            read({k: v for k, v in message.items() if k != key})


@by_type
def test_an_extra_key_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="has the keys type, view"):
        read({**message, "extra": 1})


@by_type
def test_only_integers_are_integers(message: dict[str, Any]) -> None:
    for key in message.keys() & {"view", "seq", "frame", "layer", "source"}:
        for wrong in (True, False, None, 1.0, float("nan"), "1", [1], {"1": 1}):
            with pytest.raises(ValueError, match=f"'{key}' of a '{message['type']}' message"):
                read({**message, key: wrong})


@by_type
def test_an_integer_is_one_that_the_browser_can_hold(message: dict[str, Any]) -> None:
    most = 2**53 - 1
    for key in message.keys() & {"view", "seq", "frame", "layer", "neuron", "source", "space"}:
        lists = message["type"] in ("look", "hidden_space")
        for value in (most, -most):
            inner = [value] if lists and key != "view" else value
            assert read({**message, key: inner})
        for value in (most + 1, -most - 1, 10**5000):
            inner = [value] if lists and key != "view" else value
            with pytest.raises(ValueError, match=f"'{key}' of a '{message['type']}' message"):
                read({**message, key: inner})


def test_a_name_has_at_most_a_hundred_characters() -> None:
    for kind, key in (("want_part", "name"), ("heed", "code"), ("preset", "name")):
        message = {"type": kind, "view": 1} | ({"seq": 1} if kind != "want_part" else {})
        assert read({**message, key: "é" * 100})
        with pytest.raises(ValueError, match=f"'{key}' of a '{kind}' message has a wrong value"):
            read({**message, key: "é" * 101})


BIG: list[tuple[dict[str, Any], str]] = [
    (
        {"type": "load_csv", "view": 1, "seq": 1, "text": "x" * 8_000_001},
        "'text' .* 8,000,001 bytes",
    ),
    (
        {"type": "load_csv", "view": 1, "seq": 1, "text": "é" * 4_000_001},
        "'text' .* 8,000,002 bytes",
    ),
    ({"type": "load_csv", "view": 1, "seq": 1, "text": "\ud800" * 3_000_000}, "9,000,000 bytes"),
    ({"type": "preset", "view": 1, "seq": 1, "name": "x" * 9_000_000}, "'name' .* 9,000,000 bytes"),
    (
        {"type": "edit", "view": 1, "seq": 1, "changes": {"x" * 5_000_000: ["x" * 5_000_000]}},
        "'changes' .* 10,000,016 bytes",
    ),
    (
        {"type": "edit_points", "view": 1, "seq": 1, "add": [], "move": [], "remove": [1] * 10**6},
        "'remove' .* 8,000,008 bytes",
    ),
]


@pytest.mark.parametrize(("message", "said"), BIG, ids=[said for _, said in BIG])
def test_what_is_larger_than_eight_megabytes_is_refused(message: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"{said}; at most 8,000,000 are read"):
        read(message)


def test_a_csv_of_eight_megabytes_is_taken() -> None:
    assert read({"type": "load_csv", "view": 1, "seq": 1, "text": "x" * 8_000_000})


@pytest.mark.parametrize("neuron", [True, 1, "1", {}, [True], [1.5], ["1"], [None], [[1]]])
def test_a_neuron_is_two_integers_or_none(neuron: object) -> None:
    with pytest.raises(ValueError, match="'neuron' of a 'look' message has a wrong value"):
        read({"type": "look", "view": 1, "neuron": neuron})


@pytest.mark.parametrize("changes", [None, True, 1, "noise", [], [["noise", 1]], {1: 1}])
def test_changes_are_an_object_with_names(changes: object) -> None:
    with pytest.raises(ValueError, match="'changes' of a 'edit' message has a wrong value"):
        read({"type": "edit", "view": 1, "seq": 1, "changes": changes})


@pytest.mark.parametrize("name", [None, True, 1, "", "PLAY", "play ", ["play"], {"play": 1}])
def test_only_known_commands_are_commands(name: object) -> None:
    with pytest.raises(ValueError, match="'name' of a 'command' message has a wrong value"):
        read({"type": "command", "view": 1, "seq": 1, "name": name})


@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400, True, None, "1", [1]])
def test_a_number_is_finite(value: object) -> None:
    with pytest.raises(ValueError, match="'epoch' of a 'go_to' message has a wrong value"):
        read({"type": "go_to", "view": 1, "seq": 1, "epoch": value})
    for key in ("add", "move"):
        edit = {"type": "edit_points", "view": 1, "seq": 1, "add": [], "move": [], "remove": []}
        with pytest.raises(ValueError, match=f"'{key}' of a 'edit_points' message"):
            read({**edit, key: [[1, value, 0]]})


@pytest.mark.parametrize("kind", [None, True, 1, "", "HELLO", "frame", ["hello"], {"hello": 1}])
def test_an_unknown_type_is_refused_with_the_known_ones(kind: object) -> None:
    with pytest.raises(ValueError, match=r"unknown message type .* known: hello, bye"):
        read({"type": kind, "view": 1})


@pytest.mark.parametrize("content", [None, True, 1, 0.5, "hello", [], [{"type": "hello"}]])
def test_what_is_not_an_object_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="must be an object"):
        read(content)


def test_a_refusal_stays_short_whatever_is_sent() -> None:
    huge = "x" * 1_000_000
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for content in (
        {"type": huge},
        {"type": [huge]},
        {"type": deep, "view": 1},
        {"type": "hello", "view": huge},
        {"type": "hello", "view": deep},
        {"type": "hello", "view": 1, huge: 1},
        {"type": "look", "view": 1, "neuron": deep},
        {"type": "command", "view": 1, "seq": 1, "name": huge},
        {"type": "command", "view": 1, "seq": 1, "name": deep},
    ):
        with pytest.raises(ValueError, match="message") as refusal:
            read(content)
        assert len(str(refusal.value)) <= protocol.REASON_LIMIT


@given(json_values)
def test_any_json_is_refused_with_words_or_well_formed(content: object) -> None:
    check(content)


@given(
    st.sampled_from(WELL_FORMED),
    st.dictionaries(
        st.sampled_from(["type", "view", "seq", "frame", "neuron", "changes", "name"]) | st.text(),
        json_values,
        max_size=3,
    ),
)
@example({"type": "hello", "view": 1}, {"view": True})
def test_a_message_with_other_values_is_refused_or_well_formed(
    message: dict[str, Any], changes: dict[str, Any]
) -> None:
    check({**message, **changes})


def check(content: object) -> None:
    """Reading gives the same object or a ``ValueError``, never anything else."""
    refusal = ""
    try:
        message = read(content)
    except ValueError as error:
        refusal = str(error)
    else:
        assert message is content
        assert type(message["view"]) is int
    assert len(refusal) <= protocol.REASON_LIMIT
