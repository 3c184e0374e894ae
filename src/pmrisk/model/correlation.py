"""Which correlations can hold together, and the nearest ones that can.

A rank (Spearman) correlation rho between two quantities under a Gaussian copula is the
correlation r = 2 sin(pi rho / 6) of two normals (Pearson 1907). Quantities that are
linked, directly or through others, form a component; pairs in it that nobody gave are
uncorrelated. A component is possible where its matrix has no negative eigenvalue.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Pair = tuple[str, str]
Group = tuple[Sequence[str], float]

#: An eigenvalue above minus this is rounding, so that ranks of 1 and -1 work.
TOLERANCE = 1e-9
# Changes of a correlation below this are not worth telling.
_SHOWN = 0.0005


class Impossible(NamedTuple):
    """Correlations that cannot hold together, with the nearest ones that can."""

    names: tuple[str, ...]
    pairs: tuple[tuple[str, str, float], ...]  # as given, names in order
    nearest: tuple[float, ...]  # rank correlations of the same pairs


def latent(rank: Matrix | float) -> Matrix:
    """The normals' correlation that gives the rank correlation `rank`."""
    return 2 * np.sin(np.pi / 6 * np.asarray(rank, np.float64))


def rank(latent: Matrix | float) -> Matrix:
    """The rank correlation that the normals' correlation `latent` gives."""
    inside = np.clip(np.asarray(latent, np.float64) / 2, -0.5, 0.5)
    return 6 / np.pi * np.arcsin(inside)


def pairs_of(groups: Iterable[Group]) -> dict[Pair, float]:
    """Every pair of names of every group with its rank, names in order."""
    return {
        (a, b): value
        for names, value in groups
        for a, b in itertools.combinations(sorted(names), 2)
    }


def connected(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Names joined by shared groups: each set sorted, the sets by first name."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        root.setdefault(name, name)
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for names in groups:
        for name in names:
            first, other = sorted((find(names[0]), find(name)))
            root[other] = first
    together: dict[str, list[str]] = {}
    for name in sorted(root):
        together.setdefault(find(name), []).append(name)
    return [tuple(names) for names in together.values()]


def components(pairs: Mapping[Pair, float]) -> list[tuple[str, ...]]:
    """The connected components of the pairs, each with its names in order."""
    return connected(pairs)


def matrix(names: Sequence[str], pairs: Mapping[Pair, float]) -> Matrix:
    """Rank correlations between `names`, zero where no pair says otherwise."""
    position = {name: i for i, name in enumerate(names)}
    ranks = np.eye(len(names))
    for (a, b), value in pairs.items():
        if a in position and b in position:
            i, j = position[a], position[b]
            ranks[i, j] = ranks[j, i] = value
    return ranks


def normals(
    names: Sequence[str], pairs: Mapping[Pair, float], direct: Collection[str] = ()
) -> Matrix:
    """The correlations of the normals behind `names`.

    Where a pair has one of `direct`, the number is that of the normals already; other
    numbers are rank correlations.
    """
    found = latent(matrix(names, pairs))
    position = {name: i for i, name in enumerate(names)}
    for (a, b), value in pairs.items():
        if (a in direct or b in direct) and a in position and b in position:
            i, j = position[a], position[b]
            found[i, j] = found[j, i] = value
    return found


def as_given(value: float, a: str, b: str, direct: Collection[str]) -> float:
    """The number that a scenario gives for a correlation of the normals."""
    return value if a in direct or b in direct else float(rank(value))


def alike(group: Group, direct: Collection[str]) -> float | None:
    """The one correlation of all normals of a group, or None where they differ."""
    names, value = group
    ranked = sum(name not in direct for name in names)
    if ranked == len(names):
        return float(latent(value))
    return value if ranked <= 1 else None


def possible(latent: Matrix) -> bool:
    """Whether some normals have these correlations."""
    return bool(np.linalg.eigvalsh(latent)[0] >= -TOLERANCE)


def nearest(latent: Matrix, most: int = 1000) -> Matrix:
    """The correlation matrix at the least Frobenius distance.

    Alternating projections onto the matrices without negative eigenvalues and those
    with a unit diagonal, with Dykstra's correction (Higham 2002, algorithm 3.3).
    """
    found, correction = latent.copy(), np.zeros_like(latent)
    for _ in range(most):
        before = found - correction
        values, vectors = np.linalg.eigh(before)
        projected = (vectors * np.maximum(values, 0)) @ vectors.T
        correction = projected - before
        previous, found = found, projected.copy()
        np.fill_diagonal(found, 1)
        if np.abs(found - previous).max() < 1e-7:
            break
    return found


def cholesky(latent: Matrix) -> Matrix:
    """Lower triangular rows L with L L' = `latent`, which may be singular.

    A pivot below the tolerance belongs to a row that the rows before it determine: its
    column is zero.
    """
    size = len(latent)
    rows = np.zeros_like(latent)
    for j in range(size):
        pivot = latent[j, j] - rows[j, :j] @ rows[j, :j]
        if pivot <= 10 * TOLERANCE:
            continue
        rows[j, j] = np.sqrt(pivot)
        rest = latent[j + 1 :, j] - rows[j + 1 :, :j] @ rows[j, :j]
        rows[j + 1 :, j] = rest / rows[j, j]
    # What rounding and dropped pivots leave goes back: every row has length one.
    return np.asarray(rows / np.sqrt((rows**2).sum(axis=1, keepdims=True)))


def impossible(
    groups: Iterable[Group], direct: Collection[str] = ()
) -> list[Impossible]:
    """The components that cannot hold together, of groups of names with their rank.

    Every pair of a group has the group's rank; no pair may be in two groups.
    """
    found = (_judge(*each, direct) for each in together(groups))
    return [problem for problem in found if problem is not None]


def together(
    groups: Iterable[Group],
) -> list[tuple[tuple[str, ...], list[Group]]]:
    """The components of groups: their names in order, and the groups in them."""
    groups = [(tuple(sorted(names)), value) for names, value in groups]
    member = {
        name: names for names in connected(n for n, _ in groups) for name in names
    }
    inside: dict[tuple[str, ...], list[Group]] = {}
    for names, value in groups:
        inside.setdefault(member[names[0]], []).append((names, value))
    return list(inside.items())


def _judge(
    names: tuple[str, ...], groups: Sequence[Group], direct: Collection[str]
) -> Impossible | None:
    same = alike(groups[0], direct) if len(groups) == 1 else None
    if same is not None and same * (len(names) - 1) >= -1 - TOLERANCE:
        # The eigenvalues of an equicorrelated matrix: 1 - r and 1 + (n - 1) r.
        return None
    pairs = pairs_of(groups)
    wanted = normals(names, pairs, direct)
    if same is None and possible(wanted):
        return None
    position = {name: i for i, name in enumerate(names)}
    found = nearest(wanted)
    return Impossible(
        names,
        tuple((a, b, value) for (a, b), value in pairs.items()),
        tuple(
            as_given(float(found[position[a], position[b]]), a, b, direct)
            for a, b in pairs
        ),
    )


def followed(groups: Sequence[Group], follows: Mapping[str, str]) -> list[Group]:
    """`groups` in which one name of each pair in `follows` brings the other along.

    What follows has the luck of the name before it: a correlation of 1 with that, and
    its correlations with all others. So a possible set stays possible.
    """
    found: list[Group] = [
        ((*names, *(follows[name] for name in names if name in follows)), value)
        for names, value in groups
    ]
    named = {name for names, _ in groups for name in names}
    # Of a pair that is in two groups, the last one counts.
    return found + [((name, follows[name]), 1.0) for name in sorted(named & {*follows})]


class Repair(NamedTuple):
    """One pair of an impossible set: what was asked for, and what it became."""

    a: str
    b: str
    asked: float
    became: float


def repaired(
    groups: Iterable[Group], direct: Collection[str] = ()
) -> tuple[list[Group], list[Repair]]:
    """`groups` with every impossible component replaced by the nearest possible pairs.

    Beside them what became of each pair that changed; one that nobody gave was 0.
    """
    kept: list[Group] = []
    repairs: list[Repair] = []
    for names, own in together(groups):
        if _judge(names, own, direct) is None:
            kept += own
            continue
        pairs = pairs_of(own)
        found = _inside(nearest(normals(names, pairs, direct)))
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True):
            a, b = names[i], names[j]
            became = as_given(float(found[i, j]), a, b, direct)
            asked = pairs.get((a, b), 0.0)
            if abs(became) > TOLERANCE or asked:
                kept.append(((a, b), became))
            if abs(became - asked) > _SHOWN:
                repairs.append(Repair(a, b, asked, became))
    return kept, repairs


def _inside(found: Matrix) -> Matrix:
    """`found` as little weaker as makes it possible beyond rounding."""
    short = max(0.0, -float(np.linalg.eigvalsh(found)[0])) + TOLERANCE
    weaker = found / (1 + short)
    np.fill_diagonal(weaker, 1)
    return weaker
