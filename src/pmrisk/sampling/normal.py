"""Tables of the normal distribution, for scores of uniforms and back."""

import functools
import math
from statistics import NormalDist

import numpy as np

from pmrisk.sampling.draws import BITS, OCTAVES, TINY, Float64

_NORMAL = NormalDist()
#: Nodes of the distribution function for each unit of z.
STEPS = 64


def normal_quantiles(chances: Float64) -> Float64:
    """The standard normal quantile (Wichura 1988, algorithm AS 241)."""
    return np.array([_NORMAL.inv_cdf(float(chance)) for chance in chances])


def score_most() -> float:
    """The largest normal score that a draw can have."""
    return -_NORMAL.inv_cdf(TINY)


@functools.cache
def score_table() -> Float64:
    """float64[2049, 2]: z in the middle of each bin; its width over the density.

    Bins are those of `pmrisk.sampling.tables`; the last one begins at one half.
    """
    octaves = np.arange(-1 - OCTAVES, 0)
    width = 2.0 ** (octaves - BITS)
    inside = 1 + (np.arange(1 << BITS) + 0.5) / (1 << BITS)
    bins = (OCTAVES << BITS) + 1
    middle = np.outer(2.0**octaves, inside).ravel()[:bins]
    z = normal_quantiles(middle)
    return np.stack([z, np.repeat(width, 1 << BITS)[:bins] / _density(z)], axis=1)


@functools.cache
def chance_table() -> Float64:
    """float64[n_node, 2]: distribution function and density at z = k / STEPS."""
    most = math.ceil(score_most() * STEPS) + 1
    z = np.arange(-most, most + 1) / STEPS
    below = [0.5 * math.erfc(-value / math.sqrt(2)) for value in z]
    return np.stack([np.array(below), _density(z)], axis=1)


def _density(z: Float64) -> Float64:
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
