"""Real plans of Microsoft Project get the dates that it stored, to the minute.

The plans are no part of the repository; where they are absent there is nothing to test.
"""

import csv
import re
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from pmrisk import ScenarioError, schedule
from pmrisk.network.worktime import worked_between
from pmrisk.read.mspdi import read_mspdi

PLANS = Path(__file__).parents[3] / "shared/data/plans"
#: Files without tasks.
EMPTY = {
    "aspose_CreateProject",
    "aspose_Project",
    "mpxj_calendar-calendars-project2019",
}
#: Rows whose late dates Microsoft Project left as they were when a later change moved
#: the finish: `test_what_was_left_as_it_was` shows that no plan can have them.
HISTORY = {
    "aspose_not_updated": "6 7 8 9 10",
    "mpxj_mspdiduration": "1 2 3 4",
    "mpxj_mspditimephased": "1 4 9 12 17 20",
    "mpxj_mspditimephasedsegments": "1 2 3 4 5 6 7 8 18",
}
_MINUTES = {"m": 1, "h": 60}


def _oracle(name):
    return PLANS / "oracle" / f"{name.removeprefix('converted_')}.csv"


NAMES = sorted(p.stem for p in PLANS.glob("mspdi/*.xml") if _oracle(p.stem).is_file())
WITH_TASKS = [name for name in NAMES if name not in EMPTY]


@cache
def plan_of(name):
    return read_mspdi((PLANS / "mspdi" / f"{name}.xml").read_bytes(), name)


@cache
def scheduled(name):
    return {a.id: a for a in schedule(plan_of(name).project).activities}


def rows(name):
    """The rows that an independent scheduler reproduces."""
    with _oracle(name).open(encoding="utf-8") as file:
        found = [r for r in csv.DictReader(file) if r["mpxj_reproduces"] == "1"]
    return {row["activity_id"]: row for row in found}


def differences(name, row, keys):
    got = scheduled(name)[row["activity_id"]]
    expected = {key: row[f"stored_{key}"] for key in keys if row[f"stored_{key}"]}
    return [
        f"{name} {row['activity_id']}: {key} {getattr(got, key)}, stored {stored}"
        for key, stored in expected.items()
        if getattr(got, key) != datetime.fromisoformat(stored)
    ]


@pytest.mark.parametrize("name", WITH_TASKS)
def test_early_dates(name):
    keys = "early_start", "early_finish"
    assert [
        d for row in rows(name).values() for d in differences(name, row, keys)
    ] == []


def current(name):
    """The rows that were scheduled last."""
    left = HISTORY.get(name, "").split()
    return {id: row for id, row in rows(name).items() if id not in left}


@pytest.mark.parametrize("name", WITH_TASKS)
def test_late_dates(name):
    keys = "late_start", "late_finish"
    assert [
        d for row in current(name).values() for d in differences(name, row, keys)
    ] == []


@pytest.mark.parametrize("name", HISTORY)
def test_what_was_left_as_it_was(name):
    """What is left out above contradicts its own file.

    Nothing follows the task, and it could be worked on after its late finish and before
    the finish of the project, which others of its kind reach; or it is to finish late
    before it does early, and has no negative float.
    """
    project, stored = plan_of(name).project, rows(name)
    followed = {link.predecessor for a in project.activities for link in a.after}
    if name == "aspose_not_updated":
        first = stored["6"]
        assert first["stored_late_finish"] < first["stored_early_finish"]
        assert first["stored_total_float"] == "0.0m"
        return

    def left(id):
        """Working minutes behind its late finish."""
        late = datetime.fromisoformat(stored[id]["stored_late_finish"])
        calendar = project.calendar_of(project.activity(id))
        return worked_between(calendar, late, schedule(project).finish.date)

    old = HISTORY[name].split()
    assert not followed & set(old)
    assert all(left(id) > 0 for id in old)
    alone = [id for id in current(name) if id not in followed]
    assert any(left(id) == 0 for id in alone)


def minutes(name, id, stored):
    """A float of the oracle in working minutes."""
    value, unit = re.fullmatch(r"(-?[\d.]+)([a-z]+)", stored).groups()
    project = plan_of(name).project
    calendar = project.calendar_of(project.activity(id))
    per = {**_MINUTES, "d": calendar.minutes_per_day, "w": calendar.minutes_per_week}
    return float(value) * per[unit]


@pytest.mark.parametrize("name", WITH_TASKS)
def test_total_floats(name):
    wrong = []
    project = plan_of(name).project
    for id, row in current(name).items():
        if not row["stored_total_float"]:
            continue
        activity = project.activity(id)
        per_day = project.calendar_of(activity).minutes_per_day
        if activity.duration is not None and activity.duration.elapsed:
            per_day = 1440
        got = round(scheduled(name)[id].total_float * per_day)
        if got != round(minutes(name, id, row["stored_total_float"])):
            wrong.append(f"{name} {id}: {got} min, stored {row['stored_total_float']}")
    assert wrong == []


@pytest.mark.parametrize("name", WITH_TASKS)
def test_stored_dates(name):
    """What the reader keeps is what the oracle has."""
    plan = plan_of(name)
    for id, row in rows(name).items():
        kept = plan.stored[id]
        for key in ("early_start", "early_finish", "late_start", "late_finish"):
            stored = row[f"stored_{key}"]
            assert not stored or getattr(kept, key) == datetime.fromisoformat(stored)
        if kept.total_float is not None and row["stored_total_float"]:
            stored = row["stored_total_float"]
            assert kept.total_float == pytest.approx(minutes(name, id, stored))
        assert kept.manual == (row["mode"] == "MANUALLY_SCHEDULED")


@pytest.mark.parametrize("name", WITH_TASKS)
def test_names_are_not_copied(name):
    raw = (PLANS / "mspdi" / f"{name}.xml").read_text(encoding="utf-8-sig")
    resources = re.findall(r"<Resource>.*?</Resource>", raw, re.DOTALL)
    people = {
        match[1]
        for each in resources
        if "<Type>1</Type>" in each and "<IsGeneric>1" not in each
        and (match := re.search(r"<Name>([^<]*)</Name>", each)) is not None
    }  # fmt: skip
    project = plan_of(name).project
    assert not people & {*project.resources, *project.calendars}


@pytest.mark.skipif(not NAMES, reason="the real plans are not here")
def test_every_plan_is_read():
    assert len(WITH_TASKS) == 28
    assert sum(len(rows(name)) for name in WITH_TASKS) > 500


@pytest.mark.parametrize("name", [name for name in NAMES if name in EMPTY])
def test_a_plan_without_tasks_is_refused(name):
    with pytest.raises(ScenarioError, match="has no active tasks"):
        plan_of(name)
