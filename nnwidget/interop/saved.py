"""nnwidget's own file: one JSON object with a run and its past.

``format``, ``version``
    ``"nnwidget"`` and 3. Files of version 2 are read, too.
``data``
    The user's data, or null: ``rows``, ``X``, ``y``, the names of the ``columns``, the
    ``labels`` of the classes, and whether they are ``bounded`` by [-6, 6].
``moment``
    The run at present: all options, ``weights`` W^l and ``biases`` b^l of every layer, how far
    it has come (``epochs`` and the ``position`` in the next one), and the optimizer's
    ``memory``. In it ``carried`` is null when no gradients wait for the next batch, ``alive``
    when no link is dead.
``tip``
    Where training had come to when the present moment is one of the past, or null. In it and in
    the timeline, the options are those that differ from the present moment's.
``history``
    The losses ``[epoch, training, test]``, NaN as null, and the ``events``.
``timeline``
    The ``moments`` of the past that can be gone back to, one every ``stride`` epochs.
``left_out``
    What did not fit, or cannot be written (of data before these, or with Python
    functions as inputs): how many ``moments`` of the timeline, and whether the ``tip``.

An array is nested lists where a person may want to read it: the present weights and biases, and
data that are not large. Everywhere else it is a text, ``"float64:AAAAAAAA8D8="``: base64 of the
numbers, row by row and little-endian, in the smallest type that holds each of them exactly; zeros
at the end are left out. Either way they are read back to the last bit.

A file of more than `LARGEST` bytes is neither written nor read. The data, the present moment and
the history are always in it. The timeline has what they leave: when it does not fit, every second
of its moments is left out, again and again, then all. Then the lists of weights become texts;
then the tip is left out, and what came after the present moment with it.

Options that a file lacks, since they came later, have their defaults.
"""

from __future__ import annotations

from .files import LARGEST, read_file, write_file
from .reading import from_dict
from .writing import to_dict

__all__ = ["LARGEST", "from_dict", "read_file", "to_dict", "write_file"]
