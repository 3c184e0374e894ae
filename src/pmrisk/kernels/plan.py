"""What the deterministic plan asks beyond dates: floats and driving relationships."""

from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.late import backward, latest_finishes
from pmrisk.kernels.schedule import own_bound, passed_by
from pmrisk.network.arrays import BINDS, DRIVES, NEVER


@kernel
def free_floats(
    logic: Any, tables: Any, work: Any, lanes: Any, free: Any, more: Any, life: Any
) -> None:
    """`free` (int32[n_act]): minutes an activity may slip and delay no successor.

    Read in lane 0 after a tile has been run; an activity without successors may slip
    to the project's finish, or to the latest of all where it does not lead to that.
    """
    limit = work.mark
    latest_finishes(
        logic, tables, work.last[1:], work.groups, work.ends, limit, lanes, life
    )
    backward(logic, tables, work.minutes, work.ends, limit, False, lanes, more, life)
    for j in range(free.size):
        free[j] = limit[j, 0] - work.ends[j, 0]


@inner
def _is_absent(life: Any, j: int) -> bool:
    """Whether the plan does without `j`."""
    return bool(life.absent[j] >= 0 and not life.masks[life.mask[j], 0])


@kernel
def driving_links(
    logic: Any, tables: Any, work: Any, lanes: Any, driving: Any, asked: Any, life: Any
) -> None:
    """`driving` (uint8[n_rel]): 1 where the bound of a relationship is met exactly.

    `asked` (int32[n_act]) is when its relationships let each activity finish, whatever
    is imposed: in its own working time, `NEVER` without any.
    """
    for j in range(logic.calendar.size):
        end, duration = work.ends[j, 0], work.minutes[j, 0]
        start = np.int32(end - duration)
        asked[j] = NEVER
        for r in range(logic.first[j], logic.first[j + 1]):
            if not logic.use[r] & BINDS:
                continue
            if life is not None and not life.masks[life.binds[r], 0]:
                continue
            own_bound(logic, tables, r, j, work, lanes)
            value = lanes.rows[4]
            pushes = logic.kind[r] >= 2
            asked[j] = max(asked[j], value[0] + (0 if pushes else duration))
            if logic.use[r] & DRIVES and (life is not None and _is_absent(life, j)):
                moment = passed_by(logic, j, work.ends)
                driving[r] = lanes.rows[5, 0] == moment[0]
            elif logic.use[r] & DRIVES:
                driving[r] = value[0] == (end if pushes else start)
