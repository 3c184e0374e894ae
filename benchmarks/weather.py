"""What weather costs in time: one calendar that loses days, under 1,000 activities.

    python benchmarks/weather.py [--quick]

The plan of `benchmarks/engine.py` on one calendar, with and without six months of
weather, every activity paid by the day (its lost days have to be found) and none, in
turns in one process and on one thread. The answers are checked by the tests, against
calendars without the lost days.
"""

from functools import partial
from typing import Any

import ours
from measure import Hold, arguments, interleaved, ratio, report

import networks

N_ACT, ROUNDS = 1_000, 7


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    plain = networks.project(networks.layered(N_ACT).on_one_calendar())
    n_iter = 5_000 if quick else 50_000
    projects = {
        "fair": plain,
        "unpaid": weathered(unpaid(plain)),
        "weather": weathered(plain),
    }
    crews = {name: ours.prepare(each, 1, n_iter) for name, each in projects.items()}
    for crew in crews.values():
        ours.simulate(crew, 64)
    runs = {name: partial(ours.simulate, crew, n_iter) for name, crew in crews.items()}
    taken = interleaved(runs, 2 if quick else ROUNDS)
    for name, seconds in taken.items():
        print(f"  {name:<9} {min(seconds) / n_iter / N_ACT * 1e9:.2f} ns")
    found = {name: ratio(taken[name], taken["fair"]) for name in projects}
    held = [
        Hold("weather, nothing paid by the day / none", found["unpaid"], "<=", 2.5),
        Hold("weather, all paid by the day / none", found["weather"], "<=", 2.5),
    ]
    report("weather", held, {"quick": quick, "seconds": taken})


def unpaid(project: Any) -> Any:
    """`project` without costs by the day."""
    activities = tuple(
        each.model_copy(update={"cost": each.cost.model_copy(update={"per_day": None})})
        for each in project.activities
    )
    return project.changed(activities=activities)


def weathered(project: Any) -> Any:
    """`project` with a calendar that loses days from November to April."""
    from pmrisk.model.estimate import Estimate

    lost = Estimate.of([2, 4, 12])
    months = tuple((month, lost) for month in (1, 2, 3, 4, 11, 12))
    own = project.calendars["standard"].model_copy(update={"weather": months})
    return project.changed(calendars={**project.calendars, "standard": own})


if __name__ == "__main__":
    main()
