"""What would help: options that suit nearly everything."""

from __future__ import annotations

from typing import Any

from nnwidget.data.datasets import DATASETS, Dataset
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.training.options import LEARNING_RATES, Options

from .evidence import Evidence

DEFAULTS = Options()
"""What suits nearly everything."""


def usual_rate(evidence: Evidence) -> float:
    """A learning rate that suits nearly everything."""
    usual = OPTIMIZERS[evidence.options.optimizer].usual_rate
    return DEFAULTS.learning_rate if usual is None else usual


def fewest(dataset: str | None) -> int:
    """Fewer neurons in the only hidden layer are too few for a data set, or for any."""
    return DATASETS[dataset].fewest if dataset in DATASETS else Dataset.fewest


def lower_rate(evidence: Evidence) -> float:
    """The next rate of the menu that is a third at most, and not above the usual one."""
    return on_the_menu(min(evidence.options.learning_rate / 3, usual_rate(evidence)))


def on_the_menu(most: float) -> float:
    """The largest rate of the menu that is not above another, about."""
    return max((rate for rate in LEARNING_RATES if rate <= 1.01 * most), default=most)


def without_dead_sides(evidence: Evidence) -> Any:
    """The option ``activation`` with one without a dead side in the place of each that has one."""
    names = [ACTIVATIONS[name].without_dead_side or name for name in evidence.activations]
    return names[0] if isinstance(evidence.options.activation, str) else names


def wider(evidence: Evidence) -> dict[str, Any]:
    """Options with a first hidden layer that is wide enough."""
    options = evidence.options
    shape = (DATASETS.get(options.dataset) or Dataset).enough
    hidden = [shape[0], *evidence.hidden[1:]] if len(evidence.hidden) > 1 else [*shape]
    changes: dict[str, Any] = {"hidden_layers": hidden}
    activation: Any = options.activation
    if not isinstance(activation, str) and len(activation) != len(hidden):
        activation = activation[0] if activation else DEFAULTS.activation
        changes["activation"] = activation
    if isinstance(activation, str) and not ACTIVATIONS[activation].bends:
        changes["activation"] = DEFAULTS.activation
    if INITIALIZERS[options.initializer].constant is not None:
        changes["initializer"] = DEFAULTS.initializer
    if OPTIMIZERS[options.optimizer].single:
        names = "optimizer", "output_activation", "loss"
        changes |= {name: getattr(DEFAULTS, name) for name in names}
    return changes
