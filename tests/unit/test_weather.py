"""Weather: an iteration is an ordinary plan whose calendars lack the days it lost."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_calendar_tables import week_calendars

import happening
import networks
import pmrisk
from building import project
from pmrisk import engine
from pmrisk.analysis.coalitions import Target
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.variance import variance_shares
from pmrisk.analysis.weather import weather_results
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.kernels.spending import make_books
from pmrisk.model.activity import Activity, Cost
from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.escalation import Escalation
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.resource import Assignment, Resource
from pmrisk.network import calendars, compile_network
from pmrisk.network.lost import day_limits
from pmrisk.network.worktime import worked_between
from pmrisk.report import json as _json
from pmrisk.report import text as _text
from standard_errors import SEED, assert_mean
from weathering import first_open, lost_days, lost_in, ordinary, weathered

SHIFTS = (((480, 720), (780, 1020)),) * 5 + ((), ())

SITE = {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
#: What calendars of the random networks lose, winter and summer.
WEATHER = {
    "office": {m: Estimate.of({"uniform": [0, 12]}) for m in (1, 2, 3)},
    "site": {
        1: Estimate.of([4, 6, 20]),
        2: Estimate.of({"discrete": {0: 0.4, 9: 0.6}}),
    },
    "night": {
        1: Estimate.fixed(7),
        3: Estimate.of({"normal": {"mean": 3, "sd": 4}, "min": 0}),
    },
}
KINDS = ("pmrisk", "primavera")
FAR_BEFORE = -100_000


def crew_of(built, seed):
    network = compile_network(built)
    crew = engine.foreman(
        network, seed=seed, sampling="monte_carlo", iterations=512, threads=1,
        plan=network.timeline.at(0), detailed=True,
    )  # fmt: skip
    return network, crew


def one(crew, k):
    """Iteration `k` alone, and the bench that ran it."""
    bench = crew.bench(64)
    return crew.run(k, 1, benches=[bench]), bench


def based(network, times, act_calendar):
    """Working times from the first day that may be lost, whatever the origin."""
    opens = datetime.combine(first_open(network.project), time())
    at = network.timeline.minutes(opens)
    moment = np.array([at], np.int32)
    base = [at] + [
        int(calendars.worked(network.tables, c, moment)[0])
        for c in range(1, len(network.tables.step))
    ]
    return times - np.array(base)[act_calendar]


def shown(network, rows, dates):
    """Starts or finishes as dates."""
    return [
        network.timeline.date(int(dates(j, rows[j, :1])[0])) for j in range(len(rows))
    ]


def assert_same(built, seed, k):
    """Iteration `k` of a project with weather, and the plan of its lost days."""
    network, crew = crew_of(built, seed)
    other, plain = crew_of(ordinary(built, seed, k), seed)
    assert other.skies is None
    (found, bench), (twin, plain_bench) = one(crew, k), one(plain, k)
    date, twin_date = network.timeline.date, other.timeline.date
    assert date(int(found.finish[0])) == twin_date(int(twin.finish[0]))
    for side, name in (("finishes", "finish_moments"), ("starts", "start_moments")):
        ours = shown(network, getattr(found, side), getattr(network, name))
        theirs = shown(other, getattr(twin, side), getattr(other, name))
        assert ours == theirs, side
    assert found.critical.tolist() == twin.critical.tolist()
    n, calendar = len(network.activities), network.logic.calendar
    for rows in ("ends", "late"):
        ours = getattr(bench.work, rows)[:n, 0]
        theirs = getattr(plain_bench.work, rows)[:n, 0]
        ours, theirs = based(network, ours, calendar), based(other, theirs, calendar)
        # What cannot be kept at all is late at the origin, wherever that is.
        there = (ours > FAR_BEFORE) | (theirs > FAR_BEFORE)
        np.testing.assert_array_equal(ours[there], theirs[there], rows)
    ours, theirs = bench.work.minutes[:n, 0], plain_bench.work.minutes[:n, 0]
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(found.happened, twin.happened)
    return network, found


@pytest.mark.parametrize("seed", range(40))
def test_every_date_is_that_of_a_calendar_without_the_lost_days(seed):
    """Early and late dates and driving of random networks with all that there is."""
    built = networks.network(seed, scheduler=KINDS[seed % 2])
    built = weathered(built, **WEATHER)
    for k in (0, 64):
        assert_same(built, seed, k)


def events(rng, names):
    """Risks in windows, a branch on a date, and what may not exist."""
    day = rng.randint(11, 28)
    two = rng.sample(names, 2)
    return {
        "risks": [
            happening.risk(
                "R1", 0.7, {"on": two, "delay": rng.randint(1, 9)},
                window=happening.window(f"2027-01-{day}", f"2027-02-{day}"),
            ),
            happening.risk("R2", 0.5, {"on": names[:2], "factor": 1.6}),
        ],
        "branches": [
            happening.branch(
                "B0",
                B1=f"{rng.choice(['start', 'finish'])}({rng.choice(names[:3])}) "
                f"{rng.choice(['<=', '>='])} 2027-01-{day}",
                B2="otherwise",
            )
        ],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_what_happens_is_judged_by_the_dates_of_the_iteration(seed):
    """Windows and conditions on dates that weather moves, and what may not exist."""
    rng = random.Random(seed)
    names = [f"A{k}" for k in range(5)]
    activities = [
        {
            "id": name,
            "duration": rng.choice([{"uniform": [1, 8]}, 4, "6h"]),
            "after": [f"A{k - 1} {rng.choice(['FS', 'SS+1d', 'FF'])}"] if k else [],
            "calendar": rng.choice(["office", "site", "night"]),
            "exists": rng.choice([1, 1, 0.5]),
        }
        for k, name in enumerate(names)
    ]
    activities += [
        {"id": "B0", "duration": 1, "after": ["A4"]},
        {"id": "B1", "duration": 5, "after": ["B0"], "calendar": "site"},
        {"id": "B2", "duration": 2, "after": ["B0"]},
        {
            "id": "M",
            "type": "milestone",
            "after": ["B1", "B2"],
            "deadline": "2027-02-01",
        },
    ]
    built = happening.project(
        activities,
        project={"calendar": "office"},
        calendars=networks.CALENDARS,
        **events(rng, names),
    )
    built = weathered(built, **WEATHER)
    for k in (0, 64, 128):
        assert_same(built, seed, k)


def priced(built):
    """Money a day, and a crew, on everything that takes time."""
    cost = Cost(per_day=Estimate.of([50, 100, 180]))
    crew = (Assignment(resource="crew", units=2),)
    activities = tuple(
        a if a.is_milestone or a.type == "summary"
        else a.model_copy(update={"cost": cost, "resources": crew})
        for a in built.activities
    )  # fmt: skip
    resources = {"crew": Resource(name="crew", rate=10)}
    return built.changed(activities=activities, resources=resources)


def expected_cost(network, found, values):
    """Every working minute from start to finish is paid, lost days and all."""
    total = 0.0
    rows = {s.name: s.row for s in network.sources if not s.is_minutes}
    for j, activity in enumerate(network.activities):
        if not activity.cost.per_day or activity.is_complete:
            continue
        calendar = network.frame.calendar(activity)
        ends = [found.starts[j, :1], found.finishes[j, :1]]
        if not network.is_exposed(j):
            ends[0] = network.start_moments(j, ends[0])
            ends[1] = network.finish_moments(j, ends[1])
            if activity.actual_start is not None:
                continue
        begin, end = (network.timeline.date(int(at[0])) for at in ends)
        minutes = worked_between(calendar, begin, end)
        rate = values[rows[f"{activity.id}.per_day"]] / calendar.minutes_per_day
        total += minutes * (rate + 2 * 10 / 60)
    return total


@pytest.mark.parametrize("seed", range(12))
def test_lost_days_are_paid(seed):
    """Costs by the day and crews, also under a price index that stands still."""
    features = networks.EVERYTHING - {"progress"}
    built = priced(weathered(networks.network(seed, features), **WEATHER))
    network, crew = crew_of(built, seed)
    found, bench = one(crew, 64)
    wanted = expected_cost(network, found, bench.work.values[:, 0])
    assert wanted > 0
    assert found.cost[0] == pytest.approx(wanted, rel=1e-12)
    index = {"steel": Escalation(rate=Estimate.fixed(0))}
    activities = tuple(
        a.model_copy(update={"cost": a.cost.model_copy(update={"escalation": "steel"})})
        if a.cost.per_day
        else a
        for a in built.activities
    )
    dated = built.changed(escalation=index, activities=activities)
    network, crew = crew_of(dated, seed)
    assert network.spends_by_date
    assert one(crew, 64)[0].cost[0] == pytest.approx(wanted, rel=1e-12)


def winter(**more):
    """Forty days on a site that loses days in November and December."""
    weather = {11: {"uniform": [2, 8]}, 12: [4, 6, 12]}
    return project(
        [{"id": "A", "duration": 40, "cost": {"per_day": 100}} | more],
        project={"calendar": "site", "start": "2027-11-01"},
        calendars={"site": SITE | {"weather": weather}},
    )


def test_money_is_spent_in_the_month_of_the_day_lost_or_not():
    """A day's money for every working day from the first one that is worked."""
    built = winter()
    network, crew = crew_of(built, 1)
    books = make_books(network, 64, 4)
    crew.keep_books(64, books)
    months = [each.month for each in network.money.segments.months[:4]]
    november, december = months.index(11), months.index(12)
    for k in range(64):
        lost = set(lost_days(built, "site", 1, k, 1))
        days = [date(2027, 11, d) for d in range(1, 31)]
        days = [day for day in days if day.weekday() < 5]
        idle = next(n for n, day in enumerate(days) if day not in lost)
        assert books.months[november, k] == pytest.approx(100 * (22 - idle))
    assert (books.months[december] <= 2300 + 1e-9).all()
    np.testing.assert_allclose(books.months.sum(axis=0), books.cost)
    lost = [len(lost_days(built, "site", 1, k, 1)) for k in range(64)]
    assert max(lost) > min(lost)
    # Work that goes on beyond December has lost all that these months lose.
    assert books.cost.max() <= 100 * (40 + max(lost))


def test_the_plan_knows_no_weather():
    built = winter()
    fair = built.changed(
        calendars={"site": built.calendars["site"].model_copy(update={"weather": ()})}
    )
    assert pmrisk.schedule(built).activities == pmrisk.schedule(fair).activities
    assert pmrisk.schedule(built).cost == pmrisk.schedule(fair).cost == 4000


def test_luck_depends_on_nothing_but_the_seed():
    """Threads, tiles, stretches and horizons leave every bit as it is."""
    built = winter(duration={"lognormal": {"p50": 30, "p90": 80}})
    network, crew = crew_of(built, 7)
    whole = crew.run(0, 512)
    for width, threads in ((64, 1), (128, 2), (256, 1)):
        other = replace(crew, n_lane=width, threads=threads).run(0, 512)
        np.testing.assert_array_equal(other.finish, whole.finish)
        np.testing.assert_array_equal(other.cost, whole.cost)
    np.testing.assert_array_equal(crew.run(256, 100).finish, whole.finish[256:356])
    # Another activity lengthens the horizon and moves no draw.
    longer = built.changed(
        activities=(
            *built.activities,
            built.activities[0].model_copy(
                update={"id": "Z", "duration": Estimate.of([1, 1, 900])}
            ),
        )
    )
    network, crew = crew_of(longer, 7)
    again, j = crew.run(0, 512), network.position["A"]
    ends = network.timeline.origin, compile_network(built).timeline.origin
    shift = int((ends[1] - ends[0]).total_seconds() // 60)
    np.testing.assert_array_equal(again.finishes[j] - shift, whole.finish)


def test_switched_off_it_is_always_fair():
    """As if nobody had said a word of it."""
    built = winter(duration=[20, 30, 60])
    fair = built.changed(
        calendars={"site": built.calendars["site"].model_copy(update={"weather": ()})}
    )
    _, crew = crew_of(built, 3)
    off = replace(crew, off=frozenset({"site.weather"})).run(0, 256)
    _, plain = crew_of(fair, 3)
    np.testing.assert_array_equal(off.finish, plain.run(0, 256).finish)
    np.testing.assert_array_equal(off.cost, plain.run(0, 256).cost)


def fixed_weather(months):
    """The site with certain numbers of lost days."""
    return [
        {"id": "A", "duration": [10, 12, 30], "deadline": "2027-12-01"},
        {"id": "B", "duration": 5, "after": ["A"]},
    ], {
        "project": {"calendar": "site", "start": "2027-11-01"},
        "calendars": {"site": SITE | {"weather": months}},
    }


@pytest.mark.parametrize("of", ["finish", "A", "B", "cost"])
def test_weather_is_a_source_of_its_own(of):
    """Shares of the range and the weather add up, and weather alone is what it is."""
    activities, sections = fixed_weather({11: {"uniform": [2, 8]}, 12: [4, 6, 12]})
    activities[1]["cost"] = {"per_day": 100}
    activities[0]["cost"] = {"per_day": 100}
    built = project(activities, **sections)
    result = pmrisk.simulate(built, 2_000, SEED, threads=2)
    made = analyse(result, of, level="mean")
    rows = {row.source: row for row in made.rows}
    assert set(rows) == {"A", "site.weather"}
    assert rows["site.weather"].kind == "calendar risk"
    assert sum(row.value for row in made.rows) == pytest.approx(made.total)
    # Alone, it is what the same luck does to the plan's durations.
    planned = built.changed(
        activities=tuple(
            a.model_copy(update={"duration": Estimate.fixed(n)})
            for a, n in zip(built.activities, (12, 5), strict=True)
        )
    )
    alone = pmrisk.simulate(planned, 2_000, SEED, threads=1)
    outcome = {
        "finish": alone.finish, "cost": alone.cost,
        "A": next(m.finish for m in alone.milestones),
    }.get(of, alone.finish)  # fmt: skip
    plan = {"cost": 1700, "A": 12}.get(of, 17)
    only = rows["site.weather"].only_this
    assert only == pytest.approx(float(np.mean(outcome.samples)) - plan)
    assert {row.source for row in analyse(result, of, sources=["weather"]).rows} == {
        "site.weather"
    }


def test_weather_shares_the_variance():
    """Another seed's weather stands in where a coalition leaves it out."""
    activities, sections = fixed_weather({11: {"uniform": [2, 8]}})
    result = pmrisk.simulate(project(activities, **sections), 4_000, SEED)
    target = Target("finish", None)
    shares = {each.source: each for each in variance_shares(result, target)}
    whole = sum(each.first_order for each in shares.values())
    error = sum(each.se for each in shares.values())
    assert shares["site.weather"].total > 5 * shares["site.weather"].total_se
    assert 0.5 < whole < 1 + 5 * error
    # Nothing but weather: all the variance is its own.
    for each in activities:
        each["duration"] = 12
    result = pmrisk.simulate(project(activities, **sections), 4_000, SEED)
    (only,) = variance_shares(result, target)
    assert abs(only.first_order - 1) < 5 * only.se
    assert abs(only.total - 1) < 5 * only.total_se


def test_a_year_loses_what_its_months_say():
    """Exact means: 5 days of November, all 31 of a December that has only 23."""
    activities, sections = fixed_weather({11: {"uniform": [2, 8]}, 12: 31})
    result = pmrisk.simulate(project(activities, **sections), 64, SEED)
    (found,) = weather_results(result.network)
    assert found.months == {11: pytest.approx(5), 12: 23}
    page = _text.simulation(result, 100)
    assert "Weather takes 28.0 working days a year from site" in page
    told = _json.simulation(result)["weather"]
    assert told == [
        {"calendar": "site", "days_per_year": 28.0, "months": {"11": 5.0, "12": 23.0}}
    ]


def test_a_month_may_lose_all_its_days():
    """Work that reaches December goes on in January, in every iteration."""
    activities, sections = fixed_weather({12: 31})
    activities[0]["duration"] = 21
    result = pmrisk.simulate(project(activities, **sections), 64, SEED)
    # 21 days of November and one more; then December; four days of January.
    assert set(result.finish.moments.tolist()) == {
        result.network.timeline.minutes(datetime(2028, 1, 6, 17))
    }


def test_days_before_the_data_date_are_fact():
    """Half of November is past: nothing of it is lost, and the rest may be."""
    activities, sections = fixed_weather({11: 22})
    sections["project"]["data_date"] = "2027-11-15T10:00"
    activities = [
        {"id": "A", "duration": 20, "actual_start": "2027-11-01", "remaining": 1},
    ]
    result = pmrisk.simulate(project(activities, **sections), 64, SEED)
    # The day of the data date has begun, so that its six hours are worked.
    assert set(result.finish.moments.tolist()) == {
        result.network.timeline.minutes(datetime(2027, 12, 1, 10))
    }


def test_maintenance_windows_and_freezes_are_exceptions():
    """Work in two windows, and none under a freeze."""
    built = project(
        [
            {"id": "W", "duration": "20h", "calendar": "window"},
            {"id": "F", "duration": 3, "after": ["W"], "calendar": "frozen"},
        ],
        project={"start": "2027-11-01", "calendar": "frozen"},
        calendars={
            "window": {
                "week": {"sat": []},
                "exceptions": {
                    "2027-11-13..2027-11-14": ["06:00-14:00"],
                    "2027-11-27": ["06:00-14:00"],
                },
            },
            "frozen": SITE | {"exceptions": {"2027-11-29..2027-12-03": []}},
        },
    )
    plan = {a.id: a for a in pmrisk.schedule(built).activities}
    # Eight hours on Saturday and on Sunday, four in the window two weeks later.
    assert str(plan["W"].early_finish) == "2027-11-27 10:00:00"
    assert str(plan["F"].early_start) == "2027-12-06 08:00:00"


def test_every_way_to_lose_two_of_five_days_is_as_likely():
    """Ten ways, 20,000 iterations: chi-square with nine degrees of freedom."""
    n = 20_000
    found = np.zeros((5, 5), int)
    week = Calendar(
        name="five", week=SHIFTS, weather=((3, Estimate.fixed(2)),),
        holidays=((date(2027, 3, 8), date(2027, 3, 31)),),
    )  # fmt: skip
    for k in range(n // 10):
        days = lost_in(week, SEED, k, 2027, 3)
        a, b = (day.day - 1 for day in days)
        found[a, b] += 1
    counts = found[found > 0]
    assert len(counts) == 10
    expected = n / 10 / 10
    chi = float(((counts - expected) ** 2 / expected).sum())
    # 9 and 3 standard deviations of sqrt(18).
    assert chi < 9 + 5 * 18**0.5


def test_days_lost_are_as_many_as_the_estimate_says():
    """Uniform from 2 to 8, rounded: 2 and 8 half as likely as 3 to 7; mean 5."""
    limits = day_limits(Estimate.of({"uniform": [2, 8]}).resolve(None))
    chances = 1 - limits.astype(float) / 2**32
    told = -np.diff(np.concatenate([[1.0], chances]))[:9]
    wanted = np.array([0, 0, 1, 2, 2, 2, 2, 2, 1]) / 12
    np.testing.assert_allclose(told, wanted, atol=1e-9)
    built = winter(duration=14)
    _, crew = crew_of(built, SEED)
    found = crew.run(0, 20_000)
    assert_mean((found.cost - 1400) / 100, expected_between(14))


def expected_between(worked):
    """Mean days lost between the first and the last of so many that are worked.

    Lost days fall evenly into the gaps before, between and behind the 22 - k others of
    November, which are always as many.
    """
    chances = zip(range(2, 9), [1, 2, 2, 2, 2, 2, 1], strict=True)
    return sum(c / 12 * k * (worked - 1) / (22 - k + 1) for k, c in chances)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(week_calendars(), st.integers(0, 2**63))
def test_look_ups_are_those_of_a_calendar_without_the_lost_days(calendar, seed):
    """Any shifts, any lane: what is worked, evenings and mornings, to the minute."""
    months = ((1, Estimate.of([0, 3, 30])), (2, Estimate.of({"uniform": [0, 28]})))
    calendar = calendar.model_copy(update={"name": "odd", "weather": months})
    built = Project(
        name="odd", start=datetime(2027, 1, 4), calendar="odd",
        calendars={"odd": calendar},
        activities=(Activity(id="A", duration=Estimate.fixed(1, "min")),),
    )  # fmt: skip
    network, crew = crew_of(built, seed)
    bench = crew.bench(64)
    crew.run(0, 64, benches=[bench])
    tables, number = bench.tables, 1
    slot = np.zeros(64, np.uint32)
    days = network.timeline.horizon // 1440
    twins = [
        calendars.compile_calendars(
            [CONTINUOUS, ordinary(built, seed, k, 2).calendars["odd"]],
            network.timeline.origin.date(), days,
        )
        for k in range(0, 64, 9)
    ]  # fmt: skip
    for minute in range(0, 100 * 1440, 7 * 1440 - 67):
        moment = np.full(64, minute, np.int32)
        worked, found = np.zeros_like(moment), np.zeros_like(moment)
        to_worked(tables, number, moment, worked, slot)
        for k, twin in zip(range(0, 64, 9), twins, strict=True):
            assert worked[k] == calendars.worked(twin, 1, moment[:1])[0]
        for bias, look_up in (
            (AS_FINISH, calendars.finish_moment),
            (AS_START, calendars.start_moment),
        ):
            to_moment(tables, number, worked, bias, found, slot)
            for k, twin in zip(range(0, 64, 9), twins, strict=True):
                assert found[k] == look_up(twin, 1, worked[k : k + 1])[0]


@pytest.mark.parametrize("days", [8, 300, 900])
def test_a_long_plan_is_done_before_its_calendar_ends(days):
    """Finishes on a calendar with weather are moments, as its reach is."""
    built = project(
        [{"id": "A", "duration": days, "calendar": "site"}],
        calendars={"site": {"week": {"mon-fri": "08:00-16:00"}, "weather": {1: 3}}},
    )
    plan = pmrisk.schedule(built)
    weeks, rest = divmod(days - 1, 5)
    last = datetime(2027, 1, 4, 16) + timedelta(weeks=weeks, days=rest)
    assert plan.finish.date == last
    assert pmrisk.simulate(built, 64).plan.finish.date == last
    assert pmrisk.health(built).score > 0
