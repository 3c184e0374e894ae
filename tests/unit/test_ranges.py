"""Ranges over a plan: which quantity gets which estimate, and what stays."""

import pytest

from building import project
from pmrisk.errors import OptionError
from pmrisk.model.amount import Amount
from pmrisk.model.estimate import Estimate
from pmrisk.model.ranges import Range, Rule, lay
from pmrisk.model.selectors import Selector

PLAN = project(
    [
        {"id": "DONE", "duration": 4, "actual_start": "2027-01-04",
         "actual_finish": "2027-01-07", "cost": {"fixed": 100}},
        {"id": "HALF", "duration": "40h", "actual_start": "2027-01-04",
         "remaining": "20h"},
        {"id": "OPEN", "duration": "5ed", "cost": {"fixed": 100, "per_day": 10}},
        {"id": "OWN", "duration": {"triangular": [1, 2, 4]},
         "cost": {"fixed": [1, 2, 3]}},
        {"id": "ZERO", "duration": 0},
        {"id": "M", "type": "milestone", "cost": {"fixed": 7}},
    ],
)  # fmt: skip
WIDE = Estimate.of([0.9, 1, 1.3])
FACTOR = Range(WIDE, is_factor=True)


def laid(*rules, keep=False):
    """What changed, by id."""
    given = [Rule((Selector.of(on),), **parts) for on, parts in rules]
    pairs = zip(PLAN.activities, lay(PLAN, given, keep=keep), strict=True)
    return {a.id: b for a, b in pairs if a != b}


def times(value, unit=""):
    return Estimate(shape="factor", inner=WIDE, plan=Amount(value, unit))


def test_a_factor_multiplies_what_is_left_of_open_work():
    """Done work, milestones and work of no length stay; units are those of the plan."""
    changed = laid(("*", {"duration": FACTOR}))
    assert changed.keys() == {"HALF", "OPEN", "OWN"}
    assert changed["HALF"].remaining == times(20, "h")
    assert changed["HALF"].duration == Estimate.of("40h")
    assert changed["OPEN"].duration == times(5, "ed")
    assert changed["OPEN"].duration.elapsed
    assert changed["OWN"].duration == times(2 * 1440, "min")


def test_own_ranges_may_be_kept():
    """What is written on an activity is closer to it than a rule."""
    assert laid(("*", {"duration": FACTOR}), keep=True).keys() == {"HALF", "OPEN"}


def test_the_last_rule_wins_key_by_key():
    """A later rule of costs leaves the duration of an earlier one."""
    later = Range(Estimate.of([3, 5, 9]))
    changed = laid(
        ("*", {"duration": FACTOR}),
        ("O*", {"duration": later, "cost": FACTOR}),
        ("OPEN", {"cost": Range(Estimate.of(80))}),
    )
    assert changed["HALF"].remaining == times(20, "h")
    assert changed["OPEN"].duration == changed["OWN"].duration == later.estimate
    assert changed["OPEN"].cost.fixed == Estimate.of(80)
    assert changed["OPEN"].cost.per_day == Estimate.of(10)
    assert changed["OWN"].cost.fixed == times(2)


def test_a_factor_of_cost_multiplies_both_costs():
    """Fixed and per day; a milestone's payment too."""
    changed = laid(("*", {"cost": FACTOR}))
    assert changed.keys() == {"OPEN", "OWN", "M"}
    assert changed["OPEN"].cost.per_day == times(10)
    assert changed["M"].cost.fixed == times(7)


def test_with_ranges_is_a_rule_for_all_in_the_default_shape():
    """It is another project of the same files, with a digest of its own."""
    wide = PLAN.with_ranges((0.9, 1, 1.3))
    assert wide.activity("OPEN").duration == times(5, "ed")
    assert wide.activity("OWN") == PLAN.activity("OWN")
    assert wide.inputs == PLAN.inputs
    assert wide.digest != PLAN.digest
    straight = PLAN.with_ranges((0.9, 1, 1.3), "triangular").activity("OPEN").duration
    assert straight.inner == Estimate.of([0.9, 1, 1.3], "triangular")


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        ((1, 2), 'range "1,2": must be three values'),
        ((2, 1, 3), "needs low <= most likely <= high"),
        ((-1, 1, 3), "must not be negative"),
        (("0.9d", 1, 1.3), "unit of time"),
        ((0, 0, 0), "above zero"),
        ((float("nan"), 1, 2), "finite"),
    ],
)
def test_what_is_no_range_of_factors(factors, message):
    """One line, with an example."""
    with pytest.raises(OptionError, match=message) as caught:
        PLAN.with_ranges(factors)
    assert "such as 0.9,1,1.3" in str(caught.value)
