"""Every uncertain quantity compiled for the draw kernel, as read-only arrays.

Dimensions: `n_source` uncertain quantities, `n_stream` streams of uniforms: one for
each source, in the same order, then one for each common factor; `n_block` blocks of
correlated sources, which come after the others.
"""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.network import arrays

Float64 = NDArray[np.float64]
Int8 = NDArray[np.int8]
Int32 = NDArray[np.int32]
UInt64 = NDArray[np.uint64]

Sampling = Literal["monte_carlo", "lhs", "sobol"]
Source = arrays.Source

#: Numbers of the samplings in `Chance.sampling`.
MONTE_CARLO, LHS, SOBOL = 0, 1, 2

#: Iteration k belongs to replicate k modulo this many under lhs and sobol.
REPLICATES = 16

#: How a uniform becomes a value, in `Values.kind`.
FIXED, UNIFORM, TRIANGULAR, NORMAL, LINES, TABLE, BLEND = range(7)

#: What has to be done about values, in `Values.bounds`;
#: DIRECT where minutes need nothing.
DIRECT, CLIP, CLAMP, SIGNED, MONEY = 0, 1, 2, 4, 8

#: Times are held within this many minutes.
LIMIT = float(arrays.LIMIT)

#: Mantissa bits by which a chance finds its place in a table, octaves from 2^-33 to
#: one half, and entries of one half of a table: 2,049 chances and a spare one.
BITS, OCTAVES = 6, 32
SIDE = (OCTAVES << BITS) + 2

#: The smallest chance of less, or of more, that a draw can have.
TINY = 2.0**-33


class Chance(NamedTuple):
    """Where uniforms come from."""

    sampling: int  # MONTE_CARLO, LHS, SOBOL
    streams: UInt64  # uint64[n_stream, 2]: the hash of the name, low word first
    key: UInt64  # uint64[2]: the seed, low word first
    sixteen: int  # 16, as a number that the compiler does not know
    seeds: UInt64  # uint64[n_stream, 2, 16]: of each replicate's permutations
    strata: UInt64  # uint64[16]: iterations of each replicate
    dimension: Int32  # int32[n_stream]: of the Sobol sequence, -1 beyond the last
    directions: UInt64  # uint64[n_dimension, 32]: direction numbers, bits reversed


class Values(NamedTuple):
    """How uniforms become values, and where these go."""

    kind: Int8  # int8[n_source]: FIXED ... BLEND
    numbers: Float64  # float64[n_source, 5]: parameters, see `pmrisk.kernels.quantile`
    place: Int32  # int32[n_source]: row of `tables`, or first of its `knots`
    extent: Int32  # int32[n_source]: row of the other table, or number of knots
    is_minutes: Int8  # int8[n_source]
    row: Int32  # int32[n_source]
    bounds: Int8  # int8[n_source]: DIRECT, or CLIP | CLAMP | SIGNED, or MONEY
    tables: Float64  # float64[n_table, 2 * SIDE]: quantiles of lower, then upper tails
    knots: Float64  # float64[n_knot]: chances of one source, then its values


class Blocks(NamedTuple):
    """Which sources are correlated, and how."""

    block: Int32  # int32[n_source]: -1 where it stands alone
    member: Int32  # int32[n_source]: its place in the block
    begin: Int32  # int32[n_block + 1]: sources of a block
    common: Int32  # int32[n_block]: stream of the common factor, or -1
    start: Int32  # int32[n_block]: where its numbers begin in `mixing`
    mixing: Float64  # Cholesky rows of a block, or the factor's correlation


class NormalTables(NamedTuple):
    """Tables of the normal distribution, see `pmrisk.kernels.normal`."""

    score_table: Float64  # float64[n_bin, 2]
    chance_table: Float64  # float64[n_node, 2]
    most: float  # the normal score of TINY, without its sign


class Draws(NamedTuple):
    """What `pmrisk.kernels.draw.draw_tile` reads."""

    chance: Chance
    values: Values
    blocks: Blocks
    normal: NormalTables


class Backlogs(NamedTuple):
    """What `pmrisk.kernels.backlog.burn` reads: `n_backlog` backlogs, `n_part` parts.

    Row k of the `throughput` is that of backlog k. `scratch` is what a thread draws
    with, None until there is one.
    """

    throughput: Draws
    row: Int32  # int32[n_backlog]: of the minutes
    every: Float64  # float64[n_backlog]: minutes of a period
    most: Int32  # int32[n_backlog]: periods, at the most
    left: Float64  # float64[n_backlog]: the share of the items that is to be done
    split: Int32  # int32[n_backlog]: rows of the values
    first: Int32  # int32[n_backlog + 1]: parts of a backlog
    part: Int32  # int32[n_part]: rows of the values
    times: Float64  # float64[n_part]: what each of them is multiplied by
    scratch: Any


def frozen(array: Any, dtype: Any) -> Any:
    """`array` as a read-only array of `dtype`, contiguous."""
    made = np.array(array, dtype=dtype, order="C")
    made.flags.writeable = False
    return made
