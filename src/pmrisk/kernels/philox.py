"""Chance as a function: the uniforms of a stream in any stretch of iterations.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3"). The key is the seed, the counter (block, purpose, 64-bit hash of the stream's
name). Iteration k reads word ``(k >> 4) & 3`` of block ``16 * (k >> 6) + (k & 15)``, so
that sixteen blocks side by side fill 64 lanes in four straight runs.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, kernel

_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_WORD = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)

#: A word x stands for the uniform (x + 0.5) times this: never 0, never 1.
SCALE = 2.0**-32


@inlined
def _round(a: Any, b: Any, c: Any, d: Any, x: Any, y: Any) -> Any:
    # Words live in the low half of 64 bits, with rubbish above: a vector multiply reads
    # the low half only, and nothing has to be packed between rounds.
    p = (a & _WORD) * _MULTIPLY_0
    q = (c & _WORD) * _MULTIPLY_1
    return (q >> _HIGH) ^ b ^ x, q, (p >> _HIGH) ^ d ^ y, p


@inlined
def ten_rounds(a: Any, b: Any, c: Any, d: Any, x: Any, y: Any) -> Any:
    """Four words of the counter `a, b, c, d` under the key `x, y`, rubbish above them.

    Written out: a loop over rounds keeps LLVM from vectorising the loop around it.
    """
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    a, b, c, d = _round(a, b, c, d, x, y)
    x, y = x + _WEYL_0, y + _WEYL_1
    return _round(a, b, c, d, x, y)


@kernel
def philox(
    first: int, streams: Any, stream: int, key: Any, sixteen: int, u: Any
) -> None:
    """Uniforms of iterations `first`, a multiple of 64, and on: float64[n_lane].

    `streams` is uint64[n_stream, 2] and `key` uint64[2], low words first. `sixteen` is
    16: a bound that the compiler does not know keeps the loop a loop, to be vectorised.
    """
    x, y, low, high = key[0], key[1], streams[stream, 0], streams[stream, 1]
    for base in range(0, u.size, 64):
        block = np.uint64((first + base) // 4)
        run_0, run_1 = u[base : base + 16], u[base + 16 : base + 32]
        run_2, run_3 = u[base + 32 : base + 48], u[base + 48 : base + 64]
        for i in range(sixteen):
            a, b, c, d = ten_rounds(block + np.uint64(i), np.uint64(0), low, high, x, y)
            run_0[i] = (np.float64(a & _WORD) + 0.5) * SCALE
            run_1[i] = (np.float64(b & _WORD) + 0.5) * SCALE
            run_2[i] = (np.float64(c & _WORD) + 0.5) * SCALE
            run_3[i] = (np.float64(d & _WORD) + 0.5) * SCALE


@kernel
def philox_again(
    first: int, streams: Any, stream: int, key: Any, sixteen: int, purpose: int, u: Any
) -> None:
    """Like `philox`, for further draws of a quantity in an iteration: by `purpose`.

    That has a loop of its own, lest the purpose of nearly all draws become a variable.
    """
    x, y, low, high = key[0], key[1], streams[stream, 0], streams[stream, 1]
    number = np.uint64(purpose)
    for base in range(0, u.size, 64):
        block = np.uint64((first + base) // 4)
        run_0, run_1 = u[base : base + 16], u[base + 16 : base + 32]
        run_2, run_3 = u[base + 32 : base + 48], u[base + 48 : base + 64]
        for i in range(sixteen):
            a, b, c, d = ten_rounds(block + np.uint64(i), number, low, high, x, y)
            run_0[i] = (np.float64(a & _WORD) + 0.5) * SCALE
            run_1[i] = (np.float64(b & _WORD) + 0.5) * SCALE
            run_2[i] = (np.float64(c & _WORD) + 0.5) * SCALE
            run_3[i] = (np.float64(d & _WORD) + 0.5) * SCALE
