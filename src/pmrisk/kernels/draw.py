"""One tile of draws: every uncertain quantity, in a stretch of iterations.

A draw is a uniform of the quantity's own stream, if need be mixed with those it is
correlated with, and sent through its quantile function. Nothing else enters, so the
width of the tile and the order of the sources cannot matter.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.lhs import lhs
from pmrisk.kernels.normal import chances, scores
from pmrisk.kernels.philox import philox
from pmrisk.kernels.quantile import (
    blend,
    interpolate,
    lines,
    locate,
    straight,
    triangular,
    whole_minutes,
)
from pmrisk.kernels.sobol import sobol
from pmrisk.sampling.draws import (
    BLEND,
    CLIP,
    DIRECT,
    LHS,
    LIMIT,
    LINES,
    MONTE_CARLO,
    NORMAL,
    SIDE,
    SOBOL,
    TABLE,
    TRIANGULAR,
    Draws,
)

Float64 = NDArray[np.float64]


class Scratch(NamedTuple):
    """What one thread needs to draw tiles of `n_lane` iterations."""

    u: Float64  # float64[n_lane]: uniforms
    t: Float64  # float64[n_lane]: the nearer tail's chance
    bits: NDArray[np.uint64]  # the same memory as `t`, as bits
    at: NDArray[np.uint32]  # uint32[n_lane]: entries of a table
    weight: Float64  # float64[n_lane]
    x: Float64  # float64[1, n_lane]: values before they are rounded
    place: NDArray[np.uint64]  # uint64[n_lane]: strata
    z: Float64  # float64[n_member + 1, n_lane]: normal scores of a block


def make_scratch(draws: Draws, n_lane: int) -> Scratch:
    """A workspace for tiles of `n_lane` iterations, a multiple of 64."""
    t = np.zeros(n_lane)
    widest = int(np.diff(draws.blocks.begin).max(initial=1))
    return Scratch(
        u=np.zeros(n_lane),
        t=t,
        bits=t.view(np.uint64),
        at=np.zeros(n_lane, np.uint32),
        weight=np.zeros(n_lane),
        x=np.zeros((1, n_lane)),
        place=np.zeros(n_lane, np.uint64),
        z=np.zeros((widest + 1, n_lane)),
    )


@inner
def _evenly(
    sampling: int, first: int, streams: Any, stream: int, key: Any, sixteen: int,
    seeds: Any, strata: Any, place: Any, dimension: Any, directions: Any, u: Any,
) -> None:  # fmt: skip
    """Uniforms of one stream under any sampling."""
    if sampling == SOBOL:
        sobol(first, directions, dimension[stream], seeds, stream, u)
    else:
        philox(first, streams, stream, key, sixteen, u)
        if sampling == LHS:
            lhs(first, strata, seeds, stream, place, u)


@inner
def _mix(mixing: Any, begin: int, n: int, z: Any) -> None:
    """Correlated scores from independent ones, in place from the last row up.

    The n Cholesky rows, of n numbers each, begin at ``mixing[begin]``.
    """
    for i in range(n - 1, -1, -1):
        own, row = z[i], begin + i * n
        for lane in range(own.size):
            own[lane] *= mixing[row + i]
        for j in range(i):
            weight, other = mixing[row + j], z[j]
            if weight != 0:
                for lane in range(own.size):
                    own[lane] += weight * other[lane]


@inner
def _share(correlation: float, n: int, z: Any) -> None:
    """Scores of which every pair has one correlation, by the common factor in row n."""
    outer, inner, common = math.sqrt(correlation), math.sqrt(1 - correlation), z[n]
    for i in range(n):
        own = z[i]
        for lane in range(own.size):
            own[lane] = outer * common[lane] + inner * own[lane]


@inner
def _block(
    sampling: int, first: int, streams: Any, begin: int, common: int, key: Any,
    sixteen: int, seeds: Any, strata: Any, place: Any, dimension: Any, directions: Any,
    u: Any, t: Any, bits: Any, weight: Any, table: Any, mixing: Any, at: int, n: int,
    most: float, z: Any,
) -> None:  # fmt: skip
    """The correlated normal scores of a block of n sources from `begin` on, in `z`."""
    for i in range(n + (common >= 0)):
        stream = begin + i if i < n else common
        _evenly(
            sampling, first, streams, stream, key, sixteen, seeds, strata, place,
            dimension, directions, u,
        )  # fmt: skip
        scores(u, t, bits, weight, table, z, i)
    if common >= 0:
        _share(mixing[at], n, z)
    else:
        _mix(mixing, at, n, z)
    for i in range(n):
        own = z[i]
        for lane in range(own.size):
            own[lane] = min(max(own[lane], -most), most)


@kernel
def draw_tile(
    draws: Any, first: int, n: int, minutes: Any, values: Any, scratch: Any
) -> tuple[int, int]:
    """Draw iterations `first`, a multiple of 64, to ``first + n_lane - 1``.

    Durations and lags go to `minutes` (int32[n_row, n_lane], whole minutes), money to
    `values` (float64[n_value, n_lane]); rows without a source stay as they are.
    Returns how many draws of the first `n` lanes, the others being spare, were clamped
    at the limit, and clipped at zero.
    """
    # Arrays are taken out of their tuples once: for every source it would cost more
    # than to draw it.
    sampling, streams, key, sixteen, seeds, strata, dimension, directions = draws.chance
    kinds, numbers, places, extents, is_minutes, rows, bounds, tables, knots = (
        draws.values
    )
    blocks, members, begins, commons, starts, mixing = draws.blocks
    score_table, chance_table, most = draws.normal
    u, t, bits, at, weight, x, strata_at, z = scratch
    clamped, clipped = 0, 0
    for j in range(kinds.size):
        kind, place, extent, row = kinds[j], places[j], extents[j], rows[j]
        block, member = blocks[j], np.int64(members[j])
        if block >= 0 and member == 0:
            _block(
                sampling, first, streams, j, commons[block], key, sixteen, seeds,
                strata, strata_at, dimension, directions, u, t, bits, weight,
                score_table, mixing, starts[block], begins[block + 1] - begins[block],
                most, z,
            )  # fmt: skip
        if block < 0 and sampling == MONTE_CARLO:
            philox(first, streams, j, key, sixteen, u)
        elif block < 0:
            _evenly(
                sampling, first, streams, j, key, sixteen, seeds, strata, strata_at,
                dimension, directions, u,
            )  # fmt: skip
        if kind == NORMAL:
            if block < 0:
                scores(u, t, bits, weight, score_table, z, member)
            for lane in range(u.size):
                u[lane] = z[member, lane]
        elif block >= 0:
            chances(z, member, t, weight, chance_table, u)
        if kind >= TABLE:
            locate(u, t, bits, SIDE, at, weight)
        if bounds[j] == DIRECT and kind == TRIANGULAR:
            triangular(numbers, j, u, 0.5, minutes, row)
        elif bounds[j] == DIRECT and kind == TABLE:
            interpolate(numbers, j, tables, place, at, weight, 0.5, minutes, row)
        elif bounds[j] == DIRECT and kind == BLEND:
            blend(numbers, j, tables, place, extent, at, weight, 0.5, minutes, row)
        else:
            to, to_row = (x, np.int32(0)) if is_minutes[j] else (values, row)
            if kind == TRIANGULAR:
                triangular(numbers, j, u, 0.0, to, to_row)
            elif kind >= TABLE:
                blend(numbers, j, tables, place, extent, at, weight, 0.0, to, to_row)
            elif kind == LINES:
                lines(numbers, j, knots, place, extent, u, to, to_row)
            else:
                straight(numbers, j, u, to, to_row)
            if is_minutes[j]:
                least = 0.0 if bounds[j] & CLIP else -LIMIT
                counts = whole_minutes(x, least, LIMIT, minutes, row, n)
                clamped, clipped = clamped + counts[0], clipped + counts[1]
    return clamped, clipped


def draw(
    draws: Draws, first: int, n: int, n_minutes: int, n_values: int
) -> tuple[NDArray[np.int32], Float64]:
    """Minutes and values of `n` iterations from `first`, a multiple of 64."""
    tile = -(-n // 64) * 64
    minutes = np.zeros((n_minutes, tile), np.int32)
    values = np.zeros((n_values, tile))
    draw_tile(draws, first, n, minutes, values, make_scratch(draws, tile))
    return minutes[:, :n], values[:, :n]
