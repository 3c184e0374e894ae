"""The 14 points, each at its threshold and one step beyond it."""

import pytest

from building import chain, project
from judging import evidence
from pmrisk.analysis import dcma

CREW = {"resources": {"crew": {"rate": "100/day"}}}


def point(number, activities, **sections):
    """One of the points of a small project."""
    return dcma.assess(evidence(activities, **sections))[number - 1]


def judged(number, activities, **sections):
    """Its verdict, and what was counted of what."""
    found = point(number, activities, **sections)
    return found.verdict, found.count, found.base


def comb(count, change, odd=1):
    """A milestone, `count` activities between it and another, some of them changed."""
    rows = [{"id": f"A{k}", "duration": 10, "after": ["M0"]} for k in range(count)]
    for row in rows[:odd]:
        row |= change
    first = {"id": "M0", "type": "milestone"}
    last = {"id": "M9", "type": "milestone", "after": [row["id"] for row in rows]}
    return [first, *rows, last]


def test_fourteen_points_in_order():
    """Numbered as everybody numbers them."""
    points = dcma.assess(evidence(chain([1])))
    assert [each.number for each in points] == list(range(1, 15))


def test_logic():
    """5 % may lack a predecessor or a successor, each counted once."""
    nineteen = comb(38, {"after": []}, odd=2)
    assert judged(1, nineteen) == ("pass", 2, 40)
    assert point(1, nineteen).share == 5.0
    assert judged(1, comb(37, {"after": []}, odd=2)) == ("fail", 2, 39)
    loose = [*comb(3, {}), {"id": "X", "duration": 1}]
    assert point(1, loose).offenders == ("X",)


def test_a_date_is_no_predecessor():
    """Though it may well start without one."""
    change = {"after": [], "start_no_earlier_than": "2027-02-01"}
    assert judged(1, comb(3, change)) == ("fail", 1, 5)


def test_leads():
    """None at all."""
    assert judged(2, comb(3, {})) == ("pass", 0, 6)
    assert judged(2, comb(3, {"after": ["M0 FS-1min"]})) == ("fail", 1, 6)


def test_lags():
    """5 % of the relationships; a lead is none."""
    lag = {"after": ["M0 FS+1d"]}
    assert judged(3, comb(10, lag)) == ("pass", 1, 20)
    assert judged(3, comb(9, lag)) == ("fail", 1, 18)
    assert judged(3, comb(3, {"after": ["M0 FS-1d"]})) == ("pass", 0, 6)


def test_relationship_types():
    """At least 90 % FS."""
    kind = {"after": ["M0 SS"]}
    assert judged(4, comb(5, kind)) == ("pass", 9, 10)
    assert judged(4, comb(4, kind)) == ("fail", 7, 8)
    assert point(4, comb(4, kind)).offenders == ("A0",)
    assert judged(4, [{"id": "A", "duration": 1}]) == ("not measurable", None, None)


@pytest.mark.parametrize(
    "name",
    ["must_start_on", "finish_no_later_than", "start_no_later_than", "manual_start"],
)
def test_hard_constraints(name):
    """What overrides logic, and what says by when."""
    given = {name: "2027-01-14"}
    assert judged(5, comb(18, given)) == ("pass", 1, 20)
    assert judged(5, comb(17, given)) == ("fail", 1, 19)
    soft = {"start_no_earlier_than": "2027-01-14"}
    assert judged(5, comb(3, soft)) == ("pass", 0, 5)


def test_high_float():
    """44 days are allowed, more are not."""
    plan = comb(2, {"duration": 54})
    assert judged(6, plan) == ("pass", 0, 4)
    plan[1]["duration"] = "77761min"
    assert judged(6, plan) == ("fail", 1, 4)
    assert point(6, plan).offenders == ("A1",)


def test_negative_float():
    """None at all."""
    plan = chain([5])
    plan[0]["finish_no_later_than"] = "2027-01-08"
    assert judged(7, plan) == ("pass", 0, 1)
    plan[0]["duration"] = "7201min"
    assert judged(7, plan) == ("fail", 1, 1)


def test_high_duration():
    """5 % of the tasks may take more than 44 days."""
    long = {"duration": 45}
    assert judged(8, comb(20, long)) == ("pass", 1, 20)
    assert judged(8, comb(19, long)) == ("fail", 1, 19)
    assert judged(8, comb(3, {"duration": 44})) == ("pass", 0, 3)


def test_invalid_dates():
    """An actual date to come, or a plan in the past."""
    head = {"project": {"data_date": "2027-01-06"}}
    plan = comb(2, {"actual_start": "2027-01-06"})
    assert judged(9, plan, **head) == ("pass", 0, 4)
    plan[1]["actual_start"] = "2027-01-07"
    assert judged(9, plan, **head) == ("fail", 1, 4)
    plan = comb(2, {"manual_start": "2027-01-05"})
    assert judged(9, plan, **head) == ("fail", 1, 4)


def test_finished_work_counts_for_invalid_dates_alone():
    """Everything else looks at what is left to do."""
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-06"}
    plan = comb(2, {"duration": 60, **done})
    head = {"project": {"data_date": "2027-01-06"}}
    assert judged(9, plan, **head) == ("fail", 1, 4)
    assert judged(8, plan, **head) == ("pass", 0, 1)


def test_resources():
    """All work has some, or a price; else it may be bought or free."""
    plan = comb(2, {"resources": {"crew": 1}})
    assert judged(10, plan, **CREW) == ("fail", 1, 2)
    plan[2]["cost"] = {"fixed": 100}
    assert judged(10, plan, **CREW) == ("pass", 0, 2)
    assert judged(10, comb(2, {})) == ("not measurable", None, None)


def baselined(*finishes):
    """A chain of days, the first ones done as they come, with baseline finishes."""
    plan = chain([1] * len(finishes))
    for row, finish in zip(plan, finishes, strict=True):
        row["baseline"] = {"finish": finish}
    return plan


def test_missed_tasks():
    """Due by the data date, and done or planned later than agreed."""
    head = {"project": {"data_date": "2027-01-06"}}
    plan = baselined("2027-01-04T00:00", "2027-01-06T00:00", "2027-01-06T00:01")
    plan[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-04T00:00"}
    # A1 was due now and is planned for the 7th; A2 is not due.
    assert judged(11, plan, **head) == ("fail", 1, 2)
    plan[1] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-06T00:00"}
    assert judged(11, plan, **head) == ("pass", 0, 2)
    assert judged(11, chain([1]), **head) == ("not measurable", None, None)


def test_critical_path():
    """Passed where the finish moves, not measurable where nothing drives it."""
    assert point(12, chain([5, 5])).verdict == "pass"
    assert point(12, chain([5, 5])).value == 600
    broken = chain([5])
    broken[0]["must_finish_on"] = "2027-01-20"
    assert point(12, broken).verdict == "fail"
    assert point(12, broken).offenders == ("A0",)
    assert point(12, [{"id": "M", "type": "milestone"}]).verdict == "not measurable"


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        ("2027-01-24T00:00", 1.0, "pass"),
        ("2027-01-23T00:00", 0.95, "pass"),
        ("2027-01-22T23:59", 27359 / 28800, "fail"),
    ],
)
def test_critical_path_length_index(target, value, verdict):
    """20 days to the finish: a day short of it is the least that passes."""
    found = point(13, chain([20]), project={"target_finish": target})
    assert (found.value, found.verdict) == (value, verdict)


def test_critical_path_length_index_needs_a_promise_and_work():
    """Neither a promise nor a baseline; nothing left."""
    assert point(13, chain([20])).verdict == "not measurable"
    done = chain([1])
    done[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-04"}
    head = {"data_date": "2027-01-08", "target_finish": "2027-01-10"}
    assert "no work is left" in point(13, done, project=head).why


def test_baseline_execution_index():
    """19 of 20 done pass; 18 of 19 do not; work without a baseline was due as well."""
    head = {"project": {"data_date": "2027-02-01"}}
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    plan = baselined(*["2027-01-30"] * 20)
    for row in plan[:19]:
        row |= done
    found = point(14, plan, **head)
    assert (found.value, found.verdict) == (0.95, "pass")
    eighteen = baselined(*["2027-01-30"] * 19)
    for row in eighteen[:18]:
        row |= done
    found = point(14, eighteen, **head)
    assert (found.value, found.verdict) == (18 / 19, "fail")
    extra = [*plan, {"id": "X", "duration": 1}]
    assert point(14, extra, **head).value == 19 / 21
    assert point(14, chain([1]), **head).verdict == "not measurable"
    assert point(14, baselined("2027-03-01"), **head).verdict == "not measurable"


def test_the_score_is_the_share_of_measurable_points_passed():
    """Each weighs the same; what cannot be measured does not count."""
    points = dcma.assess(evidence(chain([5, 5])))
    judged_ = [each.passed for each in points if each.passed is not None]
    assert dcma.score(points) == 100 * sum(judged_) / len(judged_) == 100
    broken = chain([5, 5])
    broken[1]["after"] = ["A0 FS-1d"]
    points = dcma.assess(evidence(broken))
    assert dcma.score(points) == pytest.approx(100 * 9 / 10)
    assert dcma.score([each for each in points if each.passed is None]) is None


def test_a_summary_and_a_level_of_effort_never_count():
    """They are neither activities without logic nor long."""
    plan = [
        *comb(2, {"wbs": "Build"}),
        {"id": "S", "type": "summary", "wbs": "Build"},
        {"id": "L", "type": "level_of_effort", "after": ["A0 SS", "A1 FF"]},
    ]
    made = dcma.assess(evidence(plan))
    assert [made[k].base for k in (0, 4, 5, 6, 8)] == [4] * 5
    assert made[0].count == 0
    assert project(plan).activities[-1].is_span
