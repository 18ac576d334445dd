"""Who looks, and how many frames may be on their way to them.

Nothing between kernel and browser holds back a sender, so this does: every view has a small
window of frames sent but not yet painted. Times are seconds of any monotonic clock.
"""

from __future__ import annotations

from nnwidget.pictures.hidden_space import SpaceRef

from .painter import NeuronRef

PATIENCE = 2.0
"""A frame that is not acknowledged for so long is given up."""

LONGEST_PATIENCE = 10.0
"""With every frame given up, the wait for the next doubles up to this."""

LARGEST_WINDOW = 6
HARD_LIMIT = 12
"""Frames in flight that not even an edit may exceed."""

QUICK, SLOW, TOO_SLOW = 0.10, 0.18, 0.25
"""A page that paints a frame within QUICK may have one more on the way, one slower than SLOW
one less; one that was TOO_SLOW half as many."""

VIEWS = 64
"""Most views of one widget; the oldest is forgotten beyond that."""


class View:
    """One view: its frames in flight and what it looks at."""

    def __init__(self) -> None:
        self.look: NeuronRef | None = None
        self.hidden_space: SpaceRef | None = None
        self.window = 2
        self.responsive = True  # has it answered since a frame was last given up?
        self._patience = PATIENCE
        self._delay = 0.0
        self._sent: dict[int, float] = {}

    @property
    def in_flight(self) -> int:
        return len(self._sent)

    def sent(self, frame: int, now: float) -> None:
        self._sent[frame] = now

    def ack(self, frame: int, now: float) -> None:
        """The view painted ``frame``, and skipped those before it."""
        self.responsive = True
        if frame not in self._sent:
            return  # it was given up: go on waiting longer for the next
        delay = now - self._sent[frame]
        if delay < PATIENCE:
            self._patience = PATIENCE
        self._delay = 0.7 * self._delay + 0.3 * delay if self._delay else delay
        if delay > TOO_SLOW:
            self.window = max(1, self.window // 2)
        elif self._delay > SLOW:
            self.window = max(1, self.window - 1)
        elif self._delay < QUICK:
            self.window = min(LARGEST_WINDOW, self.window + 1)
        self._sent = {number: time for number, time in self._sent.items() if number > frame}

    def expire(self, now: float) -> None:
        """Give up frames that were not acknowledged in time."""
        if self._sent and now - next(iter(self._sent.values())) >= self._patience:
            self._sent.clear()
            self.window = 1
            self.responsive = False
            self._patience = min(2 * self._patience, LONGEST_PATIENCE)

    def free_at(self) -> float:
        """When a frame may be sent, if nothing is heard until then."""
        if self.in_flight < self.window:
            return 0.0
        return next(iter(self._sent.values())) + self._patience


class Views:
    """All views of one widget. A frame goes to all of them at once."""

    def __init__(self) -> None:
        self._views: dict[int, View] = {}
        self.last_seen = 0.0

    def __len__(self) -> int:
        return len(self._views)

    def __getitem__(self, view: int) -> View:
        return self._views[view]

    def hello(self, view: int, now: float) -> None:
        """A view opened, became visible again, or spoke after it had been forgotten."""
        known = self._views.pop(view, None)
        new = self._views[view] = View()
        if known:
            new.look, new.hidden_space = known.look, known.hidden_space
        self.last_seen = now
        while len(self._views) > VIEWS:
            self._views.pop(next(iter(self._views)))

    def bye(self, view: int) -> None:
        self._views.pop(view, None)

    def alive(self, now: float) -> None:
        """A sign of life."""
        self.last_seen = max(self.last_seen, now)

    def ack(self, view: int, frame: int, now: float) -> None:
        self.alive(now)
        if view in self._views:
            self._views[view].ack(frame, now)

    def look(self, view: int, neuron: NeuronRef | None) -> None:
        if view in self._views:
            self._views[view].look = neuron

    def show_hidden_space(self, view: int, space: SpaceRef | None) -> None:
        if view in self._views:
            self._views[view].hidden_space = space

    @property
    def hidden_spaces(self) -> list[SpaceRef]:
        """The layers' spaces that are shown, each once."""
        return list(dict.fromkeys(v.hidden_space for v in self._views.values() if v.hidden_space))

    @property
    def looks(self) -> list[NeuronRef]:
        """The neurons that are looked at, each once."""
        return list(dict.fromkeys(v.look for v in self._views.values() if v.look))

    def sent(self, frame: int, now: float) -> None:
        for view in self._views.values():
            view.sent(frame, now)

    def free_at(self, now: float) -> float | None:
        """When a frame may be sent: at once (a time that is past), later, or never (``None``,
        nobody looks). The slowest view that answers decides; those that do not are asked
        again, ever less often, while nobody else answers."""
        for view in self._views.values():
            view.expire(now)
        if not self._views:
            return None
        answering = self._answering()
        if answering:
            return max(view.free_at() for view in answering)
        return min(view.free_at() for view in self._views.values())

    def crowded(self) -> bool:
        """Are there so many frames in flight that even an edit must wait?"""
        views = self._answering() or self._views.values()
        return any(view.in_flight >= HARD_LIMIT for view in views)

    def _answering(self) -> list[View]:
        return [view for view in self._views.values() if view.responsive]
