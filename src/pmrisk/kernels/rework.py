"""What gates send back, booked to the activities that do it: paths and dates."""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined
from pmrisk.kernels.exposure import show
from pmrisk.network.arrays import KEEPS


@inlined
def join_marks(rework: Any, j: int, work: Any) -> None:
    """Count an activity as driving where it does, or where it does when done again.

    Called for every activity from the last to the first, when its own lanes have been
    counted: marks are -1, so that taking them off adds.
    """
    row, o = rework.row[j], rework.of[j]
    if row >= 0:
        joined, mark, touched = rework.marks[row], work.mark[j], work.touched[j] > 0
        for lane in range(mark.size):
            own = mark[lane] if touched else np.int32(0)
            if j == o:
                work.critical[o] += own & joined[lane]
            else:
                work.critical[o] -= own & ~joined[lane]
            joined[lane] = np.int32(0) if rework.first[j] else joined[lane] | own


@inlined
def write_rework(
    rework: Any, logic: Any, tables: Any, life: Any, work: Any, lanes: Any, output: Any,
    column: int, kept: int, n: int,
) -> None:  # fmt: skip
    """Let activities last from their first start to their last finish.

    Both as `pmrisk.kernels.run` has written them for the activity itself.
    """
    ends, rows = work.ends, (logic.start_row, logic.finish_row)
    for k in range(rework.copy.size):
        j, o = rework.copy[k], rework.original[k]
        alive = work.masks[life.mask[j]]
        keeps = logic.passing[o] in KEEPS
        moments = keeps and rows[1][o] >= 0 and rows[1][j] >= 0
        exposed = tables.exposed[logic.calendar[j]]
        if output.starts.shape[0] > 0:
            if exposed:
                show(tables, logic, j, work.minutes, ends, lanes.rows, lanes.slot)
            for lane in range(n):
                if alive[lane]:
                    finish = ends[j, lane]
                    start = np.int32(finish - work.minutes[j, lane])
                    if exposed:
                        start, finish = lanes.rows[0, lane], lanes.rows[1, lane]
                    elif moments:
                        start, finish = ends[rows[0][j], lane], ends[rows[1][j], lane]
                    at = kept + lane
                    output.starts[o, at] = min(output.starts[o, at], start)
                    output.finishes[o, at] = max(output.finishes[o, at], finish)
        for w in range(output.watch.shape[0]):
            row = output.watch[w, 0]
            if output.watch[w, 1] != o:
                continue
            starts = row != o and row == rows[0][o]
            own = rows[0][j] if starts else (rows[1][j] if row != o else j)
            own = own if own >= 0 else j
            for lane in range(n):
                if alive[lane]:
                    time, at = ends[own, lane], column + lane
                    if starts:
                        output.watched[w, at] = min(output.watched[w, at], time)
                    else:
                        output.watched[w, at] = max(output.watched[w, at], time)
