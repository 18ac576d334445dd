"""An epoch of gradient descent: every batch forward, backward, and an update."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

import numpy as np

from nnwidget.nn.activations import Array
from nnwidget.nn.engine import Pass
from nnwidget.nn.losses import Loss
from nnwidget.nn.mlp import MLP
from nnwidget.nn.optimizers import OPTIMIZERS
from nnwidget.nn.schedules import make_schedule

from .batches import Batches
from .options import Options
from .update import Memory, Updater


class GradientDescent:
    """Trains a network, batch by batch. All that a step uses is laid out once, so that a step only
    computes.

    Args:
        options: say how it is trained.
        mlp, loss: what is trained, and on what.
        inputs: (n0 + 1, m), the training samples, the last row ones.
        targets: (outputs, m).
        draw: the number of the start; each has its own orders of the samples.
        memory: of the updates so far, to go on with; ``None`` begins anew.

    Attributes:
        updater: applies the gradients.
    """

    def __init__(
        self,
        options: Options,
        mlp: MLP,
        loss: Loss,
        inputs: Array,
        targets: Array,
        draw: int,
        memory: Memory | None,
    ) -> None:
        m = inputs.shape[1]
        whole = OPTIMIZERS[options.optimizer].full_batch or options.batch_size is None
        self._full = m if whole else options.batch_size or m
        size = min(self._full, m)
        passes = {
            samples: Pass(mlp, samples, loss, options.dropouts, options.switched_off)
            for samples in {size, m % size}
            if samples
        }
        self._batches = Batches(
            inputs, targets, passes, size, options.shuffle, (options.seed, draw)
        )
        self.updater = Updater(options, mlp, memory)
        self._initial_rate = options.learning_rate
        self._schedule = make_schedule(options.decay)

    def learning_rate(self, epoch: int) -> float:
        """The learning rate of an epoch, after decay."""
        return self._initial_rate * self._schedule.factor(epoch)

    def __len__(self) -> int:
        """Batches of an epoch."""
        return len(self._batches)

    def train(
        self,
        epoch: int,
        position: int = 0,
        most: float = math.inf,
        deadline: float = math.inf,
        clock: Callable[[], float] = perf_counter,
    ) -> int:
        """Train batches of an epoch from a position on: up to ``most`` of them, to the end of
        the epoch or the deadline at the latest, one at least. Returns the position reached."""
        apply, full, rate = self.updater.apply, self._full, np.array(self.learning_rate(epoch))
        end = position + most
        for x, y, samples, pass_ in self._batches.remaining(position, epoch):
            pass_.forward(x)
            apply(pass_.backward(x, y), samples, full, rate)
            position += 1
            if position >= end or clock() >= deadline:
                break
        return position
