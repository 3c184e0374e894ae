"""Every rule of the inspector at its threshold: one step below it, nothing is found."""

import pytest

import pmrisk
from building import chain, parallel, project
from pmrisk.check import CODES, DISTORTING, RULES, View, distortions
from pmrisk.check.view import finding

MILESTONE = {"type": "milestone"}


def places(code, activities, **sections):
    """Where a rule finds something."""
    found = pmrisk.check(project(activities, **sections)).findings
    return [each.at for each in found if each.code == code]


def message(code, activities, **sections):
    """What a rule says, where it finds one thing."""
    found = pmrisk.check(project(activities, **sections)).findings
    (only,) = [each for each in found if each.code == code]
    return only.message


def pair(link, **more):
    """Two activities, A and B, of which B waits for A by `link`."""
    return [
        {"id": "A", "duration": 5, **more.get("a", {})},
        {"id": "B", "duration": 5, "after": [link], **more.get("b", {})},
    ]


def links(count, odd, kind):
    """`count` relationships, `odd` of them of another `kind`."""
    rows = [{"id": f"B{k}", "duration": 9, "after": ["A"]} for k in range(count)]
    for row in rows[:odd]:
        row["after"] = [f"A {kind}"]
    return [{"id": "A", "duration": 9}, *rows]


def test_a_code_is_the_name_of_its_rule():
    """So that a code leads to the rule, and none is used twice."""
    assert len(set(CODES)) == len(RULES)
    assert set(DISTORTING) < set(RULES)
    assert "open-end" in CODES


def test_rules_find_under_their_own_code():
    """A project with much wrong in it, rule by rule."""
    plan = [
        *pair("A FF", a={"must_start_on": "2027-01-05"}),
        {"id": "C", "duration": 60, "after": ["B SS-2d", "A SF+50d"]},
        {"id": "D", "type": "milestone"},
        {"id": "E", "duration": 0, "after": ["C"]},
    ]
    view = View(project(plan))
    found = {
        rule.__name__.replace("_", "-"): {each.code for each in rule(view)}
        for rule in RULES
    }
    assert sum(map(len, found.values())) > 10
    assert all(codes <= {name} for name, codes in found.items())


def test_distortions_are_what_a_run_suffers_from():
    """An open end is; a lead is the planner's own affair."""
    plan = [*pair("A FS-1d"), {"id": "C", "duration": 1}]
    codes = {each.code for each in distortions(project(plan)).findings}
    assert codes == {"open-start", "open-end"}


def test_done_work_needs_no_ends():
    """Nobody waits for a delay of what is finished; what has begun needs no start."""
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    plan = [
        {"id": "A", "duration": 2, **done},
        {"id": "B", "duration": 5, "actual_start": "2027-01-05"},
        {"id": "C", "duration": 5},
    ]
    head = {"data_date": "2027-01-06"}
    assert places("open-start", plan, project=head) == ["C"]
    assert places("open-end", plan, project=head) == ["B", "C"]


@pytest.mark.parametrize(
    ("lag", "leads", "long"),
    [("+0d", 0, 0), ("-1min", 1, 0), ("+44d", 0, 0), ("+44.1d", 0, 1)],
)
def test_leads_and_long_lags(lag, leads, long):
    """A lead from its first minute on, a lag beyond 44 working days."""
    plan = pair(f"A FS{lag}")
    assert len(places("lead", plan)) == leads
    assert len(places("long-lag", plan)) == long


def test_a_lag_is_measured_in_days_of_the_successor():
    """62 elapsed days are 44.3 days of a five-day week, 61 are 43.6."""
    week = {"project": {"calendar": "standard"}}
    assert places("long-lag", pair("A FS+62ed"), **week) == ["B"]
    assert places("long-lag", pair("A FS+61ed"), **week) == []
    # 132 hours of the predecessor's half days: 33 days, as many weeks as 33 whole ones.
    half = {"half": {"week": {"mon-fri": "08:00-12:00"}}}
    plan = pair("A FS+180h", a={"calendar": "half"})
    by_predecessor = {"lag_calendar": "predecessor"}
    sections = {"calendars": half, "defaults": by_predecessor, **week}
    assert "45 working days" in message("long-lag", plan, **sections)


def test_lags_and_kinds_are_counted():
    """More than 5 % with a lag; fewer than 90 % finish-to-start."""
    assert places("many-lags", links(20, 1, "FS+1d")) == []
    assert places("many-lags", links(20, 2, "FS+1d")) == ["relationships"]
    assert places("few-finish-to-start", links(20, 2, "SS")) == []
    assert places("few-finish-to-start", links(20, 3, "SS")) == ["relationships"]
    assert places("many-lags", parallel([1, 2])) == []
    assert places("few-finish-to-start", parallel([1, 2])) == []


def test_start_to_finish():
    """Named with what it waits for."""
    assert 'SF from "A"' in message("start-to-finish", pair("A SF"))


def test_merge_hotspot():
    """Ten unfinished predecessors; finished ones delay nobody."""
    nine = [*parallel([1] * 9), {"id": "Z", "duration": 1}]
    nine[-1]["after"] = [f"A{k}" for k in range(9)]
    assert places("merge-hotspot", nine) == []
    ten = [{"id": "T", "duration": 1}, *nine]
    ten[-1]["after"] = ["T", *nine[-1]["after"]]
    assert places("merge-hotspot", ten) == ["Z"]
    assert "all are in 11 %" in message("merge-hotspot", ten)
    ten[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-04"}
    assert places("merge-hotspot", ten, project={"data_date": "2027-01-05"}) == []


@pytest.mark.parametrize("name", ["must_start_on", "must_finish_on", "manual_start"])
def test_hard_constraints(name):
    """They override logic, with their date said as it was typed."""
    plan = pair("A", b={name: "2027-01-20"})
    assert f"{name} 2027-01-20 overrides" in message("hard-constraint", plan)


@pytest.mark.parametrize(
    "name",
    ["start_on", "finish_on", "start_no_later_than", "finish_no_later_than"],
)
def test_upper_bounds_are_hard_where_they_are_honoured(name):
    """As in Microsoft Project; elsewhere they limit late dates only."""
    plan = pair("A", b={name: "2027-01-20"})
    honour = {"defaults": {"honor_constraints": True}}
    assert places("hard-constraint", plan, **honour) == ["B"]
    assert places("late-constraint", plan, **honour) == []
    assert places("hard-constraint", plan) == []
    assert f"{name} 2027-01-20 moves no work" in message("late-constraint", plan)


def test_soft_constraints_are_counted():
    """Once for the whole plan."""
    plan = pair("A", b={"start_no_earlier_than": "2027-01-20"})
    assert message("soft-constraint", plan).startswith("1 of 2 wait")
    assert places("soft-constraint", pair("A")) == []


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("start_no_earlier_than", "start_no_later_than", True),
        ("start_on", "finish_no_later_than", True),
        ("finish_no_earlier_than", "finish_no_later_than", True),
        ("start_no_earlier_than", "finish_no_earlier_than", False),
    ],
)
def test_an_earliest_date_after_a_latest_one(low, high, found):
    """Its float is negative whatever comes before it."""
    plan = pair("A", b={low: "2027-02-01T12:00", high: "2027-01-20"})
    assert (places("contradictory-dates", plan) == ["B"]) == found
    plan = pair("A", b={low: "2027-01-20T00:00", high: "2027-01-20T00:00"})
    assert places("contradictory-dates", plan) == []


def test_as_late_as_possible():
    """Work without float by wish."""
    plan = pair("A", a={"as_late_as_possible": True})
    assert places("as-late-as-possible", plan) == ["A"]


@pytest.mark.parametrize(
    ("duration", "high", "none"),
    [("44d", 0, 0), ("44d 1", 1, 0), ("0d", 0, 1), ("1min", 0, 0)],
)
def test_durations(duration, high, none):
    """Above 44 working days, or nothing at all."""
    value = "21121min" if duration == "44d 1" else duration
    plan = [{"id": "A", "duration": value}]
    week = {"project": {"calendar": "standard"}}
    assert len(places("high-duration", plan, **week)) == high
    assert len(places("zero-duration", plan, **week)) == none


def test_elapsed_durations_count_in_weeks():
    """62 elapsed days are 44.3 working days."""
    week = {"project": {"calendar": "standard"}}
    plans = [[{"id": "A", "duration": days}] for days in ("61ed", "62ed")]
    found = [places("high-duration", plan, **week) for plan in plans]
    assert found == [[], ["A"]]


def test_independent_ranges_in_a_row_lose_their_spread():
    """Four equal ones keep half of it, five less: 1 / sqrt(5) = 45 %."""
    four, five = chain([[8, 10, 15]] * 4), chain([[8, 10, 15]] * 5)
    assert places("shrinking-series", four) == []
    assert places("shrinking-series", five) == ["A0"]
    assert "keeps 45 % of the spread" in message("shrinking-series", five)
    together = [{"between": [f"A{k}" for k in range(5)], "rank": 0.2}]
    assert places("shrinking-series", five, correlations=together) == []


def test_rows_end_where_paths_branch_or_work_is_done():
    """Certain work and milestones are part of a row; a branch ends it."""
    row = chain([[8, 10, 15]] * 3 + [4] + [[8, 10, 15]] * 2)
    row[3] = {"id": "A3", "after": ["A2"], **MILESTONE}
    assert places("shrinking-series", row) == ["A0"]
    branched = [*row, {"id": "B", "duration": 1, "after": ["A2"]}]
    assert places("shrinking-series", branched) == []
    joined = [{"id": "B", "duration": 1}, *chain([[8, 10, 15]] * 5)]
    joined[4]["after"] = ["A2", "B"]
    assert places("shrinking-series", joined) == []
    row[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    assert places("shrinking-series", row, project={"data_date": "2027-01-08"}) == []


def test_a_row_begins_behind_what_is_done():
    """Five ranges are left of six."""
    row = chain([[8, 10, 15]] * 6)
    row[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    assert places("shrinking-series", row, project={"data_date": "2027-01-08"}) == [
        "A1"
    ]


def test_a_tail_without_spread_is_no_row():
    """What has no standard deviation cannot lose any."""
    tail = {"lognormal_pareto": {"p50": 4, "p90": 6, "tail_from": 0.9, "alpha": 1.6}}
    assert places("shrinking-series", chain([tail] * 6)) == []


def test_actual_dates_after_the_data_date():
    """The data date itself is known; the minute after is not."""
    head = {"project": {"data_date": "2027-01-05T12:00"}}
    plan = chain([1])
    plan[0]["actual_start"] = "2027-01-05T12:00"
    assert places("actual-after-data-date", plan, **head) == []
    plan[0]["actual_start"] = "2027-01-05T12:01"
    text = message("actual-after-data-date", plan, **head)
    assert text.startswith("actual_start 2027-01-05T12:01 lies after the data date")
    plan[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    assert places("actual-after-data-date", plan, **head) == ["A0"]
    assert pmrisk.check(project(plan, **head)).errors[0].severity == "error"


def test_a_subproject_has_its_own_data_date():
    """Its progress may be known further."""
    later = {"start": "2027-01-04", "data_date": "2027-02-01"}
    plan = [{**chain([1])[0], "actual_start": "2027-01-20", "subproject": "P"}]
    assert places("actual-after-data-date", plan, subprojects={"P": later}) == []
    del later["data_date"]
    found = places("actual-after-data-date", plan, subprojects={"P": later})
    assert found == ["A0"]


def test_all_done_and_not_finished():
    """The last per cent is in, the date is not."""
    plan = [{"id": "A", "duration": 3, "actual_start": "2027-01-04"}]
    head = {"project": {"data_date": "2027-01-05"}}
    assert (
        places("unfinished-complete", [plan[0] | {"percent_complete": 99}], **head)
        == []
    )
    assert places(
        "unfinished-complete", [plan[0] | {"percent_complete": 100}], **head
    ) == ["A"]


STARTED, FINISHED = "2027-01-10", "2027-01-12"


@pytest.mark.parametrize(
    ("link", "a", "b", "ahead"),
    [
        ("A", {}, {"actual_start": STARTED}, True),
        ("A", {"actual_start": "2027-01-04", "actual_finish": "2027-01-09"},
         {"actual_start": STARTED}, False),
        ("A", {"actual_start": "2027-01-04", "actual_finish": "2027-01-10"},
         {"actual_start": STARTED}, True),
        ("A FS-1d", {}, {"actual_start": STARTED}, False),
        ("A SS", {}, {"actual_start": STARTED}, True),
        ("A SS", {"actual_start": STARTED}, {"actual_start": STARTED}, False),
        ("A FF", {"actual_start": STARTED},
         {"actual_start": STARTED, "actual_finish": FINISHED}, True),
        ("A FF", {"actual_start": STARTED}, {"actual_start": STARTED}, False),
        ("A SF", {}, {"actual_start": STARTED, "actual_finish": FINISHED}, True),
        ("A SF", {"actual_start": STARTED},
         {"actual_start": STARTED, "actual_finish": FINISHED}, False),
    ],
)  # fmt: skip
def test_out_of_sequence(link, a, b, ahead):
    """The end that a relationship holds came before the end that should free it."""
    found = places("out-of-sequence", pair(link, a=a, b=b),
                   project={"data_date": "2027-01-15"})  # fmt: skip
    assert found == ["B"] * ahead


def test_what_is_done_is_no_longer_out_of_sequence():
    """Nothing is left to go on wrongly."""
    a = {"actual_start": "2027-01-04", "actual_finish": "2027-01-14"}
    b = {"actual_start": "2027-01-05", "actual_finish": "2027-01-13"}
    head = {"data_date": "2027-01-15"}
    assert places("out-of-sequence", pair("A", a=a, b=b), project=head) == []


def test_means():
    """In a plan where some work has resources or a price, all has."""
    crew = {"resources": {"crew": {"rate": "100/day"}, "us": {"rate": "0/day"}}}
    plan = chain([1, 1, 1, 1])
    assert places("missing-resources", plan) == []
    plan[0]["resources"] = {"crew": 1}
    plan[1]["cost"] = {"fixed": 100}
    plan[2]["resources"] = {"us": 1}
    assert places("missing-resources", plan, **crew) == ["A3"]
    assert places("missing-cost", plan, **crew) == ["A2"]
    plan[2]["cost"] = {"per_day": 10}
    assert places("missing-cost", plan, **crew) == []


def test_cost_is_missing_where_it_is_asked_for():
    """Unpaid resources are fine until somebody pays others, or grants a budget."""
    unpaid = {"resources": {"us": {"rate": "0/day"}}}
    plan = [{"id": "A", "duration": 1, "resources": {"us": 1}}]
    assert places("missing-cost", plan, **unpaid) == []
    budget = {"project": {"budget": 1000}}
    assert places("missing-cost", plan, **unpaid, **budget) == ["A"]


def test_baselines():
    """None at all is said once; else each activity without one is named."""
    plan = chain([1, 1])
    assert places("no-baseline", plan) == ["activities"]
    assert places("missing-baseline", plan) == []
    plan[0]["baseline"] = {"finish": "2027-01-06"}
    assert places("no-baseline", plan) == []
    assert places("missing-baseline", plan) == ["A1"]


def test_names():
    """Alike but for case and spaces, in the same part of the project."""
    plan = chain([1, 1, 1, 1])
    for row, name, wbs in zip(
        plan, ["Pour slab", "pour  Slab", "Pour slab", ""], ["N", "N", "S", "S"],
        strict=True,
    ):  # fmt: skip
        row |= {"name": name, "wbs": wbs}
    assert places("duplicate-name", plan) == ["A0"]
    assert "is also the name of A1." in message("duplicate-name", plan)
    assert places("missing-wbs", plan) == []
    del plan[3]["wbs"]
    assert places("missing-wbs", plan) == ["A3"]
    assert places("missing-wbs", chain([1, 1])) == []


def test_milestones_without_logic():
    """More than 5 % of them hang in the air."""
    linked = [{"id": f"L{k}", "after": ["A0"], **MILESTONE} for k in range(19)]
    loose = [{"id": f"X{k}", **MILESTONE} for k in range(2)]
    plan = [*chain([1]), *linked]
    assert places("milestones-without-logic", plan + loose[:1]) == []
    assert "2 of 21" in message("milestones-without-logic", plan + loose)


def test_a_level_of_effort_is_no_logic():
    """What only it precedes or follows has open ends; its FS looks like waiting."""
    plan = [
        *chain([1, 1, 1]),
        {"id": "L", "type": "level_of_effort", "after": ["A1 SS", "B FF"]},
        {"id": "B", "duration": 1, "after": ["A1"]},
        {"id": "C", "duration": 1, "after": ["L", "A0"]},
        {"id": "D", "duration": 1, "after": ["L"]},
    ]
    assert places("level-of-effort-drives", plan) == ["C", "D"]
    assert places("open-start", plan) == ["A0", "D"]
    assert places("open-end", plan) == ["A2", "B", "C", "D"]


def test_a_summary_binds_what_is_under_it():
    """So nothing under it has an open end, though the logic is in the wrong place."""
    plan = [
        {"id": "A", "duration": 1, "wbs": "Plan"},
        {"id": "B", "duration": 1, "wbs": "Build/Deep"},
        {"id": "S", "type": "summary", "wbs": "Build", "after": ["A"]},
        {"id": "C", "duration": 1, "wbs": "Test", "after": ["S"]},
    ]
    assert places("summary-logic", plan) == ["C", "S"]
    assert places("open-start", plan) == places("open-end", plan) == []
    for row in (plan[2], plan[3]):
        del row["after"]
    assert places("summary-logic", plan) == []
    assert places("open-start", plan) == ["A", "B", "C"]


def test_finding_takes_a_place_or_an_activity():
    """The place of an activity is its id."""
    made = project(chain([1]))
    assert finding("x", made.activities[0], "").at == "A0"
    assert finding("x", "activities", "").at == "activities"
