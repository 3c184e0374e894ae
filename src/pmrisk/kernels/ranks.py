"""Kendall's rank correlation with ties in O(n log n)."""

import math
from typing import Any

import numpy as np

from pmrisk.kernels import kernel


@kernel
def _swaps(values: Any, spare: Any) -> int:
    """Pairs out of order in `values`, by a bottom-up merge sort; sorts `values`."""
    n, swaps, width = values.size, 0, 1
    while width < n:
        for begin in range(0, n, 2 * width):
            middle, end = min(begin + width, n), min(begin + 2 * width, n)
            i, j = begin, middle
            for k in range(begin, end):
                if i < middle and (j >= end or values[i] <= values[j]):
                    spare[k] = values[i]
                    i += 1
                else:
                    spare[k] = values[j]
                    j += 1
                    swaps += middle - i
        values[:] = spare
        width *= 2
    return swaps


@kernel
def _tied(values: Any) -> int:
    """Pairs of equal neighbours' runs in a sorted row."""
    pairs, run = 0, 1
    for k in range(1, values.size + 1):
        if k < values.size and values[k] == values[k - 1]:
            run += 1
        else:
            pairs += run * (run - 1) // 2
            run = 1
    return pairs


@kernel
def kendall(x: Any, y: Any) -> float:
    """Kendall's τ-b of two rows of n values; NaN where one of them is constant.

    Knight (1966): order by x then y, count the swaps that sort y, correct for ties.
    """
    n = x.size
    by_y = np.argsort(y, kind="mergesort")
    order = by_y[np.argsort(x[by_y], kind="mergesort")]
    first, second = x[order], y[order]
    both, run = 0, 1
    for k in range(1, n + 1):
        if k < n and first[k] == first[k - 1] and second[k] == second[k - 1]:
            run += 1
        else:
            both += run * (run - 1) // 2
            run = 1
    tied_x = _tied(first)
    swaps = _swaps(second, np.empty_like(second))
    tied_y = _tied(second)
    pairs = n * (n - 1) // 2
    if tied_x == pairs or tied_y == pairs:
        return np.nan
    score = pairs - tied_x - tied_y + both - 2 * swaps
    spread = math.sqrt(float(pairs - tied_x) * float(pairs - tied_y))
    return float(score) / spread
