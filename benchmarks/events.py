"""What risks and drivers cost in time: 20 risks and 5 drivers on 1,000 activities.

    python benchmarks/events.py [--quick]

The plan of `benchmarks/engine.py` on one calendar, with and without, in turns in one
process and on one thread. The answers are checked by the tests, by enumeration.
"""

from functools import partial
from typing import Any

import numpy as np
import ours
from measure import Hold, arguments, interleaved, ratio, report

import networks

N_ACT, ROUNDS = 1_000, 7
#: Activities that a risk is on, and a driver.
ON_RISK, ON_DRIVER = 20, 200


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    plain = networks.project(networks.layered(N_ACT).on_one_calendar())
    n_iter = 5_000 if quick else 50_000
    projects = {"plain": plain, "eventful": eventful(plain)}
    crews = {name: ours.prepare(each, 1, n_iter) for name, each in projects.items()}
    for crew in crews.values():
        ours.simulate(crew, 64)
    runs = {name: partial(ours.simulate, crew, n_iter) for name, crew in crews.items()}
    taken = interleaved(runs, 2 if quick else ROUNDS)
    for name, seconds in taken.items():
        print(f"  {name:<9} {min(seconds) / n_iter / N_ACT * 1e9:.2f} ns")
    found = ratio(taken["eventful"], taken["plain"])
    held = Hold("20 risks and 5 drivers / none", found, "<=", 1.6)
    report("events", [held], {"quick": quick, "seconds": taken})


def eventful(project: Any) -> Any:
    """`project` with risks that delay and cost, each on some, and drivers on many."""
    from pmrisk.model.risk import Driver, Impact, Risk

    rng = np.random.default_rng(1)
    ids = [activity.id for activity in project.activities]

    def some(count: int) -> tuple[str, ...]:
        return tuple(str(name) for name in rng.choice(ids, count, replace=False))

    risks = tuple(
        Risk(
            id=f"R{k:02}",
            probability=0.3,
            impacts=(
                Impact(
                    on=some(ON_RISK), delay=[1, 5, 12], cost=[10_000, 20_000, 40_000]
                ),
            ),
        )
        for k in range(20)
    )
    drivers = tuple(
        Driver(id=f"D{k}", factor=[0.9, 1, 1.3], on=some(ON_DRIVER)) for k in range(5)
    )
    return project.changed(risks=risks, drivers=drivers)


if __name__ == "__main__":
    main()
