"""The recorded messages are those that are sent today."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nnwidget.live.layout import LAYOUT, unpack
from tests.recording import FOLDER, SCENARIOS, record, record_catalog, recording

AGAIN = "run: python -m tests.recording"


@pytest.fixture(autouse=True, scope="module")
def comms() -> Iterator[None]:
    with recording():
        yield


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def close(value: Any) -> Any:
    """The same, but for the last digits of its numbers, in which processors differ."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-6, abs=1e-9)
    if isinstance(value, list):
        return [close(item) for item in value]
    if isinstance(value, dict):
        return {key: close(item) for key, item in value.items()}
    return value


def arrays(message: dict[str, Any]) -> dict[str, Any]:
    (buffer,) = map(base64.b64decode, message["buffers"])
    return unpack(message["content"], buffer)


def heard(recording: dict[str, Any]) -> list[dict[str, Any]]:
    """All that was heard, in order."""
    return [one for turn in recording["turns"] for one in turn["heard"]]


def without_buffers(recording: dict[str, Any]) -> dict[str, Any]:
    turns = [
        {**turn, "heard": [{**one, "buffers": None} for one in turn["heard"]]}
        for turn in recording["turns"]
    ]
    return {**recording, "turns": turns}


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_recorded_is_what_is_sent(name: str) -> None:
    recorded, sent = read(name), record(SCENARIOS[name])
    assert without_buffers(sent) == close(without_buffers(recorded)), AGAIN
    for before, now in zip(heard(recorded), heard(sent), strict=True):
        if before.get("content", {}).get("type") not in LAYOUT:
            continue
        then = arrays(before)
        for key, values in arrays(now).items():
            for old, new in zip(listed(then[key]), listed(values), strict=True):
                assert_close(old, new)


def listed(values: Any) -> list[np.ndarray]:
    return values if isinstance(values, list) else [values]


def assert_close(old: np.ndarray, new: np.ndarray) -> None:
    if old.dtype == np.uint8:
        # a place on the border of two classes may fall to either
        far = np.abs(old.astype(int) - new) > 1
        assert far.mean() <= 0.001, AGAIN
    else:
        np.testing.assert_allclose(new, old, rtol=1e-5, atol=1e-6, err_msg=AGAIN)


def test_the_recorded_catalog_is_the_one_of_today() -> None:
    assert json.loads(json.dumps(record_catalog())) == close(read("catalog")), AGAIN


def test_all_kinds_of_messages_are_recorded_and_no_others() -> None:
    kinds = {
        one["content"]["type"]
        for name in SCENARIOS
        for one in heard(read(name))
        if "content" in one
    }
    assert kinds == {"welcome", "scene", "history", "frame", "done", "refused"}
    names = {path.stem for path in FOLDER.glob("*.json")}
    assert names == {*SCENARIOS, "catalog"}, AGAIN


def test_the_recordings_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < 1_500_000
