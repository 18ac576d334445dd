"""The rules, each a function: it looks at the evidence and returns a finding, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.regularizers import usual_regularizer

from .evidence import Evidence
from .finding import Finding
from .remedies import (
    DEFAULTS,
    fewest,
    lower_rate,
    on_the_menu,
    usual_rate,
    wider,
    without_dead_sides,
)
from .thresholds import (
    DEAD_SHARE,
    ENOUGH_EPOCHS,
    FEW_UPDATES,
    FLAT_SHARE,
    FLAT_SLOPE,
    HEAVY_DROPOUT,
    HEAVY_RATE,
    JUMP_LOSS,
    JUMP_SIZE,
    JUMP_UPDATES,
    JUMP_UPS,
    JUMPS,
    LARGE_INPUT,
    LINEAR_MARGIN,
    LONG_TRIAL,
    PLATEAU,
    PLATEAU_FALL,
    RISE,
    RISE_FALL,
    RISE_LEAST,
    RISE_SINCE,
    SLOW,
    SLOW_FALL,
    SLOW_RATE,
    SOLE_FALL,
    SOLE_UPDATES,
    TRIAL_GAIN,
    TRIAL_STEPS,
    ZERO_WEIGHT,
)


def _diverged(evidence: Evidence) -> Finding | None:
    stopped = evidence.trainer.stopped
    if not stopped or stopped.code != "diverged" or stopped.reason == "weight":
        return None  # a weight that was set to no number is put right, and its notice says so
    options, changes = evidence.options, dict[str, Any]()
    match stopped.reason:
        case "l2":
            # Whichever of the two is out of the ordinary.
            usual = usual_rate(evidence)
            changes = (
                {"learning_rate": usual}
                if options.learning_rate > 10 * usual
                else {"regularization_rate": 0.01}
            )
        case "not_finite":
            trainer = evidence.trainer
            kept = [
                name
                for name, feature in zip(options.features, trainer.features, strict=True)
                if np.isfinite(feature.function(trainer.data.X)).all()
            ]
            changes = {"features": kept} if kept else {}
        case "large":
            if not options.standardize:
                changes = {"standardize": True}
            else:
                changes = {"learning_rate": lower_rate(evidence)}
        case "rate":
            changes = {"learning_rate": lower_rate(evidence)}
    return Finding("diverged", stopped.reason, values=stopped.values, changes=changes, restart=True)


def _zero_weights(evidence: Evidence) -> Finding | None:
    if not evidence.hidden or not evidence.untouched or not evidence.failing:
        return None
    options = evidence.options
    changes: dict[str, Any] = {"initializer": DEFAULTS.initializer}
    start = INITIALIZERS[options.initializer].constant
    if evidence.largest_weight == 0 and start == 0:
        # An activation that is not 0 at 0 lets the weights behind it move.
        if all(map(_zero_at_zero, evidence.activations)):
            return Finding("zero_weights", changes=changes, restart=True)
    elif not evidence.stuck(PLATEAU, PLATEAU_FALL):
        return None
    elif evidence.twins and start is not None:
        return Finding("zero_weights", "same", changes=changes, restart=True)
    elif evidence.largest_weight < ZERO_WEIGHT and options.regularization != "none":
        changes = {"regularization_rate": min(0.001, options.regularization_rate / 10)}
        return Finding("zero_weights", "penalty", changes=changes, restart=True)
    return None


def _zero_at_zero(activation: str) -> bool:
    zero = np.zeros((1, 1))
    ACTIVATIONS[activation].function(zero, zero)
    return float(zero[0, 0]) == 0


def _large_batch(evidence: Evidence) -> Finding | None:
    options, samples = evidence.options, evidence.trainer.data.train
    batch = options.batch_size
    if OPTIMIZERS[options.optimizer].full_batch or batch is None or batch <= samples:
        return None
    values = {"batch": batch, "samples": samples}
    changes = {"batch_size": max(1, min(10, samples // 2))}
    if options.partial_batch == "carry":
        return Finding("carried_batch", values=values, changes=changes)
    short = evidence.losses.shape[1] < SOLE_UPDATES
    if short or not evidence.failing or evidence.progress(SOLE_UPDATES // 2) > SOLE_FALL:
        return None
    if options.learning_rate > 3 * usual_rate(evidence):
        return None
    return Finding("large_batch", values=values, changes=changes)


def _dead_neurons(evidence: Evidence) -> Finding | None:
    if not evidence.untouched or evidence.trainer.epoch < 1 or _held_back(evidence):
        return None
    for layer, activation in enumerate(evidence.activations, 1):
        if not ACTIVATIONS[activation].without_dead_side:
            continue
        share = evidence.silent(layer)
        if share < DEAD_SHARE or not evidence.failing:
            continue
        if share < 1 and not evidence.stuck(PLATEAU, PLATEAU_FALL):
            continue
        changes: dict[str, Any]
        if evidence.options.learning_rate > 3 * usual_rate(evidence):
            changes = {"learning_rate": lower_rate(evidence)}
        else:
            changes = {"activation": without_dead_sides(evidence)}
        return Finding(
            "dead_neurons", "", layer, {"percent": int(100 * share)}, changes, restart=True
        )
    return None


def _only_linear(evidence: Evidence) -> Finding | None:
    if not evidence.hidden or any(ACTIVATIONS[name].bends for name in evidence.activations):
        return None
    if not _line_is_hopeless(evidence):
        return None
    return Finding("only_linear", changes={"activation": DEFAULTS.activation})


def _too_small(evidence: Evidence) -> Finding | None:
    options = evidence.options
    if not evidence.untouched:
        return None
    if not evidence.hidden:
        if not _line_is_hopeless(evidence):
            return None
        return Finding("too_small", "line", changes=wider(evidence))
    first, rest = evidence.hidden[0], evidence.hidden[1:]
    plain = all(feature.is_column for feature in evidence.trainer.features)
    if first >= fewest(options.dataset if plain and not rest else None):
        return None
    if not all(ACTIVATIONS[name].monotone for name in evidence.activations):
        return None
    if _held_back(evidence) or not evidence.failing:
        return None
    if not evidence.stuck(PLATEAU, PLATEAU_FALL):
        return None
    reason = "one" if first == 1 else "narrow"
    return Finding("too_small", reason, 1, {"neurons": first}, wider(evidence))


def _rate_too_high(evidence: Evidence) -> Finding | None:
    loss = evidence.losses[1, -JUMPS:]
    rate, usual = evidence.options.learning_rate, usual_rate(evidence)
    if not _rate_matters(evidence) or len(loss) < JUMPS or rate <= 1.01 * usual:
        return None
    changes = np.diff(loss)
    jumps = float(np.abs(changes).mean()) > JUMP_SIZE * float(loss.mean())
    if not jumps or float((changes > 0).mean()) < JUMP_UPS:
        return None
    if evidence.losses.shape[1] * evidence.trainer.batches_per_epoch < JUMP_UPDATES:
        return None
    if not evidence.stuck(JUMPS, 0.1) or float(loss.mean()) < JUMP_LOSS * evidence.unknowing:
        return None
    if not evidence.failing:
        return None
    lower = {"learning_rate": lower_rate(evidence)}
    return Finding("rate_too_high", values={"rate": rate}, changes=lower, restart=True)


def _saturated(evidence: Evidence) -> Finding | None:
    if not evidence.untouched or evidence.losses.shape[1] < JUMPS:
        return None  # a rate that is too high saturates, too, and is the better word for it
    for layer, activation in enumerate(evidence.activations, 1):
        if not ACTIVATIONS[activation].saturates:
            continue
        share = evidence.flat(layer, FLAT_SLOPE)
        if share < FLAT_SHARE or not evidence.failing:
            continue
        changes: dict[str, Any]
        if evidence.largest_input > LARGE_INPUT and not evidence.options.standardize:
            changes = {"standardize": True}
        elif evidence.options.learning_rate > 3 * usual_rate(evidence):
            changes = {"learning_rate": lower_rate(evidence)}
        else:
            continue
        return Finding("saturated", "", layer, {"percent": int(100 * share)}, changes, restart=True)
    return None


def _rate_too_low(evidence: Evidence) -> Finding | None:
    usual, rate = usual_rate(evidence), evidence.options.learning_rate
    loss = evidence.losses[1, -SLOW:]
    if not _rate_matters(evidence) or len(loss) < SLOW or rate > SLOW_RATE * usual * 1.01:
        return None
    parts = loss[:: SLOW // 10]
    if (np.diff(parts) >= 0).any() or loss[-1] < (1 - SLOW_FALL) * loss[0]:
        return None
    if not evidence.failing:
        return None
    if not evidence.fall(usual, TRIAL_STEPS) > TRIAL_GAIN * evidence.fall(rate, TRIAL_STEPS) > 0:
        return None
    best = usual
    if evidence.trainer.batches_per_epoch <= FEW_UPDATES:
        rates = usual, 10 * usual / 3, 10 * usual
        best = on_the_menu(max(rates, key=lambda one: evidence.fall(one, LONG_TRIAL)))
    return Finding("rate_too_low", values={"rate": rate}, changes={"learning_rate": best})


def _overfitting(evidence: Evidence) -> Finding | None:
    epochs, train, test = evidence.losses
    if len(test) < 2 * RISE_SINCE + 10 or not np.isfinite(test).all():
        return None
    smooth = np.convolve(test, np.ones(10) / 10, "valid")
    best = int(smooth.argmin())
    since = len(smooth) - 1 - best
    now, least = float(smooth[-1]), float(smooth[best])
    if since < RISE_SINCE or least > evidence.unknowing:
        return None
    if now < RISE * least or now - least < RISE_LEAST * evidence.unknowing:
        return None
    later = train[-10:].mean()
    if later > RISE_FALL * train[best : best + 10].mean() or later > test[-10:].mean() / RISE:
        return None
    options, usual = evidence.options, usual_regularizer()
    changes: dict[str, Any]
    if options.regularization == usual and options.regularization_rate > 0:
        changes = {"regularization_rate": min(0.1, 3 * options.regularization_rate)}
    else:
        changes = {"regularization": usual, "regularization_rate": 0.01}
    values = {"epoch": float(epochs[best]), "best": least, "now": now}
    return Finding("overfitting", values=values, changes=changes)


RULES: dict[str, Callable[[Evidence], Finding | None]] = {
    "diverged": _diverged,
    "zero_weights": _zero_weights,
    "large_batch": _large_batch,
    "dead_neurons": _dead_neurons,
    "only_linear": _only_linear,
    "too_small": _too_small,
    "rate_too_high": _rate_too_high,
    "saturated": _saturated,
    "rate_too_low": _rate_too_low,
    "overfitting": _overfitting,
}
"""Every rule, the surest first."""


# ------------------------------------------------------------------ what several of them ask


def _rate_matters(evidence: Evidence) -> bool:
    """Can the learning rate be to blame? The perceptron rule only scales its weights by it."""
    kind = OPTIMIZERS[evidence.options.optimizer]
    return kind.usual_rate is not None and evidence.untouched


def _line_is_hopeless(evidence: Evidence) -> bool:
    """Is it sure that a straight line cannot do what the data allow, and does the network fail?"""
    if evidence.trainer.epoch < ENOUGH_EPOCHS or _held_back(evidence) or not evidence.failing:
        return False
    return evidence.linear_score < evidence.reachable - LINEAR_MARGIN


def _held_back(evidence: Evidence) -> bool:
    """Is there so much regularization that it may be the reason for anything?"""
    options = evidence.options
    penalty = options.regularization_rate if options.regularization != "none" else 0
    return penalty > HEAVY_RATE or max(options.dropouts, default=0.0) > HEAVY_DROPOUT
