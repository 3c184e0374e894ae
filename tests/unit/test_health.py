"""A plan's health as a whole: practices, the score, the page and the document."""

import json
import re

import pytest

import pmrisk
from building import chain, project
from judging import later, stored
from pmrisk import Finding, OptionError
from pmrisk.analysis import dcma
from pmrisk.analysis.health import CODES, known_codes
from pmrisk.read.plan import Plan
from pmrisk.report import health_json, text
from pmrisk.report.json import dumps

CREW = {"resources": {"crew": {"rate": "100/day"}}}
DONE = {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}


def shown(number, activities, **sections):
    """What the file shows of a practice."""
    found = pmrisk.health(project(activities, **sections))
    return found.gao[number - 1].verdict


def rows(count, change=None, **every):
    """A chain of activities, all changed by `every`, the first one by `change`."""
    made = [row | every for row in chain([5] * count)]
    made[0] |= change or {}
    return made


def test_ten_practices_in_order():
    """Numbered as the guide numbers them."""
    found = pmrisk.health(project(rows(2)))
    assert [practice.number for practice in found.gao] == list(range(1, 11))
    assert all(practice.evidence.endswith(".") for practice in found.gao)


@pytest.mark.parametrize(
    ("number", "met", "partly", "nothing"),
    [
        (1, rows(2, wbs="A"), [*rows(2, wbs="A"), rows(3)[2]], rows(2)),
        (2, rows(2), rows(2, {"after": []})[:1] + rows(2)[1:2], None),
        (3, rows(2, resources={"crew": 1}), rows(2, {"cost": {"fixed": 1}}), rows(2)),
        (4, rows(2), rows(2, {"duration": 0}), rows(2, duration=50)[:1]),
        (5, rows(2, wbs="A"), rows(2), None),
        (6, rows(2), rows(2, {"start_no_earlier_than": "2027-01-06"}),
         rows(1, {"must_finish_on": "2027-01-20"})),
        (7, rows(2), rows(2, {"finish_no_later_than": "2027-01-05"}), None),
        (8, rows(2, duration=[1, 2, 3]), rows(2, {"duration": [1, 2, 3]}), rows(2)),
        (10, rows(2, baseline={"finish": "2027-02-01"}),
         rows(2, {"baseline": {"finish": "2027-02-01"}}), rows(2)),
    ],
)  # fmt: skip
def test_what_a_file_shows(number, met, partly, nothing):
    """Each practice met, met in part, and not shown."""
    sections = CREW if number == 3 else {}
    if number == 2:
        partly = [*rows(2), {"id": "X", "duration": 1}]
    if number == 4:
        nothing = [*rows(1, duration=50), {"id": "X", "duration": 0, "after": ["A0"]}]
    assert shown(number, met, **sections) == "met"
    assert shown(number, partly, **sections) == "partly"
    if nothing is not None:
        assert shown(number, nothing, **sections) == "not shown"


def test_names_tell_activities_apart():
    """Two of one name in one place are captured in part."""
    assert shown(1, rows(2, wbs="A", name="Test")) == "partly"


def test_updating():
    """Progress that keeps to the data date and the logic."""
    head = {"project": {"data_date": "2027-01-06"}}
    assert shown(9, rows(2)) == "not shown"
    assert shown(9, rows(2, DONE), **head) == "met"
    ahead = rows(2)
    ahead[1] |= {"actual_start": "2027-01-05"}
    assert shown(9, ahead, **head) == "partly"
    ahead[1] |= {"actual_start": "2027-01-07"}
    assert shown(9, ahead, **head) == "not shown"


def test_findings_come_gravest_first():
    """Errors, warnings, notes; of each the rules' own order."""
    plan = rows(2, {"must_finish_on": "2027-01-20", "actual_start": None})
    del plan[0]["actual_start"]
    plan.append({"id": "X", "duration": 60})
    plan[0]["duration"] = 50
    found = pmrisk.health(project(plan[:1]))
    order = [("error", "warning", "info").index(f.severity) for f in found.findings]
    assert order == sorted(order)
    assert order[0] == 0
    assert found.errors == found.findings[:1]
    assert found.errors[0].code == "broken-critical-path"
    assert found.score == dcma.score(found.dcma)


def test_codes_can_be_accepted():
    """What is accepted is no longer in the way; what is no code is said."""
    found = pmrisk.health(project(rows(1, {"must_finish_on": "2027-01-20"})))
    assert found.unaccepted([]) == found.errors
    assert found.unaccepted(["broken-critical-path"]) == ()
    with pytest.raises(OptionError, match='Did you mean "broken-critical-path"'):
        found.unaccepted(["broken-critical-pat"])
    with pytest.raises(OptionError) as caught:
        known_codes(["open-ends", "lead", "x"])
    assert len(str(caught.value).splitlines()) == 2


def test_every_code_is_known_once():
    """Whatever can be found can be accepted."""
    assert len(set(CODES)) == len(CODES) > 35
    assert {"open-end", "negative-float", "dates-differ"} < set(CODES)


def with_plan(made, **changes):
    """A project that came from a plan file with these stored dates."""
    made._plan = Plan(made, "primavera", (), stored(made, **changes))
    return made


def test_parity_is_part_of_health():
    """With a finding where it fails, and none where there is no plan file."""
    assert pmrisk.health(project(rows(2))).parity is None
    good = pmrisk.health(with_plan(project(rows(2))))
    assert good.parity.early.agrees
    assert "dates-differ" not in {each.code for each in good.findings}
    made = project(rows(2))
    bad = pmrisk.health(with_plan(made, A1=later(made, "A1")))
    assert "dates-differ" in {each.code for each in bad.findings}


def document(found, accepted=()):
    """What the document holds once it is written and read."""
    return json.loads(dumps(health_json.health(found, accepted)))


def test_the_document():
    """Every promised key, with the parity and the differences."""
    made = project(rows(2, {"must_finish_on": "2027-01-20"}))
    found = document(pmrisk.health(with_plan(made, A1=later(made, "A1"))))
    assert set(found) == {
        "project", "digest", "version", "data_date", "plan", "passed", "allowed",
        "score", "parity", "dcma", "gao", "findings", "differences",
    }  # fmt: skip
    assert found["plan"]["finish"]["date"] == "2027-01-26T00:00"
    assert found["parity"]["early"] == {"equal": 1, "of": 2}
    assert found["parity"]["roots"] == ["A1"]
    (difference,) = found["differences"]
    assert difference["ours"]["early_finish"] == "2027-01-26T00:00"
    assert difference["stored"]["early_finish"] == "2027-01-27T00:00"
    assert difference["early"]["root"] is None
    assert [point["number"] for point in found["dcma"]] == list(range(1, 15))
    assert set(found["dcma"][0]) == {
        "number", "name", "verdict", "threshold", "count", "base", "share", "value",
        "why", "offenders",
    }  # fmt: skip
    assert set(found["gao"][0]) == {"number", "name", "verdict", "evidence"}
    finding = found["findings"][0]
    assert set(finding) == {"code", "severity", "at", "message", "allowed"}


def test_floats_in_the_document_are_days():
    """As everywhere that a planner reads them."""
    made = project(rows(1))
    found = document(pmrisk.health(with_plan(made, A0={"total_float": 1440.0})))
    (difference,) = found["differences"]
    assert (difference["stored"], difference["ours"]) == (
        {"total_float": 1.0}, {"total_float": 0.0},
    )  # fmt: skip


def test_the_document_without_a_plan_file():
    """Nulls, not missing keys."""
    found = document(pmrisk.health(project(rows(1))), ["lead"])
    assert (found["parity"], found["differences"]) == (None, [])
    assert (found["allowed"], found["passed"]) == (["lead"], True)


def test_the_page_groups_what_is_alike():
    """Three of a kind, and how many more; all if asked."""
    plan = [{"id": f"A{k}", "duration": 60} for k in range(40)]
    found = pmrisk.health(project(plan))
    page = text.health(found, 100)
    assert "warning high-duration, 40 times" in page
    assert page.count("it is planned to take") == 3
    assert "and 37 more, see --all" in page
    assert all(len(line) <= 100 for line in page.splitlines())
    whole = text.health(found, 100, whole=True)
    assert whole.count("it is planned to take") == 40
    assert "more, see --all" not in whole


def test_the_page_says_what_is_allowed():
    """It is still found."""
    found = pmrisk.health(project(rows(1, {"must_finish_on": "2027-01-20"})))
    assert "error broken-critical-path\n" in text.health(found, 100)
    page = text.health(found, 100, ["broken-critical-path"])
    assert "error broken-critical-path (allowed)\n" in page


def test_the_page_shows_parity():
    """The verdict, the second line, and the first differences."""
    made = project(rows(12))
    changes = {f"A{k}": later(made, f"A{k}") for k in range(1, 12)}
    page = text.health(pmrisk.health(with_plan(made, **changes)), 100)
    assert "1 of 12 open activities start and finish when P6 says.\n" in page
    assert "12 of 12 have the late dates of P6" in page
    assert re.search(r"^A2 +early start \+ 1 ", page, re.MULTILINE)
    assert "and 1 more, see --all" in page
    float_only = with_plan(project(rows(1)), A0={"total_float": 1440.0})
    assert "1.0 d" in text.health(pmrisk.health(float_only), 100)


def test_the_page_of_a_finished_project():
    """Nothing is left to measure but its dates."""
    plan = rows(1, DONE | {"baseline": {"finish": "2027-02-01"}})
    head = {"data_date": "2027-01-08"}
    found = pmrisk.health(project(plan, project=head))
    page = text.health(found, 100)
    assert "1 of the 1 DCMA points" in page
    assert page.endswith("Findings\nNone.\n")


def test_a_public_finding():
    """What was found is the same kind of thing as in `check`."""
    found = pmrisk.health(project(rows(1))).findings
    assert all(isinstance(each, Finding) for each in found)
