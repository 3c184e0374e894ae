"""Weather with gates, backlogs, margins, responses, dated money; and without some."""

import random
from datetime import datetime, time, timedelta

import numpy as np
import pytest
from test_gates import network as gated
from test_weather import SITE, assert_same, crew_of, one

import networks
import pmrisk
from building import project
from pmrisk import engine
from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.responses import responses
from pmrisk.analysis.sources import players
from pmrisk.analysis.targets import Target
from pmrisk.analysis.tornado import lost, tornado
from pmrisk.analysis.variance import variance_shares
from pmrisk.errors import ScenarioError
from pmrisk.network import calendars
from pmrisk.network.worktime import worked_between
from pmrisk.outcome import end_of
from standard_errors import SEED
from weathering import lost_days, ordinary

LOST = {1: {"uniform": [0, 12]}, 2: [4, 6, 20], 3: {"discrete": {0: 0.4, 9: 0.6}}}
WET = {
    name: each | {"weather": LOST}
    for name, each in networks.CALENDARS.items()
    if name in ("office", "night")
}


def wet(activities, **sections):
    """A plan on office hours, which lose days until March."""
    head = {"calendar": "office"} | sections.pop("project", {})
    return project(activities, project=head, calendars=WET, **sections)


def sent_back(seed):
    """Uncertain work on three calendars that a gate sends back, all of it promised."""
    rng = random.Random(seed)
    work, gate, rest = gated(rng)
    for each in (*work, gate):
        n = each["duration"]
        each |= {"duration": [n, n + 1, n + 5], "cost": {"per_day": 100}}
        each |= {"deadline": "2027-02-01"}
    if rng.random() < 0.5:
        work[-1] |= {"start_deadline": "2027-01-11"}
    effort = rng.choice((0.25, 1, [0.3, 0.5, 1]))
    names = [a["id"] for a in work]
    gate["quality"] = {"first_pass": 0.3, "rework": names, "effort": effort,
                       "cycles": rng.randrange(1, 4)}  # fmt: skip
    milestone = {"id": "M", "type": "milestone", "after": ["Z", "Y"]}
    return wet([*work, gate, *rest, milestone])


def watched(network, found):
    """Promised dates of one iteration, finishes before starts."""
    dates = []
    for row, j in enumerate(engine.watched(network)):
        time = found.watched[row, :1]
        if network.logic.finish_row[j] < 0:
            time = network.finish_moments(int(j), time)
        dates.append(network.timeline.date(int(time[0])))
    for row in range(len(dates), len(found.watched)):
        dates.append(network.timeline.date(int(found.watched[row, 0])))
    return dates


@pytest.mark.parametrize("seed", range(24))
def test_what_gates_send_back_is_that_of_a_calendar_without_the_lost_days(seed):
    """Dates from the first start to the last finish, promises, and driving paths."""
    built = sent_back(seed)
    for k in (0, 64, 128):
        network, found = assert_same(built, seed, k)
        other, crew = crew_of(ordinary(built, seed, k), seed)
        assert watched(network, found) == watched(other, one(crew, k)[0])


def worked_minutes(built, seed, k):
    """Working minutes of the first and of all attempts, lost days and all."""
    network, crew = crew_of(ordinary(built, seed, k), seed)
    _, bench = one(crew, k)
    again = network.frame.repeats.found
    for j, activity in enumerate(network.activities):
        minutes, calendar = bench.work.minutes[j, :1], int(network.logic.calendar[j])
        if not activity.cost.per_day or minutes[0] == 0:
            continue
        start, finish = bench.work.ends[j, :1] - minutes, bench.work.ends[j, :1]
        if calendar:
            start = calendars.start_moment(network.tables, calendar, start)
            finish = calendars.finish_moment(network.tables, calendar, finish)
        begin, end = (network.timeline.date(int(at[0])) for at in (start, finish))
        plain = built.calendars[activity.calendar or built.calendar]
        yield worked_between(plain, begin, end) / plain.minutes_per_day, again


@pytest.mark.parametrize("seed", range(8))
def test_days_lost_while_work_is_done_again_are_paid(seed):
    """100 for each working day from start to finish, of copies too, dated or not."""
    built = sent_back(seed)
    index = {"steel": {"rate": 0}}
    dated = built.changed(escalation=wet([{"id": "A", "duration": 1}],
                                         escalation=index).escalation)  # fmt: skip
    dated = dated.changed(
        activities=tuple(
            a.model_copy(
                update={"cost": a.cost.model_copy(update={"escalation": "steel"})}
            )
            if a.cost.per_day
            else a
            for a in dated.activities
        )
    )
    for k in (0, 64):
        wanted = 100 * sum(days for days, _ in worked_minutes(built, seed, k))
        for plan in (built, dated):
            network, crew = crew_of(plan, seed)
            assert network.spends_by_date == (plan is dated)
            assert one(crew, k)[0].cost[0] == pytest.approx(wanted, rel=1e-12)


def agile(**more):
    """A backlog in the rain, and what waits for it."""
    backlog = {"items": [20, 30, 40], "throughput": [3, 4, 8], "every": "1d"}
    activities = [
        {"id": "A", "duration": [2, 4, 9]},
        {"id": "B", "backlog": backlog, "after": ["A"], "deadline": "2027-02-01"},
        {"id": "C", "duration": 3, "after": ["B"]},
    ]
    return wet(activities, **more)


def test_backlogs_are_those_of_a_calendar_without_the_lost_days():
    for k in (0, 64, 128):
        assert_same(agile(), SEED % 2**32, k)


def test_items_of_a_backlog_wait_for_the_weather():
    """All are done when it finishes; by a date those that finish no later."""
    result = pmrisk.simulate(agile(), 1_000, SEED, threads=2)
    (backlog,) = result.backlogs
    finish = next(m.finish for m in result.milestones if m.id == "B")
    whole = backlog.finish_of(1e9)
    np.testing.assert_array_equal(whole.moments, finish.moments)
    half = backlog.finish_of(15)
    assert (half.moments < finish.moments).all()
    day = half.percentile(50).date.date()
    done = backlog.done_by(day) >= 15 - 1e-6
    midnight = result.network.timeline.minutes(end_of(day))
    by_then = half.moments <= midnight
    # A minute's rounding apart.
    assert abs(int(done.sum()) - int(by_then.sum())) <= 2
    dry = pmrisk.simulate(
        agile().changed(
            calendars={
                name: each.model_copy(update={"weather": ()})
                for name, each in agile().calendars.items()
            }
        ),
        1_000,
        SEED,
    )
    later = half.samples - dry.backlogs[0].finish_of(15).samples
    assert later.min() >= 0
    assert later.mean() > 2


def everything():
    """Ranges, a risk, a driver, a gate, a backlog, a margin and a branch in rain."""
    activities = [
        {"id": "A", "duration": [5, 8, 15], "wbs": "x", "cost": {"per_day": 100}},
        {"id": "G", "duration": 1, "after": ["A"], "wbs": "x",
         "quality": {"first_pass": 0.6, "rework": ["A"]}},
        {"id": "B", "backlog": {"items": [2, 3, 5], "throughput": [1, 2, 3]},
         "after": ["G"], "wbs": "y", "cost": {"per_day": 50}},
        {"id": "V", "duration": 5, "after": ["A"], "margin": True},
        {"id": "X", "duration": [1, 2, 9], "after": ["B"], "exists": 0.7},
        {"id": "Y", "duration": 2, "after": ["B"]},
        {"id": "Z", "type": "milestone", "after": ["X", "Y", "V"]},
    ]  # fmt: skip
    risks = [
        {"id": "R", "probability": 0.5, "impacts": [{"on": "A", "delay": 4}],
         "response": {"name": "do", "cost": 10, "probability": 0.1}},
    ]  # fmt: skip
    drivers = [{"id": "D", "factor": [0.9, 1, 1.4], "on": ["A", "B"]}]
    branches = [{"after": "B", "choose": {"X": 0.3, "Y": 0.7}}]
    contracts = [{"id": "K", "on": "Y", "type": "fixed_price", "price": [40, 50, 90]}]
    return wet(
        activities, risks=risks, drivers=drivers, branches=branches,
        contracts=contracts,
        project={"target_finish": "2027-03-01", "budget": 3000},
    )  # fmt: skip


@pytest.mark.parametrize("of", ["finish", "cost", "both", "B"])
def test_contributions_share_weather_and_all_else(of):
    """They add up, and what weather alone does is there; so it is group by group."""
    result = pmrisk.simulate(everything(), 1_000, SEED, threads=2)
    level = "chance" if of == "both" else "mean"
    made = analyse(result, of, level=level)
    kinds = {row.kind for row in made.rows}
    assert {"range", "risk", "driver", "gate", "calendar risk"} <= kinds
    assert sum(row.value for row in made.rows) == pytest.approx(made.total)
    row = next(each for each in made.rows if each.kind == "calendar risk")
    assert row.source == "office.weather"
    assert row.value != 0
    grouped = analyse(result, of, level=level, by="wbs")
    assert grouped.total == pytest.approx(made.total)


def test_weather_is_high_where_it_takes_most_by_the_median_finish():
    """The lost days of three iterations, and what they have to do with the tail."""
    built = everything()
    result = pmrisk.simulate(built, 1_000, SEED)
    everybody = players(result.network)
    kept = Coalitions(result, everybody, Target("finish"), 80.0)
    found = lost(kept, next(p for p in everybody if p.skies))
    moment = result.network.timeline.date(int(np.sort(result.finish.moments)[500]))
    for k in (0, 64, 128):
        days = [
            datetime.combine(d, time()) for d in lost_days(built, "office", SEED, k)
        ]
        spans = [(d, min(d + timedelta(1), moment)) for d in days if d < moment]
        calendar = built.calendars["office"]
        assert found[k] == sum(worked_between(calendar, *span) for span in spans)
    made = analyse(result)
    lift = next(each for each in made.tail.lifts if each.kind == "calendar risk")
    assert lift.how == "high"
    assert lift.lift > 1
    outcomes = result.finish.moments.astype(float)
    made = tornado(kept, everybody, outcomes)
    bars = {each.source: each for each in made.rows}
    assert bars["office.weather"].spearman > made.noise_floor


def test_weather_and_all_else_share_the_variance():
    result = pmrisk.simulate(everything(), 2_000, SEED)
    shares = {s.source: s for s in variance_shares(result, Target("finish"))}
    assert shares["office.weather"].total > 5 * shares["office.weather"].total_se


def test_responses_are_judged_in_the_same_weather():
    """Packages are the run with the responses that they adopt."""
    built = everything()
    result = pmrisk.simulate(built, 1_000, SEED)
    found = responses(result)
    assert found.base.finish.value == pytest.approx(
        result.finish.percentile(result.level).days
    )
    adopted = pmrisk.simulate(built.with_responses("all"), 1_000, SEED)
    single = found.singles[0]
    assert single.finish.value == pytest.approx(
        adopted.finish.percentile(result.level).days
    )


def test_results_depend_on_the_seed_alone():
    """Not on threads, nor on the order of the file."""
    built = everything()
    runs = [
        pmrisk.simulate(built, 1_000, SEED, threads=1),
        pmrisk.simulate(built, 1_000, SEED, threads=3),
        pmrisk.simulate(
            built.changed(activities=built.activities[::-1]), 1_000, SEED, threads=2
        ),
    ]
    for other in runs[1:]:
        assert other.finish.moments.tolist() == runs[0].finish.moments.tolist()
        assert other.cost.samples.tolist() == runs[0].cost.samples.tolist()


# What cannot go together is refused in one line.


def rainy():
    return project(
        [{"id": "A", "duration": [1, 2, 9]}],
        project={"calendar": "site"},
        calendars={"site": SITE | {"weather": {1: 3}}},
    )


@pytest.mark.parametrize(
    "run",
    [
        lambda built: pmrisk.schedule(built, levelled=True),
        lambda built: pmrisk.simulate(built, 64, levelled=True),
    ],
    ids=["schedule", "simulate"],
)
def test_weather_is_not_levelled(run):
    with pytest.raises(ScenarioError) as error:
        run(rainy())
    assert str(error.value) == (
        'calendars "site": weather and levelling cannot go together yet: every '
        "iteration would level other working days. Remove the weather, or leave out "
        "--levelled."
    )


def test_weather_of_a_calendar_that_nobody_uses_may_be_levelled():
    built = rainy()
    calm = built.changed(
        activities=tuple(
            a.model_copy(update={"calendar": "continuous"}) for a in built.activities
        ),
        calendar="continuous",
    )
    assert pmrisk.schedule(calm, levelled=True).activities
