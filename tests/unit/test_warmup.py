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
PRICED = PLAIN + "contracts: [{id: C, on: A, type: fixed_price, price: 1}]\n"


class Cache:
    """Stands for the compiled variants on disk, by the types of their last arguments.

    The one before the last is `none` where nothing is levelled.
    """

    _index_path = __file__

    def __init__(self, *variants, desk="none"):
        self.variants = [(desk, variant) for variant in variants]

    def _load_index(self):
        return {(variant, 0): "" for variant in self.variants}


@pytest.fixture
def compiled(monkeypatch):
    """Everything is compiled but the passes, of which the given variants are."""
    both = Cache("none", "bool")
    for kernel in (spending.spend, coalition.run_coalitions, run.run_batch):
        monkeypatch.setattr(kernel._cache, "_cache_file", both)

    def only(kernel, *variants, **desk):
        monkeypatch.setattr(kernel._cache, "_cache_file", Cache(*variants, **desk))

    return only


@pytest.mark.parametrize(
    ("text", "obeys", "needed"),
    [
        (PLAIN, True, {"none"}),
        (LATE, True, {"bool"}),
        (MUST, True, {"bool"}),
        (MUST, False, {"none", "bool"}),
    ],
    ids=["plain", "late", "obeyed", "relaxed"],
)
def test_passes_that_a_plan_needs(text, obeys, needed, compiled):
    """Relaxed constraints run in one variant and are planned in the other."""
    project = parse(text)
    for variants in ((), ("none",), ("bool",), ("none", "bool")):
        compiled(run.run_batch, *variants)
        missing = not needed <= set(variants)
        assert needs_compiling(project, obeys=obeys) == missing


def test_money_that_a_plan_needs(compiled):
    """Contracts follow dates; where no date moves money, nothing is spent by date."""
    compiled(spending.spend, "none")
    assert needs_compiling(parse(PRICED))
    assert not needs_compiling(parse(PLAIN))
    compiled(spending.spend, "bool")
    assert not needs_compiling(parse(PRICED))


def test_coalitions_are_needed_by_contributions_only(compiled):
    compiled(coalition.run_coalitions)
    assert not needs_compiling(parse(PLAIN))
    assert needs_compiling(parse(PLAIN), coalitions=True)


def test_levelled_passes_are_needed_by_levelled_runs_only(compiled):
    """And those without by plans that are shown with and without."""
    compiled(run.run_batch, "none")
    assert not needs_compiling(parse(PLAIN))
    assert needs_compiling(parse(PLAIN), levelled=[True])
    compiled(run.run_batch, "none", desk="Desk")
    assert not needs_compiling(parse(PLAIN), levelled=[True])
    assert needs_compiling(parse(PLAIN), levelled=[False, True])
    assert needs_compiling(parse(LATE), levelled=[True])


def test_without_a_plan_everything_is_needed(compiled):
    """But levelling, unless it is asked for."""
    assert not needs_compiling()
    assert needs_compiling(levelled=[False, True])
    compiled(run.run_batch, "none")
    assert needs_compiling()
