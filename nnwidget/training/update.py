"""From a batch's gradient to changed parameters: carry, penalty, optimizer, dead links."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnwidget.nn.activations import Array
from nnwidget.nn.mlp import MLP, chosen
from nnwidget.nn.optimizers import make_optimizer
from nnwidget.nn.regularizers import REGULARIZERS, Regularizer

from .options import Options


class Memory:
    """What must be kept between updates.

    Attributes:
        slots: the optimizer's matrix.
        updates: updates made.
        carried: the gradients, summed, of ``carried_samples`` samples not yet applied.
        alive: 1, or 0 for a parameter that is not trained any more.
    """

    def __init__(self, slots: int, parameters: int) -> None:
        self.slots = np.zeros((slots, parameters))
        self.updates = 0
        self.carried = np.zeros(parameters)
        self.carried_samples = 0
        self.alive = np.ones(parameters)

    def copy(self) -> Memory:
        """A memory of its own with the same contents."""
        copy = Memory(0, 0)
        copy.slots, copy.updates = self.slots.copy(), self.updates
        copy.carried, copy.carried_samples = self.carried.copy(), self.carried_samples
        copy.alive = self.alive.copy()
        return copy


class Updater:
    """Applies gradients to a network as the options say.

    Args:
        memory: to go on with; ``None`` begins anew.
    """

    def __init__(self, options: Options, mlp: MLP, memory: Memory | None) -> None:
        self._theta = mlp.theta
        optimizer = make_optimizer(options.optimizer, options.optimizer_options)
        self._update = optimizer.update
        self.memory = memory or Memory(optimizer.slots, len(mlp.theta))
        self._slots = list(self.memory.slots)
        self._carry = options.partial_batch == "carry"
        regularizer = REGULARIZERS[options.regularization] if options.regularization_rate else None
        self._penalty = regularizer if regularizer and not regularizer.removes else None
        self._remover = regularizer if regularizer and regularizer.removes else None
        self._frozen = chosen(mlp.sizes, options.frozen) if options.frozen else None
        self._trained: Any = True if self._frozen is None else ~self._frozen
        self._plain = not (self._carry or regularizer or options.frozen)
        self._rate = options.regularization_rate * mlp.is_weight
        if self._frozen is not None:
            self._rate[self._frozen] = 0
        self._scratch = np.zeros_like(mlp.theta)
        self._before = np.zeros_like(mlp.theta)

    def apply(self, gradient: Array, samples: int, full: int, learning_rate: Array) -> None:
        """Take one step down the gradient of a batch, the mean over its ``samples``.

        A batch of fewer than ``full`` samples is applied all the same, or carried into the
        next full one, as TensorFlow Playground does. Overwrites the gradient.
        """
        memory, theta = self.memory, self._theta
        if self._plain:
            memory.updates += 1
            self._update(theta, gradient, self._slots, memory.updates, learning_rate)
            return
        if self._remover:
            np.multiply(gradient, memory.alive, gradient)
        if self._carry and not self._complete(gradient, samples, full):
            return
        if self._penalty:
            self._penalty.gradient(theta, self._scratch)
            np.multiply(self._scratch, self._rate, self._scratch)
            np.add(gradient, self._scratch, gradient)
        np.copyto(self._before, theta)
        memory.updates += 1
        self._update(theta, gradient, self._slots, memory.updates, learning_rate)
        if self._frozen is not None:
            np.copyto(theta, self._before, where=self._frozen)
        if self._remover:
            self._remove(self._remover, learning_rate)

    def _complete(self, gradient: Array, samples: int, full: int) -> bool:
        """Carry the gradients of a batch that is not full; add them to the next full one."""
        memory = self.memory
        if samples < full:
            memory.carried += gradient * samples
            memory.carried_samples += samples
            return False
        if memory.carried_samples:
            gradient *= samples
            gradient += memory.carried
            gradient /= samples + memory.carried_samples
            memory.carried.fill(0)
            memory.carried_samples = 0
        return True

    def _remove(self, regularizer: Regularizer, learning_rate: Array) -> None:
        """w2 = w1 - lr rate R'(w), with w before and w1 after the optimizer's step. A weight
        whose sign this would turn becomes 0, and its link is dead from then on."""
        theta, before, alive, scratch = self._theta, self._before, self.memory.alive, self._scratch
        regularizer.gradient(before, scratch)
        np.multiply(scratch, self._rate, scratch)
        np.multiply(scratch, learning_rate, scratch)
        np.subtract(theta, scratch, scratch)
        np.multiply(theta, scratch, before)
        np.less(before, 0.0, before)
        np.subtract(alive, before, alive)
        np.multiply(scratch, alive, theta, where=self._trained)
