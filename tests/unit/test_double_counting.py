"""What is in a model twice: where a rule fires, and where it nearly does.

Each rule has a case that it names, and the near misses that it must leave alone.
"""

from datetime import datetime

import pytest

import pmrisk
from building import chain, project
from pmrisk.check.risks import late_windows, rare_risks
from pmrisk.model.chances import expected_share

RANGE = [20, 25, 45]
LATE = "2037-03-01..2037-06-01"


def findings(code, activities, **sections):
    """What a rule finds in a project, by `pmrisk.health`, which has them all."""
    found = pmrisk.check(project(activities, **sections)).findings
    return [each for each in found if each.code == code]


def risk(**parts):
    """A risk that may happen on A."""
    impact = {"on": ["A"], **parts.pop("impact", {})}
    return {"id": "R1", "probability": 0.3, "impacts": impact, **parts}


def one(duration=RANGE, **parts):
    """Activity A, and B behind it."""
    return [
        {"id": "A", "duration": duration, **parts},
        {"id": "B", "duration": [5, 6, 9], "after": ["A"]},
    ]


# A cause in a range and in the register.


@pytest.mark.parametrize(
    ("impact", "duration", "found"),
    [
        ({"delay": [5, 15, 40]}, RANGE, 1),
        # One step beyond the room that the range has: 20 up less 5 down is 15.
        ({"delay": [5, 16, 40]}, RANGE, 0),
        ({"delay": 15}, {"trigen": RANGE}, 1),
        ({"factor": 1.6}, RANGE, 1),
        ({"factor": 1.7}, RANGE, 0),
        ({"factor": 1.6, "applies_to": "cost"}, RANGE, 0),
        ({"delay": 15}, {"factor": [0.8, 1, 1.8], "plan": 25}, 1),
        ({"delay": 16}, {"factor": [0.8, 1, 1.8], "plan": 25}, 0),
        ({"delay": "15ed"}, ["20ed", "25ed", "45ed"], 1),
        ({"delay": 5}, {"lognormal": {"p50": 25, "p90": 45}}, 1),
        ({"delay": 10}, {"lognormal": {"p50": 25, "p90": 45}}, 0),
        ({"delay": 1}, 25, 0),
        ({"delay": 1}, [20, 25, 30], 0),
        ({"delay": -5}, RANGE, 0),
        ({"cost": 500}, RANGE, 0),
    ],
)
def test_a_delay_that_a_range_has_room_for(impact, duration, found):
    """A range that leans up by as much as the risk most likely delays."""
    plan = one(duration)
    assert len(findings("counted-twice", plan, risks=[risk(impact=impact)])) == found


def test_what_is_said_of_a_range():
    """The activities, both numbers, and what to do."""
    (found,) = findings("counted-twice", one(), risks=[risk(impact={"delay": 10})])
    assert (found.at, found.severity) == ("R1", "warning")
    assert found.message == (
        "its delay of 10 working days fits into the range of A, which reaches 15 "
        "further up than down. If it is the reason, take it out of the range, or out "
        "of the register."
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "closed"},
        {"status": "occurred"},
        {"response": {"impacts": [{"on": ["A"], "delay": 20}], "status": "adopted"}},
    ],
)
def test_only_what_may_still_happen_counts_twice(parts):
    """A closed risk does nothing, an occurred one is no uncertainty."""
    risks = [risk(impact={"delay": 10}, **parts)]
    assert findings("counted-twice", one(), risks=risks) == []


def driver(**parts):
    """A driver on A and B."""
    return {"id": "D1", "name": "Integrator productivity", "factor": [0.9, 1, 1.3],
            "on": ["A", "B"], **parts}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "on", "found"),
    [
        ({"cause": "Productivity of the integrator is low"}, "A", 1),
        ({"name": "integrator  PRODUCTIVITY"}, "A", 1),
        ({"cause": "The integrator leaves"}, "A", 0),
        ({"cause": "Productivity of the integrator is low"}, "C", 0),
        ({}, "A", 0),
    ],
)
def test_a_cause_that_a_driver_names_too(said, on, found):
    """All words of one in the other, on some activity that both are on."""
    plan = [*one(10), {"id": "C", "duration": 3, "after": ["B"]}]
    risks = [risk(impact={"on": [on], "delay": 3}, **said)]
    sections = {"risks": risks, "drivers": [driver()]}
    assert len(findings("counted-twice", plan, **sections)) == found


# A driver and a correlation on one pair.


@pytest.mark.parametrize(
    ("parts", "between", "rank", "found"),
    [
        ({}, ["A", "B"], 0.5, 1),
        ({}, ["A", "B"], -0.2, 1),
        ({}, ["A", "B", "C"], 0.5, 1),
        ({}, ["B", "C"], 0.5, 0),
        ({}, ["A", "B"], 0, 0),
        ({"factor": 1.2}, ["A", "B"], 0.5, 0),
        ({"factor": 1.2, "probability": 0.5}, ["A", "B"], 0.5, 1),
        ({"probability": 0}, ["A", "B"], 0.5, 0),
        ({"applies_to": "cost"}, ["A", "B"], 0.5, 0),
        ({"applies_to": "cost"}, ["A.cost", "B.cost"], 0.5, 1),
        ({"applies_to": "both"}, ["A.cost", "B.cost"], 0.5, 1),
        ({}, ["A.cost", "B.cost"], 0.5, 0),
        ({}, ["A", "B.cost"], 0.5, 0),
        ({"on": ["A"]}, ["A", "B"], 0.5, 0),
    ],
)
def test_a_driver_and_a_correlation(parts, between, rank, found):
    """Two names of one group that the driver moves; a sure factor moves nothing."""
    money = {"cost": {"fixed": [1, 2, 4]}}
    plan = [*one(**money), {"id": "C", "duration": RANGE, "after": ["B"]}]
    plan[1] |= money
    sections = {
        "drivers": [driver(**parts)],
        "correlations": [{"between": between, "rank": rank}],
    }
    said = findings("driver-and-correlation", plan, **sections)
    assert [each.at for each in said] == ["D1"] * found


# A delay, and the running cost that it causes.

PAID = {"cost": {"per_day": 100}}


@pytest.mark.parametrize(
    ("impact", "parts", "found"),
    [
        ({"delay": 5, "cost": 900}, PAID, 1),
        ({"factor": 1.2, "cost": 900}, PAID, 1),
        ({"delay": 5, "cost": 900}, {"resources": {"crew": 2}}, 1),
        ({"delay": 5, "cost": 900}, {"resources": {"free": 2}}, 0),
        ({"delay": 5, "cost": 900}, {"resources": {"crew": {"effort": "9d"}}}, 0),
        ({"delay": 5, "cost": 900}, {"cost": {"fixed": 100}}, 0),
        ({"delay": 5}, PAID, 0),
        ({"cost": 900}, PAID, 0),
        ({"delay": 5, "cost": -900}, PAID, 0),
        ({"delay": -5, "cost": 900}, PAID, 0),
        ({"factor": 1.2, "applies_to": "cost", "cost": 900}, PAID, 0),
    ],
)
def test_a_delay_and_the_money_that_it_costs(impact, parts, found):
    """Only where the days are paid for by themselves."""
    rates = {"crew": {"rate": "400/day"}, "free": {"rate": "0/day"}}
    sections = {"risks": [risk(impact=impact)], "resources": rates}
    said = findings("delay-and-running-cost", one(**parts), **sections)
    assert [each.at for each in said] == ["R1"] * found


def test_a_delay_and_money_of_two_impacts():
    """On one activity they are one risk's; on two, the money is another matter."""
    impacts = [{"on": ["A"], "delay": 5}, {"on": ["B"], "cost": 900}]
    assert findings("delay-and-running-cost", one(**PAID), risks=[
        risk(impacts=impacts)]) == []  # fmt: skip
    impacts[1]["on"] = ["*"]
    (found,) = findings(
        "delay-and-running-cost", one(**PAID), risks=[risk(impacts=impacts)]
    )
    assert found.message.startswith("it delays A, which is paid by the day")


def test_a_fixed_price_pays_for_the_days():
    """Whoever has agreed a price pays nothing for a delay."""
    risks = [risk(impact={"delay": 5, "cost": 900})]
    contract = {"id": "C1", "on": "A", "type": "fixed_price", "price": 5000}
    plan = one(**PAID)
    assert (
        findings("delay-and-running-cost", plan, risks=risks, contracts=[contract])
        == []
    )
    contract = {"id": "C1", "on": "A", "type": "cost_plus", "fee": 50}
    assert findings("delay-and-running-cost", plan, risks=risks, contracts=[contract])


# Hidden margins.


@pytest.mark.parametrize(
    "name",
    ["Buffer", "Schedule contingency", "Management reserve", "Puffer", "Zeitpuffer",
     "Pufferzeit vor Abnahme", "Terminreserve", "Buffer time before go-live",
     "Reserve for weather", "Contingency (10 %)", "Marge", "Weather float",
     "Risk allowance", "Time allowance for snags"],
)  # fmt: skip
def test_a_buffer_among_the_work(name):
    """Whatever it is called, and whatever language."""
    (found,) = findings("hidden-margin", one(name=name))
    assert found.at == "A"
    assert "margin: true" in found.message
    assert findings("hidden-margin", one(name=name, margin=True)) == []
    assert findings("hidden-margin", one(name=name, **PAID)) == []
    assert findings("hidden-margin", one(0, name=name)) == []


@pytest.mark.parametrize(
    "name",
    ["Install buffer tank", "Contingency plan", "Buffer stock delivered", "Bufferless",
     "Preserve the archive", "Reserve power generator", "Marginal costs",
     "Reserve a truck or trailer", "Reserve storage if needed", "Agree contingency",
     "Survey", "Float glass", "Weather float glass", "Travel allowance", ""],
)  # fmt: skip
def test_work_that_is_called_like_a_buffer(name):
    """Tanks, plans and stocks are real."""
    assert findings("hidden-margin", one(name=name)) == []


# Risks on summaries.

SUMMARY = {"id": "S", "type": "summary", "wbs": "Build"}


@pytest.mark.parametrize(
    ("impact", "found"),
    [
        ({"on": ["S"], "delay": 5}, 1),
        ({"on": ["S", "A"], "factor": 1.2}, 1),
        ({"on": ["L"], "delay": 5}, 1),
        ({"on": ["S"], "cost": 5}, 0),
        ({"on": ["wbs:Build"], "delay": 5}, 0),
        ({"on": ["*"], "delay": 5}, 0),
        ({"on": ["A"], "delay": 5}, 0),
    ],
)
def test_risks_on_summaries(impact, found):
    """Named themselves; what a selector finds beside the work is no harm."""
    effort = {"id": "L", "type": "level_of_effort", "after": ["A SS", "A FF"]}
    plan = [*one(wbs="Build"), SUMMARY, effort]
    said = findings("risk-on-summary", plan, risks=[risk(impact=impact)])
    assert [each.at for each in said] == ["R1"] * found


@pytest.mark.parametrize(("applies_to", "found"), [("both", 1), ("cost", 0)])
def test_drivers_on_summaries(applies_to, found):
    """Of a driver on money alone, nothing is lost."""
    plan = [*one(wbs="Build"), SUMMARY]
    drivers = [driver(on=["S", "A"], applies_to=applies_to)]
    assert len(findings("risk-on-summary", plan, drivers=drivers)) == found


# Rare risks.


@pytest.mark.parametrize(
    ("parts", "iterations", "found"),
    [
        ({"probability": 0.001}, 9_999, 1),
        ({"probability": 0.001}, 10_000, 0),
        ({"probability": 0.0}, 10_000, 0),
        ({"probability": 0.001, "status": "closed"}, 100, 0),
        ({"status": "occurred"}, 5, 0),
        ({"probability": 0.02, "requires": "R2"}, 999, 1),
        ({"probability": 0.02, "requires": "R2"}, 1_000, 0),
        ({"probability": 0.02, "excludes": "R2"}, 999, 1),
        ({"probability": 0.02, "excludes": "R2"}, 1_000, 0),
    ],
)
def test_risks_with_fewer_than_ten_hits(parts, iterations, found):
    """In as many iterations as the scenario asks for, along what it requires."""
    other = {"id": "R2", "probability": 0.5, "impacts": {"on": "B", "delay": 3}}
    risks = [risk(impact={"delay": 30}, **parts), other]
    defaults = {"iterations": iterations}
    said = findings("rare-risk", one(), risks=risks, defaults=defaults)
    assert [each.at for each in said if each.at == "R1"] == ["R1"] * found


def test_the_remedy_of_a_rare_risk():
    """Longer runs, while there are any."""
    built = project(one(), risks=[risk(impact={"delay": 30}, probability=3e-4)])
    (found,) = rare_risks(built, 1_000)
    assert found.message == (
        "happens in about 0.3 of 1,000 iterations, too few to tell what it does. Run "
        "34,000 or more."
    )
    built = project(one(), risks=[risk(impact={"delay": 30}, probability=1e-6)])
    (found,) = rare_risks(built, 1_000)
    assert found.message.endswith("Plan for it apart: no run is long enough.")


@pytest.mark.parametrize(
    ("parts", "other", "why"),
    [
        ({"requires": "R2"}, {"status": "closed"}, "requires R2, which never happens"),
        ({"requires": "R2"}, {"probability": 0}, "requires R2, which never happens"),
        ({"excludes": "R2"}, {"status": "occurred"}, "excludes R2, which is certain"),
        ({"excludes": "R2"}, {"probability": 1}, "excludes R2, which is certain"),
    ],
)
def test_risks_that_never_happen(parts, other, why):
    """By what they require or exclude; one of no chance is meant to be off."""
    second = {"id": "R2", "impacts": {"on": "B", "delay": 3}, "probability": 0.5}
    built = project(
        one(),
        risks=[risk(impact={"delay": 30}, probability=0.4, **parts), second | other],
    )
    (found,) = rare_risks(built, 1_000)
    assert found.at == "R1"
    assert found.message == f"never happens: it {why}. Close it, or correct that."


@pytest.mark.parametrize(
    ("window", "status", "found"),
    [
        ("2025-11-01..2026-03-01", "open", 1),
        ("2025-11-01..2026-03-01", "occurred", 1),
        ("2025-11-01..2026-03-01", "closed", 0),
        ("2026-12-01..2027-01-03", "open", 1),
        ("2026-12-01..2027-01-04", "open", 0),
    ],
)
def test_windows_that_are_over(window, status, found):
    """A wrong year: nothing that is left can be hit."""
    risks = [risk(impact={"delay": 30}, window=window, status=status)]
    said = findings("missed-window", one(), risks=risks)
    assert [each.at for each in said] == ["R1"] * found
    assert all("before the data date (2027-01-04)" in each.message for each in said)


def test_windows_after_the_latest_finish():
    """Only a run knows how late the work can be."""
    built = project(one(), risks=[risk(impact={"delay": 30}, window=LATE)])
    told = pmrisk.simulate(built, 100).warnings
    assert [f.at for f in told if f.code == "missed-window"] == ["R1"]
    assert not list(late_windows(built, datetime(2037, 3, 2)))
    (found,) = late_windows(built, datetime(2037, 3, 1))
    assert found.message == (
        "its window begins on 2037-03-01, after the latest finish of this run "
        "(2037-03-01), so that it hits nothing. Correct the window, or close the risk."
    )


def test_expected_shares_along_chains():
    """A requires, C excludes; what occurred is certain, what is closed is out."""
    hit = {"impacts": {"on": "A", "delay": 1}}
    built = project(
        one(),
        risks=[
            {"id": "R4", "probability": 0.5, "excludes": ["R3"], **hit},
            {"id": "R3", "probability": 0.5, "requires": ["R1", "R2"], **hit},
            {"id": "R1", "probability": 0.4, **hit},
            {"id": "R2", "status": "occurred", **hit},
            {"id": "R5", "probability": 0.4, "status": "closed", **hit},
            {"id": "R6", "probability": 0.4, "requires": "R5", **hit},
        ],
    )
    assert expected_share(built.risks) == pytest.approx(
        {"R1": 0.4, "R2": 1, "R3": 0.2, "R4": 0.4, "R5": 0, "R6": 0}
    )


# Ranges that are all alike.

LIKELY = (5, 8, 10, 20, 33, 40)


def percent(low, high, *, whole=False):
    """Ranges of one percentage, in days or to the day."""
    rounded = round if whole else float
    return [[rounded(m * (1 - low)), m, rounded(m * (1 + high))] for m in LIKELY]


@pytest.mark.parametrize("whole", [False, True])
def test_ranges_of_one_percentage(whole):
    """In fractions or rounded to the day."""
    plan = chain(percent(0.1, 0.3, whole=whole))
    (found,) = findings("same-ranges", plan)
    assert (found.at, found.severity) == ("activities", "warning")
    assert "10 % below" in found.message
    assert "30 % above" in found.message


def test_a_factor_on_everything_is_one_percentage():
    """What `--range` does, or a rule on all of the plan."""
    plan = chain([5, 7, 12, 30, 44])
    rule = {"on": "*", "duration": {"factor": [0.9, 1, 1.3]}}
    assert findings("same-ranges", plan, uncertainty=[rule])
    other = {"on": "A4", "duration": {"factor": [0.9, 1, 1.6]}}
    assert not findings("same-ranges", plan, uncertainty=[rule, other])


@pytest.mark.parametrize(
    "durations",
    [
        percent(0.1, 0.3)[:4],
        [*percent(0.1, 0.3), [30, 40, 60]],
        [*percent(0.1, 0.3), {"trigen": [36, 40, 52]}],
        [[3, 5, 9]] * 8,
        [[1, 2, 3], [1, 1, 2], [2, 3, 4], [1, 2, 3], [2, 3, 4], [1, 2, 4]],
        [10, 20, 30, 40, 50],
    ],
)
def test_ranges_that_differ_are_judged_one_by_one(durations):
    """Too few, one other, another kind, one size of work, or too small to tell."""
    assert findings("same-ranges", chain(durations)) == []


def test_symmetric_ranges():
    """A minimum and a maximum that are one number up and down: what usually happens."""
    plan = chain([[9, 10, 11], [16, 20, 24], [20, 30, 40], [30, 33, 36], [40, 50, 60]])
    (found,) = findings("symmetric-ranges", plan)
    assert "trigen" in found.message
    # Rounded to the day, 12 % of 33 is 4 down and 4 or 5 up.
    plan[3]["duration"] = [29, 33, 38]
    assert findings("symmetric-ranges", plan)
    plan[3]["duration"] = [29, 33, 39]
    assert findings("symmetric-ranges", plan) == []
    assert findings("symmetric-ranges", plan[:3] + chain([1] * 6)[3:]) == []
    as_percentiles = [{"trigen": a["duration"]} for a in plan]
    assert findings("symmetric-ranges", chain(as_percentiles)) == []


# Limits that were exceeded.


def finished(*, shape, outside):
    """Three finished activities of 8 to 12 days; so many took 14."""
    plan = [{"id": "Z", "duration": 3}]
    for k in range(3):
        last = 17 if k < outside else 13
        plan.append(
            {
                "id": f"A{k}", "duration": {shape: [8, 10, 12]}, "after": [],
                "actual_start": "2027-01-04", "actual_finish": f"2027-01-{last}",
            }
        )  # fmt: skip
    head = {"data_date": "2027-02-01"}
    found = pmrisk.health(project(plan, project=head)).findings
    return [each for each in found if each.code == "exceeded-limits"]


@pytest.mark.parametrize(
    ("shape", "outside", "found"),
    [("pert", 2, 1), ("triangular", 3, 1), ("pert", 1, 0), ("trigen", 3, 0)],
)
def test_limits_that_finished_work_exceeded(shape, outside, found):
    """Twice or more, and only what was said to be an absolute limit."""
    said = finished(shape=shape, outside=outside)
    assert len(said) == found
    if said:
        assert f"{outside} of 3 finished activities" in said[0].message
        assert "A0, A1" in said[0].message
