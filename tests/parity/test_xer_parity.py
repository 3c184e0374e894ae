"""Plans of Primavera P6 get the dates that P6 itself stored in their files.

The files are real ones and no part of this repository; without them nothing is tested.
A row is hard where an independent scheduler arrives at the stored early dates too.
"""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from pmrisk import schedule
from pmrisk.read.xer import read_xer

PLANS = Path(__file__).parents[3] / "shared" / "data" / "plans"
FILES = [
    path
    for path in sorted((PLANS / "xer").glob("*.xer"))
    if (PLANS / "oracle" / f"{path.stem}.csv").exists()
]
DATES = ("early_start", "early_finish", "late_start", "late_finish")


def hard_rows(name):
    """The rows of an oracle that must be met, with the id that we give the activity."""
    with (PLANS / "oracle" / f"{name}.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["mpxj_reproduces"] == "1"]


def differences(plan, rows):
    """What differs from the rows, a line for each date and float."""
    found = {each.id: each for each in schedule(plan.project).activities}
    for row in rows:
        plain = "_".join(row["activity_id"].split())
        id = plain if plain in found else f"{row['project']}:{plain}"
        activity, ours = plan.project.activity(id), found[id]
        yield from _of_actuals(row, activity)
        for key in DATES:
            stored = row[f"stored_{key}"]
            if stored and datetime.fromisoformat(stored) != getattr(ours, key):
                yield f"{id} {key}: {getattr(ours, key)}, stored {stored}"
        if row["stored_total_float"]:
            hours = float(row["stored_total_float"].removesuffix("h"))
            day = plan.project.calendar_of(activity).minutes_per_day
            if round(ours.total_float * day) != round(hours * 60):
                yield f"{id} total float: {ours.total_float * day / 60}, stored {hours}"


def _of_actuals(row, activity):
    for key in ("actual_start", "actual_finish"):
        stored, ours = row[key], getattr(activity, key)
        if (datetime.fromisoformat(stored) if stored else None) != ours:
            yield f"{activity.id} {key}: {ours}, stored {stored}"


@pytest.mark.skipif(not FILES, reason="the real plans are not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dates_are_those_of_p6(path):
    rows = hard_rows(path.stem)
    if not rows:
        pytest.skip("no row of it is hard")
    plan = read_xer(path.read_bytes(), path.name)
    found = list(differences(plan, rows))
    shown = "\n".join(found[:40])
    assert not found, f"{len(found)} differences in {len(rows)} rows\n{shown}"


@pytest.mark.skipif(not FILES, reason="the real plans are not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_p6_stored_is_read(path):
    """Every date of every row, hard or not, is in the plan as the file has it."""
    with (PLANS / "oracle" / f"{path.stem}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        pytest.skip("it holds no activities")
    plan = read_xer(path.read_bytes(), path.name)
    for row in rows:
        plain = "_".join(row["activity_id"].split())
        stored = plan.stored.get(plain) or plan.stored.get(f"{row['project']}:{plain}")
        for key in DATES if stored is not None else ():
            given, ours = row[f"stored_{key}"], getattr(stored, key)
            # The oracle leaves out what was saved without being scheduled.
            assert not given or datetime.fromisoformat(given) == ours, (plain, key)
