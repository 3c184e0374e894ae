"""Parity with dates that P6 itself stored, where real plans are at hand."""

from pathlib import Path

import pytest

import pmrisk
from pmrisk.read.xer import read_xer

PLANS = Path(__file__).parents[3] / "shared" / "data" / "plans"
TERMINAL = PLANS / "xer" / "soulmajor_terminal_building_airport.xer"


@pytest.mark.skipif(not TERMINAL.exists(), reason="no real plans here")
def test_every_date_of_an_airport_terminal():
    """66 activities on four calendars: early dates, late dates and floats."""
    plan = read_xer(TERMINAL.read_bytes(), "terminal.xer")
    found = pmrisk.parity(plan.project, plan)
    assert found.differences == ()
    assert found.verdict == "66 of 66 open activities start and finish when P6 says"
    assert found.late == found.total_float == (66, 66)
