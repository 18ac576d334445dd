"""Runs from presets, links and files, and into them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Self

import traitlets

from nnwidget.interop import saved
from nnwidget.interop.links import read_link, write_link
from nnwidget.live.session import Session
from nnwidget.training.checks import plain, switch
from nnwidget.training.presets import preset as preset_of


class Saving(traitlets.HasTraits):
    """Makes a widget of what was kept, and keeps it; `nnwidget.Playground` does."""

    _session: Session

    @classmethod
    def preset(cls, name: str) -> Self:
        """A widget with one of the presets of ``nnwidget.training.presets.PRESETS``.

        Raises:
            ValueError: there is no such preset.
        """
        return cls(**preset_of(name).options)

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Open a link of TensorFlow Playground (the whole address, or its hash). It trains to
        the same losses as there, epoch by epoch.

        Raises:
            ValueError: the link holds a setting that is no number.
            traitlets.TraitError: a setting that is not allowed here.
        """
        return cls(**read_link(url))

    def to_url(self, strict: bool = True) -> str:
        """The link that opens TensorFlow Playground at this start.

        Args:
            strict: raise when there is something that a link cannot express; otherwise warn,
                and leave it out.

        Raises:
            ValueError: naming the options that a link cannot express (``strict``); or ``strict``
                is neither True nor False.
        """
        strict = switch("strict", plain(strict))
        with self._session.asking():
            trainer = self._session.trainer
            moved = bool(trainer.origin.data_draw or trainer.origin.weights_draw)
            url, missing = write_link(trainer.options, moved)
        if missing:
            text = f"a Playground link cannot express: {', '.join(missing)}"
            if strict:
                raise ValueError(text)
            warnings.warn(text, stacklevel=2)
        return url

    def to_dict(self) -> dict[str, Any]:
        """Everything of the run, JSON-able: options, the user's data, weights, the optimizer's
        memory, history. The moments of the past that `go_to` can show take 4 MiB at most, all
        together 16 MiB; how many did not fit is said in ``left_out``.

        Raises:
            ValueError: the user's data alone are too large, an input is a Python function, or
                a weight is no finite number.
        """
        with self._session.asking():
            state = self._session.trainer.state()
        return saved.to_dict(state)

    @classmethod
    def from_dict(cls, content: Any) -> Self:
        """Take up the run of a dict made by `to_dict`: it trains on to the same numbers as one
        that was never saved.

        Raises:
            ValueError: naming what is wrong with the dict. Nothing is built then.
        """
        state = saved.from_dict(content)
        w = cls(data=state.moment.origin.table, **vars(state.moment.options))
        w._session.restore(state)
        return w

    def save(self, path: str | Path) -> None:
        """Write `to_dict` to a JSON file, whole or not at all.

        Raises:
            ValueError: as `to_dict`.
            OSError: the file cannot be written.
        """
        saved.write_file(self.to_dict(), path)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Take up the run of a file written by `save`.

        Raises:
            ValueError: the file is damaged, of another kind or version, or too large.
            OSError: the file cannot be read.
        """
        return cls.from_dict(saved.read_file(path))
