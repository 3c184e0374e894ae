"""Streams of chance: every uncertain quantity owns one, named after it.

The plain twin of `pmrisk.kernels.philox`, for the few numbers that are needed before a
run: the seeds of each stream's permutations.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

UInt64 = NDArray[np.uint64]

#: Purposes, the second word of a counter: what a stream's numbers are for.
DRAWS, SEEDS = 0, 0xFFFFFFFF

_WORD, _HIGH = np.uint64(0xFFFFFFFF), np.uint64(32)
_MULTIPLY = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


def stream_hash(name: str) -> int:
    """The 64 bits by which a stream is known: BLAKE2b of its full name."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def words(number: int) -> tuple[int, int]:
    """A 64-bit number as two words, low one first."""
    return number & 0xFFFFFFFF, number >> 32


def stream_words(names: Sequence[str]) -> UInt64:
    """uint64[n, 2]: the hash of each name, low word first."""
    hashes = [words(stream_hash(name)) for name in names]
    return np.array(hashes, np.uint64).reshape(-1, 2)


def philox(
    counter: Sequence[UInt64 | np.uint64], key: tuple[int, int]
) -> tuple[UInt64, ...]:
    """Four words of Philox4x32-10 for each counter: four arrays that broadcast."""
    a, b, c, d = (np.asarray(word, np.uint64) for word in counter)
    x, y = np.uint64(key[0]), np.uint64(key[1])
    for _ in range(10):
        p, q = a * _MULTIPLY[0], c * _MULTIPLY[1]
        a, b = (q >> _HIGH) ^ b ^ x, q & _WORD
        c, d = (p >> _HIGH) ^ d ^ y, p & _WORD
        x, y = (x + _WEYL[0]) & _WORD, (y + _WEYL[1]) & _WORD
    return a, b, c, d


def seeds(streams: UInt64, key: tuple[int, int], replicates: int) -> UInt64:
    """uint64[n, 2, replicates]: two independent seeds for each stream and replicate."""
    block = np.arange(replicates, dtype=np.uint64)
    low, high = streams[:, :1], streams[:, 1:]
    first, second, _, _ = philox((block, np.uint64(SEEDS), low, high), key)
    return np.stack([first, second], axis=1)
