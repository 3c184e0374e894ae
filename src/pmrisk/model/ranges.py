"""Ranges laid over a plan: rules that say how uncertain its activities are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pmrisk.errors import EstimateError, OptionError
from pmrisk.model.activity import Activity
from pmrisk.model.amount import Amount, TimeUnits
from pmrisk.model.calendar import STANDARD
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.selectors import Selector
from pmrisk.model.text import quoted, sentence


@dataclass(frozen=True)
class Range:
    """What a rule says of one quantity: an estimate of it, or of what multiplies it."""

    estimate: Estimate
    is_factor: bool = False

    def over(self, planned: Estimate, units: TimeUnits | None) -> Estimate:
        """The estimate of a quantity that is `planned` so far."""
        if not self.is_factor:
            return self.estimate
        plan = _plan_of(planned, units)
        # Whatever multiplies nothing leaves nothing.
        if plan.value == 0:
            return planned
        return Estimate.made(shape="factor", inner=self.estimate, plan=plan)


@dataclass(frozen=True)
class Rule:
    """Ranges for all activities that any of the selectors `on` selects.

    `duration` is laid over the remaining duration of what has begun. `cost` is the
    fixed cost; a factor multiplies the cost per day as well.
    """

    on: tuple[Selector, ...]
    duration: Range | None = None
    cost: Range | None = None


def lay(project: Project, rules: Sequence[Rule], *, keep: bool) -> tuple[Activity, ...]:
    """The activities of `project` under these rules.

    The last rule that matches wins, for durations and for costs. Work that is done
    stays as it is, and so does the duration of milestones, levels of effort,
    summaries and margins.

    Parameters
    ----------
    keep : bool
        Whether what is uncertain already keeps its own range.
    """
    return tuple(
        _laid(project, activity, rules, keep) for activity in project.activities
    )


def _laid(
    project: Project, activity: Activity, rules: Sequence[Rule], keep: bool
) -> Activity:
    if activity.is_complete:
        return activity
    matching = [
        rule
        for rule in rules
        if any(each.selects(activity, project.calendar) for each in rule.on)
    ]
    parts = {
        **_durations(
            project, activity, _last(rule.duration for rule in matching), keep
        ),
        **_costs(activity, _last(rule.cost for rule in matching), keep),
    }
    return activity.model_copy(update=parts) if parts else activity


def _last(ranges: Iterable[Range | None]) -> Range | None:
    found = [each for each in ranges if each is not None]
    return found[-1] if found else None


def _durations(
    project: Project, activity: Activity, range_: Range | None, keep: bool
) -> dict[str, object]:
    """The part that says how long an activity still takes, under a range."""
    if range_ is None or activity.type != "task" or activity.margin:
        return {}
    key = "duration" if activity.remaining is None else "remaining"
    planned = getattr(activity, key)
    if planned is None or (keep and planned.uncertain):
        return {}
    # In a draft, the calendar may be one that could not be read.
    calendar = project.calendars.get(activity.calendar or project.calendar) or STANDARD
    return {key: range_.over(planned, calendar.units)}


def _costs(activity: Activity, range_: Range | None, keep: bool) -> dict[str, object]:
    """The cost of an activity under a range."""
    if range_ is None:
        return {}
    cost = activity.cost
    parts = {"fixed": cost.fixed, "per_day": cost.per_day}
    if not range_.is_factor:
        del parts["per_day"]
        parts["fixed"] = cost.fixed or Estimate.fixed(0)
    laid = {
        key: range_.over(planned, None)
        for key, planned in parts.items()
        if planned is not None and not (keep and planned.uncertain)
    }
    return {"cost": cost.model_copy(update=laid)} if laid else {}


def _plan_of(planned: Estimate, units: TimeUnits | None) -> Amount:
    """The planned value, in the unit that it was given in where it has one."""
    if planned.shape == "fixed":
        return planned.amounts[0]
    if planned.plan is not None:
        return planned.plan
    if units is None:
        return Amount(planned.planned(None))
    if planned.elapsed:
        # A calendar that never stops: its day is an elapsed day.
        units = TimeUnits(1440.0, 10080.0)
        return Amount(planned.planned(units) / 60, "eh")
    return Amount(planned.planned(units), "min")


def with_ranges(
    project: Project, factors: Sequence[float | str], shape: str | None = None
) -> Project:
    """`project` with a range around every duration that is certain so far.

    Raises
    ------
    OptionError
        If `factors` are no low, most likely and high of such a shape.
    """
    inner = _factors(factors, shape or project.defaults.shape)
    everything = Rule((Selector.of("*"),), Range(inner, is_factor=True))
    return project.with_activities(lay(project, [everything], keep=True))


def _factors(factors: Sequence[float | str], shape: str) -> Estimate:
    try:
        inner = Estimate.of(list(factors), shape)
        inner.resolve(None)
        if min(factor.value for factor in inner.amounts) < 0:
            raise EstimateError("factors must not be negative")
        if inner.amounts[1].value == 0:
            raise EstimateError("the most likely factor must be above zero")
    except EstimateError as error:
        given = quoted(",".join(map(str, factors)))
        raise OptionError(
            f"range {given}: {sentence(str(error))} Write low, most likely and high "
            "as factors of the planned duration, such as 0.9,1,1.3."
        ) from None
    return inner
