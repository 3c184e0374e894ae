"""The Sobol sequence: direction numbers, and which quantity gets which dimension.

The first dimensions are the most even ones, so they go to what matters most. Direction
numbers are those of Joe and Kuo (2008), from the file that scipy ships.
"""

import functools
import importlib.util
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pmrisk.model.shapes import Shape
from pmrisk.network.arrays import TIME
from pmrisk.sampling.draws import Source, UInt64

#: Dimensions with published direction numbers.
MOST_DIMENSIONS = 21_201
_FILE = "stats/_sobol_direction_numbers.npz"
_HUGE = 1e150
# P10 to P90 of a normal, in standard deviations.
_MIDDLE = 2 * 1.2815515655446004


@functools.cache
def _published() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Primitive polynomials and initial direction numbers of all dimensions."""
    # Importing scipy.stats to learn where it lies would take longer than the run.
    scipy = importlib.util.find_spec("scipy")
    assert scipy is not None
    assert scipy.origin is not None
    with np.load(Path(scipy.origin).parent / _FILE) as numbers:
        return numbers["poly"].astype(np.uint32), numbers["vinit"].astype(np.uint32)


def directions(n_dimension: int) -> UInt64:
    """uint64[n_dimension, 32]: direction numbers with their bits reversed.

    Entry k moves the points whose index has bit k. Dimensions whose polynomials have
    the same degree share the recurrence of Bratley and Fox (1988), equation 2.
    """
    polynomials, initial = (table[:n_dimension] for table in _published())
    numbers = np.zeros((n_dimension, 32), np.uint32)
    numbers[:1] = 1
    degrees = np.array([int(p).bit_length() - 1 for p in polynomials])
    for degree in sorted(set(degrees[1:].tolist())):
        rows = np.flatnonzero(degrees == degree)
        rows = rows[rows > 0]
        found = np.zeros((len(rows), 32), np.uint32)
        found[:, :degree] = initial[rows, :degree]
        for j in range(degree, 32):
            found[:, j] = found[:, j - degree]
            for k in range(degree):
                used = (polynomials[rows] >> np.uint32(degree - 1 - k)) & np.uint32(1)
                moved = found[:, j - k - 1] << np.uint32(k + 1)
                found[:, j] ^= used * moved
        numbers[rows] = found
    numbers <<= np.arange(31, -1, -1, dtype=np.uint32)
    return _reversed(numbers).astype(np.uint64)


def _reversed(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    bits = np.unpackbits(words.astype(">u4").view(np.uint8).reshape(-1, 4), axis=1)
    turned = np.packbits(bits[:, ::-1], axis=1)
    return turned.view(">u4").astype(np.uint32).reshape(words.shape)


def spread(shape: Shape) -> float:
    """The standard deviation, or where there is none that of the middle four fifths."""
    sd = shape.sd
    if sd < _HUGE:
        return sd
    ends = shape.quantile(np.array([0.1, 0.9]), np.array([0.9, 0.1]))
    return min(float(ends[1] - ends[0]) / _MIDDLE, _HUGE)


def weights(sources: Sequence[Source]) -> dict[str, float]:
    """How much each source matters, so that time and money can be put in one order.

    A source's standard deviation over the root of the sum of squares of its own kind,
    time or money: its part in the spread of a plain sum.
    """
    spreads, kinds = dict[str, float](), dict[str, bool]()
    for source in sources:
        given = source.weight is not None
        spreads[source.name] = spread(source.shape) if not given else source.weight or 0
        # What is neither time nor money says how far it moves the one or the other.
        kinds[source.name] = bool(source.moves & TIME) if given else source.is_minutes
    total = {
        kind: math.hypot(*(s for name, s in spreads.items() if kinds[name] == kind))
        for kind in (True, False)
    }
    return {name: s / (total[kinds[name]] or 1) for name, s in spreads.items()}


def dimensions(
    weights: Mapping[str, float], given: Mapping[str, int] | None = None
) -> dict[str, int]:
    """The dimension of each stream: by weight, ties by name; -1 beyond the published.

    Names in `given` keep their dimension, and new ones are appended.
    """
    given = {} if given is None else given
    kept = {name: given[name] for name in weights if name in given}
    order = sorted(weights.keys() - kept.keys(), key=lambda n: (-weights[n], n))
    after = max(given.values(), default=-1) + 1
    # Once a dimension beyond the last was given out, all new ones are beyond it too.
    free = MOST_DIMENSIONS - (MOST_DIMENSIONS if -1 in given.values() else after)
    new = {name: after + i if i < free else -1 for i, name in enumerate(order)}
    return kept | new
