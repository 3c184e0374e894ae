"""Sources beyond what a budget of time carries join as one, and all still adds up."""

import time

import pytest

import pmrisk
from building import chain
from happening import project
from pmrisk.analysis import explaining, pooled
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.rows import bookends
from standard_errors import SEED


@pytest.fixture
def result():
    """Twenty activities one after the other, the later the wider; groups by tens."""
    activities = chain([[10 - k / 2, 10, 11 + 2 * k] for k in range(20)])
    for k, each in enumerate(activities):
        each["wbs"] = f"{'XY'[k // 10]}/{k}"
    return pmrisk.simulate(project(activities), 800, SEED)


@pytest.fixture
def slow(monkeypatch):
    """A run takes a tenth of a second, so that every source takes one."""
    monkeypatch.setattr(pooled, "_seconds", lambda asked: 0.1)


def test_a_budget_that_carries_all_leaves_all(result, monkeypatch):
    monkeypatch.setattr(pooled, "_seconds", lambda asked: 0.001)
    rows = analyse(result, within=1).rows
    assert {row.source for row in rows} == {f"A{k}" for k in range(20)}


def test_what_moves_least_is_taken_as_one(result, slow):
    made, full = analyse(result, within=10), analyse(result)
    (others,) = [row for row in made.rows if row.kind == pooled.OTHERS]
    own = {row.source for row in made.rows} - {"others"}
    # Four fifths of ten seconds are 80 runs: the bookends of six, and 64 coalitions.
    assert own == {"A15", "A16", "A17", "A18", "A19"}
    assert others.name == "15 more, together"
    assert made.total == full.total
    assert sum(row.value for row in made.rows) == pytest.approx(made.total, abs=1e-9)
    apart = sum(row.value for row in full.rows if row.source not in own)
    error = sum(row.se**2 for row in (*made.rows, *full.rows)) ** 0.5
    assert abs(others.value - apart) < 5 * error
    assert {each.source for each in made.tail.lifts} == own


def test_bookends_take_their_part_of_the_budget(result, monkeypatch):
    """Where they took it all, the fewest orders have to do."""

    def slow(asked, n):
        time.sleep(0.5)
        return bookends(asked, n)

    monkeypatch.setattr(pooled, "_seconds", lambda asked: 1e-4)
    monkeypatch.setattr(explaining, "bookends", slow)
    assert analyse(result, within=0.5).orders == 8


def test_groups_keep_their_others_apart(result, slow):
    made = analyse(result, within=8, by="wbs")
    others = {row.source: row.group for row in made.rows if row.kind == pooled.OTHERS}
    assert others == {"others 1": "X", "others 2": "Y"}
    for group in made.groups:
        own = [row.value for row in made.rows if row.group == group.group]
        assert group.value == pytest.approx(sum(own))
    assert sum(each.value for each in made.groups) == pytest.approx(made.total)


def test_the_least_budget_keeps_two_apart_and_says_that_it_was_too_short(result):
    made = analyse(result, within=1e-6)
    assert len(made.rows) == 3
    assert "took" in made.warnings[0]
