"""A plan without ranges is simulated with the dates that its schedule shows."""

import pytest

import pmrisk
from building import project
from networks import EVERYTHING, network
from pmrisk.analysis.dates import FINISH, START, activity_percentiles
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
