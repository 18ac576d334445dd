"""Data, network and optimizer, and the training of one with the others.

A plain Python object: it knows nothing of Jupyter, threads or time.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from .history import History
from .nn.activations import ACTIVATIONS, Array
from .nn.datasets import DATASETS, shuffle
from .nn.features import Feature, features_of
from .nn.initializers import INITIALIZERS
from .nn.losses import Loss
from .nn.mlp import MLP, Pass
from .nn.optimizers import Optimizer, make_optimizer
from .nn.regularizers import REGULARIZERS
from .nn.schedules import inverse_time
from .nn.seedrandom import Random, open_stream
from .options import DataShape, Options, Plan, check, data_shape, make_plan
from .table import Table


@dataclass(frozen=True)
class Stop:
    """Why training stopped by itself: a code, and one sentence."""

    code: Literal["diverged", "max_epochs", "target_loss"]
    text: str


class Scores(NamedTuple):
    """Losses and accuracies on both sets; NaN where there is none."""

    loss_train: float
    loss_test: float
    accuracy_train: float
    accuracy_test: float


class _Batch(NamedTuple):
    """One batch of the epoch: views of the shuffled inputs and targets, and its room."""

    x: Array
    y: Array
    room: Pass


class Trainer:
    """Trains a multilayer perceptron as the options say.

    Args:
        options: see `Options`.
        table: the user's own data, used when ``options.dataset`` is ``"custom"``.

    Attributes:
        mlp: the network.
        history: the losses so far.
        stopped: why training stopped by itself, or ``None``.
        X_train, y_train, X_test, y_test: the data, samples by columns.
        version, data_version, starts: counters of changes to anything, of new data, and of
            starts from epoch 0.

    Raises:
        ValueError: options that are not allowed.
    """

    def __init__(self, options: Options | None = None, table: Table | None = None) -> None:
        self.table = table
        self.options = check(options or Options(), table.shape if table else None)
        self._data_draw = self._weights_draw = 0
        self.version = self.data_version = self.starts = 0
        self._load_data()
        self._start()

    # -------------------------------------------------------------- what it is

    @property
    def shape(self) -> DataShape:
        """Columns, kind of problem and number of classes of the data."""
        own = self.table if self.options.dataset == "custom" else None
        return own.shape if own else data_shape(self.options)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the data's columns."""
        own = self.table if self.options.dataset == "custom" else None
        return own.columns if own else ("x1", "x2")

    @property
    def labels(self) -> tuple[Any, ...]:
        """The labels of the classes; empty in regression."""
        own = self.table if self.options.dataset == "custom" else None
        return own.labels if own else tuple(range(self.shape.classes))

    @property
    def inputs(self) -> list[Feature]:
        """The active features, in the network's order."""
        offered = features_of(self.shape.columns)
        return [offered[name] for name in self.options.features]

    @property
    def loss(self) -> Loss:
        return self.plan.loss

    @property
    def epoch(self) -> float:
        """Passes through the training data; fractional between batches."""
        return self._epochs + self._position / len(self._batches)

    @property
    def batches_per_epoch(self) -> int:
        return len(self._batches)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the present epoch, after decay."""
        return inverse_time(self.options.learning_rate, self.options.decay, self._epochs)

    # -------------------------------------------------------------- changes

    def change(self, options: Options) -> None:
        """Go on with other options, keeping what can be kept.

        Another data set, seed or initializer starts anew. Otherwise training goes on: weights
        whose two neurons remain are kept, new ones are those of a fresh start. Changes made
        after epoch 0 are noted in the history.

        Raises:
            ValueError: options that are not allowed; nothing is changed then.
        """
        new = check(options, self.table.shape if self.table else None)
        old, self.options = self.options, new
        changed = {name for name in vars(new) if getattr(new, name) != getattr(old, name)}
        if changed & {"dataset", "seed"}:
            self._data_draw = self._weights_draw = 0
        if changed & {"dataset", "classes", "seed", "noise", "samples", "train_fraction"}:
            self._load_data()
        if changed & {"dataset", "classes", "seed", "initializer"}:
            self._start()
            return
        if changed & _NETWORK:
            self._rebuild(old)
        elif changed & _TRAINING:
            self._prepare(keep_memory=not changed & {"optimizer", "optimizer_options"})
        if self.epoch > 0:
            for name in sorted(changed & (_NETWORK | _TRAINING)):
                self.history.note(self.epoch, f"{name} {_short(getattr(new, name))}")
        self.touch()

    def set_table(self, table: Table, options: Options) -> None:
        """Take other data of the user, with options that fit them, and start anew.

        Raises:
            ValueError: options that do not fit the data; nothing is changed then.
        """
        self.options = check(options, table.shape)
        self.table = table
        self._load_data()
        self._start()

    def reset(self, new: bool = False) -> None:
        """Go back to the start: the same weights again, or (``new``) others."""
        self._weights_draw += new
        self._start()

    def regenerate(self) -> None:
        """Draw new data of the same kind; the weights stay."""
        self._data_draw += 1
        self._load_data()
        self._prepare()
        if self.epoch > 0:
            self.history.note(self.epoch, "new data")
        self.touch()

    def touch(self) -> None:
        """Say that a parameter or anything else was changed from outside."""
        self.version += 1
        self.stopped: Stop | None = None
        self.__dict__.pop("scores", None)

    # -------------------------------------------------------------- building

    def _draw_data(self, draw: int) -> tuple[Random, Array, Array]:
        """All points in their order, and the stream that goes on from there."""
        options = self.options
        rng = open_stream(options.seed, draw)
        if options.dataset == "custom" and self.table:
            X, y = self.table.X.copy(), self.table.y.copy()
        else:
            dataset = DATASETS[options.dataset]
            count = options.samples or dataset.samples
            X, y = dataset.draw(rng, count, options.noise / 100, options.classes)
        shuffle(rng, X, y)
        return rng, X, y

    def _load_data(self) -> None:
        _, X, y = self._draw_data(self._data_draw)
        self.data_version += 1
        cut = max(1, math.floor(len(X) * self.options.train_fraction))
        self.X_train, self.X_test = X[:cut], X[cut:]
        self.y_train, self.y_test = y[:cut], y[cut:]

    def _fresh_network(self) -> MLP:
        """The network that a new start has. Data, then weights, come from one stream."""
        mlp = MLP(self.plan.sizes, self.plan.activations)
        rng, _, _ = self._draw_data(self._weights_draw)
        mlp.initialize(INITIALIZERS[self.options.initializer], rng)
        return mlp

    def _start(self) -> None:
        self.plan: Plan = make_plan(self.options, self.shape)
        self.mlp = self._fresh_network()
        self._epochs = self._position = 0
        self.starts += 1
        self._philox = np.random.Philox(key=_key(self.options.seed))
        self._shuffler = np.random.Generator(self._philox)
        self.history = History()
        self._batches: list[_Batch] = []
        self._prepare(keep_memory=False)
        self.touch()
        self._record()

    def _rebuild(self, old: Options) -> None:
        """A network for the new plan that keeps the old one's weights where both ends remain."""
        self.plan = make_plan(self.options, self.shape)
        before, self.mlp = self.mlp, self._fresh_network()
        transplant(before, self.mlp, old.features, self.options.features)
        self._prepare(keep_memory=before.sizes == self.mlp.sizes)

    def _prepare(self, keep_memory: bool = True) -> None:
        """Lay out everything that a training step uses, so that it allocates nothing."""
        options, mlp = self.options, self.mlp
        fraction = self._position / len(self._batches) if self._batches else 0.0
        inputs = self.inputs_of(np.concatenate([self.X_train, self.X_test]))
        self._inputs = inputs
        self._targets = self._targets_of(np.concatenate([self.y_train, self.y_test]))
        self._evaluation = Pass(mlp, inputs.shape[1])
        n = len(self.X_train)
        self._x_epoch = inputs[:, :n].copy()
        self._y_epoch = self._targets[:, :n].copy()
        self._identity = np.arange(n)
        self._order = self._identity.copy()
        size = min(options.batch_size or n, n)
        rooms = {m: Pass(mlp, m, self.loss) for m in {size, n % size} if m}
        self._batches = [
            _Batch(
                self._x_epoch[:, start : start + size],
                self._y_epoch[:, start : start + size],
                rooms[min(size, n - start)],
            )
            for start in range(0, n, size)
        ]
        self._position = math.floor(fraction * len(self._batches))
        # TensorFlow Playground never applies a batch that is not full.
        self._full = options.batch_size or n
        self._optimizer: Optimizer = make_optimizer(options.optimizer, options.optimizer_options)
        if not keep_memory:
            self._memory = np.zeros((self._optimizer.slots, len(mlp.theta)))
            self._updates = 0
            self._carried = np.zeros_like(mlp.theta)
            self._carried_samples = 0
        self._regularizer = (
            REGULARIZERS[options.regularization] if options.regularization_rate else None
        )
        self._penalty_rate = options.regularization_rate * mlp.is_weight
        self._penalty = np.zeros_like(mlp.theta)
        self._safe_theta = mlp.theta.copy()
        if self._position:
            self._begin_epoch()

    def inputs_of(self, X: Array) -> Array:
        """The network's inputs for samples X (m, columns): (n0 + 1, m), the last row ones."""
        rows = [feature.function(X) for feature in self.inputs]
        return np.vstack([*rows, np.ones(len(X))])

    def _targets_of(self, y: Array) -> Array:
        """The targets Y (outputs, m) for classes or numbers y (m,)."""
        if self.shape.problem == "regression":
            return y[np.newaxis, :].copy()
        low, high = ACTIVATIONS[self.plan.activations[-1]].targets
        outputs = self.plan.sizes[-1]
        positive = y[np.newaxis, :] == (np.arange(outputs)[:, np.newaxis] if outputs > 1 else 1)
        return np.where(positive, high, low)

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
        self.touch()
        self._check_limits()
        deadline = clock() + seconds
        done = 0
        with _blas().limit(limits=1, user_api="blas"), np.errstate(all="ignore"):
            while done < batches and not self.stopped:
                self._train_batch()
                done += 1
                if clock() >= deadline:
                    break
        if not self.stopped and not np.isfinite(self.mlp.theta).all():
            self._diverge()
        return done

    def _begin_epoch(self) -> None:
        if self.options.shuffle:
            self._shuffle_order()
            np.take(self._inputs, self._order, axis=1, out=self._x_epoch, mode="clip")
            np.take(self._targets, self._order, axis=1, out=self._y_epoch, mode="clip")
        self._rate = self.learning_rate

    def _shuffle_order(self) -> None:
        """The order of this epoch: it depends on the seed and the epoch alone, so that any
        epoch can be taken up again."""
        state: Any = self._philox.state
        state["state"]["counter"][:] = (0, 0, self._weights_draw, self._epochs)
        state["buffer_pos"], state["has_uint32"] = 4, 0
        self._philox.state = state
        np.copyto(self._order, self._identity)
        self._shuffler.shuffle(self._order)

    def _train_batch(self) -> None:
        if self._position == 0:
            self._begin_epoch()
        x, y, room = self._batches[self._position]
        room.forward(x)
        gradient = room.backward(x, y)
        samples = x.shape[1]
        if self.options.partial_batch == "train" or self._complete(gradient, samples):
            if self._regularizer:
                self._regularizer.gradient(self.mlp.theta, self._penalty)
                np.multiply(self._penalty, self._penalty_rate, self._penalty)
                np.add(gradient, self._penalty, gradient)
            self._updates += 1
            self._optimizer.update(
                self.mlp.theta, gradient, self._memory, self._updates, self._rate
            )
        self._position += 1
        if self._position == len(self._batches):
            self._end_epoch()

    def _complete(self, gradient: Array, samples: int) -> bool:
        """Carry the gradients of a batch that is not full; add them to the next full one."""
        if samples < self._full:
            self._carried += gradient * samples
            self._carried_samples += samples
            return False
        if self._carried_samples:
            gradient *= samples
            gradient += self._carried
            gradient /= samples + self._carried_samples
            self._carried.fill(0)
            self._carried_samples = 0
        return True

    def _end_epoch(self) -> None:
        self._position = 0
        self._epochs += 1
        self._record()

    def _record(self) -> None:
        """Note the losses of a whole epoch, and apply the stop rules."""
        losses = self._losses()
        if not (math.isfinite(losses[0]) and np.isfinite(self.mlp.theta).all()):
            self._diverge()
            return
        np.copyto(self._safe_theta, self.mlp.theta)
        self.history.record(self._epochs, *losses)
        self._check_limits(losses)

    def _check_limits(self, losses: tuple[float, float] | None = None) -> None:
        limit, target = self.options.max_epochs, self.options.target_loss
        if limit is not None and self._epochs >= limit:
            self.stopped = Stop("max_epochs", f"Training stopped after {limit} epochs, as asked.")
        if target is not None and losses:
            loss = losses[0] if math.isnan(losses[1]) else losses[1]
            if loss <= target:
                self.stopped = Stop(
                    "target_loss", f"The loss {loss:.4g} has reached the target {target:g}."
                )

    def _diverge(self) -> None:
        """Take back the last finite weights, those at the end of an epoch, and say why."""
        options = self.options
        np.copyto(self.mlp.theta, self._safe_theta)
        self._memory.fill(0)
        self._updates = 0
        self._carried.fill(0)
        self._carried_samples = 0
        self._position = 0
        self.touch()
        shrink = options.learning_rate * options.regularization_rate
        if options.regularization == "l2" and shrink > 2:
            reason = (
                f"learning rate × regularization rate is {shrink:.3g}; above 2, L2 makes every "
                "weight larger at each step. Lower one of them."
            )
        elif not all(np.abs(X).max(initial=0) < 1e3 for X in (self.X_train, self.X_test)):
            reason = "some inputs are very large. Scale the data, or lower the learning rate."
        else:
            reason = f"the learning rate {options.learning_rate:g} is too high. Lower it."
        self.stopped = Stop(
            "diverged", f"Training diverged, the last finite weights are kept: {reason}"
        )

    # -------------------------------------------------------------- results

    def _losses(self) -> tuple[float, float]:
        """Training and test loss, without the penalty. NaN where there is no data."""
        output = self._evaluation.forward(self._inputs)
        cost = self.loss.cost(self._evaluation.z[-1], output, self._targets)
        n = len(self.X_train)
        return float(cost[:n].mean()), float(cost[n:].mean()) if n < len(cost) else math.nan

    @cached_property
    def scores(self) -> Scores:
        """Losses and accuracies of the present weights."""
        with np.errstate(all="ignore"):
            loss_train, loss_test = self._losses()
        if self.shape.problem == "regression":
            return Scores(loss_train, loss_test, math.nan, math.nan)
        n = len(self.X_train)
        right = self._classes(self._evaluation.output) == np.concatenate(
            [self.y_train, self.y_test]
        )
        test = float(right[n:].mean()) if n < len(right) else math.nan
        return Scores(loss_train, loss_test, float(right[:n].mean()), test)

    def _classes(self, output: Array) -> NDArray[np.intp]:
        """The class that an output (outputs, m) stands for: the largest, or on which side of
        the middle between the two targets it lies."""
        if len(output) > 1:
            return output.argmax(axis=0)
        return (output[0] >= sum(ACTIVATIONS[self.plan.activations[-1]].targets) / 2).astype(int)

    def output(self, X: Array) -> Array:
        """The network's output A^L (outputs, m) for samples X (m, columns)."""
        return Pass(self.mlp, len(X)).forward(self.inputs_of(X)).copy()

    def predict(self, X: Array) -> NDArray[Any]:
        """Labels of the classes, or numbers, for samples X (m, columns)."""
        output = self.output(X)
        if self.shape.problem == "regression":
            return output[0]
        return np.array(self.labels)[self._classes(output)]


_TRAINING = {
    *("noise", "samples", "train_fraction", "batch_size", "shuffle", "partial_batch"),
    *("optimizer", "optimizer_options", "learning_rate", "decay"),
    *("regularization", "regularization_rate"),
}
"""Options that a training step uses."""

_NETWORK = {"features", "hidden_layers", "activation", "output_activation", "loss"}
"""Options that the plan of the network depends on."""


def _key(seed: int | str) -> int:
    """A key of Philox, the counter-based generator behind the order of the samples."""
    if isinstance(seed, int):
        return seed
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "little")


def _short(value: object) -> str:
    return str(list(value) if isinstance(value, tuple) else value)[:60]


def transplant(
    old: MLP, new: MLP, old_inputs: tuple[str, ...], new_inputs: tuple[str, ...]
) -> None:
    """Copy into ``new`` every weight of ``old`` whose two neurons both remain.

    Inputs are told apart by name, hidden layers by their place from the front, neurons by
    their place in the layer. The output layer's weights are kept when the layer below it is
    still the same one, its biases always (unless the number of outputs changed).
    """
    depth_old, depth_new = len(old.layers) - 1, len(new.layers) - 1
    pairs = [(index, index) for index in range(min(depth_old, depth_new))]
    if old.sizes[-1] == new.sizes[-1]:
        pairs.append((depth_old, depth_new))
    for index_old, index_new in pairs:
        before, after = old.weights[index_old], new.weights[index_new]
        n = min(len(before), len(after))
        new.biases[index_new][:n] = old.biases[index_old][:n]
        if index_old != index_new:
            continue
        if index_old == 0:
            kept = [name for name in new_inputs if name in old_inputs]
            from_ = [old_inputs.index(name) for name in kept]
            to = [new_inputs.index(name) for name in kept]
        else:
            from_ = to = list(range(min(before.shape[1], after.shape[1])))
        after[:n, to] = before[:n, from_]


_controller: ThreadpoolController | None = None


def _blas() -> ThreadpoolController:
    """The handle that holds BLAS to one thread: small products only get slower with more."""
    global _controller
    if _controller is None:
        _controller = ThreadpoolController()
    return _controller
