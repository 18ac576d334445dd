"""Who may import whom in the browser's code, and who alone may speak with the model."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

BELOW = {"i18n", "kernel", "draw", "ui"}
PARTS = {"network", "output", "chart", "settings", "status", "board", "help"}

MAY_IMPORT: dict[str, set[str]] = {
    "i18n": set(),
    "kernel": {"i18n"},
    "draw": {"i18n", "kernel"},
    "ui": {"i18n", "kernel", "draw"},
    **dict.fromkeys(PARTS, BELOW),
    "app": BELOW | PARTS,
}
"""The folders of js/src, and what each takes from the others; "app" is what lies in none."""

IMPORT = re.compile(
    r"""^(?:import|export)\b[^"';]*?\bfrom\s*["'](?P<named>\.[^"']*)["']"""
    r"""|^import\s*["'](?P<bare>\.[^"']*)["']"""
    r"""|\bimport\(\s*["'](?P<lazy>\.[^"']*)["']"""
    r"""|^@import\s+["'](?P<style>\.[^"']*)["']""",
    re.MULTILINE,
)


class Import(NamedTuple):
    where: str
    importer: Path
    imported: Path


@pytest.fixture(scope="module")
def sources(root: Path) -> Path:
    return root / "js" / "src"


@pytest.fixture(scope="module")
def imports(sources: Path) -> list[Import]:
    """Every import of one file by another, those of types and of style sheets among them."""
    found = []
    for path in sorted(sources.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        for match in IMPORT.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            target = file_of((path.parent / match[match.lastgroup or 0]).resolve())
            found.append(Import(f"{path.relative_to(sources)}:{line}", path, target))
    return found


def file_of(path: Path) -> Path:
    """The file that an import means: it may leave out the ending, or name a folder."""
    endings = (path.name, f"{path.name}.ts", f"{path.name}.tsx", f"{path.name}/index.ts")
    return next(file for ending in endings if (file := path.parent / ending).is_file())


def parts_of(sources: Path) -> dict[Path, str]:
    """What is not in the first view, by its file: the name that the kernel knows it by."""
    files = [*sources.glob("*/parts/*"), *(sources / "i18n" / "languages").iterdir()]
    return {file: file.stem for file in files if file.name != "en.ts"}


def room_of(path: Path, sources: Path) -> str:
    parts = path.relative_to(sources).parts
    return parts[0] if len(parts) > 1 else "app"


def test_every_import_of_the_browser_is_found(imports: list[Import], sources: Path) -> None:
    """A way to write imports that the expression above does not know would escape the law."""
    found = {imported for _, _, imported in imports}
    entries = {sources / "widget.ts", sources / "style.css", sources / "shared.d.ts"}
    entries |= set(parts_of(sources))
    alone = sorted(
        str(path.relative_to(sources))
        for path in sources.rglob("*.*")
        if path not in found and path not in entries
    )
    assert not alone, f"nothing imports these: {', '.join(alone)}"


def test_every_file_of_the_browser_has_its_room(sources: Path) -> None:
    rooms = {room_of(path, sources) for path in sources.rglob("*.*")}
    strangers = sorted(rooms - MAY_IMPORT.keys())
    assert not strangers, f"say in MAY_IMPORT what these may import: {', '.join(strangers)}"
    assert not MAY_IMPORT.keys() - rooms, "MAY_IMPORT speaks of rooms that are not there"


def test_rooms_import_only_what_is_below_them(imports: list[Import], sources: Path) -> None:
    wrong = [
        f"{where}: {room} may not import {other}"
        for where, importer, imported in imports
        if (room := room_of(importer, sources)) != (other := room_of(imported, sources))
        and other not in MAY_IMPORT.get(room, set())
    ]
    assert not wrong, "\n".join(wrong)


def test_no_two_files_of_the_browser_need_each_other(imports: list[Import], sources: Path) -> None:
    needs: dict[Path, set[Path]] = {}
    for _, importer, imported in imports:
        needs.setdefault(importer, set()).add(imported)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        names = (str(path.relative_to(sources)) for path in circle.args[1])
        pytest.fail(f"these import each other: {' <- '.join(names)}")


def test_a_part_is_reached_by_its_loader_alone(imports: list[Import], sources: Path) -> None:
    """Any other import would put its code into the first view. (Of a language the first words
    are there, and the build leaves the rest out.)"""
    parts = {file: name for file, name in parts_of(sources).items() if file.parent.name == "parts"}
    wrong, reached = [], set()
    for where, importer, imported in imports:
        if imported not in parts or importer in parts:
            continue
        line = int(where.rsplit(":", 1)[1])
        text = importer.read_text(encoding="utf-8")
        if "typeof import(" not in text.splitlines()[line - 1]:
            wrong.append(f"{where}: {imported.name} comes by <Part> or usePart alone")
        if f'"{parts[imported]}"' not in text:
            wrong.append(f"{where}: the kernel knows it as {parts[imported]!r}")
        reached.add(imported)
    assert not wrong, "\n".join(wrong)
    assert reached == parts.keys()


def test_a_part_has_a_name_of_its_own(sources: Path) -> None:
    names = sorted(parts_of(sources).values())
    assert names == sorted(set(names))


def test_only_the_kernel_touches_the_model(sources: Path) -> None:
    words = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
    handed_on_by = ("widget.ts", "app.tsx")
    wrong = []
    for path in sorted(sources.rglob("*.ts*")):
        if room_of(path, sources) == "kernel":
            continue
        use = r"\bmodel\b\s*(\?\.|[.!\[=])" if path.name in handed_on_by else r"\bmodel\b"
        # comments and strings may speak of it; lines keep their numbers
        code = words.sub(lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"))
        wrong += [
            f"{path.relative_to(sources)}:{number}: only kernel/ may use `model`"
            for number, line in enumerate(code.splitlines(), 1)
            if re.search(use, line)
        ]
    assert not wrong, "\n".join(wrong)
