"""Driving paths in weather: lost days are booked where the path lost them."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from test_network_passes import iteration
from test_weather import SITE, WEATHER
from test_weather_together import sent_back

import networks
import pmrisk
from building import chain, parallel, project
from pmrisk import engine
from pmrisk.analysis.paths import paths
from pmrisk.analysis.targets import Target
from standard_errors import SEED
from walking import Walk
from weathering import ordinary, weathered

FINISH = Target("finish")


def rainy(activities, lost, iterations=200, level=50.0, seed=SEED, **calendars):
    """Paths of a plan on a site that loses days by month, from 4 January 2027 on.

    Some iterations lose the first of January, before it: they are not the median.
    """
    made = {"site": SITE | {"weather": lost}} | calendars
    built = project(activities, project={"calendar": "site"}, calendars=made)
    result = pmrisk.simulate(built, iterations, seed)
    return result, paths(result, FINISH, level)


def booked(found):
    return {(each.source, each.activity): each.days for each in found.bookings}


def test_lost_days_are_booked_to_the_weather_of_the_calendar():
    """January loses three days, and all of it is worked."""
    _, found = rainy(chain([30]), {1: 3})
    assert (found.plan, found.value, found.merging) == (30, 33, 0)
    assert booked(found) == {("site.weather", "A0"): 3}
    (weather,) = found.contributions
    assert (weather.kind, weather.days, weather.se) == ("calendar risk", 3, 0)


def test_each_activity_has_the_days_that_it_lost():
    """Which days January and February lose is chance; no more than that are booked."""
    activities = chain([8, 12, 7])
    _, found = rainy(activities, {1: 4, 2: 2}, iterations=400)
    lost = booked(found)
    assert sum(lost.values()) == pytest.approx(found.value - 27)
    assert {name for _, name in lost} == {"A0", "A1", "A2"}
    assert found.merging == pytest.approx(0, abs=1e-9)


def test_nothing_is_worked_in_a_month_that_is_lost():
    """Twenty days of January are left; the second activity waits for March."""
    activities = chain([20, 5])
    _, found = rainy(activities, {2: 31})
    assert (found.plan, found.value) == (25, 45)
    assert booked(found) == {("site.weather", "A1"): 20}


def test_what_is_lost_before_the_path_comes_is_not_on_it():
    """All January is lost, but it is office work; on the site begins February."""
    activities = chain([22, 5])
    activities[0]["calendar"] = "office"
    _, found = rainy(activities, {1: 31, 2: 0}, office={"week": SITE["week"]})
    assert (found.plan, found.value, found.contributions) == (27, 27, ())


def test_days_lost_while_a_lag_runs_are_those_of_who_waits():
    """Five working days on the site behind January; February is lost."""
    activities = chain([20, 2])
    activities[1]["after"] = ["A0 FS+5d"]
    _, found = rainy(activities, {2: 31})
    assert (found.plan, found.value) == (27, 47)
    assert booked(found) == {("site.weather", "A1"): 20}


def test_a_lag_on_a_third_calendar_loses_to_the_weather_of_that():
    """Paint dries for five days of the yard, between two pieces of office work."""
    office = {"week": SITE["week"]}
    activities = chain([20, 2, 1])
    for each in activities:
        each["calendar"] = "office"
    activities[1]["after"] = [
        {"activity": "A0", "kind": "FS", "lag": "5d", "lag_calendar": "project"}
    ]
    _, found = rainy(activities, {2: 31}, office=office)
    assert (found.plan, found.value) == (28, 48)
    assert booked(found) == {("site.weather", "A1"): 20}


def test_of_parallel_paths_each_has_what_it_lost():
    """20 days on the site, and 21 in the office: three lost days make it two longer."""
    activities = parallel([20, 21])
    activities[1]["calendar"] = "office"
    _, found = rainy(activities, {1: 3, 2: 0}, office={"week": SITE["week"]})
    assert (found.plan, found.value) == (21, 23)
    assert booked(found) == {("site.weather", "A0"): 3}
    assert found.merging == -1
    # E[max] - max E[X], as dates: the site alone is later.
    assert found.merges == ()


def test_a_range_and_the_weather_have_their_own():
    """12 days planned take 25; the days that those lose are the weather's."""
    activities = chain([{"discrete": {25: 1.0}, "plan": 12}])
    _, found = rainy(activities, {1: 3, 2: 0})
    assert booked(found) == {("A0", "A0"): 13, ("site.weather", "A0"): 3}
    assert found.merging == 0


def test_work_begins_where_it_may_and_loses_from_then_on():
    """A start date in February: what January lost is before it."""
    activities = chain([10])
    activities[0]["start_no_earlier_than"] = "2027-02-01"
    _, found = rainy(activities, {1: 5, 2: 31})
    assert found.value - found.plan == 20
    assert booked(found) == {("site.weather", "A0"): 20}


@pytest.fixture
def everything(monkeypatch):
    """All iterations are around the level."""
    monkeypatch.setattr("pmrisk.analysis.paths._AROUND", 100)


def drawn(result, n):
    """Durations and lags of every iteration."""
    network, made = result.network, result.provenance
    rows = list(range(len(network.planned_minutes)))
    minutes = engine.drawn_minutes(
        network, rows, n, seed=made.seed, sampling=made.sampling, iterations=n
    )
    random = {source.row for source in network.sources if source.is_minutes}
    certain = [row for row in rows if row not in random]
    minutes[certain] = network.planned_minutes[certain, None]
    return [iteration(network, minutes, k) for k in range(n)]


def expected(result, n):
    """Days by calendar and activity, iteration by iteration in plain Python."""
    built, found = result.network.project, Counter()
    week = {name: each.minutes_per_week for name, each in built.calendars.items()}
    own = built.calendars[built.calendar]
    for k, (durations, lags) in enumerate(drawn(result, n)):
        plain = ordinary(built, result.seed, k)
        walk = Walk(built, plain, durations, lags)
        for (name, calendar), minutes in walk.lost.items():
            ratio = own.minutes_per_week / week[calendar]
            days = minutes * ratio / own.minutes_per_day / n
            found[f"{calendar}.weather", name] += days
    return {key: days for key, days in found.items() if abs(days) > 1e-12}


FEATURES = [{"calendars"}, {"calendars", "imposed"}, {"calendars", "milestones"}]


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("seed", range(16))
def test_lost_days_are_those_of_a_walk_back_through_the_dates(seed, features):
    """Random plans on several calendars with weather, with and without dates."""
    n = 6
    base = networks.network(seed, frozenset(features))
    made = weathered(base, **{k: v for k, v in WEATHER.items() if k in base.calendars})
    result = pmrisk.simulate(made.with_ranges(["0.7", "1", "1.8"]), n, seed)
    found = paths(result, FINISH, 50)
    lost = {
        key: days for key, days in booked(found).items() if key[0].endswith(".weather")
    }
    assert lost == {k: pytest.approx(v) for k, v in expected(result, n).items()}
    total = sum(each.days for each in found.contributions) + found.merging
    assert total == pytest.approx(found.value - found.plan)


@pytest.mark.parametrize("seed", range(6))
def test_gates_and_weather_together_add_up(seed):
    result = pmrisk.simulate(sent_back(seed), 300, SEED, threads=1)
    found = paths(result, FINISH)
    total = sum(each.days for each in found.contributions) + found.merging
    assert total == pytest.approx(found.value - found.plan)
    kinds = {each.kind for each in found.contributions}
    assert {"gate", "calendar risk"} <= kinds
    assert "other" not in kinds
    assert all(" " not in each.activity for each in found.bookings)
    more = replace(result, provenance=result.provenance._replace(threads=3))
    assert paths(more, FINISH) == found


def test_the_finish_of_parallel_work_merges_in_dates():
    """Both lose the same days: E[max] - max E[X] = 23 - 22, whatever is lost."""
    coin = {"discrete": {20: 0.5, 24: 0.5}, "plan": 20}
    _, found = rainy(parallel([coin, coin]), {1: 3, 2: 0}, 4000)
    (merge,) = found.merges
    assert merge.id == "finish"
    assert abs(merge.days - 1) < 5 * 4 * 0.5 / np.sqrt(4000) * 2
