"""Sources have switches: what is off takes its planned value; nothing is compiled."""

from collections.abc import Collection

import numpy as np

from pmrisk.network.arrays import RESET, SET, Steps
from pmrisk.network.compile import Network


def switched(network: Network, off: Collection[str]) -> Steps | None:
    """The steps of `network`, in front of them those that undo the draws that are off.

    None where there are none at all and nothing is burnt down.

    `off` are what sources belong to: ``A10.duration``, ``R07``, ``D01``.
    """
    steps = network.steps
    rows = [source for source in network.sources if source.of in off]
    if not rows:
        needed = steps.step.size or steps.event.size or network.burndowns
        return steps if needed or network.is_whole else None
    planned = network.planned_minutes, network.planned_values
    numbers: list[float] = []
    made: list[tuple[int, ...]] = []
    for source in rows:
        if source.is_minutes:
            made.append((SET, source.row, int(planned[0][source.row]), 0, 0))
        else:
            made.append((RESET, source.row, steps.number.size + len(numbers), 0, 0))
            numbers.append(float(planned[1][source.row]))
    section = steps.section + np.int32(len(made))
    section[0] = 0
    return steps._replace(
        step=np.concatenate([np.array(made, np.int32), steps.step]),
        section=section,
        first=steps.first + np.int32(len(made)),
        number=np.concatenate([steps.number, numbers]),
    )
