"""Activities in a scenario, each read by itself, so that one cannot hide another."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.activity import (
    KINDS,
    MOST_PRIORITY,
    Activity,
    Baseline,
    Cost,
    Relationship,
)
from pmrisk.model.amount import Amount, amount
from pmrisk.model.dates import end_of
from pmrisk.model.resource import Assignment
from pmrisk.model.text import number, quoted, shown, whole
from pmrisk.read.backlog import backlog
from pmrisk.read.constraints import IMPOSED, LATE, constraint, end, start
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Record,
    choice,
    flag,
    good,
    identity,
    items,
    members,
    name,
    one_or_more,
    ref,
    scalar,
    text,
)
from pmrisk.read.gates import quality
from pmrisk.read.mending import UNREAD, one_moment, stand_in
from pmrisk.read.scales import chance
from pmrisk.read.tree import List, Map

_TYPES = ("task", "milestone", "start_milestone", "level_of_effort", "summary")
_SPREADS = ("start", "end", "even")
LAG_CALENDARS = ("predecessor", "successor", "project", "elapsed")


def activity(value: Any, place: Place) -> Activity | None:
    """An activity as far as it could be read; None without an id."""
    if isinstance(value, Map) and isinstance(value.get("id"), str):
        place = place._replace(at=f"activities {quoted(value['id'])}")
    found = ACTIVITY.read(value, place)
    if found.get("id", BAD) is BAD:
        return None
    imposed = found.pop("constraint", None) or {}
    for name_ in sorted(imposed.keys() & found.keys()):
        place.complain(f"gives {name_} twice. Remove one.")
    fields = good(found) | imposed
    stand_in(value, found, fields)
    one_moment(fields)
    return Activity.made(**fields)


def _after(value: Any, place: Place) -> Any:
    """The relationships that could be read."""
    links = []
    many = [(0, value)] if isinstance(value, Map) else None
    for k, raw in many or items(value, place, "[A090, A080 SS+5d]"):
        # The predecessors are the activity's own: the address ends there.
        here = place if raw is value else place.inside(value, k, place.at)
        link = _relationship(raw, here._replace(at=place.at.removesuffix(".after")))
        if link is not BAD:
            links.append(link)
    return tuple(links)


def _relationship(raw: Any, place: Place) -> Any:
    if isinstance(raw, str):
        return scalar(Relationship.of)(raw, place)
    found = RELATIONSHIP.read(raw, place._replace(at=f"{place.at}.after"))
    if found.get("activity", BAD) is BAD:
        return BAD
    fields = good(found)
    return Relationship.made(predecessor=fields.pop("activity"), **fields)


def _cost(value: Any, place: Place) -> Any:
    found = COST.read(value, place)
    # What could not be read counts as a range, so that a correlation may name it.
    fields: dict[str, Any] = {
        key: UNREAD if raw is BAD else raw
        for key, raw in found.items()
        if raw is not BAD or key in ("fixed", "per_day")
    }
    return Cost.made(**fields)


def _resources(value: Any, place: Place) -> Any:
    """The assignments that could be read."""
    assignments = []
    for key, raw in members(value, place, "{consultant: 3}"):
        # Somebody may be there all the time, and once more for a fixed effort.
        for each in raw if isinstance(raw, List) else [raw]:
            assigned = _assignment(key, each, place.inside(value, key))
            if assigned is not BAD:
                assignments.append(assigned)
    return tuple(assignments)


def _assignment(key: str, raw: Any, place: Place) -> Any:
    if isinstance(raw, Map):
        found = ASSIGNMENT.read(raw, place)
        if found.get("effort", BAD) is BAD:
            return BAD
        return Assignment.made(resource=key, effort=found["effort"])
    units = scalar(_positive)(raw, place)
    if units is BAD:
        return BAD
    return Assignment.made(resource=key, units=units)


def _positive(value: Any) -> float:
    units = number(value, "3 or {effort: 40d}")
    if units <= 0:
        raise EstimateError(f"must be above 0, got {shown(value)}.")
    return units


def _effort(value: Any) -> Amount:
    effort = amount(value)
    if effort.value < 0:
        raise EstimateError(f"must not be negative, got {shown(value)}.")
    return effort


def _percent(value: Any) -> float:
    """Per cent from 0 to 100; 0.4 could be a share as well, so it is refused."""
    raw = value.strip().removesuffix("%") if isinstance(value, str) else value
    percent = number(raw, "40")
    if not 0 <= percent <= 100:
        raise EstimateError(f"must lie between 0 and 100, got {shown(value)}.")
    if 0 < percent < 1 and raw is value:
        raise EstimateError(
            f"{shown(value)} may mean a share or per cent. Write {percent * 100:g}, or "
            f"{percent:g}% if it is less than one per cent."
        )
    return percent


def _baseline(value: Any, place: Place) -> Any:
    return Baseline.made(**good(BASELINE.read(value, place)))


def _codes(value: Any, place: Place) -> Any:
    found = {
        key: scalar(text)(raw, place.inside(value, key))
        for key, raw in members(value, place, "{PHASE: Build}")
    }
    return good(found)


BASELINE = Record(
    "a mapping such as {start: 2027-01-04, finish: 2027-02-12, cost: 12000}",
    {
        "start": start("its start in the baseline."),
        "finish": end("its finish in the baseline."),
        "cost": Key(scalar(number), ref("number"), "its cost in the baseline."),
    },
)
RELATIONSHIP = Record(
    "text such as A1 SS+5d, or a mapping with an activity",
    {
        "activity": Key(
            scalar(identity), ref("id"), "the predecessor's id.", required=True
        ),
        "kind": Key(scalar(choice(KINDS)), {"enum": list(KINDS)}, "FS if not given."),
        "lag": Key(
            estimate, ref("estimate"), "waiting time; a negative one is a lead."
        ),
        "lag_calendar": Key(
            scalar(choice(LAG_CALENDARS)),
            {"enum": list(LAG_CALENDARS)},
            "the calendar that the lag runs on.",
        ),
    },
)
COST = Record(
    "a mapping such as {fixed: 12000, per_day: 1800}",
    {
        "fixed": Key(estimate, ref("estimate"), "money, once."),
        "per_day": Key(estimate, ref("estimate"), "money for every working day."),
        "escalation": Key(scalar(name), ref("text"), "the price index it follows."),
        "spread": Key(
            scalar(choice(_SPREADS)),
            {"enum": list(_SPREADS)},
            "when the fixed money is spent; even if not given.",
        ),
    },
)
ASSIGNMENT = Record(
    "a number of units, or a mapping such as {effort: 40d}",
    {
        "effort": Key(
            scalar(_effort),
            ref("amount"),
            "work that does not grow with the duration, such as 40d.",
            required=True,
        )
    },
)
ACTIVITY = Record(
    "a mapping with an id",
    {
        "id": Key(scalar(identity), ref("id"), "what others call it.", required=True),
        "name": Key(scalar(text), ref("text"), "what a planner calls it."),
        "wbs": Key(
            scalar(text), ref("text"), "its place in the work breakdown: Build/Data."
        ),
        "type": Key(
            scalar(choice(_TYPES)),
            {"enum": list(_TYPES)},
            "task if not given; a start_milestone moves to the next working moment, a "
            "level_of_effort spans its predecessors, a summary its part of the wbs.",
        ),
        "duration": Key(estimate, ref("estimate"), "working time of its calendar."),
        "after": Key(
            _after,
            one_or_more({"anyOf": [ref("link"), ref("relationship")]}),
            "its predecessors: A1, A1 SS, A1 SS+5d.",
        ),
        "calendar": Key(scalar(name), ref("text"), "the project's if not given."),
        "float_calendar": Key(
            scalar(name), ref("text"), "what its floats are counted on, if not its own."
        ),
        "cost": Key(_cost, ref("cost"), "money, once and for every working day."),
        "resources": Key(
            _resources,
            {
                "type": "object",
                "additionalProperties": one_or_more(
                    {"anyOf": [ref("number"), ref("assignment")]}
                ),
            },
            "who works on it: {consultant: 3} or {consultant: {effort: 40d}}.",
        ),
        **IMPOSED,
        "constraint": Key(
            constraint,
            {"anyOf": [{"const": LATE}, ref("constraint")]},
            "one or two imposed dates, or as_late_as_possible.",
        ),
        "manual_start": start("scheduled by hand: its start whatever its logic says."),
        "actual_start": start("when it really started."),
        "actual_finish": end("when it was really done."),
        "percent_complete": Key(
            scalar(_percent),
            ref("percent"),
            "of its duration, or of the items of its backlog, 0 to 100.",
        ),
        "remaining": Key(estimate, ref("estimate"), "what is left of its duration."),
        "suspend": start("when work was interrupted."),
        "resume": start("interrupted work goes on no earlier than this."),
        "expected_finish": end("the remaining duration is what lasts until then."),
        "actual_cost": Key(scalar(number), ref("number"), "spent so far."),
        "baseline": Key(_baseline, ref("baseline"), "what was once agreed."),
        "subproject": Key(scalar(name), ref("text"), "one of the subprojects."),
        "deadline": Key(
            scalar(end_of), ref("date"), "a promised date: measured, never enforced."
        ),
        "start_deadline": start("a promised start: measured, never enforced."),
        "priority": Key(
            scalar(lambda value: whole(value, 0, MOST_PRIORITY)),
            ref("number"),
            "where a resource is short, 1000 is served first, 0 last; 500 if not "
            "given.",
        ),
        "owner": Key(scalar(text), ref("text"), "who answers for it."),
        "category": Key(scalar(text), ref("text"), "a group of your own."),
        "codes": Key(
            _codes,
            {"type": "object", "additionalProperties": ref("text")},
            "activity codes: {PHASE: Build}.",
        ),
        "exists": Key(
            scalar(chance), ref("chance"), "the chance that it is needed at all."
        ),
        "margin": Key(
            scalar(flag),
            {"type": "boolean"},
            "an embedded buffer: it lasts in the plan, and not when simulated.",
        ),
        "combine": Key(
            scalar(choice(("series", "parallel"))),
            {"enum": ["series", "parallel"]},
            "delays of several risks on it add up, or the largest counts.",
        ),
        "backlog": Key(
            backlog, ref("backlog"), "items to burn down, in place of a duration."
        ),
        "quality": Key(quality, ref("quality"), "a gate that may send work back."),
    },
)
