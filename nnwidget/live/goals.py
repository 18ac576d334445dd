"""Batches still to be trained before training ends by itself."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass


@dataclass
class Goal:
    """Batches still to be trained: of an ``await train()`` that waits until they are
    ``reached``, or of a step, for which nobody waits."""

    batches: int
    reached: asyncio.Future[None] | None = None

    def reach(self) -> None:
        """Let go of who waits, in whatever thread."""
        if self.reached and not self.reached.done():
            self.reached.get_loop().call_soon_threadsafe(_finish, self.reached)


class Goals:
    """Goals, one after the other."""

    def __init__(self) -> None:
        self._goals: deque[Goal] = deque()

    def __len__(self) -> int:
        return len(self._goals)

    @property
    def batches(self) -> int:
        """Batches to the first goal."""
        return self._goals[0].batches

    def add(self, batches: int, reached: asyncio.Future[None] | None = None) -> None:
        self._goals.append(Goal(batches, reached))

    def extend_step(self, batches: int) -> bool:
        """Put the last goal off, if it is a step's. Was it?"""
        if not self._goals or self._goals[-1].reached is not None:
            return False
        self._goals[-1].batches += batches
        return True

    def trained(self, batches: int) -> Goal | None:
        """So many batches nearer to the first goal; returns it if it is reached."""
        goal = self._goals[0]
        goal.batches -= batches
        if goal.batches > 0:
            return None
        self._goals.popleft()
        goal.reach()
        return goal

    def give_up(self) -> None:
        """Let go of all who wait."""
        while self._goals:
            self._goals.popleft().reach()


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
