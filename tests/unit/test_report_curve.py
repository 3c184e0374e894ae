"""The S-curve in text: dates down the side, promises marked, bars that add up."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

import pmrisk
from building import parallel, project
from pmrisk.report.curve import Mark, curve

START = datetime(2027, 1, 4)


@pytest.fixture(scope="module")
def finish():
    """A finish that is uniform between 20 and 80 days after the start."""
    plan = project(parallel([{"uniform": [20, 80]}]))
    return pmrisk.simulate(plan, iterations=1024, seed=1, sampling="sobol").finish


def test_bars_are_cumulative_and_their_dark_ends_add_up(finish):
    """Each line's whole bar is the light part of the next; the last one is full."""
    lines = curve(finish, [])
    light = [line.count("░") for line in lines]
    whole = [line.count("░") + line.count("█") for line in lines]
    assert light == [0, *whole[:-1]]
    assert whole[-1] == 28
    assert 4 <= len(lines) <= 14


def test_lines_are_whole_weeks(finish):
    """Sixty days make lines of a week, each ending on a Sunday."""
    dates = [datetime.fromisoformat(line[:10]) for line in curve(finish, [])]
    assert {(b - a).days for a, b in pairwise(dates)} == {7}
    assert {date.weekday() for date in dates} == {6}


def test_every_mark_stands_on_the_first_line_not_before_it(finish):
    """Marks before, within and far beyond the curve are all shown once."""
    moments = [START, START + timedelta(40), START + timedelta(3000)]
    lines = curve(finish, [Mark(at, f"m{k}") for k, at in enumerate(moments)])
    for k, at in enumerate(moments):
        (line,) = [line for line in lines if f"m{k}" in line]
        end = datetime.fromisoformat(line[:10]) + timedelta(1)
        assert end >= at
    assert "m0" in lines[0]
    assert "m2" in lines[-1]
    assert len(lines) < 16


def test_a_promise_until_the_end_of_a_line_is_kept_by_it(finish):
    """A mark at the very end of a line's last day belongs to that line."""
    sunday = curve(finish, [])[2][:10]
    end = datetime.fromisoformat(sunday) + timedelta(1)
    assert curve(finish, [Mark(end, "promised")])[2].endswith(f"◄ promised {sunday}")


def test_a_certain_finish_is_one_line():
    """Without ranges there is one date, and its chance is 100 %."""
    plan = project(parallel([10]))
    (line,) = curve(pmrisk.simulate(plan, iterations=16).finish, [])
    assert "100.0 %" in line
