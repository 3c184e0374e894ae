"""Uniforms to values: every shape by inversion, exactly or through a table.

Values go to ``out[row]``. Where `half` is added to them, one half and integers, which
cut off the fraction, round half up; zero and floats keep the value.
`numbers` is float64[n_source, 5], row `j` of which belongs to the source. Others are
float64[n_lane]; matrices come whole, for a view of a row made outside costs as much as
twenty draws.
"""

import math
from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel

_BITS = 6
_SHIFT = np.uint64(52 - _BITS)
_LOW = np.uint64((1 << (52 - _BITS)) - 1)
_BASE = np.uint64((1023 - 33) << _BITS)
_UNIT = 2.0 ** -(52 - _BITS)


@inner
def triangular(numbers: Any, j: int, u: Any, half: float, out: Any, row: Any) -> None:
    """`numbers`: low, high, P(below the mode), width·left, width·right."""
    low, high, at_mode = numbers[j, 0], numbers[j, 1], numbers[j, 2]
    rising, falling = numbers[j, 3], numbers[j, 4]
    to = out[row]
    for lane in range(to.size):
        if u[lane] < at_mode:
            edge, sign, chance, area = low, 1.0, u[lane], rising
        else:
            edge, sign, chance, area = high, -1.0, 1.0 - u[lane], falling
        to[lane] = (edge + sign * math.sqrt(chance * area)) + half


@inner
def straight(numbers: Any, j: int, u: Any, out: Any, row: Any) -> None:
    """A straight line in `u`, which may be a normal score: `numbers` offset, scale."""
    offset, scale, to = numbers[j, 0], numbers[j, 1], out[row]
    for lane in range(to.size):
        to[lane] = offset + scale * u[lane]


@kernel
def locate(u: Any, t: Any, bits: Any, side: int, at: Any, weight: Any) -> None:
    """Where `u` lies in a quantile table: entry `at` (uint32), and how far beyond it.

    Entries are chosen by exponent and leading mantissa bits of min(u, 1 - u), so that
    both tails are as fine as the middle; the upper half follows after `side` entries.
    `t` is scratch and `bits` its bits.
    """
    for lane in range(at.size):
        t[lane] = min(u[lane], 1.0 - u[lane])
    for lane in range(at.size):
        entry = np.uint32((bits[lane] >> _SHIFT) - _BASE)
        at[lane] = entry + (np.uint32(side) if u[lane] > 0.5 else np.uint32(0))
        weight[lane] = np.float64(bits[lane] & _LOW) * _UNIT


@kernel
def interpolate(
    numbers: Any, j: int, tables: Any, one: int, at: Any, weight: Any,
    half: float, out: Any, row: Any,
) -> None:  # fmt: skip
    """Straight between entries of a quantile table; `numbers`: offset, scale."""
    offset, scale = numbers[j, 0] + half, numbers[j, 1]
    table, to = tables[one], out[row]
    for lane in range(to.size):
        entry = np.uint64(at[lane])
        a, b = table[entry], table[entry + np.uint64(1)]
        to[lane] = offset + scale * (a + weight[lane] * (b - a))


@kernel
def blend(
    numbers: Any, j: int, tables: Any, one: int, other: int, at: Any, weight: Any,
    half: float, out: Any, row: Any,
) -> None:  # fmt: skip
    """Between the tables of two like shapes; `numbers`: offset, scale, share."""
    offset, scale, share = numbers[j, 0] + half, numbers[j, 1], numbers[j, 2]
    left, right, to = tables[one], tables[other], out[row]
    for lane in range(to.size):
        entry = np.uint64(at[lane])
        a, b = left[entry], left[entry + np.uint64(1)]
        c, d = right[entry], right[entry + np.uint64(1)]
        x, y = a + weight[lane] * (b - a), c + weight[lane] * (d - c)
        to[lane] = offset + scale * (x + share * (y - x))


@inner
def lines(
    numbers: Any, j: int, knots: Any, first: int, count: int, u: Any, out: Any,
    row: Any,
) -> None:  # fmt: skip
    """Straight between `count` ascending chances, 0 to 1, and as many values.

    A chance that stands there twice is a step: what lies between is never drawn.
    """
    offset, scale, to = numbers[j, 0], numbers[j, 1], out[row]
    for lane in range(to.size):
        # The last knot below u, by halving.
        below, above = np.int64(first), np.int64(first + count - 1)
        while above - below > 1:
            middle = (below + above) // 2
            if knots[middle] < u[lane]:
                below = middle
            else:
                above = middle
        share = (u[lane] - knots[below]) / (knots[above] - knots[below])
        a, b = knots[below + count], knots[above + count]
        to[lane] = offset + scale * (a + share * (b - a))


@inner
def whole_minutes(
    x: Any, least: float, most: float, out: Any, row: Any, n: int
) -> tuple[int, int]:
    """`x` rounded half up into ``out[row]`` (int32), held between `least` and `most`.

    Returns how many of the first `n` were beyond ± `most`, and how many below a `least`
    of zero.
    """
    clamped, clipped, to = 0, 0, out[row]
    for lane in range(to.size):
        value = math.floor(x[0, lane] + 0.5)
        if lane < n:
            clamped += (value > most) | (value < -most)
            clipped += value < least
        to[lane] = min(max(value, least), most)
    return clamped, clipped if least == 0 else 0
