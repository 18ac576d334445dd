"""SIGINT pauses what trains in the background, and then does what it did before."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from nnwidget.live.interrupt import INTERRUPTS, Interrupts, block
from nnwidget.live.loop import Loop
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.fakes import loop_of


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


class Shell:
    """An IPython, with the kernel's way of putting its SIGINT handlers in place."""

    def __init__(self) -> None:
        self.events = self
        self.kernel = self
        self.registered: list[Callable[[], None]] = []
        self.saved_sigint_handler: Any = None

    def register(self, event: str, function: Callable[[], None]) -> None:
        assert event == "pre_execute"
        self.registered.append(function)

    def unregister(self, event: str, function: Callable[[], None]) -> None:
        self.registered.remove(function)

    def pre_handler_hook(self) -> None:
        self.saved_sigint_handler = signal.signal(signal.SIGINT, signal.default_int_handler)

    def take_message(self, message: Callable[[], None]) -> None:
        self.pre_handler_hook()
        try:
            message()
        finally:
            signal.signal(signal.SIGINT, self.saved_sigint_handler)

    def run_cell(self, cell: Callable[[], None], handler: Any = signal.default_int_handler) -> None:
        def execute() -> None:
            if handler is not signal.default_int_handler:
                signal.signal(signal.SIGINT, handler)
            for function in list(self.registered):
                function()
            cell()

        self.take_message(execute)


@pytest.fixture(autouse=True)
def outside() -> Iterator[None]:
    """Between cells the kernel ignores the signal; in the end everything is as it was."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    own = Shell()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: own))
    return own


@pytest.fixture
def interrupts() -> Interrupts:
    return Interrupts()


def test_an_interrupt_between_cells_calls_the_pause_and_nothing_else(
    interrupts: Interrupts,
) -> None:
    calls: list[int] = []
    pause = lambda: calls.append(1)  # noqa: E731
    interrupts.watch(pause)
    interrupt()
    assert calls == [1]
    interrupts.forget(pause)
    interrupt()
    assert calls == [1]


def test_an_interrupt_pauses_all_that_trains(interrupts: Interrupts) -> None:
    calls: list[str] = []
    pauses = [lambda: calls.append("a"), lambda: calls.append("b")]
    for pause in pauses:
        interrupts.watch(pause)
        interrupts.watch(pause)
    interrupt()
    assert calls == ["a", "b"]
    interrupts.forget(pauses[0])
    interrupt()
    assert calls == ["a", "b", "b"]
    interrupts.forget(pauses[1])
    interrupts.forget(pauses[1])


def test_an_interrupt_while_the_kernel_takes_a_message_pauses_training(
    interrupts: Interrupts, shell: Shell
) -> None:
    """A view that paints sends many, so that one often falls into such a moment."""
    calls: list[int] = []
    pause = lambda: calls.append(1)  # noqa: E731
    interrupts.watch(pause)
    with pytest.raises(KeyboardInterrupt):
        shell.take_message(interrupt)
    assert calls == [1]
    interrupts.forget(pause)
    with pytest.raises(KeyboardInterrupt):
        shell.take_message(interrupt)
    assert calls == [1]
    assert shell.pre_handler_hook.__self__ is shell  # type: ignore[attr-defined]


def test_a_cell_that_blocks_is_interrupted_and_training_paused(
    interrupts: Interrupts, shell: Shell
) -> None:
    calls: list[int] = []
    pause = lambda: calls.append(1)  # noqa: E731
    interrupts.watch(pause)
    with pytest.raises(KeyboardInterrupt):
        shell.run_cell(interrupt)
    assert calls == [1]
    interrupt()
    assert calls == [1, 1], "it watches on between cells"
    interrupts.forget(pause)


def test_a_cell_that_awaits_is_cancelled_by_the_kernels_own_handler(
    interrupts: Interrupts, shell: Shell
) -> None:
    calls: list[str] = []
    pause = lambda: calls.append("pause")  # noqa: E731
    interrupts.watch(pause)
    shell.run_cell(interrupt, handler=lambda *_: calls.append("cancel"))
    assert calls == ["pause", "cancel"]
    interrupts.forget(pause)


def test_a_cell_that_starts_training_and_blocks_is_interrupted_too(
    interrupts: Interrupts, shell: Shell
) -> None:
    calls: list[int] = []
    pause = lambda: calls.append(1)  # noqa: E731

    def cell() -> None:
        interrupts.watch(pause)
        interrupt()

    with pytest.raises(KeyboardInterrupt):
        shell.run_cell(cell)
    assert calls == [1]
    interrupts.forget(pause)


def test_training_that_ends_within_a_cell_leaves_nothing_behind(
    interrupts: Interrupts, shell: Shell
) -> None:
    pause = lambda: None  # noqa: E731
    interrupts.watch(pause)
    assert len(shell.registered) == 1
    shell.run_cell(lambda: interrupts.forget(pause))
    assert shell.registered == []
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_many_trainings_listen_to_cells_once(interrupts: Interrupts, shell: Shell) -> None:
    pauses = [lambda number=number: number for number in range(20)]
    for pause in pauses:
        interrupts.watch(pause)
        shell.run_cell(lambda: None)
    assert len(shell.registered) == 1
    for pause in pauses:
        interrupts.forget(pause)
    assert shell.registered == []


def test_another_thread_watches_nothing_and_takes_nothing_away(interrupts: Interrupts) -> None:
    pause = lambda: None  # noqa: E731
    interrupts.watch(pause)
    inside = signal.getsignal(signal.SIGINT)

    def other() -> None:
        interrupts.watch(lambda: None)
        with interrupts.held():
            pass
        interrupts.forget(lambda: None)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is inside
    interrupts.forget(pause)


def test_an_interrupt_waits_for_the_end_of_what_must_not_be_left_half_done(
    interrupts: Interrupts,
) -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.held():
            with interrupts.held():
                interrupt()
                done.append("first half")
            done.append("second half")

    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["first half", "second half"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_code_of_the_users_within_is_interrupted_and_what_follows_it_is_not(
    interrupts: Interrupts,
) -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.held():
            with contextlib.suppress(KeyboardInterrupt), interrupts.released():
                with interrupts.held():
                    done.append("something of ours that it calls")
                interrupt()
                done.append("never")
            interrupt()
            done.append("the rest")

    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["something of ours that it calls", "the rest"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_an_interrupt_between_a_block_and_the_code_in_it_waits(interrupts: Interrupts) -> None:
    done: list[str] = []

    @block
    def ours() -> Iterator[None]:
        with interrupts.held(), interrupts.released():
            yield

    def at_the_edge(frame: FrameType, event: str, argument: object) -> None:
        if frame.f_code.co_name == "__exit__" and event == "call" and not done:
            done.append("the edge")
            handler = signal.getsignal(signal.SIGINT)
            assert callable(handler)
            handler(signal.SIGINT, frame)
            done.append("is passed")

    def work() -> None:
        with ours():
            sys.setprofile(at_the_edge)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            work()
    finally:
        sys.setprofile(None)
    assert done == ["the edge", "is passed"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_what_is_held_without_an_interrupt_changes_nothing(interrupts: Interrupts) -> None:
    with interrupts.held():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_signal_that_ends_the_process_is_left_alone(interrupts: Interrupts) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    interrupts.watch(lambda: None)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    signal.signal(signal.SIGINT, signal.SIG_IGN)


# ------------------------------------------------------------------ with the loop


class Interrupting(Trainer):
    """A trainer that is interrupted in the middle of the update after ``after`` batches."""

    after = 7

    def watch_updates(self) -> None:
        apply, count = self.updater.apply, 0

        def interrupted(*arguments: Any) -> None:
            nonlocal count
            count += 1
            if count == self.after:
                interrupt()
            apply(*arguments)

        self.updater.apply = interrupted  # type: ignore[method-assign]


@pytest.fixture
def loop() -> Loop:
    trainer = Interrupting(Options(samples=100, hidden_layers=(4,)))
    trainer.watch_updates()
    return loop_of(trainer)


def assert_whole(loop: Loop) -> None:
    """The numbers are those of whole batches: training on gives what it gives undisturbed."""
    epochs = round(loop.trainer.epoch * loop.trainer.batches_per_epoch)
    assert epochs >= Interrupting.after
    undisturbed = Trainer(loop.trainer.options)
    undisturbed.run(epochs)
    assert loop.trainer.mlp.theta.tobytes() == undisturbed.mlp.theta.tobytes()
    assert loop.trainer.epoch == undisturbed.epoch


def test_fit_ends_after_a_whole_batch(loop: Loop) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        loop.fit(1e9)
    assert_whole(loop)
    assert loop.notice is not None
    assert loop.notice["code"] == "interrupted"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_fit_in_a_cell_that_awaits_ends_too(loop: Loop) -> None:
    cancelled: list[int] = []
    signal.signal(signal.SIGINT, lambda *_: cancelled.append(1))
    with pytest.raises(KeyboardInterrupt):
        loop.fit(1e9)
    assert cancelled == [1]
    assert_whole(loop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_a_step_asked_for_by_the_browser_is_interrupted_without_an_exception(loop: Loop) -> None:
    loop.fit(1)
    loop.step()
    assert_whole(loop)
    assert loop.notice is not None
    assert loop.notice["code"] == "interrupted"


def test_play_pauses_between_cells(loop: Loop) -> None:
    async def scenario() -> None:
        loop.pace.speed = None
        loop.play()
        for _ in range(500):
            await asyncio.sleep(0.001)
            if not loop.playing:
                break
        assert loop.notice is not None
        assert loop.notice["code"] == "interrupted"
        assert_whole(loop)
        loop.close()
        await asyncio.sleep(0.01)

    asyncio.run(scenario())
    assert INTERRUPTS.pauses == []


def test_the_event_loop_of_a_script_is_cancelled_as_ever(loop: Loop) -> None:
    async def scenario() -> None:
        loop.pace.speed = None
        loop.play()
        await asyncio.sleep(30)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(scenario())
    assert_whole(loop)
    assert not loop.playing
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert INTERRUPTS.pauses == []
