"""The course notebooks as they are kept: outputs that can be compared, and nothing else.

That they still give these outputs is checked by ``pytest --nbval notebooks``;
``python -m docs.notebooks`` writes them anew.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(
    path
    for path in (ROOT / "notebooks").rglob("*.ipynb")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
LARGEST = 1_000_000

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def outputs(path: Path) -> Iterator[Any]:
    for cell in read(path).cells:
        yield from cell.get("outputs", [])


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@notebooks
def test_a_notebook_is_valid(path: Path) -> None:
    nbformat.validate(read(path))


@notebooks
def test_a_notebook_carries_no_widget_state_and_no_view_without_a_model(path: Path) -> None:
    assert "widgets" not in read(path).metadata
    views = [
        o for o in outputs(path) if "application/vnd.jupyter.widget-view+json" in o.get("data", {})
    ]
    assert not views


@notebooks
def test_a_notebook_holds_nothing_that_changes_from_run_to_run(path: Path) -> None:
    notebook = read(path)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert "version" not in notebook.metadata.get("language_info", {})
    for cell in notebook.cells:
        assert "execution" not in cell.metadata
    printed = "\n".join(
        str(o.get("text", o.get("data", {}).get("text/plain"))) for o in outputs(path)
    )
    assert not re.search(r"\bat 0x[0-9a-f]+", printed), "a memory address"


@notebooks
def test_every_cell_has_been_run_from_the_top_without_an_error(path: Path) -> None:
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [o for o in outputs(path) if o.output_type == "error" or o.get("name") == "stderr"]


@notebooks
def test_every_widget_is_a_picture_and_a_fixed_text(path: Path) -> None:
    shown = [o.data for o in outputs(path) if "nnwidget" in o.get("data", {}).get("text/plain", "")]
    assert shown
    for data in shown:
        assert data["text/plain"] == "nnwidget.Playground"
        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")


@notebooks
def test_a_notebook_is_small(path: Path) -> None:
    assert path.stat().st_size < LARGEST
