"""Latin hypercubes: every stratum of a quantity is visited exactly once a replicate.

Iteration k is point ``k >> 4`` of replicate ``k & 15``. Which stratum a point visits is
a permutation under a key (Kensler 2013, "Correlated multi-jittered sampling"): a hash
of the smallest power of two that holds the strata, walked on until it lands on one.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner

_WORD = np.uint64(0xFFFFFFFF)
_TINY = 2.0**-33


@inlined
def _mixed(i: Any, mask: Any, key: Any) -> Any:
    """Another place within `mask`, one for each place (Kensler 2013, listing 3)."""
    i = ((i ^ key) * np.uint64(0xE170893D)) & _WORD
    i = i ^ (key >> np.uint64(16))
    i = i ^ ((i & mask) >> np.uint64(4))
    i = ((i ^ (key >> np.uint64(8))) * np.uint64(0x0929EB3F)) & _WORD
    i = i ^ (key >> np.uint64(23))
    i = i ^ ((i & mask) >> np.uint64(1))
    i = (i * (np.uint64(1) | (key >> np.uint64(27)))) & _WORD
    i = (i * np.uint64(0x6935FA69)) & _WORD
    i = i ^ ((i & mask) >> np.uint64(11))
    i = (i * np.uint64(0x74DCB303)) & _WORD
    i = i ^ ((i & mask) >> np.uint64(2))
    i = (i * np.uint64(0x9E501CC3)) & _WORD
    i = i ^ ((i & mask) >> np.uint64(2))
    i = (i * np.uint64(0xC860A3DF)) & mask
    return i ^ (i >> np.uint64(5))


@inner
def lhs(first: int, strata: Any, seeds: Any, stream: int, place: Any, u: Any) -> None:
    """Uniforms of iterations `first`, a multiple of 16, and on: float64[n_lane].

    Comes with jitter in `u`. `strata` is uint64[16], how many each replicate has, at
    least one; `seeds` is uint64[n_stream, 2, 16]; `place` is scratch, uint64[n_lane].
    """
    replicates, keys = strata.size, seeds[stream, 0]
    mask = np.uint64(0)
    while mask < strata[0] - np.uint64(1):
        mask = mask * np.uint64(2) + np.uint64(1)
    outside = 0
    for base in range(0, u.size, replicates):
        point, run = np.uint64((first + base) // replicates), place[base:]
        for r in range(replicates):
            # Lanes beyond the last iteration have no stratum: any will do, but a walk
            # from outside might never come in.
            start = point if point < strata[r] else np.uint64(0)
            run[r] = _mixed(start, mask, keys[r])
            outside += run[r] >= strata[r]
    while outside > 0:
        outside = 0
        for base in range(0, u.size, replicates):
            run = place[base:]
            for r in range(replicates):
                on = _mixed(run[r], mask, keys[r])
                run[r] = on if run[r] >= strata[r] else run[r]
                outside += run[r] >= strata[r]
    for base in range(0, u.size, replicates):
        run, out = place[base:], u[base : base + replicates]
        for r in range(replicates):
            n, at = np.float64(strata[r]), np.float64(run[r])
            at += np.float64(keys[r] % strata[r])
            at = at - n if at >= n else at
            out[r] = min(max((at + out[r]) / n, _TINY), 1 - _TINY)
