"""What a message tells, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnwidget.languages.sentence import Sentence


def told(message: Mapping[str, Any]) -> str:
    """Why something was refused or stopped: a sentence, or an exception's own words."""
    return message["words"] or Sentence.from_dict(message["told"])
