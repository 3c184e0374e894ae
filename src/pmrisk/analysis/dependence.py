"""How much it matters that quantities move together.

The same ranges, with risks and drivers as they are, give an early P80 if they are
independent and a late one if all of them go the same way; what a scenario assumes lies
between. Drivers make durations go together too: by how much follows from their factor.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pmrisk import engine, intervals
from pmrisk.model.risk import Driver
from pmrisk.network import Moment, Network
from pmrisk.network.arrays import TIME, Float64, Source
from pmrisk.result import Result

#: Iterations of the runs beside the first one: only differences are taken from them.
MOST_ITERATIONS = 4096
# Ranges of one stream of chance move together exactly.
_TOGETHER = "all ranges together"


class Dependence(NamedTuple):
    """A percentile of the finish as ranges are independent, as assumed, or one.

    `assumed` is that of the run; the others are as far from it as in `iterations`
    iterations with the same luck.
    """

    level: float
    independent: Moment
    assumed: Moment
    fully: Moment
    iterations: int


def dependence(result: Result) -> Dependence | None:
    """What correlation of the ranges does to the level that the run reports first.

    None with fewer than two ranges in time, which cannot move together.
    """
    network, n = result.network, min(result.iterations, MOST_ITERATIONS)
    ranges = [s for s in network.sources if s.kind == "range" and s.moves & TIME]
    if len(ranges) < 2:
        return None
    at = result.finish.percentile(result.level)
    here = intervals.percentile(np.sort(result.finish.samples[:n]), result.level)

    def moved(sources: Iterable[Source]) -> Moment:
        days = _percentile(result, tuple(sources), n)
        return network.timeline.after(at.days + days - here)

    assumed = Moment(at.days, at.date)
    correlated = bool(engine.correlations(network.project))
    return Dependence(
        result.level,
        moved(network.sources) if correlated else assumed,
        assumed,
        moved(_together(each) for each in network.sources),
        n,
    )


def _together(source: Source) -> Source:
    return source._replace(name=_TOGETHER) if source.kind == "range" else source


def _percentile(result: Result, sources: tuple[Source, ...], n: int) -> float:
    """The percentile in days of `n` iterations without correlations."""
    made = result.provenance
    network = replace(
        result.network,
        sources=sources,
        project=result.network.project.changed(correlations=()),
    )
    if network.spends_by_date:
        # What is drawn has other names here, and stands in the same rows.
        vars(network)["money"] = result.network.money
    crew = engine.foreman(
        network,
        seed=made.seed,
        sampling=made.sampling,
        iterations=made.iterations,
        threads=made.threads,
        plan=result.plan.finish,
        detailed=False,
    )
    samples: Float64 = network.timeline.days(crew.run(0, n).finish)
    return intervals.percentile(np.sort(samples), result.level)


class DriverResult(NamedTuple):
    """A driver, and the correlation that it alone gives the durations it is on.

    `correlation` is the mean over all pairs of activities, with their own ranges; None
    where there is no pair or no variance.
    """

    id: str
    name: str
    activities: int
    correlation: float | None


def driver_results(network: Network) -> tuple[DriverResult, ...]:
    """What each driver is on and how much it correlates, in the scenario's order."""
    on: dict[str, list[str]] = {}
    influences = network.frame.influences
    for factors in (influences.duration, influences.cost):
        for id, found in factors.items():
            for factor in found:
                if id not in on.setdefault(factor.of, []):
                    on[factor.of].append(id)
    return tuple(
        DriverResult(
            driver.id,
            driver.name,
            len(on.get(driver.id, ())),
            _induced(network, driver),
        )
        for driver in network.project.drivers
    )


def _induced(network: Network, driver: Driver) -> float | None:
    """The mean correlation of X G and Y G, over pairs of durations X, Y.

    With G the factor, E[XG · YG] - E[XG] E[YG] = E X · E Y · Var G.
    """
    of = f"{driver.id}.factor"
    found = network.frame.influences.duration
    on = [id for id, factors in found.items() if any(f.name == of for f in factors)]
    if len(on) < 2:
        return None
    p, shape = driver.probability, driver.factor.resolve(None)
    mean = p * shape.mean + 1 - p
    square = p * (shape.sd**2 + shape.mean**2) + 1 - p
    spread = math.sqrt(max(0.0, square - mean * mean))
    own = {s.of: s.shape for s in network.sources if s.is_minutes and s.kind == "range"}
    weights = []
    for id in on:
        duration = own.get(f"{id}.duration")
        planned = float(network.planned_minutes[network.position[id]])
        x = planned if duration is None else duration.mean
        variance = 0.0 if duration is None else duration.sd**2
        total = (variance + x * x) * square - (x * mean) ** 2
        if not 0 < total < math.inf:
            return None
        weights.append(x * spread / math.sqrt(total))
    pairs = len(on) * (len(on) - 1)
    return (math.fsum(weights) ** 2 - math.fsum(w * w for w in weights)) / pairs
