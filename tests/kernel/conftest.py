"""Real kernels, old and new. The tests are their browser, over ZMQ."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.browser import OLD, Browser


def old_python() -> Path:
    """A Python with the old ipykernel, and else all that this one has. Made once."""
    folder = Path(sys.prefix) / "kernels" / f"ipykernel-{OLD}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if complete.exists():
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--no-deps"]
    # What newer ones do without stands beside it; the rest of its needs is here already.
    subprocess.run([*install, f"ipykernel=={OLD}.*", "nest-asyncio", "psutil"], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    here = sysconfig.get_path("purelib")
    (packages / "newer.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    complete.touch()
    return python


@pytest.fixture(scope="session", params=["newest", "newest, by a subshell", OLD])
def kernel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Iterator[Browser]:
    """A running kernel. Its messages come from a browser of the time: JupyterLab speaks to
    newer kernels in two ways."""
    python = old_python() if request.param == OLD else Path(sys.executable)
    folder = tmp_path_factory.mktemp("kernel")
    spec = folder / "kernels" / "tested"
    spec.mkdir(parents=True)
    content = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "tested",
        "language": "python",
        "env": {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder)},
    }
    (spec / "kernel.json").write_text(json.dumps(content))
    browser = Browser(request.param, spec.parent, root, subshell="subshell" in request.param)
    try:
        yield browser
    finally:
        browser.shutdown()


@pytest.fixture
def browser(kernel: Browser) -> Iterator[Browser]:
    """The kernel with no widget in it; afterwards there is none either."""
    kernel.forget()
    yield kernel
    kernel.acknowledges = True
    kernel.run("import ipywidgets; ipywidgets.Widget.close_all()")
    if "w" in kernel.value("list(globals())"):
        kernel.run("del w")
