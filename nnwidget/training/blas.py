"""BLAS on one thread: the small products of a training step only get slower with more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import LibController, ThreadpoolController


@cache
def _libraries() -> list[LibController]:
    libraries: list[LibController] = ThreadpoolController().select(user_api="blas").lib_controllers
    return libraries


@contextmanager
def one_thread() -> Iterator[None]:
    """Within it BLAS has one thread; afterwards as many as before. (threadpoolctl's own
    ``limit`` does the same in three times the time, which short epochs feel.)"""
    before = [(library, library.num_threads) for library in _libraries()]
    more = [(library, threads) for library, threads in before if threads and threads > 1]
    try:
        for library, _ in more:
            library.set_num_threads(1)
        yield
    finally:
        for library, threads in more:
            library.set_num_threads(threads)
