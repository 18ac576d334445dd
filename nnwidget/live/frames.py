"""The trainer's state as the messages that the browser draws: `Scene`, `History`, `Frame`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnwidget.diagnosis.finding import Finding
from nnwidget.nn.activations import Array
from nnwidget.pictures.hidden_space import LINES, STEPS, HiddenSpaces, SpaceRef
from nnwidget.pictures.plane import NODES, Plane, quantize
from nnwidget.training.trainer import Trainer

from .protocol import Diagnosis, Frame, History, Notice, Scene, Space

HISTORY_POINTS = 1000
"""Most epochs of the history that are sent, evenly chosen."""

NeuronRef = tuple[int, int]
"""Layer and neuron, both from 1."""


class Message(NamedTuple):
    """A message's JSON part and its binary buffers."""

    content: Scene | History | Frame
    buffers: list[bytes]


class Painter:
    """Draws a trainer.

    Attributes:
        plane: what its pictures show.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.plane = Plane(trainer)
        self._spaces = HiddenSpaces(trainer, self.plane)

    def scene(self, number: int) -> Message:
        """What changes only with the data, the inputs or the kind of problem."""
        trainer, plane = self._trainer, self.plane
        offered = trainer.offered
        points, train = plane.points()
        grid, maps = plane.feature_maps()
        content = Scene(
            type="scene",
            scene=number,
            problem=trainer.shape.problem,
            class_names=[str(label)[:200] for label in trainer.data.labels],
            columns=list(trainer.data.columns),
            axes=plane.axes,
            extent=plane.extent,
            value_range=plane.value_range,
            train=train,
            test=len(points) - train,
            train_total=trainer.data.train,
            test_total=len(trainer.data.X) - trainer.data.train,
            features=list(trainer.options.features),
            feature_names=list(offered),
            feature_labels=[trainer.label(name) for name in offered],
            feature_mathml=[
                formula.mathml if (formula := trainer.expression(name)) else None
                for name in offered
            ],
            feature_grid=grid,
            input_grid=NODES,
            output_activation=trainer.plan.activations[-1],
            loss=trainer.plan.loss_name,
        )
        buffers = [points.astype("<f4"), maps, plane.inputs().astype("<f4")]
        return Message(content, [buffer.tobytes() for buffer in buffers])

    def history(self, number: int) -> Message:
        """The losses so far."""
        history = self._trainer.history
        table = history.table[:, :: math.ceil(len(history) / HISTORY_POINTS) or 1]
        content = History(
            type="history",
            history=number,
            points=table.shape[1],
            events=[{"epoch": epoch, "what": what} for epoch, what in history.events[-100:]],
        )
        return Message(content, [table.astype("<f8").tobytes()])

    @np.errstate(all="ignore")  # what overflows has a picture, too
    def frame(
        self,
        number: int,
        scene: int,
        history: int,
        playing: bool,
        rate: float,
        looks: list[NeuronRef],
        notice: Notice | None,
        undo: bool = False,
        redo: bool = False,
        spaces: Sequence[SpaceRef] = (),
        finding: Finding | None = None,
    ) -> Message:
        """The present state, complete in itself.

        Args:
            number, scene, history: this frame's number, and those of the last `Scene` and
                `History`.
            rate: epochs per second, measured.
            looks: neurons to draw large beside the output.
            notice: why training stopped by itself.
            undo, redo: is there an edit to take back, or to do again?
            spaces: layers' spaces to draw.
            finding: why it does not learn.
        """
        trainer, sizes = self._trainer, self._trainer.mlp.sizes
        grid, step, maps = self.plane.maps()
        small, thin = [], slice(step // 2, None, step)
        if maps[:-1]:
            hidden = np.concatenate([layer[:, thin, thin] for layer in maps[:-1]])
            small.append(quantize(hidden, -1, 1).ravel())
        low, high = self.plane.value_range
        small.append(quantize(maps[-1][:, thin, thin], low, high).ravel())
        looks = [(l, n) for l, n in looks if 1 <= l < len(sizes) and 1 <= n <= sizes[l]]
        large = [self._output_map(maps[-1])]
        for layer_number, neuron in looks:
            bounds = (low, high) if layer_number == len(sizes) - 1 else (-1, 1)
            large.append(quantize(maps[layer_number - 1][neuron - 1], *bounds).ravel())
        hidden_spaces = self._spaces.draw(spaces)
        numbers = np.concatenate([trainer.scores, trainer.mlp.theta]).astype("<f8")
        content = Frame(
            type="frame",
            frame=number,
            scene=scene,
            history=history,
            epoch=trainer.epoch,
            latest=trainer.latest,
            playing=playing,
            rate=rate,
            undo=undo,
            redo=redo,
            confusion_train=trainer.evaluation.confusions[0].tolist(),
            confusion_test=trainer.evaluation.confusions[1].tolist(),
            layers=list(sizes),
            activations=list(trainer.plan.activations),
            node_grid=len(range(grid)[thin]),
            large_grid=grid,
            large=[None, *(list(look) for look in looks)],
            spaces=[
                Space(
                    layer=space.layer,
                    neurons=space.neurons,
                    points=len(space.points),
                    lines=LINES,
                    steps=STEPS,
                )
                for space in hidden_spaces
            ],
            notice=notice,
            diagnosis=_diagnosis(finding) if finding else None,
        )
        picture = b"".join(a.tobytes() for a in (numbers, *small, *large))
        bent = [np.concatenate([space.points, space.lines]) for space in hidden_spaces]
        return Message(content, [picture, *(values.astype("<f4").tobytes() for values in bent)])

    def _output_map(self, output: Array) -> NDArray[np.uint8]:
        """The large map of the output: its value, or the winning class and its probability."""
        low, high = self.plane.value_range
        if len(output) == 1:
            return quantize(output[0], low, high).ravel()
        winner, best = output.argmax(axis=0), output.max(axis=0)
        share = np.clip((best - low) / (high - low), 0, 1)
        return np.stack([winner, np.rint(np.nan_to_num(share) * 255)]).astype(np.uint8).ravel()


def _diagnosis(finding: Finding) -> Diagnosis:
    """A finding as the browser gets it, to be said in its language."""
    return {
        "code": finding.code,
        "reason": finding.reason,
        "layer": finding.layer,
        "values": dict(finding.values),
        "changes": dict(finding.changes),
        "restart": finding.restart,
    }
