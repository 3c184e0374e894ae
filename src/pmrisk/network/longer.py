"""One activity longer by so much in every iteration, the draws left as they are."""

from dataclasses import replace

import numpy as np

from pmrisk.network.arrays import ADD, COPY, SET, Int32, Steps
from pmrisk.network.compile import Network
from pmrisk.network.steps import ALWAYS


def with_extra_row(network: Network) -> Network:
    """The same network with one more row of the minutes, the last one."""

    def more(row: Int32) -> Int32:
        return np.append(row, np.int32(0))

    return replace(
        network,
        planned_minutes=more(network.planned_minutes),
        most_minutes=more(network.most_minutes),
    )


def longer(network: Network, j: int) -> Steps:
    """Steps after which activity `j` lasts longer by what the last row says.

    Behind all that happens to its duration, where it exists. Where durations are made
    again, once it is known who works when, it is made longer again.
    """
    steps, kept = network.steps, network.kept[j]
    row = len(network.planned_minutes) - 1
    first, second, third = (int(at) for at in steps.section[1:4])
    judged = steps.step[first:second]
    again = bool(((judged[:, 1] == kept) & np.isin(judged[:, 0], (COPY, SET))).any())
    step = np.array([[ADD, kept, row, ALWAYS, 0]], np.int32)
    parts = [steps.step[:first], step, judged, *([step] if again else [])]
    table = np.concatenate([*parts, steps.step[second:]])
    added = 1 + again
    section = np.array([0, first + 1, second + added, third + added], np.int32)
    return steps._replace(
        step=table, section=section, first=steps.first + np.int32(added)
    )
