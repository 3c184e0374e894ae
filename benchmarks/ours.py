"""Our own simulation of a compiled plan, as the other programs get it: as arrays."""

from typing import Any, NamedTuple

import numpy as np
from limit import Outcome, outcome


class Crew(NamedTuple):
    """A compiled plan with its draws, ready to run any number of iterations."""

    network: Any
    foreman: Any


def prepare(project: Any, threads: int, iterations: int) -> Crew:
    """Compile `project`; the metrics that the other programs lack are left out."""
    from pmrisk import engine
    from pmrisk.network import compile_network

    network = compile_network(project)
    foreman = engine.foreman(
        network,
        seed=1,
        sampling="monte_carlo",
        iterations=iterations,
        threads=threads,
        plan=engine.plan_moment(network, engine.plan_run(network)),
        detailed=False,
    )
    return Crew(network, foreman)


def simulate(crew: Crew, n_iter: int) -> Outcome:
    """Draws, passes, cost, criticality and percentiles."""
    gathered = crew.foreman.run(0, n_iter)
    finish = crew.network.timeline.worked(gathered.finish).astype(np.int32)
    counts = gathered.critical[crew.network.file_order]
    return outcome(finish, gathered.cost, counts)
