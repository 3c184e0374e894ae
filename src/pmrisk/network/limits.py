"""What levelling respects: who needs how much of what there is too little of."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.activity import MOST_PRIORITY, Activity
from pmrisk.model.project import Project
from pmrisk.model.rules.limits import demands, millionths, too_much
from pmrisk.model.text import quoted
from pmrisk.network.arrays import (
    BINDS,
    EXPECTED,
    FOREVER,
    CalendarTables,
    Int8,
    Int32,
    Int64,
    Logic,
)
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link

# Priority rules, as numbers in `Limits.rule`.
LATE_FINISH, TOTAL_FLOAT, PRIORITY = 0, 1, 2
_RAINY = (
    "weather and levelling cannot go together yet: every iteration would level other "
    "working days. Remove the weather, or leave out --levelled."
)
# More than any key of a priority rule.
_STAGE = 2**40
RULES = {"late_finish": LATE_FINISH, "total_float": TOTAL_FLOAT, "priority": PRIORITY}


class Limits(NamedTuple):
    """Scarce resources, and who needs them; activities stand as in `Logic`.

    A resource has a *profile* for every calendar that those who need it are on: what is
    taken, over the working time of that calendar, by all on calendars that ever work at
    the same time.
    """

    rule: int  # LATE_FINISH, TOTAL_FLOAT, PRIORITY
    rank: Int32  # int32[n_act]: by given priority, the least goes first
    stage: Int64  # int64[n_act]: added to its key: spans go first, then what has begun
    held: Int8  # int8[n_act]: 1 where levelling does not move it
    first: Int32  # int32[n_act + 1]: its demands are first[j] : first[j + 1]
    profile: Int32  # int32[n_demand]: the profile that must have room for it
    units: Int64  # int64[n_demand]: millionths
    capacity: Int64  # int64[n_profile]: millionths
    clock: Int32  # int32[n_profile]: the calendar
    felt_first: Int32  # int32[n_profile + 1]: as `first`
    felt: Int32  # int32[n_felt]: the profiles in which what one takes is taken
    room: Int32  # int32[n_profile + 1]: where its events begin
    waits: Int32  # int32[n_act]: how many others must have their dates before
    next_first: Int32  # int32[n_act + 1]: as `first`
    next: Int32  # int32[n_next]: whom an activity lets go on

    @property
    def is_empty(self) -> bool:
        """Whether nothing is scarce."""
        return len(self.units) == 0


def check_limits(project: Project) -> None:
    """Raise a ScenarioError where an activity needs more than there is."""
    found = [each.said()._replace(path=project.path) for each in too_much(project)]
    if found:
        raise ScenarioError(found)


def check_fair(frame: Frame) -> None:
    """Raise a ScenarioError where what is to be levelled has weather."""
    names = sorted(each.name for each in frame.calendars if each.weather)
    if names:
        path = frame.project.path
        raise ScenarioError(
            Problem("levelled-weather", f"calendars {quoted(name)}", _RAINY, path)
            for name in names
        )


def compile_limits(
    frame: Frame, links: Sequence[Link], logic: Logic, tables: CalendarTables
) -> Limits:
    """The limits of the resources that say how many there are."""
    needs = [demands(frame.project, activity) for activity in frame.activities]
    profiles = _profiles(needs, logic)
    found = [
        [(profiles[name, int(logic.calendar[j])], units)
         for name, units in sorted(need.items())]
        for j, need in enumerate(needs)
    ]  # fmt: skip
    first, flat = _flat(found)
    felt = _felt(profiles, tables)
    felt_first, all_felt = _flat(felt)
    waits, next_first, following = _following(frame, links)
    resources = frame.project.resources
    return Limits(
        rule=RULES[frame.project.defaults.levelling],
        rank=np.array([MOST_PRIORITY - a.priority for a in frame.activities], np.int32),
        stage=np.array([_stage(a) for a in frame.activities], np.int64),
        held=_held(frame, links, logic),
        first=first,
        profile=np.array([profile for profile, _ in flat], np.int32),
        units=np.array([units for _, units in flat], np.int64),
        capacity=np.array(
            [millionths(resources[name].available or 0) for name, _ in profiles],
            np.int64,
        ),
        clock=np.array([calendar for _, calendar in profiles], np.int32),
        felt_first=felt_first,
        felt=np.array(all_felt, np.int32),
        room=_room(flat, felt),
        waits=waits,
        next_first=next_first,
        next=following,
    )  # fmt: skip


def _stage(activity: Activity) -> int:
    if activity.is_span:
        return 0
    return _STAGE if activity.actual_start is not None else 2 * _STAGE


def without_delays(logic: Logic, limits: Limits) -> Logic:
    """`logic` without the wish to be late of whatever needs a limited resource."""
    needs = np.diff(limits.first) > 0
    return logic._replace(late=np.where(needs, 0, logic.late).astype(np.int8))


def _profiles(
    needs: Sequence[dict[str, int]], logic: Logic
) -> dict[tuple[str, int], int]:
    """Numbers of the pairs of a resource and a calendar that need room."""
    pairs = {(n, int(logic.calendar[j])) for j, need in enumerate(needs) for n in need}
    return {pair: number for number, pair in enumerate(sorted(pairs))}


def _felt(
    profiles: dict[tuple[str, int], int], tables: CalendarTables
) -> list[list[int]]:
    """For each profile those of its resource whose calendars work when its own does."""
    meets: dict[tuple[int, int], bool] = {}

    def meet(a: int, b: int) -> bool:
        pair = min(a, b), max(a, b)
        if pair not in meets:
            meets[pair] = a == b or 0 in pair or _work_together(tables, *pair)
        return meets[pair]

    return [
        [k for (other, b), k in profiles.items() if other == name and meet(a, b)]
        for name, a in profiles
    ]


def _work_together(tables: CalendarTables, a: int, b: int) -> bool:
    """Whether two calendars ever work at the same time."""
    step = int(np.gcd(tables.step[a], tables.step[b]))
    flags = [
        np.repeat(
            tables.worked[tables.worked_at[c] : tables.worked_at[c + 1] - 1] & 1,
            tables.step[c] // step,
        )
        for c in (a, b)
    ]
    known = min(map(len, flags))
    return bool(np.any(flags[0][:known] & flags[1][:known]))


def _room(flat: Sequence[tuple[int, int]], felt: Sequence[Sequence[int]]) -> Int32:
    """Where the events of each profile begin: two for everyone who takes from it."""
    taken = [0] * len(felt)
    for profile, _ in flat:
        for other in felt[profile]:
            taken[other] += 1
    # One event stands before all.
    return np.cumsum([0, *(1 + 2 * count for count in taken)]).astype(np.int32)


def _following(frame: Frame, links: Sequence[Link]) -> tuple[Int32, Int32, Int32]:
    """How many each activity waits for, and whom it lets go on."""
    n_act = len(frame.activities)
    waits = np.zeros(n_act, np.int32)
    after: list[list[int]] = [[] for _ in range(n_act)]
    pairs = [(link.pred, link.succ) for link in links if link.use & BINDS]
    for name, covered in frame.references.items():
        span = frame.position[name]
        pairs += [(frame.position[each.source], span) for each in covered]
    for before, then in pairs:
        waits[then] += 1
        after[before].append(then)
    first, flat = _flat(after)
    return waits, first, np.array(flat, np.int32)


def _held(frame: Frame, links: Sequence[Link], logic: Logic) -> Int8:
    """1 where an activity keeps its dates: imposed ones, or work that goes on now.

    Work under way that waits for something unfinished is levelled like the rest.
    """
    settled = _imposed(logic)
    before: list[list[int]] = [[] for _ in frame.activities]
    for link in links:
        if link.use & BINDS:
            before[link.succ].append(link.pred)
    for j, activity in enumerate(frame.activities):
        if _has_begun(activity) and all(settled[pred] for pred in before[j]):
            settled[j] = True
    return settled.astype(np.int8)


def _has_begun(activity: Activity) -> bool:
    return activity.actual_start is not None and not activity.is_span


def _imposed(logic: Logic) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whose start or finish is imposed whatever its logic says."""
    start = (logic.start_cap < FOREVER) & (logic.start_cap <= logic.floor)
    finish = (logic.finish_cap < FOREVER) & (logic.finish_cap <= logic.finish_floor)
    # An expected finish makes the duration depend on when work begins.
    return np.asarray(start | (finish & (logic.needs & EXPECTED == 0)), np.bool_)


def _flat(lists: Sequence[Sequence[object]]) -> tuple[Int32, list]:  # type: ignore[type-arg]
    """Where each list begins, and all of them one behind the other."""
    first = np.cumsum([0, *(len(each) for each in lists)]).astype(np.int32)
    return first, [item for each in lists for item in each]
