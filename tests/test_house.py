"""Who may import whom, and what no file may say."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.losses import LOSSES

DATA = {"languages", "nn"}
TRAINING = DATA | {"data"}
VIEWS = TRAINING | {"training"}
LIVE = VIEWS | {"diagnosis", "pictures", "explain", "interop"}

MAY_IMPORT: dict[str, set[str]] = {
    "languages": set(),
    "nn": {"languages"},
    "data": DATA,
    "training": TRAINING,
    "diagnosis": VIEWS,
    "pictures": VIEWS,
    "explain": VIEWS,
    "interop": VIEWS | {"explain"},
    "live": LIVE,
    "widget": LIVE | {"live"},
    "presets": {"training"},
    "__init__": {"widget", "presets"},
}
"""The rooms of the package, and what each takes from the house. Two files are no rooms, but the
package's public face."""

ONLY_IN = {
    "anywidget": "widget/playground.py",
    "asyncio": "live/",
    "ipywidgets": "widget/",
    "traitlets": "widget/",
    "matplotlib": "pictures/figures/",
    "PIL": "pictures/snapshot.py",
    "threadpoolctl": "training/blas.py",
}
"""What only these files or rooms may take from outside."""


class Import(NamedTuple):
    where: str
    importer: str
    imported: tuple[str, ...]


@pytest.fixture(scope="module")
def imports(root: Path) -> list[Import]:
    package = root / "nnwidget"
    return [found for path in sorted(package.rglob("*.py")) for found in imports_of(path, root)]


def imports_of(path: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, also those inside functions and ``if TYPE_CHECKING``."""
    parts = path.relative_to(root).with_suffix("").parts
    importer = parts[1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = parts[: -node.level] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            # "from . import frame" imports a module; "from .frame import Frame" a thing in one
            names = [(*base, alias.name) for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(f"{path.relative_to(root)}:{node.lineno}", importer, name)


def file_of(imported: tuple[str, ...], root: Path) -> str | None:
    """The file of the package that is imported, if it is one."""
    for end in (len(imported), len(imported) - 1):
        path = root.joinpath(*imported[:end])
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if imported[0] == "nnwidget" and end and file.is_file():
                return str(file.relative_to(root))
    return None


def of_the_house(imported: tuple[str, ...], root: Path) -> str | None:
    """The room of the package that is imported, if it is one."""
    if imported[0] != "nnwidget":
        return None
    name = imported[1] if len(imported) > 1 else "__init__"
    package = root / "nnwidget"
    return name if (package / name).is_dir() or (package / f"{name}.py").is_file() else "__init__"


def test_every_file_is_in_a_room(root: Path) -> None:
    package = root / "nnwidget"
    places = {path.relative_to(package).with_suffix("").parts[0] for path in package.rglob("*.py")}
    strangers = sorted(places - MAY_IMPORT.keys())
    assert not strangers, f"say in MAY_IMPORT what these may import: {', '.join(strangers)}"


def test_rooms_import_only_what_is_below_them(imports: list[Import], root: Path) -> None:
    wrong = sorted(
        {
            f"{where}: {importer} may not import {house}"
            for where, importer, imported in imports
            if (house := of_the_house(imported, root)) is not None
            and house != importer
            and house not in MAY_IMPORT.get(importer, set())
        }
    )
    assert not wrong, "\n".join(wrong)


def test_no_two_files_need_each_other(imports: list[Import], root: Path) -> None:
    needs: dict[str, set[str]] = {}
    for where, _, imported in imports:
        file = file_of(imported, root)
        if file is not None and file != where.partition(":")[0]:
            needs.setdefault(where.partition(":")[0], set()).add(file)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        pytest.fail(f"these import each other: {' <- '.join(circle.args[1])}")


def test_the_textbook_needs_only_numpy(imports: list[Import]) -> None:
    allowed = sys.stdlib_module_names | {"numpy", "nnwidget"}
    wrong = sorted(
        {
            f"{where}: nn may import NumPy and the standard library, not {imported[0]}"
            for where, importer, imported in imports
            if importer == "nn" and imported[0] not in allowed
        }
    )
    assert not wrong, "\n".join(wrong)


def test_what_belongs_to_one_place_stays_there(imports: list[Import]) -> None:
    wrong = sorted(
        {
            f"{where}: only {ONLY_IN[imported[0]]} may import {imported[0]}"
            for where, _, imported in imports
            if not where.startswith(f"nnwidget/{ONLY_IN.get(imported[0], '')}")
        }
    )
    assert not wrong, "\n".join(wrong)


def test_what_the_plan_of_the_house_names_is_there(project_files: list[Path], root: Path) -> None:
    plan = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = [f"/{path.relative_to(root)}" for path in project_files]
    named = set(re.findall(r"`([\w/]+(?:\.\w+)+|[\w/]+/)`", plan))
    gone = [
        name
        for name in sorted(named)
        if not any(f.endswith(f"/{name}") or (name[-1] == "/" and f"/{name}" in f) for f in files)
        and not name[0].isupper()  # a method
    ]
    assert "training/options.py" in named
    assert not gone, f"docs/architecture.md names what is not there: {', '.join(gone)}"


MINE = {"self", "cls"}

PROTOCOLS = {"_replace", "_asdict", "_fields"}
"""What the standard library calls so, though it is for everybody; a display of IPython has an
underscore at the end, too."""

FORCED = {"tests/inside.py": {"_session", "_cross_validation_lock", "_instances", "_edit"}}
"""The one way into a widget, and what it, traitlets and ipywidgets tell in no other way."""

PRIVATE_IN_TEXT = re.compile(r"\b(?!self\b|cls\b)[A-Za-z]\w*\._(?!_|instances\b)[a-z]\w*\b(?!_)")
"""Code for a kernel is a text."""


def private_of_others(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where private attributes of another object are asked for, or private names imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            mine = isinstance(node.value, ast.Name) and node.value.id in MINE
            if is_private(node.attr) and not mine:
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, name.name) for name in node.names if is_private(name.name))
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if called in ("getattr", "setattr", "delattr", "hasattr"):
                names = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                yield from ((node.lineno, n) for n in names if isinstance(n, str) and is_private(n))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, found) for found in PRIVATE_IN_TEXT.findall(node.value))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("_") and name not in PROTOCOLS


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("w@session.loop", "_session"),
        ("from nnwidget.live.loop import _TRAINING", "_TRAINING"),
        ("patch.setattr(Trainer, '_prepare', fail)", "_prepare"),
        ("kernel.run('print(w@session)')", "w@session"),
        ("self@clock = w@replace(x=1), w@repr_latex_()", None),
    ],
)
def test_what_is_private_is_found(code: str, found: str | None) -> None:
    """(This file itself holds none of it: @ stands for a dot and an underscore.)"""
    names = [name for _, name in private_of_others(ast.parse(code.replace("@", "._")))]
    assert names == ([found.replace("@", "._")] if found else [])


def test_no_test_reaches_into_a_private_attribute(root: Path) -> None:
    wrong = [
        f"{place}:{line}: {name} is private; a test looks at what is public, or through inside.py"
        for folder in ("tests", "benchmarks", "docs")
        for path in sorted((root / folder).rglob("*.py"))
        for place in [str(path.relative_to(root))]
        for line, name in private_of_others(ast.parse(path.read_text(encoding="utf-8")))
        if name not in FORCED.get(place, set())
    ]
    assert not wrong, "\n".join(wrong)


# Put together here, so that this file does not contain them.
REGISTRIES = [".".join(parts) for parts in (("npmjs", "org"), ("pypi", "org"), ("yarnpkg", "com"))]
REGISTRIES.append("python" + "hosted")
MACHINE_PATH = r"(?<![\w.~*)-])/(?:work|tmp|root|home)/\w"


def test_no_file_names_a_registry_or_a_path_of_one_machine(
    project_files: list[Path], root: Path
) -> None:
    forbidden = re.compile("|".join([*map(re.escape, REGISTRIES), MACHINE_PATH]))
    wrong = []
    for path in project_files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        wrong += [
            f"{path.relative_to(root)}:{number}: holds {found[0]!r}, which others do not have"
            for number, line in enumerate(text.splitlines(), 1)
            if (found := forbidden.search(line))
        ]
    assert not wrong, "\n".join(wrong)


def test_lock_files_hold_no_download_addresses(project_files: list[Path], root: Path) -> None:
    locks = [path for path in project_files if path.name == "package-lock.json"]
    assert locks, "js/package-lock.json is not part of the project"
    wrong = [
        f"{path.relative_to(root)}: holds download addresses; make it anew with js/.npmrc in place"
        for path in locks
        if '"resolved": "http' in path.read_text(encoding="utf-8")
    ]
    assert not wrong, "\n".join(wrong)


FORMULA_ROOMS = ("explain", "diagnosis", "pictures")
"""What a rule or a formula must know of an activation or a loss, its row says."""

FORMULA_NAMES = ("options.ts", "evaluate-formula.ts")
"""What Python has written, and the names of functions within a formula."""


def test_formulas_and_rules_know_no_activation_or_loss_by_name(root: Path) -> None:
    names = ACTIVATIONS.keys() | LOSSES.keys()
    wrong = [
        f"{path.relative_to(root)}:{node.lineno}: {node.value!r}"
        for room in FORMULA_ROOMS
        for path in sorted((root / "nnwidget" / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    # these words mean something else, too, in the browser
    names -= {"linear", "step", "sine"}
    quoted = re.compile(f"[\"'`]({'|'.join(sorted(names))})[\"'`]")
    for path in sorted((root / "js" / "src").rglob("*.ts*")):
        if path.name not in FORMULA_NAMES:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found = quoted.findall(line)
                wrong += [f"{path.relative_to(root)}:{number}: {name}" for name in found]
    assert not wrong, "\n".join(wrong)
