"""How long saving and loading take up to the limits: ``python -m benchmarks.saving``.

For every run of `tests.interop.runs.LARGE`: seconds of `to_dict`, of writing the file and of
reading it (medians of five rounds, one run after the other in each), the processor's time for
saving and the slowest of the five, the bytes of the file, and what did not fit. The median
saving must take less than two seconds everywhere; the slowest one also tells how busy the machine
was. Prints one table and writes results/saving.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from nnwidget.interop.saved import from_dict, read_file, to_dict, write_file
from nnwidget.training.trainer import Trainer
from tests.interop.runs import LARGE

RESULTS = Path(__file__).parent / "results" / "saving.json"
ROUNDS = 5
MOST_SECONDS = 2

Figures = dict[str, Any]


def measured(trainer: Trainer, file: Path) -> Figures:
    """Save and load a run once."""
    start, busy = perf_counter(), process_time()
    content = to_dict(trainer.state())
    made = perf_counter()
    write_file(content, file)
    written, busy = perf_counter(), process_time() - busy
    from_dict(read_file(file))
    return {
        "to_dict": made - start,
        "file": written - made,
        "saving": written - start,
        "processor": busy,
        "load": perf_counter() - written,
        "bytes": file.stat().st_size,
        "moments": len(content["timeline"]["moments"]),
        "left out": content["left_out"],
    }


def summary(rounds: list[Figures]) -> Figures:
    """The medians of the times, and the slowest of all savings."""
    parts = ("to_dict", "file", "saving", "processor", "load")
    times = {part: [one[part] for one in rounds] for part in parts}
    medians = {part: round(statistics.median(seconds), 3) for part, seconds in times.items()}
    return rounds[0] | medians | {"slowest saving": round(max(times["saving"]), 3)}


def main() -> int:
    runs = {name: make() for name, make in LARGE.items()}
    load = os.getloadavg()[0]
    rounds: dict[str, list[Figures]] = {name: [] for name in runs}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, trainer in runs.items():
                rounds[name].append(measured(trainer, Path(folder) / "run.json"))
    figures = {name: summary(measurements) for name, measurements in rounds.items()}
    columns = ("to_dict", "file", "saving", "processor", "slowest saving", "load")
    print(f"{'seconds':38} {' '.join(columns)}       bytes  moments left out")
    for name, row in figures.items():
        seconds = " ".join(f"{row[column]:{len(column)}.2f}" for column in columns)
        print(f"{name:38} {seconds} {row['bytes']:11,} {row['left out']['moments']:17}")
    machine = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load before": round(load, 1),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    content = {"runs": figures, "machine": machine}
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    slow = [name for name, row in figures.items() if row["saving"] > MOST_SECONDS]
    if slow:
        print(f"more than {MOST_SECONDS} s: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
