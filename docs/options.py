"""Writes docs/options.md: python -m docs.options"""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from nnwidget.training.controls import BESIDE_OPTIONS, PER_LAYER, Choice, Control, Menu, Slider
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
"its own" is a control that code of its own draws, "-" an option that only Python has. A preset
that is chosen in the widget leaves these as they are: {kept}.

## Hidden controls

`hidden_controls=["noise", "learning_rate", "playButton"]` leaves out three controls. It takes the
name of every option that has a control, and these: {others}; `{per_layer}1`, `{per_layer}2`, ...
are what adds neurons to a layer. Some controls of options have a name of their own, which is kept:
{own}. A name that is none of these is refused, with the nearest.
"""


def drawn(control: Control | None) -> str:
    """A control in words."""
    if isinstance(control, Slider):
        return f"slider, {control.min:g} to {control.max:g} by {control.step:g}"
    if isinstance(control, Menu):
        return "one of " + ", ".join("none" if v is None else f"{v:g}" for v in control.values)
    if isinstance(control, Choice):
        return f"one of the {control.menu}"
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
    paragraphs = [fill(one, 100, break_on_hyphens=False) for one in tail.strip().split("\n\n")]
    return HEAD + rows + "\n" + "\n\n".join(paragraphs) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
