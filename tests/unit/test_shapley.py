"""Shapley and Owen shares of games that can be computed by hand."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from pmrisk.analysis import shapley
from pmrisk.analysis.orders import Orders
from pmrisk.analysis.shapley import Effort, shares
from pmrisk.analysis.shares import Shares
from standard_errors import SEED


def told(function):
    """A game of one number, from a function of a set of players."""

    def game(asked):
        rows = (frozenset(np.flatnonzero(row).tolist()) for row in asked)
        return np.array([[function(row)] for row in rows], float)

    return game


def by_orders(function, n, keeps=lambda order: True):
    """Shares by definition: every order of the players, in rationals."""
    total, count = [Fraction(0)] * n, 0
    for order in filter(keeps, permutations(range(n))):
        count += 1
        for k, player in enumerate(order):
            joined = frozenset(order[: k + 1])
            total[player] += function(joined) - function(joined - {player})
    return [float(share / count) for share in total]


def odd(players):
    """A game without any structure, in whole numbers."""
    return hash(tuple(sorted(players))) % 1009 if players else 0


def together(*groups):
    """Whether an order tears none of some groups apart."""

    def keeps(order):
        places = [sorted(order.index(p) for p in group) for group in groups]
        return all(p[-1] - p[0] == len(p) - 1 for p in places)

    return keeps


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_enumeration_is_the_mean_over_all_orders(n):
    made = shares(told(odd), n)
    assert made.exact
    assert made.values.tolist() == pytest.approx(by_orders(odd, n), abs=1e-9)
    assert made.values.sum() == pytest.approx(made.all - made.none, abs=1e-9)


def test_owen_shares_are_the_mean_over_the_orders_that_keep_groups_together():
    groups = [0, 1, 0, 2, 1]
    made = shares(told(odd), 5, groups=groups)
    expected = by_orders(odd, 5, together((0, 2), (1, 4)))
    assert made.values.tolist() == pytest.approx(expected, abs=1e-9)
    assert expected != pytest.approx(by_orders(odd, 5), abs=1e-3)


def test_a_groups_share_is_what_it_gets_as_one_player():
    """Owen's quotient game: groups play as Shapley's players do."""
    groups = np.array([0, 1, 0, 2, 1, 2])
    made = shares(told(odd), 6, groups=groups.tolist())

    def whole(teams):
        return odd([p for p in range(6) if groups[p] in teams])

    totals = [made.values[groups == g].sum() for g in range(3)]
    assert totals == pytest.approx(shares(told(whole), 3).values.tolist(), abs=1e-9)


def test_an_additive_game_gives_everybody_his_own():
    worth = np.array([3.0, 0.0, 5.0, -2.0])
    made = shares(lambda asked: asked @ worth[:, None], 4)
    assert made.values.tolist() == worth.tolist()


def test_players_who_stand_alike_get_the_same_to_the_last_bit():
    def uneven(players):
        return {0: 0, 1: 7, 2: 8, 3: 21}[len(players & {0, 1, 2})] + 3 * (3 in players)

    made = shares(told(uneven), 4)
    assert len(set(made.values[:3].tolist())) == 1
    assert made.ranks.tolist() == [[1, 3], [1, 3], [1, 3], [4, 4]]


@pytest.mark.parametrize("n", [5, 20])
def test_who_changes_nothing_gets_exactly_nothing(n):
    def idle(players):
        return odd(players - {2})

    assert shares(told(idle), n).values[2] == 0


def test_drawn_orders_add_up_and_agree_with_enumeration(monkeypatch):
    def square(players):
        return sum((p + 1) for p in players) ** 2

    exact = shares(told(square), 8).values
    monkeypatch.setattr(shapley, "MOST_ENUMERATED", 0)
    made = shares(told(square), 8, effort=Effort(to=1e-9), seed=SEED)
    # Of a square, an order and its reverse offset each other wholly.
    assert made.values.tolist() == pytest.approx(exact.tolist(), rel=1e-12)
    assert made.values.sum() == pytest.approx(made.all - made.none, rel=1e-12)


def cube(players):
    return max((sum((p + 1) for p in players) - 20), 0) ** 3


def test_the_error_of_drawn_orders_covers_the_exact_shares(monkeypatch):
    """Over 200 seeds, z = (drawn - exact)/error has a mean square near 1."""
    exact = shares(told(cube), 8).values
    monkeypatch.setattr(shapley, "MOST_ENUMERATED", 0)
    monkeypatch.setattr(shapley, "MOST_TO", 16)
    z = []
    for k in range(200):
        made = shares(told(cube), 8, effort=Effort(to=0.0), seed=SEED + k)
        assert len(made.fours) == 16
        z.append((made.values - exact) / made.errors)
    squares = np.square(z).mean(axis=1)
    # A t of 15 degrees of freedom has variance 15/13.
    error = squares.std(ddof=1) / np.sqrt(len(squares))
    assert abs(squares.mean() - 15 / 13) < 5 * error


def test_a_player_who_is_added_leaves_the_order_of_the_others():
    names = [f"R{k}" for k in range(14)]
    alone = [np.array([k]) for k in range(14)]
    few = [0, 3, 4, 7, 9, 12]
    all_of_them = Orders(alone, names, SEED)
    some = Orders(alone[: len(few)], [names[k] for k in few], SEED)
    for number in range(8):
        for order, own in zip(all_of_them.four(number), some.four(number), strict=True):
            left = [names[k] for k in order if k in few]
            assert left == [names[few[k]] for k in own]


def test_every_place_of_an_order_is_as_likely_for_all():
    orders = Orders([np.array([k]) for k in range(6)], list("abcdef"), SEED)
    counts = np.zeros((6, 6))
    for number in range(4000):
        for order in orders.four(number)[::2]:
            counts[order, np.arange(6)] += 1
    # Orders of one four are not independent: each counts for itself at most.
    expected, error = 8000 / 6, np.sqrt(8000 * 5 / 36) * np.sqrt(2)
    assert np.abs(counts - expected).max() < 5 * error


def test_drawn_orders_of_groups_tear_none_apart(monkeypatch):
    groups = [0, 0, 1, 1, 2]
    exact = shares(told(odd), 5, groups=groups).values
    monkeypatch.setattr(shapley, "MOST_ENUMERATED", 0)
    made = shares(told(odd), 5, groups=groups, effort=Effort(to=0.0), seed=SEED)
    z = (made.values - exact) / made.errors
    assert (np.abs(z) < 5).all()
    assert not np.allclose(exact, shares(told(odd), 5).values, atol=10)


def test_one_seed_gives_the_same_shares(monkeypatch):
    monkeypatch.setattr(shapley, "MOST_ENUMERATED", 0)
    one, same, other = (
        shares(told(cube), 7, seed=seed).values.tolist() for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_the_jackknife_tells_the_error_of_a_mean():
    """Delete one of m parts, equal in size: the error is that of the parts' mean."""
    rng = np.random.default_rng(SEED)
    luck = rng.normal(size=(16, 2))

    def game(asked):
        reached = luck @ asked.T
        parts = [np.delete(reached, k, axis=0).mean(axis=0) for k in range(16)]
        return np.stack([reached.mean(axis=0), *parts], axis=1)

    made = shares(game, 2)
    error = luck.std(axis=0, ddof=1) / 4
    assert made.iteration_error.tolist() == pytest.approx(error.tolist())
    difference = made.error_of(np.array([[1.0, -1.0]]))[0]
    expected = (luck[:, 0] - luck[:, 1]).std(ddof=1) / 4
    assert difference == pytest.approx(expected)


def test_places_are_shared_by_those_that_cannot_be_told_apart():
    """10 and 9.5 are within error, 9.5 and 8 too, but 10 and 8 are not."""
    each = np.array([[10.0], [8.0], [9.5], [1.0]])
    spread = np.array([[1, 1, 1, 1], [-1, -1, -1, -1], [0, 0, 0, 0]]) * 0.1
    pairs = each.T + spread * np.array([[1, -1, 3, 1]]) * 5
    made = Shares(each, pairs, 0.0, 28.5)
    assert made.ranks.tolist() == [[1, 2], [2, 3], [1, 3], [4, 4]]


def test_effort_stops_at_the_error_of_the_iterations(monkeypatch):
    """Where iterations are the larger error, few orders do."""
    monkeypatch.setattr(shapley, "MOST_ENUMERATED", 0)
    luck = np.random.default_rng(SEED).normal(size=16)

    def game(asked):
        value = np.array([cube(np.flatnonzero(row)) for row in asked])[:, None]
        parts = value * (1 + luck)
        return np.hstack([value, parts])

    few = shares(game, 8, seed=SEED)
    assert len(few.fours) < len(shares(told(cube), 8, seed=SEED).fours) == 64
    assert len(shares(told(cube), 9, effort=Effort(within=0.0)).fours) == 2
    # What is enumerated in no time is exact whatever the budget.
    assert shares(told(cube), 8, effort=Effort(within=0.0)).exact
