"""From uncertain quantities to arrays that the draw kernel reads."""

from collections.abc import Mapping, Sequence

import numpy as np

from pmrisk.network.arrays import OCCURS
from pmrisk.sampling import draws as d
from pmrisk.sampling import normal, sobol
from pmrisk.sampling.blocks import Block, Group, blocks
from pmrisk.sampling.draws import (
    Blocks,
    Chance,
    Draws,
    Float64,
    NormalTables,
    Sampling,
    Source,
    Values,
    frozen,
)
from pmrisk.sampling.forms import Form, bounds, forms
from pmrisk.sampling.streams import seeds, stream_words, words

_NUMBERS = {"monte_carlo": d.MONTE_CARLO, "lhs": d.LHS, "sobol": d.SOBOL}


def compile_draws(
    sources: Sequence[Source],
    correlations: Sequence[Group],
    *,
    seed: int,
    sampling: Sampling,
    iterations: int,
    dimensions: Mapping[str, int] | None = None,
) -> Draws:
    """The draws of `sources` under a 64-bit `seed`.

    `correlations` are groups of full names with their rank correlation, of which
    `pmrisk.model.correlation` says whether they can hold together. `iterations` matters
    to lhs only. `dimensions` are those of an earlier run under sobol, see
    `sobol_dimensions`, so that two runs share their luck.
    """
    named = {source.name: source for source in sources}
    together = blocks(correlations, named.keys(), _direct(sources))
    inside = [named[name] for block in together for name in block.names]
    joined = {source.name for source in inside}
    alone = [source for source in sources if source.name not in joined]
    made, tables, knots = forms([*alone, *inside])
    # Sources that read the same table follow each other, so that it stays in cache.
    order = sorted(range(len(alone)), key=lambda i: _order(made[i], alone[i]))
    ordered = [*(alone[i] for i in order), *inside]
    made = [*(made[i] for i in order), *made[len(alone) :]]
    factors = [block.factor for block in together if block.factor is not None]
    names = [*(source.name for source in ordered), *factors]
    chance = _chance(names, seed, sampling, iterations)
    if sampling == "sobol":
        found = sobol_dimensions(sources, correlations, dimensions)
        chance = _spread_out(chance, [found[name] for name in names])
    tables_of_normal = NormalTables(
        frozen(normal.score_table(), np.float64),
        frozen(normal.chance_table(), np.float64),
        normal.score_most(),
    )
    return Draws(
        chance,
        _values(ordered, made, tables, knots),
        _blocks(together, len(alone), len(ordered)),
        tables_of_normal,
    )


def sobol_dimensions(
    sources: Sequence[Source],
    correlations: Sequence[Group],
    given: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """The Sobol dimension of every stream of a run, -1 beyond the published ones.

    They go by weight (see `pmrisk.sampling.sobol.weights`), ties by name; names in
    `given` keep theirs and new ones are appended.
    """
    weights = sobol.weights(sources)
    for block in blocks(correlations, weights.keys(), _direct(sources)):
        if block.factor is not None:
            total = sum(weights[name] for name in block.names)
            weights[block.factor] = block.factor_weight * total
    return sobol.dimensions(weights, given)


def _direct(sources: Sequence[Source]) -> frozenset[str]:
    """The events, whose correlations are those of the normals behind them."""
    return frozenset(s.name for s in sources if s.name.endswith(OCCURS))


def _order(form: Form, source: Source) -> tuple[int, int, bool, int]:
    table = form.place if form.kind in (d.TABLE, d.BLEND) else 0
    return form.kind, table, source.is_minutes, source.row


def _chance(
    names: Sequence[str], seed: int, sampling: Sampling, iterations: int
) -> Chance:
    key, streams = words(seed), stream_words(names)
    used = streams if sampling != "monte_carlo" else streams[:0]
    replicate = np.arange(d.REPLICATES)
    strata = (iterations - replicate + d.REPLICATES - 1) // d.REPLICATES
    return Chance(
        sampling=_NUMBERS[sampling],
        sixteen=16,
        key=frozen(key, np.uint64),
        streams=frozen(streams, np.uint64),
        seeds=frozen(seeds(used, key, d.REPLICATES), np.uint64),
        strata=frozen(np.maximum(strata, 1), np.uint64),
        dimension=frozen([], np.int32),
        directions=frozen(np.zeros((0, 32)), np.uint64),
    )


def _spread_out(chance: Chance, dimension: Sequence[int]) -> Chance:
    """`chance` with the dimension of each stream, and their direction numbers."""
    numbers = sobol.directions(max(dimension, default=-1) + 1)
    return chance._replace(
        dimension=frozen(dimension, np.int32), directions=frozen(numbers, np.uint64)
    )


def _values(
    sources: Sequence[Source], made: Sequence[Form], tables: Float64, knots: Float64
) -> Values:
    numbers = np.zeros((len(made), 5))
    for row, form in zip(numbers, made, strict=True):
        row[: len(form.numbers)] = form.numbers
    both = list(zip(sources, made, strict=True))
    return Values(
        kind=frozen([form.kind for form in made], np.int8),
        numbers=frozen(numbers, np.float64),
        place=frozen([form.place for form in made], np.int32),
        extent=frozen([form.extent for form in made], np.int32),
        is_minutes=frozen([source.is_minutes for source in sources], np.int8),
        row=frozen([source.row for source in sources], np.int32),
        bounds=frozen([bounds(*pair) for pair in both], np.int8),
        tables=frozen(tables, np.float64),
        knots=frozen(knots, np.float64),
    )


def _blocks(together: Sequence[Block], n_alone: int, n_source: int) -> Blocks:
    sizes = [len(block.names) for block in together]
    mixing = [block.mixing.ravel() for block in together]
    common, next_stream = [], n_source
    for block in together:
        common.append(-1 if block.factor is None else next_stream)
        next_stream += block.factor is not None
    number = np.repeat(np.arange(len(sizes)), sizes)
    member = [place for size in sizes for place in range(size)]
    return Blocks(
        block=frozen([-1] * n_alone + number.tolist(), np.int32),
        member=frozen([0] * n_alone + member, np.int32),
        begin=frozen(n_alone + np.cumsum([0, *sizes]), np.int32),
        common=frozen(common, np.int32),
        start=frozen(np.cumsum([0, *map(len, mixing)])[:-1], np.int32),
        mixing=frozen(np.concatenate([[], *mixing]), np.float64),
    )
