"""Working time between two dates on one calendar, in plain steps of a day."""

from datetime import date, datetime, time, timedelta

from pmrisk.model.calendar import Calendar


def worked_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working minutes of `calendar` from `start` to `end`; 0 where that is earlier."""
    if end <= start:
        return 0
    special = calendar.special_days(start.date(), end.date())
    days = (end.date() - start.date()).days + 1
    total = 0
    for day in (start.date() + timedelta(days=k) for k in range(days)):
        low, high = _minute(start, day), _minute(end, day)
        for begin, stop in special.get(day, calendar.week[day.weekday()]):
            total += max(0, min(stop, high) - max(begin, low))
    return total


def _minute(moment: datetime, day: date) -> int:
    """The minute of `day` at which `moment` is, however far outside it."""
    return round((moment - datetime.combine(day, time())).total_seconds() / 60)
