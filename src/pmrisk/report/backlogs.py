"""How backlogs burn down: when for so many items, and how many by a date."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from rich.console import RenderableType

from pmrisk.backlogs import BacklogResult
from pmrisk.outcome import DatePercentile, end_of, promised
from pmrisk.report import words
from pmrisk.report.sections import Section
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

#: Shares of the plan's items, in per cent.
SHARES = (25, 50, 75, 100)
#: All that there is to do, be it more or less than planned.
ALL = math.inf
# Up to so many backlogs have tables of their own; more share two.
_FEW, _MOST = 2, 30
_NOTE = (
    "Items after splitting; all: whatever they become. The interval (95 %) is that of "
    "P{:g}."
)
_BY = "By a date: so many items, or more, are done in that share of the iterations."
_NONE = "There is no backlog of which items could be counted by a date."

Day = date | datetime


def days_of(
    result: Result, backlog: BacklogResult, asked: Sequence[Day]
) -> Iterator[tuple[str, datetime]]:
    """The dates that items are counted by, with what they are: asked for, or promised.

    The plan's finish where nothing is.
    """
    deadline = result.project.activity(backlog.id).deadline
    given = [("asked", end_of(day)) for day in asked]
    for word, day in (("deadline", deadline), ("target", result.project.target_finish)):
        if day is not None and day not in [each for _, each in given]:
            given.append((word, day))
    yield from given or [("plan", result.plan.finish.date)]


def burning(result: Result, asked: Sequence[Day] = ()) -> Section:
    """Tables of dates and of items: of each backlog, or of many together."""
    found = result.backlogs
    title = heading("How do backlogs burn down?")
    if not found:
        return [title, _NONE] if asked else []
    note = _NOTE.format(result.level)
    if len(found) > _FEW:
        return [title, *_many(result, asked), note]
    parts = [part for each in found for part in _one(result, each, asked)]
    return [title, *parts, note, _BY]


def _one(
    result: Result, backlog: BacklogResult, asked: Sequence[Day]
) -> Iterator[RenderableType]:
    """A backlog by itself, at a quarter of its items, at half of them, and so on."""
    levels = words.levels(result)
    yield (
        f"{words.plain(f'{backlog.id} {backlog.name}'.strip())}: "
        f"{_items(backlog.items)} items in the plan, "
        f"{_items(backlog.throughput)} every {backlog.period} on average."
    )
    when = table(">items", *(f"P{level:g}" for level in levels), "interval (95 %)")
    for items in (*(backlog.items * share / 100 for share in SHARES), ALL):
        finish = backlog.finish_of(items)
        at = {level: finish.percentile(level) for level in levels}
        dates = [words.stamp(each.date, time=False) for each in at.values()]
        when.add_row(_items(items), *dates, _interval(at[result.level]))
    yield when
    done = table("by", *(f">P{level:g}" for level in levels), "interval (95 %)")
    for word, day in days_of(result, backlog, asked):
        shown = words.day(promised(day)) + ("" if word == "asked" else f" ({word})")
        done.add_row(shown, *_counts(result, backlog, day))
    yield done


def _many(result: Result, asked: Sequence[Day]) -> Iterator[RenderableType]:
    """Backlogs side by side; how many by a date only where that was asked."""
    level, found = result.level, result.backlogs[:_MOST]
    when = table(
        "id", "backlog", ">items", "P50", f"P{level:g}", "interval (95 %)",
        f"all, P{level:g}",
    )  # fmt: skip
    for backlog in found:
        finish = backlog.finish_of(backlog.items)
        at, middle = finish.percentile(level), finish.percentile(50)
        empty = backlog.date_of(ALL, level)
        dates = [words.stamp(each.date, time=False) for each in (middle, at, empty)]
        name = words.plain(backlog.name)
        own = [backlog.id, name, _items(backlog.items)]
        when.add_row(*own, *dates[:2], _interval(at), dates[2])
    yield when
    if len(result.backlogs) > _MOST:
        yield f"and {len(result.backlogs) - _MOST} more: see --json"
    levels = words.levels(result)
    done = table("id", "by", *(f">P{p:g}" for p in levels), "interval (95 %)")
    for backlog in found:
        for word, day in days_of(result, backlog, asked):
            if word in ("asked", "deadline"):
                by = words.day(promised(day))
                done.add_row(backlog.id, by, *_counts(result, backlog, day))
    if done.row_count:
        yield done
        yield _BY


def _counts(result: Result, backlog: BacklogResult, day: datetime) -> list[str]:
    """Items by a date at each level, and the interval of the first one."""
    many = {p: backlog.items_by(day, p) for p in words.levels(result)}
    own = many[result.level]
    low, high = ("?" if x is None else _items(x) for x in (own.low, own.high))
    return [*(_items(each.items) for each in many.values()), f"{low} .. {high}"]


def _items(value: float) -> str:
    """Items, to a tenth where they are no whole number."""
    if math.isinf(value):
        return "all"
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"


def _interval(at: DatePercentile) -> str:
    low = words.stamp(at.low.date, time=False) if at.low else "?"
    high = words.stamp(at.high.date, time=False) if at.high else "?"
    return f"{low} .. {high}"
