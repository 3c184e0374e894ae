"""A plan that is kept elsewhere, and the ranges that a scenario lays over a plan."""

import os
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError, ScenarioError
from pmrisk.model.calendar import STANDARD
from pmrisk.model.project import Project
from pmrisk.model.ranges import Range, Rule, lay
from pmrisk.model.rules.quantities import wrong_money, wrong_time
from pmrisk.model.selectors import Selector
from pmrisk.model.text import quoted, shown
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Log,
    Place,
    Record,
    flag,
    good,
    items,
    name,
    one_or_more,
    ref,
    scalar,
)
from pmrisk.read.kinds import kind_of
from pmrisk.read.plans import Wishes, bytes_of, read_plan
from pmrisk.read.tree import List, Map

_BURNS = (
    "{} has a backlog, over which no duration is laid. Give its items, its throughput "
    "or its split a range of their own, or remove it here."
)


def kept_plan(value: Any, place: Place) -> Any:
    """The `Plan` in the file that a scenario names, or `BAD`."""
    found = {"file": value} if isinstance(value, str) else SCHEDULE.read(value, place)
    found = good(found)
    if "file" not in found or scalar(name)(found["file"], place) is BAD:
        return BAD
    path = os.path.join(place.log.folder, found["file"])
    try:
        raw = bytes_of(path)
        kind = kind_of(raw, path)
        if kind == "scenario":
            return place.complain(
                f"file {quoted(found['file'])} is a scenario. Name the plan that it "
                "came from."
            )
        # Where a table has no dates, the project's start says when it begins.
        start = place.log.start if kind == "table" else None
        wishes = Wishes(
            found.get("project"),
            found.get("sheet"),
            bool(found.get("keep_names")),
            start,
        )
        plan = read_plan(raw, path, kind, wishes)
    except ScenarioError as error:
        return _unread(error, found["file"], place)
    place.log.files.append(plan.project._files)
    place.log.paths.append(path)
    return plan


def _unread(error: ScenarioError, file: str, place: Place) -> Any:
    """What is wrong in the file with its own lines; a file that is none, here."""
    for problem in error.problems:
        if problem.code == "file":
            place.complain(f"file {quoted(file)} {problem.message}", "file")
        else:
            place.log.problems.append(problem)
    return BAD


class Placed(NamedTuple):
    """A rule, and where each of its selectors stands."""

    rule: Rule
    places: tuple[Place, ...]


def uncertainty(value: Any, place: Place) -> list[Placed]:
    """The rules that could be read, in the order of the file."""
    if not isinstance(value, List):
        place.complain(
            'must be a list such as [{on: "*", duration: {factor: [0.9, 1, 1.3]}}], '
            f"got {shown(value)}.",
            "type",
        )
        return []
    found = [
        _rule(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    ]
    return [each for each in found if each is not None]


def _rule(raw: Any, place: Place) -> Placed | None:
    found = RULE.read(raw, place)
    if isinstance(raw, Map) and not found.keys() & {"duration", "cost"}:
        place.complain("says nothing. Give it a duration or a cost.", "missing-key")
    selectors = found.get("on", BAD)
    if selectors is BAD:
        return None
    parts = {key: found[key] for key in ("duration", "cost") if found.get(key)}
    rule = Rule(tuple(selector for selector, _ in selectors), **parts)
    return Placed(rule, tuple(where for _, where in selectors))


def _on(value: Any, place: Place) -> Any:
    """Selectors with their places."""
    found = []
    for k, raw in items(value, place, '["wbs:Build", "A1*"]'):
        here = place.inside(value, k, place.at) if value is not raw else place
        found.append((scalar(_selector)(raw, here), here))
    if not found and isinstance(value, List):
        place.complain('needs at least one, such as "wbs:Build" or "A1*".')
    return BAD if not found or any(each is BAD for each, _ in found) else found


def _selector(value: Any) -> Selector:
    return Selector.of(name(value))


def _duration(value: Any, place: Place) -> Any:
    return _sound(_range(value, place), place, is_time=True)


def _cost(value: Any, place: Place) -> Any:
    return _sound(_range(value, place), place, is_time=False)


def _range(value: Any, place: Place) -> Any:
    """A `Range`: an estimate, or what multiplies the planned value."""
    if not (isinstance(value, Map) and "factor" in value and "plan" not in value):
        found = estimate(value, place)
        return found if found is BAD else Range(found)
    others = [key for key in value if key != "factor"]
    if others:
        return place.complain(
            f"a factor takes no {quoted(others[0])} here. Remove it.", "unknown-key"
        )
    inner = estimate(value["factor"], place)
    return inner if inner is BAD else Range(inner, is_factor=True)


def _sound(given: Any, place: Place, *, is_time: bool) -> Any:
    """A range whose values make sense, so that no activity needs to say so."""
    if given is BAD:
        return BAD
    units = {amount.unit for amount in given.estimate.amounts}
    if given.is_factor:
        wrong = wrong_money(given.estimate) or _negative(given)
    elif not is_time:
        wrong = wrong_money(given.estimate)
    elif len(units) > 1:
        # Whether it rises depends on how long a day is.
        return given
    else:
        wrong = wrong_time(given.estimate, STANDARD.units, negative=False)
    return place.complain(wrong, "estimate") if wrong else given


def _negative(given: Range) -> str | None:
    try:
        low = given.estimate.resolve(None).support[0]
    except EstimateError:
        return None
    return None if low >= 0 else "a factor must not be negative. Begin at 0 or above"


def _burns(selector: Selector, draft: Project) -> bool:
    """Whether it names one activity, of which a backlog is left, and no duration."""
    named = selector.activities(draft) if selector.is_exact else ()
    return any(activity.burning is not None for activity in named)


def laid(draft: Project, rules: list[Placed], log: Log) -> Project:
    """A project with its ranges; a selector that selects nothing is a problem."""
    for placed in rules:
        for selector, place in zip(placed.rule.on, placed.places, strict=True):
            if not any(selector.activities(draft)):
                log.add("unmatched", place.at, selector.missed(draft), place.line)
            elif placed.rule.duration and _burns(selector, draft):
                log.add(
                    "backlog", place.at, _BURNS.format(quoted(selector.value)),
                    place.line,
                )  # fmt: skip
    # What is written on an activity is closer to it than a rule; a file is not.
    keep = draft.plan_file is None
    return draft.changed(
        activities=lay(draft, [placed.rule for placed in rules], keep=keep)
    )


_FACTOR = {
    "type": "object",
    "additionalProperties": False,
    "required": ["factor"],
    "properties": {"factor": ref("estimate")},
}
_RANGE = {"anyOf": [ref("estimate"), _FACTOR]}
SCHEDULE = Record(
    "the path of a plan, or a mapping such as {file: plan.xer, project: P1}",
    {
        "file": Key(scalar(name), {"type": "string"}, "its path from here.", True),
        "project": Key(
            scalar(name), ref("text"), "the id of one of several projects in it."
        ),
        "sheet": Key(scalar(name), ref("text"), "the sheet of a workbook."),
        "keep_names": Key(
            scalar(flag), {"type": "boolean"}, "whether people's names are copied."
        ),
    },
)
RULE = Record(
    'a mapping such as {on: "wbs:Build", duration: {factor: [0.9, 1, 1.3]}}',
    {
        "on": Key(
            _on,
            one_or_more(ref("text")),
            '"*", A1*, wbs:PATH, code:NAME=VALUE, name:*text*, calendar:NAME or '
            "resource:NAME, one or several.",
            required=True,
        ),
        "duration": Key(
            _duration,
            _RANGE,
            "of what remains: an estimate, or {factor: [0.9, 1, 1.3]}.",
        ),
        "cost": Key(
            _cost, _RANGE, "the fixed cost, or {factor: ...} of fixed and per day."
        ),
    },
)
