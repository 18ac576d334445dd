"""Training on a real event loop: Play, ``await train()``, ``fit``, exceptions, closing."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from nnwidget.live.interrupt import INTERRUPTS
from nnwidget.live.loop import NOBODY, Loop
from nnwidget.live.turns import Turns
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer
from tests.fakes import loop_of
from tests.inside import loop_tasks

T = TypeVar("T")


def code(loop: Loop) -> str | None:
    return loop.notice["code"] if loop.notice else None


def make(send: Callable[[Any, list[bytes]], None] | None = None, **options: Any) -> Loop:
    trainer = Trainer(Options(**({"hidden_layers": (4,), "samples": 100} | options)))
    return loop_of(trainer, send or (lambda content, buffers: None))


def run(scenario: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(asyncio.wait_for(scenario(), 30))


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.002)


def test_play_needs_an_event_loop_and_fit_does_not() -> None:
    loop = make()
    with pytest.raises(RuntimeError, match=r"play\(\) needs a running event loop.*fit"):
        loop.play()
    assert not loop.playing
    loop.fit(3)
    assert loop.trainer.epoch == 3


def test_without_an_event_loop_a_job_is_done_at_once() -> None:
    loop, done = make(), []
    loop.post(lambda: done.append(1))
    assert done == [1]


def test_play_trains_in_the_background_until_pause() -> None:
    async def scenario() -> None:
        loop = make(speed=None)
        loop.pace.speed = None
        loop.play()
        await until(lambda: loop.trainer.epoch >= 5)
        loop.pause()
        epoch = loop.trainer.epoch
        await asyncio.sleep(0.05)
        assert loop.trainer.epoch == epoch
        await until(lambda: not loop_tasks())  # a loop with nothing to do has no task

    run(scenario)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"optimizer": "adam", "batch_size": 7, "dropout": 0.2},
        {"regularization": "l1", "regularization_rate": 0.01, "partial_batch": "carry"},
        {"seed": "0.5", "shuffle": False, "batch_size": 30},
    ],
)
def test_fit_train_and_play_give_the_same_numbers_bit_for_bit(options: dict[str, Any]) -> None:
    fitted = make(**options)
    fitted.fit(12)

    async def trained() -> Loop:
        loop = make(**options)
        await loop.train(5)
        await loop.train(7)
        return loop

    async def played() -> Loop:
        loop = make(max_epochs=12, **options)
        loop.pace.speed = 500
        loop.play()
        await until(lambda: not loop.playing)
        return loop

    for other in (run(trained), run(played)):
        assert other.trainer.epoch == 12
        assert other.trainer.mlp.theta.tobytes() == fitted.trainer.mlp.theta.tobytes()
        assert other.trainer.history.table.tobytes() == fitted.trainer.history.table.tobytes()


def test_a_step_goes_to_the_end_of_the_epoch() -> None:
    loop = make()
    loop.fit(0.4)
    assert 0 < loop.trainer.epoch < 1
    loop.step()
    assert loop.trainer.epoch == 1
    loop.step()
    assert loop.trainer.epoch == 2


def test_no_epochs_are_trained_at_once() -> None:
    async def scenario() -> None:
        loop = make()
        loop.fit(0)
        await asyncio.wait_for(loop.train(0), 5)
        assert loop.trainer.epoch == 0

    run(scenario)


def test_training_is_shown_live_and_at_its_end() -> None:
    async def scenario() -> None:
        frames: list[Any] = []
        loop = make(lambda content, _: frames.append(content))
        loop.post(lambda: loop.hello(1))
        await until(lambda: frames)
        await loop.train(40)
        await until(lambda: frames[-1]["epoch"] == 40)
        assert frames[-1]["playing"] is False
        assert frames[-1]["rate"] == 0
        assert INTERRUPTS.pauses == []

    run(scenario)


def test_train_does_not_pause_though_nobody_looks() -> None:
    async def scenario() -> None:
        loop = loop_of(
            Trainer(Options(samples=100)),
            clock=lambda: time.monotonic() + 2 * NOBODY,
        )
        await loop.train(60)
        assert loop.trainer.epoch == 60
        assert loop.notice is None

    run(scenario)


def test_training_that_stops_by_itself_ends_the_wait() -> None:
    async def scenario() -> None:
        loop = make(max_epochs=4)
        await asyncio.wait_for(loop.train(1000), 5)
        assert loop.trainer.epoch == 4
        assert code(loop) == "max_epochs"

    run(scenario)


def test_pause_ends_the_wait() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        loop.pause()
        await asyncio.wait_for(waiting, 5)
        assert not loop.training

    run(scenario)


def test_cancelling_the_wait_pauses_and_says_interrupted() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        epoch = loop.trainer.epoch
        assert not loop.training
        assert code(loop) == "interrupted"
        await asyncio.sleep(0.05)
        assert loop.trainer.epoch == epoch
        await loop.train(2)
        assert loop.trainer.epoch == pytest.approx(epoch + 2)

    run(scenario)


def test_two_at_once_both_finish() -> None:
    async def scenario() -> None:
        loop = make()
        await asyncio.wait_for(asyncio.gather(loop.train(5), loop.train(3)), 10)
        assert loop.trainer.epoch == 8

    run(scenario)


def test_an_exception_is_raised_at_the_next_train_and_only_there() -> None:
    async def scenario() -> None:
        loop = make()

        def break_() -> None:
            raise KeyError("lost")

        loop.post(break_)
        await until(lambda: loop.error)
        loop.step()  # a click in the browser can still train
        assert loop.trainer.epoch == 1
        with pytest.raises(RuntimeError, match="in the background") as failure:
            await loop.train(1)
        assert isinstance(failure.value.__cause__, KeyError)
        await loop.train(1)
        assert loop.trainer.epoch == 2

    run(scenario)


def test_an_exception_while_training_is_raised_by_the_train_that_waits() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)

        def break_() -> None:
            raise KeyError("lost")

        loop.post(break_)
        with pytest.raises(RuntimeError, match="in the background"):
            await asyncio.wait_for(waiting, 5)

    run(scenario)


def test_a_script_may_run_several_event_loops_one_after_the_other() -> None:
    loop = make()
    asyncio.run(asyncio.wait_for(loop.train(2), 5))
    asyncio.run(asyncio.wait_for(loop.train(2), 5))
    loop.fit(1)

    async def play() -> None:
        loop.play()
        await until(lambda: loop.trainer.epoch > 7)

    run(play)
    assert not loop.playing, "the event loop that played is gone"
    own = asyncio.new_event_loop()
    own.run_until_complete(asyncio.wait_for(loop.train(1), 5))
    asyncio.run(asyncio.wait_for(loop.train(1), 5))  # while the other is still open
    own.run_until_complete(asyncio.wait_for(loop.train(1), 5))
    own.close()


def test_jobs_from_other_threads_are_done_in_order_in_the_thread_of_the_event_loop() -> None:
    async def scenario() -> None:
        loop = make()
        loop.play()
        done: list[tuple[int, int]] = []

        def post_all() -> None:
            for number in range(300):
                loop.post(lambda n=number: done.append((n, threading.get_ident())))

        thread = threading.Thread(target=post_all)
        thread.start()
        await until(lambda: len(done) == 300)
        thread.join()
        assert [number for number, _ in done] == list(range(300))
        assert {ident for _, ident in done} == {threading.get_ident()}
        loop.close()

    run(scenario)


# ------------------------------------------------------------------ closing


def test_closing_while_it_trains_ends_the_task_and_the_wait() -> None:
    async def scenario() -> None:
        loop = make()
        waiting = asyncio.create_task(loop.train(1e6))
        await until(lambda: loop.trainer.epoch > 1)
        loop.close()
        await asyncio.wait_for(waiting, 5)
        await until(lambda: not loop_tasks())
        assert not loop.training

    run(scenario)


def test_a_closed_loop_refuses_to_train_in_the_background() -> None:
    async def scenario() -> None:
        loop = make()
        loop.close()
        loop.close()
        with pytest.raises(RuntimeError, match="was closed"):
            await loop.train(1)
        with pytest.raises(RuntimeError, match="was closed"):
            loop.play()
        loop.post(lambda: pytest.fail("no jobs any more"))
        loop.edited()
        await asyncio.sleep(0.01)
        assert not loop_tasks()
        loop.fit(1)
        assert loop.trainer.epoch == 1

    run(scenario)


def test_closing_in_another_thread_ends_the_task() -> None:
    async def scenario() -> None:
        loop = make()
        loop.play()
        await until(lambda: loop.trainer.epoch > 0)
        thread = threading.Thread(target=loop.close)
        thread.start()
        await until(lambda: not loop_tasks())
        thread.join()
        await asyncio.sleep(0)

    before = signal.getsignal(signal.SIGINT)
    run(scenario)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_closed_loop_is_freed() -> None:
    async def scenario() -> weakref.ref[Loop]:
        loop = make()
        loop.play()
        await until(lambda: loop.trainer.epoch > 0)
        loop.close()
        await until(lambda: not loop_tasks())
        return weakref.ref(loop)

    reference = run(scenario)
    gc.collect()
    assert reference() is None


def test_twenty_loops_at_once_all_advance() -> None:
    async def scenario() -> None:
        loops = [make(seed=seed) for seed in range(20)]
        for loop in loops:
            loop.pace.speed = None
            loop.play()
        await until(lambda: all(loop.trainer.epoch >= 3 for loop in loops), 20)
        for loop in loops:
            loop.close()
        await until(lambda: not loop_tasks())

    run(scenario)


# ------------------------------------------------------------------ turns for the kernel


def test_training_waits_while_the_event_loop_has_other_work() -> None:
    async def scenario() -> tuple[float, float]:
        loop = make(speed=None)
        loop.pace.speed = None
        loop.play()
        await until(lambda: loop.trainer.epoch > 1)
        start, taken = time.monotonic(), Turns.taken
        while time.monotonic() - start < 1:  # messages, say, each of which takes a while
            time.sleep(0.004)
            await asyncio.sleep(0)
        busy = (Turns.taken - taken) / (time.monotonic() - start)
        start, taken = time.monotonic(), Turns.taken
        await asyncio.sleep(0.5)
        idle = (Turns.taken - taken) / (time.monotonic() - start)
        loop.close()
        return busy, idle

    busy, idle = run(scenario)
    assert busy < 0.3 < idle


def test_training_waits_while_messages_come_in_by_another_thread() -> None:
    async def scenario() -> tuple[float, float]:
        loop = make(speed=None)
        loop.pace.speed = None
        loop.play()
        await until(lambda: loop.trainer.epoch > 1)

        async def share(seconds: float) -> float:
            """Of the time that passes, what training takes."""
            start, taken = time.monotonic(), Turns.taken
            await asyncio.sleep(seconds)
            return (Turns.taken - taken) / (time.monotonic() - start)

        idle = await share(0.5)
        ended = threading.Event()

        def messages() -> None:
            while not ended.wait(0.0005):
                loop.post(lambda: None)

        thread = threading.Thread(target=messages)
        thread.start()
        busy = await share(1)
        ended.set()
        thread.join()
        loop.close()
        return busy, idle

    busy, idle = run(scenario)
    assert busy < idle / 2


def test_loops_that_train_together_do_not_take_one_another_for_the_kernels_work() -> None:
    async def scenario() -> float:
        loops = [make() for _ in range(4)]
        for loop in loops:
            loop.pace.speed = None
            loop.play()
        await until(lambda: all(loop.trainer.epoch > 1 for loop in loops))
        start, taken = time.monotonic(), Turns.taken
        await asyncio.sleep(0.5)
        share = (Turns.taken - taken) / (time.monotonic() - start)
        for loop in loops:
            loop.close()
        return share

    assert run(scenario) > 0.5


# ------------------------------------------------------------------ observing


def test_results_are_told_while_it_trains_at_most_once_per_frame() -> None:
    async def scenario() -> tuple[int, float]:
        loop = make()
        loop.pace.speed, loop.frame_rate = None, 20
        told: list[float] = []
        loop.observers.on_results = lambda: told.append(loop.trainer.epoch)
        loop.play()
        await until(lambda: len(told) >= 10)
        start = time.monotonic()
        before = len(told)
        await asyncio.sleep(0.5)
        count, seconds = len(told) - before, time.monotonic() - start
        loop.pause()
        await until(lambda: told[-1] == loop.trainer.epoch)
        assert told == sorted(told)
        return count, seconds

    count, seconds = run(scenario)
    assert 3 <= count <= 20 * seconds + 1


def test_of_training_that_is_waited_for_the_end_is_told() -> None:
    async def scenario() -> list[float]:
        loop = make()
        told: list[float] = []
        loop.observers.on_results = lambda: told.append(loop.trainer.epoch)
        await loop.train(7)
        await until(lambda: told and told[-1] == 7)
        return told

    assert run(scenario)[-1] == 7


def test_an_exception_of_who_is_told_results_is_shown_and_raised_at_the_next_train() -> None:
    async def scenario() -> None:
        loop = make()

        def fail() -> None:
            loop.observers.on_results = None
            raise ZeroDivisionError

        loop.observers.on_results = fail
        loop.play()
        await until(lambda: loop.notice)
        assert loop.notice is not None
        assert loop.notice["told"]["code"] == "notices.error_observer"
        with pytest.raises(RuntimeError):
            await loop.train(1)
        await loop.train(1)

    run(scenario)
