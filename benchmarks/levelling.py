"""How good levelled plans are, and how long levelling takes.

Plans are drawn at random, like those that resource-constrained scheduling is measured
on: several predecessors, several resources, some scarce. Each rule's finish is held
against the best known: of small plans the shortest of all, by trying every order; of
larger ones the best that a long search finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from typing import Any

import numpy as np
from measure import Hold, arguments, report, seconds

RULES = ("late_finish", "total_float", "priority")
SMALL, LARGE = 7, 30  # activities
CAPACITY = 4
START = datetime(2027, 1, 4)


@dataclass(frozen=True)
class Case:
    """A plan in whole days: durations, predecessors, and units of each resource."""

    days: tuple[int, ...]
    before: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]


def drawn(n_act: int, n_res: int, seed: int) -> Case:
    """A random plan; predecessors come from the six activities before."""
    rng = np.random.default_rng([seed, n_act, n_res])
    before = []
    for j in range(n_act):
        near = np.arange(max(0, j - 6), j)
        chosen = rng.choice(near, min(len(near), int(rng.integers(0, 3))), False)
        before.append(tuple(int(i) for i in sorted(chosen)))
    needs = rng.integers(1, CAPACITY, (n_act, n_res)) * (
        rng.random((n_act, n_res)) < 0.6
    )
    days = tuple(int(d) for d in rng.integers(1, 10, n_act))
    return Case(days, tuple(before), tuple(tuple(map(int, row)) for row in needs))


def project(case: Case, rule: str, *, uncertain: bool = False) -> Any:
    """`case` on the standard calendar; its given priorities are its work content."""
    from pmrisk import Activity, Assignment, Estimate, Project, Relationship, Resource
    from pmrisk.model.project import Defaults

    def activity(j: int) -> Any:
        days = case.days[j]
        given = [0.75 * days, days, 1.75 * days] if uncertain else days
        work = days * sum(case.units[j])
        return Activity(
            id=f"A{j:03}",
            duration=Estimate.of({"triangular": given} if uncertain else days),
            after=tuple(Relationship(predecessor=f"A{i:03}") for i in case.before[j]),
            priority=min(1000, 10 * work),
            resources=tuple(
                Assignment(resource=f"R{r}", units=units)
                for r, units in enumerate(case.units[j]) if units
            ),
        )  # fmt: skip

    n_res = len(case.units[0])
    return Project(
        name="levelling",
        start=START,
        defaults=Defaults(levelling=rule),
        activities=tuple(activity(j) for j in range(len(case.days))),
        resources={
            f"R{r}": Resource(name=f"R{r}", rate=1.0, available=CAPACITY)
            for r in range(n_res)
        },
    )


def finish(case: Case, order: Sequence[int]) -> int:
    """The finish of the serial scheme for one order, in which all are eligible."""
    horizon = sum(case.days) + 1
    free = np.full((horizon, len(case.units[0])), CAPACITY)
    end: dict[int, int] = {}
    for j in order:
        need, days = np.array(case.units[j]), case.days[j]
        start = max((end[i] for i in case.before[j]), default=0)
        while (short := np.any(free[start : start + days] < need, axis=1)).any():
            start += int(np.flatnonzero(short)[-1]) + 1
        free[start : start + days] -= need
        end[j] = start + days
    return max(end.values())


def _sound(case: Case, order: Sequence[int]) -> bool:
    place = {j: k for k, j in enumerate(order)}
    return all(
        place[i] < place[j] for j, found in enumerate(case.before) for i in found
    )


def shortest(case: Case) -> int:
    """The shortest finish of all: some order leads to it (Sprecher et al. 1995)."""
    orders = permutations(range(len(case.days)))
    return min(finish(case, order) for order in orders if _sound(case, order))


def searched(case: Case, tries: int) -> int:
    """The best finish of a search that moves one activity in the order at a time."""
    rng = np.random.default_rng(1)
    order = list(range(len(case.days)))
    best = finish(case, order)
    for _ in range(tries):
        other = order.copy()
        other.insert(
            int(rng.integers(len(order))), other.pop(int(rng.integers(len(order))))
        )
        if _sound(case, other) and (found := finish(case, other)) <= best:
            order, best = other, found
    return best


def gaps(cases: Sequence[Case], best: Sequence[int]) -> dict[str, list[float]]:
    """By how many per cent each rule's plan is longer than the best known."""
    from pmrisk import schedule

    found: dict[str, list[float]] = {}
    for rule in RULES:
        for case, least in zip(cases, best, strict=True):
            days = schedule(project(case, rule), levelled=True).finish.days
            assert days >= least - 1e-9 or len(case.days) > SMALL, (
                "shorter than possible"
            )
            found.setdefault(rule, []).append(100 * (days / least - 1))
    return found


def timed(iterations: int) -> tuple[float, float]:
    """Seconds of 120 activities on 4 resources, levelled and not, on two threads."""
    from pmrisk import simulate

    plan = project(drawn(120, 4, 1), "late_finish", uncertain=True)

    def run(levelled: bool) -> Any:
        return simulate(plan, iterations, threads=2, levelled=levelled)

    for levelled in (True, False):
        run(levelled)
    return seconds(lambda: run(True)), seconds(lambda: run(False))


def main() -> None:
    """Print the gaps and the time, and write them down."""
    quick = arguments(__doc__).quick
    record: dict[str, Any] = {}
    holds = []
    for size, count in ((SMALL, 4 if quick else 20), (LARGE, 3 if quick else 20)):
        cases = [drawn(size, 4, seed) for seed in range(count)]
        best = [shortest(c) if size == SMALL else searched(c, 400 if quick else 4000)
                for c in cases]  # fmt: skip
        found = gaps(cases, best)
        record[f"{size} activities"] = {"best": best, "gaps": found}
        for rule, each in found.items():
            what = f"{size} activities, {rule}: % above the best known, mean"
            holds.append(Hold(what, float(np.mean(each))))
    iterations = 1000 if quick else 10_000
    levelled, free = timed(iterations)
    scaled = levelled * 10_000 / iterations
    record["seconds"] = {"levelled": levelled, "not": free, "iterations": iterations}
    holds.append(Hold("120 activities x 4 resources x 10,000, s", scaled, "<=", 10.0))
    holds.append(Hold("the same without levelling, s", free * 10_000 / iterations))
    report("levelling", holds, record)


if __name__ == "__main__":
    main()
