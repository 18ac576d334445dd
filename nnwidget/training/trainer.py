"""Data, network and optimizer, and the training of one with the others.

A plain Python object: it knows nothing of Jupyter, threads or time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnwidget.data.datasets import DATASETS
from nnwidget.data.draw import Draws
from nnwidget.data.features import Feature, features_of
from nnwidget.data.shape import DataShape
from nnwidget.data.split import split
from nnwidget.data.table import Table
from nnwidget.languages.sentence import Sentence, Value
from nnwidget.nn.activations import Array
from nnwidget.nn.engine import Pass
from nnwidget.nn.expression import Expression
from nnwidget.nn.initializers import INITIALIZERS
from nnwidget.nn.losses import Loss
from nnwidget.nn.mlp import MLP, transplant

from .blas import one_thread
from .epoch import GradientDescent
from .evaluation import Evaluation, Scores, classes_of
from .history import History
from .inputs import Inputs
from .moments import Moment
from .options import (
    DATA,
    DISPLAY,
    FIRST_DRAWS,
    NETWORK,
    NEW_MEMORY,
    STARTS_ANEW,
    TRAINING,
    Options,
)
from .origin import Origin
from .past import Past, State
from .plan import Plan, make_plan
from .stops import WRONG_PARAMETER, Best, Stop, after_epoch, diverged, limit_reached
from .together import check
from .update import Memory, Updater

FAR_TOO_LARGE = 1e150
"""The square of such a parameter overflows, or a sum of them does."""


class Trainer:
    """Trains a multilayer perceptron as the options say.

    Args:
        options: see `Options`.
        table: the user's own data, used when ``options.dataset`` is ``"custom"``.
        own_features: further inputs that the options may name.

    Attributes:
        options: as they are, normalized.
        data: the points. mlp: the network. plan: its layout and loss.
        inputs: what the network is given. descent: trains it, batch by batch.
        evaluation: its losses and scores at present.
        origin: what the points and the first weights are drawn from.
        past: the losses so far, and the moments that `go_to` can show.
        own_features: the user's own features, by name; they come after the built-in ones.
        stopped: why training stopped by itself, or ``None``.
        version, data_version, starts: counters of changes to anything, of new data, and of
            starts from epoch 0.

    Raises:
        ValueError: options that are not allowed.
    """

    def __init__(
        self,
        options: Options | None = None,
        table: Table | None = None,
        own_features: Mapping[str, Feature] | None = None,
    ) -> None:
        self.origin = Origin(table)
        self.own_features: dict[str, Feature] = dict(own_features or {})
        self.options = self._checked(options or Options())
        self.version = self.data_version = self.starts = 0
        self.stopped: Stop | None = None
        self._draws = Draws()
        self._load_data()
        self._start()

    # -------------------------------------------------------------- what it is

    @property
    def shape(self) -> DataShape:
        """Columns, kind of problem and number of classes of the data."""
        return self.data.shape

    @property
    def features(self) -> list[Feature]:
        """The active features, in the network's order."""
        return [self.offered[name] for name in self.options.features]

    def label(self, name: str) -> str:
        """What the network calls an input: std(x1) is x1 standardized."""
        label = self.offered[name].label
        return f"std({label})" if self.options.standardize else label

    def expression(self, name: str) -> Expression | None:
        """The formula of an input, as the network is given it; ``None`` where it has none."""
        plain = self.offered[name].expression
        if plain is None or not self.options.standardize:
            return plain
        return Expression(f"std({plain.source})")

    @property
    def offered(self) -> dict[str, Feature]:
        """All features that the data offer, active or not."""
        return features_of(self.shape.columns, self.own_features)

    @property
    def loss(self) -> Loss:
        return self.plan.loss

    @property
    def history(self) -> History:
        """The losses so far, and the changes made meanwhile."""
        return self.past.history

    @property
    def epoch(self) -> float:
        """Passes through the training data; fractional between batches."""
        return self._epochs + self._position / len(self.descent)

    @property
    def batches_per_epoch(self) -> int:
        return len(self.descent)

    @property
    def updater(self) -> Updater:
        """Applies gradients; its ``memory`` is the optimizer's."""
        return self.descent.updater

    @property
    def X_train(self) -> Array:
        """Training points, (m, columns)."""
        return self.data.X[: self.data.train]

    @property
    def y_train(self) -> Array:
        """Classes or numbers of the training points, (m,)."""
        return self.data.y[: self.data.train]

    @property
    def X_test(self) -> Array:
        """Test points, (m, columns)."""
        return self.data.X[self.data.train :]

    @property
    def y_test(self) -> Array:
        """Classes or numbers of the test points, (m,)."""
        return self.data.y[self.data.train :]

    # -------------------------------------------------------------- changes

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Around a change: an exception in it takes all of it back."""
        before, theta = dict(vars(self)), self.mlp.theta.copy()
        past = {"past": self.past.copy()}
        try:
            yield
        except BaseException:
            vars(self).clear()
            vars(self).update(before | past)
            np.copyto(self.mlp.theta, theta)
            self.evaluation.forget()
            raise

    def change(self, options: Options, own_features: Mapping[str, Feature] | None = None) -> None:
        """Go on with other options (and own features), keeping what can be kept.

        Some options start anew, as their rows say. Otherwise training goes on: weights whose two
        neurons remain are kept, new ones are those of a fresh start. Changes made after epoch 0
        are noted in the history.

        Raises:
            ValueError: options that are not allowed; nothing is changed then.
        """
        own = self.own_features if own_features is None else dict(own_features)
        new = check(options, self.origin.own_shape, own)
        old, self.options = self.options, new
        changed = {name for name in vars(new) if getattr(new, name) != getattr(old, name)}
        if any(own.get(name) != self.own_features.get(name) for name in new.features):
            changed.add("features")
        self.own_features = own
        if new.dataset == "custom" or DATASETS[new.dataset].classes is not None:
            changed.discard("classes")  # which only data sets that leave it open heed
        if changed & FIRST_DRAWS:
            self.origin = Origin(self.origin.table)
        if changed & DATA:
            self._load_data()
        if changed & STARTS_ANEW:
            self._start()
            return
        # a rule for a single neuron, which is an optimizer, has an output of its own
        if changed & NETWORK or make_plan(new, self.shape) != self.plan:
            self._rebuild(old)
        elif changed & (DATA | TRAINING):
            self._prepare(None if changed & NEW_MEMORY else self.updater.memory)
        for name in sorted(changed & (DATA | NETWORK | TRAINING)):
            self.note(Sentence("events.option", option=name, value=_said(getattr(new, name))))
        if changed - DISPLAY:
            self.touch()

    def set_table(self, table: Table, options: Options) -> None:
        """Take other data of the user, with options that fit them, and start anew.

        Raises:
            ValueError: options that do not fit the data; nothing is changed then.
        """
        self.options = check(options, table.shape, self.own_features)
        self.origin = replace(self.origin, table=table)
        self._load_data()
        self._start()

    def edit_table(self, table: Table, options: Options) -> None:
        """Take other data of the user; where they have the same columns and classes as the
        present ones, training goes on with the weights as they are.

        Raises:
            ValueError: options that do not fit the data; nothing is changed then.
        """
        if table.shape != self.shape:
            self.set_table(table, options)
            return
        old, self.options = self.options, check(options, table.shape, self.own_features)
        self.origin = replace(self.origin, table=table)
        self._load_data()
        if any(getattr(old, name) != getattr(self.options, name) for name in NETWORK):
            self._rebuild(old)
        else:
            self._prepare(self.updater.memory)
        self.note(Sentence("events.data_edited"))
        self.touch()

    def _checked(self, options: Options) -> Options:
        return check(options, self.origin.own_shape, self.own_features)

    def reset(self, new: bool = False) -> None:
        """Go back to the start: the same weights again, or (``new``) others."""
        if new:
            self.origin = replace(self.origin, weights_draw=self.origin.weights_draw + 1)
        self._start()

    def regenerate(self) -> None:
        """Draw new data of the same kind; the weights stay."""
        self.origin = replace(self.origin, data_draw=self.origin.data_draw + 1)
        self._load_data()
        self._prepare(self.updater.memory)
        self.note(Sentence("events.new_data"))
        self.touch()

    def note(self, what: Sentence) -> None:
        """Note a change in the history, unless it was made before training began."""
        if self.epoch > 0:
            self.history.note(self.epoch, what)

    def touch(self) -> None:
        """Say that a parameter or anything else was edited. In a moment that is past, the edit
        starts a branch: what came later is forgotten."""
        self.past.branch(self.epoch)
        if self._position == 0:
            self.past.moments.renew(self._epochs, self.moment)
        self._keep_safe()
        self._changed()
        losses = self.evaluation.losses if self.epoch == 0 else (math.nan, math.nan)
        if math.isfinite(losses[0]):  # this is the start
            self.history.renew(0, *losses)

    def _changed(self) -> None:
        self.version += 1
        self.stopped = None
        self.evaluation.forget()

    # -------------------------------------------------------------- building

    descent: GradientDescent

    def _load_data(self) -> None:
        drawn = self._draws.drawn(self.origin.of_points(self.options))
        self.data = split(drawn, self.options.train_fraction)
        self.data_version += 1

    def _fresh_network(self) -> MLP:
        """The network that a new start has."""
        mlp = MLP(self.plan.sizes, self.plan.activations)
        drawn = self._draws.drawn(self.origin.of_weights(self.options))
        mlp.initialize(INITIALIZERS[self.options.initializer], drawn.stream())
        return mlp

    def _start(self) -> None:
        self.plan: Plan = make_plan(self.options, self.shape)
        self.mlp = self._fresh_network()
        self._epochs = self._position = 0
        self._best = Best()
        self.starts += 1
        self.past = Past()
        self._prepare(None)
        self.touch()
        self._record()

    def _rebuild(self, old: Options) -> None:
        """A network for the new plan that keeps the old one's weights where both ends remain."""
        self.plan = make_plan(self.options, self.shape)
        before, self.mlp = self.mlp, self._fresh_network()
        transplant(before, self.mlp, old.features, self.options.features)
        same = all(getattr(old, name) == getattr(self.options, name) for name in NEW_MEMORY)
        self._prepare(self.updater.memory if same and before.sizes == self.mlp.sizes else None)

    @np.errstate(all="ignore")  # inputs that are no finite numbers stop the training, with words
    def _prepare(self, memory: Memory | None) -> None:
        """Lay out all that training and evaluation use."""
        options, data = self.options, self.data
        # The epoch goes on at about the same place, however long its batches are now.
        share = (self._position, len(self.descent)) if self._position else (0, 1)
        self.inputs = Inputs(self.features, data.X, data.train, options.standardize)
        values = self.inputs.values
        self.evaluation = Evaluation(self.make_pass(len(data.X)), self.plan, data, values)
        samples = values[:, : data.train], self.evaluation.targets[:, : data.train]
        self.descent = GradientDescent(
            options, self.mlp, self.loss, *samples, self.origin.weights_draw, memory
        )
        self._position = share[0] * len(self.descent) // share[1]
        self._keep_safe()

    def make_pass(self, m: int, dtype: type[np.floating[Any]] = np.float64) -> Pass:
        """A pass that computes the network, as it answers, for so many samples."""
        return Pass(self.mlp, m, off=self.options.switched_off, dtype=dtype)

    # -------------------------------------------------------------- going back

    def moment(self) -> Moment:
        """The present moment, sharing nothing with what goes on."""
        return Moment(
            self.options,
            self.origin,
            self.mlp.theta.copy(),
            self.updater.memory.copy(),
            self._epochs,
            self._position,
            len(self.descent),
            self._best,
            self.own_features,
        )

    def state(self) -> State:
        """The run with its past, sharing nothing that changes."""
        return State(self.moment(), self.past.copy())

    def restore(self, state: State) -> None:
        """Go back to a state of any run with this trainer's own features."""
        self.past = state.past.copy()
        self.starts += 1
        self._show(state.moment)

    @property
    def latest(self) -> float:
        """The epoch up to which was trained; `epoch` is before it after `go_to`."""
        return self.past.tip.epoch if self.past.tip else self.epoch

    def go_to(self, epoch: float) -> None:
        """Show the network as it was at an epoch, the last one kept that is not after it. What
        came later is forgotten when training goes on from there, or something is edited."""
        tip = self.past.tip or self.moment()
        moment = tip if epoch >= self.latest else self.past.moments.at(epoch)
        if moment is None or moment is tip:
            self._show(tip)
            self.past.tip = None
        else:
            self._show(moment)
            self.past.tip = tip

    def _show(self, moment: Moment) -> None:
        """Become what a moment was; what only changes the view stays as it is."""
        data, network = self._data_key(), self._network_key()
        view = {name: getattr(self.options, name) for name in DISPLAY}
        self.options, self.origin = replace(moment.options, **view), moment.origin
        self.own_features = self.own_features | dict(moment.own_features)
        if self._data_key() != data:
            self._load_data()
        self.plan = make_plan(self.options, self.shape)
        if self._network_key() != network:
            self.mlp = MLP(self.plan.sizes, self.plan.activations)
        np.copyto(self.mlp.theta, moment.theta)
        self._epochs, self._position, self._best = moment.epochs, 0, moment.best
        self._prepare(moment.memory.copy())
        self._position = min(moment.position, len(self.descent) - 1)
        self._keep_safe()
        self._changed()

    def _network_key(self) -> tuple[object, ...]:
        """What a network and the pictures of it are laid out for."""
        return self.plan, self.features, self.options.standardize

    def _data_key(self) -> tuple[object, ...]:
        """What the data depend on."""
        chosen = (getattr(self.options, name) for name in sorted(DATA))
        return *chosen, self.origin.of_points(self.options)

    # -------------------------------------------------------------- training

    def train(self, epochs: float) -> int:
        """Train so many epochs; stops early when a stop rule says so. Returns the batches."""
        return self.run(round(epochs * self.batches_per_epoch))

    def run(
        self, batches: int, seconds: float = math.inf, clock: Callable[[], float] = perf_counter
    ) -> int:
        """Train up to so many batches, for so many seconds at most (by ``clock``).

        Returns the number of batches trained; fewer than asked when time was up or training
        stopped by itself (`stopped` then says why).
        """
        self.past.branch(self.epoch)
        self._changed()
        if self._set_wrong():
            self._fall_back(WRONG_PARAMETER)
            return 0
        self.stopped = limit_reached(self.options, self._epochs)
        deadline = clock() + seconds
        done = 0
        with one_thread(), np.errstate(all="ignore"):
            while done < batches and not self.stopped and clock() < deadline:
                done += self._train_batches(batches - done, deadline, clock)
            if not self.stopped and not self._finite():
                self._fall_back(self._why_diverged())
        return done

    def _finite(self) -> bool:
        """Are all parameters finite? (Their squares must be, too: one sum tells.)"""
        return math.isfinite(self.mlp.theta @ self.mlp.theta)

    def _set_wrong(self) -> bool:
        """Has someone set a parameter to no finite number, or one whose square is none? (Training
        never leaves one.)"""
        with np.errstate(all="ignore"):
            return not self._finite()

    def _train_batches(self, most: int, deadline: float, clock: Callable[[], float]) -> int:
        """Train up to ``most`` batches, to the end of the epoch or the deadline at the latest,
        one at least. Returns how many."""
        start = self._position
        self.evaluation.forget()
        self._position = self.descent.train(self._epochs, start, most, deadline, clock)
        trained = self._position - start
        if self._position == len(self.descent):
            self._position = 0
            self._epochs += 1
            self._record()
        return trained

    def _record(self) -> None:
        """Note the losses of a whole epoch, and apply the stop rules."""
        options, epochs, losses = self.options, self._epochs, self.evaluation.losses
        if not (math.isfinite(losses[0]) and self._finite()):
            self._fall_back(self._why_diverged())
            return
        self._keep_safe()
        self.past.record(epochs, losses, self.moment)
        loss = losses[0] if math.isnan(losses[1]) else losses[1]
        self.stopped, self._best = after_epoch(options, epochs, loss, self._best)

    def _keep_safe(self) -> None:
        """Remember the present moment, to fall back on when training diverges."""
        self._safe = self.mlp.theta.copy(), self._epochs, self._position

    def _fall_back(self, why: Stop) -> None:
        """Take back the last finite weights, those at the end of an epoch, and stop. (What
        someone has set to no finite number, or to one far too large, counts as 0.)"""
        theta, self._epochs, self._position = self._safe
        np.copyto(self.mlp.theta, np.where(np.abs(theta) < FAR_TOO_LARGE, theta, 0))
        self.descent.updater = Updater(self.options, self.mlp, None)
        self._changed()
        self.stopped = why

    def _why_diverged(self) -> Stop:
        return diverged(self.options, float(np.abs(self.inputs.values).max()))

    # -------------------------------------------------------------- results

    @property
    def scores(self) -> Scores:
        """Losses, accuracies and R2 of the present weights."""
        return self.evaluation.scores

    def output(self, X: Array) -> Array:
        """The network's output A^L (outputs, m) for samples X (m, columns)."""
        return self.make_pass(len(X)).forward(self.inputs(X)).copy()

    def predicted(self, X: Array) -> NDArray[Any]:
        """Classes 0..k-1, or numbers, for samples X (m, columns)."""
        output = self.output(X)
        return output[0] if self.shape.problem == "regression" else classes_of(output, self.plan)

    def predict(self, X: Array) -> NDArray[Any]:
        """Labels of the classes, or numbers, for samples X (m, columns)."""
        predicted = self.predicted(X)
        return np.array(self.data.labels)[predicted] if self.data.labels else predicted


def _said(value: object) -> Value:
    """The value of an option as a sentence takes it."""
    if isinstance(value, bool) or value is None:
        return Sentence(f"events.{'nothing' if value is None else str(value).lower()}")
    if isinstance(value, int | float):
        return value
    return str(list(value) if isinstance(value, tuple) else value)[:60]
