"""What a user feels, in a real JupyterLab and Chromium: ``python -m benchmarks.browser``.

Prints one table and writes results/browser.json. Everything runs on one machine, so the
figures include the browser's share of it. They are medians of rounds that alternate between
the things compared; p95 where it says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from jupyter_client.blocking import BlockingKernelClient
from playwright.sync_api import Browser, sync_playwright

from nnwidget.live.painter import Around, Painter
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.browser.jupyter import Jupyter, chromium, jupyter
from tests.browser.notebook import Notebook, Widget

RESULTS = Path(__file__).parent / "results" / "browser.json"
STATIC = Path(__file__).parent.parent / "nnwidget" / "static"

NETWORKS = {"4-2 (default)": [4, 2], "8-8-8": [8, 8, 8], "10 x 32": [32] * 10}

THROTTLED = 4
"""So many times as slow the page's processor is made, to see what a weak laptop shows."""

COUNT_FRAMES = """
seconds => new Promise(done => {
  const readout = document.querySelector('[data-nnw="epoch"]');
  const read = () => readout.dataset.value;
  const from = {time: performance.now(), epoch: Number(read())};
  let frames = 0, last = read();
  const tick = now => {
    if (read() !== last) { frames += 1; last = read(); }
    const elapsed = (now - from.time) / 1000;
    if (elapsed < seconds) return requestAnimationFrame(tick);
    done([frames / elapsed, (Number(last) - from.epoch) / elapsed]);
  };
  requestAnimationFrame(tick);
})
"""
"""Painted frames and trained epochs, per second. A frame is painted when the page has other
numbers than it had at the last refresh of the screen."""

EDIT_TO_PAINT = """
([action, shown]) => new Promise((done, fail) => {
  const root = document.querySelector('.nnw-root');
  const all = (selector) => root.querySelectorAll(selector).length;
  const read = {
    neurons: () => all('[aria-label^="Neuron "][aria-label*=" of layer "]'),
    links: () => all('[aria-label^="Weight from "]'),
    equation: () => root.querySelector('[data-nnw=equation]').dataset.text.includes('tanh'),
    points: () => root.pointsDrawn,
  }[shown];
  if (root.pointsDrawn === undefined) {
    // the points lie on the topmost canvas of the plot
    root.pointsDrawn = 0;
    const context = [...root.querySelectorAll('.nnw-plot canvas')].at(-1).getContext('2d');
    const clear = context.clearRect;
    context.clearRect = (...box) => { root.pointsDrawn += 1; clear.apply(context, box); };
  }
  const before = read();
  const [name, value] = action.split('=');
  const start = performance.now();
  if (name === 'dataset') {
    [...root.querySelectorAll('[role=radiogroup] label')]
      .find((label) => label.textContent.trim() === value).querySelector('input').click();
  } else if (value === undefined) {
    root.querySelector(`button[aria-label="${name}"], [role=button][aria-label="${name}"]`)
      .dispatchEvent(new MouseEvent('click', {bubbles: true}));
  } else {
    const label = [...root.querySelectorAll('label')].find((one) => one.textContent === name);
    const control = root.querySelector(`[id="${label.htmlFor}"]`);
    control.value = value;
    const kind = control.type === 'range' ? 'input' : 'change';
    control.dispatchEvent(new Event(kind, {bubbles: true}));
  }
  const tick = () => {
    if (performance.now() - start > 5000) return fail(`${action} is not seen`);
    if (read() === before) return requestAnimationFrame(tick);
    // what is there at one refresh has been painted at the next
    requestAnimationFrame(() => done(performance.now() - start));
  };
  requestAnimationFrame(tick);
})
"""

RUN_CELL = """
async cell => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
  const start = performance.now();
  await jupyterapp.commands.execute('notebook:run-cell');
  return performance.now() - start;
}
"""

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="of training in each round")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]  # of others: with much of it the figures say little
    with jupyter() as lab, sync_playwright() as playwright:
        browser = chromium(playwright)
        figures = in_the_browser(browser, lab, arguments.rounds, arguments.seconds)
        chromium_version = browser.version
        browser.close()
    figures |= {"frame": frame_bytes(), "bundle": bundle_bytes(), "import": import_times()}
    figures["machine"] = machine() | {"chromium": chromium_version, "load before": round(load, 1)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(table(figures))


# ------------------------------------------------------------------ in the browser


def in_the_browser(browser: Browser, lab: Jupyter, rounds: int, seconds: float) -> Figures:
    show = "import nnwidget\nw = nnwidget.Playground(speed=None)\nw"
    notebook = Notebook(browser.new_context().new_page(), lab, show, "1 + 1")
    notebook.run()
    widget = notebook.widget()
    rates: dict[str, list[list[float]]] = {}
    answers: dict[str, list[float]] = {}
    clicks: list[float] = []
    client = client_of(notebook)
    session = notebook.page.context.new_cdp_session(notebook.page)
    for _ in range(rounds):
        answers_idle = time_answers(notebook, client)
        for name, layers in NETWORKS.items():
            start(notebook, widget, layers)
            rates.setdefault(name, []).append(notebook.page.evaluate(COUNT_FRAMES, seconds))
            session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLED})
            slow = rates.setdefault(f"{name}, page {THROTTLED} x slower", [])
            slow.append(notebook.page.evaluate(COUNT_FRAMES, seconds))
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            if name == next(iter(NETWORKS)):
                answers_training = time_answers(notebook, client)
                clicks += [click(notebook) for _ in range(15)]
            widget.button("Pause").click()
            notebook.until_python("not w.playing")
        for way in answers_idle:
            answers.setdefault(f"{way}, idle", []).extend(answers_idle[way])
            answers.setdefault(f"{way}, training", []).extend(answers_training[way])
    client.stop_channels()
    notebook.close()
    return {
        "training": {
            name: {
                "frames per second": round(median(row[0] for row in rows), 1),
                "epochs per second": round(median(row[1] for row in rows)),
            }
            for name, rows in rates.items()
        },
        "add neuron while training, click to paint, ms": percentiles(clicks),
        "1+1, ms": {name: percentiles(times) for name, times in answers.items()},
    }


def start(notebook: Notebook, widget: Widget, layers: list[int]) -> None:
    notebook.kernel.run(f"w.change(hidden_layers={layers}); w.reset()")
    notebook.until(lambda: widget.neurons().count() == sum(layers) + 1, "the network is shown")
    widget.button("Play").click()
    notebook.until(lambda: widget.value("epoch") > 50, "it trains")
    notebook.pause(1)  # for the window of frames to find its size


def click(notebook: Notebook) -> float:
    took = notebook.page.evaluate(EDIT_TO_PAINT, ["Add neuron to layer 1", "neurons"])
    notebook.page.evaluate(EDIT_TO_PAINT, ["Remove neuron from layer 1", "neurons"])
    return float(took)


def client_of(notebook: Notebook) -> BlockingKernelClient:
    client = BlockingKernelClient()
    client.load_connection_info(
        notebook.jupyter.connection(notebook.jupyter.kernel_of(notebook.name))
    )
    client.start_channels(iopub=False, stdin=False, hb=False)
    return client


def time_answers(notebook: Notebook, client: BlockingKernelClient) -> dict[str, list[float]]:
    """How long ``1 + 1`` takes, in a cell of the page and asked of the kernel directly, ms."""

    def directly() -> float:
        began = time.perf_counter()
        client.execute("1 + 1", store_history=False, reply=True, timeout=60)
        return 1000 * (time.perf_counter() - began)

    def in_a_cell() -> float:
        return float(notebook.page.evaluate(RUN_CELL, 1))

    ways: dict[str, Callable[[], float]] = {"in a cell": in_a_cell, "directly": directly}
    for ask in ways.values():
        ask()
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(15):
        for way, ask in ways.items():
            times[way].append(ask())
    return times


def percentiles(times: list[float]) -> Figures:
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "n": len(times)}


# ------------------------------------------------------------------ without it


def frame_bytes() -> Figures:
    """Bytes of a frame: its buffer and its JSON."""
    sizes = {}
    for name, layers in NETWORKS.items():
        trainer = Trainer(Options(hidden_layers=tuple(layers)))
        trainer.train(10)
        painter = Painter(trainer)
        content, buffers = painter.frame(painter.content(1, 1, 1, Around(playing=True, rate=1.0)))
        sizes[name] = len(json.dumps(content)) + sum(map(len, buffers))
    return sizes


def bundle_bytes() -> Figures:
    files = {name: (STATIC / name).read_bytes() for name in ("widget.js", "widget.css")}
    return {name: {"bytes": len(b), "gzip": len(gzip.compress(b))} for name, b in files.items()}


def import_times(rounds: int = 9) -> Figures:
    """Seconds of an import in a new Python, the modules in turn."""
    code = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
    times: dict[str, list[float]] = {"anywidget": [], "nnwidget": []}
    for _ in range(rounds):
        for module, seconds in times.items():
            command = [sys.executable, "-c", code.format(module)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds.append(float(answer.stdout))
    return {module: round(median(seconds), 3) for module, seconds in times.items()}


def machine() -> Figures:
    packages = ("nnwidget", "anywidget", "numpy", "jupyterlab", "ipykernel")
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


# ------------------------------------------------------------------ the table


def table(figures: Figures) -> str:
    rows: list[tuple[str, str]] = []
    for name, rates in figures["training"].items():
        frames, epochs = rates["frames per second"], rates["epochs per second"]
        rows.append((f"{name}, as fast as it goes", f"{frames} frames/s and {epochs:,} epochs/s"))
    clicks = figures["add neuron while training, click to paint, ms"]
    rows.append(("Add neuron while training, click to paint", between(clicks)))
    answers = figures["1+1, ms"]
    for name, times in answers.items():
        way, _, state = name.partition(", ")
        text = between(times)
        if state == "training":
            text += f", {times['p50'] / answers[f'{way}, idle']['p50']:.1f} x idle"
        rows.append((f"1+1 {name}", text))
    for name, size in figures["frame"].items():
        rows.append((f"frame of {name}", f"{size:,} bytes"))
    for name, size in figures["bundle"].items():
        rows.append((name, f"{size['bytes']:,} bytes ({size['gzip']:,} gzipped)"))
    times = figures["import"]
    ratio = times["nnwidget"] / times["anywidget"]
    for module, seconds in times.items():
        text = f"{1000 * seconds:.0f} ms"
        rows.append((f"import {module}", text + (f", {ratio:.2f} x" * (module == "nnwidget"))))
    here = figures["machine"]
    rows.append(("processors, load before", f"{here['processors']}, {here['load before']}"))
    wide = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{wide}}  {text}" for name, text in rows)


def between(times: Figures) -> str:
    return f"{times['p50']} ms p50, {times['p95']} ms p95"


if __name__ == "__main__":
    main()
