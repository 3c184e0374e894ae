"""Double counting: one cause that is in the model twice.

A cause belongs in a range, in a driver or in the register. What delays work costs what
that work costs a day already; what a driver moves together is correlated already.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.responses import effective
from pmrisk.model.risk import Driver, Impact, Risk
from pmrisk.model.text import listed, quoted

_IN_RANGE = (
    "its delay of {:.3g} working {} fits into the range of {}, which reaches {:.3g} "
    "further up than down. If it is the reason, take it out of the range, or out of "
    "the register."
)
_IN_DRIVER = (
    "reads as the cause of driver {} ({}), which is on {} as well. Keep it in one of "
    "them."
)
_TOGETHER = (
    "it moves {} together, and their correlation of {:g} does so again. Keep one; "
    "simulate tells how far the driver correlates them."
)
_RUNNING = (
    "it delays {}, which {} paid by the day, and adds a cost as well. The days are "
    "charged by themselves: let the cost hold only what comes on top."
)


def counted_twice(view: View) -> Iterator[Finding]:
    """A cause in the register whose delay a range, or a driver, holds already.

    A range that leans to the long side by as much as a risk delays has room for it.
    """
    for risk in map(effective, view.project.risks):
        if risk.status == "open":
            yield from _in_ranges(view, risk)
            yield from _in_drivers(view, risk)


def _in_ranges(view: View, risk: Risk) -> Iterator[Finding]:
    """One finding for all activities of a risk whose range has room for its delay."""
    rooms: dict[str, float] = {}
    delays: list[float] = []
    for impact in risk.impacts:
        for activity, delay in _delayed(view, impact):
            # Shares of a day are no exact numbers.
            if 0 < delay <= view.leans.get(activity.id, 0.0) * (1 + 1e-9):
                rooms[activity.id] = view.leans[activity.id]
                delays.append(delay)
    if rooms:
        delay, room = max(delays), min(rooms.values())
        days = "day" if delay == 1 else "days"
        said = _IN_RANGE.format(delay, days, listed(rooms, 3), room)
        yield finding("counted-twice", risk.id, said)


def _delayed(view: View, impact: Impact) -> Iterator[tuple[Activity, float]]:
    """What an impact is on, each with the days of its calendar that it likely adds."""
    longer = impact.factor is not None and impact.applies_to != "cost"
    factor = impact.factor.planned(None) - 1 if longer and impact.factor else 0.0
    days: dict[str, float] = {}
    for activity in view.work(impact.on):
        calendar = view.clocks[activity.id]
        if calendar.name not in days:
            minutes = impact.delay.planned(calendar.units) if impact.delay else 0.0
            days[calendar.name] = minutes / calendar.minutes_per_day
        added = factor * view.planned_days(activity) if factor else 0.0
        yield activity, days[calendar.name] + added


def _in_drivers(view: View, risk: Risk) -> Iterator[Finding]:
    """Drivers that name the same cause, on some of the same activities."""
    said = [words for text in (risk.name, risk.cause) if (words := _words(text))]
    for driver in view.project.drivers if said else ():
        named = _words(driver.name)
        if not any(_same(named, words) for words in said):
            continue
        hit = {a.id for impact in risk.impacts for a in view.work(impact.on)}
        both = [a.id for a in view.work(driver.on) if a.id in hit]
        if both:
            message = _IN_DRIVER.format(driver.id, quoted(driver.name), listed(both, 3))
            yield finding("counted-twice", risk.id, message)


def _words(text: str) -> frozenset[str]:
    """The words of a text that say something."""
    found = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return frozenset(found)


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one cause is named by both: all words of one are in the other."""
    fewer = min(a, b, key=len)
    return bool(fewer) and (a == b or (len(fewer) > 1 and (a <= b or b <= a)))


def driver_and_correlation(view: View) -> Iterator[Finding]:
    """Pairs that a driver moves together, and that are correlated besides."""
    groups = [group for group in view.project.correlations if group.rank != 0]
    for driver in view.project.drivers if groups else ():
        moved = _moved(view, driver)
        for group in groups:
            both = [name for name in group.between if name in moved]
            if len(both) > 1:
                message = _TOGETHER.format(listed(both, 4), group.rank)
                yield finding("driver-and-correlation", driver.id, message)


def _moved(view: View, driver: Driver) -> Collection[str]:
    """What a driver moves, as correlations name it; a sure factor moves it alike."""
    chancy = 0 < driver.probability < 1
    if driver.probability == 0 or not (chancy or driver.factor.uncertain):
        return ()
    ids = [activity.id for activity in view.work(driver.on)]
    durations = [] if driver.applies_to == "cost" else ids
    costs = [] if driver.applies_to == "duration" else [f"{id}.cost" for id in ids]
    return {*durations, *costs}


def delay_and_running_cost(view: View) -> Iterator[Finding]:
    """Risks that delay what is paid by the day, and carry a cost of their own."""
    risks = [r for r in map(effective, view.project.risks) if r.status != "closed"]
    for risk in risks:
        charged = _charged(view, risk.impacts)
        delayed = (
            activity.id
            for impact in risk.impacts
            for activity, delay in (_delayed(view, impact) if charged else ())
            if delay > 0 and activity.id in charged
        )
        twice = [id for id in dict.fromkeys(delayed) if id in view.running]
        if twice:
            verb = "is" if len(twice) == 1 else "are"
            message = _RUNNING.format(listed(twice, 3), verb)
            yield finding("delay-and-running-cost", risk.id, message)


def _charged(view: View, impacts: Sequence[Impact]) -> frozenset[str]:
    """The ids of the activities that some impact charges money for."""
    return frozenset(
        activity.id
        for impact in impacts
        if impact.cost is not None and impact.cost.planned(None) > 0
        for activity in view.work(impact.on)
    )
