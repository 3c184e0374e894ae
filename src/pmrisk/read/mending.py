"""What an activity in a scenario leaves open, filled in before it is judged."""

from datetime import time, timedelta
from typing import Any

from pmrisk.model.estimate import Estimate
from pmrisk.read.fields import BAD
from pmrisk.read.tree import Map

_PROGRESS = (
    "actual_start", "actual_finish", "percent_complete", "remaining", "suspend",
    "resume", "expected_finish",
)  # fmt: skip
_DAY = timedelta(days=1)
#: Stands in for an estimate that could not be read, so that the rest is checked.
UNREAD = Estimate.of([1, 2, 3])


def stand_in(value: Any, found: dict[str, Any], fields: dict[str, Any]) -> None:
    """Put something in the place of what could not be read, lest it be missed."""
    unread = {name for name, each in found.items() if each is BAD}
    if isinstance(value, Map) and value.get("after") and not found.get("after"):
        unread.add("after")
    spans = fields.get("type") in ("level_of_effort", "summary")
    if unread & {"duration", "backlog", "type"} or (
        spans and unread & {"after", "wbs"}
    ):
        # Whether it may have a duration, or needs one, cannot be told.
        fields.pop("backlog", None)
        fields["duration"] = UNREAD
        fields["type"] = "task"
    if unread & {"actual_start", "actual_finish", "suspend"}:
        for name_ in _PROGRESS:
            fields.pop(name_, None)


def one_moment(fields: dict[str, Any]) -> None:
    """Give a milestone both of its actual dates, from one or from a whole day."""
    start, finish = fields.get("actual_start"), fields.get("actual_finish")
    if fields.get("type") not in ("milestone", "start_milestone"):
        return
    a_day = start and finish and finish - start == _DAY and start.time() == time()
    if (start is None) != (finish is None) or a_day:
        first = start is not None and fields["type"] == "start_milestone"
        moment = start if first or finish is None else finish
        fields["actual_start"] = fields["actual_finish"] = moment
