"""Scenarios: every section and form of the contract, read."""

import json
from datetime import date, datetime

import pytest
import yaml

from building import EVERY_KEY
from pmrisk import Estimate, ScenarioError, load
from pmrisk.model.activity import CONSTRAINTS, Baseline
from pmrisk.model.amount import Amount
from pmrisk.model.project import Subproject
from pmrisk.read import (
    activities,
    backlog,
    branches,
    constraints,
    gates,
    overlay,
    parse,
    risks,
    scales,
    sections,
    starter,
)
from pmrisk.read.tree import tree

HEAD = "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
ON_A_DAY = "actual_start: 2027-02-01"
ONE = "activities: [{id: A1, duration: 3}]\n"


def only(activity, more=""):
    """The last activity of a small scenario, from one line of YAML."""
    text = f"{HEAD}{more}activities:\n  - {{id: A0, duration: 1}}\n  - {activity}\n"
    return parse(text).activities[-1]


def test_starter():
    """What `pmrisk init` writes is sound and shows the main forms."""
    project = parse(starter())
    assert 8 <= len(project.activities) <= 12
    assert project.correlations
    assert project.resources


def test_head():
    """Project, dates, defaults."""
    project = parse(
        """
pmrisk: 1
project: {name: 2027, start: 2027-01-04T08:00, data_date: 2027-02-01, budget: 4_200_000,
          target_finish: 2028-03-31, currency: CHF, finish: 007}
defaults: {shape: triangular, iterations: 5_000, seed: 7, level: 85,
           progress: retained_logic, lag_calendar: elapsed}
activities: [{id: 007, duration: [1, 2, 3]}]
"""
    )
    assert (project.name, project.currency, project.finish) == ("2027", "CHF", "007")
    assert project.start == datetime(2027, 1, 4, 8)
    assert project.data_date == datetime(2027, 2, 1)
    assert project.target_finish == datetime(2028, 4, 1)
    assert (project.budget, project.defaults.level) == (4_200_000, 85)
    assert (project.defaults.iterations, project.defaults.seed) == (5000, 7)
    assert project.activities[0].id == "007"
    assert project.activities[0].duration.shape == "triangular"


def test_calendars():
    """Ranges of days, shifts over midnight, holidays, other hours, continuous."""
    project = parse(
        f"""{HEAD}
calendars:
  standard:
    week: {{mon-thu: ["08:00-12:00", 13:00-17:00], fri: 08:00-12:00, sat: }}
    holidays: [2027-05-17, 2027-12-24..2028-01-02]
    exceptions: {{2027-05-22: ["08:00-12:00"], 2027-06-01..2027-06-05: []}}
    hours_per_day: 7.5
    country: NO
  night: {{week: {{sun-thu: "22:00-06:00"}}}}
  nonstop: continuous
{ONE}"""
    )
    standard, night = project.calendars["standard"], project.calendars["night"]
    assert standard.week[0] == ((480, 720), (780, 1020))
    assert standard.week[4:] == (((480, 720),), (), ())
    assert standard.holidays[1] == (date(2027, 12, 24), date(2028, 1, 2))
    assert standard.exceptions[0][2] == ((480, 720),)
    assert (standard.country, standard.minutes_per_day) == ("NO", 450)
    assert standard.shifts(date(2027, 5, 17)) == ()
    assert standard.shifts(date(2027, 5, 22)) == ((480, 720),)
    assert night.week[0] == ((0, 360), (1320, 1440))
    assert night.week[4] == ((0, 360),)
    assert night.week[6] == ((1320, 1440),)
    assert night.minutes_per_day == 480
    assert project.calendars["nonstop"].minutes_per_week == 10080


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("A0", ("FS", 0, "")),
        ("A0 SS", ("SS", 0, "")),
        ("A0 FF+5", ("FF", 5, "")),
        ("A0 SF-2ed", ("SF", -2, "ed")),
        ("A0 FS + 90min", ("FS", 90, "min")),
    ],
)
def test_relationships(raw, expected):
    """Kinds and lags in the short form."""
    (link,) = only(f"{{id: A1, duration: 1, after: [{raw}]}}").after
    assert link.predecessor == "A0"
    assert (link.kind, *link.lag.amounts[0]) == expected
    assert only(f"{{id: A1, duration: 1, after: {raw}}}").after == (link,)


def test_long_relationship():
    """An uncertain lag on a calendar of its own."""
    long = "{activity: A0, kind: SS, lag: [2, 3, 8], lag_calendar: predecessor}"
    (link,) = only(f"{{id: A1, duration: 1, after: [{long}]}}").after
    assert link.lag == Estimate.of([2, 3, 8])
    assert (link.kind, link.lag_calendar) == ("SS", "predecessor")


def test_activity():
    """Every key of an activity."""
    activity = only(
        "{id: A1, name: Dig, wbs: Site/Hole, type: task, duration: M,"
        " calendar: nonstop, cost: {fixed: [1, 2, 4], per_day: 1_800}, owner: Ann,"
        " category: Earth, resources: {crew: 2.5, rig: {effort: 40d}}, "
        " codes: {PHASE: 01}, start_no_earlier_than: 2027-02-01, deadline: 2027-03-01}",
        "sizes: {M: {uniform: [2, 3], plan: 2}}\ncalendars: {nonstop: continuous}\n"
        "resources: {crew: {rate: 950/day, available: 6}, rig: {rate: 120/h}}\n",
    )
    assert (activity.name, activity.wbs, activity.calendar) == (
        "Dig", "Site/Hole", "nonstop",
    )  # fmt: skip
    assert activity.duration.plan == Amount(2)
    assert activity.cost.fixed == Estimate.of([1, 2, 4])
    assert activity.cost.per_day == Estimate.of(1800)
    crew, rig = activity.resources
    assert (crew.units, crew.effort) == (2.5, None)
    assert (rig.units, rig.effort) == (None, Amount(40, "d"))
    assert activity.codes == {"PHASE": "01"}
    assert activity.start_no_earlier_than == datetime(2027, 2, 1)
    assert activity.deadline == datetime(2027, 3, 2)


def test_every_key_is_in_the_scenario_of_every_key():
    """A new key is added there, and so to what the reader and the schema take."""
    root = tree(EVERY_KEY, None)
    backlogs = [a["backlog"] for a in root["activities"] if "backlog" in a]
    for given, record in (
        ([root], sections.SCENARIO),
        ([root["project"]], sections.PROJECT),
        ([root["defaults"]], sections.DEFAULTS),
        (root["subprojects"].values(), sections.SUBPROJECT),
        (root["activities"], activities.ACTIVITY),
        ([root["activities"][0]["baseline"]], activities.BASELINE),
        (backlogs, backlog.BACKLOG),
        (backlogs[1]["items"], backlog.SIZED),
        ([a["quality"] for a in root["activities"] if "quality" in a], gates.QUALITY),
        ([root["scales"]], scales.SCALES),
        (root["risks"], risks.RISK),
        (root["risks"][0]["impacts"], risks.IMPACT),
        ([root["risks"][0]["response"]], risks.RESPONSE),
        (root["drivers"], risks.DRIVER),
        (root["branches"], branches.BRANCH),
        (root["uncertainty"], overlay.RULE),
    ):
        known = set(record.keys) - {"schedule"}  # which stands in place of activities
        assert {key for each in given for key in each} == known
    assert set(constraints.IMPOSED) == {*CONSTRAINTS, "as_late_as_possible"}


def test_progress():
    """Every key of work that has begun; the end of a day is the next midnight."""
    project = parse(EVERY_KEY)
    begun, done = project.activity("A10"), project.activity("A20")
    assert begun.actual_start == datetime(2027, 1, 11, 8)
    assert begun.in_progress
    assert begun.percent_complete == 40
    assert begun.remaining == Estimate.of([2, 3, 7])
    assert begun.suspend == datetime(2027, 2, 1)
    assert begun.resume == datetime(2027, 3, 8)
    assert begun.expected_finish == datetime(2027, 4, 1)
    assert begun.actual_cost == -1200.5
    assert begun.baseline == Baseline(
        start=datetime(2027, 1, 4), finish=datetime(2027, 1, 9), cost=1000
    )
    assert begun.start_deadline == datetime(2027, 4, 1)
    assert begun.subproject == "ERP"
    assert done.is_complete
    assert not done.in_progress
    assert (done.actual_finish, done.percent_complete) == (datetime(2027, 1, 15), 100)


def test_defaults_and_subprojects():
    """Words that say how the plan is calculated, and dates of parts of it."""
    project = parse(EVERY_KEY)
    said = project.defaults.model_dump()
    for key, word in yaml.safe_load(EVERY_KEY)["defaults"].items():
        assert said[key] == (5000 if key == "iterations" else word), key
    assert project.must_finish_by == datetime(2027, 12, 18)
    assert project.subprojects["ERP"] == Subproject(
        name="New ledger",
        start=datetime(2027, 1, 4),
        data_date=datetime(2027, 2, 1),
        must_finish_by=datetime(2027, 12, 1),
    )
    assert project.subprojects["Hotel"] == Subproject(start=datetime(2026, 11, 2))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_imposed_dates(name):
    """In the short and in the long form; a finish is the end of its day."""
    found = only(f"{{id: A1, duration: 1, {name}: 2027-02-01}}")
    moment = datetime(2027, 2, 2 if "finish" in name else 1)
    assert found.constraints == {name: moment}
    assert only(f"{{id: A1, duration: 1, constraint: {{{name}: 2027-02-01}}}}") == found


def test_as_late_as_possible_and_manual():
    """The imposed dates that are none, or no limit."""
    late = only("{id: A1, duration: 1, as_late_as_possible: true}")
    assert late.as_late_as_possible
    assert late == only("{id: A1, duration: 1, constraint: as_late_as_possible}")
    long = "{id: A1, duration: 1, constraint: {as_late_as_possible: true}}"
    assert late == only(long)
    manual = only("{id: A1, duration: 1, manual_start: 2027-02-01}")
    assert manual.manual_start == datetime(2027, 2, 1)
    assert manual.constraints == {}


@pytest.mark.parametrize(
    ("kind", "dates", "moment"),
    [
        ("milestone", f"{ON_A_DAY}, actual_finish: 2027-02-01", (2, 0)),
        ("start_milestone", f"{ON_A_DAY}, actual_finish: 2027-02-01", (1, 0)),
        ("milestone", "actual_finish: 2027-02-01", (2, 0)),
        ("milestone", ON_A_DAY, (1, 0)),
        ("start_milestone", "actual_finish: 2027-02-01T17:00", (1, 17)),
    ],
)  # fmt: skip
def test_a_milestone_is_at_one_moment(kind, dates, moment):
    """One date is enough, and a day is its end, or its beginning for a start."""
    found = only(f"{{id: M1, type: {kind}, {dates}}}")
    assert found.actual_start == found.actual_finish == datetime(2027, 2, *moment)


def test_spans():
    """Levels of effort and summaries have no duration."""
    project = parse(EVERY_KEY)
    effort, summary = project.activity("L50"), project.activity("S60")
    assert effort.is_span
    assert (effort.duration, effort.type) == (None, "level_of_effort")
    assert effort.after[1].lag_calendar == "project"
    assert (summary.type, summary.wbs) == ("summary", "Build")


def test_a_line_under_constraint_is_found():
    """A date that cannot hold is found where it was given."""
    with pytest.raises(ScenarioError) as caught:
        only(
            "id: A1\n    duration: 1\n    constraint:\n"
            "      must_start_on: 2027-02-01\n      start_on: 2027-03-01"
        )
    assert [problem.line for problem in caught.value.problems] == [9]


def test_a_column_of_a_file(tmp_path):
    """Found beside the scenario; its content is in the digest."""
    csv, scenario = tmp_path / "past.csv", tmp_path / "s.yaml"
    csv.write_text('\ufeffname;ratio\n"A; B";1.5\n\nC;2\n', encoding="utf-8")
    scenario.write_text(
        f"{HEAD}activities:\n"
        "  - {id: A1, duration: {empirical: past.csv, column: ratio, plan: 2}}\n"
    )
    project = load(scenario)
    assert project.activities[0].duration.amounts == (Amount(1.5), Amount(2))
    assert project.path == str(scenario)
    csv.write_text("name;ratio\nA;1.5\nC;2\n")
    assert load(scenario).digest != project.digest


def test_digest_covers_the_file():
    """A changed comment is another file."""
    assert parse(HEAD + ONE).digest == parse(HEAD + ONE).digest
    assert parse(HEAD + ONE).digest != parse(HEAD + ONE + "# more\n").digest
    assert parse(HEAD + ONE).digest.startswith("sha256:")


def test_json_is_yaml():
    """A scenario may be written by a program."""
    document = {
        "pmrisk": 1,
        "project": {"name": "P", "start": "2027-01-04"},
        "activities": [{"id": "A1", "duration": {"discrete": {"5": 0.7, "12": 0.3}}}],
    }
    duration = parse(json.dumps(document)).activities[0].duration
    assert duration.amounts == (Amount(5), Amount(12))


def test_one_problem_hides_no_other():
    """What can be read of a bad activity is checked as usual."""
    with pytest.raises(ScenarioError) as caught:
        parse(
            f"{HEAD}activities:\n"
            "  - {id: A1, duration: x, after: [A2, A9], type: tsk, colour: red}\n"
            "  - {id: A2, duration: 1, after: [A1]}\n"
            "  - 3\n"
        )
    assert [problem.code for problem in caught.value.problems] == [
        "estimate", "value", "unknown-key", "unknown-predecessor", "cycle", "type",
    ]  # fmt: skip
