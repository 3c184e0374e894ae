"""Which correlations are possible, which are nearest, and their square roots."""

import numpy as np
import pytest

from pmrisk.model import correlation as c

TRIANGLE = [(("A1", "A2"), 0.9), (("A2", "A3"), 0.9), (("A1", "A3"), -0.9)]


def latent(*groups):
    """The normals' matrix of all names in `groups`."""
    names = sorted({name for names, _ in groups for name in names})
    return c.latent(c.matrix(names, c.pairs_of(groups)))


def test_rank_and_latent_are_inverse():
    """r = 2 sin(pi rho / 6); ranks of 0, 1 and -1 are their own."""
    ranks = np.linspace(-1, 1, 41)
    np.testing.assert_allclose(c.rank(c.latent(ranks)), ranks, atol=1e-15)
    np.testing.assert_allclose(c.latent(np.array([-1, 0, 1])), [-1, 0, 1])


def test_components_join_what_shares_a_name():
    """Names in order inside, components by first name."""
    found = c.components({("e", "b"): 0.1, ("d", "c"): 0.2, ("a", "e"): 0.3})
    assert found == [("a", "b", "e"), ("c", "d")]


def test_contradiction_is_found_with_the_nearest_possible():
    """Two friends of a friend cannot be enemies: 0.48, 0.48, -0.48 at most."""
    (found,) = c.impossible([*TRIANGLE, (("B1", "B2"), -1.0)])
    assert found.names == ("A1", "A2", "A3")
    assert found.pairs[2] == ("A1", "A3", -0.9)
    np.testing.assert_allclose(found.nearest, [0.48258, 0.48258, -0.48258], atol=1e-5)


@pytest.mark.parametrize("rank", [1.0, 0.999999, 0.5, 0.0])
def test_one_group_can_share_any_rank_from_zero_to_one(rank):
    """Semidefinite is possible: three quantities may be one."""
    assert c.impossible([(("A", "B", "C"), rank)]) == []


def test_one_group_cannot_all_be_opposites():
    """Three quantities reach a latent -1/2 at the least, ten -1/9."""
    limit = float(c.rank(-0.5))
    assert c.impossible([(("A", "B", "C"), limit + 1e-6)]) == []
    assert len(c.impossible([(("A", "B", "C"), limit - 1e-6)])) == 1
    assert len(c.impossible([(tuple("ABCDEFGHIJ"), -0.12)])) == 1


def test_nearest_of_a_published_example():
    """Higham (2002), section 4: the nearest to the tridiagonal matrix of ones."""
    wanted = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    expected = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
    np.testing.assert_allclose(c.nearest(wanted), expected, atol=5e-5)


@pytest.mark.parametrize(
    "groups",
    [
        [("ABC", 0.5)],
        [("ABC", 1.0)],  # singular: all are one
        [("AB", -1.0), ("BC", 1.0), ("AC", -1.0)],  # singular, with signs
        [("AB", 0.9), ("CD", -0.4), ("BC", 0.3)],
    ],
)
def test_cholesky_multiplies_back(groups):
    """Also where the matrix is only just possible."""
    wanted = latent(*groups)
    rows = c.cholesky(wanted)
    np.testing.assert_allclose(rows @ rows.T, wanted, atol=1e-8)
    assert (np.triu(rows, 1) == 0).all()


def test_large_group_is_judged_in_no_time():
    """Ten thousand names with one rank need no matrix."""
    assert c.impossible([([f"A{k}" for k in range(10_000)], 0.3)]) == []
