"""One place for one thing: what is added in one file is everywhere.

Each thing is added to a copy of the package, and another Python looks where it has arrived.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docs import options as docs_options


class Copy:
    """A copy of the package and of what is made from it, to be added to."""

    def __init__(self, root: Path, place: Path) -> None:
        self.place = place
        shutil.copytree(
            root / "nnwidget", place / "nnwidget", ignore=shutil.ignore_patterns("__pycache__")
        )
        (place / "docs").mkdir()
        shutil.copy(root / "docs" / "options.py", place / "docs")

    def add(self, file: str, before: str, text: str) -> None:
        """Put a text into a file, before a line that is there once."""
        path = self.place / file
        source = path.read_text(encoding="utf-8")
        assert source.count(f"\n{before}") == 1
        path.write_text(source.replace(f"\n{before}", f"\n{text}{before}"), encoding="utf-8")

    def ask(self, program: str) -> Any:
        """Run a program with the copy, and take what it prints as JSON."""
        environment = os.environ | {"PYTHONPATH": str(self.place)}
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


# ------------------------------------------------------------------ an option with a slider

OPTION = """\
    wobble: float = option(
        0.5,
        number(0, 2),
        help="How far the weights wobble, from 0 to 2.",
        effect="training",
        control=Slider(0, 2, 0.25),
    )
"""

WHERE_AN_OPTION_IS = """
import json
import nnwidget
from docs import options as docs_options
from nnwidget.live import menus, typescript
from nnwidget.training.options import Options, TRAINING

def refused(**options):
    try:
        nnwidget.Playground(**options)
    except Exception as error:
        return str(error)

w = nnwidget.Playground(wobble=1, hidden_controls=["wobble"]).fit(1)
seen = []
w.observe(lambda change: seen.append(change["new"]), "wobble")
w.wobble = 1.5
noted = [what for _, what in w.history.events]
again = nnwidget.Playground.from_dict(w.to_dict())
w.undo()
print(json.dumps({
    "trait": [nnwidget.Playground().wobble, seen, w.wobble, again.wobble],
    "help": nnwidget.Playground.wobble.help,
    "docstrings": ["wobble: How far" in of.__doc__ for of in (Options, nnwidget.Playground)],
    "completed": "wobble" in dir(w),
    "wrong": refused(wobble=3),
    "misspelt": refused(woble=1),
    "hidden": [w.hidden_controls, refused(hidden_controls=["wooble"])],
    "training": "wobble" in TRAINING,
    "noted": noted,
    "control": menus.catalog()["controls"]["wobble"],
    "typescript": typescript.options(),
    "page": docs_options.page(),
}))
"""


@pytest.fixture(scope="module")
def option(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Where an option is that was added in one place."""
    copy = Copy(root, tmp_path_factory.mktemp("option"))
    copy.add("nnwidget/training/options.py", "    batch_size: int | None = option(", OPTION)
    return dict(copy.ask(WHERE_AN_OPTION_IS))


def test_an_option_is_a_trait_that_is_observed_saved_and_undone(option: dict[str, Any]) -> None:
    assert option["trait"] == [0.5, [1.5, 1], 1, 1.5]
    assert option["completed"]


def test_an_option_explains_itself_wherever_one_looks(option: dict[str, Any]) -> None:
    assert option["help"] == "How far the weights wobble, from 0 to 2."
    assert option["docstrings"] == [True, True]


def test_an_option_is_checked_and_known_by_name(option: dict[str, Any]) -> None:
    assert option["wrong"] == "wobble must be a number from 0 to 2, got 3"
    assert "did you mean 'wobble'" in option["misspelt"]


def test_an_option_takes_effect_where_its_row_says(option: dict[str, Any]) -> None:
    assert option["training"]
    assert option["noted"] == ["wobble 1.5"]


def test_an_option_has_its_control_in_the_browser(option: dict[str, Any]) -> None:
    assert option["control"] == {
        "kind": "slider",
        "min": 0,
        "max": 2,
        "step": 0.25,
        "label": "wobble",
        "hidden_as": "wobble",
        "place": "more",
    }


def test_the_control_of_an_option_can_be_hidden(option: dict[str, Any]) -> None:
    kept, refused = option["hidden"]
    assert kept == ["wobble"]
    assert "did you mean 'wobble'" in refused


def test_an_option_is_in_the_types_of_the_browser(option: dict[str, Any]) -> None:
    lines = option["typescript"].splitlines()
    assert {"  wobble: number;", '  "wobble",', '  | "wobble"'} <= {*lines}


def test_an_option_is_in_the_documentation(option: dict[str, Any]) -> None:
    row = "| `wobble` | `0.5` | How far the weights wobble, from 0 to 2. | training steps | "
    assert f"{row}slider, 0 to 2 by 0.25 |" in option["page"].splitlines()


def test_the_page_of_the_options_is_that_of_their_rows() -> None:
    assert docs_options.PAGE.read_text(encoding="utf-8") == docs_options.page(), (
        "run: python -m docs.options"
    )
