"""A plan file of thousands of activities: how long until it is read, dated, simulated.

    python benchmarks/plans.py [--quick] [FILE]

Without a file a Primavera plan of 4,000 activities and 7,500 relationships on eleven
calendars is made up. First the answer: written as a scenario and loaded again, the plan
has the same dates.
"""

import argparse
import random
from datetime import date
from pathlib import Path
from statistics import median

from measure import Hold, report, seconds

import pmrisk
from pmrisk.model.ranges import with_ranges
from pmrisk.read import parse
from pmrisk.read.xer import read_xer
from pmrisk.write import scenario_text

ACTIVITIES, RELATIONSHIPS, CALENDARS = 4_000, 7_500, 11
_DAYS = ["08:00-16:00", "08:00-12:00,13:00-17:00", "07:00-12:00,13:00-18:00"]
_KINDS = ["PR_FS"] * 12 + ["PR_SS"] * 2 + ["PR_FF"]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    parser.add_argument("file", nargs="?", help="an XER file")
    given = parser.parse_args()
    quick, path = given.quick, given.file or "made-up.xer"
    raw = Path(path).read_bytes() if given.file else made_up(1)
    project = read_xer(raw, path).project
    check(project)
    begun = half_done(project)
    ranged = with_ranges(project, (0.9, 1.0, 1.3))
    pmrisk.simulate(ranged, 64)
    repeats = 3 if quick else 7
    taken = {
        "import": [seconds(lambda: read_xer(raw, path)) for _ in range(repeats)],
        "schedule": [seconds(lambda: pmrisk.schedule(project)) for _ in range(repeats)],
        "begun": [seconds(lambda: pmrisk.schedule(begun)) for _ in range(repeats)],
        "simulate": [
            seconds(lambda: pmrisk.simulate(ranged, 10_000, threads=2))
            for _ in range(repeats)
        ],
    }
    size = f"{len(project.activities):,} activities"
    holds = [
        Hold(f"import {size}, s", median(taken["import"]), "<=", 3.0),
        Hold(f"schedule {size}, s", median(taken["schedule"]), "<=", 1.0),
        Hold("the same, half of it done, s", median(taken["begun"]), "<=", 1.0),
        Hold("10,000 iterations, 2 threads, s", median(taken["simulate"]), "<=", 8.0),
    ]
    report("plans", holds, {"quick": quick, "path": path, **taken})


def half_done(project: pmrisk.Project) -> pmrisk.Project:
    """The plan when the first half of its activities have finished as planned."""
    dates = {each.id: each for each in pmrisk.schedule(project).activities}
    order = sorted(dates.values(), key=lambda each: each.early_finish)
    known = order[len(order) // 2].early_finish
    activities = []
    for activity in project.activities:
        found, actual = dates[activity.id], {}
        if found.early_finish <= known:
            actual = {
                "actual_start": found.early_start,
                "actual_finish": found.early_finish,
            }
        activities.append(activity.model_copy(update=actual))
    return project.changed(activities=tuple(activities), data_date=known)


def check(project: pmrisk.Project) -> None:
    """The dates survive being written and loaded."""
    again = parse(scenario_text(project))
    for before, after in zip(
        pmrisk.schedule(project).activities,
        pmrisk.schedule(again).activities,
        strict=True,
    ):
        assert before == after, before.id


def made_up(seed: int) -> bytes:
    """An XER file of a plan in layers, with leads, lags and holidays."""
    rng = random.Random(seed)
    lines = ["ERMHDR\t8.4\t2027-01-01\tProject\t\t\t\t\tUSD"]
    _table(lines, "PROJECT", [_project()])
    _table(lines, "CALENDAR", [_calendar(rng, number) for number in range(CALENDARS)])
    _table(lines, "TASK", [_task(rng, k) for k in range(ACTIVITIES)])
    _table(lines, "TASKPRED", _relationships(rng))
    return "\r\n".join([*lines, "%E", ""]).encode()


def _table(lines: list[str], name: str, rows: list[dict[str, object]]) -> None:
    lines += [f"%T\t{name}", "\t".join(["%F", *rows[0]])]
    lines += ["\t".join(["%R", *map(str, row.values())]) for row in rows]


def _project() -> dict[str, object]:
    return {
        "proj_id": 1,
        "proj_short_name": "P",
        "clndr_id": 100,
        "last_recalc_date": "2027-01-04 00:00",
        "plan_start_date": "2027-01-04 00:00",
        "export_flag": "Y",
    }


def _calendar(rng: random.Random, number: int) -> dict[str, object]:
    shifts = rng.choice(_DAYS).split(",")
    hours = "".join(
        f"(0||{k}(s|{shift[:5]}|f|{shift[6:]})())" for k, shift in enumerate(shifts)
    )
    rest = rng.sample(range(1, 8), rng.choice([0, 1, 2]))
    days = "".join(
        f"(0||{day}()({'' if day in rest else hours}))" for day in range(1, 8)
    )
    first = (date(2027, 1, 4) - date(1899, 12, 30)).days
    off = "".join(f"(0||{k}(d|{first + 37 * k + number})())" for k in range(60))
    return {
        "clndr_id": 100 + number,
        "clndr_name": f"Calendar {number}",
        "clndr_type": "CA_Base",
        "day_hr_cnt": 10 if shifts[0].startswith("07") else 8,
        "clndr_data": f"(0||CalendarData()((0||DaysOfWeek()({days}))"
        f"(0||Exceptions()({off}))))",
    }


def _task(rng: random.Random, k: int) -> dict[str, object]:
    kind = rng.choice(["TT_Task"] * 18 + ["TT_Mile", "TT_FinMile"])
    hours = 8 * rng.randint(1, 20) if kind == "TT_Task" else 0
    return {
        "task_id": 1000 + k,
        "proj_id": 1,
        "clndr_id": 100 + rng.randrange(CALENDARS),
        "task_type": kind,
        "status_code": "TK_NotStart",
        "complete_pct_type": "CP_Drtn",
        "task_code": f"A{k:05}",
        "task_name": f"Activity {k}",
        "remain_drtn_hr_cnt": hours,
        "target_drtn_hr_cnt": hours,
        "cstr_type": "CS_ALAP" if rng.random() < 0.005 else "",
    }


def _relationships(rng: random.Random) -> list[dict[str, object]]:
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < RELATIONSHIPS:
        after = rng.randrange(1, ACTIVITIES)
        pairs.add((after - rng.randint(1, min(after, 60)), after))
    return [
        {
            "task_pred_id": number,
            "task_id": 1000 + after,
            "pred_task_id": 1000 + before,
            "proj_id": 1,
            "pred_proj_id": 1,
            "pred_type": rng.choice(_KINDS),
            "lag_hr_cnt": rng.choice([0] * 8 + [8, 16, 40, -8]),
        }
        for number, (before, after) in enumerate(sorted(pairs), start=1)
    ]


if __name__ == "__main__":
    main()
