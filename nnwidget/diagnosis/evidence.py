"""What a diagnosis rests on: how a run has gone, and what its neurons answer now.

Everything is computed when a rule first asks for it, from the trainer alone: the same run
gives the same evidence.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.baselines import SAMPLE, linear_score
from nnwidget.nn.activations import ACTIVATIONS
from nnwidget.nn.engine import Pass
from nnwidget.nn.mlp import MLP
from nnwidget.training.evaluation import targets_of
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from nnwidget.training.update import Updater

from .thresholds import LONGEST, MARGIN, WORK


class Evidence:
    """The evidence of one run.

    Attributes:
        trainer, options: the run.
        hidden: neurons of each hidden layer.
        activations: their activations, one name a layer.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.options: Options = trainer.options
        self.hidden = trainer.mlp.sizes[1:-1]
        self.activations = trainer.plan.activations[:-1]

    # ------------------------------------------------------------ the losses

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """Epochs, training and test losses, (3, points), since the last change by hand."""
        return self.trainer.history.since_change(LONGEST)

    def progress(self, points: int) -> float:
        """By which share the training loss fell in the last so many epochs: the last third of
        them against the first. NaN where there are fewer."""
        loss = self.losses[1, -points:]
        if len(loss) < points:
            return math.nan
        third = points // 3
        before, now = float(loss[:third].mean()), float(loss[-third:].mean())
        return 1 - now / before if before > 0 else 0.0

    def stuck(self, points: int, least: float) -> bool:
        """Has the training loss fallen by less than a share in the last so many epochs?"""
        return self.progress(points) < least

    # ------------------------------------------------------------ how good it is

    @cached_property
    def score(self) -> float:
        """Accuracy, or R2, on the training points."""
        scores = self.trainer.scores
        return scores.accuracy_train if self.trainer.shape.classes else scores.r2_train

    @cached_property
    def reachable(self) -> float:
        """The score that the training points allow, by their nearest neighbours' answers."""
        return self.trainer.data.neighbour_score

    @property
    def failing(self) -> bool:
        """Does the network answer worse than the data allow, by a margin? With few points the
        margin is twice the standard error of an accuracy."""
        margin = max(MARGIN, 1 / math.sqrt(min(self.trainer.data.train, SAMPLE)))
        return self.score < self.reachable - margin

    @cached_property
    def linear_score(self) -> float:
        """The score of a straight line (plane, ...) through the network's inputs."""
        trainer = self.trainer
        X, y = trainer.X_train[:SAMPLE], trainer.y_train[:SAMPLE]
        return linear_score(trainer.inputs(X)[:-1].T, y, trainer.shape.classes)

    @cached_property
    def unknowing(self) -> float:
        """The loss of an answer that is the same for all points, about."""
        trainer = self.trainer
        if not trainer.shape.classes:
            return float(trainer.y_train.var())
        return math.log(trainer.shape.classes) if trainer.loss.logarithmic else 0.5

    # ------------------------------------------------------------ the network

    @property
    def twins(self) -> bool:
        """Are all neurons within each hidden layer the same, and is there one of several?"""
        layers = self.trainer.mlp.layers[:-1]
        same = all(np.ptp(layer, axis=1).max() < 1e-9 for layer in layers)
        return same and max(self.hidden, default=1) > 1

    @property
    def untouched(self) -> bool:
        """Is nothing frozen or switched off? Who does that wants to see what happens."""
        return not (self.options.frozen or self.options.switched_off)

    @cached_property
    def largest_input(self) -> float:
        """The largest size of an input of the network."""
        return float(np.abs(self.trainer.inputs(self.trainer.X_train[:SAMPLE])).max())

    @property
    def largest_weight(self) -> float:
        """The largest size of a weight, biases aside."""
        mlp = self.trainer.mlp
        return float(np.abs(mlp.theta * mlp.is_weight).max())

    @cached_property
    def evaluation(self) -> Pass:
        """The network's Z and A for the training points."""
        trainer = self.trainer
        inputs = trainer.inputs(trainer.X_train[:SAMPLE])
        passed = trainer.make_pass(inputs.shape[1])
        with np.errstate(all="ignore"):
            passed.forward(inputs)
        return passed

    def silent(self, layer: int) -> float:
        """The share of a layer's neurons (from 1) that answer 0 to every training point."""
        return float((self.evaluation.a[layer - 1] <= 0).all(axis=1).mean())

    def flat(self, layer: int, slope: float) -> float:
        """The share of a layer's answers where its activation has less than a slope."""
        z, a = self.evaluation.z[layer - 1], self.evaluation.a[layer - 1]
        derivative = ACTIVATIONS[self.activations[layer - 1]].derivative
        assert derivative is not None
        slopes = np.empty_like(z)
        derivative(z, a, slopes)
        return float((slopes < slope).mean())

    # ------------------------------------------------------------ a trial

    def fall(self, rate: float, steps: int) -> float:
        """By how much the training loss falls in so many steps with a learning rate, tried on
        a copy; NaN where that is too much work."""
        trainer = self.trainer
        n = min(trainer.data.train, SAMPLE)
        if len(trainer.mlp.theta) * n * steps > WORK:
            return math.nan
        mlp = MLP(trainer.plan.sizes, trainer.plan.activations)
        np.copyto(mlp.theta, trainer.mlp.theta)
        passed, updater = Pass(mlp, n, trainer.loss), Updater(self.options, mlp, None)
        x, y = (
            trainer.inputs(trainer.X_train[:n]),
            targets_of(trainer.y_train[:n], trainer.shape, trainer.plan),
        )
        with np.errstate(all="ignore"):
            losses = []
            for _ in range(steps + 1):
                output = passed.forward(x)
                losses.append(float(trainer.loss.per_sample(passed.z[-1], output, y).mean()))
                updater.apply(passed.backward(x, y), n, n, np.array(rate))
        return losses[0] - losses[-1]
