"""What is answered to a message, whatever it holds: short, and with little of what was sent."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import comm
import pytest
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.training.options import NAMES
from tests.fakes import RecordingComm
from tests.live.test_protocol import WELL_FORMED
from tests.told import told

SHORT = 500
ECHO = 100

LARGE = {"welcome", "scene", "history", "frame"}
"""Answers that tell how it is, not what was said."""


@pytest.fixture(scope="module")
def w() -> Iterator[Playground]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comm, "create_comm", RecordingComm)
        yield Playground(samples=40)
    ipywidget.Widget.close_all()


def letters(alphabet: str, count: int = 20_000) -> str:
    """A text without repetitions."""
    return "".join(random.Random(1).choices(alphabet, k=count))


def nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


SECRETS = {
    "letters": letters("abcdefghijklmnopqrstuvwxyz"),
    "quotes and backslashes": letters("'\"\\"),
    "what is written with escapes": letters("".join(map(chr, range(0xE0001, 0xE0080)))),
    "controls": letters("".join(map(chr, range(32)))),
    "halves of pairs": letters("".join(map(chr, range(0xD800, 0xD900)))),
    "other scripts": letters("".join(map(chr, range(0x4E00, 0x4F00)))),
}
DIGITS = letters("123456789", 4000)

SENT: dict[str, list[Any]] = {
    **{
        name: [text, [text], [text] * 70, {text: text}, nested(text, 1000), {"name": text, text: 1}]
        for name, text in SECRETS.items()
    },
    "digits": [
        *(int(DIGITS), -int(DIGITS), int(DIGITS[:300]), [int(DIGITS[:300])] * 3),
        *([[int(DIGITS[:300])] * 3], [[float(DIGITS[:300])] * 3] * 3, DIGITS),
        *(int(DIGITS[:17]), 2**53, [[int(DIGITS[:17])]]),
    ],
}


def messages(value: Any) -> Iterator[dict[str, Any]]:
    """Every message with the value in the place of each of its fields, and of each option."""
    for message in WELL_FORMED:
        for key in message:
            yield {**message, key: value}
        if isinstance(value, str):
            yield {**message, value: value}
    for name in NAMES:
        yield {"type": "edit", "view": 1, "seq": 1, "changes": {name: value}}
    if isinstance(value, str):
        for table in (f"1,2,{value}", f"{value},b,c\n1,x,2\n", f"a,b\n{value},1\n", f"a\n{value}"):
            yield {"type": "load_csv", "view": 1, "seq": 1, "text": table}


def runs(text: str) -> set[str]:
    """Every run of a text that is longer than may come back."""
    return {text[i : i + ECHO + 1] for i in range(len(text) - ECHO)}


@pytest.mark.parametrize("kind", SENT)
def test_no_answer_is_long_or_holds_more_than_a_little_of_what_was_sent(
    w: Playground, kind: str
) -> None:
    sent = SECRETS.get(kind, DIGITS)
    forbidden = runs(sent) | runs(repr(sent))
    for value in SENT[kind]:
        for message in messages(value):
            before = len(w.comm.customs)
            w.comm.say(message)
            answers = w.comm.customs[before:]
            assert answers or message["type"] in ("bye", "ack", "look", "hidden_space")
            for answer in answers:
                json.dumps(answer, allow_nan=False)
                text = told(answer) if answer["type"] == "refused" else str(answer)
                if answer["type"] not in LARGE:
                    assert len(text) <= SHORT, (message["type"], text[:300])
                assert not runs(str(answer)) & forbidden, (message["type"], text[:300])


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_an_unknown_option_comes_back_cut(w: Playground, secret: str) -> None:
    w.comm.say({"type": "edit", "view": 1, "seq": 1, "changes": {secret: 1}})
    reason = told(w.comm.customs[-1])
    assert reason.startswith("unknown option")
    assert not runs(reason) & runs(repr(secret))


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**300, int(DIGITS), True, 1.5, "1", None])
@pytest.mark.parametrize("key", ["view", "seq"])
def test_a_number_that_the_browser_cannot_hold_is_not_sent_back(
    w: Playground, key: str, number: Any
) -> None:
    message = {"type": "command", "view": 1, "seq": 1, "name": "step"}
    w.comm.say({**message, key: number})
    answer = w.comm.customs[-1]
    assert answer["type"] == "refused"
    assert answer[key] is None
    assert told(answer) == f"'{key}' of a 'command' message has a wrong value"


def test_an_unknown_part_is_answered_with_none_and_a_long_name_is_refused(w: Playground) -> None:
    w.comm.say({"type": "want_part", "view": 1, "name": "xx"})
    assert w.comm.customs[-1] == {"type": "part", "view": 1, "name": "xx", "module": ""}
    w.comm.say({"type": "want_part", "view": 1, "name": "x" * 5_000_000})
    assert told(w.comm.customs[-1]) == "'name' of a 'want_part' message has a wrong value"


def test_what_is_too_large_is_refused_with_its_size_and_the_limit(w: Playground) -> None:
    w.comm.say({"type": "load_csv", "view": 1, "seq": 1, "text": "1,2,é\n" * 1_500_000})
    answer = w.comm.customs[-1]
    assert (answer["type"], answer["view"], answer["seq"]) == ("refused", 1, 1)
    assert "10,500,000 bytes; at most 8,000,000" in told(answer)
