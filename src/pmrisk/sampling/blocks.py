"""Correlated quantities, grouped into blocks that are drawn together.

Each connected component of the correlations is one block. Its normal scores are mixed
by Cholesky rows in name order; where it is a single group of many names, all with one
rank that is not negative, by one common factor instead.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from pmrisk.model import correlation
from pmrisk.sampling.draws import Float64

#: A single group of more names than this shares a common factor.
MOST_CHOLESKY = 20

Group = tuple[Sequence[str], float]


class Block(NamedTuple):
    """Names that are drawn together, in order, and what mixes their scores."""

    names: tuple[str, ...]
    mixing: Float64  # float64[n, n] Cholesky rows, or float64[1]: r of the factor
    factor: str | None  # the name of the common factor's stream

    @property
    def factor_weight(self) -> float:
        """How much of each score the common factor makes up."""
        return float(np.sqrt(self.mixing[0])) if self.factor else 0.0


def blocks(
    groups: Sequence[Group], known: Collection[str], direct: Collection[str] = ()
) -> list[Block]:
    """The blocks of `groups`, by first name.

    Names that are not `known` are certain, so nothing can be correlated with them.
    Numbers of pairs with one of `direct` are correlations of the normals already.
    """
    kept = [([n for n in names if n in known], rank) for names, rank in groups]
    kept = [group for group in kept if len(group[0]) > 1]
    found = correlation.connected([names for names, _ in kept])
    home = {name: i for i, names in enumerate(found) for name in names}
    inside: list[list[Group]] = [[] for _ in found]
    for names, rank in kept:
        inside[home[names[0]]].append((names, rank))
    return [_block(*both, direct) for both in zip(found, inside, strict=True)]


def _block(
    names: tuple[str, ...], groups: Sequence[Group], direct: Collection[str]
) -> Block:
    same = correlation.alike(groups[0], direct) if len(groups) == 1 else None
    if same is not None and len(names) > MOST_CHOLESKY and same >= 0:
        factor = "common factor of " + "\n".join(names)
        return Block(names, np.array([same]), factor)
    latent = correlation.normals(names, correlation.pairs_of(groups), direct)
    return Block(names, correlation.cholesky(latent), None)
