"""How soon an edit is seen, and what ten minutes cost: ``python -m benchmarks.edits``.

In a real JupyterLab and Chromium, as `benchmarks.browser`. Prints one table and writes
results/edits.json: click to paint of every kind of edit while training at full speed, the same
for drags of the time machine, and the memory of page and kernel after ``--minutes``.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.browser import EDIT_TO_PAINT, machine, percentiles, start
from tests.browser.jupyter import chromium, jupyter
from tests.browser.notebook import Notebook
from tests.browser.widget import Widget

RESULTS = Path(__file__).parent / "results" / "edits.json"

EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "neuron": (("Add neuron to layer 1", "neurons"), ("Remove neuron from layer 1", "neurons")),
    "layer": (("Add layer", "neurons"), ("Remove layer", "neurons")),
    "input": (("sin(x1)", "links"), ("sin(x1)", "links")),
    "activation": (("Activation=relu", "equation"), ("Activation=tanh", "equation")),
    "data set": (("dataset=XOR", "points"), ("dataset=Circle", "points")),
    "regenerate": (("Regenerate", "points"),),
    "noise": (("Noise=20", "points"), ("Noise=0", "points")),
    "undo": (("Undo", "neurons"), ("Redo", "neurons")),
}
"""Per kind, what is done in turn, and what on the page shows that it was painted."""

DRAG_TO_PAINT = """
epoch => new Promise((done, fail) => {
  const root = document.querySelector('.nnw-root');
  const label = [...root.querySelectorAll('label')]
    .find((one) => one.textContent === 'Epoch shown');
  const slider = root.querySelector(`[id="${label.htmlFor}"]`);
  const readout = root.querySelector('[data-nnw=epoch]');
  const before = readout.dataset.value;
  const start = performance.now();
  slider.value = epoch;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  const tick = () => {
    if (performance.now() - start > 5000) return fail(`epoch ${epoch} is not seen`);
    if (readout.dataset.value === before) return requestAnimationFrame(tick);
    requestAnimationFrame(() => done(performance.now() - start));
  };
  requestAnimationFrame(tick);
})
"""

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=10, help="of training for the memory")
    arguments = parser.parse_args()
    with jupyter() as lab, sync_playwright() as playwright:
        browser = chromium(playwright)
        show = "import nnwidget, psutil\nw = nnwidget.Playground(speed=None)\nw"
        page = browser.new_context().new_page()
        notebook = Notebook(page, lab, show)
        notebook.run()
        widget = notebook.widget()
        figures = {
            "edit while training, click to paint, ms": edits(notebook, widget, arguments.rounds),
            "time machine, drag to paint, ms": drags(notebook, widget, 4 * arguments.rounds),
            "memory": memory(notebook, widget, page.context.new_cdp_session(page), arguments),
            "machine": machine() | {"chromium": browser.version},
        }
        notebook.close()
        browser.close()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


def edits(notebook: Notebook, widget: Widget, rounds: int) -> Figures:
    start(notebook, widget, [4, 2])
    widget.neuron(1, 1).click()
    times: dict[str, list[float]] = {kind: [] for kind in EDITS}
    for _ in range(rounds):
        for kind, turn in EDITS.items():
            if kind == "undo":  # there is a neuron to take back
                notebook.page.evaluate(EDIT_TO_PAINT, ["Add neuron to layer 1", "neurons"])
            for action in turn:
                times[kind].append(notebook.page.evaluate(EDIT_TO_PAINT, list(action)))
                if kind == "undo":  # which pauses
                    widget.button("Play").click()
            notebook.pause(0.1)
    widget.button("Pause").click()
    return {kind: percentiles(taken) for kind, taken in times.items()}


def drags(notebook: Notebook, widget: Widget, count: int) -> Figures:
    notebook.kernel.run("w.change(hidden_layers=[4, 2]); w.reset(); _ = w.fit(200)")
    notebook.until(lambda: widget.value("epoch") == 200, "epoch 200")
    places = cycle([20, 180, 60, 140, 100, 5, 195, 80])
    return percentiles([notebook.page.evaluate(DRAG_TO_PAINT, next(places)) for _ in range(count)])


def memory(
    notebook: Notebook, widget: Widget, session: CDPSession, arguments: argparse.Namespace
) -> Figures:
    """Megabytes after a warm-up, and their growth in so many minutes at full speed."""
    start(notebook, widget, [4, 2])
    notebook.pause(20)

    def held() -> Figures:
        session.send("HeapProfiler.collectGarbage")
        metrics = {
            one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
        }
        kernel = notebook.python(
            "(__import__('gc').collect(), psutil.Process().memory_info().rss)[1]"
        )
        return {"page": metrics["JSHeapUsedSize"] / 1e6, "kernel": kernel / 1e6}

    session.send("Performance.enable")
    before, epoch, began = held(), widget.value("epoch"), time.monotonic()
    notebook.pause(60 * arguments.minutes)
    after, epochs = held(), widget.value("epoch") - epoch
    seconds = time.monotonic() - began
    widget.button("Pause").click()
    return {
        "minutes": round(seconds / 60, 1),
        "epochs": round(epochs),
        "MB": {name: round(value, 1) for name, value in after.items()},
        "growth, MB": {name: round(after[name] - before[name], 1) for name in after},
    }


if __name__ == "__main__":
    main()
