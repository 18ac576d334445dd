"""Threads of BLAS."""

from __future__ import annotations

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nnwidget.training.blas import one_thread
from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


def threads() -> set[int]:
    """Of the BLAS that NumPy's wheel brings along; SciPy's is another one."""
    blas = [info for info in threadpool_info() if info["user_api"] == "blas"]
    return {info["num_threads"] for info in blas if "numpy" in info["filepath"]}


def test_blas_has_one_thread_while_it_is_trained_and_as_many_as_before_afterwards() -> None:
    trainer, seen = Trainer(Options()), []

    def clock() -> float:
        seen.append(threads())
        return 0.0

    with threadpool_limits(2, "blas"):
        trainer.run(2, seconds=1, clock=clock)
        assert threads() == {2}
    assert seen[-1] == {1}


def test_the_threads_come_back_after_an_error_too() -> None:
    with threadpool_limits(2, "blas"):
        with pytest.raises(KeyboardInterrupt), one_thread():
            raise KeyboardInterrupt
        assert threads() == {2}


def test_one_thread_within_one_thread_is_one_thread() -> None:
    with threadpool_limits(2, "blas"):
        with one_thread():
            with one_thread():
                assert threads() == {1}
            assert threads() == {1}
        assert threads() == {2}
