"""A clock that is set, a page that answers when it is told to, and a comm that is recorded."""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

from comm.base_comm import BaseComm

from nnwidget.diagnosis.watch import Watch
from nnwidget.live.loop import Loop
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from nnwidget.training.undo import Undo


def loop_of(
    trainer: Trainer,
    send: Callable[[Any, list[bytes]], None] = lambda content, buffers: None,
    clock: Callable[[], float] = time.monotonic,
) -> Loop:
    """A loop without a session."""
    return Loop(trainer, Undo(), Watch(trainer), send, clock)


class Clock:
    """Seconds. Looking at it takes ``cost``, so that a slice of training takes time."""

    def __init__(self, cost: float = 0.0) -> None:
        self.now = 0.0
        self.cost = cost

    def __call__(self) -> float:
        self.now += self.cost
        return self.now


class Owner:
    """An event loop that runs as long as the test's own `World.run` does."""

    def is_running(self) -> bool:
        return True

    def call_soon_threadsafe(self, *_: Any) -> None:
        """`World.run` looks by itself."""


class World:
    """A loop, its pages, and the time that passes for all of them."""

    def __init__(self, clock: Clock | None = None, **options: Any) -> None:
        self.clock = clock or Clock()
        self.trainer = Trainer(Options(**options))
        self.loop = loop_of(self.trainer, self._send, self.clock)
        self.loop.pace.speed = self.trainer.options.speed
        self.pages: list[Page] = []
        self.sent: list[tuple[float, str, int]] = []
        """When, what and how large every message was."""
        self.watch: Callable[[dict[str, Any]], None] = lambda content: None
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = itertools.count()

    def _send(self, content: Any, buffers: list[bytes]) -> None:
        size = len(str(content)) + sum(map(len, buffers))
        self.sent.append((self.clock.now, content["type"], size))
        self.watch(content)
        for page in self.pages:
            page.receive(content)

    def frames(self, since: float = 0.0) -> list[float]:
        """When frames were sent."""
        return [time for time, kind, _ in self.sent if kind == "frame" and time >= since]

    def at(self, time: float, event: Callable[[float], None]) -> None:
        """At that time, whatever the loop does then, ``event(time)`` happens on a page."""
        heapq.heappush(self._events, (time, next(self._numbers), event))

    def run(self, seconds: float) -> None:
        """Let time pass: the loop's turns and the events, as they come."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            pause = self.loop.tick()
            wake = end if pause is None else min(end, self.clock.now + pause)
            if self._events:
                wake = min(wake, self._events[0][0])
            self.clock.now = max(self.clock.now, wake)
            while self._events and self._events[0][0] <= self.clock.now:
                time, _, event = heapq.heappop(self._events)
                event(time)


class Page:
    """A page: messages reach it in order, it paints the newest frame, and acknowledges it.

    Args:
        travel: seconds of a message on its way, in either direction.
        paint: seconds of painting one frame.
    """

    def __init__(
        self,
        world: World,
        view: int = 1,
        travel: Callable[[], float] = lambda: 0.005,
        paint: Callable[[], float] = lambda: 0.01,
    ) -> None:
        self.world, self.view, self.travel, self.paint = world, view, travel, paint
        self.answers = True
        self.lags: list[tuple[float, float]] = []
        """When a frame was painted, and how old it was then."""
        self.painted: list[dict[str, Any]] = []
        self._arrival = self._return = 0.0
        self._newest: tuple[float, dict[str, Any]] | None = None
        self._painting = False
        world.pages.append(self)

    def hello(self) -> None:
        self.world.loop.post(lambda: self.world.loop.hello(self.view))

    def receive(self, content: dict[str, Any]) -> None:
        if content["type"] != "frame":
            return
        sent = self.world.clock.now
        self._arrival = max(self._arrival, sent + self.travel())
        self.world.at(self._arrival, lambda now: self._arrive(now, sent, content))

    def _arrive(self, now: float, sent: float, content: dict[str, Any]) -> None:
        if not self.answers:
            return
        self._newest = (sent, content)
        if not self._painting:
            self._begin(now)

    def _begin(self, now: float) -> None:
        assert self._newest is not None
        (sent, content), self._newest, self._painting = self._newest, None, True
        self.world.at(now + self.paint(), lambda now: self._finish(now, sent, content))

    def _finish(self, now: float, sent: float, content: dict[str, Any]) -> None:
        self.painted.append(content)
        self.lags.append((now, now - sent))
        self._return = max(self._return, now + self.travel())
        self.world.at(self._return, lambda now: self._acknowledge(now, content["frame"]))
        self._painting = False
        if self._newest:
            self._begin(now)

    def _acknowledge(self, now: float, frame: int) -> None:
        if self.answers:
            loop = self.world.loop
            loop.post(lambda: loop.views.ack(self.view, frame, now))

    def rate(self, since: float) -> float:
        """Painted frames a second."""
        times = [time for time, _ in self.lags if time >= since]
        return len(times) / (self.world.clock.now - since)


def between(low: float, high: float, seed: int = 1) -> Callable[[], float]:
    """Times that vary."""
    draw = random.Random(seed)
    return lambda: draw.uniform(low, high)


class RecordingComm(BaseComm):
    """A comm whose other end is this list."""

    def __init__(self, *args: Any, **keys: Any) -> None:
        self.published: list[tuple[str, dict[str, Any], list[bytes]]] = []
        super().__init__(*args, **keys)

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any
    ) -> None:
        self.published.append((msg_type, data or {}, list(buffers or [])))

    def say(self, content: Any) -> None:
        """A custom message from the browser."""
        data = {"method": "custom", "content": content}
        self.handle_msg({"content": {"data": data}, "buffers": []})

    def update(self, **state: Any) -> None:
        """Trait values written by the browser."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.handle_msg({"content": {"data": data}, "buffers": []})

    @property
    def customs(self) -> list[dict[str, Any]]:
        """The custom messages to the browser."""
        return [d["content"] for _, d, _ in self.published if d.get("method") == "custom"]

    @property
    def states(self) -> list[dict[str, Any]]:
        """The trait values sent to the browser after the opening."""
        return [d["state"] for kind, d, _ in self.published if kind == "comm_msg" and "state" in d]
