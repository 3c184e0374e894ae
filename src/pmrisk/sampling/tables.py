"""Tables of quantiles: shapes without a cheap formula, standardised and looked up.

A table holds the quantile at 2,049 chances of less, from 2^-33 to one half, 64 to an
octave, and at as many chances of more; values between them are straight. That is within
3e-5 standard deviations for PERT; where a quantile has a kink, such as the beginning of
a Pareto tail, the corner is cut by at most 1e-3 of the value in one 64th of an octave.

One table serves every quantity of the same standard shape. A family of shapes with one
parameter that occurs in more than `MOST_OWN` of them goes over to tables at a fine grid
of the parameter, two of which are blended (within 3e-5 more).
"""

import functools
import math
from collections.abc import Callable
from importlib import resources
from typing import NamedTuple

import numpy as np

from pmrisk.model import shapes
from pmrisk.sampling.draws import BITS, OCTAVES, SIDE, Float64
from pmrisk.sampling.normal import normal_quantiles

#: So many tables of one family before it is blended from a grid: 8 MB.
MOST_OWN = 256
_HUGE = 1e150
#: The shipped PERT tables: relative modes 0, 1/128 ... 64/128.
PERT_STEPS = 128
PERT_WEIGHT = 4.0


def _chances() -> Float64:
    octaves = 2.0 ** np.arange(-1 - OCTAVES, -1)
    inside = 1 + np.arange(1 << BITS) / (1 << BITS)
    return np.append(np.outer(octaves, inside).ravel(), 0.5)


#: float64[2049]: the chances at which a table knows the quantile.
CHANCES = _chances()


class Family(NamedTuple):
    """Standard shapes that differ in one parameter."""

    name: str
    spacing: float  # of the grid of the parameter
    row: Callable[[float], Float64]


class Standard(NamedTuple):
    """A shape as `offset` + `scale` · (a standard shape with its table)."""

    offset: float
    scale: float
    family: Family
    parameter: float


def joined(lower: Float64, upper: Float64) -> Float64:
    """float64[2 * SIDE]: one table of its two halves, the spare entries repeated."""
    return np.concatenate([lower, lower[-1:], upper, upper[-1:]])


def tabulated(shape: shapes.Shape) -> Float64:
    """The table of any shape, from its own quantile function."""
    lower, upper = CHANCES, 1 - CHANCES
    return joined(shape.quantile(lower, upper), shape.quantile(upper, lower))


def standard(shape: shapes.Shape) -> Standard:
    """The standard shape that `shape` is a scaled copy of."""
    match shape:
        case shapes.Pert():
            # Rounded, so that [5, 8, 15] and [10, 16, 30] share a table.
            mode, width = round(shape.relative_mode, 9), shape.high - shape.low
            return Standard(shape.low, width, _pert_family(shape.weight), mode)
        case shapes.Lognormal():
            return Standard(0, math.exp(shape.mu), _LOGNORMAL, shape.sigma)
        case shapes.Weibull():
            return Standard(0, shape.scale, _WEIBULL, 1 / shape.shape)
        case shapes.Gamma():
            return Standard(0, shape.scale, _GAMMA, shape.shape)
    own = Family(repr(shape), 0, lambda _: tabulated(shape))
    return Standard(0, 1, own, 0)


class Book:
    """The tables of a run: each family's own ones, or those of its grid."""

    def __init__(self, wanted: list[Standard]) -> None:
        found: dict[str, set[float]] = {}
        for form in wanted:
            found.setdefault(form.family.name, set()).add(form.parameter)
        self._crowded = {name for name, p in found.items() if len(p) > MOST_OWN}
        self._index: dict[tuple[str, float], int] = {}
        self._rows: list[Float64] = []

    def place(self, form: Standard) -> tuple[int, int, float]:
        """Two tables and the share of the second; one of its own stands twice."""
        family, parameter = form.family, form.parameter
        if family.name not in self._crowded or family.spacing == 0:
            row = self._row(family, parameter)
            return row, row, 0.0
        node = math.floor(parameter / family.spacing)
        share = parameter / family.spacing - node
        left = self._row(family, node * family.spacing)
        right = left if share == 0 else self._row(family, (node + 1) * family.spacing)
        return left, right, share

    def _row(self, family: Family, parameter: float) -> int:
        key = family.name, parameter
        if key not in self._index:
            self._index[key] = len(self._rows)
            with np.errstate(over="ignore"):
                row = family.row(parameter)
            # The difference of two infinities is no number, and no duration either.
            self._rows.append(np.clip(row, -_HUGE, _HUGE))
        return self._index[key]

    def ends(self, left: int, right: int, share: float) -> tuple[float, float]:
        """The least and the largest value of a table, before scaling."""
        a, b = self._rows[left], self._rows[right]
        low, high = (a[at] + share * (b[at] - a[at]) for at in (0, SIDE))
        return float(low), float(high)

    def rows(self) -> Float64:
        """float64[n_table, 2 * SIDE]."""
        return np.array(self._rows).reshape(-1, 2 * SIDE)


@functools.cache
def _pert_grid() -> Float64:
    """float64[65, 2, 2049]: lower and upper halves at relative modes k/128."""
    path = resources.files("pmrisk.sampling").joinpath("pert.npz")
    with path.open("rb") as file, np.load(file) as arrays:
        return np.asarray(arrays["quantiles"], np.float64)


def _pert_node(k: int) -> Float64:
    """Both halves at relative mode k/128; beyond the middle as a mirror image."""
    grid = _pert_grid()
    if 2 * k <= PERT_STEPS:
        return np.asarray(grid[k])
    return np.asarray(1 - grid[PERT_STEPS - k][::-1])


def pert_row(mode: float) -> Float64:
    """The table of PERT with weight 4 on [0, 1], cubic in its mode between nodes.

    Within 3e-7 standard deviations of the exact quantile at every entry.
    """
    at = mode * PERT_STEPS
    first = min(max(math.floor(at) - 1, 0), PERT_STEPS - 3)
    halves = np.zeros((2, len(CHANCES)))
    for i in range(4):
        others = [j for j in range(4) if j != i]
        weight = math.prod((at - first - j) / (i - j) for j in others)
        halves += weight * _pert_node(first + i)
    return joined(*halves)


def _pert_family(weight: float) -> Family:
    if weight == PERT_WEIGHT:
        return Family("pert", 1 / 256, pert_row)

    def row(mode: float) -> Float64:
        return tabulated(shapes.Pert(0, mode, 1, weight))

    return Family(f"pert {weight!r}", 1 / 256, row)


@functools.cache
def _scores() -> Float64:
    return normal_quantiles(CHANCES)


def _lognormal_row(sigma: float) -> Float64:
    z = _scores()
    return joined(np.exp(sigma * z), np.exp(-sigma * z))


def _weibull_row(power: float) -> Float64:
    lower, upper = -np.log1p(-CHANCES), -np.log(CHANCES)
    return joined(lower**power, upper**power)


_LOGNORMAL = Family("lognormal", 1 / 1024, _lognormal_row)
_WEIBULL = Family("weibull", 1 / 1024, _weibull_row)
_GAMMA = Family("gamma", 0, lambda shape: tabulated(shapes.Gamma(shape, 1)))
