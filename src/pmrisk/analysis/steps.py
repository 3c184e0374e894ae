"""The steps from the plan to where the analysed sources begin to add."""

import numpy as np

from pmrisk import engine
from pmrisk.analysis.explained import Step
from pmrisk.analysis.targets import Measure, Target
from pmrisk.model.margins import refilled
from pmrisk.network import Network, compile_network
from pmrisk.result import Result

# What is less, of what it is a part, is rounding.
_ROUNDING = 1e-12


def steps_to(
    result: Result, target: Target, measure: Measure, base: float
) -> tuple[float, tuple[Step, ...]]:
    """The plan, and what lies between it and the base.

    Constraints that a simulation measures in place of obeying them, margins that it
    takes out, then the sources that are not analysed. A standard deviation has no plan:
    its base is that of others.
    """
    if measure == "sd":
        return 0.0, _told(base, ("other sources", base))
    plan = _obeyed(result, target, measure)
    loose = bare = _planned(result.network, target, measure)
    if result.plan.margin is not None:
        held = refilled(result.network.project, result.project)
        loose = _planned(compile_network(held), target, measure)
    return plan, _told(
        abs(plan) + abs(base),
        ("constraints", loose - plan),
        ("margin", bare - loose),
        ("other sources", base - bare),
    )


def _told(size: float, *steps: tuple[str, float]) -> tuple[Step, ...]:
    """Steps that are more than rounding, for values of a size."""
    return tuple(Step(*each) for each in steps if abs(each[1]) > _ROUNDING * size)


def _obeyed(result: Result, target: Target, measure: Measure) -> float:
    """The plan's own value of a target, hard constraints obeyed."""
    network = result.network
    if measure == "chance" or target.activity is not None:
        if network.project is not result.project:
            network = compile_network(result.project)
        return _planned(network, target, measure)
    return result.plan.cost if target.is_money else result.plan.finish.days


def _planned(network: Network, target: Target, measure: Measure) -> float:
    """What the plan of a network comes to: days, money, or whether promises hold."""
    run = engine.plan_run(network)
    times, j = run.finish, target.activity
    if j is not None:
        assert run.finishes is not None
        j = network.position[target.name]
        times = network.finish_moments(j, run.finishes[j])
    if measure == "chance":
        # These are moments already.
        finish = target._replace(activity=None)
        return float(finish.kept(network, times, run.cost)[0])
    if target.is_money:
        return float(run.cost[0])
    return float(network.timeline.days(np.asarray(times))[0])
