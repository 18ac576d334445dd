"""The live loop: one task owns the trainer, trains it in short slices, and sends frames.

Message handlers may run in any thread, so they only `post` jobs here; the task does them in
order. `tick` holds all of the logic and knows no asyncio: it does what is due and says how
long nothing will be.
"""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from nnwidget.diagnosis.watch import Watch
from nnwidget.training.trainer import Trainer
from nnwidget.training.undo import Undo

from .frames import Frames
from .goals import Goals
from .idle import IdleWatch
from .interrupt import INTERRUPTS
from .jobs import Jobs
from .notices import INTERRUPTED, NOBODY_LOOKING, of_error, of_stop
from .pace import LONG_SLICE, Pace, share
from .painter import Around
from .protocol import Notice
from .result_observers import ResultObservers
from .turns import Turns, soonest
from .views import Views

T = TypeVar("T")

NOBODY = 120.0
"""Play pauses when no view has shown a sign of life for so many seconds."""

TRAINING: weakref.WeakSet[Loop] = weakref.WeakSet()
"""The loops that train now."""


class Loop:
    """Owns a trainer.

    Args:
        trainer: the trainer. Whoever else touches it holds ``lock`` meanwhile.
        edits: those that can be taken back. One after training is another one than before it.
        watch: finds out why it does not learn.
        send: sends one message to the browser.
        clock: seconds, monotonic.

    Attributes:
        trainer: what is trained.
        lock: held during a slice.
        views: who looks.
        playing: is Play on?
        pace: how fast Play goes.
        frame_rate: frames per second, at most.
        notice: why training stopped by itself.
        frames: shows the trainer to the views.
        listen: answers what the browser has sent, in the loop's turn; it is given the time and
            returns the seconds until something may be due again, or ``None``.
        observers: those of the losses, the epoch and the like.
        turns: when it may work.
        jobs: those that were posted and wait for its turn.
        clock: tells the time.
        error: an exception of the loop, to be raised where the user can see it.
    """

    def __init__(
        self,
        trainer: Trainer,
        edits: Undo,
        watch: Watch,
        send: Callable[[Any, list[bytes]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trainer = trainer
        self.lock = threading.RLock()
        self.views = Views()
        self.playing = False
        self.pace = Pace()
        self.frame_rate: float = 30
        self.notice: Notice | None = None
        self.error: BaseException | None = None
        self.clock = clock
        self.frames = Frames(trainer, self.views, watch, send)
        self.listen: Callable[[float], float | None] = lambda now: None
        self.observers = ResultObservers()
        self.turns = Turns(self._turn, self._halt)
        self.jobs = Jobs()
        self._edits = edits
        self._goals = Goals()
        self._closed = False
        self._interrupted = False
        self._paused = False
        self._idle: IdleWatch | None = None

    # ------------------------------------------------------------ from any thread

    def post(self, job: Callable[[], None]) -> None:
        """Do ``job`` in the owner's turn, after all jobs posted before. Where no event loop
        runs (plain Python) it is done at once."""
        if self._closed:
            return
        self.jobs.add(job)
        self.wake()

    def tell(self, job: Callable[[], None]) -> None:
        """Call code of the user's that observes: at once, or, when this is the loop's turn,
        behind what is being answered, so that its exception is not the answer."""
        if self.jobs.done_here:
            self.jobs.add(lambda: self._attempt(job))
        else:
            job()

    def _attempt(self, observer: Callable[[], T]) -> T | None:
        try:
            return observer()
        except Exception as error:
            self.fail(error, "error_observer")
            return None

    @property
    def alone(self) -> bool:
        """Does no event loop run (plain Python), so that there is no later?"""
        return self.turns.none

    def wake(self) -> None:
        """See at once whether there is something to do."""
        if not self.jobs.done_here:
            self.turns.calls += 1
        if not self.turns.ask():
            self.tick()

    def edited(self) -> None:
        """Something was changed: show it at once, whatever is in flight."""
        self.frames.hasten()
        self.wake()

    # ------------------------------------------------------------ commands

    def play(self) -> None:
        """Train until `pause`.

        Raises:
            RuntimeError: no event loop runs; ``fit`` trains without one.
        """
        self._check_open()
        if self.alone:
            raise RuntimeError(
                "play() needs a running event loop, as in Jupyter; fit(epochs) works without"
            )
        now = self.clock()
        with INTERRUPTS.held(), self.lock:
            self.playing = True
            self.pace.start(now)
            self.views.last_seen = max(self.views.last_seen, now)
            self._begin()
        self.edited()

    def _begin(self) -> None:
        """From now on it trains."""
        self.notice = None
        self._interrupted = False
        self.pace.measure_from(self.clock(), self.trainer.epoch)
        TRAINING.add(self)
        INTERRUPTS.watch(self._interrupt)

    def pause(self, notice: Notice | None = None) -> None:
        """Stop training, a running ``await train()`` too."""
        with INTERRUPTS.held():
            self._halt()
            self.notice = notice
        self.edited()

    def _halt(self) -> None:
        with INTERRUPTS.held(), self.lock:
            self.playing = False
            self._paused = True
            self.pace.rate = 0.0
            self._goals.give_up()
            TRAINING.discard(self)
            INTERRUPTS.forget(self._interrupt)

    async def train(self, epochs: float) -> None:
        """Train so many epochs, as fast as it goes, with the views live."""
        self._check_open()
        self._raise_error()
        reached = asyncio.get_running_loop().create_future()
        with INTERRUPTS.held(), self.lock:
            self.playing = False
            self._edits.settle()
            self._goals.add(round(epochs * self.trainer.batches_per_epoch), reached)
            self._begin()
        self.wake()
        try:
            await reached
        except asyncio.CancelledError:
            self.pause(INTERRUPTED)
            raise
        self._raise_error()

    def fit(self, epochs: float) -> None:
        """Train so many epochs now, in the caller's thread. An interrupt ends it after a whole
        batch."""
        self._raise_error()
        self._train_now(round(epochs * self.trainer.batches_per_epoch))
        if self._interrupted:
            raise KeyboardInterrupt

    def step(self) -> None:
        """Train to the end of the epoch now, one whole one when it has not begun."""
        self._train_now(self._batches_left())

    def step_batch(self) -> None:
        """Train one batch now."""
        self._train_now(1)

    def step_by_slices(self) -> None:
        """The same as `step`, in slices like `play`; most steps need no more than the first,
        which is trained now. While it has not ended, another step is a whole epoch more."""
        if self.alone:
            self.step()
            return
        with INTERRUPTS.held(), self.lock:
            if self._goals.extend_step(self.trainer.batches_per_epoch):
                return
            self._edits.settle()
            self._halt()
            self._goals.add(self._batches_left())
            self._begin()
            self._train_slice()
        self.edited()

    def _batches_left(self) -> int:
        """Batches to the end of the epoch."""
        return round((1 - self.trainer.epoch % 1) * self.trainer.batches_per_epoch)

    def _train_now(self, batches: int) -> None:
        with INTERRUPTS.held():
            self._edits.settle()
            self.pause()
            self._interrupted = self._paused = False
            long = batches > self.trainer.batches_per_epoch
            INTERRUPTS.watch(self._interrupt)
            try:
                while batches > 0 and not (self._interrupted or self._paused):
                    with self.lock:
                        batches -= self.trainer.run(batches, LONG_SLICE)
                    if self.trainer.stopped:
                        break
                    with INTERRUPTS.released():
                        self._tell_results_in_time()
            finally:
                if long:
                    self.frames.renew_history()
                self.pause(INTERRUPTED if self._interrupted else None)
                self._note_stop()
        self.tell_results()

    def close(self) -> None:
        """Stop for good and let go of everything."""
        self._closed = True
        self._halt()
        self.jobs.clear()
        self.turns.end()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this widget was closed; fit(epochs) still works")

    def _raise_error(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise RuntimeError("training in the background failed") from error

    # ------------------------------------------------------------ a turn

    def _turn(self) -> float | None:
        return soonest(self.tick(), self._attempt(self._tell_results_in_time))

    def tick(self) -> float | None:
        """Do what is due. Returns the seconds until something may be due again, or ``None``
        when only a new job can make it so."""
        start = time.monotonic()
        try:
            with self.lock:
                waits = [self.jobs.do(self._listen)]
                if self._closed:
                    INTERRUPTS.forget(self._interrupt)
                    return None
                with INTERRUPTS.held():
                    self._train_slice()
                    waits += [self._send_frame(), self._next_slice(), self._look_for_idleness()]
        except Exception as error:  # the task must live on, and the user must see it
            self.fail(error)
            return None
        finally:
            Turns.taken += time.monotonic() - start
        return soonest(*waits)

    def _listen(self) -> float | None:
        return None if self._closed else self.listen(self.clock())

    def fail(self, error: Exception, by: str = "error") -> None:
        """Keep an exception that nobody would see, for the next `train`, and say so."""
        self.error = error
        self.pause(of_error(error, by))

    # ------------------------------------------------------------ training

    @property
    def training(self) -> bool:
        return self.playing or bool(self._goals)

    def _interrupt(self) -> None:
        # Runs inside a signal handler: note it, nothing else.
        self._interrupted = True

    def _train_slice(self) -> None:
        if not self.training:
            return
        now = self.clock()
        INTERRUPTS.watch(self._interrupt)
        if self._interrupted:
            self._interrupted = False
            self.pause(INTERRUPTED)
            return
        if self.playing and now - self.views.last_seen > NOBODY:
            self.pause(NOBODY_LOOKING)
            return
        per_epoch = self.trainer.batches_per_epoch
        due = self._goals.batches if self._goals else self.pace.due(now, per_epoch)
        trained = self.trainer.run(due, share(len(TRAINING)), self.clock) if due else 0
        self.pace.measure(self.clock(), self.trainer.epoch)
        if not self._goals:
            self.pace.trained(trained)
        elif goal := self._goals.trained(trained):
            if goal.reached:
                self.frames.renew_history()
            self.frames.hasten()
            if not self._goals:
                self._halt()
        self._note_stop()

    def _next_slice(self) -> float | None:
        """Seconds until there is a batch to train."""
        if not self.training:
            return None
        return 0.0 if self._goals else self.pace.wait(self.trainer.batches_per_epoch)

    def _note_stop(self) -> None:
        if self.trainer.stopped:
            self.pause(of_stop(self.trainer.stopped))

    # ------------------------------------------------------------ frames

    def hello(self, view: int) -> None:
        """A view opened: send it everything."""
        self.frames.hello(view, self.clock())

    @property
    def all_shown(self) -> bool:
        """Have the views been sent all that there is?"""
        return not self.frames.is_news(self._around(), self.clock())

    def _send_frame(self) -> float | None:
        """Send a frame if there is news and it is due. Returns the seconds until it may be."""
        if self.all_shown:
            return None
        return self.frames.send(self._around(), self.clock(), self.frame_rate)

    def _around(self) -> Around:
        return Around(
            playing=self.training,
            rate=self.pace.rate,
            undo=self._edits.can_undo,
            redo=self._edits.can_redo,
            notice=self.notice,
        )

    # ------------------------------------------------------------ those who want to know

    def when_idle(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` when there is another state than now and it has come to rest; while it
        trains, rarely."""
        self._idle = IdleWatch(tell, self._lasting(), self.clock())

    def _lasting(self) -> tuple[object, ...]:
        """What a picture shows that is to last."""
        trainer = self.trainer
        return trainer.version, trainer.data_version, trainer.epoch, trainer.options

    def _look_for_idleness(self) -> float | None:
        if self._idle is None:
            return None
        busy = len(TRAINING) if self.training else 0
        return self._idle.look(self._lasting(), self.clock(), busy)

    def tell_results(self) -> None:
        """Tell who wants to know of results, if they may have changed."""
        self.observers.tell(self._results_state(), self.clock(), 1 / self.frame_rate)

    def _tell_results_in_time(self) -> float | None:
        """The same, at most once per frame. Returns the seconds until it may be again."""
        return self.observers.tell_in_time(self._results_state(), self.clock(), 1 / self.frame_rate)

    def _results_state(self) -> tuple[object, ...]:
        return self.trainer.version, self.trainer.epoch, self.training
