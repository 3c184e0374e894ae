"""How backlogs burn down: when for so many items, and how many by a date."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pmrisk.backlogs import BacklogResult
from pmrisk.outcome import DatePercentile, end_of, promised
from pmrisk.report import words
from pmrisk.report.sections import Section
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

#: Shares of the plan's items, in per cent.
SHARES = (25, 50, 75, 100)
_MOST = 10
_NOTE = (
    "Items after splitting. By a date: so many or more are done in that share of the "
    "iterations, P{:g} with its interval (95 %)."
)

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
    """A table of dates and one of items for each backlog."""
    section: Section = []
    for backlog in result.backlogs[:_MOST]:
        section += _backlog(result, backlog, asked)
    if not section:
        return []
    more = len(result.backlogs) - _MOST
    rest: Section = [f"and {more} more: see --json"] if more > 0 else []
    return [
        heading("How do backlogs burn down?"),
        *section,
        _NOTE.format(result.level),
        *rest,
    ]


def _backlog(
    result: Result, backlog: BacklogResult, asked: Sequence[Day]
) -> Iterator[Any]:
    levels = words.levels(result)
    name = words.plain(f"{backlog.id} {backlog.name}".strip())
    yield (
        f"{name}: {_items(backlog.items)} items in the plan, "
        f"{_items(backlog.throughput)} every {backlog.period} on average."
    )
    when = table(">items", *(f"P{level:g}" for level in levels), "interval (95 %)")
    for share in SHARES:
        items = backlog.items * share / 100
        found = backlog.finish_of(items)
        at = {level: found.percentile(level) for level in levels}
        dates = [words.stamp(each.date, time=False) for each in at.values()]
        when.add_row(_items(items), *dates, _interval(at[result.level]))
    yield when
    done = table(
        "by", *(f">P{level:g}" for level in levels), "interval (95 %)"
    )  # fmt: skip
    for word, day in days_of(result, backlog, asked):
        many = {level: backlog.items_by(day, level) for level in levels}
        own = many[result.level]
        low, high = ("?" if x is None else _items(x) for x in (own.low, own.high))
        shown = words.day(promised(day)) + ("" if word == "asked" else f" ({word})")
        counts = [_items(each.items) for each in many.values()]
        done.add_row(shown, *counts, f"{low} .. {high}")
    yield done


def _items(value: float) -> str:
    """Items, to a tenth where they are no whole number."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"


def _interval(at: DatePercentile) -> str:
    low = words.stamp(at.low.date, time=False) if at.low else "?"
    high = words.stamp(at.high.date, time=False) if at.high else "?"
    return f"{low} .. {high}"
