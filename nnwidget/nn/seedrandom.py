"""Sources of random numbers: all that ``nn`` ever asks of one is ``random()`` in [0, 1)."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

_WIDTH = 256


class Random(Protocol):
    """Anything with ``random()``: NumPy's ``Generator``, or `SeedRandom`."""

    def random(self) -> float: ...


class SeedRandom:
    """The random stream of TensorFlow Playground: ARC4 keyed by the characters of ``seed``.

    The scheme is David Bau's seedrandom 2.4, in the public domain: 48 to 56 bits of the ARC4
    key stream, read as a fraction that fills a double's 52 bits.
    """

    def __init__(self, seed: str) -> None:
        key: list[int] = []
        smear = 0
        # JavaScript's characters are UTF-16 units, of which only the low byte counts here.
        for index, low_byte in enumerate(seed.encode("utf-16-le", "surrogatepass")[::2]):
            place = index % _WIDTH
            if place < len(key):
                smear ^= key[place] * 19
                key[place] = (smear + low_byte) % _WIDTH
            else:
                key.append((smear + low_byte) % _WIDTH)
        key = key or [0]
        self._state = list(range(_WIDTH))
        self._i = self._j = 0
        j = 0
        for i in range(_WIDTH):
            j = (j + key[i % len(key)] + self._state[i]) % _WIDTH
            self._state[i], self._state[j] = self._state[j], self._state[i]
        self._bytes(_WIDTH)

    def _bytes(self, count: int) -> int:
        """The next ``count`` bytes of the key stream, as one integer."""
        s, i, j, value = self._state, self._i, self._j, 0
        for _ in range(count):
            i = (i + 1) % _WIDTH
            j = (j + s[i]) % _WIDTH
            s[i], s[j] = s[j], s[i]
            value = value * _WIDTH + s[(s[i] + s[j]) % _WIDTH]
        self._i, self._j = i, j
        return value

    def random(self) -> float:
        """The next number, uniform in [0, 1)."""
        numerator, denominator, rest = self._bytes(6), _WIDTH**6, 0
        while numerator < 2**52:
            numerator = (numerator + rest) * _WIDTH
            denominator *= _WIDTH
            rest = self._bytes(1)
        while numerator >= 2**53:
            numerator //= 2
            denominator //= 2
            rest >>= 1
        return (numerator + rest) / denominator


def uniform(rng: Random, low: float, high: float) -> float:
    """A number uniform in [low, high)."""
    return float(rng.random()) * (high - low) + low


def normal(rng: Random) -> float:
    """A standard normal number, by Marsaglia's polar method (its second number is not used)."""
    while True:
        v1 = 2 * float(rng.random()) - 1
        v2 = 2 * float(rng.random()) - 1
        s = v1 * v1 + v2 * v2
        if 0 < s <= 1:
            return math.sqrt(-2 * math.log(s) / s) * v1


def open_stream(seed: int | str, draw: int = 0) -> Random:
    """A new random stream: NumPy's for a whole number, the Playground's for a string.
    ``draw`` 1, 2, ... gives further streams of the same seed."""
    if isinstance(seed, str):
        return SeedRandom(f"{seed}+{draw}" if draw else seed)
    return np.random.default_rng([seed, draw] if draw else seed)
