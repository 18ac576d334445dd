"""How fast the engine trains and paints, beside others: ``python -m benchmarks.engine``.

Prints one table, writes results/engine.json and draws results/engine.png. The contenders take
turns in one process, on one thread; a ratio is the median of the rounds' ratios. What is
measured is the process's own time, so that other work on the machine counts less.
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from benchmarks.textbook import TextbookMLP
from nnwidget.frame import Painter
from nnwidget.options import Options
from nnwidget.trainer import Trainer

try:
    import torch
except ImportError:
    torch = None

RESULTS = Path(__file__).parent / "results"
ROUNDS = 15
IN_A_ROW = 5
"""Epochs that the engine trains in one call, as `fit` and Play do."""

RATE = 0.01
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
NETS = [(2, 1), (2, 4, 2, 1), (2, 8, 8, 8, 1), (7, *[8] * 7, 1)]
BATCHES = [1, 10, 30, 250]
SAMPLES = [250, 1_000, 10_000, 30_000, 100_000]
NEURONS = [8, 16, 32, 64, 128, 256, 512]
DEPTHS = [1, 2, 4, 8, 16]

FRAME_BUDGET = 0.05
"""Seconds of a frame at 20 frames a second."""

Run = Callable[[], object]
Row = dict[str, Any]


def name_of(net: tuple[int, ...]) -> str:
    return "-".join(map(str, net))


def seconds(run: Run, times: int = 1) -> float:
    """Process time of one run, the mean of so many."""
    start = process_time()
    for _ in range(times):
        run()
    return (process_time() - start) / times


def compare(contenders: dict[str, Run], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """The seconds of every contender in every round; short runs are repeated."""
    times = {name: max(1, math.ceil(0.02 / seconds(run))) for name, run in contenders.items()}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            taken[name].append(seconds(run, times[name]))
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


def make_trainer(net: tuple[int, ...], **options: Any) -> Trainer:
    return Trainer(
        Options(
            features=FEATURES[: net[0]],
            hidden_layers=net[1:-1],
            learning_rate=RATE,
            **options,
        )
    )


def ours(trainer: Trainer, times: int = 1) -> Run:
    """So many epochs; the losses on both sets after each are part of it."""
    return lambda: trainer.run(times * trainer.batches_per_epoch)


def textbook(net: tuple[int, ...], trainer: Trainer, batch: int) -> Run:
    mlp, rng = TextbookMLP(net), np.random.default_rng(0)
    X, Y = trainer.inputs_of(trainer.X_train)[:-1].copy(), trainer.y_train[np.newaxis]
    return lambda: mlp.train_epoch(X, Y, batch, RATE, rng.permutation(len(trainer.y_train)))


def scikit(net: tuple[int, ...], trainer: Trainer, batch: int) -> Run:
    mlp = MLPClassifier(
        hidden_layer_sizes=net[1:-1],
        activation="tanh",
        solver="sgd",
        learning_rate_init=RATE,
        momentum=0,
        alpha=0,
        batch_size=batch,
    )
    X, y = trainer.inputs_of(trainer.X_train)[:-1].T.copy(), trainer.y_train.astype(int)
    mlp.partial_fit(X, y, classes=[0, 1])
    return lambda: mlp.partial_fit(X, y)


def pytorch(net: tuple[int, ...], trainer: Trainer, batch: int) -> Run:
    """Eager, in its own float32."""
    mlp = torch.nn.Sequential()
    for n_in, n_out in pairwise(net[:-1]):
        mlp += torch.nn.Sequential(torch.nn.Linear(n_in, n_out), torch.nn.Tanh())
    mlp.append(torch.nn.Linear(net[-2], 1))
    X = torch.tensor(trainer.inputs_of(trainer.X_train)[:-1].T, dtype=torch.float32)
    Y = torch.tensor(trainer.y_train[:, np.newaxis], dtype=torch.float32)
    cost, optimizer = torch.nn.BCEWithLogitsLoss(), torch.optim.SGD(mlp.parameters(), RATE)

    def epoch() -> None:
        order = torch.randperm(len(X))
        for x, y in zip(X[order].split(batch), Y[order].split(batch), strict=True):
            optimizer.zero_grad()
            cost(mlp(x), y).backward()
            optimizer.step()

    return epoch


# ------------------------------------------------------------------ what is measured


def epochs(net: tuple[int, ...], batch: int) -> Row:
    """One epoch of 250 samples."""
    trainer = make_trainer(net, batch_size=batch)
    adam = make_trainer(net, batch_size=batch, optimizer="adam")
    contenders = {
        "ours": ours(trainer, IN_A_ROW),
        "adam": ours(adam, IN_A_ROW),
        "textbook": textbook(net, trainer, batch),
        "scikit-learn": scikit(net, trainer, batch),
    }
    if torch:
        contenders["pytorch"] = pytorch(net, trainer, batch)
    taken = compare(contenders)
    for name in ("ours", "adam"):
        taken[name] = [t / IN_A_ROW for t in taken[name]]
    return {"net": name_of(net), "batch": batch, **summary(taken)}


def paint(trainer: Trainer) -> Run:
    """One frame: an epoch, its losses, every neuron over the plane."""
    painter = Painter(trainer)

    def frame() -> None:
        trainer.run(trainer.batches_per_epoch)
        painter.frame(1, 1, 1, True, 0.0, [], None)

    return frame


def frames(net: tuple[int, ...]) -> Row:
    """One frame; the textbook's has 100 x 100 points and no message, ours 99 x 99 and one."""
    trainer = make_trainer(net)
    mlp, order = TextbookMLP(net), np.arange(250)
    grid = np.random.default_rng(0).uniform(-6, 6, size=(net[0], 10_000))
    sets = [
        (trainer.inputs_of(X)[:-1].copy(), y[np.newaxis])
        for X, y in ((trainer.X_train, trainer.y_train), (trainer.X_test, trainer.y_test))
    ]

    def plain() -> None:
        mlp.train_epoch(*sets[0], 10, RATE, order)
        for X, Y in sets:
            mlp.loss(X, Y)
        mlp.maps(grid)

    return {"net": name_of(net), **summary(compare({"ours": paint(trainer), "textbook": plain}))}


def growth(trainers: dict[int, Trainer]) -> list[Row]:
    """Milliseconds of an epoch, and of a frame with it, as something grows."""
    rows = []
    for size, trainer in trainers.items():
        rounds = 3 if len(trainer.X_train) > 10_000 else 7
        taken = compare({"epoch": ours(trainer), "frame": paint(trainer)}, rounds)
        rows.append({"size": size} | {k: round(median(t) * 1e3, 3) for k, t in taken.items()})
    return rows


def all_growth() -> dict[str, list[Row]]:
    return {
        "samples (2-8-8-8-1)": growth(
            {
                n: make_trainer((2, 8, 8, 8, 1), samples=n, train_fraction=1, dataset="xor")
                for n in SAMPLES
            }
        ),
        "neurons in one layer": growth({n: make_trainer((2, n, 1)) for n in NEURONS}),
        "layers of 8": growth({n: make_trainer((2, *[8] * n, 1)) for n in DEPTHS}),
        "layers of 64": growth({n: make_trainer((2, *[64] * n, 1)) for n in DEPTHS}),
    }


# ------------------------------------------------------------------ the report


def table(results: Row) -> str:
    names = ["textbook", "scikit-learn", *(["pytorch"] if torch else []), "adam"]
    head = f"{'net':>18} {'batch':>6} {'ours µs':>10} " + " ".join(f"{n:>13}" for n in names)
    lines = ["One epoch of 250 samples; the others as multiples of ours (adam: ours)", head]
    for row in [*results["epochs"], *results["frames"]]:
        cells = [row["ratios"].get(name) for name in names]
        shown = " ".join(f"{'' if cell is None else f'{cell:.2f}':>13}" for cell in cells)
        lines.append(f"{row['net']:>18} {row.get('batch', 'frame'):>6} {row['us']:>10.0f} {shown}")
    for what, rows in results["growth"].items():
        lines.append(f"\n{what}: milliseconds of an epoch, and of a frame with it")
        lines += [f"{r['size']:>18} {r['epoch']:>10.2f} {r['frame']:>10.2f}" for r in rows]
        slow = next((r["size"] for r in rows if r["frame"] > FRAME_BUDGET * 1e3), None)
        lines.append(f"under 20 frames a second: {f'from {slow:,} on' if slow else 'nowhere'}")
    return "\n".join(lines)


def draw(results: Row) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 7.5), layout="constrained")
    (epoch, batch), (frame, grown) = figure.subplots(2, 2)
    at_ten = [row for row in results["epochs"] if row["batch"] == 10]
    nets = [row["net"] for row in at_ten]
    for name in at_ten[0]["ratios"]:
        if name != "adam":
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
    bars = frame.bar(nets, [row["ratios"]["textbook"] for row in results["frames"]])
    frame.bar_label(bars, fmt="%.1f")
    frame.set(title="One frame, textbook NumPy", ylabel="times as long as ours")
    for what, rows in results["growth"].items():
        grown.plot([row["size"] for row in rows], [row["frame"] for row in rows], "o-", label=what)
    grown.axhline(FRAME_BUDGET * 1e3, color="0.5", linestyle="--")
    grown.set(xscale="log", yscale="log", title="One epoch and its picture", ylabel="ms")
    grown.legend()
    for axes in (epoch, frame):
        axes.tick_params(axis="x", labelrotation=15)
    figure.savefig(RESULTS / "engine.png", dpi=110)


def main() -> None:
    if torch:
        torch.set_num_threads(1)
    with threadpool_limits(1):
        results: Row = {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": version("scikit-learn"),
            "pytorch": torch.__version__ if torch else None,
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
