"""The file of a saved run: one JSON object."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from nnwidget.languages.wording import shown

LARGEST = 16 * 1024 * 1024
"""Longest file, in bytes."""

LONGEST_PATH = 4096
"""The longest path that Linux opens."""


def checked_path(path: Any) -> Path:
    """A path as the user gave it.

    Raises:
        ValueError: it is none, or too long for any system.
    """
    if isinstance(path, str | os.PathLike):
        text = os.fspath(path)
        if isinstance(text, str) and len(text) <= LONGEST_PATH and "\0" not in text:
            file = Path(text)
            if file.name:
                return file
    raise ValueError(f"path must be a text or a Path of a file, got {shown(path)}")


def read_file(path: str | Path) -> Any:
    """The JSON value in a file.

    Raises:
        ValueError: too long, or no JSON.
        OSError: it cannot be read.
    """
    with checked_path(path).open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST:,} bytes; longer ones are not read")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ValueError(f"the file is not JSON of nnwidget: {str(error)[:80]}") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def write_file(content: dict[str, Any], path: str | Path) -> None:
    """Write a dict of `to_dict` to a file, whole or not at all.

    Raises:
        ValueError: it would be too long to be read again.
        OSError: it cannot be written.
    """
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    if len(text) > LARGEST:
        raise ValueError(
            f"the file would have {len(text):,} bytes; at most {LARGEST:,} are allowed"
        )
    target = checked_path(path)
    # A name of its own, for others may be saving to the same place.
    part = target.with_name(f"{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
