"""Whether a run has to compile first is told of the engine that it needs."""

import pytest

from pmrisk.kernels import coalition, run, spending, trace
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
AGILE = PLAIN.replace(
    "duration: 1", "backlog: {items: [1, 2, 3], throughput: {empirical: [1, 2]}}"
)
GATE = PLAIN.replace("duration: 1", "duration: 1, quality: {first_pass: 0.5}")
LATE_GATE = GATE.replace("duration", "as_late_as_possible: true, duration")
RAINY = """\
calendars:
  standard: {week: {mon-fri: ["08:00-16:00"]}, weather: {1: {uniform: [2, 8]}}}
"""
PRICED = PLAIN + "contracts: [{id: C, on: A, type: fixed_price, price: 1}]\n"


class Cache:
    """Stands for the variants on disk.

    Of each, whether there is weather, and which last arguments are not None; in front
    of those stands whether it levels.
    """

    _index_path = __file__

    def __init__(self, *variants, desk=False):
        self.variants = [(rain, desk, *rest) for rain, *rest in variants]

    def _load_index(self):
        kinds, tables = ("none", "bool"), ("CalendarTables", "Weather(...)")
        return {
            ((tables[rain], *(kinds[one] for one in each)), 0): ""
            for rain, *each in self.variants
        }


# Nothing but dates; more of them; what happens; what may not exist. The last says
# whether something is burnt down or sent back, which coalitions need not know.
BARE, MORE = (False, False, False, False, False), (False, True, False, False, False)
HAPPENS, MAY_NOT = (False, False, False, True, False), (False, False, True, True, False)
ALL = (False, True, True, True, False)
BACK, ALL_BACK = (False, False, True, True, True), (False, True, True, True, True)
# The first with weather: whatever is more takes all.
RAIN, STORM = (True, False, False, False, False), (True, True, True, True, True)
EACH = (BARE, MORE, HAPPENS, MAY_NOT, ALL, BACK, ALL_BACK, RAIN, STORM)
PASSES = tuple(each[:-1] for each in (*EACH[:5], RAIN, STORM))


@pytest.fixture
def compiled(monkeypatch):
    """Everything is compiled, but for a kernel of which only given variants are."""

    def only(kernel, *variants, **desk):
        monkeypatch.setattr(kernel._cache, "_cache_file", Cache(*variants, **desk))

    only(spending.spend, (False, False), (False, True), (True, False), (True, True))
    for kernel in (coalition.run_coalitions, trace.trace):
        only(kernel, *PASSES)
    only(run.run_batch, *EACH)
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
        (AGILE, True, {BACK}),
        (AGILE.replace("04}", "04, must_finish_by: 2027-01-04}"), True, {ALL_BACK}),
        (GATE, True, {BACK}),
        (LATE_GATE, True, {ALL_BACK}),
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
        "agile",
        "more agile",
        "gate",
        "more gate",
        "rain",
        "late-rain",
        "risky-rain",
        "unsure-rain",
    ],
)
def test_passes_that_a_plan_needs(text, obeys, needed, compiled):
    """Relaxed constraints run in one variant and are planned in the other."""
    project = parse(text)
    for variants in ((), *((each,) for each in EACH), (HAPPENS, MAY_NOT), EACH):
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
    assert needs_compiling(parse(GATE), coalitions=True)
    compiled(coalition.run_coalitions, MAY_NOT[:-1])
    assert not needs_compiling(parse(GATE), coalitions=True)
    compiled(trace.trace, BARE[:-1])
    assert not needs_compiling(parse(PLAIN), traces=True)
    assert needs_compiling(parse(RISKY), traces=True)


def test_levelled_passes_are_needed_by_levelled_runs_only(compiled):
    """And those without by plans that are shown with and without."""
    compiled(run.run_batch, BARE)
    assert not needs_compiling(parse(PLAIN))
    assert needs_compiling(parse(PLAIN), levelled=[True])
    compiled(run.run_batch, BARE, desk=True)
    assert not needs_compiling(parse(PLAIN), levelled=[True])
    assert needs_compiling(parse(PLAIN), levelled=[False, True])
    assert needs_compiling(parse(RISKY), levelled=[True])


def test_without_a_plan_everything_is_needed(compiled):
    """But levelling, unless it is asked for."""
    assert not needs_compiling()
    assert needs_compiling(levelled=[False, True])
    compiled(run.run_batch, BARE)
    assert needs_compiling()
