"""Scenarios: every section and form of the contract, read."""

import json
from datetime import date, datetime

import pytest

from pmrisk import Estimate, ScenarioError, load
from pmrisk.model.amount import Amount
from pmrisk.read import parse, starter

HEAD = "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
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


def test_constraint():
    """Imposed in the long form, it is the same."""
    imposed = only(
        "{id: A1, duration: 1, constraint: {start_no_earlier_than: 2027-02-01}}"
    )
    assert imposed.start_no_earlier_than == datetime(2027, 2, 1)


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
