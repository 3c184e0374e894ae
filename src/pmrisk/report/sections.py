"""Dates, budgets and promises: the sections of a page that answer "how sure is it?"."""

from collections.abc import Callable

from rich.console import RenderableType

from pmrisk.model.text import listed
from pmrisk.outcome import DatePercentile, MoneyPercentile, promised
from pmrisk.report import words
from pmrisk.report.curve import Mark, curve
from pmrisk.report.tables import heading, table
from pmrisk.result import MilestoneResult, Result

Section = list[RenderableType]

_MOST_MILESTONES = 20


def headline(result: Result) -> Section:
    """The plan, the level that it really is, and the contingency that it lacks."""
    plan, currency = result.plan, result.project.currency
    lines: Section = [
        heading(words.plain(result.project.name), space=False),
        "",
        f"The plan says {words.day(plan.finish.date)}, {_real(plan.finish_level)} "
        "finish by then.",
    ]
    if has_costs(result):
        lines.append(
            f"The plan costs {currency} {words.money(plan.cost)}, "
            f"{_real(plan.cost_level)} stay within that."
        )
    return [*lines, *_margin(result), *_contingency(result)]


def _margin(result: Result) -> Section:
    """What the plan keeps in margins, which the simulation takes out."""
    margin = result.plan.margin
    if margin is None:
        return []
    names = listed(margin.activities, 3)
    held = words.counted(margin.days)
    if margin.cost:
        held += f" and {result.project.currency} {words.money(margin.cost)}"
    return [
        f"It holds {held} of margin ({words.plain(names)}), taken out here: without, "
        f"it says {words.day(margin.finish.date)}."
    ]


def _real(level: float) -> str:
    """What level a planned value really is, in one clause."""
    return f"which is P{level:.0f}: {words.share(level / 100)} of the iterations"


def has_costs(result: Result) -> bool:
    """Whether the scenario says anything about money."""
    return result.plan.cost != 0 or bool(result.cost.samples.any())


def _contingency(result: Result) -> Section:
    level, currency = result.level, result.project.currency
    asked, finish = result.contingency(), result.finish.percentile(level)
    time = _beyond(asked.days, words.counted, "later", "earlier")
    plan = "the plan" if result.plan.margin is None else "the plan without margin"
    lines: Section = [f"P{level:g} is {words.day(finish.date)}: {time} than {plan}."]
    if has_costs(result):
        cost = result.cost.percentile(level).value
        money = _beyond(asked.cost, words.money, "more", "less")
        lines.append(
            f"P{level:g} of the cost is {currency} {words.money(cost)}: {money} than "
            f"{plan}."
        )
    return lines


def _beyond(more: float, said: Callable[[float], str], above: str, below: str) -> str:
    return f"{said(abs(more))} {above if more >= 0 else below}"


def finishes(result: Result) -> Section:
    """When it finishes, level by level."""
    finish = result.finish
    made = table("", "finish", ">days", "interval (95 %)")
    for level in words.levels(result):
        made.add_row(*_finish_row(finish.percentile(level)))
    mean, error = finish.mean
    if mean is not None:
        date = words.day(finish.timeline.after(mean).date)
        made.add_row("mean", date, words.days(mean), _error(error, words.small))
    made.add_row("sd", "", _or_none(finish.sd, words.days), "")
    note = "Working days after the start. The interval is the simulation's own error."
    return [heading("When will it finish?"), made, note]


def _finish_row(at: DatePercentile) -> tuple[str, str, str, str]:
    low = words.stamp(at.low.date) if at.low else "?"
    high = words.stamp(at.high.date) if at.high else "?"
    return (
        f"P{at.level:g}",
        words.day(at.date),
        words.days(at.days),
        f"{low} .. {high}",
    )


def costs(result: Result) -> Section:
    """What it costs, level by level."""
    if not has_costs(result):
        return [heading("What will it cost?"), "The scenario has no costs."]
    cost = result.cost
    made = table("", f">{result.project.currency}", "interval (95 %)")
    for level in words.levels(result):
        made.add_row(*_cost_row(cost.percentile(level)))
    mean, error = cost.mean
    if mean is not None:
        made.add_row("mean", words.money(mean), _error(error, words.money))
    made.add_row("sd", _or_none(cost.sd, words.money), "")
    return [heading("What will it cost?"), made]


def _cost_row(at: MoneyPercentile) -> tuple[str, str, str]:
    low = "?" if at.low is None else words.money(at.low)
    high = "?" if at.high is None else words.money(at.high)
    return f"P{at.level:g}", words.money(at.value), f"{low} .. {high}"


def _error(error: float | None, said: Callable[[float], str]) -> str:
    return "" if error is None else f"± {said(error)}"


def _or_none(value: float | None, said: Callable[[float], str]) -> str:
    return "none" if value is None else said(value)


def promises(result: Result) -> Section:
    """The chance of what was promised, and the trap of two levels taken together."""
    targets, currency = result.targets, result.project.currency
    made = table("", "chance")
    if targets.finish is not None:
        by = words.day(promised(targets.finish.date))
        made.add_row(f"finish by {by}", words.chance(targets.finish.probability))
    if targets.budget is not None:
        within = f"stay within {currency} {words.money(targets.budget.value)}"
        made.add_row(within, words.chance(targets.budget.probability))
    if targets.both is not None:
        made.add_row("both", words.chance(targets.both))
    section: Section = [made] if made.row_count else ["Nothing was promised."]
    return [heading("Will the promise be kept?"), *section, *_trap(result)]


def _trap(result: Result) -> Section:
    if not has_costs(result):
        return []
    level = result.level
    finish, cost = result.finish.percentile(level), result.cost.percentile(level)
    both = result.joint_probability(finish.date, cost.value)
    return [
        f"A P{level:g} date and a P{level:g} budget are both kept in only "
        f"{words.chance(both)} of the iterations."
        if both.value < level / 100
        else f"The P{level:g} date and the P{level:g} budget are both kept in "
        f"{words.chance(both)} of the iterations."
    ]


def milestones(result: Result) -> Section:
    """When milestones are reached, and the chance of their deadlines."""
    if not result.milestones:
        return []
    level = result.level
    shown = sorted(result.milestones, key=lambda each: not each.is_promised)
    chosen = {each.id for each in shown[:_MOST_MILESTONES]}
    made = table("id", "milestone", "P50", f"P{level:g}", "deadline", "chance")
    for milestone in result.milestones:
        if milestone.id in chosen:
            made.add_row(*_milestone_row(milestone, level))
    more = len(result.milestones) - len(chosen)
    rest: Section = [f"and {more} more: see --json"] if more else []
    return [heading("When are milestones reached?"), made, *rest]


def _milestone_row(milestone: MilestoneResult, level: float) -> list[str]:
    dates = [milestone.finish.percentile(p).date for p in (50, level)]
    row = [milestone.id, words.plain(milestone.name), *map(words.stamp, dates)]
    if milestone.deadline is None and milestone.start_deadline is not None:
        begin = words.day(milestone.start_deadline.date)
        chance = words.chance(milestone.start_deadline.probability)
        return [*row, f"start {begin}", chance]
    if milestone.deadline is None:
        return [*row, "", ""]
    by = promised(milestone.deadline.date)
    return [*row, words.day(by), words.chance(milestone.deadline.probability)]


def s_curve(result: Result) -> Section:
    """The chance to finish by each date, drawn."""
    level = result.level
    marks = [
        Mark(result.plan.finish.date, "plan"),
        Mark(result.finish.percentile(level).date, f"P{level:g}"),
    ]
    if result.project.target_finish is not None:
        marks.append(Mark(result.project.target_finish, "promised"))
    lines = curve(result.finish, marks)
    return [
        heading("How do the dates spread?"),
        "The chance to finish by then; the dark end of a bar is what its line adds.",
        *lines,
    ]
