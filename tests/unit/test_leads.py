"""What leads, and finishes that a start sets, take before a Microsoft plan's start."""

from datetime import datetime

import pytest

from building import project
from pmrisk import ScenarioError, schedule

OFFICE = {"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}


def starts(*activities, start="2027-01-04", **imposed):
    """When each activity starts; A of two days first, from a Monday morning on."""
    first = {"id": "A", "duration": 2} | imposed
    built = project(
        [first, *activities],
        project={"start": start, "calendar": "office"},
        calendars=OFFICE,
        defaults={"scheduler": "microsoft"},
    )
    return {row.id: row.early_start for row in schedule(built).activities}


def behind(link, id="B", duration=1):
    return {"id": id, "duration": duration, "after": [link]}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("A SS", datetime(2027, 1, 4, 8)),
        ("A SS-1h", datetime(2027, 1, 1, 16)),
        ("A SS-60min", datetime(2027, 1, 1, 16)),
        ("A SS-1d", datetime(2027, 1, 1, 8)),
        ("A SS-480min", datetime(2027, 1, 1, 8)),
        ("A SS-2d", datetime(2026, 12, 31, 8)),
        ("A FS-5d", datetime(2026, 12, 30, 8)),
        ("A SS-1ed", datetime(2027, 1, 4, 8)),
        ("A SF", datetime(2027, 1, 1, 8)),
        ("A SF-1d", datetime(2026, 12, 31, 8)),
        # What waits for a finish is held.
        ("A FF-9d", datetime(2027, 1, 4, 8)),
    ],
)
def test_a_lead_is_walked_back_on_its_calendar(link, expected):
    """Over a weekend, in whatever unit it is given."""
    assert starts(behind(link))["B"] == expected


def test_a_lead_moves_only_what_it_leads_to():
    """Others begin where they began without it."""
    found = starts(behind("A SS"), behind("A SS-200d", id="C"), behind("C FF", id="D"))
    assert found["B"] == found["D"] == datetime(2027, 1, 4, 8)
    assert found["C"] == datetime(2026, 3, 30, 8)


def test_leads_add_up_along_a_chain():
    """Each is walked back from where the one before has come to."""
    chain = [behind("A SS-1d", id="B0")]
    chain += [behind(f"B{k} SS-3d", id=f"B{k + 1}") for k in range(19)]
    assert starts(*chain)["B19"] == datetime(2026, 10, 14, 8)


def test_many_leads_do_not_take_the_calendars_away():
    """Four hundred side by side lead no farther than one."""
    side = [behind("A FS-10d", id=f"B{k}") for k in range(400)]
    found = starts({"id": "Z", "duration": 10, "after": ["A"]}, *side)
    assert found["Z"] == datetime(2027, 1, 6, 8)
    assert found["B0"] == found["B399"] == datetime(2026, 12, 23, 8)


def test_a_lead_from_what_is_pulled_forward():
    """An imposed finish before the project's start counts too."""
    found = starts(behind("A SS-1d"), must_finish_on="2026-12-31")
    assert found["A"] == datetime(2026, 12, 30, 8)
    assert found["B"] == datetime(2026, 12, 29, 8)


def test_a_lead_of_a_century_is_refused():
    with pytest.raises(ScenarioError, match='activities "B": leads could take it'):
        starts(behind("A SS-40_000d"))


def test_a_plan_as_old_as_they_come():
    """The year 1900 is the first that is read; a lead may lie before it."""
    assert starts(behind("A SS-1d"), start="1900-01-01")["B"] == datetime(
        1899, 12, 29, 8
    )
