"""Writes docs/options.md: python -m docs.options"""

from __future__ import annotations

from pathlib import Path

from nnwidget.training.controls import BESIDE_OPTIONS, PER_LAYER, Control, Menu, Slider
from nnwidget.training.options import ROWS, Options

PAGE = Path(__file__).parent / "options.md"

EFFECTS = {
    "data": "data",
    "network": "network",
    "training": "training steps",
    "stop": "when it stops",
    "display": "view",
}

HEAD = """\
# Options

Every option of a `nnwidget.Playground`: given when it is made, assigned later (`w.noise = 10`),
several at once (`w.change(noise=10, seed=2)`), observed and linked. What is not allowed raises
`traitlets.TraitError` and changes nothing. This page is made from the rows in
`nnwidget/training/options.py` by `python -m docs.options`.

| option | default | what it means and allows | a change affects | control |
|---|---|---|---|---|
"""

TAIL = """
A preset that is chosen in the widget leaves {kept} as they are.

`hidden_controls` takes the name of an option that has a control, and the name of a control. Those
of options, where they have names of their own, are {own}. The others are {others}, and
`{per_layer}1`, `{per_layer}2`, ... for what adds neurons to a layer. So `hidden_controls=["noise",
"learning_rate", "playButton"]` leaves out three; a name that is none is refused, with the nearest.
"""


def drawn(control: Control | None) -> str:
    """A control in words."""
    if isinstance(control, Slider):
        return f"slider, {control.min:g} to {control.max:g} by {control.step:g}"
    if isinstance(control, Menu):
        return "one of " + ", ".join("none" if v is None else f"{v:g}" for v in control.values)
    kind = type(control).__name__
    return {"NumberField": "field", "CheckBox": "box", "Special": "its own"}.get(kind, "-")


def page() -> str:
    """The text of the page."""
    defaults = Options()
    rows = "".join(
        f"| `{name}` | `{getattr(defaults, name)!r}` | {row.help} | {EFFECTS[row.effect]} | "
        f"{drawn(row.control)} |\n"
        for name, row in ROWS.items()
    )
    own = [f"`{r.hidden_as}` (`{n}`)" for n, r in ROWS.items() if r.control and r.hidden_as != n]
    tail = TAIL.format(
        kept=", ".join(f"`{name}`" for name, row in ROWS.items() if row.preset_keeps),
        own=", ".join(own),
        others=", ".join(f"`{name}`" for name in BESIDE_OPTIONS),
        per_layer=PER_LAYER,
    )
    return HEAD + rows + tail


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
