"""Responses to risks: proposed until somebody adopts them."""

import pytest

from building import chain, project
from pmrisk import OptionError, PmriskError
from pmrisk.model.responses import effective, is_adopted

IMPACT = {"on": "A0", "delay": 5}
PLAN = project(
    chain([5]),
    risks=[
        {"id": "R07", "probability": 0.35, "impacts": IMPACT,
         "response": {"cost": 100, "probability": 0.1, "status": "proposed"}},
        {"id": "R08", "probability": 0.5, "impacts": IMPACT,
         "response": {"cost": 50, "impacts": [], "status": "adopted"}},
        {"id": "R09", "probability": 0.2, "impacts": IMPACT},
    ],
)  # fmt: skip


def adopted(plan):
    return [risk.id for risk in plan.risks if is_adopted(risk)]


def test_adopting_changes_one_risk_and_not_the_project():
    """A project is a value: the decision makes another."""
    decided = PLAN.adopt("R07")
    assert adopted(PLAN) == ["R08"]
    assert adopted(decided) == ["R07", "R08"]
    assert decided.digest != PLAN.digest
    assert decided.adopt("R07") == decided
    assert PLAN.adopt("R07", "R08") == decided
    assert PLAN.adopt() == PLAN


def test_what_is_left_of_a_risk():
    """An adopted response replaces what it gives, and nothing else."""
    decided = PLAN.adopt("R07")
    assert [effective(r).probability for r in PLAN.risks] == [0.35, 0.5, 0.2]
    assert [effective(r).probability for r in decided.risks] == [0.1, 0.5, 0.2]
    assert [len(effective(r).impacts) for r in decided.risks] == [1, 0, 1]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("none", []), ("adopted", ["R08"]), ("all", ["R07", "R08"])],
)
def test_modes(mode, expected):
    """None of them, what was decided, or all that could be done."""
    assert adopted(PLAN.with_responses(mode)) == expected


def test_adopting_what_there_is_not():
    """The message says what there is."""
    with pytest.raises(
        PmriskError, match=r'"R007" is not a risk. Did you mean "R07"\?'
    ):
        PLAN.adopt("R007")
    with pytest.raises(PmriskError, match='risk "R09" has no response'):
        PLAN.adopt("R09")
    with pytest.raises(PmriskError, match="The project has no risks"):
        project(chain([5])).adopt("R07")
    with pytest.raises(OptionError, match='must be none, adopted or all, got "some"'):
        PLAN.with_responses("some")
