"""The live loop: one task owns the trainer, trains it in short slices, and sends frames.

Message handlers may run in any thread, so they only `post` jobs here; the task does them in
order. `tick` holds all of the logic and knows no asyncio: it does what is due and says how
long nothing will be.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from nnwidget.diagnosis.watch import Watch
from nnwidget.training.trainer import Trainer
from nnwidget.training.undo import Undo

from .frames import Frames
from .idle import Rest
from .interrupt import INTERRUPTS
from .painter import Around
from .protocol import REASON_LIMIT, Notice, NoticeCode
from .views import Views

T = TypeVar("T")

SLICE = 0.012
"""Seconds of training at a time; between two slices the kernel gets its turn. Widgets that
train at the same time share it."""

SHORT_SLICE = 0.003
"""Their smallest share."""

LONG_SLICE = 0.1
"""The same where the caller waits (`fit`): how long an interrupt may take."""

BREATH = 0.001
"""Seconds of sleep between slices. (With 0 a kernel answers three times slower.)"""

DEEP_BREATH = 0.004
"""The same while the kernel is found at work, so that it is asked less often."""

LATE = 0.002
"""Who sleeps for a breath and wakes so much later was not alone: the kernel had work to do, or
another thread of it."""

LONGEST_BREATH = 0.2
"""A kernel that never comes to rest leaves the loop a turn after so many seconds."""

NOBODY = 120.0
"""Play pauses when no view has shown a sign of life for so many seconds."""

BACKLOG = 0.25
"""A loop that falls behind its speed makes up for at most so many seconds."""

IDLE = 1.0
"""Longest sleep, in seconds, of a loop that waits for a time."""


_TRAINING: weakref.WeakSet[Loop] = weakref.WeakSet()
"""The loops that train now."""


class _Turns:
    """The seconds that all loops together have taken for their turns."""

    taken = 0.0


@dataclass
class _Goal:
    """Batches still to be trained: of an ``await train()`` that waits until they are
    ``reached``, or of a step, for which nobody waits."""

    batches: int
    reached: asyncio.Future[None] | None = None


class Loop:
    """Owns a trainer.

    Args:
        trainer: the trainer. Whoever else touches it holds ``lock`` meanwhile.
        send: sends one message to the browser.
        clock: seconds, monotonic.

    Attributes:
        lock: held during a slice.
        playing: is Play on?
        speed: epochs per second, or ``None`` for as fast as it goes.
        frame_rate: frames per second, at most.
        notice: why training stopped by itself.
        frames: shows the trainer to the views. undo: the edits that can be taken back.
        watch: finds out why it does not learn.
        listen: answers what the browser has sent, in the loop's turn; it is given the time and
            returns the seconds until something may be due again, or ``None``.
        on_results: called when losses, epoch or the like may have changed, at most once per
            frame; ``None`` where nobody wants to know.
        error: an exception of the loop, to be raised where the user can see it.
    """

    def __init__(
        self,
        trainer: Trainer,
        send: Callable[[Any, list[bytes]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trainer = trainer
        self.lock = threading.RLock()
        self.views = Views()
        self.playing = False
        self.speed: float | None = 60
        self.frame_rate: float = 30
        self.notice: Notice | None = None
        self.error: BaseException | None = None
        self._clock = clock
        self.undo = Undo()
        self.watch = Watch(trainer)
        self.frames = Frames(trainer, self.views, self.watch, send)
        self.listen: Callable[[float], float | None] = lambda now: None
        self.on_results: Callable[[], None] | None = None
        self._told: object = None
        self._tell_due = 0.0
        self._jobs: deque[Callable[[], None]] = deque()
        self._turn: int | None = None
        self._calls = 0
        self._goals: deque[_Goal] = deque()
        self._closed = False
        self._interrupted = False
        self._paused = False
        self._owed = 0.0
        self._last_slice = 0.0
        self._rate = 0.0
        self._rate_from = (0.0, 0.0)
        self._owner = _kernel_loop()
        self._task: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()
        self._rest: Rest | None = None

    # ------------------------------------------------------------ from any thread

    def post(self, job: Callable[[], None]) -> None:
        """Do ``job`` in the owner's turn, after all jobs posted before. Where no event loop
        runs (plain Python) it is done at once."""
        if self._closed:
            return
        self._jobs.append(job)
        self.wake()

    def tell(self, job: Callable[[], None]) -> None:
        """Call code of the user's that observes: at once, or, when this is the loop's turn,
        behind what is being answered, so that its exception is not the answer."""
        if self._turn == threading.get_ident():
            self._jobs.append(lambda: self._attempt(job))
        else:
            job()

    def _attempt(self, observer: Callable[[], T]) -> T | None:
        try:
            return observer()
        except Exception as error:
            self.fail(error, "observer")
            return None

    @property
    def alone(self) -> bool:
        """Does no event loop run (plain Python), so that there is no later?"""
        return self._find_owner() is None

    def wake(self) -> None:
        """See at once whether there is something to do."""
        if self._turn != threading.get_ident():
            self._calls += 1
        owner = self._find_owner()
        if owner is None:
            self.tick()
        elif not self._bell.is_set():  # else it is about to look anyway
            owner.call_soon_threadsafe(self._resume)

    def _find_owner(self) -> asyncio.AbstractEventLoop | None:
        """The event loop of the task: the first that was met, as long as it runs. (A script may
        call ``asyncio.run`` several times.)"""
        if self._owner is None or not self._owner.is_running():
            self._owner = _kernel_loop()
        return self._owner

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
        now = self._clock()
        with INTERRUPTS.held(), self.lock:
            self.playing = True
            self._owed, self._last_slice = 1.0, now
            self.views.last_seen = max(self.views.last_seen, now)
            self._begin()
        self.edited()

    def _begin(self) -> None:
        """From now on it trains."""
        self.notice = None
        self._interrupted = False
        self._rate_from = (self._clock(), self.trainer.epoch)
        _TRAINING.add(self)
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
            self._rate = 0.0
            while self._goals:
                self._reach(self._goals.popleft())
            _TRAINING.discard(self)
            INTERRUPTS.forget(self._interrupt)

    async def train(self, epochs: float) -> None:
        """Train so many epochs, as fast as it goes, with the views live."""
        self._check_open()
        self._raise_error()
        reached = asyncio.get_running_loop().create_future()
        with INTERRUPTS.held(), self.lock:
            self.playing = False
            self.undo.settle()
            self._goals.append(_Goal(round(epochs * self.trainer.batches_per_epoch), reached))
            self._begin()
        self.wake()
        try:
            await reached
        except asyncio.CancelledError:
            self.pause(_INTERRUPTED)
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
            if self._goals and self._goals[-1].reached is None:
                self._goals[-1].batches += self.trainer.batches_per_epoch
                return
            self.undo.settle()
            self._halt()
            self._goals.append(_Goal(self._batches_left()))
            self._begin()
            self._train_slice()
        self.edited()

    def _batches_left(self) -> int:
        """Batches to the end of the epoch."""
        return round((1 - self.trainer.epoch % 1) * self.trainer.batches_per_epoch)

    def _train_now(self, batches: int) -> None:
        with INTERRUPTS.held():
            self.undo.settle()
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
                self.pause(_INTERRUPTED if self._interrupted else None)
                self._note_stop()
        self.tell_results()

    def close(self) -> None:
        """Stop for good and let go of everything."""
        self._closed = True
        self._halt()
        self._jobs.clear()
        if self._owner is not None and self._owner.is_running():
            self._owner.call_soon_threadsafe(self._bell.set)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this widget was closed; fit(epochs) still works")

    def _raise_error(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise RuntimeError("training in the background failed") from error

    # ------------------------------------------------------------ the task

    def _resume(self) -> None:
        """In the owner's thread: make sure that the task runs, and that it looks."""
        loop, task = asyncio.get_running_loop(), self._task
        if task is None or task.done() or task.get_loop() is not loop:
            if self._closed:
                return
            self._bell = asyncio.Event()
            self._task = loop.create_task(self._run())
        self._bell.set()

    async def _run(self) -> None:
        bell = self._bell
        try:
            while True:
                bell.clear()
                pause = _soonest(self.tick(), self._attempt(self._tell_results_in_time))
                if pause is None:
                    return
                if pause > BREATH:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(bell.wait(), pause)
                await self._breathe()
        except asyncio.CancelledError:
            # The event loop ends. Waking it now would start the task anew.
            self._halt()
            raise
        finally:
            bell.clear()

    async def _breathe(self) -> None:
        """Let the kernel do its work, all of it: take a breath, and longer ones while they turn
        out longer than they were meant to be (other widgets' training is no work), or while
        something comes in."""
        breath, end = BREATH, time.monotonic() + LONGEST_BREATH
        while True:
            start, taken, calls = time.monotonic(), _Turns.taken, self._calls
            await asyncio.sleep(breath)
            now = time.monotonic()
            late = now - start - breath - (_Turns.taken - taken)
            if now > end or (late < LATE and calls == self._calls):
                return
            breath = min(2 * breath, DEEP_BREATH)

    def tick(self) -> float | None:
        """Do what is due. Returns the seconds until something may be due again, or ``None``
        when only a new job can make it so."""
        start = time.monotonic()
        try:
            with self.lock:
                waits = [self._do_jobs()]
                if self._closed:
                    INTERRUPTS.forget(self._interrupt)
                    return None
                with INTERRUPTS.held():
                    self._train_slice()
                    waits += [self._send_frame(), self._next_slice(), self._tell_news()]
        except Exception as error:  # the task must live on, and the user must see it
            self.fail(error)
            return None
        finally:
            _Turns.taken += time.monotonic() - start
        return _soonest(*waits)

    def _do_jobs(self) -> float | None:
        """Do what was posted and answer the browser. Returns the seconds until there may be
        more to answer."""
        outer, self._turn = self._turn, threading.get_ident()
        try:
            # in plain Python an answer can have a turn within it
            wait = None if self._closed or outer else self.listen(self._clock())
            while self._jobs:
                self._jobs.popleft()()
        finally:
            self._turn = outer
        return wait

    def fail(self, error: Exception, reason: str = "") -> None:
        """Keep an exception that nobody would see, for the next `train`, and say so."""
        self.error = error
        self.pause(_notice("error", f"{type(error).__name__}: {error}", reason))

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
        now = self._clock()
        INTERRUPTS.watch(self._interrupt)
        if self._interrupted:
            self._interrupted = False
            self.pause(_INTERRUPTED)
            return
        if self.playing and now - self.views.last_seen > NOBODY:
            self.pause(_notice("nobody_looking", "Training paused: nobody was looking."))
            return
        due = self._batches_due(now)
        share = max(SHORT_SLICE, SLICE / max(1, len(_TRAINING)))
        trained = self.trainer.run(due, share, self._clock) if due else 0
        self._measure_rate()
        if self._goals:
            goal = self._goals[0]
            goal.batches -= trained
            if goal.batches <= 0:
                self._reach(self._goals.popleft())
                if goal.reached:
                    self.frames.renew_history()
                self.frames.hasten()
                if not self._goals:
                    self._halt()
        else:
            self._owed = max(0.0, self._owed - trained)
        self._note_stop()

    def _batches_due(self, now: float) -> int:
        if self._goals:
            return self._goals[0].batches
        elapsed, self._last_slice = now - self._last_slice, now
        if self.speed is None:
            return 1_000_000
        per_second = self.speed * self.trainer.batches_per_epoch
        self._owed = min(self._owed + elapsed * per_second, 1 + BACKLOG * per_second)
        return int(self._owed)

    def _next_slice(self) -> float | None:
        """Seconds until there is a batch to train."""
        if not self.training:
            return None
        if self._goals or self.speed is None:
            return 0.0
        return (1 - self._owed) / (self.speed * self.trainer.batches_per_epoch)

    def _measure_rate(self) -> None:
        now, epoch = self._clock(), self.trainer.epoch
        since, from_epoch = self._rate_from
        if now - since >= 0.5:
            self._rate = max(0.0, (epoch - from_epoch) / (now - since))
            self._rate_from = (now, epoch)

    def _note_stop(self) -> None:
        stopped = self.trainer.stopped
        if stopped:
            self.pause(_notice(stopped.code, stopped.text, stopped.reason, stopped.values))

    def _reach(self, goal: _Goal) -> None:
        if goal.reached and not goal.reached.done():
            goal.reached.get_loop().call_soon_threadsafe(_finish, goal.reached)

    # ------------------------------------------------------------ frames

    def hello(self, view: int) -> None:
        """A view opened: send it everything."""
        self.frames.hello(view, self._clock())

    @property
    def news(self) -> bool:
        """Is there anything that the views have not been sent yet?"""
        return self.frames.is_news(self._around(), self._clock())

    def _send_frame(self) -> float | None:
        """Send a frame if it is due. Returns the seconds until it may be."""
        return self.frames.send(self._around(), self._clock(), self.frame_rate)

    def _around(self) -> Around:
        return Around(
            playing=self.training,
            rate=self._rate,
            undo=self.undo.can_undo,
            redo=self.undo.can_redo,
            notice=self.notice,
        )

    # ------------------------------------------------------------ rest

    def when_at_rest(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` when there is another state than now and it has come to rest; while it
        trains, rarely."""
        self._rest = Rest(tell, self._lasting(), self._clock())

    def _lasting(self) -> tuple[object, ...]:
        """What a picture shows that is to last."""
        trainer = self.trainer
        return trainer.version, trainer.data_version, trainer.epoch, trainer.options

    def tell_results(self) -> None:
        """Tell who wants to know, if there is news."""
        news = self._results_state()
        if self.on_results is not None and news != self._told:
            self._told, self._tell_due = news, self._clock() + 1 / self.frame_rate
            self.on_results()

    def _tell_results_in_time(self) -> float | None:
        """The same, at most once per frame. Returns the seconds until it may be again."""
        if self.on_results is None or self._results_state() == self._told:
            return None
        wait = self._tell_due - self._clock()
        if wait > 0:
            return wait
        self.tell_results()
        return None

    def _results_state(self) -> tuple[object, ...]:
        return self.trainer.version, self.trainer.epoch, self.training

    def _tell_news(self) -> float | None:
        if self._rest is None:
            return None
        busy = len(_TRAINING) if self.training else 0
        return self._rest.look(self._lasting(), self._clock(), busy)


def _soonest(*waits: float | None) -> float | None:
    """The shortest of some waits, if there is one."""
    due = [wait for wait in waits if wait is not None]
    return min(IDLE, max(BREATH, min(due))) if due else None


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _notice(
    code: NoticeCode, text: str, reason: str = "", values: Mapping[str, float] | None = None
) -> Notice:
    return {
        "code": code,
        "reason": reason,
        "values": dict(values or {}),
        "text": text[:REASON_LIMIT],
    }


_INTERRUPTED = _notice("interrupted", "Training was interrupted; press Play to go on.")


def _kernel_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop of the kernel's cells, or the running one, or none.

    A handler in another thread may have a running loop of its own, which is the wrong one; so
    an IPython kernel is asked first.
    """
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    io_loop = getattr(kernel, "io_loop", None)
    loop = getattr(io_loop, "asyncio_loop", None)
    if isinstance(loop, asyncio.AbstractEventLoop):
        return loop
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
