"""Edits that come faster than they can be made, while it trains: ``python -m benchmarks.burst``.

For every kind of kernel, over ZMQ (no server, no page): at each rate, for ``--seconds``, options
are edited while the network trains at full speed; for comparison while it rests, and, as the
floor, of a widget that does nothing but answer. Prints how long the answers took, how long ``1+1``
takes meanwhile, whether the last edit holds, and what is left of the training. Writes
results/burst.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.browser import machine
from tests.kernel.browser import KERNELS, Browser, Comm, running

RESULTS = Path(__file__).parent / "results" / "burst.json"

ROOT = Path(__file__).parent.parent

PROBE = 0.25
"""Seconds between two cells with ``1+1``."""

PEER = """
import anywidget
class Peer(anywidget.AnyWidget):
    _esm = "export default {}"
    def __init__(self):
        super().__init__()
        self.on_msg(lambda _, content, buffers: self.send(content | {"type": "done"}))
w = Peer()
"""
"""A widget that does nothing but answer."""

EDITS: dict[str, Any] = {
    "learning rate": lambda n: {"learning_rate": 0.01 + n % 100 / 1000},
    "noise": lambda n: {"noise": n % 50},
    "neurons": lambda n: {"hidden_layers": [2 + n % 7, 2]},
}

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rates", type=int, nargs="+", default=[150, 500])
    parser.add_argument("--kernels", nargs="+", default=[*KERNELS])
    parser.add_argument("--edits", nargs="+", default=[*EDITS])
    arguments = parser.parse_args()
    rows: list[Figures] = []
    for name in arguments.kernels:
        with tempfile.TemporaryDirectory() as folder, running(name, Path(folder), ROOT) as kernel:
            for rate in arguments.rates:
                for what in ("peer", *arguments.edits):
                    for trains in (True, False) if what != "peer" else (False,):
                        figures = burst(kernel, what, rate, arguments.seconds, trains)
                        rows.append({"kernel": name} | figures)
                        print(json.dumps(rows[-1]), flush=True)
    RESULTS.write_text(json.dumps({"rows": rows, "machine": machine()}, indent=1) + "\n")


def burst(kernel: Browser, what: str, rate: int, seconds: float, trains: bool) -> Figures:
    """Edit so many times a second."""
    kernel.forget()
    peer = what == "peer"
    if peer:
        kernel.run(PEER)
        comm = next(iter(kernel.comms.values()))
    else:
        comm = kernel.show("speed=None")
    if trains:
        kernel.say(comm, "command", seq=1, name="play")
        kernel.until(lambda: comm.frame["epoch"] > 10)
    epoch, frames = 0 if peer else comm.frame["epoch"], len(comm.of("frame"))
    edit = EDITS["learning rate" if peer else what]
    sent: dict[int, float] = {}
    answered: dict[int, float] = {}
    cells: list[tuple[float, Any]] = []
    cell_times: list[float] = []
    start = time.monotonic()
    last = start + seconds
    changes: dict[str, Any] = {}
    while (now := time.monotonic()) < last or len(answered) < len(sent) or cells:
        if now > last + 60:
            break
        if now < last:
            if len(sent) < (now - start) * rate:
                changes = edit(len(sent))
                seq = 100 + len(sent)
                sent[seq] = now
                kernel.say(comm, "edit", seq=seq, changes=changes)
            if now - start > PROBE * (len(cells) + len(cell_times)):
                cells.append((now, kernel.start("1+1")))
        kernel.take(0.0005)
        note(comm, answered)
        for begun, cell in [*cells]:
            if cell.reply is not None:
                cell_times.append(time.monotonic() - begun)
                cells.remove((begun, cell))
    elapsed = time.monotonic() - start
    delays = sorted(answered[seq] - sent[seq] for seq in sent if seq in answered)
    name, value = next(iter(changes.items()))
    figures: Figures = {
        "edited": what,
        "edits a second": round(len(sent) / seconds),
        "training": trains,
        "answer, ms (p50, p99, longest)": [round(1000 * x) for x in thirds(delays)],
        "1+1, ms (p50, p99, longest)": [round(1000 * x) for x in thirds(sorted(cell_times))],
        "unanswered": len(sent) - len(answered),
    }
    if not peer:
        figures |= {
            "the last one holds": kernel.value(f"w.{name}") == value,
            "frames a second": round((len(comm.of("frame")) - frames) / elapsed, 1),
            "epochs a second": round((kernel.value("w.epoch") - epoch) / elapsed),
        }
    kernel.run("w.close(); del w")
    return figures


def note(comm: Comm, answered: dict[int, float]) -> None:
    """Take the answers out of what came."""
    now = time.monotonic()
    kept = []
    for message in comm.messages:
        if message["type"] in ("done", "refused") and message["seq"] >= 100:
            answered[message["seq"]] = now
        else:
            kept.append(message)
    comm.messages = kept


def thirds(times: list[float]) -> tuple[float, float, float]:
    """Median, 99th percentile, and the longest."""
    if not times:
        return (float("nan"),) * 3
    return times[len(times) // 2], times[int(len(times) * 0.99)], times[-1]


if __name__ == "__main__":
    main()
