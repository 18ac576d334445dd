"""Is it slower than before? ``python -m benchmarks.before COMMIT``.

Lays out that commit beside the present tree, and measures both in turn, pair by pair: an epoch,
a frame, an import in processes of their own, frames per second, click to paint and ``1+1`` while
training in a JupyterLab of their own each. Prints the ratios now / before (of times) with
their 95 % intervals, and writes results/before.json.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.browser import (
    COUNT_FRAMES,
    click,
    client_of,
    machine,
    start,
    time_answers,
)
from tests.browser.jupyter import chromium, jupyter
from tests.browser.notebook import Notebook

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "before.json"

WORKER = """
import json, sys, time
import numpy as np
import nnwidget
from nnwidget import Playground
try:
    from nnwidget.live.painter import Painter
except ImportError:
    try:
        from nnwidget.live.frames import Painter
    except ImportError:
        from nnwidget.frame import Painter
try:
    from nnwidget.training.options import Options
    from nnwidget.training.trainer import Trainer
except ImportError:
    from nnwidget.options import Options
    from nnwidget.trainer import Trainer

def epochs(**options):
    w = Playground(seed=1, **options)
    w.fit(20)
    def run():
        w.fit(20)
    return run

def frame(**options):
    trainer = Trainer(Options(seed=1, **options))
    trainer.train(5)
    painter = Painter(trainer)
    try:
        from nnwidget.live.painter import Around
        around = Around(playing=True, rate=1.0)
        draw = lambda: painter.frame(painter.content(1, 1, 1, around))
    except ImportError:
        draw = lambda: painter.frame(1, 1, 1, True, 1.0, [], None)
    def run():
        for _ in range(10):
            trainer.touch()
            draw()
    return run

JOBS = {
    "epoch, 4-2": lambda: epochs(hidden_layers=[4, 2]),
    "epoch, 8-8-8": lambda: epochs(hidden_layers=[8, 8, 8]),
    "epoch, 8-8-8, Adam, L2, dropout": lambda: epochs(
        hidden_layers=[8, 8, 8], optimizer="adam", regularization="l2",
        regularization_rate=0.001, dropout=0.1),
    "edit of an option": None,
    "frame, 4-2": lambda: frame(hidden_layers=[4, 2]),
    "frame, 8-8-8": lambda: frame(hidden_layers=[8, 8, 8]),
}

def edit():
    w = Playground(seed=1)
    rates = [0.01, 0.02]
    def run():
        for _ in range(10):
            rates.reverse()
            w.learning_rate = rates[0]
    return run

JOBS["edit of an option"] = edit
runs = {name: job() for name, job in JOBS.items()}
for run in runs.values():
    run()
print("ready", flush=True)
for line in sys.stdin:
    run = runs[line.strip()]
    began = time.process_time()
    run()
    print(time.process_time() - began, flush=True)
"""
"""Runs a job by name when it is told to, and says how long it took. The only part that must know
both trees."""

IN_PROCESSES = (
    *("epoch, 4-2", "epoch, 8-8-8", "epoch, 8-8-8, Adam, L2, dropout"),
    *("edit of an option", "frame, 4-2", "frame, 8-8-8"),
)

IMPORT = "import time; t = time.process_time(); import nnwidget; print(time.process_time() - t)"

Pairs = dict[str, list[tuple[float, float]]]
"""Of everything measured, the seconds before and now, pair by pair."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("commit")
    parser.add_argument("--pairs", type=int, default=30, help="two at least")
    parser.add_argument("--seconds", type=float, default=2, help="of training for frames/s")
    parser.add_argument("--without-browser", action="store_true")
    arguments = parser.parse_args()
    if arguments.pairs < 2:
        parser.error(f"--pairs must be 2 at least, got {arguments.pairs}: one has no interval")
    load = os.getloadavg()[0]
    with laid_out(arguments.commit) as before:
        pairs = in_processes(before, arguments.pairs)
        if not arguments.without_browser:
            pairs |= in_the_browser(before, arguments.pairs, arguments.seconds)
        sizes = {"before": bundle_bytes(before), "now": bundle_bytes(ROOT)}
    rows = {name: summary(measured) for name, measured in pairs.items()}
    content = {"pairs": arguments.pairs, "ratios": rows, "bytes": sizes}
    content["machine"] = machine() | {"load before": round(load, 1)}
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, row in rows.items():
        low, high = row["95 %"]
        print(f"{name:38} {row['ratio']:.3f}  ({low:.3f} to {high:.3f})", flush=True)
    print(json.dumps(sizes, indent=1))


@contextmanager
def laid_out(commit: str) -> Iterator[Path]:
    """The tree of a commit, with its bundle built."""
    with tempfile.TemporaryDirectory(prefix="nnwidget-before-") as folder:
        tree = Path(folder) / "tree"
        git("worktree", "add", "--detach", str(tree), commit)
        try:
            shutil.copytree(
                ROOT / "js" / "node_modules", tree / "js" / "node_modules", symlinks=True
            )
            subprocess.run(["node", "build.mjs"], cwd=tree / "js", check=True, capture_output=True)
            yield tree
        finally:
            git("worktree", "remove", "--force", str(tree))


def git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)


def bundle_bytes(tree: Path) -> dict[str, int]:
    static = tree / "nnwidget" / "static"
    return {
        str(path.relative_to(static)): path.stat().st_size
        for path in sorted(static.rglob("*"))
        if path.suffix in (".js", ".css", ".json")
    }


def environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "OPENBLAS_NUM_THREADS": "1"}


def in_processes(before: Path, pairs: int) -> Pairs:
    measured: Pairs = {}
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(tree)) for tree in (before, ROOT)]
        for name in IN_PROCESSES:
            asks = [lambda w=w, name=name: w(name) for w in workers]
            measured[name] = in_turn(asks, pairs)
    measured["import"] = in_turn([lambda t=t: importing(t) for t in (before, ROOT)], pairs)
    return measured


def in_turn(ways: list[Callable[[], float]], pairs: int) -> list[tuple[float, float]]:
    """Both ways, pair by pair, now one first and now the other."""
    results = []
    for way in ways:  # what is done at the first time only
        way()
    for number in range(pairs):
        order = (0, 1) if number % 2 else (1, 0)
        times = {way: ways[way]() for way in order}
        results.append((times[0], times[1]))
    return results


@contextmanager
def worker(tree: Path) -> Iterator[Callable[[str], float]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=tree,
        env=environment(tree),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    stdin, stdout = process.stdin, process.stdout

    def ask(name: str) -> float:
        stdin.write(name + "\n")
        stdin.flush()
        return float(stdout.readline())

    try:
        assert stdout.readline() == "ready\n"
        yield ask
    finally:
        process.kill()
        process.wait()


def importing(tree: Path) -> float:
    command = [sys.executable, "-c", IMPORT]
    answer = subprocess.run(
        command, cwd=tree, env=environment(tree), capture_output=True, text=True, check=True
    )
    return float(answer.stdout)


def in_the_browser(before: Path, pairs: int, seconds: float) -> Pairs:
    show = "import nnwidget\nw = nnwidget.Playground(speed=None)\nw"
    measured: Pairs = {}
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = chromium(playwright)
        notebooks, clients = [], []
        for tree in (before, ROOT):
            lab = stack.enter_context(jupyter(PYTHONPATH=str(tree)))
            notebook = Notebook(browser.new_context().new_page(), lab, show, "1 + 1")
            notebook.run()
            notebooks.append(notebook)
            clients.append(client_of(notebook))

        def one(index: int) -> dict[str, float]:
            notebook = notebooks[index]
            widget = notebook.widget()
            start(notebook, widget, [4, 2])
            frames, _ = notebook.page.evaluate(COUNT_FRAMES, seconds)
            figures = {
                "a frame painted": 1 / frames,
                "click to paint, training": median(click(notebook) for _ in range(5)),
            }
            answers = time_answers(notebook, clients[index])
            figures |= {f"1+1 {way}, training": median(t) for way, t in answers.items()}
            widget.button("Pause").click()
            notebook.until_python("not w.playing")
            return figures

        for number in range(pairs):
            order = (0, 1) if number % 2 else (1, 0)
            figures: dict[int, Any] = {index: one(index) for index in order}
            for name in figures[0]:
                measured.setdefault(name, []).append((figures[0][name], figures[1][name]))
        for client in clients:
            client.stop_channels()
        browser.close()
    return measured


def summary(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    """The geometric mean of the ratios now / before, and its 95 % interval."""
    logs = [math.log(now / before) for before, now in pairs]
    mean, error = fmean(logs), stdev(logs) / math.sqrt(len(logs))
    spread = 2.05 * error  # Student's t with 29 degrees of freedom
    bounds = [round(math.exp(mean - spread), 3), round(math.exp(mean + spread), 3)]
    return {"ratio": round(math.exp(mean), 3), "95 %": bounds}


if __name__ == "__main__":
    main()
