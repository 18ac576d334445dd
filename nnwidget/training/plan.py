"""What the options come to for given data: the network and its loss."""

from __future__ import annotations

from dataclasses import dataclass

from nnwidget.data.datasets import DATASETS
from nnwidget.data.shape import DataShape
from nnwidget.nn.losses import LOSSES, Loss

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
    output, loss = options.output_activation, options.loss
    if output == "auto":
        auto = "linear" if shape.problem == "regression" else "sigmoid"
        if shape.classes > 2:
            auto = "softmax"
        if loss != "auto":
            row = LOSSES[loss]
            auto = row.activation or (
                auto if auto in row.outputs or not row.outputs else row.outputs[0]
            )
        if options.optimizer == "perceptron":
            auto = "step"
        output = auto
    if loss == "auto":
        own = [name for name, row in LOSSES.items() if row.activation == output]
        loss = own[0] if own and shape.problem == "classification" else "mse"
        if options.optimizer == "perceptron":
            loss = "squared_error"
    outputs = 1 if shape.problem == "regression" else shape.classes
    if outputs == 2 and output != "softmax":
        outputs = 1
    return Plan(
        (len(options.features), *options.hidden_layers, outputs),
        (*options.hidden_activations, output),
        loss,
    )
