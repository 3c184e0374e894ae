"""The result of a simulation: finish and cost per iteration, and their provenance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.backlogs import BacklogResult, backlog_results
from pmrisk.check import Finding
from pmrisk.happened import RiskResult, risk_results
from pmrisk.levelled import Levelling
from pmrisk.model.project import Project
from pmrisk.money import Costs, costs
from pmrisk.network import Moment, Network
from pmrisk.network.arrays import Float64, Int32, Int64
from pmrisk.outcome import CostOutcome, FinishOutcome, Probability, probability
from pmrisk.sampling import Sampling


class Margin(NamedTuple):
    """What a plan holds in its margins: buffers that no iteration spends.

    `days` and `cost` are what the plan comes down by without them, and `finish` is when
    it finishes then: a margin beside longer work keeps no date.
    """

    activities: tuple[str, ...]
    days: float
    cost: float
    finish: Moment


class Plan(NamedTuple):
    """The deterministic plan: every source at its planned value.

    `finish_level` and `cost_level` are the shares of the iterations, in per cent, that
    do not exceed it: the level that the plan really is.
    """

    finish: Moment
    cost: float
    finish_level: float
    cost_level: float
    #: None for a plan without margins.
    margin: Margin | None = None

    @property
    def without_margin(self) -> tuple[float, float]:
        """Working days after the start, and the cost, with its margins out."""
        out = self.margin
        days, cost = (0.0, 0.0) if out is None else (out.days, out.cost)
        return self.finish.days - days, self.cost - cost


class FinishTarget(NamedTuple):
    """A promised date (the end of a day is the next midnight) and its chance."""

    date: datetime
    probability: Probability


class BudgetTarget(NamedTuple):
    """A granted budget and the chance to stay within it."""

    value: float
    probability: Probability


class Targets(NamedTuple):
    """What was promised, each with its chance; None where nothing was."""

    finish: FinishTarget | None
    budget: BudgetTarget | None
    both: Probability | None


class MilestoneResult(NamedTuple):
    """When a milestone, or an activity with a deadline, is reached."""

    id: str
    name: str
    finish: FinishOutcome
    deadline: FinishTarget | None
    #: A promised start, where one was.
    start_deadline: FinishTarget | None = None
    #: The share of iterations in which it is there, None if in all; the rest is about
    #: those.
    exists: Probability | None = None

    @property
    def is_promised(self) -> bool:
        """Whether a start or a finish of it was promised."""
        return self.deadline is not None or self.start_deadline is not None


class Contingency(NamedTuple):
    """What a level asks for beyond the plan, in working days and in money.

    `both` is the chance to keep that date and that budget together.
    """

    level: float
    days: float
    cost: float
    both: Probability


class ActivityData(NamedTuple):
    """What a run gathered about every activity, in topological order.

    `sums` and `scale` are those of `pmrisk.kernels.sums`. `starts` and `finishes` hold
    int32[n_act, n_iter] in each activity's own working time, or are None where
    `histograms` hold bounded summaries of them.
    """

    sums: Int64
    scale: Any
    starts: Int32 | None
    finishes: Int32 | None
    histograms: Any


class Provenance(NamedTuple):
    """All that is needed to repeat a run to the bit."""

    iterations: int
    seed: int
    sampling: Sampling
    level: float
    threads: int
    digest: str
    version: str
    seconds: float
    #: The Sobol dimension of every stream under ``sobol``, by name; else empty.
    dimensions: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Result:
    """A simulated project.

    Attributes
    ----------
    finish : FinishOutcome
        ``finish.samples`` is float64[n_iter], working days after project.start.
    cost : CostOutcome
        ``cost.samples`` is float64[n_iter], money.
    milestones : tuple of MilestoneResult
        Milestones, and activities with a deadline, in the scenario's order.
    warnings : tuple of Finding
        What a reader must know before using the numbers.
    """

    project: Project
    network: Network
    provenance: Provenance
    plan: Plan
    finish: FinishOutcome
    cost: CostOutcome
    milestones: tuple[MilestoneResult, ...]
    warnings: tuple[Finding, ...]
    #: int64[n_act]: iterations in which each drives, in topological order.
    critical_counts: Int64
    #: None if the run was told to leave the activities out.
    activity_data: ActivityData | None
    #: int8[n_event, n_iter]: 1 where a risk or driver happens, see `risks`.
    happened: NDArray[np.int8]
    #: What levelling does to it; None where it was not asked for.
    levelling: Levelling | None = None

    @property
    def iterations(self) -> int:
        """How many iterations were simulated."""
        return self.provenance.iterations

    @property
    def seed(self) -> int:
        """The seed of all streams."""
        return self.provenance.seed

    @property
    def sampling(self) -> Sampling:
        """``monte_carlo``, ``lhs`` or ``sobol``."""
        return self.provenance.sampling

    @property
    def level(self) -> float:
        """The level that is reported first, in per cent."""
        return self.provenance.level

    @property
    def replicated(self) -> bool:
        """Whether errors come from replicates within the run (lhs, sobol)."""
        return self.sampling != "monte_carlo"

    @cached_property
    def criticality(self) -> Float64:
        """float64[n_act], in the scenario's order: the share of driving iterations."""
        counts = self.critical_counts[self.network.file_order]
        return np.asarray(counts / self.iterations, np.float64)

    @cached_property
    def risks(self) -> tuple[RiskResult, ...]:
        """How often each risk occurred and what came with it, in the file's order."""
        return risk_results(self.network, self.happened, self.finish, self.cost)

    @cached_property
    def backlogs(self) -> tuple[BacklogResult, ...]:
        """How each backlog burns down, in the file's order."""
        made = self.provenance
        return backlog_results(
            self.network,
            self.finish,
            seed=made.seed,
            sampling=made.sampling,
            iterations=made.iterations,
            threads=made.threads,
        )

    @cached_property
    def costs(self) -> Costs:
        """The cost by heading, by month and by contract."""
        made = self.provenance
        return costs(
            self.network,
            self.finish,
            self.cost,
            seed=made.seed,
            sampling=made.sampling,
            iterations=made.iterations,
            threads=made.threads,
        )

    @cached_property
    def targets(self) -> Targets:
        """The chance of the promised finish, of the budget, and of both."""
        date, budget = self.project.target_finish, self.project.budget
        finish = money = both = None
        if date is not None:
            finish = FinishTarget(date, self.finish.probability_within(date))
        if budget is not None:
            money = BudgetTarget(budget, self.cost.probability_within(budget))
        if date is not None and budget is not None:
            both = self.joint_probability(date, budget)
        return Targets(finish, money, both)

    def contingency(self, level: float | None = None) -> Contingency:
        """The percentile less the plan without margins, for known uncertainty only.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100.
        """
        level = self.level if level is None else level
        finish, cost = self.finish.percentile(level), self.cost.percentile(level)
        days, money = self.plan.without_margin
        return Contingency(
            level,
            finish.days - days,
            cost.value - money,
            self.joint_probability(finish.date, cost.value),
        )

    def joint_probability(self, date: datetime, budget: float) -> Probability:
        """The chance to finish by `date` and to stay within `budget`, together."""
        kept = self.finish.by(date) & self.cost.within(budget)
        return probability(kept, replicated=self.replicated)

    def __str__(self) -> str:
        plan = f"{self.plan.finish.date:%Y-%m-%d %H:%M}"
        return (
            f"{self.project.name}: plan {plan}, {self.finish.percentile(self.level)}; "
            f"cost {self.plan.cost:,.0f}, {self.cost.percentile(self.level)}; "
            f"{self.iterations:,} iterations, seed {self.seed}"
        )
