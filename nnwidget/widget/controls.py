"""Training, starting anew, and going back."""

from __future__ import annotations

from typing import Self

from nnwidget.live import notices
from nnwidget.live.session import Session
from nnwidget.training.checks import plain, switch


class Controls:
    """What the buttons do, and more of it; `nnwidget.Playground` has them all."""

    _session: Session

    def fit(self, epochs: float = 1) -> Self:
        """Train so many epochs now, without the browser. Returns the widget.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        self._session.fit(epochs)
        return self

    async def train(self, epochs: float = 1) -> Self:
        """Train so many epochs on the kernel's event loop, as fast as it goes, with the view
        live: ``await w.train(100)``. The same numbers as `fit`. Returns the widget.

        Raises:
            ValueError: ``epochs`` is not a number from 0 to 1e9.
        """
        await self._session.train(epochs)
        return self

    def play(self) -> None:
        """Train in the background, ``speed`` epochs per second, until `pause`.

        Raises:
            RuntimeError: no event loop runs (plain Python).
        """
        self._session.loop.play()

    def pause(self) -> None:
        """Stop training."""
        self._session.loop.pause()

    def step(self) -> None:
        """Train to the end of the epoch, one whole one when it has not begun."""
        self._session.step()

    def step_batch(self) -> None:
        """Train one batch."""
        self._session.step_batch()

    def reset(self, new: bool = False) -> None:
        """Go back to epoch 0: to the same weights again, or (``new``) to others.

        Raises:
            ValueError: ``new`` is neither True nor False.
        """
        self._session.reset(switch("new", plain(new)))

    def regenerate(self) -> None:
        """Draw new data of the same kind. The weights stay."""
        self._session.regenerate()

    def go_to(self, epoch: float) -> Self:
        """Show the network as it was at an epoch (the last one kept that is not after it; up
        to 256 are, evenly). Training on from there, or an edit, forgets what came later; until
        then ``go_to(latest)`` returns. Returns the widget.

        Raises:
            ValueError: ``epoch`` is not a number from 0 to 1e9.
            RuntimeError: within ``hold_trait_notifications``.
        """
        self._session.go_to(epoch)
        return self

    @property
    def latest(self) -> float:
        """The epoch up to which was trained; ``epoch`` is before it after `go_to`."""
        return self._session.trainer.latest

    def undo(self) -> bool:
        """Take back the last edit: options, data, weights and epoch are as they were before
        it (what only changes the view stays). Up to 50 can be taken back. Returns whether
        there was one.

        Raises:
            RuntimeError: within ``hold_trait_notifications``.
        """
        return self._session.undo()

    def redo(self) -> bool:
        """Take back the last `undo`. Returns whether there was one.

        Raises:
            RuntimeError: within ``hold_trait_notifications``.
        """
        return self._session.redo()

    @property
    def playing(self) -> bool:
        """Is Play on, or an ``await train()`` under way?"""
        return self._session.loop.training

    @property
    def notice(self) -> str | None:
        """Why training stopped by itself, in a sentence of the language of the widget."""
        notice = self._session.loop.notice
        return notices.text(notice, self._session.options.locale) if notice else None
