"""Draws of a few named quantities, for tests of chance."""

import numpy as np

from pmrisk.kernels.draw import draw
from pmrisk.sampling import Source, compile_draws
from standard_errors import SEED


def money(**shapes):
    """Sources that are not rounded: each shape by its name."""
    items = enumerate(shapes.items())
    return [Source(name, shape, False, row, False) for row, (name, shape) in items]


def minutes(nonnegative=True, **shapes):
    """Sources in whole minutes."""
    items = enumerate(shapes.items())
    return [Source(name, shape, True, row, nonnegative) for row, (name, shape) in items]


def compiled(sources, correlations=(), sampling="monte_carlo", n=10_000, seed=SEED):
    """The draws of `sources`."""
    return compile_draws(
        sources, correlations, seed=seed, sampling=sampling, iterations=n
    )


def drawn(sources, n=10_000, *args, **options):
    """float64[n_source, n]: the values of `sources` in order."""
    draws = compiled(sources, *args, n=n, **options)
    times, values = draw(draws, 0, n, len(sources), len(sources))
    rows = (times if s.is_minutes else values for s in sources)
    return np.array([m[s.row] for m, s in zip(rows, sources, strict=True)])
