"""A real JupyterLab on this machine and a real Chromium, for the tests, the benchmarks and the
screenshot."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Playwright

T = TypeVar("T")

START_TIMEOUT = 120.0

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # the browser says which theme it prefers, so that a page can change it
    "apputils-extension/themes": {"adaptive-theme": True},
    "docmanager-extension/plugin": {"autosave": False},
}

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Jupyter:
    """A running server. Notebooks lie in ``folder``."""

    url: str
    token: str
    pid: int
    folder: Path
    runtime: Path

    def request(self, method: str, path: str, content: object = None) -> Any:
        """Ask the server's REST interface."""
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def kernel_of(self, notebook: str) -> str:
        """The id of the kernel that runs a notebook."""
        sessions = self.request("GET", "/api/sessions")
        return next(s["kernel"]["id"] for s in sessions if s["path"] == notebook)

    def connection(self, kernel: str) -> dict[str, Any]:
        """Ports and key of a kernel."""
        file = self.runtime / f"kernel-{kernel}.json"
        return json.loads(file.read_text(encoding="utf-8"))

    def memory(self) -> int:
        """Bytes of memory that the server has in use (not its kernels)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024


@contextmanager
def jupyter(**environment: str) -> Iterator[Jupyter]:
    """A JupyterLab on a free port of 127.0.0.1. It knows nothing of this user's settings, and
    its kernel is the Python that runs this.

    Args:
        environment: further variables of the environment.
    """
    with tempfile.TemporaryDirectory(prefix="nnwidget-lab-", ignore_cleanup_errors=True) as home:
        folder = Path(home) / "notebooks"
        runtime = Path(home) / "runtime"
        for made in (folder, runtime):
            made.mkdir()
        _write_settings(Path(home) / "settings")
        _write_kernel(Path(home) / "data" / "kernels" / "python3")
        token = secrets.token_hex(16)
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", "--port=0", f"--ServerApp.root_dir={folder}"),
            f"--IdentityProvider.token={token}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
        ]
        log = Path(home) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(home) | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl+C is for the tests
            )
        try:
            url = _wait_for_start(process, runtime, log)
            yield Jupyter(url, token, process.pid, folder, runtime)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment(home: str) -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "LANG", "TZ")
        if name in os.environ
    }
    folders = {
        "HOME": "",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    return kept | {name: str(Path(home, folder)) for name, folder in folders.items()}


def _write_settings(folder: Path) -> None:
    for name, values in SETTINGS.items():
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")


def _write_kernel(folder: Path) -> None:
    folder.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": False},
    }
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def _wait_for_start(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """The address, once the server answers."""
    info = runtime / f"jpserver-{process.pid}.json"

    def answers() -> str | None:
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab did not start:\n{_end_of(log)}")
        try:
            url = json.loads(info.read_text(encoding="utf-8"))["url"].rstrip("/")
            with urllib.request.urlopen(f"{url}/api", timeout=5):
                return url
        except (OSError, ValueError):
            return None

    return wait_until(
        answers, START_TIMEOUT, lambda: f"JupyterLab does not answer:\n{_end_of(log)}"
    )


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def wait_until(
    condition: Callable[[], T | None],
    timeout: float,
    explain: Callable[[], str],
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """What ``condition`` gives as soon as that is true. ``pause`` lets time pass in between."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{explain()} (waited for {timeout:g} s)")
        pause(0.03)


def chromium(playwright: Playwright, *args: str) -> Browser:
    """Debian's Chromium, or Chrome."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise RuntimeError(
            f"the browser tests need a browser on PATH: one of {', '.join(CHROMIUM)} "
            "(on Debian and Ubuntu: apt-get install chromium)"
        )
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    sandbox = ("--no-sandbox",) if root else ()
    return playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGS, *sandbox, *args])
