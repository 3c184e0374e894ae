"""From a question about contributions to its answer: shares, bookends and the tail."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.explained import Contributions
from pmrisk.analysis.joint import JointCoalitions
from pmrisk.analysis.pooled import OTHERS, within_reach
from pmrisk.analysis.rows import Table, bookends, share_out, without_groups
from pmrisk.analysis.shapley import Effort
from pmrisk.analysis.shares import Shares
from pmrisk.analysis.sources import chosen, grouped, players
from pmrisk.analysis.steps import steps_to
from pmrisk.analysis.tail import tail
from pmrisk.analysis.targets import Measure, Target, matters
from pmrisk.result import Result

# Of a budget of time, what runs may take: the rest is for what is told beside shares.
_SPENT = 0.8


def explained(
    result: Result,
    target: Target,
    measure: Measure,
    method: str,
    sources: Sequence[str] | None,
    by: str | None,
    effort: Effort,
    progress: Callable[[int, int | None], None] | None,
) -> Contributions:
    """What every source adds to a measure, and what happens in its tail."""
    begun, within = time.perf_counter(), effort.within
    picked = chosen(players(result.network), sources)
    groups, names = grouped(picked, by, result.network)
    play = JointCoalitions if target.coordinate else Coalitions
    asked = play(result, picked, target, measure, progress)

    def left() -> float | None:
        """Seconds of the budget that runs may still take."""
        spent = time.perf_counter() - begun
        return None if within is None else _SPENT * within - spent

    if (seconds := left()) is not None:
        picked, groups = within_reach(asked, picked, groups, seconds)
    timed = not target.is_money and measure != "chance"
    unit = result.network.timeline.minutes_per_day if timed else 1.0
    single = [each for each in picked if each.kind != OTHERS]
    most = effort if effort.to is None else Effort(effort.to * unit, within)
    ends = bookends(asked, len(picked))
    busy = np.flatnonzero([matters(each, target) for each in picked])
    called = [each.source for each in picked]
    rest = replace(most, within=left())
    made = share_out(asked, busy, method, ends, groups, rest, result.seed, called)
    exclusion = method == "exclusion"
    lost = without_groups(asked, groups, ends) if exclusion else None
    table = Table(picked, made, ends, unit, groups, names, lost)
    plan, steps = steps_to(result, target, measure, made.none / unit)
    return Contributions(
        of=target.name,
        level=measure,
        method="exclusion" if exclusion else "shapley",
        unit="days" if timed else "chance" if measure == "chance" else "money",
        plan=plan,
        base=made.none / unit,
        value=made.all / unit,
        total=(made.all - made.none) / unit,
        rows=table.rows(),
        steps=steps,
        groups=table.groups(),
        by=by,
        orders=4 * len(made.fours),
        order_error=float(made.order_error.max(initial=0)) / unit,
        iteration_error=float(made.iteration_error.max(initial=0)) / unit,
        warnings=_warnings(made, most, time.perf_counter() - begun),
        tail=tail(asked, single, asked.as_drawn()),
        result=result,
    )


def _warnings(made: Shares, effort: Effort, seconds: float) -> tuple[str, ...]:
    """What keeps the error, or the time, above what was asked for."""
    if effort.within is not None and seconds > 2 * effort.within:
        return (
            f"the least that shares need, a few orders of {len(made.values)} sources, "
            f"took {seconds:.0f} s. Name fewer --sources, or run fewer iterations.",
        )
    if effort.to is None or bool((made.errors <= effort.to).all()):
        return ()
    still = bool((made.iteration_error > effort.to).any())
    left = "iterations. Simulate more" if still else "orders. Give it more time"
    return (
        f"the error asked for is not reached: what is left is the error of the {left}.",
    )
