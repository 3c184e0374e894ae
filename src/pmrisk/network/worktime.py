"""Working time between two dates on one calendar, in whole weeks and odd days."""

from datetime import datetime, time

from pmrisk.model.calendar import Calendar, Shifts


def worked_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working minutes of `calendar` from `start` to `end`; 0 where that is earlier."""
    if end <= start:
        return 0
    first, last = start.date(), end.date()
    special = calendar.special_days(first, last)
    usual = [_length(shifts) for shifts in calendar.week]
    weeks, rest = divmod((last - first).days, 7)
    total = weeks * sum(usual)
    total += sum(usual[(first.weekday() + k) % 7] for k in range(rest))
    for day, shifts in special.items():
        if first <= day < last:
            total += _length(shifts) - usual[day.weekday()]

    def before(moment: datetime) -> int:
        """What its own day has worked by then."""
        day = moment.date()
        minute = round((moment - datetime.combine(day, time())).total_seconds() / 60)
        own = special.get(day, calendar.week[day.weekday()])
        return sum(max(0, min(stop, minute) - begin) for begin, stop in own)

    return total - before(start) + before(end)


def _length(shifts: Shifts) -> int:
    return sum(stop - begin for begin, stop in shifts)
