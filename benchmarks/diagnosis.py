"""How often the diagnosis is right, on random runs: ``python -m benchmarks.diagnosis``.

Draws 200 settings from fixed seeds, trains each, and asks for a diagnosis every ten epochs.
Whether a run was healthy is decided without any rule of the diagnosis: its test score at the
end is held against the best that three good settings reach on the same data, and its test loss
against its own smallest. Where the diagnosis spoke, a second run heeds it at that moment and
trains as long again. Prints the counts and writes results/diagnosis.json.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nnwidget.data.datasets import DATASETS
from nnwidget.diagnosis import Finding, diagnose
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

RESULTS = Path(__file__).parent / "results"
RUNS, FIRST_SEED = 200, 40_000
"""The thresholds were chosen with seeds below 40,000."""

EPOCHS, EVERY = 300, 10

FAILED = 0.1
"""A run failed when its test score is so much below the best of the good settings, or its test
loss ends above that of an answer that knows nothing."""

WORSE = 1.15
"""A run was overfitted when its test loss ended at so many times its smallest, and so many
times the smallest of the good settings."""

HELPED_SCORE, HELPED_LOSS = 0.03, 0.9
"""A remedy helped when it raised the test score so much, or lowered the test loss to that
share."""

GOOD = [
    {"hidden_layers": (8, 8), "activation": "tanh"},
    {"hidden_layers": (16, 8), "activation": "relu"},
    {"hidden_layers": (8,), "activation": "tanh", "regularization": "l2"},
]
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
ACTIVATIONS = ["tanh", "tanh", "relu", "relu", "sigmoid", "linear", "elu", "leaky_relu"]
OPTIMIZERS = ["sgd"] * 5 + ["adam"] * 3 + ["momentum", "rmsprop", "adagrad", "gd", "nesterov"]

Row = dict[str, Any]


def draw(seed: int) -> Options:
    """A setting that a student might try: mostly sensible, often with something wrong."""
    rng = random.Random(seed)
    dataset = rng.choice(list(DATASETS))
    columns = len(DATASETS[dataset].columns)
    features = tuple(f"x{column + 1}" for column in range(columns))
    if columns == 2 and rng.random() < 0.3:
        features += tuple(rng.sample(FEATURES[2:], rng.randint(1, 3)))
    layers = rng.choice([0, 1, 1, 1, 2, 2, 3])
    regularization = rng.choice(["none"] * 6 + ["l2", "l1"])
    options = Options(
        dataset=dataset,
        classes=rng.choice([3, 4]),
        noise=rng.choice([0, 0, 0, 10, 20, 35, 50]),
        samples=rng.choice([None] * 5 + [60, 120]),
        train_fraction=rng.choice([0.5, 0.5, 0.5, 0.2, 0.8]),
        features=features,
        hidden_layers=tuple(rng.choice([1, 2, 3, 4, 6, 8, 8, 16]) for _ in range(layers)),
        activation=rng.choice(ACTIVATIONS),
        initializer=rng.choice(
            ["glorot_uniform"] * 7 + ["he_normal", "playground", "constant", "zeros"]
        ),
        optimizer=rng.choice(OPTIMIZERS),
        learning_rate=rng.choice(
            [0.03, 0.03, 0.03, 0.01, 0.1, 0.1, 0.0001, 0.001, 0.003, 0.3, 1, 3, 10]
        ),
        batch_size=rng.choice([10, 10, 10, 10, 1, 30, None, 400]),
        regularization=regularization,
        regularization_rate=rng.choice([0.001, 0.01, 0.1, 1]) if regularization != "none" else 0,
        dropout=rng.choice([0] * 8 + [0.2, 0.5]),
        standardize=rng.random() < 0.15,
        partial_batch=rng.choice(["train"] * 9 + ["carry"]),
        seed=seed,
    )
    return check(options)


def score(trainer: Trainer) -> float:
    """Test accuracy, or R2 on the test points."""
    scores = trainer.scores
    value = scores.accuracy_test if trainer.shape.classes else scores.r2_test
    return value if math.isfinite(value) else -1.0


def smallest(trainer: Trainer) -> float:
    """The smallest test loss, the mean of ten epochs."""
    loss = trainer.history.loss_test
    return float(np.convolve(loss, np.ones(10) / 10, "valid").min()) if len(loss) >= 10 else np.inf


def last(trainer: Trainer) -> float:
    return float(trainer.history.loss_test[-10:].mean())


def reachable(options: Options) -> tuple[float, float]:
    """The best test score, and the smallest test loss, of the good settings on the same data
    (with the inputs of the run among those that they may use)."""
    best, loss = -1.0, math.inf
    for good in GOOD:
        trainer = Trainer(
            Options(
                **{name: getattr(options, name) for name in SAME},
                standardize=True,
                optimizer="adam",
                learning_rate=0.01,
                regularization_rate=0.003 if "regularization" in good else 0,
                **good,  # type: ignore[arg-type]
            )
        )
        for _ in range(0, EPOCHS, EVERY):
            trainer.train(EVERY)
            best = max(best, score(trainer))
        loss = min(loss, smallest(trainer))
    return best, loss


def unknowing(trainer: Trainer) -> float:
    """The test loss (cross-entropy or squared error) of the best answer that is the same for
    all points."""
    if not trainer.shape.classes:
        return float(trainer.y_test.var())
    shares = np.bincount(trainer.y_test.astype(int)) / len(trainer.y_test)
    return -float(sum(share * math.log(share) for share in shares if share))


SAME = ("dataset", "classes", "noise", "samples", "train_fraction", "features", "seed")


def heed(trainer: Trainer, finding: Finding) -> None:
    """Do what a finding advises."""
    changes = {n: tuple(v) if isinstance(v, list) else v for n, v in finding.changes.items()}
    trainer.change(replace(trainer.options, **changes))
    if finding.restart:
        trainer.reset()


def run(seed: int) -> Row:
    """Train one setting, and what its first finding makes of it."""
    options = draw(seed)
    best, best_loss = reachable(options)
    trainer = Trainer(options)
    findings: list[tuple[float, Finding]] = []
    remedied: Trainer | None = None
    for _ in range(0, EPOCHS + EVERY, EVERY):
        finding = diagnose(trainer)
        if finding and (not findings or findings[-1][1].code != finding.code):
            findings.append((trainer.epoch, finding))
        if finding and remedied is None:
            remedied = Trainer(options)
            remedied.restore(trainer.state())
            heed(remedied, finding)
            remedied.train(EPOCHS)
        if trainer.stopped or trainer.epoch >= EPOCHS:
            break
        trainer.train(EVERY)
    end = score(trainer)
    diverged = bool(trainer.stopped and trainer.stopped.code == "diverged")
    failed = diverged or end < best - FAILED or last(trainer) > unknowing(trainer)
    overfitted = last(trainer) > WORSE * max(smallest(trainer), best_loss)
    row: Row = {
        "seed": seed,
        "options": {n: v for n, v in vars(options).items() if v != getattr(Options(), n)},
        "score": end,
        "reachable": best,
        "failed": failed,
        "overfitted": overfitted,
        "findings": [[epoch, finding.code, finding.text] for epoch, finding in findings],
    }
    if remedied is not None and findings:
        gained, lost = score(remedied) - end, last(remedied) / last(trainer)
        row["helped"] = bool(diverged or gained > HELPED_SCORE or lost < HELPED_LOSS)
        row["after"] = score(remedied)
        row["changes"] = dict(findings[0][1].changes)
    return row


def right(row: Row, code: str) -> bool:
    """Did the run have the kind of trouble that the finding speaks of?"""
    return bool(row["overfitted"] if code == "overfitting" else row["failed"])


def counts(rows: list[Row]) -> Row:
    """The four cases, and each rule's share of them. A run counts as wrongly spoken of when
    any of its findings was wrong."""
    cases: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    for row in rows:
        codes = [code for _, code, _ in row["findings"]]
        for code in dict.fromkeys(codes):
            verdict = "right" if right(row, code) else "wrong"
            rules.setdefault(code, Counter())[verdict] += 1
        if codes:
            wrong = any(not right(row, code) for code in codes)
            cases["spoke and wrong" if wrong else "spoke and right"] += 1
            rules[codes[0]]["remedies"] += 1
            rules[codes[0]]["helped"] += row["helped"]
        else:
            troubled = row["failed"] or row["overfitted"]
            cases["silent and failing" if troubled else "silent and healthy"] += 1
    return {"cases": dict(cases), "rules": {code: dict(c) for code, c in sorted(rules.items())}}


def main(first: int = FIRST_SEED, count: int = RUNS) -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(run, range(first, first + count), chunksize=2))
    wrong = [row for row in rows if any(not right(row, code) for _, code, _ in row["findings"])]
    results = {"seeds": [first, first + count - 1], **counts(rows), "wrong": wrong}
    print(json.dumps(results, indent=1))
    for row in rows:
        if not row.get("helped", True):
            print("no help:", json.dumps(row))
    if (first, count) == (FIRST_SEED, RUNS):
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(results, indent=1)
        (RESULTS / "diagnosis.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
