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
PRICED = PLAIN + "contracts: [{id: C, on: A, type: fixed_price, price: 1}]\n"


class Cache:
    """Stands for the variants on disk: of each, which last arguments are not None."""

    _index_path = __file__

    def __init__(self, *variants):
        self.variants = variants

    def _load_index(self):
        kinds = "none", "bool"
        return {(tuple(kinds[one] for one in each), 0): "" for each in self.variants}


# Nothing but dates; more of them; what happens; and what may not exist.
BARE, MORE = (False, False, False), (True, False, False)
HAPPENS, MAY_NOT = (False, False, True), (False, True, True)
ALL = (True, True, True)
EACH = (BARE, MORE, HAPPENS, MAY_NOT, ALL)


@pytest.fixture
def compiled(monkeypatch):
    """Everything is compiled, but for a kernel of which only given variants are."""

    def only(kernel, *variants):
        monkeypatch.setattr(kernel._cache, "_cache_file", Cache(*variants))

    only(spending.spend, (False,), (True,))
    for kernel in (coalition.run_coalitions, run.run_batch, trace.trace):
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
    ],
    ids=["plain", "late", "obeyed", "relaxed", "risky", "unsure", "all"],
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
    compiled(spending.spend, (False,))
    assert needs_compiling(parse(PRICED))
    assert not needs_compiling(parse(PLAIN))
    compiled(spending.spend, (True,))
    assert not needs_compiling(parse(PRICED))


def test_coalitions_are_needed_by_contributions_only(compiled):
    compiled(coalition.run_coalitions)
    assert not needs_compiling(parse(PLAIN))
    assert needs_compiling(parse(PLAIN), coalitions=True)
    compiled(trace.trace, BARE)
    assert not needs_compiling(parse(PLAIN), traces=True)
    assert needs_compiling(parse(RISKY), traces=True)


def test_without_a_plan_everything_is_needed(compiled):
    assert not needs_compiling()
    compiled(run.run_batch, BARE)
    assert needs_compiling()
