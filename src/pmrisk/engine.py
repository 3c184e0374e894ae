"""A project made ready to run: its draws, and the foreman who runs them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pmrisk.errors import Problem, ScenarioError
from pmrisk.foreman import Foreman, Gathered
from pmrisk.kernels.sums import Scale, centred
from pmrisk.model.activity import Activity
from pmrisk.model.correlation import Group, Repair, followed, repaired
from pmrisk.model.dates import written
from pmrisk.model.project import Project
from pmrisk.model.rules.correlated import occurrences
from pmrisk.model.text import quoted
from pmrisk.network import Moment, Network, calendars
from pmrisk.network.arrays import KEEPS, MONEY, OCCURS, TIME, Int32, Int64
from pmrisk.outcome import FinishOutcome
from pmrisk.sampling import (
    Backlogs,
    Draws,
    Sampling,
    compile_backlogs,
    compile_draws,
    sobol_dimensions,
)

# Bits that a centred duration or finish may take in an exact sum.
_BITS = 20

_NOT_DONE = (
    "is not done by {}, when calendar {} ends. Give the calendar working time, or less "
    "work to what is on it."
)


def correlations(project: Project) -> list[Group]:
    """Correlated groups as full names of quantities, with their rank correlations."""
    return _named(project)[0]


def repairs(project: Project) -> list[Repair]:
    """What became of correlations that cannot hold together, by full names."""
    return _named(project)[1]


def _named(project: Project) -> tuple[list[Group], list[Repair]]:
    quantity = quantities(project)
    groups: list[Group] = [
        (tuple(quantity[name] for name in group.between), group.rank)
        for group in project.correlations
    ]
    repairs: list[Repair] = []
    if project.repair_correlations:
        events = {quantity[name] for name in occurrences(project)}
        groups, repairs = repaired(groups, events)
    follows = {
        f"{activity.id}.cost": f"{activity.id}.per_day"
        for activity in project.activities
        if activity.cost.is_twofold
    }
    return followed(groups, follows), repairs


def quantities(project: Project) -> dict[str, str]:
    """The full name of every quantity that a correlation may name.

    ``A100`` is its duration; ``A100.cost`` its fixed cost, which its cost per day then
    follows, else that;
    ``A100.items`` and ``A100.split`` those of its backlog; a risk's id is its
    occurrence, a driver's its factor.
    """
    found = {a.id: f"{a.id}.duration" for a in project.activities}
    for activity in project.activities:
        for name in _counted(activity):
            found.setdefault(name, name)
        fixed = activity.cost.fixed
        side = "cost" if fixed is not None and fixed.uncertain else "per_day"
        found.setdefault(f"{activity.id}.cost", f"{activity.id}.{side}")
    for risk in project.risks:
        found.setdefault(risk.id, f"{risk.id}{OCCURS}")
    for driver in project.drivers:
        found.setdefault(driver.id, f"{driver.id}.factor")
    return found


def _counted(activity: Activity) -> list[str]:
    """The full names of what is drawn for a backlog."""
    backlog = activity.burning
    parts = () if backlog is None else backlog.parts
    split = [] if backlog is None else [f"{activity.id}.split"]
    return [*(f"{activity.id}.{part.name}" for part in parts), *split]


def dimensions(network: Network) -> dict[str, int]:
    """The Sobol dimension of every stream, -1 beyond the published ones."""
    return sobol_dimensions(network.drawn, correlations(network.project))


def watched(network: Network) -> Int32:
    """Positions of milestones and of activities with a deadline, in file order."""
    order = zip(network.file_order, network.scheduled, strict=True)
    return np.array([j for j, a in order if _is_watched(a)], np.int32)


def _is_watched(activity: Activity) -> bool:
    promised = activity.deadline is not None or activity.start_deadline is not None
    return activity.is_milestone or promised


def watched_starts(network: Network) -> Int32:
    """Positions of the activities whose start is promised, in file order."""
    order = zip(network.file_order, network.scheduled, strict=True)
    return np.array([j for j, a in order if a.start_deadline is not None], np.int32)


def _watch_rows(network: Network) -> Int32:
    """Rows of the ends that a run keeps: finishes, behind them promised starts.

    Each with the activity that it belongs to.
    """
    rows, finishes = network.logic.finish_row, watched(network)
    kept = np.where(rows[finishes] >= 0, rows[finishes], finishes)
    begun = watched_starts(network)
    both = np.concatenate([kept, network.logic.start_row[begun]])
    whose = np.concatenate([finishes, begun])
    return np.stack([both, whose], axis=1).astype(np.int32)


def plan_foreman(network: Network) -> Foreman:
    """The foreman of the plan: nothing is drawn, so one iteration is all there is."""
    draws = compile_draws([], [], seed=0, sampling="monte_carlo", iterations=1)
    # Nobody reads the sums of the plan, so any scale will do.
    crew = _foreman(network, draws, make_scale(network, 0), 1, detailed=True)
    quiet = frozenset(network.sky_names)
    return replace(crew, backlogs=_backlogs(network, None), off=quiet)


def plan_run(network: Network) -> Gathered:
    """One iteration with every source at its planned value.

    Raises
    ------
    ScenarioError
        If a calendar has too little working time for it.
    """
    plan = plan_foreman(network).run(0, 1)
    check_reach(network, plan)
    return plan


def check_reach(network: Network, plan: Gathered) -> None:
    """Raise unless the plan that ran as `plan` is done before calendars run out.

    Raises
    ------
    ScenarioError
        With the activities that are not.
    """
    assert plan.finishes is not None
    logic, tables, reach = network.logic, network.tables, network.timeline.horizon
    at = np.array([reach], np.int32)
    own = [calendars.worked(tables, c, at)[0] for c in range(len(tables.step))]
    keeps = (logic.calendar == 0) | np.isin(logic.passing, KEEPS)
    # What may have weather is written as moments as well.
    keeps |= tables.exposed[logic.calendar] > 0
    last = np.where(keeps, reach, np.array(own)[logic.calendar])
    late = {int(j) for j in np.flatnonzero(plan.finishes[:, 0] > last)}
    # What follows is late for no reason of its own.
    first = late - {link.succ for link in network.links if link.pred in late}
    if first:
        raise ScenarioError(_not_done(network, j) for j in sorted(first))


def _not_done(network: Network, j: int) -> Problem:
    activity, timeline = network.activities[j], network.timeline
    name = network.frame.nominal(activity).name
    until = written(timeline.date(timeline.horizon), finish=True)
    message = _NOT_DONE.format(until, quoted(name))
    return Problem("calendar-ends", f"activities {quoted(activity.id)}", message)


def plan_moment(network: Network, plan: Gathered) -> Moment:
    """When the plan that ran as `plan` finishes."""
    return network.timeline.at(int(plan.finish[0]))


def foreman(
    network: Network,
    *,
    seed: int,
    sampling: Sampling,
    iterations: int,
    threads: int,
    plan: Moment,
    detailed: bool,
    off: Collection[str] = (),
    dimensions: Mapping[str, int] | None = None,
) -> Foreman:
    """The foreman of a simulation of `network`; `plan` is when its plan finishes.

    Sources of what is `off` (by `Source.of`) take their planned value. `dimensions` are
    those of an earlier run under sobol, whose luck is shared.
    """
    draws = _draws(network, seed, sampling, iterations, dimensions)
    scale = make_scale(network, network.timeline.minutes(plan.date))
    crew = _foreman(network, draws, scale, threads, detailed=detailed)
    return replace(crew, off=frozenset(off), backlogs=_backlogs(network, seed))


def _backlogs(network: Network, seed: int | None) -> Backlogs | None:
    """What is burnt down under a seed: nothing without one; None in a plan of time."""
    if network.rework is None:
        return None
    burnt = [] if seed is None else [b for b in network.burndowns if b.uncertain]
    return compile_backlogs(burnt, seed or 0)


def _draws(
    network: Network,
    seed: int,
    sampling: Sampling,
    iterations: int,
    dimensions: Mapping[str, int] | None = None,
) -> Draws:
    """Every source of `network` compiled, correlations and all."""
    return compile_draws(
        network.drawn,
        correlations(network.project),
        seed=seed,
        sampling=sampling,
        iterations=iterations,
        dimensions=dimensions,
    )


def _foreman(
    network: Network, draws: Draws, scale: Scale, threads: int, *, detailed: bool
) -> Foreman:
    return Foreman(network, draws, scale, _watch_rows(network), threads, detailed)


def make_scale(network: Network, finish: int) -> Scale:
    """What exact sums measure from: planned durations and the plan's finish."""
    n_act, timeline = len(network.activities), network.timeline
    moment = np.array([finish], np.int32)
    planned = calendars.worked(timeline.tables, timeline.calendar, moment)
    return Scale(
        duration=network.planned_minutes[:n_act].copy(),
        shift=np.array(
            [_shift(int(m)) for m in network.most_minutes[:n_act]], np.int32
        ),
        finish=int(planned[0]),
        finish_shift=_shift(timeline.horizon),
        start=timeline.start_worked,
    )


def centred_finish(network: Network, finish: FinishOutcome, scale: Scale) -> Int64:
    """The finishes as `pmrisk.kernels.sums` centres them."""
    timeline = network.timeline
    worked = calendars.worked(timeline.tables, timeline.calendar, finish.moments)
    return centred(worked, scale.finish, scale.finish_shift)


def drawn_minutes(
    network: Network,
    rows: Sequence[int],
    count: int,
    *,
    seed: int,
    sampling: Sampling,
    iterations: int,
) -> Int32:
    """int32[len(rows), count]: the first minutes of some rows, drawn again.

    Those of activities with all that happens to them.
    """
    scale, tile = make_scale(network, 0), 512
    draws = _draws(network, seed, sampling, iterations)
    crew = replace(_foreman(network, draws, scale, 1, detailed=False), n_lane=tile)
    crew = replace(crew, backlogs=_backlogs(network, seed))
    bench, drawn = crew.bench(tile), np.empty((len(rows), count), np.int32)
    for first in range(0, count, tile):
        part = min(tile, count - first)
        crew.run(first, part, benches=[bench])
        drawn[:, first : first + part] = bench.work.minutes[rows, :part]
    return drawn


def _shift(most: int) -> int:
    return max(0, most.bit_length() - _BITS)


def tails(network: Network) -> tuple[float, float]:
    """The heaviest tails, as Pareto's alpha, behind the finish and behind the cost."""
    n_act = len(network.activities)
    logic, costs = network.logic, network.costs
    paid = costs.rate[:n_act] != 0
    paid |= np.isin(np.arange(n_act), costs.day_act)
    paid[list(network.paid)] = True
    paid[list(network.varied)] = True
    owner = {row: j for j, row in enumerate(network.kept)}
    finish, cost = [], []
    for source in network.sources:
        alpha = float(source.shape.tail_index)
        act = owner.get(source.row) if source.is_minutes else None
        if source.moves & TIME and (act is None or logic.group[act] != 1):
            finish.append(alpha)
        if act is not None:
            moves_cost = bool(paid[act])
        else:
            moves_cost = bool(source.moves & MONEY)
        if moves_cost:
            cost.append(alpha)
    return min(finish, default=np.inf), min(cost, default=np.inf)
