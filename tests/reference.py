"""A scheduler written from the definitions alone, to hold the engine against.

It knows every minute of every calendar as a flag, moves one activity at a time in plain
Python, finds driving paths by walking back, and total float by pushing an activity
until the project moves. Slow, and independent of the engine's tables and passes.
"""

from datetime import date, datetime, time, timedelta

import numpy as np

DAYS = 400


class Clock:
    """One calendar as a flag for each minute after `origin`."""

    def __init__(self, calendar, origin: date) -> None:
        flags = np.zeros(DAYS * 1440, bool)
        for day in range(DAYS):
            for start, end in calendar.shifts(origin + timedelta(days=day)):
                flags[day * 1440 + start : day * 1440 + end] = True
        self.before = np.concatenate([[0], np.cumsum(flags)])

    def worked(self, moment: int) -> int:
        return int(self.before[max(moment, 0)])

    def finish(self, work: int) -> int:
        """The first moment by which so much is worked."""
        return int(np.searchsorted(self.before, work, side="left"))

    def start(self, work: int) -> int:
        """The last moment with no more worked."""
        return int(np.searchsorted(self.before, work, side="right")) - 1


class Scheduler:
    """The plan of a project, or of the same project with other minutes."""

    def __init__(self, project, origin: datetime) -> None:
        self.project = project
        self.origin = origin
        self.clocks = {
            name: Clock(calendar, origin.date())
            for name, calendar in project.calendars.items()
        }
        self.begin = self.minutes(max(project.start, project.data_date))

    def minutes(self, at: datetime) -> int:
        return round((at - self.origin).total_seconds() / 60)

    def clock(self, activity) -> Clock:
        if activity.duration is not None and activity.duration.elapsed:
            return self.clocks["continuous"]
        return self.clocks[activity.calendar or self.project.calendar]

    def lag_clock(self, link, activity) -> Clock:
        rule = link.lag_calendar or self.project.defaults.lag_calendar
        if link.lag.elapsed or rule == "elapsed":
            return self.clocks["continuous"]
        if rule == "project":
            return self.clocks[self.project.calendar]
        if rule == "predecessor":
            activity = self.project.activity(link.predecessor)
        return self.clocks[activity.calendar or self.project.calendar]

    def bound(self, activity, link, lag: int, spans) -> int:
        """The moment before which `link` lets nothing happen."""
        start, finish = spans[link.predecessor]
        moment = start if link.kind in ("SS", "SF") else finish
        if lag == 0:
            return moment
        clock = self.lag_clock(link, activity)
        work = clock.worked(moment) + lag
        return clock.finish(work) if lag > 0 else clock.start(work)

    def span(self, activity, duration: int, links, spans, floor: int):
        """Start and finish of one activity as moments."""
        starts, finishes = [floor], []
        for link, lag in links:
            side = starts if link.kind in ("FS", "SS") else finishes
            side.append(self.bound(activity, link, lag, spans))
        if activity.type == "milestone" or (duration == 0 and activity.type == "task"):
            moment = max(starts + finishes)
            return moment, moment
        clock = self.clock(activity)
        work = max(clock.worked(moment) for moment in starts) + duration
        work = max([work, *(clock.worked(moment) for moment in finishes)])
        if activity.type == "start_milestone":
            return clock.start(work), clock.start(work)
        return clock.start(work - duration), clock.finish(work)

    def run(self, durations, lags, pushed=None):
        """Spans by id; `durations` and `lags` in minutes, `pushed` floors by id."""
        spans = {}
        waiting = list(self.project.activities)
        while waiting:
            for activity in waiting:
                if all(link.predecessor in spans for link in activity.after):
                    break
            waiting.remove(activity)
            links = [
                (link, lags[link.predecessor, activity.id, link.kind])
                for link in activity.after
            ]
            floor = self.begin
            named = self.clocks[activity.calendar or self.project.calendar]
            elapsed = activity.duration is not None and activity.duration.elapsed
            if activity.type != "start_milestone" and not elapsed:
                # Nothing begins before the plan's first working moment.
                floor = named.start(named.worked(floor))
            if activity.start_no_earlier_than is not None:
                floor = max(floor, self.minutes(activity.start_no_earlier_than))
            floor = max(floor, (pushed or {}).get(activity.id, 0))
            spans[activity.id] = self.span(
                activity, durations[activity.id], links, spans, floor
            )
        return spans

    def finish(self, spans) -> int:
        if self.project.finish is not None:
            return spans[self.project.finish][1]
        return max(finish for _, finish in spans.values())

    def critical(self, durations, lags):
        """Ids on a driving path, walked back from what finishes last."""
        spans = self.run(durations, lags)
        last = self.finish(spans)
        ends = [name for name, (_, finish) in spans.items() if finish == last]
        if self.project.finish is not None:
            ends = [self.project.finish]
        found = set()
        while ends:
            name = ends.pop()
            if name in found:
                continue
            found.add(name)
            activity = self.project.activity(name)
            for link in activity.after:
                lag = lags[link.predecessor, name, link.kind]
                moment = self.bound(activity, link, lag, spans)
                if self.drives(activity, link, moment, spans[name]):
                    ends.append(link.predecessor)
        return found

    def drives(self, activity, link, moment, span) -> bool:
        """Whether `moment` is where the activity starts or finishes."""
        side = span[0] if link.kind in ("FS", "SS") else span[1]
        if activity.type == "milestone":
            return moment == side
        clock = self.clock(activity)
        return clock.worked(moment) == clock.worked(side)

    def total_float(self, name, durations, lags) -> int:
        """Working minutes that `name` can be pushed before the project moves."""
        spans = self.run(durations, lags)
        last = self.finish(spans)
        activity = self.project.activity(name)
        clock = self.clocks["continuous"]
        if activity.type != "milestone":
            clock = self.clock(activity)
        work = clock.worked(spans[name][0])
        low, high = 0, clock.worked(last) - work + 1
        while high - low > 1:
            middle = (low + high) // 2
            pushed = {name: clock.start(work + middle)}
            if self.finish(self.run(durations, lags, pushed)) <= last:
                low = middle
            else:
                high = middle
        return low


def midnight_before(project, days: int = 7) -> datetime:
    """The origin that the engine's timeline uses."""
    first = min(project.start, project.data_date).date() - timedelta(days=days)
    return datetime.combine(first, time())
