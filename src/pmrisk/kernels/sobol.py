"""Scrambled Sobol points: evenly spread uniforms, in sixteen independent replicates.

Iteration k is point ``k >> 4`` of replicate ``k & 15``. Each replicate of a stream is
Owen-scrambled by a hash of its own seed (Burley 2020, "Practical hash-based Owen
scrambling"; Laine and Karras 2011). Words are kept bit-reversed until the end, for the
hash lets a bit depend on the bits below it, and scrambling on those above.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.philox import SCALE

_WORD = np.uint64(0xFFFFFFFF)
_ONE = np.uint64(1)
# Multipliers of the Laine-Karras hash as Vegdahl (2021) refined them: even, so that
# x ^= x * m only moves bits upwards, and can be undone.
_M0, _M1, _M2 = np.uint64(0x3D20ADEA), np.uint64(0x05526C56), np.uint64(0x53A22864)


@inlined
def hashed(x: Any, seed: Any) -> Any:
    """A permutation of 32-bit words in which no bit depends on a higher one."""
    x = (x ^ (x * _M0)) & _WORD
    x = (x + seed) & _WORD
    x = (x * ((seed >> np.uint64(16)) | _ONE)) & _WORD
    x = (x ^ (x * _M1)) & _WORD
    return (x ^ (x * _M2)) & _WORD


@inlined
def reversed_bits(x: Any) -> Any:
    """The 32 bits of a word, last first."""
    m1, m2, m4, m8 = 0x55555555, 0x33333333, 0x0F0F0F0F, 0x00FF00FF
    x = ((x >> _ONE) & np.uint64(m1)) | ((x & np.uint64(m1)) << _ONE)
    x = ((x >> np.uint64(2)) & np.uint64(m2)) | ((x & np.uint64(m2)) << np.uint64(2))
    x = ((x >> np.uint64(4)) & np.uint64(m4)) | ((x & np.uint64(m4)) << np.uint64(4))
    x = ((x >> np.uint64(8)) & np.uint64(m8)) | ((x & np.uint64(m8)) << np.uint64(8))
    return (x >> np.uint64(16)) | ((x << np.uint64(16)) & _WORD)


@inner
def sobol(
    first: int, directions: Any, dimension: int, seeds: Any, stream: int, u: Any
) -> None:
    """Uniforms of iterations `first`, a multiple of 16, and on: float64[n_lane].

    `directions` is uint64[n_dimension, 32], direction numbers with their bits reversed;
    `seeds` is uint64[n_stream, 2, 16], to scramble and to shuffle each replicate.
    Beyond the published dimensions (-1), the first one is taken in a shuffled order.
    """
    replicates = seeds.shape[2]
    scrambles, shuffles = seeds[stream, 0], seeds[stream, 1]
    for base in range(0, u.size, replicates):
        run = u[base : base + replicates]
        index = np.uint64((first + base) // replicates)
        if dimension < 0:
            turned = reversed_bits(index)
            for r in range(replicates):
                # Reversed, the van der Corput point of an index is the index itself.
                other = reversed_bits(hashed(turned, shuffles[r]))
                word = reversed_bits(hashed(other, scrambles[r]))
                run[r] = (np.float64(word) + 0.5) * SCALE
        else:
            point, bit = np.uint64(0), 0
            while index != 0:
                if index & _ONE:
                    point ^= directions[dimension, bit]
                index >>= _ONE
                bit += 1
            for r in range(replicates):
                word = reversed_bits(hashed(point, scrambles[r]))
                run[r] = (np.float64(word) + 0.5) * SCALE
