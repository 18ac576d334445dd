"""Makes the oracle files beside it, with Keras 3 and PyTorch in float64.

    python -m tests.oracles.make_oracles

``training.json``: the same nets on the same data from the same start, 1,000 steps with every
optimizer and decay. The start and the order of the samples are a `Trainer`'s; everything
after that is computed by the oracles. ``functions.json`` is the work of `functions`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import torch
from keras.src.backend.common import dtypes

from nnwidget.data.table import Table
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.oracles.functions import ACTIVATIONS, functions

# Losses and layers take the type that is set when they are made. Keras still computes much in
# float32 then, on every backend but TensorFlow's, because of the last of these.
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
assert keras.backend.result_type("float64", float) == "float64"

HERE = Path(__file__).parent
STEPS = 1000
CHECKPOINTS = (0, 1, 2, 5, 10, 25, 50, 100, 175, 250, 500, 750, 1000)
"""Epochs whose loss is written down."""

BASE: dict[str, Any] = {
    "dataset": "custom",
    "seed": "oracle",
    "batch_size": 10,
    "shuffle": False,
}

# What is trained: the data set that the 80 points come from, and the net.
ARCHITECTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "neuron": (
        "gauss",
        {"hidden_layers": [], "output_activation": "sigmoid", "loss": "binary_crossentropy"},
    ),
    "tanh": (
        "circle",
        {
            "hidden_layers": [4, 2],
            "activation": "tanh",
            "output_activation": "sigmoid",
            "loss": "binary_crossentropy",
        },
    ),
    "relu": (
        "blobs",
        {
            "hidden_layers": [8],
            "activation": "relu",
            "output_activation": "softmax",
            "loss": "categorical_crossentropy",
        },
    ),
    "mse": (
        "plane",
        {
            "hidden_layers": [5],
            "activation": "sigmoid",
            "output_activation": "linear",
            "loss": "mse",
        },
    ),
    "huber": (
        "sine",
        {
            "features": ["x1"],
            "hidden_layers": [6],
            "activation": "elu",
            "output_activation": "linear",
            "loss": "huber",
        },
    ),
    "hinge": (
        "xor",
        {
            "hidden_layers": [4],
            "activation": "sigmoid",
            "output_activation": "tanh",
            "loss": "hinge",
        },
    ),
    "mixed": (
        "moons",
        {
            "hidden_layers": [4, 3, 3],
            "activation": ["leaky_relu", "softplus", "sine"],
            "output_activation": "sigmoid",
            "loss": "mse",
        },
    ),
    "probabilities": (
        "blobs",
        {"hidden_layers": [4], "output_activation": "softmax", "loss": "mse"},
    ),
}

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "gd": {"optimizer": "gd", "learning_rate": 0.2},
    "sgd": {"optimizer": "sgd", "learning_rate": 0.1},
    "momentum": {"optimizer": "momentum", "learning_rate": 0.02},
    "nesterov": {"optimizer": "nesterov", "learning_rate": 0.02},
    "adagrad": {"optimizer": "adagrad", "learning_rate": 0.1},
    "rmsprop": {"optimizer": "rmsprop", "learning_rate": 0.003},
    "rmsprop with momentum": {
        "optimizer": "rmsprop",
        "learning_rate": 0.001,
        "optimizer_options": {"momentum": 0.8, "rho": 0.95},
    },
    "adadelta": {"optimizer": "adadelta", "learning_rate": 1.0},
    "adam": {"optimizer": "adam", "learning_rate": 0.01},
    "adamax": {"optimizer": "adamax", "learning_rate": 0.01},
    "nadam": {"optimizer": "nadam", "learning_rate": 0.01},
}

DECAYS: dict[str, Any] = {
    "no decay": 0,
    "inverse time": 0.05,
    "exponential": {"name": "exponential", "rate": 0.98},
    "step": {"name": "step", "drop": 0.4, "every": 60},
    "cosine": {"name": "cosine", "epochs": 240},
}

PENALTIES = {
    name: {"regularization": name, "regularization_rate": 0.005} for name in ("l1", "l2", "l1_l2")
}

EVERYWHERE = ("neuron", "tanh", "relu")
"""Where every optimizer meets every decay; elsewhere the learning rate is constant."""

Schedule = Callable[[int], float]


# ------------------------------------------------------------------ the start


def make_table(dataset: str) -> Table:
    data = Trainer(Options(dataset=dataset, samples=80, noise=15, seed="oracle")).data
    return Table(data.X, data.y, data.columns, data.labels)


def targets(options: dict[str, Any], y: np.ndarray) -> np.ndarray:
    if options["output_activation"] == "softmax":
        return np.eye(3)[y.astype(int)]
    return y[:, np.newaxis]


def schedule(options: dict[str, Any]) -> Schedule:
    """Keras's schedules, asked once an epoch."""
    rate, decay = options["learning_rate"], options["decay"]
    kinds = keras.optimizers.schedules
    if not isinstance(decay, dict):
        rule = kinds.InverseTimeDecay(rate, 1, decay)
    elif decay["name"] == "exponential":
        rule = kinds.ExponentialDecay(rate, 1, decay["rate"])
    elif decay["name"] == "step":
        rule = kinds.ExponentialDecay(rate, decay["every"], decay["drop"], staircase=True)
    else:
        rule = kinds.CosineDecay(rate, decay["epochs"])
    return lambda epoch: float(rule(epoch))


def checkpoints(
    options: dict[str, Any], trainer: Trainer, step: Callable[..., None], loss: Callable[..., Any]
) -> list[float]:
    """Train for 1,000 steps; returns the losses of the whole set at the checkpoints."""
    X = torch.tensor(trainer.X_train)
    Y = torch.tensor(targets(options, trainer.y_train))
    size = len(X) if options["optimizer"] == "gd" else options["batch_size"]
    rate, losses = schedule(options), [float(loss(X, Y).detach())]
    for epoch in range(STEPS // (len(X) // size)):
        for x, y in zip(X.split(size), Y.split(size), strict=True):
            step(x, y, rate(epoch))
        if epoch + 1 in CHECKPOINTS:
            losses.append(float(loss(X, Y).detach()))
    return losses


# ------------------------------------------------------------------ Keras

KERAS_LOSSES: dict[str, Any] = {
    "mse": keras.losses.MeanSquaredError(),
    "huber": keras.losses.Huber(),
    "hinge": keras.losses.Hinge(),
    # Of probabilities Keras cuts those within 1e-7 of 0 and 1; of logits it does not.
    "binary_crossentropy": keras.losses.BinaryCrossentropy(from_logits=True),
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy(from_logits=True),
}


def keras_optimizer(name: str, rate: float, parameters: dict[str, float]) -> Any:
    kinds = keras.optimizers
    if name == "momentum":
        return kinds.SGD(rate, momentum=0.9)
    if name == "nesterov":
        return kinds.SGD(rate, momentum=0.9, nesterov=True)
    plain = {
        "gd": kinds.SGD,
        "sgd": kinds.SGD,
        "adagrad": kinds.Adagrad,
        "rmsprop": kinds.RMSprop,
        "adadelta": kinds.Adadelta,
        "adam": kinds.Adam,
        "adamax": kinds.Adamax,
        "nadam": kinds.Nadam,
    }
    return plain[name](rate, **parameters)


def keras_penalty(options: dict[str, Any]) -> Any:
    """Keras's L2 is without the half."""
    rate, kind = options["regularization_rate"], options["regularization"]
    share = {"l1": (rate, 0), "l2": (0, rate / 2), "l1_l2": (rate, rate / 2)}.get(kind)
    return keras.regularizers.L1L2(*share) if share else None


def train_keras(options: dict[str, Any], trainer: Trainer) -> tuple[list[float], list[float]]:
    sizes, functions = net(options, trainer)
    model = keras.Sequential(
        keras.layers.Dense(n, ACTIVATIONS[f], kernel_regularizer=keras_penalty(options))
        for n, f in zip(sizes[1:], functions, strict=True)
    )
    model.build((None, sizes[0]))
    model.set_weights(
        [
            part
            for w, b in zip(trainer.mlp.weights, trainer.mlp.biases, strict=True)
            for part in (w.T, b)
        ]
    )
    cost, variables = KERAS_LOSSES[options["loss"]], model.trainable_variables
    optimizer = keras_optimizer(
        options["optimizer"], options["learning_rate"], options["optimizer_options"]
    )

    def step(x: torch.Tensor, y: torch.Tensor, rate: float) -> None:
        optimizer.learning_rate = rate
        model.zero_grad()
        (cost(y, model(x)) + sum(model.losses)).backward()
        with torch.no_grad():
            optimizer.apply([v.value.grad for v in variables], variables)

    losses = checkpoints(options, trainer, step, lambda x, y: cost(y, model(x)))
    return losses, flat([np.array(w) for w in model.get_weights()])


def net(options: dict[str, Any], trainer: Trainer) -> tuple[list[int], list[str]]:
    """Neurons per layer and the activations; a cross-entropy takes the logits."""
    hidden, activation = options["hidden_layers"], options.get("activation", "tanh")
    names = [activation] * len(hidden) if isinstance(activation, str) else activation
    output = options["output_activation"]
    sizes = [trainer.X_train.shape[1], *hidden, 3 if output == "softmax" else 1]
    return sizes, [*names, "linear" if "crossentropy" in options["loss"] else output]


def flat(parts: list[np.ndarray]) -> list[float]:
    """Kernel and bias of every layer, one behind the other, as theta has them."""
    return np.concatenate([part.ravel() for part in parts]).tolist()


# ------------------------------------------------------------------ PyTorch

TORCH_LOSSES: dict[str, Any] = {
    "binary_crossentropy": torch.nn.functional.binary_cross_entropy_with_logits,
    "categorical_crossentropy": torch.nn.functional.cross_entropy,
}

# The rules that PyTorch has, too. Its Adam adds epsilon to the corrected root; see `step`.
TORCH_OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True),
    "adadelta": lambda p, lr: torch.optim.Adadelta(p, lr, rho=0.95, eps=1e-7),
    "adam": lambda p, lr: torch.optim.Adam(p, lr),
    "nadam": lambda p, lr: torch.optim.NAdam(p, lr, eps=1e-7, momentum_decay=1.0),
}


def train_torch(options: dict[str, Any], trainer: Trainer) -> tuple[list[float], list[float]]:
    sizes, functions = net(options, trainer)
    model = torch.nn.Sequential()
    kinds = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "linear": torch.nn.Identity}
    for (n_in, n_out), function in zip(pairwise(sizes), functions, strict=True):
        model += torch.nn.Sequential(torch.nn.Linear(n_in, n_out), kinds[function]())
    with torch.no_grad():
        start = zip(trainer.mlp.weights, trainer.mlp.biases, strict=True)
        for layer, (w, b) in zip(model[::2], start, strict=True):
            layer.weight.copy_(torch.tensor(w))
            layer.bias.copy_(torch.tensor(b))
    cost = TORCH_LOSSES[options["loss"]]
    name = options["optimizer"]
    optimizer = TORCH_OPTIMIZERS[name](model.parameters(), options["learning_rate"])
    (group,) = optimizer.param_groups
    done = 0

    def step(x: torch.Tensor, y: torch.Tensor, rate: float) -> None:
        nonlocal done
        done += 1
        group["lr"] = rate
        if name == "adam":
            group["eps"] = 1e-7 / np.sqrt(1 - 0.999**done)
        optimizer.zero_grad()
        cost(model(x), y).backward()
        optimizer.step()

    losses = checkpoints(options, trainer, step, lambda x, y: cost(model(x), y))
    parts = [p.detach().numpy().T for p in model.parameters()]
    return losses, flat(parts)


# ------------------------------------------------------------------ all of it


def runs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Oracle, architecture, and the options that are to be compared."""
    for name in ARCHITECTURES:
        for optimizer, decay in product(OPTIMIZERS, DECAYS if name in EVERYWHERE else ["no decay"]):
            yield "keras", name, OPTIMIZERS[optimizer] | {"decay": DECAYS[decay]}
    # L1 makes weights swing around 0, where Adam amplifies every rounding.
    for name, optimizer in (("tanh", "sgd"), ("mixed", "sgd"), ("tanh", "adam")):
        for penalty in PENALTIES.values():
            yield "keras", name, OPTIMIZERS[optimizer] | penalty
    for name, optimizer, decay in product(EVERYWHERE, TORCH_OPTIMIZERS, DECAYS):
        # PyTorch multiplies by the learning rate behind the momentum, not before it.
        if decay == "no decay" or optimizer not in ("momentum", "nesterov"):
            yield "torch", name, OPTIMIZERS[optimizer] | {"decay": DECAYS[decay]}


def short(numbers: Any) -> Any:
    """13 digits, more than are compared."""
    if isinstance(numbers, list):
        return [short(number) for number in numbers]
    return float(f"{numbers:.13g}")


def training() -> dict[str, Any]:
    starts, tables = {}, {}
    for name, (dataset, architecture) in ARCHITECTURES.items():
        table = tables[name] = make_table(dataset)
        trainer = Trainer(Options(**(BASE | architecture)), table)
        starts[name] = {
            "options": BASE | architecture,
            "X": table.X.tolist(),
            "y": table.y.tolist(),
            "labels": len(table.labels),
            "theta": trainer.mlp.theta.tolist(),
        }
    cases = []
    usual = {"decay": 0, "optimizer_options": {}, "regularization": "none"}
    usual["regularization_rate"] = 0
    train = {"keras": train_keras, "torch": train_torch}
    for oracle, name, chosen in runs():
        options = BASE | usual | ARCHITECTURES[name][1] | chosen
        losses, theta = train[oracle](options, Trainer(Options(**options), tables[name]))
        assert np.isfinite(theta).all(), options
        print(oracle, name, chosen, f"{losses[0]:.4f} -> {losses[-1]:.4f}", flush=True)  # noqa: T201
        cases.append(
            {
                "oracle": oracle,
                "architecture": name,
                "options": chosen,
                "losses": short(losses),
                "theta": short(theta),
            }
        )
    return {"checkpoints": CHECKPOINTS, "architectures": starts, "cases": cases}


def write(name: str, content: dict[str, Any]) -> None:
    content = {"keras": keras.__version__, "torch": torch.__version__.split("+")[0], **content}
    lines = json.dumps(content, separators=(",", ":"), allow_nan=False)
    (HERE / name).write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    write("functions.json", functions())
    write("training.json", training())
