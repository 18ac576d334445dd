"""The last state as a small picture with a description, for a saved notebook that is opened
where no kernel runs."""

from __future__ import annotations

import base64
import gc
import io

from PIL import Image, features

from nnwidget.languages.sentence import LANGUAGES
from nnwidget.training.trainer import Trainer

from .alt_text import description
from .figures.summary import png

LIMIT = 22_000
"""Most bytes of the picture. It lies in the notebook for every widget, in base64."""

QUALITIES = (75, 55, 35, 15)
"""Tried one after the other until the picture is small enough."""


def snapshot(trainer: Trainer, picture: bytes | None = None) -> dict[str, str]:
    """The present state: a picture as a ``data:`` address, and what it shows, in the ``language``
    that the widget has been given.

    Args:
        picture: its PNG, where there is one already.
    """
    kind, small = _smaller(picture or png(trainer))
    # Figures are knots of references: Python finds them late, and 30 MB of them lie about.
    gc.collect()
    address = f"data:image/{kind};base64,{base64.b64encode(small).decode()}"
    language = trainer.options.locale
    language = language if language in LANGUAGES else "en"  # nobody knows what "auto" comes to
    told = description(trainer).told(language)
    return {"picture": address, "description": told, "language": language}


def _smaller(picture: bytes) -> tuple[str, bytes]:
    """The picture as a WebP, which takes a quarter of the PNG; as a PNG of few colours where
    Pillow was built without it."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    small = io.BytesIO()
    if not features.check("webp"):
        image.quantize(24).save(small, "PNG", optimize=True)
        return "png", small.getvalue()
    for quality in QUALITIES:
        small = io.BytesIO()
        image.save(small, "WEBP", quality=quality)
        if small.tell() <= LIMIT:
            break
    return "webp", small.getvalue()
