"""What the options come to for given data: the network and its loss."""

from __future__ import annotations

from dataclasses import dataclass

from nnwidget.data.datasets import DATASETS
from nnwidget.data.shape import DataShape
from nnwidget.nn.activations import ACTIVATIONS, Target, usual_output
from nnwidget.nn.losses import LOSSES, Loss, usual_loss
from nnwidget.nn.optimizers import OPTIMIZERS

from .options import Options


@dataclass(frozen=True)
class Plan:
    """What the options come to for given data: the network to build and its loss."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss_name: str

    @property
    def loss(self) -> Loss:
        return LOSSES[self.loss_name]


def data_shape(options: Options) -> DataShape:
    """The shape of one of the built-in data sets."""
    return DATASETS[options.dataset].shape(options.classes, options.samples)


def make_plan(options: Options, shape: DataShape) -> Plan:
    """Resolve ``"auto"`` and size the network. The options must have passed `check`."""
    single = OPTIMIZERS[options.optimizer].single
    output, loss = options.output_activation, options.loss
    if output == "auto":
        output = single.activation if single else _output(loss, shape)
    if loss == "auto":
        loss = single.loss if single else usual_loss(output, shape.problem)
    outputs = 1 if shape.problem == "regression" else shape.classes
    if outputs == 2 and not ACTIVATIONS[output].one_per_class:
        outputs = 1
    return Plan(
        (len(options.features), *options.hidden_layers, outputs),
        (*options.hidden_activations, output),
        loss,
    )


def _output(loss: str, shape: DataShape) -> str:
    """The usual activation of the output, if it fits the loss, or one that does."""
    usual = usual_output(_target(shape))
    if loss == "auto":
        return usual
    fitting = LOSSES[loss].fitting_outputs
    return usual if usual in fitting or not fitting else fitting[0]


def _target(shape: DataShape) -> Target:
    if shape.problem == "regression":
        return "numbers"
    return "more classes" if shape.classes > 2 else "two classes"
