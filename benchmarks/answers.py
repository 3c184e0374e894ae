"""Is it the same answer? Exactly where the luck is shared, else in standard errors."""

import numpy as np
from limit import Outcome
from numpy.typing import NDArray

from networks import LEVELS

#: A correct program strays this far once in 1.7 million comparisons.
Z_LIMIT = 5.0
#: Counts below this are not normal enough to be judged in standard errors.
ENOUGH = 25


def same(ours: Outcome, other: Outcome, *, per_activity: int) -> list[str]:
    """What differs between two programs that had the same draws.

    ``-ffast-math`` may round a duration that ends within 1e-11 of half a minute to the
    other side: at most one iteration in a million times `per_activity` (the number of
    activities) may differ, by the minutes of its durations.
    """
    wrong = np.count_nonzero(ours.finish != other.finish)
    apart = int(np.abs(ours.finish.astype(np.int64) - other.finish).max())
    allowed = int(len(ours.finish) * per_activity * 1e-6)
    problems = []
    if wrong > allowed or apart > per_activity:
        problems.append(f"{wrong} finishes differ, by up to {apart} minutes")
    if not np.allclose(ours.cost, other.cost, rtol=1e-6 if allowed else 1e-12):
        problems.append("costs differ")
    counts = np.abs(ours.criticality - other.criticality).max() * len(ours.finish)
    if round(counts) > allowed:
        problems.append(f"driving counts differ by up to {counts:.0f}")
    return problems


def alike(ours: Outcome, other: Outcome) -> list[str]:
    """What differs by more than luck between two programs with draws of their own."""
    problems = []
    for name in ("finish", "cost"):
        x, y = getattr(ours, name), getattr(other, name)
        error = np.hypot(x.std() / len(x) ** 0.5, y.std() / len(y) ** 0.5)
        z = {"mean": (x.mean() - y.mean()) / error} | _levels(x, y)
        problems += [
            f"{what} of {name} is {value:+.1f} standard errors off"
            for what, value in z.items()
            if abs(value) > Z_LIMIT
        ]
    sizes = len(ours.finish), len(other.finish)
    z_max = _shares(ours.criticality, other.criticality, *sizes)
    if z_max > Z_LIMIT:
        problems.append(f"a criticality is {z_max:.1f} standard errors off")
    return problems


def _levels(x: NDArray[np.float64], y: NDArray[np.float64]) -> dict[str, float]:
    """Z of the share of `y` within each percentile of `x`."""
    found = {}
    for level in LEVELS:
        p, value = level / 100, np.percentile(x, level, method="inverted_cdf")
        error = (p * (1 - p) * (1 / len(x) + 1 / len(y))) ** 0.5
        # Where outcomes tie, the share may be anything between these two.
        above, below = np.mean(y <= value) - p, np.mean(y < value) - p
        off = max(0.0, float(below), float(-above))
        found[f"P{level:g}"] = off / error
    return found


def _shares(p: NDArray[np.float64], q: NDArray[np.float64], n: int, m: int) -> float:
    """The largest z between two arrays of shares of `n` and of `m` iterations."""
    pooled = (p * n + q * m) / (n + m)
    likely = np.minimum(pooled, 1 - pooled) * min(n, m) >= ENOUGH
    if not likely.any():
        return 0.0
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return float(np.max(np.abs(p - q)[likely] / error[likely]))
