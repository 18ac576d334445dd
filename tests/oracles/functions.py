"""Activations, losses, penalties and initializers, as Keras and PyTorch have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import torch
from keras import ops

SPAN = (-700, -60, -20, -5, -2.5, -1, -0.3, -1e-3, 1e-3, 0.4, 1, 2, 4, 15, 30, 700)
"""Where single neurons are looked at. (At 0 itself ReLU and its like have no slope.)"""

ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "linear": keras.activations.linear,
    "sine": ops.sin,
    "relu": keras.activations.relu,
    "leaky_relu": keras.activations.leaky_relu,
    "elu": keras.activations.elu,
    # Keras's is linear from 20 on, which costs it the ninth digit.
    "softplus": lambda z: torch.nn.functional.softplus(z, threshold=1e9),
    "sigmoid": keras.activations.sigmoid,
    "tanh": keras.activations.tanh,
    "softmax": keras.activations.softmax,
}

LOSSES: dict[str, Callable[..., Any]] = {
    "mse": keras.losses.mean_squared_error,
    "huber": keras.losses.huber,
    "hinge": keras.losses.hinge,
    "binary_crossentropy": lambda y, z: keras.losses.binary_crossentropy(y, z, from_logits=True),
    "categorical_crossentropy": lambda y, z: keras.losses.categorical_crossentropy(
        y, z, from_logits=True
    ),
}

Slopes = tuple[list[Any], list[Any]]


def value_and_gradient(function: Callable[..., Any], z: np.ndarray) -> Slopes:
    """f(z) and the gradient of its sum."""
    at = torch.tensor(z, requires_grad=True)
    value = function(at)
    value.sum().backward()
    return value.detach().tolist(), at.grad.tolist()


def activations() -> dict[str, Any]:
    rows = {}
    for name, function in ACTIVATIONS.items():
        if name == "softmax":
            continue
        value, slope = value_and_gradient(function, np.array(SPAN, dtype=float))
        rows[name] = {"z": SPAN, "a": value, "slope": slope}
    z = np.random.default_rng(1).normal(size=(8, 4)) * np.array([[1, 5, 50, 1e4]]).T.repeat(2, 0)
    upstream = np.random.default_rng(2).normal(size=z.shape)
    at = torch.tensor(z, requires_grad=True)
    a = ACTIVATIONS["softmax"](at)
    (a * torch.tensor(upstream)).sum().backward()
    rows["softmax"] = {
        "z": z.tolist(),
        "a": a.tolist(),
        "upstream": upstream.tolist(),
        "slope": at.grad.tolist(),
    }
    return rows


def losses() -> dict[str, Any]:
    """The loss of each of 24 samples, and its gradient; the logits go up to 1e4."""
    rng = np.random.default_rng(3)
    rows = {}
    for name, function in LOSSES.items():
        outputs = 3 if name in ("mse", "categorical_crossentropy", "huber") else 1
        scale = np.repeat([0.3, 1, 5, 30, 300, 1e4], 4)[:, np.newaxis]
        z = rng.normal(size=(24, outputs)) * scale
        if name == "categorical_crossentropy":
            y = np.eye(3)[rng.integers(3, size=24)]
        elif name == "binary_crossentropy":
            y = rng.integers(2, size=(24, 1)).astype(float)
        elif name == "hinge":
            y = rng.choice([-1.0, 1.0], size=(24, 1))
        else:
            y = rng.normal(size=(24, outputs))
        cost, gradient = value_and_gradient(lambda z: function(torch.tensor(y), z), z)  # noqa: B023
        rows[name] = {"z": z.tolist(), "y": y.tolist(), "cost": cost, "gradient": gradient}
    return rows


def penalties() -> dict[str, Any]:
    """Keras's L2 has no half."""
    w = np.random.default_rng(4).normal(size=12)
    kinds = keras.regularizers
    rows = {"l1": kinds.L1(1.0), "l2": kinds.L2(0.5), "l1_l2": kinds.L1L2(1.0, 0.5)}
    return {
        name: dict(zip(("penalty", "gradient"), value_and_gradient(row, w), strict=True))
        | {"w": w.tolist()}
        for name, row in rows.items()
    }


def initializers() -> dict[str, Any]:
    """Standard deviation and, nearly, largest weight of 1,000 x 250 weights."""
    kinds = keras.initializers
    rows = {
        "glorot_uniform": kinds.GlorotUniform(0),
        "glorot_normal": kinds.GlorotNormal(0),
        "he_uniform": kinds.HeUniform(0),
        "he_normal": kinds.HeNormal(0),
        "lecun_uniform": kinds.LecunUniform(0),
        "lecun_normal": kinds.LecunNormal(0),
    }
    drawn = {name: ops.convert_to_numpy(row((1000, 250))) for name, row in rows.items()}
    return {
        name: {"deviation": float(w.std()), "largest": float(np.quantile(np.abs(w), 0.999))}
        for name, w in drawn.items()
    }


def functions() -> dict[str, Any]:
    return {
        "activations": activations(),
        "losses": losses(),
        "penalties": penalties(),
        "initializers": initializers(),
    }
