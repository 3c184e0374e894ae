"""Normal scores of uniforms and back, through tables: no exponential, no logarithm.

Both expand around the nearest node of a table. `scores` is within 1e-12 of the normal
quantile, `chances` within 1e-12 of the normal distribution function.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import kernel

#: Mantissa bits by which a probability finds its place in a table.
BITS = 6
#: The smallest probability that a draw can have.
TINY = 2.0**-33
_SHIFT = np.uint64(52 - BITS)
_LOW = np.uint64((1 << (52 - BITS)) - 1)
_BASE = np.uint64((1023 - 33) << BITS)
_UNIT = 2.0 ** -(52 - BITS)
#: Nodes of the distribution function for each unit of z.
STEPS = 64


@kernel
def scores(
    u: Any, t: Any, bits: Any, weight: Any, table: Any, z: Any, row: Any
) -> None:
    """``z[row]`` such that `u` is the chance of less: float64[n_lane].

    `table` is float64[n_bin, 2]: z at the middle of a bin, and the width of the bin
    over the density there. `t` is scratch and `bits` its bits, `weight` scratch. The
    look-up has a loop of its own: it is not vectorised, and would take the rest along.
    """
    to = z[row]
    for lane in range(to.size):
        t[lane] = min(u[lane], 1.0 - u[lane])
    for lane in range(to.size):
        weight[lane] = np.float64(bits[lane] & _LOW) * _UNIT - 0.5
    for lane in range(to.size):
        at = (bits[lane] >> _SHIFT) - _BASE
        to[lane] = table[at, 0]
        weight[lane] *= table[at, 1]
    for lane in range(to.size):
        z0, s = to[lane], weight[lane]
        q = z0 * z0
        # The Taylor series of the quantile: z' = 1/phi, z'' = z z'^2, and so on.
        s5 = (q * (24 * q + 46) + 7) * (1 / 120)
        s4 = z0 * (6 * q + 7) * (1 / 24)
        s3 = (2 * q + 1) * (1 / 6)
        below = z0 + s * (1 + s * (0.5 * z0 + s * (s3 + s * (s4 + s * s5))))
        to[lane] = below if u[lane] <= 0.5 else -below


@kernel
def chances(z: Any, row: Any, t: Any, weight: Any, table: Any, u: Any) -> None:
    """The chance `u` of less than ``z[row]``: float64[n_lane].

    `table` is float64[n_node, 2]: the normal distribution function and density at z =
    (i - (n_node - 1)/2) / STEPS. `t` and `weight` are scratch.
    """
    middle, score = (table.shape[0] - 1) // 2, z[row]
    for lane in range(u.size):
        i = int(np.floor(score[lane] * STEPS + 0.5))
        at = np.uint64(i + middle)
        t[lane], weight[lane] = table[at, 0], table[at, 1]
    for lane in range(u.size):
        z0 = np.floor(score[lane] * STEPS + 0.5) * (1 / STEPS)
        d, q = score[lane] - z0, z0 * z0
        fourth = d * z0 * (q - 3) * (1 / 24)
        slope = 1 - d * (0.5 * z0 - d * ((q - 1) * (1 / 6) - fourth))
        chance = t[lane] + weight[lane] * d * slope
        u[lane] = min(max(chance, TINY), 1 - TINY)
