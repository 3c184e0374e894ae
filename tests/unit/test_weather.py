"""Weather: an iteration is an ordinary plan whose calendars lack the days it lost."""

from datetime import datetime, time

import numpy as np
import pytest

import networks
import pmrisk
from building import project
from pmrisk import engine
from pmrisk.model.estimate import Estimate
from pmrisk.network import calendars, compile_network
from weathering import first_open, ordinary, weathered

SITE = {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
#: What calendars of the random networks lose, winter and summer.
WEATHER = {
    "office": {m: Estimate.of({"uniform": [0, 12]}) for m in (1, 2, 3)},
    "site": {1: Estimate.of([4, 6, 20]), 2: Estimate.of({"discrete": {0: 0.4, 9: 0.6}})},
    "night": {1: Estimate.fixed(7), 3: Estimate.of({"normal": {"mean": 3, "sd": 4}})},
}
KINDS = ("pmrisk", "primavera")


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
        # What cannot be kept at all is late at the origin, wherever that is.
        there = (ours > 0) | (theirs > 0)
        ours, theirs = based(network, ours, calendar), based(other, theirs, calendar)
        np.testing.assert_array_equal(ours[there], theirs[there], rows)
    ours, theirs = bench.work.minutes[:n, 0], plain_bench.work.minutes[:n, 0]
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("seed", range(40))
def test_every_date_is_that_of_a_calendar_without_the_lost_days(seed):
    """Early and late dates and driving of random networks with all that there is."""
    built = networks.network(seed, scheduler=KINDS[seed % 2])
    built = weathered(built, **WEATHER)
    for k in (0, 64):
        assert_same(built, seed, k)
