"""The X-ray in weather and behind gates: against plain Python, and by hand."""

from dataclasses import replace

import pytest
from test_gates import rich
from test_weather import SITE, WEATHER
from test_weather_together import sent_back
from test_xray import One, Twin, counted, expected

import networks
import pmrisk
from building import chain, project
from pmrisk.analysis.xray import xray
from reference import Scheduler, midnight_before
from standard_errors import SEED
from weathering import ordinary, weathered


class Wet(One):
    """Days are counted whether they are lost or not."""

    def work(self, span) -> int:
        return self.scheduler.fair.clocks[self.calendar].worked(span[1])


class Rainy(Twin):
    """Every iteration is a plan without the days that it lost."""

    def one(self, *parts):
        return Wet(*parts)

    def scheduler(self, k):
        origin = midnight_before(self.project)
        plain = ordinary(self.project, self.result.seed, k)
        found = Scheduler(plain, origin)
        found.fair = Scheduler(self.project, origin)
        return found


@pytest.mark.parametrize("imposed", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_relationships_and_dates_equal_the_definitions(seed, imposed):
    """Counts of every relationship and imposed date, to the iteration and minute."""
    features = {"calendars", "imposed"} if imposed else {"calendars"}
    base = networks.network(seed, frozenset(features))
    made = weathered(base, **{k: v for k, v in WEATHER.items() if k in base.calendars})
    made = made.with_ranges(["0.7", "1", "1.8"])
    result = pmrisk.simulate(made, 16, seed, threads=1)
    found = counted(result, 16)
    assert found == expected(Rainy(result, 16), found)


def test_what_waits_for_a_date_waits_through_lost_days():
    """Ten days, then a date on 1 March: 30 working days, of which nine are lost."""
    activities = chain([10, 4])
    activities[1]["start_no_earlier_than"] = "2027-03-01"
    made = project(
        activities,
        project={"calendar": "site"},
        calendars={"site": SITE | {"weather": {2: 9}}},
    )
    found = xray(pmrisk.simulate(made, 64, SEED))
    (held,) = (e for e in found.constraints if e.constraint != "data_date")
    assert (held.activity, held.drives.value, held.days.value) == ("A1", 1, 30)
    (link,) = found.relationships
    assert (link.drives.value, link.days.value) == (0, 0)


def test_a_relationship_drives_through_lost_days():
    """Neither waits for anything but the other, wherever days are lost."""
    made = project(
        chain([[5, 8, 12], 9]),
        project={"calendar": "site"},
        calendars={"site": SITE | {"weather": {1: [2, 5, 9]}}},
    )
    (link,) = xray(pmrisk.simulate(made, 256, SEED)).relationships
    assert (link.drives.value, link.critical.value) == (1, 1)


def test_relationships_to_a_gate_count_for_its_attempts():
    """A0 sets the date of the gate in every iteration, whether it passes or not."""
    activities = chain([10, 2, 3])
    activities[1]["quality"] = {"first_pass": 0.5, "rework": ["A0"], "cycles": 2}
    found = xray(pmrisk.simulate(project(activities), 256, SEED))
    rays = {e.predecessor: e for e in found.relationships}
    for name in ("A0", "A1"):
        assert (rays[name].drives.value, rays[name].critical.value) == (1, 1), name


@pytest.mark.parametrize("built", [rich(), sent_back(1)], ids=["gates", "both"])
def test_shares_are_shares_and_threads_change_no_bit(built):
    result = pmrisk.simulate(built, 300, SEED, threads=1)
    found = xray(result)
    for link in found.relationships:
        assert 0 <= link.critical.value <= link.drives.value <= 1
    more = replace(result, provenance=result.provenance._replace(threads=3))
    again = xray(more)
    assert again.relationships == found.relationships
    assert again.constraints == found.constraints
    assert again.shortening == found.shortening
