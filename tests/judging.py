"""What health and parity are judged on, for tests."""

from datetime import timedelta

from building import project
from pmrisk.analysis.evidence import Evidence
from pmrisk.check import View
from pmrisk.planning import schedule
from pmrisk.read.plan import StoredDates

DAY = timedelta(days=1)


def evidence(activities, **sections):
    """What health is judged on, for a small project."""
    made = project(activities, **sections)
    return Evidence(View(made), schedule(made))


def stored(made, **changes):
    """What the tool would have stored, had it our dates; then what it did store."""
    dates = {}
    for each in schedule(made).activities:
        day = made.calendar_of(made.activity(each.id)).minutes_per_day
        own = StoredDates(
            each.early_start, each.early_finish, each.late_start, each.late_finish,
            each.total_float * day,
        )  # fmt: skip
        dates[each.id] = own._replace(**changes.get(each.id, {}))
    return dates


def later(made, name, days=1, fields=("early_start", "early_finish")):
    """The fields of an activity some days later."""
    dates = stored(made)[name]
    return {field: getattr(dates, field) + days * DAY for field in fields}
