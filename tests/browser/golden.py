"""Comparing a screenshot with the one that was looked at and found right."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from .widget import Widget

FOLDER = Path(__file__).parent / "golden"

UPDATE = os.environ.get("NNWIDGET_UPDATE_GOLDEN") == "1"
"""Take what is seen as right. Whoever sets it looks at every picture that changes."""

BLOCK = 6
"""Pixels along a side of the blocks that are compared: the edges of letters vanish in them."""

MEAN, WORST = 0.6, 14.0
"""Largest difference, of 255: of all blocks on average, and of the mean colour around one block,
18 x 18 pixels. A button that is missing makes 19, a column shifted by 3 pixels a mean of 0.9;
other letters of the same width 13 and 0.6."""

ROOM = 8
"""Pixels that a picture may be higher or lower."""

COLOURS = 56
"""In a file, so that it stays small; they cost a mean of 0.2 and 4 at the worst place."""

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = [
    ("golden", "normal", "400", "DejaVuSans.ttf"),
    ("golden", "normal", "600 700", "DejaVuSans-Bold.ttf"),
    ("STIX Two Text", "normal", "400", "STIXGeneral.ttf"),
    ("STIX Two Text", "italic", "400", "STIXGeneralItalic.ttf"),
]
"""Letters that every machine has, since matplotlib brings them along."""

Blocks = NDArray[np.float64]


class Difference(NamedTuple):
    """How two pictures differ: on average, and at the worst place (``x``, ``y``, in pixels)."""

    mean: float
    worst: float
    x: int
    y: int

    @property
    def is_small(self) -> bool:
        return self.mean <= MEAN and self.worst <= WORST


def bring_letters(page: Page) -> None:
    """Make the letters of a page's widgets the same as on any other machine."""
    rules = [".nnw-root math { font-family: 'STIX Two Text' !important; }"]
    for family, style, weight, file in FACES:
        font = base64.b64encode((FONTS / file).read_bytes()).decode()
        rules.append(
            f"@font-face {{ font-family: '{family}'; font-style: {style}; font-weight: {weight};"
            f" src: url(data:font/ttf;base64,{font}); }}"
        )
    page.add_style_tag(content="\n".join(rules))
    page.evaluate("document.body.style.setProperty('--jp-ui-font-family', 'golden')")


def screenshot(w: Widget) -> Image.Image:
    """A widget as soon as it does not change any more."""
    page = w.notebook.page
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur(); document.fonts.ready.then(() => true)")
    seen: list[bytes] = []

    def is_still() -> bool:
        seen.append(w.root.screenshot(animations="disabled"))
        return len(seen) > 1 and seen[-1] == seen[-2]

    w.notebook.until(is_still, "the picture stands still")
    return read(io.BytesIO(seen[-1]))


def read(file: Path | io.BytesIO) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGB")


def compare(one: Image.Image, other: Image.Image) -> Difference:
    """The difference of two pictures that are about the same size."""
    a, b = _blocks(one), _blocks(other)
    rows, columns = min(len(a), len(b)), min(a.shape[1], b.shape[1])
    difference = a[:rows, :columns] - b[:rows, :columns]
    around = np.abs(_smoothed(difference)).mean(axis=2)
    y, x = np.unravel_index(around.argmax(), around.shape)
    return Difference(
        round(float(np.abs(difference).mean()), 2),
        round(float(around.max()), 1),
        int(x) * BLOCK + BLOCK // 2,
        int(y) * BLOCK + BLOCK // 2,
    )


def check(w: Widget, name: str, artifacts: Path) -> None:
    """Fail if a widget does not look like the golden picture of that name, and leave both of
    them to be looked at."""
    image = screenshot(w)
    file = FOLDER / f"{name}.png"
    wrong = _what_is_wrong(image, file)
    if wrong and UPDATE:
        _write(image, file)
    elif wrong:
        artifacts.mkdir(exist_ok=True)
        image.save(artifacts / f"{name}-seen.png")
        if file.is_file():
            _differing(image, read(file)).save(artifacts / f"{name}-difference.png")
        raise AssertionError(f"{name}: {wrong}; see {artifacts.name}/{name}-*.png")


def _what_is_wrong(image: Image.Image, file: Path) -> str | None:
    if not file.is_file():
        return f"there is no golden picture (with {_SWITCH} it is made)"
    golden = read(file)
    width, height = golden.size
    if image.width != width or abs(image.height - height) > ROOM:
        return f"it is {image.width} x {image.height} pixels, not {width} x {height}"
    difference = compare(image, golden)
    if difference.is_small:
        return None
    mean, worst, x, y = difference
    return f"differs by {mean} on average and by {worst} around ({x}, {y})"


_SWITCH = "NNWIDGET_UPDATE_GOLDEN=1"


def _blocks(image: Image.Image) -> Blocks:
    """The mean colours of blocks, rows by columns by RGB."""
    rgb = np.asarray(image, dtype=np.float64)
    rows, columns = rgb.shape[0] // BLOCK, rgb.shape[1] // BLOCK
    whole = rgb[: rows * BLOCK, : columns * BLOCK]
    return whole.reshape(rows, BLOCK, columns, BLOCK, 3).mean(axis=(1, 3))


def _smoothed(blocks: Blocks) -> Blocks:
    """Means of three by three blocks."""
    rows, columns = blocks.shape[:2]
    padded = np.pad(blocks, ((1, 1), (1, 1), (0, 0)), mode="edge")
    parts = (padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3))
    return sum(parts, start=np.zeros_like(blocks)) / 9


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Both pictures side by side, and where they differ in black."""
    size = max(one.width, other.width), max(one.height, other.height)
    sheet = Image.new("RGB", (3 * size[0], size[1]), "white")
    sheet.paste(other, (0, 0))
    sheet.paste(one, (size[0], 0))
    a, b = (np.asarray(sheet.crop((k * size[0], 0, (k + 1) * size[0], size[1]))) for k in (0, 1))
    distance = np.abs(a.astype(int) - b.astype(int)).max(axis=2)
    shade = (255 - np.minimum(255, 4 * distance)).astype(np.uint8)
    sheet.paste(Image.fromarray(shade), (2 * size[0], 0))
    return sheet


def _write(image: Image.Image, file: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    # without the second pass over the colours, those of small parts are lost
    small = image.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
