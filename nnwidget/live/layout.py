"""The arrays of every message with a buffer, in the order of their bytes: declared here once.

`pack` writes them, `unpack` reads them, and ``js/src/kernel/layout.ts``, which reads them in the
browser, is generated from them (``python -m nnwidget.live.typescript``).

A message has one buffer. Numbers are little-endian and nothing lies between the arrays; those of
wider numbers come first, so that all are aligned and can be read without a copy.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kind = Literal["float64", "float32", "uint8"]

_DTYPES: dict[Kind, np.dtype[Any]] = {
    "float64": np.dtype("<f8"),
    "float32": np.dtype("<f4"),
    "uint8": np.dtype("u1"),
}


class Packed(NamedTuple):
    """An array in a buffer.

    Attributes:
        name: what it is.
        kind: the type of its numbers.
        shape: its sides: expressions in the fields of the message's JSON part. Without sides it
            is one number, a float64.
        each: a list of the message: for every entry ``i`` (from 0) of it there is one such
            array.
    """

    name: str
    kind: Kind
    shape: tuple[str, ...] = ()
    each: str = ""


LAYOUT: dict[str, list[Packed]] = {
    "scene": [
        # x, y and target of each point, training points first; the target is the index of the
        # class, or the number in regression
        Packed("points", "float32", ("train + test", "3")),
        # what the network is given at the nodes of a grid that reaches from border to border
        Packed("input_maps", "float32", ("len(features)", "input_grid", "input_grid")),
        # all that could be inputs, as maps
        Packed("feature_maps", "uint8", ("len(feature_names)", "feature_grid", "feature_grid")),
    ],
    "history": [
        Packed("epochs", "float64", ("points",)),
        Packed("loss_train", "float64", ("points",)),
        Packed("loss_test", "float64", ("points",)),
    ],
    "frame": [
        # the scores are NaN where there are none
        Packed("loss_train", "float64"),
        Packed("loss_test", "float64"),
        Packed("accuracy_train", "float64"),
        Packed("accuracy_test", "float64"),
        Packed("r2_train", "float64"),
        Packed("r2_test", "float64"),
        # of layer i + 1: [k][j] is the weight from input k to neuron j, the last row the biases
        Packed("parameters", "float64", ("layers[i] + 1", "layers[i + 1]"), each="activations"),
        # two activations of a layer each: of the points of the scene; then of the lines of a
        # lattice over the plane, upright ones from left to right, level ones from the bottom up
        Packed("hidden_space_places", "float32", ("hidden_space_size", "2"), each="hidden_spaces"),
        # of every neuron of layer i + 1
        Packed(
            "node_maps", "uint8", ("layers[i + 1]", "node_grid", "node_grid"), each="activations"
        ),
        # one plane; of more than two classes two: the surest class, and its probability (to 255)
        Packed("output_map", "uint8", ("output_planes", "large_grid", "large_grid")),
        Packed("large_maps", "uint8", ("large_grid", "large_grid"), each="looks"),
    ],
}
"""By the type of message. Maps are bytes, rows from y_max down to y_min: 0 is -1 (orange), 128 is
0, 255 is +1 (blue); of output neurons these are the ends of the scene's ``value_range``."""


_PACKED = {
    message: [(name, _DTYPES[kind], not shape) for name, kind, shape, _ in layout]
    for message, layout in LAYOUT.items()
}
_number = struct.Struct("<d").pack  # all single numbers are float64; NumPy takes longer for one


def pack(message: str, arrays: Mapping[str, ArrayLike | list[NDArray[Any]]]) -> bytes:
    """The buffer of a type of message. What there is several times is a list of arrays, or all
    of them as one flat array."""
    parts = []
    for name, dtype, single in _PACKED[message]:
        value = arrays[name]
        if single:
            parts.append(_number(value))
        else:
            for array in value if isinstance(value, list) else (value,):
                parts.append(np.asarray(array, dtype).tobytes())
    return b"".join(parts)


def unpack(content: Mapping[str, Any], buffer: bytes) -> dict[str, Any]:
    """The arrays of a message by name, and as lists those that there are several of.

    Raises ``ValueError`` when there are bytes left or missing.
    """
    arrays: dict[str, Any] = {}
    at = 0
    for name, kind, shape, each in LAYOUT[content["type"]]:
        found = []
        for i in range(len(content[each])) if each else (0,):
            sides = [eval(side, {"len": len}, {**content, "i": i}) for side in shape]
            array = np.frombuffer(buffer, _DTYPES[kind], math.prod(sides), at).reshape(sides)
            at += array.nbytes
            found.append(array)
        arrays[name] = found if each else found[0]
    if at != len(buffer):
        raise ValueError(f"a buffer of {len(buffer)} bytes, of which {at} are read")
    return arrays
