"""A project made ready to run: its draws, and the foreman who runs them."""

from collections.abc import Sequence

import numpy as np

from pmrisk.foreman import Foreman, Gathered
from pmrisk.kernels.draw import draw_tile, make_scratch
from pmrisk.kernels.sums import Scale, centred
from pmrisk.kernels.workspace import make_work
from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network import Moment, Network, calendars
from pmrisk.network.arrays import Int32, Int64
from pmrisk.outcome import FinishOutcome
from pmrisk.sampling import Draws, Sampling, compile_draws, sobol_dimensions

# Bits that a centred duration or finish may take in an exact sum.
_BITS = 20


def correlations(project: Project) -> list[tuple[tuple[str, ...], float]]:
    """Correlated groups as full names of quantities, with their rank correlations."""
    return [
        (tuple(_quantity(project, name) for name in group.between), group.rank)
        for group in project.correlations
    ]


def _quantity(project: Project, name: str) -> str:
    """``A100`` is its duration; ``A100.cost`` its fixed cost, else its cost per day."""
    ids = {activity.id: activity for activity in project.activities}
    if name in ids:
        return f"{name}.duration"
    activity = ids[name.removesuffix(".cost")]
    fixed = activity.cost.fixed
    side = "cost" if fixed is not None and fixed.uncertain else "per_day"
    return f"{activity.id}.{side}"


def dimensions(network: Network) -> dict[str, int]:
    """The Sobol dimension of every stream, -1 beyond the published ones."""
    return sobol_dimensions(network.sources, correlations(network.project))


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
    """Rows of the ends that a run keeps: finishes, behind them promised starts."""
    rows, finishes = network.logic.finish_row, watched(network)
    kept = np.where(rows[finishes] >= 0, rows[finishes], finishes)
    starts = network.logic.start_row[watched_starts(network)]
    return np.concatenate([kept, starts]).astype(np.int32)


def plan_foreman(network: Network) -> Foreman:
    """The foreman of the plan: nothing is drawn, so one iteration is all there is."""
    draws = compile_draws([], [], seed=0, sampling="monte_carlo", iterations=1)
    # Nobody reads the sums of the plan, so any scale will do.
    return _foreman(network, draws, make_scale(network, 0), 1, detailed=True)


def plan_run(network: Network) -> Gathered:
    """One iteration with every source at its planned value."""
    return plan_foreman(network).run(0, 1)


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
) -> Foreman:
    """The foreman of a simulation of `network`; `plan` is when its plan finishes."""
    draws = _draws(network, seed, sampling, iterations)
    scale = make_scale(network, network.timeline.minutes(plan.date))
    return _foreman(network, draws, scale, threads, detailed=detailed)


def _draws(network: Network, seed: int, sampling: Sampling, iterations: int) -> Draws:
    """Every source of `network` compiled, correlations and all."""
    return compile_draws(
        network.sources,
        correlations(network.project),
        seed=seed,
        sampling=sampling,
        iterations=iterations,
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
    """int32[len(rows), count]: the first draws of some rows of the minutes, again."""
    draws = _draws(network, seed, sampling, iterations)
    tile = 512
    work = make_work(network, tile, detailed=False)
    scratch = make_scratch(draws, tile)
    drawn = np.empty((len(rows), -(-count // tile) * tile), np.int32)
    for first in range(0, count, tile):
        draw_tile(draws, first, tile, work.minutes, work.values, scratch)
        drawn[:, first : first + tile] = work.minutes[rows]
    return drawn[:, :count]


def _shift(most: int) -> int:
    return max(0, most.bit_length() - _BITS)


def tails(network: Network) -> tuple[float, float]:
    """The heaviest tails, as Pareto's alpha, behind the finish and behind the cost."""
    n_act = len(network.activities)
    logic, costs = network.logic, network.costs
    paid = (costs.rate != 0) | np.isin(np.arange(n_act), costs.day_act)
    finish, cost = [], []
    for source in network.sources:
        alpha = float(source.shape.tail_index)
        lag = source.is_minutes and source.row >= n_act
        if source.is_minutes and (lag or logic.group[source.row] != 1):
            finish.append(alpha)
        if not source.is_minutes or (not lag and paid[source.row]):
            cost.append(alpha)
    return min(finish, default=np.inf), min(cost, default=np.inf)
