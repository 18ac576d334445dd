"""How fast the engine trains and paints, beside others: ``python -m benchmarks.engine``.

Prints one table, writes results/engine.json and draws results/engine.png. The contenders take
turns, each in a process of its own, on one thread; a ratio is the median of the rounds' ratios.
What is measured is the process's own time, so that other work on the machine counts less.
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import count, pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnwidget.live.painter import Around, Painter
from nnwidget.nn import textbook
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.losses import LOSSES
from nnwidget.pictures.plane import GRID
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer

RESULTS = Path(__file__).parent / "results"
ROUNDS = 15
RATE = 0.01
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
NETS = [(2, 1), (2, 4, 2, 1), (2, 8, 8, 8, 1), (7, *[8] * 7, 1)]
BATCHES = [1, 10, 30, 250]
SAMPLES = [250, 1_000, 10_000, 30_000, 100_000]
NEURONS = [8, 16, 32, 64, 128, 256, 512]
DEPTHS = [1, 2, 4, 8, 16]

FRAME_BUDGET = 0.05
"""Seconds of a frame at 20 frames a second."""

Net = tuple[int, ...]
Run = Callable[[], object]
Maker = Callable[[], Run]
Row = dict[str, Any]


def name_of(net: Net) -> str:
    return "-".join(map(str, net))


def installed(package: str) -> str | None:
    """A package's version; ``None`` where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# ------------------------------------------------------------------ in turn


class Contender:
    """What ``make`` returns, run in a process of its own: in a common one, the memory that one
    contender has given back decides how fast the next one gets its own."""

    def __init__(self, make: Maker) -> None:
        self._process = ProcessPoolExecutor(1, get_context("spawn"), _settle, (make,))

    def seconds(self, times: int = 1) -> float:
        """Process time of one run, the mean of so many."""
        return self._process.submit(_seconds, times).result()

    def close(self) -> None:
        self._process.shutdown()


_run: Run


def _settle(make: Maker) -> None:
    global _run
    _run = make()
    threadpool_limits(1)


def _seconds(times: int) -> float:
    start = process_time()
    for _ in range(times):
        _run()
    return (process_time() - start) / times


def compare(makers: Mapping[str, Maker], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """The seconds of every contender in every round; short runs are repeated."""
    with ExitStack() as stack:
        contenders = {name: Contender(make) for name, make in makers.items()}
        for contender in contenders.values():
            stack.callback(contender.close)
            contender.seconds()  # the first one is slow
        times = {n: max(1, math.ceil(0.02 / c.seconds())) for n, c in contenders.items()}
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, contender in contenders.items():
                taken[name].append(contender.seconds(times[name]))
    return taken


def summary(taken: dict[str, list[float]]) -> Row:
    """Our microseconds, and how many times as long the others take."""
    ours = taken["ours"]
    ratios = {
        name: round(median(b / a for a, b in zip(ours, theirs, strict=True)), 2)
        for name, theirs in taken.items()
        if name != "ours"
    }
    return {"us": round(median(ours) * 1e6, 1), "ratios": ratios}


# ------------------------------------------------------------------ the contenders


def make_trainer(net: Net, **options: Any) -> Trainer:
    return Trainer(
        Options(
            features=FEATURES[: net[0]],
            hidden_layers=net[1:-1],
            learning_rate=RATE,
            **options,
        )
    )


def training_set(net: Net) -> tuple[np.ndarray, np.ndarray]:
    """X (inputs, samples) and Y (1, samples), the same for everyone."""
    trainer = make_trainer(net)
    return trainer.inputs(trainer.X_train)[:-1].copy(), trainer.y_train[np.newaxis].copy()


def test_set(net: Net) -> tuple[np.ndarray, np.ndarray]:
    trainer = make_trainer(net)
    return trainer.inputs(trainer.X_test)[:-1].copy(), trainer.y_test[np.newaxis].copy()


def ours(net: Net, batch: int, optimizer: str = "sgd") -> Run:
    """One epoch: the samples in a new order, 250 / batch steps."""
    descent = make_trainer(net, batch_size=batch, optimizer=optimizer).descent
    epochs = count()
    return lambda: descent.train(next(epochs))


def fit(net: Net, **options: Any) -> Run:
    """One epoch and all that belongs to it in a notebook: the losses on both sets, the history,
    and now and then a moment that can be gone back to."""
    trainer = make_trainer(net, **options)
    return lambda: trainer.run(trainer.batches_per_epoch)


def frame(net: Net) -> Run:
    """An epoch, its losses on both sets, and every neuron on the grid, in single precision."""
    trainer = make_trainer(net)
    painter = Painter(trainer)

    def run() -> None:
        trainer.run(trainer.batches_per_epoch)
        painter.plane.maps()

    return run


def message(net: Net, **options: Any) -> Run:
    """The same, and all that is made of it for the browser: accuracies, and as bytes the output
    on the grid and each hidden neuron on every third of its points."""
    trainer = make_trainer(net, **options)
    painter = Painter(trainer)

    def run() -> None:
        trainer.run(trainer.batches_per_epoch)
        painter.frame(painter.content(1, 1, 1, Around(playing=True)))

    return run


class Textbook:
    """The textbook, trained by plain SGD: tanh, a sigmoid output and binary cross-entropy."""

    def __init__(self, net: Net) -> None:
        self.rng = rng = np.random.default_rng(0)
        sizes = list(enumerate(pairwise(net), 1))
        self.W = {l: rng.normal(size=(n, n_in)) / np.sqrt(n_in) for l, (n_in, n) in sizes}
        self.b = {l: np.zeros((n, 1)) for l, (_, n) in sizes}
        names = [*["tanh"] * (len(sizes) - 1), "sigmoid"]
        self.activations = {l: ACTIVATIONS[name] for l, name in enumerate(names, 1)}
        self.loss = LOSSES["binary_crossentropy"]

    def forward(self, X: np.ndarray) -> textbook.Forward:
        return textbook.forward(X, self.W, self.b, self.activations)

    def cost(self, X: np.ndarray, Y: np.ndarray) -> float:
        return textbook.cost(self.forward(X), Y, self.W, self.loss)

    def train_epoch(self, X: np.ndarray, Y: np.ndarray, batch: int) -> None:
        """One pass through the samples in a new order."""
        order = self.rng.permutation(X.shape[1])
        X, Y = X[:, order], Y[:, order]
        for start in range(0, X.shape[1], batch):
            x, y = X[:, start : start + batch], Y[:, start : start + batch]
            d = textbook.backward(self.forward(x), y, self.W, self.activations, self.loss)
            for l in self.W:
                self.W[l] = self.W[l] - RATE * d.dW[l]
                self.b[l] = self.b[l] - RATE * d.db[l]


def textbook_epoch(net: Net, batch: int) -> Run:
    mlp, train = Textbook(net), training_set(net)
    return lambda: mlp.train_epoch(*train, batch)


def textbook_frame(net: Net, memory_kept: bool = False) -> Run:
    """An epoch, its losses on both sets, and every neuron on the grid, in double precision.

    It makes its arrays anew every time. In a process that has once given back a large array, the
    C library keeps what is given back; otherwise every large one is fetched from the system."""
    mlp = Textbook(net)
    train, test = training_set(net), test_set(net)
    grid = mlp.rng.uniform(-6, 6, size=(net[0], GRID * GRID))
    if memory_kept:
        np.ones(3_500_000)

    def run() -> None:
        mlp.train_epoch(*train, 10)
        mlp.cost(*train)
        mlp.cost(*test)
        mlp.forward(grid)

    return run


def scikit(net: Net, batch: int) -> Run:
    """Its ``partial_fit`` also checks its input, and computes the loss of every batch."""
    from sklearn.neural_network import MLPClassifier

    mlp = MLPClassifier(
        hidden_layer_sizes=net[1:-1],
        activation="tanh",
        solver="sgd",
        learning_rate_init=RATE,
        momentum=0,
        alpha=0,
        batch_size=batch,
    )
    X, Y = training_set(net)
    X, y = X.T.copy(), Y[0].astype(int)
    mlp.partial_fit(X, y, classes=[0, 1])
    return lambda: mlp.partial_fit(X, y)


def pytorch(net: Net, batch: int) -> Run:
    """Eager, in its own float32."""
    import torch

    torch.set_num_threads(1)
    mlp = torch.nn.Sequential()
    for n_in, n_out in pairwise(net[:-1]):
        mlp += torch.nn.Sequential(torch.nn.Linear(n_in, n_out), torch.nn.Tanh())
    mlp.append(torch.nn.Linear(net[-2], 1))
    X, Y = (torch.tensor(table.T, dtype=torch.float32) for table in training_set(net))
    cost, optimizer = torch.nn.BCEWithLogitsLoss(), torch.optim.SGD(mlp.parameters(), RATE)

    def epoch() -> None:
        order = torch.randperm(len(X))
        for x, y in zip(X[order].split(batch), Y[order].split(batch), strict=True):
            optimizer.zero_grad()
            cost(mlp(x), y).backward()
            optimizer.step()

    return epoch


# ------------------------------------------------------------------ what is measured


def epochs(net: Net, batch: int) -> Row:
    """One epoch of 250 samples."""
    makers = {
        "ours": partial(ours, net, batch),
        "textbook": partial(textbook_epoch, net, batch),
        "scikit-learn": partial(scikit, net, batch),
        **({"pytorch": partial(pytorch, net, batch)} if installed("torch") else {}),
        "adam": partial(ours, net, batch, "adam"),
        "fit": partial(fit, net, batch_size=batch),
    }
    return {"net": name_of(net), "batch": batch, **summary(compare(makers))}


def frames(net: Net) -> Row:
    """One frame."""
    makers = {
        "ours": partial(frame, net),
        "textbook": partial(textbook_frame, net),
        "memory kept": partial(textbook_frame, net, memory_kept=True),
        "message": partial(message, net),
    }
    return {"net": name_of(net), **summary(compare(makers))}


def growth(networks: dict[int, tuple[Net, Row]]) -> list[Row]:
    """Milliseconds of an epoch with its losses, and of a frame with its message, as something
    grows: the shortest of some, since they are not compared with anything."""
    rows = []
    for size, (net, options) in networks.items():
        makers = {"epoch": partial(fit, net, **options), "frame": partial(message, net, **options)}
        taken = compare(makers, rounds=5)
        rows.append({"size": size} | {k: round(min(t) * 1e3, 3) for k, t in taken.items()})
    return rows


def all_growth() -> dict[str, list[Row]]:
    return {
        "samples (2-8-8-8-1)": growth(
            {
                n: ((2, 8, 8, 8, 1), {"samples": n, "train_fraction": 1, "dataset": "xor"})
                for n in SAMPLES
            }
        ),
        "neurons in one layer": growth({n: ((2, n, 1), {}) for n in NEURONS}),
        "layers of 8": growth({n: ((2, *[8] * n, 1), {}) for n in DEPTHS}),
        "layers of 64": growth({n: ((2, *[64] * n, 1), {}) for n in DEPTHS}),
    }


# ------------------------------------------------------------------ the report


def compared(rows: list[Row]) -> list[str]:
    """A line for every row, under the contenders' names."""
    names = list(rows[0]["ratios"])
    titles = f"{'net':>18} {'batch':>6} {'ours µs':>8} "
    lines = [titles + " ".join(f"{name:>12}" for name in names)]
    for row in rows:
        ratios = " ".join(f"{row['ratios'][name]:>12.2f}" for name in names)
        lines.append(f"{row['net']:>18} {row.get('batch', ''):>6} {row['us']:>8.0f} {ratios}")
    return lines


def table(results: Row) -> str:
    lines = [
        "One epoch of 250 samples; the others as multiples of ours. adam is ours with Adam, fit",
        "ours with the losses on both sets and the history; scikit-learn also checks its input.",
        *compared(results["epochs"]),
        f"\nOne frame: an epoch at batch 10, both losses, every neuron at {GRID} x {GRID} places,",
        "by the textbook in double precision, by us in single. memory kept is the textbook where",
        "the process keeps the memory that it gives back; message is ours with all that is sent.",
        *compared(results["frames"]),
    ]
    for what, rows in results["growth"].items():
        lines.append(f"\n{what}: milliseconds of an epoch with its losses, of a frame with message")
        lines += [f"{r['size']:>18} {r['epoch']:>10.2f} {r['frame']:>10.2f}" for r in rows]
        slow = next((r["size"] for r in rows if r["frame"] > FRAME_BUDGET * 1e3), None)
        lines.append(f"under 20 frames a second: {f'from {slow:,} on' if slow else 'nowhere'}")
    return "\n".join(lines)


def draw(results: Row) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 7.5), layout="constrained")
    (epoch, batch), (picture, grown) = figure.subplots(2, 2)
    at_ten = [row for row in results["epochs"] if row["batch"] == 10]
    nets = [row["net"] for row in at_ten]
    for name in at_ten[0]["ratios"]:
        if name not in ("adam", "fit"):
            epoch.plot(nets, [row["ratios"][name] for row in at_ten], "o-", label=name)
    epoch.set(yscale="log", title="One epoch at batch 10", ylabel="times as long as ours")
    epoch.axhline(1, color="0.5")
    epoch.legend()
    for net in nets:
        rows = [row for row in results["epochs"] if row["net"] == net]
        ratios = [row["ratios"]["textbook"] for row in rows]
        batch.plot([row["batch"] for row in rows], ratios, "o-", label=net)
    batch.set(xscale="log", title="Textbook NumPy by batch size", xlabel="batch size")
    batch.set(ylabel="times as long as ours", ylim=(0, None))
    batch.legend()
    places = np.arange(len(nets))
    for name, shift in (("textbook", -0.2), ("memory kept", 0.2)):
        ratios = [row["ratios"][name] for row in results["frames"]]
        bars = picture.bar(places + shift, ratios, 0.38, label=name)
        picture.bar_label(bars, fmt="%.1f")
    picture.set(title="One frame, textbook NumPy", ylabel="times as long as ours")
    picture.set_xticks(places, nets)
    picture.legend()
    for what, rows in results["growth"].items():
        grown.plot([row["size"] for row in rows], [row["frame"] for row in rows], "o-", label=what)
    grown.axhline(FRAME_BUDGET * 1e3, color="0.5", linestyle="--")
    grown.set(xscale="log", yscale="log", title="One epoch, its picture and message", ylabel="ms")
    grown.legend()
    for axes in (epoch, picture):
        axes.tick_params(axis="x", labelrotation=15)
    figure.savefig(RESULTS / "engine.png", dpi=110)


def main() -> None:
    results: Row = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": installed("scikit-learn"),
        "pytorch": installed("torch"),
        "machine": platform.machine(),
        "rounds": ROUNDS,
        "epochs": [epochs(net, batch) for net in NETS for batch in BATCHES],
        "frames": [frames(net) for net in NETS],
        "growth": all_growth(),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1)
    (RESULTS / "engine.json").write_text(text + "\n", encoding="utf-8")
    draw(results)
    print(table(results))


if __name__ == "__main__":
    main()
