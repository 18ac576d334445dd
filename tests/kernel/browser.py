"""The browser's side of a kernel: cells, comms, interrupts; no page."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

OLD = "6.31"
"""The last series of ipykernel before subshells."""

KERNELS = ("newest", "newest, by a subshell", OLD)
"""Messages come from a browser of the time: JupyterLab speaks to newer kernels in two ways."""

VIEW = 7
PATIENCE = 20.0
"""Seconds until a test says that something did not happen."""


@dataclass
class Cell:
    """A cell that was sent to the kernel."""

    reply: dict[str, Any] | None = None
    text: str = ""
    errors: list[str] = field(default_factory=list)
    idle: bool = False

    @property
    def done(self) -> bool:
        return self.reply is not None and self.idle


@dataclass
class Comm:
    """What came for one widget."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    @property
    def frame(self) -> dict[str, Any]:
        """The newest frame."""
        return self.of("frame")[-1]

    @property
    def notice(self) -> str | None:
        frames = self.of("frame")
        return frames[-1]["notice"]["code"] if frames and frames[-1]["notice"] else None


class Browser:
    """Starts a kernel and speaks to it.

    Args:
        name: what kernel it is.
        specs: the folder of the kernelspec "tested".
        folder: where the kernel starts.
        subshell: send comm messages by a subshell.
    """

    def __init__(self, name: str, specs: Path, folder: Path, subshell: bool) -> None:
        self.name = name
        finder = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
        self.manager = KernelManager(
            kernel_name="tested", kernel_spec_manager=finder, ip="127.0.0.1"
        )
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.cells: dict[str, Cell] = {}
        self.comms: dict[str, Comm] = {}
        self.acknowledges = True
        self.subshell: str | None = None
        if subshell:
            self.subshell = self._open_subshell()
        self.run("import asyncio, time, nnwidget\nfrom nnwidget import Playground")

    def _open_subshell(self) -> str:
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        reply = self.client.control_channel.get_msg(timeout=PATIENCE)
        return str(reply["content"]["subshell_id"])

    def shutdown(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def forget(self) -> None:
        self.comms.clear()
        self.cells.clear()

    # ------------------------------------------------------------ cells

    def start(self, code: str, cell: str | None = None) -> Cell:
        """Send a cell, and do not wait for it."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        metadata = {"cellId": cell} if cell else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return self.cells.setdefault(message["header"]["msg_id"], Cell())

    def run(self, code: str, cell: str | None = None) -> str:
        """Run a cell to its end without an error; what it printed or returned."""
        sent = self.start(code, cell)
        self.until(lambda: sent.done)
        assert not sent.errors, sent.errors
        return sent.text

    def value(self, expression: str) -> Any:
        """The value of an expression of literals."""
        return ast.literal_eval(self.run(f"print(repr({expression}))"))

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    # ------------------------------------------------------------ widgets

    def show(self, options: str = "samples=40", cell: str | None = None) -> Comm:
        """Make the widget ``w`` in a cell and open a view of it."""
        before = set(self.comms)
        self.run(f"w = Playground({options})", cell)
        comm = self.comms[next(iter(self.comms.keys() - before))]
        self.say(comm, "hello")
        self.until(lambda: comm.of("frame"))
        return comm

    def say(self, comm: Comm, kind: str, **fields: Any) -> None:
        """Send the widget a message."""
        self.send(comm, {"method": "custom", "content": {"type": kind, "view": VIEW, **fields}})

    def send(self, comm: Comm, data: dict[str, Any]) -> None:
        comm_id = next(key for key, value in self.comms.items() if value is comm)
        message = self.client.session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        if self.subshell:
            message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)

    # ------------------------------------------------------------ what comes

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Take what comes until the condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen"
            self.take(0.02)

    def wait(self, seconds: float) -> None:
        """Take what comes for so long."""
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            self.take(min(rest, 0.02))

    def take(self, seconds: float) -> None:
        try:
            message = self.client.iopub_channel.get_msg(timeout=seconds)
        except Empty:
            pass
        else:
            self._receive(message)
        while self.client.shell_channel.msg_ready():
            reply = self.client.shell_channel.get_msg(timeout=1)
            cell = self.cells.get(reply["parent_header"].get("msg_id"))
            if cell and reply["msg_type"] == "execute_reply":
                cell.reply = reply["content"]

    def _receive(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind.startswith("comm_"):
            self._receive_comm(kind, content)
            return
        cell = self.cells.get(message["parent_header"].get("msg_id"))
        if cell is None:
            return
        if kind == "stream":
            cell.text += content["text"]
        elif kind == "execute_result":
            cell.text += content["data"]["text/plain"]
        elif kind == "error":
            cell.errors.append(content["ename"])
        elif kind == "status" and content["execution_state"] == "idle":
            cell.idle = True

    def _receive_comm(self, kind: str, content: dict[str, Any]) -> None:
        data = content.get("data", {})
        if kind == "comm_open":
            if data["state"]["_model_name"] == "AnyModel":
                self.comms[content["comm_id"]] = Comm()
            return
        comm = self.comms.get(content["comm_id"])
        if comm is None:
            return
        if kind == "comm_close":
            comm.closed = True
        elif data.get("method") == "update":
            comm.states.append(data["state"])
        elif data.get("method") == "custom":
            message = data["content"]
            comm.messages.append(message)
            if message["type"] == "frame" and self.acknowledges:
                self.say(comm, "ack", frame=message["frame"])


@contextmanager
def running(name: str, folder: Path, root: Path) -> Iterator[Browser]:
    """A kernel that runs, one of `KERNELS`.

    Args:
        folder: an empty one, for what it writes.
        root: where it starts.
    """
    python = _old_python() if name == OLD else Path(sys.executable)
    spec = folder / "kernels" / "tested"
    spec.mkdir(parents=True)
    content = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "tested",
        "language": "python",
        "env": {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder)},
    }
    (spec / "kernel.json").write_text(json.dumps(content))
    browser = Browser(name, spec.parent, root, subshell="subshell" in name)
    try:
        yield browser
    finally:
        browser.shutdown()


def _old_python() -> Path:
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
