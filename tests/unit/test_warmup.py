"""Whether a run has to compile first is told of the engine that it needs."""

import pytest

from pmrisk.kernels import coalition, run, spending
from pmrisk.read import parse
from pmrisk.warmup import needs_compiling

PLAIN = """\
pmrisk: 1
project: {name: A, start: 2027-01-04}
activities: [{id: A, duration: 1}]
"""
LATE = PLAIN.replace("duration: 1", "duration: 1, as_late_as_possible: true")
MUST = PLAIN.replace("04}", "04, must_finish_by: 2027-01-04}")
RISKY = PLAIN + "risks: [{id: R, probability: 0.5, impacts: [{on: A, delay: 1}]}]\n"
UNSURE = PLAIN.replace("duration: 1", "duration: 1, exists: 0.5")
RAINY = """\
calendars:
  standard: {week: {mon-fri: ["08:00-16:00"]}, weather: {1: {uniform: [2, 8]}}}
"""
PRICED = PLAIN + "contracts: [{id: C, on: A, type: fixed_price, price: 1}]\n"


class Cache:
    """Stands for the variants on disk.

    Of each, whether there is weather, and which last arguments are not None.
    """

    _index_path = __file__

    def __init__(self, *variants):
        self.variants = variants

    def _load_index(self):
        kinds, tables = ("none", "bool"), ("CalendarTables", "Weather(...)")
        return {
            ((tables[rain], *(kinds[one] for one in each)), 0): ""
            for rain, *each in self.variants
        }


# Nothing but dates; more of them; what happens; and what may not exist.
BARE, MORE = (False, False, False, False), (False, True, False, False)
HAPPENS, MAY_NOT = (False, False, False, True), (False, False, True, True)
ALL = (False, True, True, True)
# The first two with weather: whatever is more takes all.
RAIN, STORM = (True, False, False, False), (True, True, True, True)
EACH = (BARE, MORE, HAPPENS, MAY_NOT, ALL, RAIN, STORM)


@pytest.fixture
def compiled(monkeypatch):
    """Everything is compiled, but for a kernel of which only given variants are."""

    def only(kernel, *variants):
        monkeypatch.setattr(kernel._cache, "_cache_file", Cache(*variants))

    only(spending.spend, (False, False), (False, True), (True, False), (True, True))
    for kernel in (coalition.run_coalitions, run.run_batch):
        only(kernel, *EACH)
    return only


@pytest.mark.parametrize(
    ("text", "obeys", "needed"),
    [
        (PLAIN, True, {BARE}),
        (LATE, True, {MORE}),
        (MUST, True, {MORE}),
        (MUST, False, {BARE, MORE}),
        (RISKY, True, {HAPPENS}),
        (UNSURE, True, {MAY_NOT}),
        (RISKY.replace(PLAIN, LATE), True, {ALL}),
        (PLAIN + RAINY, True, {RAIN}),
        (LATE + RAINY, True, {STORM}),
        (RISKY + RAINY, True, {STORM}),
        (UNSURE + RAINY, True, {STORM}),
    ],
    ids=[
        "plain",
        "late",
        "obeyed",
        "relaxed",
        "risky",
        "unsure",
        "all",
        "rain",
        "late-rain",
        "risky-rain",
        "unsure-rain",
    ],
)
def test_passes_that_a_plan_needs(text, obeys, needed, compiled):
    """Relaxed constraints run in one variant and are planned in the other."""
    project = parse(text)
    for variants in ((), (BARE,), (MORE,), (HAPPENS, MAY_NOT), (ALL,), EACH):
        compiled(run.run_batch, *variants)
        missing = not needed <= set(variants)
        assert needs_compiling(project, obeys=obeys) == missing


def test_money_that_a_plan_needs(compiled):
    """Contracts follow dates; where no date moves money, nothing is spent by date."""
    compiled(spending.spend, (False, False))
    assert needs_compiling(parse(PRICED))
    assert not needs_compiling(parse(PLAIN))
    compiled(spending.spend, (False, True))
    assert not needs_compiling(parse(PRICED))
    assert needs_compiling(parse(PRICED + RAINY))
    compiled(spending.spend, (True, True))
    assert not needs_compiling(parse(PRICED + RAINY))


def test_coalitions_are_needed_by_contributions_only(compiled):
    compiled(coalition.run_coalitions)
    assert not needs_compiling(parse(PLAIN))
    assert needs_compiling(parse(PLAIN), coalitions=True)


def test_without_a_plan_everything_is_needed(compiled):
    assert not needs_compiling()
    compiled(run.run_batch, BARE)
    assert needs_compiling()
