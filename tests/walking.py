"""The driving path of one iteration walked back in plain Python, by definition."""

from collections import Counter

from reference import Scheduler, midnight_before


class Walk:
    """Back from what finishes last, in equal parts where several relationships drive.

    `passed` holds how much of each activity's duration lies on the path, `waited` the
    same of each lag, `lost` the working minutes that `plain` has fewer of than
    `project` between where the path comes to an activity and where it leaves: by
    activity and calendar.
    """

    def __init__(self, project, plain, durations, lags) -> None:
        origin = midnight_before(project)
        self.fair, self.dry = Scheduler(project, origin), Scheduler(plain, origin)
        self.durations, self.lags = durations, lags
        self.spans = self.dry.run(durations, lags)
        self.passed, self.waited, self.lost = Counter(), Counter(), Counter()
        self.weight = Counter()
        last = self.dry.finish(self.spans)
        ends = [a for a in self.dry.order if self.spans[a.id][1] == last]
        if plain.finish is not None:
            ends = [a for a in ends if a.id == plain.finish]
        for activity in ends:
            self.weight[activity.id, "F"] = 1 / len(ends)
        for activity in reversed(self.dry.order):
            if self.weight[activity.id, "F"] or self.weight[activity.id, "S"]:
                self.back(activity)

    def named(self, activity) -> str:
        return activity.calendar or self.dry.project.calendar

    def lost_before(self, calendar: str, moment: int) -> int:
        """What a calendar has lost before a moment."""
        fair, dry = self.fair.clocks[calendar], self.dry.clocks[calendar]
        return fair.worked(moment) - dry.worked(moment)

    def own(self, activity, moment: int) -> int:
        """The same of an activity's own calendar; around the clock none is lost."""
        elapsed = activity.duration is not None and activity.duration.elapsed
        if elapsed or activity.type == "milestone":
            return 0
        return self.lost_before(self.named(activity), moment)

    def drivers(self, activity):
        """Its relationships that drive, with the moment each asks for."""
        for owner, pred, link in self.dry.links(activity):
            lag = self.lags[link.predecessor, owner, link.kind]
            span = self.spans[pred.id]
            moment = self.dry.bound(activity, pred, link, lag, span)
            if self.dry.binds(activity, pred, link) and self.dry.drives(
                activity, link, moment, self.spans[activity.id]
            ):
                yield pred, link, lag, moment

    def back(self, activity) -> None:
        """Hand the weights of an activity to what drives it."""
        name, (start, finish) = activity.id, self.spans[activity.id]
        at = {side: self.weight[name, side] for side in "FS"}
        both, found = at["F"] + at["S"], [*self.drivers(activity)]
        lost = at["F"] * self.own(activity, finish) + at["S"] * self.own(
            activity, start
        )
        if not found:
            self.passed[name] += at["F"]
            lost -= both * self.own(activity, self.beginning(activity))
        for pred, link, lag, moment in found:
            part = both / len(found)
            self.weight[pred.id, "F" if link.kind[0] == "F" else "S"] += part
            starts = link.kind in ("FS", "SS")
            self.passed[name] += (at["F"] if starts else -at["S"]) / len(found)
            self.waited[pred.id, name, link.kind] += part
            read = self.dry.reads(pred, link.kind, self.spans[pred.id])
            on = self.dry.lag_clock(link, pred, activity)
            if lag and on is self.dry.clock(activity):
                moment = read
            elif lag and on is not self.dry.clocks["continuous"]:
                (calendar,) = (n for n, c in self.dry.clocks.items() if c is on)
                before, after = (self.lost_before(calendar, m) for m in (read, moment))
                self.lost[name, calendar] += part * (after - before)
            lost -= part * self.own(activity, moment)
        self.lost[name, self.named(activity)] += lost

    def beginning(self, activity) -> int:
        """The date from which an activity starts, if it starts then; else its start."""
        start = self.spans[activity.id][0]
        given = [self.dry.begin(activity)]
        for imposed in (activity.start_on, activity.start_no_earlier_than):
            if imposed is not None:
                given.append(self.dry.minutes(imposed))
        clock = self.dry.clock(activity)
        holds = clock.worked(max(given)) == clock.worked(start)
        return max(given) if holds else start
