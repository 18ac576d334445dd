"""Which notebook cell made which widgets."""

from __future__ import annotations

import sys
import weakref
from typing import Any, Protocol


class Closable(Protocol):
    """What is in a cell."""

    def close(self) -> Any: ...


_by_cell: dict[str, tuple[str, list[weakref.ref[Any]]]] = {}
"""Per notebook cell, the execution that made widgets last, and the widgets."""


def close_earlier(widget: Closable) -> None:
    """A cell that is run again replaces its widgets: close those of the run before, which the
    notebook shows no more but whose views and bundles would stay in the page."""
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    parent = kernel.get_parent("shell") if kernel else {}
    cell = parent.get("metadata", {}).get("cellId")
    if not cell:
        return
    execution = parent["header"]["msg_id"]
    before, widgets = _by_cell.get(cell, ("", []))
    if before != execution:
        for reference in widgets:
            earlier = reference()
            if earlier is not None:
                earlier.close()
        widgets = []
    _by_cell[cell] = (execution, [*widgets, weakref.ref(widget)])
