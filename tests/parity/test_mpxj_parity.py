"""What MPXJ converts still holds the dates that its own tool stored, to the minute.

The plans are no part of the repository; where they, MPXJ or Java are absent there is
nothing to test.
"""

import csv
import os
import shutil
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from pmrisk.read.plans import open_plan

PLANS = Path(__file__).parents[3] / "shared/data/plans"
_HERE = (
    find_spec("mpxj") is not None
    and find_spec("jpype") is not None
    and bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
)


def _oracle(path):
    return PLANS / "oracle" / f"{path.stem}.csv"


FILES = sorted(
    path
    for folder in ("mpp", "pmxml")
    for path in (PLANS / folder).glob("*")
    if _HERE and _oracle(path).is_file()
)


@cache
def plan_of(path):
    return open_plan(path)


def kept(plan, row):
    """The stored dates of a row; ids that several projects use begin with its own."""
    ids = f"{row['project']}:{row['activity_id']}", row["activity_id"]
    return next((plan.stored[id] for id in ids if id in plan.stored), None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stored_dates(path):
    plan = plan_of(path)
    compared = 0
    with _oracle(path).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        dates = kept(plan, row)
        for key in ("early_start", "early_finish", "late_start", "late_finish"):
            stored = row[f"stored_{key}"]
            if dates is None or not stored:
                continue
            assert getattr(dates, key) == datetime.fromisoformat(stored), (key, row)
            compared += 1
    assert compared >= 2 * len(plan.stored)


@pytest.mark.skipif(not FILES, reason="the plans, MPXJ or Java are not here")
def test_every_plan_is_read():
    assert len(FILES) == 11
    assert sum(len(plan_of(path).project.activities) for path in FILES) > 250
