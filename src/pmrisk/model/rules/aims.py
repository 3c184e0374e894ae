"""What risks and drivers are aimed at: selectors find work that is not yet done."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.errors import EstimateError
from pmrisk.model.activity import Activity
from pmrisk.model.amount import TimeUnits
from pmrisk.model.estimate import Estimate
from pmrisk.model.rules.found import Found, Spot
from pmrisk.model.rules.quantities import (
    amounts_of,
    beyond,
    calendar_of,
    wrong_money,
    wrong_time,
)
from pmrisk.model.selectors import Selector
from pmrisk.model.text import escaped, listed

if TYPE_CHECKING:
    from pmrisk.model.project import Project


class Aims:
    """Finds activities by selectors, each selector once."""

    def __init__(self, project: "Project") -> None:
        self.project = project
        self._by_id = {activity.id: activity for activity in project.activities}
        self._known: dict[str, tuple[Activity, ...]] = {}

    def activities(self, text: str) -> tuple[Activity, ...]:
        """The activities that a selector selects.

        Raises
        ------
        EstimateError
            If something is missing in it.
        """
        if text not in self._known:
            selector = Selector.of(text)
            if selector.is_exact:
                found = self._by_id.get(selector.value)
                self._known[text] = () if found is None else (found,)
            else:
                self._known[text] = tuple(selector.activities(self.project))
        return self._known[text]

    def problems(self, spot: Spot, on: tuple[str, ...], remedy: str) -> Iterator[Found]:
        """Selectors that select nothing, or only what is done."""
        if not on:
            yield spot.found("selector", "selects no activity. Name some, such as A1*")
        missed = False
        for k, text in enumerate(on):
            here = Spot((*spot.path, k), spot.at)
            try:
                found = self.activities(text)
            except EstimateError as error:
                missed = True
                yield here.found("selector", str(error))
                continue
            if not found:
                missed = True
                message = Selector.of(text).missed(self.project)
                yield here.found("selector", message)
        if on and not missed and all(a.is_complete for a in self.selected(on)):
            yield spot.found(
                "completed",
                "all that it selects is complete, so that nothing can happen to it. "
                f"Name work that is left, or {remedy} it",
            )
        elif on and not missed and not any(map(_is_work, self.selected(on))):
            yield spot.found(
                "margin",
                "only margins are selected, which no iteration spends. Name the work "
                f"before them, or {remedy} it",
            )

    def selected(self, on: tuple[str, ...]) -> list[Activity]:
        """The activities that any of some sound selectors selects, each once."""
        found: dict[str, Activity] = {}
        for text in on:
            try:
                found |= {activity.id: activity for activity in self.activities(text)}
            except EstimateError:
                continue
        return list(found.values())


def _is_work(activity: Activity) -> bool:
    return not (activity.margin or activity.is_complete)


def takes_no_time(aims: Aims, on: tuple[str, ...]) -> str | None:
    """Why nothing that is selected can last longer: there are only milestones."""
    found = aims.selected(on)
    if not found or not all(activity.is_milestone for activity in found):
        return None
    names = listed((activity.id for activity in found), 3)
    return (
        f"only milestones are selected ({names}), which take no time. Name the work "
        "before them"
    )


def wrong_delay(aims: Aims, on: tuple[str, ...], delay: Estimate) -> str | None:
    """What is wrong with a delay of some activities, or None."""
    calendars: dict[TimeUnits, Activity] = {}
    for activity in aims.selected(on):
        if not activity.is_complete:
            calendars.setdefault(calendar_of(aims.project, activity).units, activity)
    for units in calendars:
        wrong = wrong_time(delay, units, negative=True)
        if wrong:
            return wrong
    if not delay.elapsed:
        return None
    for activity in aims.selected(on):
        if not activity.is_complete and not _runs_elapsed(activity):
            return (
                f"is elapsed time, but {escaped(activity.id)} works on a calendar. "
                "Give it in d or h"
            )
    return None


def _runs_elapsed(activity: Activity) -> bool:
    try:
        return activity.duration is not None and activity.duration.elapsed
    except EstimateError:
        return True


def wrong_factor(factor: Estimate) -> str | None:
    """What is wrong with an estimate of a factor, or None."""
    wrong = wrong_money(factor)
    if wrong:
        return wrong
    for given in amounts_of(factor):
        if given.value < 0:
            return f"must not be negative, got {given}. Write 0.8 for 20 % less"
    return beyond(factor)
