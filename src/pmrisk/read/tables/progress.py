"""What has been done: actual dates, and what stands for them where there are none."""

from collections.abc import Sequence
from datetime import datetime

from pmrisk.model.estimate import Estimate
from pmrisk.read.tables.drafts import Draft
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.table import Table


def settle(drafts: Sequence[Draft], table: Table) -> None:
    """Give begun work its actual dates, and its remaining duration."""
    if not table.has("actual_start", "actual_finish"):
        _from_percent(drafts, table)
    begun = [d for d in drafts if "actual_start" in d.parts]
    _finished_only(drafts, table)
    for each in begun:
        if each.left is not None and "actual_finish" not in each.parts:
            amounts = (each.left,)
            each.parts["remaining"] = Estimate.made(shape="fixed", amounts=amounts)
    idle = [
        d for d in drafts
        if d.parts.get("percent_complete") and "actual_start" not in d.parts
    ]  # fmt: skip
    for each in idle:
        del each.parts["percent_complete"]
        table.log.say(
            "percent-complete", "dropped",
            "its percent complete: without an actual start no work has begun",
            each.row.where("percent_complete"),
        )  # fmt: skip


def _from_percent(drafts: Sequence[Draft], table: Table) -> None:
    """Take planned dates as actual ones, where only per cent tell of progress."""
    count = 0
    for each in drafts:
        percent = each.parts.get("percent_complete", 0.0)
        done = percent == 100
        if not percent or each.start is None or (done and each.finish is None):
            continue
        each.parts["actual_start"] = each.start
        if done:
            each.parts["actual_finish"] = each.finish
        count += 1
    if count:
        table.log.say(
            "progress", "converted",
            f"{counted(count, 'begun activity', 'begun activities')} without actual "
            "dates: the start, and the finish of what is complete, are taken as actual",
        )  # fmt: skip


def _finished_only(drafts: Sequence[Draft], table: Table) -> None:
    """An actual finish without a start: it lasted no time that is known."""
    for each in drafts:
        if "actual_finish" not in each.parts or "actual_start" in each.parts:
            continue
        milestone = str(each.parts.get("type", "")).endswith("milestone")
        each.parts["actual_start"] = (
            each.start if each.start is not None and not milestone
            else each.parts["actual_finish"]
        )  # fmt: skip
        if not milestone:
            table.log.say(
                "actual-start", "converted",
                "it is finished without an actual start: "
                + ("its start is taken" if each.start else "its finish is taken"),
                each.row.where("actual_finish"),
            )  # fmt: skip


def last_actual(drafts: Sequence[Draft]) -> datetime | None:
    """The latest actual date: the data date is no earlier."""
    found = [
        d.parts[key]
        for d in drafts
        for key in ("actual_start", "actual_finish")
        if key in d.parts
    ]
    return max(found, default=None)
