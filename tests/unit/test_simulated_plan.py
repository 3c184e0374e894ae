"""A plan without ranges is simulated with the dates that its schedule shows."""

import pytest

import pmrisk
from building import project
from networks import EVERYTHING, network
from pmrisk.analysis.dates import FINISH, START, activity_percentiles
from pmrisk.model.estimate import Estimate
from pmrisk.network.worktime import worked_between

#: By Microsoft's conventions what follows something late starts after its late dates,
#: which only the schedule knows.
NOT_LATE = EVERYTHING - {"late"}
RULES = {
    "ours": (EVERYTHING, {}),
    "override": (EVERYTHING, {"progress": "progress_override"}),
    "actual dates": (
        EVERYTHING,
        {"progress": "actual_dates", "start_lag": "actual_start"},
    ),
    "honored": (EVERYTHING, {"honor_constraints": True}),
    "lags": (EVERYTHING, {"lag_calendar": "predecessor"}),
    "primavera": (EVERYTHING, {"scheduler": "primavera"}),
    "microsoft": (NOT_LATE, {"scheduler": "microsoft"}),
}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rule", RULES)
def test_what_is_certain_is_simulated_as_it_is_scheduled(rule, seed):
    """Every start, every finish, the project's finish and its cost."""
    features, defaults = RULES[rule]
    built = network(7000 * list(RULES).index(rule) + seed, features, **defaults)
    plan = pmrisk.schedule(built)
    result = pmrisk.simulate(built, 64, keep_constraints=True)
    assert set(result.finish.moments) == {
        result.network.timeline.minutes(plan.finish.date)
    }
    assert set(result.cost.samples) == {plan.cost}
    for each in plan.activities:
        if each.id in result.network.position:
            assert_same(result, built.activity(each.id), (each.start, each.finish))


def assert_same(result, activity, shown):
    """The dates of an activity, of a level of effort in working time."""
    j = result.network.position[activity.id]
    for side, expected in zip((START, FINISH), shown, strict=True):
        (found,) = activity_percentiles(result, j, side, [50])
        if activity.type == "level_of_effort":
            calendar = result.project.calendar_of(activity)
            early, late = sorted((found.date, expected))
            assert worked_between(calendar, early, late) == 0, activity.id
        else:
            assert found.date == expected, activity.id


DONE = [
    {"id": "M", "type": "milestone", "actual_start": "2027-01-08T08:00",
     "actual_finish": "2027-01-08T08:00", "deadline": "2027-01-10"},
    {"id": "B", "duration": 9, "after": ["M"], "actual_start": "2027-01-20",
     "start_deadline": "2027-01-25"},
    {"id": "L", "duration": 9, "after": ["M"], "actual_start": "2027-01-20",
     "start_deadline": "2027-01-15"},
]  # fmt: skip


@pytest.mark.parametrize("scheduler", ["pmrisk", "primavera", "microsoft"])
def test_a_promise_that_was_kept_has_been_kept(scheduler):
    """Whatever the conventions hand on of the logic behind what is done."""
    built = project(
        DONE, project={"data_date": "2027-02-01"}, defaults={"scheduler": scheduler}
    )
    first, second, third = pmrisk.simulate(built, 64).milestones
    assert f"{first.finish.percentile(80).date:%Y-%m-%d}" == "2027-01-08"
    assert first.deadline.probability.value == 1
    assert second.start_deadline.probability.value == 1
    assert third.start_deadline.probability.value == 0


def test_what_a_summary_was_promised_for_is_measured():
    """Its deadline is that of the last activity under it, its start of the first."""
    built = project(
        [
            {"id": "S", "type": "summary", "wbs": "S", "deadline": "2027-01-16",
             "start_deadline": "2027-01-04"},
            {"id": "A", "wbs": "S", "duration": [3, 5, 9]},
            {"id": "B", "wbs": "S", "duration": [3, 5, 9], "after": ["A"],
             "deadline": "2027-01-16"},
        ]
    )  # fmt: skip
    summary, last = pmrisk.simulate(built, 1_000).milestones
    assert 0 < last.deadline.probability.value < 1
    assert summary.deadline == last.deadline
    assert summary.start_deadline.probability.value == 1


PASSED = [
    {"id": "A", "duration": 20, "actual_start": "2027-01-13", "remaining": 12},
    {"id": "B", "duration": 3, "after": [
        {"activity": "A", "kind": "SS", "lag": {"discrete": {-2: 0.3, 3: 0.2, 9: 0.5}}}
    ]},
]  # fmt: skip


def test_an_uncertain_lag_behind_started_work_stays_uncertain():
    """Of three or nine days behind the start five have passed; a lead stays."""
    built = project(PASSED, project={"data_date": "2027-01-18"})
    result = pmrisk.simulate(built, 4_000)
    j = result.network.position["B"]
    found = activity_percentiles(result, j, START, [10, 40, 60])
    # The lead goes before the data date, where nothing can start.
    assert [each.date.day for each in found] == [18, 18, 22]


@pytest.mark.parametrize("scheduler", ["pmrisk", "primavera"])
@pytest.mark.parametrize("seed", range(20))
def test_a_lag_with_one_outcome_is_that_lag(seed, scheduler):
    """However it is written, in progress and across calendars, and late dates too."""
    certain = network(9_100 + seed, NOT_LATE, scheduler=scheduler)
    activities = [
        a.model_copy(update={"after": tuple(map(drawn, a.after))})
        for a in certain.activities
    ]
    uncertain = certain.changed(activities=tuple(activities))
    assert pmrisk.schedule(uncertain).activities == pmrisk.schedule(certain).activities


def drawn(link):
    """A relationship whose lag is drawn, between one value and itself."""
    (lag,) = link.lag.amounts
    if not lag.value:
        return link
    given = f"{lag.value:g}{lag.unit}"
    between = Estimate.of({"triangular": [given, given, given]})
    return link.model_copy(update={"lag": between})


@pytest.mark.parametrize("scheduler", ["pmrisk", "primavera", "microsoft"])
def test_a_subproject_that_is_done_takes_no_float(scheduler):
    """Nothing of it is left to end, so that late dates count from the project's end."""
    built = project(
        [
            {"id": "A", "duration": 20, "actual_start": "2027-01-05", "remaining": 2},
            {"id": "D", "duration": 1, "after": ["A"], "subproject": "Q",
             "actual_start": "2027-01-06", "actual_finish": "2027-01-07"},
            {"id": "Z", "duration": 10},
        ],
        project={"data_date": "2027-01-18"},
        subprojects={"Q": {"start": "2027-01-04", "data_date": "2027-01-18"}},
        defaults={"scheduler": scheduler},
    )  # fmt: skip
    first = pmrisk.schedule(built).activities[0]
    assert first.total_float == 8
    metrics = pmrisk.activity_metrics(pmrisk.simulate(built, 64))
    # Two days of work, of which the finish is eight away.
    assert metrics[0].significance_index == pytest.approx(0.2)
