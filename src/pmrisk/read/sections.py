"""The sections of a scenario: what each key at the top means."""

from datetime import datetime
from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.dates import end_of, start_of
from pmrisk.model.project import (
    MOST_ITERATIONS,
    MOST_SEED,
    Correlation,
    Defaults,
    Subproject,
)
from pmrisk.model.resource import Resource
from pmrisk.model.text import number, quoted, shown, whole
from pmrisk.read.activities import LAG_CALENDARS, activity
from pmrisk.read.branches import branches
from pmrisk.read.calendars import calendars
from pmrisk.read.estimates import sizes
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
    ref,
    scalar,
    text,
)
from pmrisk.read.money import contracts, escalation, rates
from pmrisk.read.overlay import kept_plan, uncertainty
from pmrisk.read.risks import drivers, risks
from pmrisk.read.scales import scales
from pmrisk.read.tree import List

_THREE = ("pert", "triangular", "trigen")


def _version(value: Any) -> int:
    if value != "1":
        raise EstimateError(
            f"this version of pmrisk reads format 1, got {shown(value)}. "
            "Write pmrisk: 1."
        )
    return 1


def _level(value: Any) -> float:
    level = number(value, "80")
    if not 0 < level < 100:
        raise EstimateError(
            f"must lie above 0 and below 100, got {shown(value)}. Write 80 for P80."
        )
    return level


def _rank(value: Any) -> float:
    rank = number(value, "0.5")
    if not -1 <= rank <= 1:
        percent = 2 < abs(rank) <= 100
        hint = f" Write {rank / 100:g} for {rank:g} %." if percent else ""
        raise EstimateError(f"must lie between -1 and 1, got {shown(value)}.{hint}")
    return rank


def _not_negative(value: Any) -> float:
    found = number(value, "4_200_000")
    if found < 0:
        raise EstimateError(f"must not be negative, got {shown(value)}.")
    return found


def _project(value: Any, place: Place) -> dict[str, Any]:
    optional = ("name", "start") if place.log.kept_elsewhere else ()
    found = PROJECT.read(value, place, optional)
    place.log.start = found.get("start") or None
    unsaid = "" if place.log.kept_elsewhere else "EUR"
    place.log.currency = found.get("currency") or unsaid
    return found


def _defaults(value: Any, place: Place) -> Defaults:
    return Defaults.made(**good(DEFAULTS.read(value, place)))


def _activities(value: Any, place: Place) -> list[Any]:
    """Activities, None where one has no id, in the order of the file."""
    if not isinstance(value, List):
        place.complain(f"must be a list of activities, got {shown(value)}.", "type")
        return []
    return [
        activity(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    ]


def _resources(value: Any, place: Place) -> dict[str, Any]:
    found = {}
    for key, raw in members(value, place, "{consultant: {rate: 950/day}}"):
        here = place.inside(value, key, f"resources {quoted(key)}")
        if scalar(name)(key, here) is not BAD:
            found[key] = _resource(key, raw, here)
    return found


def _resource(key: str, raw: Any, place: Place) -> Any:
    fields = good(RESOURCE.read(raw, place))
    rate = fields.pop("rate", {"rate": 0.0})
    return Resource.made(name=key, **rate, **fields)


def _subprojects(value: Any, place: Place) -> dict[str, Any]:
    found = {}
    for key, raw in members(value, place, "{ERP: {start: 2027-01-04}}"):
        here = place.inside(value, key, f"subprojects {quoted(key)}")
        if scalar(name)(key, here) is not BAD:
            # Without a start it can still be named.
            fields = {"start": datetime.min} | good(SUBPROJECT.read(raw, here))
            found[key] = Subproject.made(**fields)
    return found


def _correlations(value: Any, place: Place) -> list[Any]:
    """Correlations, None where one could not be read."""
    found: list[Any] = []
    if not isinstance(value, List):
        place.complain(
            "must be a list such as [{between: [A1, A2], rank: 0.5}], "
            f"got {shown(value)}.",
            "type",
        )
        return []
    for k, raw in enumerate(value):
        fields = good(CORRELATION.read(raw, place.inside(value, k, place.at)))
        # Without a rank, the names can still be checked.
        fields.setdefault("rank", 0.0)
        usable = "between" in fields
        found.append(Correlation.made(**fields) if usable else None)
    return found


def _between(value: Any, place: Place) -> Any:
    names = [
        scalar(identity)(raw, place.inside(value, k, place.at))
        for k, raw in items(value, place, "[A120, A130]")
        if isinstance(value, List) or place.complain("needs at least two names.")
    ]
    if not names and isinstance(value, List):
        place.complain("needs at least two names.")
    return BAD if not names or any(each is BAD for each in names) else tuple(names)


PROJECT = Record(
    "a mapping with a name and a start",
    {
        "name": Key(scalar(text), ref("text"), "what the project is called.", True),
        "start": Key(
            scalar(start_of), ref("date"), "the first working moment of the plan.", True
        ),
        "currency": Key(scalar(text), ref("text"), "EUR if not given."),
        "data_date": Key(
            scalar(start_of),
            ref("date"),
            "unfinished work continues no earlier than this; the start if not given.",
        ),
        "target_finish": Key(scalar(end_of), ref("date"), "what was promised."),
        "must_finish_by": Key(
            scalar(end_of), ref("date"), "late dates are counted back from then."
        ),
        "budget": Key(scalar(_not_negative), ref("number"), "what was granted."),
        "calendar": Key(
            scalar(name),
            ref("text"),
            "a calendar below; weekdays 08:00-12:00, 13:00-17:00 if not given.",
        ),
        "finish": Key(
            scalar(identity),
            ref("id"),
            "whose finish is the project's; the latest of all if not given.",
        ),
    },
)
_PROGRESS = ("retained_logic", "progress_override", "actual_dates")


def _one_of(words: tuple[str, ...], help: str) -> Key:
    return Key(scalar(choice(words)), {"enum": list(words)}, help)


DEFAULTS = Record(
    "a mapping such as {iterations: 10000, level: 80}",
    {
        "shape": Key(
            scalar(choice(_THREE)), {"enum": list(_THREE)}, "what [5, 8, 15] is."
        ),
        "iterations": Key(
            scalar(lambda value: whole(value, 1, MOST_ITERATIONS)),
            ref("number"),
            "iterations of a simulation.",
        ),
        "seed": Key(
            scalar(lambda value: whole(value, 0, MOST_SEED)),
            ref("number"),
            "the seed; the same one gives the same result.",
        ),
        "level": Key(
            scalar(_level),
            ref("number"),
            "the level that is reported first, as in P80.",
        ),
        "progress": Key(
            scalar(choice(_PROGRESS)),
            {"enum": list(_PROGRESS)},
            "how started work goes on when its predecessors are not done.",
        ),
        "total_float": _one_of(
            ("finish", "start", "smallest"), "total float: which end's, or the smaller."
        ),
        "open_ends": _one_of(
            ("float", "critical"), "whether what nothing follows may slip."
        ),
        "scheduler": _one_of(
            ("pmrisk", "primavera", "microsoft"), "whose conventions dates follow."
        ),
        "start_lag": _one_of(
            ("early_start", "actual_start"),
            "where lags behind started work count from.",
        ),
        "honor_constraints": Key(
            scalar(flag),
            {"type": "boolean"},
            "imposed dates override logic in the plan.",
        ),
        "levelling": _one_of(
            ("late_finish", "total_float", "priority"),
            "who is served first where a resource is short.",
        ),
        "lag_calendar": Key(
            scalar(choice(LAG_CALENDARS)),
            {"enum": list(LAG_CALENDARS)},
            "the calendar that lags run on; the successor's if not given.",
        ),
    },
)
RESOURCE = Record(
    "a mapping such as {rate: 950/day, available: 6}",
    {
        "rate": Key(
            rates,
            {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": ref("dated_rate"), "minItems": 1},
                ]
            },
            "money per hour, day or week of one unit: 950/day, 120/h; a list if it "
            "changes.",
            required=True,
        ),
        "escalation": Key(scalar(name), ref("text"), "the price index it follows."),
        "available": Key(scalar(_not_negative), ref("number"), "units there are."),
        "calendar": Key(scalar(name), ref("text"), "the project's if not given."),
    },
)
SUBPROJECT = Record(
    "a mapping with a start",
    {
        "name": Key(scalar(text), ref("text"), "what it is called."),
        "start": Key(scalar(start_of), ref("date"), "its first moment.", True),
        "data_date": Key(
            scalar(start_of), ref("date"), "its data date; its start if not given."
        ),
        "must_finish_by": Key(
            scalar(end_of), ref("date"), "its late dates are counted back from then."
        ),
    },
)
CORRELATION = Record(
    "a mapping such as {between: [A1, A2], rank: 0.5}",
    {
        "between": Key(
            _between,
            {"type": "array", "items": ref("id"), "minItems": 2},
            "activities (A1: its duration, A1.cost: its cost).",
            required=True,
        ),
        "rank": Key(
            scalar(_rank), ref("number"), "Spearman's rank correlation.", required=True
        ),
    },
)
_NAMED = {"type": "object", "propertyNames": {"minLength": 1}}
SCENARIO = Record(
    "a mapping that begins with pmrisk: 1",
    {
        "pmrisk": Key(scalar(_version), {"const": 1}, "the format's version, 1.", True),
        "project": Key(_project, ref("project"), "what the project is.", True),
        "defaults": Key(_defaults, ref("defaults"), "what holds if nothing is said."),
        "calendars": Key(
            calendars,
            {**_NAMED, "additionalProperties": ref("calendar")},
            "when work is done; continuous is 24 hours, 7 days.",
        ),
        "sizes": Key(
            sizes,
            {**_NAMED, "additionalProperties": ref("estimate")},
            "estimates by name, such as S, M, L.",
        ),
        "activities": Key(
            _activities,
            {"type": "array", "items": ref("activity"), "minItems": 1},
            "the work, each with an id and a duration.",
            required=True,
        ),
        "schedule": Key(
            kept_plan,
            {"anyOf": [{"type": "string"}, ref("schedule")]},
            "a plan of another tool in place of activities: plans/terminal.xer.",
        ),
        "uncertainty": Key(
            uncertainty,
            {"type": "array", "items": ref("rule")},
            "ranges over the plan; the last rule that matches wins.",
        ),
        "resources": Key(
            _resources,
            {**_NAMED, "additionalProperties": ref("resource")},
            "people and equipment with their rates.",
        ),
        "subprojects": Key(
            _subprojects,
            {**_NAMED, "additionalProperties": ref("subproject")},
            "several projects in one plan, with data dates of their own.",
        ),
        "correlations": Key(
            _correlations,
            {"type": "array", "items": ref("correlation")},
            "estimates that move together.",
        ),
        "scales": Key(
            scales, ref("scales"), "what low and very high mean, in numbers."
        ),
        "risks": Key(
            risks,
            {
                "anyOf": [
                    {"type": "array", "items": ref("risk")},
                    ref("register"),
                    {"type": "string"},
                ]
            },
            "what may happen: a list, or {file: register.xlsx, sheet: Risks}.",
        ),
        "drivers": Key(
            drivers,
            {"type": "array", "items": ref("driver")},
            "factors that many activities share.",
        ),
        "branches": Key(
            branches,
            {"type": "array", "items": ref("branch")},
            "where one of several activities comes next.",
        ),
        "escalation": Key(
            escalation,
            {**_NAMED, "additionalProperties": ref("index")},
            "price indices: how much dearer things get each year.",
        ),
        "contracts": Key(
            contracts,
            {"type": "array", "items": ref("contract")},
            "what vendors are paid for some of the work.",
        ),
    },
)
