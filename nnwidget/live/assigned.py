"""What is assigned to options: each value checked alone, and the user's functions made inputs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from nnwidget.data.datasets import DATASETS
from nnwidget.data.features import Feature
from nnwidget.data.table import Table
from nnwidget.languages.sentence import refusal
from nnwidget.nn.activations import Array
from nnwidget.training.options import NAMES, Options, check_value

from .option_values import unknown_option
from .own_inputs import OwnInputs


class AssignedValues:
    """Checks each value that is assigned.

    Args:
        not_allowed: the exception for options that are not allowed.
    """

    def __init__(self, not_allowed: type[Exception]) -> None:
        self._not_allowed = not_allowed
        self._own_inputs = OwnInputs()

    def forbid_reentry(self) -> None:
        """To be called before anything is asked of the network, or changed.

        Raises:
            ReentryError: it is one of its own inputs that asks.
        """
        self._own_inputs.forbid_reentry()

    def checked(
        self,
        given: Mapping[str, Any],
        known: Mapping[str, Feature],
        samples: Callable[[str | None], Array],
    ) -> tuple[dict[str, Any], dict[str, Feature]]:
        """The values in their plain form, and the user's inputs.

        Args:
            known: the user's inputs before.
            samples: gives samples of a data set, or of the one that is chosen already.
        """
        for name in given:
            if name not in NAMES:
                raise self._not_allowed(unknown_option(name))
        wanted, own = dict[str, Any](), dict(known)
        # the data first: own inputs are tried with them
        for name in sorted(given, key=lambda name: name != "dataset"):
            value = given[name]
            with self.refusing(name):
                if name == "features" and isinstance(value, list | tuple):
                    chosen = wanted.get("dataset")
                    value, own = self._own_inputs.taken(value, own, partial(samples, chosen))
                wanted[name] = check_value(name, value)
        return wanted, own

    @contextlib.contextmanager
    def refusing(self, name: str = "") -> Iterator[None]:
        """Options that are not allowed are refused with ``not_allowed``, and so is any value
        that fails when it is looked at."""
        try:
            yield
        except ValueError as error:
            raise self._not_allowed(*error.args) from None
        except Exception as error:
            if not name:
                raise
            unusable = refusal("unusable", option=name, words=str(error)[:200])
            raise self._not_allowed(*unusable.args) from None


def samples_of(dataset: str | None, table: Table | None) -> Array:
    """A few samples of a data set, by default of the usual one."""
    if dataset == "custom":
        return table.X if table else np.zeros((1, 2))
    return DATASETS[dataset or Options().dataset].draw(np.random.default_rng(0), 50, 0.0, 3)[0]
