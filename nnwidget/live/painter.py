"""The trainer's state as the messages that the browser draws: `Scene`, `History`, `Frame`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnwidget.diagnosis.finding import Finding
from nnwidget.languages.sentence import Sentence
from nnwidget.nn.activations import Array
from nnwidget.pictures.hidden_space import LINES, STEPS, HiddenSpaces, SpaceRef
from nnwidget.pictures.plane import NODES, Plane, quantize
from nnwidget.training.trainer import Trainer

from .layout import pack
from .protocol import Diagnosis, Frame, History, Notice, Scene

HISTORY_POINTS = 1000
"""Most epochs of the history that are sent, evenly chosen."""

HISTORY_EVENTS = 100
"""Most changes in it: the last ones."""

NeuronRef = tuple[int, int]
"""Layer and neuron, both from 1."""


C = TypeVar("C", Scene, History, Frame)


class Message(NamedTuple, Generic[C]):
    """A message's JSON part and its binary buffers."""

    content: C
    buffers: list[bytes]


class Around(NamedTuple):
    """What a frame tells that is not the trainer's.

    Attributes:
        playing: does it train?
        rate: epochs per second, measured.
        looks: neurons to draw large beside the output.
        hidden_spaces: layers' spaces to draw.
        undo, redo: is there an edit to take back, or to do again?
        notice: why training stopped by itself.
        finding: why it does not learn.
    """

    playing: bool = False
    rate: float = 0.0
    looks: Sequence[NeuronRef] = ()
    hidden_spaces: Sequence[SpaceRef] = ()
    undo: bool = False
    redo: bool = False
    notice: Notice | None = None
    finding: Finding | None = None


class Painter:
    """Draws a trainer.

    Attributes:
        plane: what its pictures show.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.plane = Plane(trainer)
        self._spaces = HiddenSpaces(trainer, self.plane)

    def scene(self, number: int) -> Message[Scene]:
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
            hidden_space_lines=LINES,
            hidden_space_steps=STEPS,
            output_activation=trainer.plan.activations[-1],
            loss=trainer.plan.loss_name,
        )
        return _message(content, points=points, input_maps=plane.inputs(), feature_maps=maps)

    def history(self, number: int) -> Message[History]:
        """The losses so far."""
        history = self._trainer.history
        table = history.table[:, :: math.ceil(len(history) / HISTORY_POINTS) or 1]
        events = history.events[-HISTORY_EVENTS:]
        content = History(
            type="history",
            history=number,
            points=table.shape[1],
            events=[
                {"epoch": epoch, "what": what.to_dict() if isinstance(what, Sentence) else what}
                for epoch, what in events
            ],
        )
        return _message(content, epochs=table[0], loss_train=table[1], loss_test=table[2])

    def content(self, number: int, scene: int, history: int, around: Around) -> Frame:
        """A frame of the present state without its arrays, which cost most.

        Args:
            number, scene, history: this frame's number, and those of the last `Scene` and
                `History`.
            around: what is not the trainer's. Neurons that the network does not have are left
                out.
        """
        trainer, sizes = self._trainer, self._trainer.mlp.sizes
        grid, step = self.plane.grid
        looks = [[l, n] for l, n in around.looks if 1 <= l < len(sizes) and 1 <= n <= sizes[l]]
        spaces = self._spaces.known(around.hidden_spaces)
        return Frame(
            type="frame",
            frame=number,
            scene=scene,
            history=history,
            epoch=trainer.epoch,
            latest=trainer.latest,
            playing=around.playing,
            rate=around.rate,
            undo=around.undo,
            redo=around.redo,
            confusion_train=trainer.evaluation.confusions[0].tolist(),
            confusion_test=trainer.evaluation.confusions[1].tolist(),
            layers=list(sizes),
            activations=list(trainer.plan.activations),
            node_grid=grid // step,
            large_grid=grid,
            output_planes=min(sizes[-1], 2),
            looks=looks,
            hidden_spaces=[list(space) for space in spaces],
            hidden_space_size=self._spaces.places if spaces else 0,
            notice=around.notice,
            diagnosis=_diagnosis(around.finding) if around.finding else None,
        )

    @np.errstate(all="ignore")  # what overflows has a picture, too
    def frame(self, content: Frame) -> Message[Frame]:
        """The present state, complete in itself: what `content` gave, and its arrays."""
        trainer = self._trainer
        _, step, maps = self.plane.maps()
        low, high = self.plane.value_range
        thin = slice(step // 2, None, step)
        nodes = [quantize(maps[-1][:, thin, thin], low, high)]
        if maps[:-1]:
            hidden = np.concatenate([layer[:, thin, thin] for layer in maps[:-1]])
            nodes.insert(0, quantize(hidden, -1, 1))
        large = []
        for layer, neuron in content["looks"]:
            bounds = (low, high) if layer == len(maps) else (-1, 1)
            large.append(quantize(maps[layer - 1][neuron - 1], *bounds))
        spaces = self._spaces.draw([(l, i, j) for l, i, j in content["hidden_spaces"]])
        return _message(
            content,
            **trainer.scores._asdict(),
            parameters=trainer.mlp.theta,
            hidden_space_places=[np.concatenate([space.points, space.lines]) for space in spaces],
            node_maps=nodes,
            output_map=self._output_map(maps[-1]),
            large_maps=large,
        )

    def _output_map(self, output: Array) -> NDArray[np.uint8]:
        """The large map of the output: its value, or the winning class and its probability."""
        low, high = self.plane.value_range
        if len(output) == 1:
            return quantize(output[0], low, high)
        winner, best = output.argmax(axis=0), output.max(axis=0)
        share = np.clip((best - low) / (high - low), 0, 1)
        return np.stack([winner, np.rint(np.nan_to_num(share) * 255)]).astype(np.uint8)


def _message(content: C, **arrays: ArrayLike | list[NDArray[Any]]) -> Message[C]:
    return Message(content, [pack(content["type"], arrays)])


def _diagnosis(finding: Finding) -> Diagnosis:
    """A finding as the browser gets it, to be said in its language."""
    return {
        "code": finding.code,
        "told": finding.text.to_dict(),
        "layer": finding.layer,
        "changes": dict(finding.changes),
        "restart": finding.restart,
    }
