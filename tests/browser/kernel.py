"""A second client of a notebook's kernel: it asks Python directly, past the browser."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable
from typing import Any

import zmq
from jupyter_client.session import Session

TIMEOUT = 60.0


class KernelError(Exception):
    """Python raised an exception."""


class Kernel:
    """Speaks with a kernel over its own ports.

    Args:
        connection: ports and key, as in the kernel's connection file.
        wait: lets so many seconds pass; what else must go on meanwhile goes on there.
    """

    def __init__(self, connection: dict[str, Any], wait: Callable[[float], None]) -> None:
        self._session = Session(key=connection["key"].encode())
        self._context = zmq.Context()
        self._wait = wait
        address = f"{connection['transport']}://{connection['ip']}"
        self._shell = self._context.socket(zmq.DEALER)
        self._shell.connect(f"{address}:{connection['shell_port']}")
        self._published = self._context.socket(zmq.SUB)
        self._published.connect(f"{address}:{connection['iopub_port']}")

    def close(self) -> None:
        self._context.destroy(linger=0)

    def value(self, expression: str) -> Any:
        """The value of an expression, by way of JSON; arrays become lists."""
        code = f"__import__('json').dumps({expression}, default=lambda thing: thing.tolist())"
        reply = self._execute("", {"value": code})
        result = reply["user_expressions"]["value"]
        if result["status"] != "ok":
            raise KernelError(f"{result['ename']}: {result['evalue']}")
        return json.loads(ast.literal_eval(result["data"]["text/plain"]))

    def run(self, code: str) -> None:
        """Run statements. An exception becomes a `KernelError` with its name and words."""
        self._execute(code, {})

    def _execute(self, code: str, expressions: dict[str, str]) -> Any:
        content = {
            "code": code,
            "silent": False,
            "store_history": False,
            "user_expressions": expressions,
            "allow_stdin": False,
            "stop_on_error": False,
        }
        reply = self._ask("execute_request", content)
        if reply["status"] != "ok":
            raise KernelError(f"{reply.get('ename')}: {reply.get('evalue')}")
        return reply

    def _ask(self, kind: str, content: dict[str, Any]) -> Any:
        sent = self._session.send(self._shell, kind, content)
        answer = self._receive(
            self._shell, lambda message: message["parent_header"]["msg_id"] == sent["msg_id"]
        )
        return answer["content"]

    def send_raw(self, comm: str, content: object) -> None:
        """A custom message to a widget, as a page would send it."""
        data = {"method": "custom", "content": content}
        self._session.send(self._shell, "comm_msg", {"comm_id": comm, "data": data})

    def send_state(self, comm: str, state: dict[str, Any]) -> None:
        """Trait values to a widget, as a page would write them."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self._session.send(self._shell, "comm_msg", {"comm_id": comm, "data": data})

    def listen(self) -> None:
        """Keep from now on what the kernel sends to everybody."""
        self._published.subscribe(b"")
        # a subscription takes effect a little later: ask until it has
        while not self._published.poll(50):
            self._ask("kernel_info_request", {})

    def next_message(self, comm: str, accept: Callable[[dict[str, Any]], bool]) -> Any:
        """The next custom message of a widget that ``accept`` accepts."""

        def wanted(message: dict[str, Any]) -> bool:
            content = message["content"]
            return (
                message["msg_type"] == "comm_msg"
                and content["comm_id"] == comm
                and content["data"].get("method") == "custom"
                and accept(content["data"]["content"])
            )

        return self._receive(self._published, wanted)["content"]["data"]["content"]

    def _receive(
        self, socket: zmq.Socket[bytes], wanted: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            if not socket.poll(0):
                self._wait(0.01)
                continue
            _, parts = self._session.feed_identities(socket.recv_multipart())
            message = self._session.deserialize(parts)
            if wanted(message):
                return message
        raise AssertionError(f"the kernel did not answer within {TIMEOUT:g} s")
