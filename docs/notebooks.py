"""Runs the course notebooks and writes their outputs anew: ``python -m docs.notebooks``.

Everything that differs from run to run is left out (times, versions), and so is the state of
the widgets, which would carry the browser bundle once for every widget.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent


def refresh(path: Path) -> None:
    """Run a notebook and keep what it puts out."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": path.parent}},
    ).execute()
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": python, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", []):
            # The view's model ends with the kernel; without it the picture is shown.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    nbformat.write(notebook, path)


def _joined(outputs: list[Any]) -> list[Any]:
    """What was printed in one go arrives in pieces, another number of them every time."""
    whole: list[Any] = []
    for output in outputs:
        last = whole[-1] if whole else None
        if last and output.output_type == "stream" and output.get("name") == last.get("name"):
            last.text += output.text
        else:
            whole.append(output)
    return whole


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "notebooks").rglob("*.ipynb"))
    for path in paths:
        if ".ipynb_checkpoints" in path.parts:
            continue
        refresh(path)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
