"""Doors: any plan file is told by what it holds, and becomes a project."""

import hashlib
import sys
import types
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import project
from plan_files import MSPDI, XER, banks, office  # noqa: F401
from pmrisk import Estimate, ScenarioError, load
from pmrisk.model.amount import Amount
from pmrisk.read import open_plan
from pmrisk.read.kinds import kind_of
from pmrisk.read.plan import Plan
from pmrisk.read.plans import Wishes, read_plan

BOM = "\ufeff"


@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (XER.encode(), "plan.txt", "xer"),
        (f"{BOM}{XER}".encode(), "plan", "xer"),
        (f"{BOM}{XER}".encode("utf-16-le"), "plan.csv", "xer"),
        (f"\n{XER}".encode("cp1251"), "plan.xml", "xer"),
        (MSPDI.encode(), "plan.txt", "mspdi"),
        (f"{BOM}{MSPDI}".encode("utf-16-be"), "plan", "mspdi"),
        (f"<!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]>{MSPDI[56:]}".encode(), "", "mspdi"),
        (b'<?xml version="1.0"?>\n<!--P6--><APIBusinessObjects a="x">', "a", "mpxj"),
        (b"<Project><Name>x</Name></Project>", "a.xml", "mpxj"),
        (b"<", "a.xml", "mspdi"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "plan.bin", "mpxj"),
        (b"MPX,Microsoft Project for Windows", "plan", "mpxj"),
        (b"PK\x03\x04...xl/workbook.xml", "plan", "table"),
        (b"PK\x03\x04...content", "plan", "mpxj"),
        (b"id,name,duration", "plan.CSV", "table"),
        (b"pmrisk: 1\n", "plan", "scenario"),
        (b"# c\n\n'pmrisk': 1\n", "plan.txt", "scenario"),
        (b"id,name\npmrisk: 1,2", "plan.csv", "table"),
        (b"<<: *a", "plan.yaml", "scenario"),
        (b"\x89PNG\r\n", "plan.png", None),
        (b"hello", "plan", None),
    ],
)  # fmt: skip
def test_what_a_file_holds_counts_before_its_name(raw, name, kind):
    """Whatever it is called and however its letters are encoded."""
    assert kind_of(raw, name) == kind


def test_a_plan_becomes_a_project_that_knows_its_file(banks):  # noqa: F811
    """Its inputs, its digest, what was stored in it."""
    plan = open_plan(banks)
    made = load(banks)
    assert plan.source == "primavera"
    assert [a.id for a in made.activities] == ["N1", "N2", "S1"]
    assert made.inputs == (str(banks),)
    assert isinstance(made.plan_file, Plan)
    assert made.plan_file.stored["N2"].early_finish == datetime(2027, 1, 22, 17)
    assert made.digest == plan.project.digest
    banks.write_text(XER.replace("Dig", "Digging"), "utf-8")
    assert load(banks).digest != made.digest
    assert project([{"id": "A", "duration": 1}]).plan_file is None


def test_the_digest_covers_what_the_model_does_not_hold(banks):  # noqa: F811
    """Another byte in the file is another input."""
    before = load(banks)
    banks.write_text(XER + "\n", "utf-8")
    assert load(banks).model_dump() == before.model_dump()
    assert load(banks).digest != before.digest


def test_one_of_several_projects(banks):  # noqa: F811
    """By its id."""
    assert [a.id for a in load(banks, project="SOUTH").activities] == ["S1"]
    with pytest.raises(ScenarioError, match="NORTH"):
        load(banks, project="EAST")


def test_a_file_with_one_project_takes_its_name_only(office):  # noqa: F811
    """Anything else would be passed over."""
    assert load(office, project="Office").name == "Office"
    with pytest.raises(ScenarioError, match=r'holds one project, "Office", not "P1"'):
        load(office, project="P1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sheet": "Plan"}, "is no workbook"),
        ({"start": datetime(2027, 1, 4)}, "says itself when it starts"),
    ],
)
def test_what_a_kind_cannot_use_is_refused(options, message, office):  # noqa: F811
    """No wish is passed over in silence."""
    with pytest.raises(ScenarioError, match=message):
        load(office, **options)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.xer", b"", "is empty"),
        ("a.mpp", b" \n", "is empty"),
        ("a.png", b"\x89PNG\r\n\0\0", "is no plan that can be read"),
        ("a.yaml", b"pmrisk: 1", "is a scenario already"),
        ("a.txt", b"hello", "is no plan that can be read"),
    ],
)
def test_what_is_no_plan_is_said_in_a_line(name, raw, message, tmp_path):
    """With what can be read."""
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(ScenarioError, match=message) as caught:
        open_plan(path)
    assert len(str(caught.value).splitlines()) == 1
    if not name.endswith(("yaml", "txt")):
        with pytest.raises(ScenarioError, match=message):
            load(path)


def test_options_of_plan_files_are_refused_for_scenarios(tmp_path):
    """A scenario says itself which project it is."""
    path = tmp_path / "s.yaml"
    path.write_text("pmrisk: 1")
    with pytest.raises(ScenarioError, match="is a scenario"):
        load(path, keep_names=True)


@pytest.mark.parametrize(("form", "text"), [("xer", XER), ("mspdi", MSPDI)])
def test_what_mpxj_converts_is_read_like_the_rest(form, text, tmp_path, monkeypatch):
    """And the digest is that of the file, not of what was made of it."""
    fake = types.ModuleType("pmrisk.read.mpxj")
    fake.convert = lambda path: (text.encode(), form)
    monkeypatch.setitem(sys.modules, "pmrisk.read.mpxj", fake)
    path = tmp_path / "plan.mpp"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    made = load(path)
    assert len(made.activities) == 3
    assert made._files == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ScenarioError, match="EAST"):
        load(path, project="EAST")


KEPT = """\
pmrisk: 1
project: {name: Bridge, target_finish: 2027-03-31, budget: 5000}
defaults: {shape: triangular, seed: 3}
schedule: {file: banks.xer, project: NORTH}
calendars:
  Five days: {week: {mon-thu: ["07:00-17:00"]}}
resources:
  crew: {rate: 80/h}
uncertainty:
  - {on: "*", duration: {factor: [0.9, 1, 1.3]}}
  - {on: "name:pour", duration: [8, 10, 15]}
"""


def kept(path, text=KEPT):
    path = path.parent / "s.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_scenario_says_what_its_plan_does_not(banks):  # noqa: F811
    """Name, promises, defaults, calendars, resources and ranges; the rest is kept."""
    made = load(kept(banks))
    plan = open_plan(banks, project="NORTH").project
    assert (made.name, made.budget, made.start) == ("Bridge", 5000, plan.start)
    assert made.target_finish == datetime(2027, 4, 1)
    assert made.defaults == plan.defaults.model_copy(
        update={"shape": "triangular", "seed": 3}
    )
    assert made.calendars["Five days"].week[4] == ()
    assert made.resources["crew"].rate == 80
    assert [a.model_copy(update={"duration": None}) for a in made.activities] == [
        a.model_copy(update={"duration": None}) for a in plan.activities
    ]
    factor = Estimate.of([0.9, 1, 1.3], "triangular")
    assert made.activity("N1").duration.inner == factor
    assert made.activity("N1").duration.plan == Amount(2400, "min")
    assert made.activity("N2").duration == Estimate.of([8, 10, 15], "triangular")
    assert made.inputs == (str(banks.parent / "s.yaml"), str(banks))
    assert made.plan_file.stored.keys() == {"N1", "N2"}


def test_the_digest_of_a_scenario_covers_its_plan(banks):  # noqa: F811
    """A change of the plan that the model does not hold is one nevertheless."""
    before = load(kept(banks)).digest
    banks.write_text(XER + "\n", "utf-8")
    assert load(kept(banks)).digest != before


def test_a_scenario_may_be_a_path_and_no_more(office):  # noqa: F811
    """Neither a project nor activities are needed."""
    made = load(kept(office, "pmrisk: 1\nschedule: office.xml\n"))
    assert made.model_dump(exclude={"path"}) == load(office).model_dump(
        exclude={"path"}
    )


def test_problems_have_their_own_file(office):  # noqa: F811
    """Those of the plan its path, those of the scenario the scenario's line."""
    office.write_text(MSPDI.replace("PT80H", "PTxxH"), "utf-8")
    text = "pmrisk: 1\nschedule: office.xml\nproject: {budget: -1}\n"
    with pytest.raises(ScenarioError) as caught:
        load(kept(office, text))
    problems = caught.value.problems
    assert [problem.path for problem in problems] == [
        str(office.parent / "s.yaml"),
        *[str(office)] * (len(problems) - 1),
    ]
    assert problems[0].line == 3
    assert len(problems) > 1


def test_what_a_plan_cannot_bear_is_said_where_the_plan_is_named(office):  # noqa: F811
    """A rule that no activity can take: the plan's file has no line for it."""
    text = (
        "pmrisk: 1\nproject: {name: X}\nschedule: office.xml\n"
        'uncertainty: [{on: "*", duration: [1d, 2h, 3d]}]\n'
    )
    with pytest.raises(ScenarioError, match="needs low <= most likely") as caught:
        load(kept(office, text))
    assert {problem.line for problem in caught.value.problems} == {3}


def test_own_ranges_of_written_activities_stay():
    """A rule is for what has none; the first of two correlated needs its rule."""
    made = project(
        [{"id": "A", "duration": [1, 2, 3]}, {"id": "B", "duration": 4}],
        uncertainty=[{"on": "*", "duration": {"factor": [0.5, 1, 2]}}],
        correlations=[{"between": ["A", "B"], "rank": 0.5}],
    )
    assert made.activity("A").duration == Estimate.of([1, 2, 3])
    assert made.activity("B").duration.plan == Amount(4)


def test_rules_replace_the_ranges_of_a_plan_file(tmp_path):
    """What a scenario says wins over what its plan says."""
    (tmp_path / "plan.csv").write_text("Id,Duration,Low,High\nA1,5,4,9\n", "utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(
        "pmrisk: 1\nproject: {start: 2027-01-04}\nschedule: plan.csv\n"
        'uncertainty: [{on: "*", duration: {factor: [0.9, 1, 2]}}]\n'
    )
    duration = load(path).activity("A1").duration
    assert (duration.shape, duration.inner) == ("factor", Estimate.of([0.9, 1, 2]))
    assert duration.plan == Amount(5 * 480, "min")


TABLE = b"Id;Name;Duration;Predecessors\nA1;Dig;5;\nA2;Pour;10;A1\n"
CUTS = st.lists(
    st.tuples(st.integers(0, 6000), st.integers(0, 60), st.binary(max_size=4)),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from((XER.encode(), MSPDI.encode("utf-16"), TABLE)), CUTS)
@settings(max_examples=100, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused(raw, cuts):
    """No other exception, and one line for each problem."""
    for at, length, new in cuts:
        raw = raw[:at] + new + raw[at + length :]
    kind = kind_of(raw, "a.csv")
    if kind != "mpxj":
        start = datetime(2027, 1, 4) if kind == "table" else None
        assert read_or_refused(raw, kind, Wishes(start=start))


def read_or_refused(raw, kind, wishes):
    """Whether there are activities, or a line for each problem."""
    try:
        plan = read_plan(raw, "a.csv", kind, wishes)
    except ScenarioError as error:
        return len(str(error).splitlines()) == len(error.problems)
    return plan.project.activities
