"""Which starts and finishes are kept as moments, because something reads them so."""

from collections.abc import Sequence

import numpy as np

from pmrisk.network.arrays import COVERS, DIRECT, KEEPS, MOVES, Int8, Int32
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link

START_SIDE, FINISH_SIDE = 0, 1


def moment_rows(frame: Frame, links: Sequence[Link], ends: Int8) -> tuple[Int32, Int32]:
    """Rows of the ends for the starts and the finishes kept so; -1 for the others.

    On the continuous calendar working time is the moment already, but a start that has
    no row of its own is only known as a finish less a duration.
    """
    needed = {
        (START_SIDE if link.from_start else FINISH_SIDE, link.pred)
        for link in links
        if link.mode != DIRECT
    }
    read = _referred(frame)
    kept = {key for key in needed if frame.clocks[key[1]].calendar != 0}
    kept |= {key for key in read if frame.clocks[key[1]].calendar != 0}
    kept |= {key for key in read if key[0] == START_SIDE}
    kept |= {(START_SIDE, link.pred) for link in links if link.actual_start}
    kept |= set(_kept_always(frame, ends))
    rows = np.full((2, len(frame.activities)), -1, np.int32)
    # Behind the finishes in working time, one for each activity.
    for row, key in enumerate(sorted(kept), start=len(frame.activities)):
        rows[key] = row
    return rows[0], rows[1]


def _referred(frame: Frame) -> set[tuple[int, int]]:
    """The ends that spans reach to."""
    return {
        (FINISH_SIDE if each.from_finish else START_SIDE, frame.position[each.source])
        for found in frame.references.values()
        for each in found
    }


def _kept_always(frame: Frame, ends: Int8) -> list[tuple[int, int]]:
    """Where working time does not tell the moment."""
    found = []
    for j, (activity, clock) in enumerate(
        zip(frame.activities, frame.clocks, strict=True)
    ):
        keeps = clock.passing in KEEPS and clock.calendar != 0
        exposed = bool(frame.calendars[clock.calendar].weather)
        promised = activity.deadline is not None
        if keeps or clock.passing == COVERS:
            found += [(START_SIDE, j), (FINISH_SIDE, j)]
        moves = clock.passing == MOVES and clock.calendar != 0
        if moves and (ends[j] or promised or exposed):
            found.append((FINISH_SIDE, j))
        if exposed and promised and not keeps:
            # Effective time is another moment in every iteration.
            found.append((FINISH_SIDE, j))
        if activity.start_deadline is not None:
            found.append((START_SIDE, j))
    return found


def sources(
    links: Sequence[Link], start_row: Int32, finish_row: Int32
) -> tuple[Int32, Int8]:
    """The row of ends that each relationship reads, and 1 where it is no start yet."""
    source = np.array([link.pred for link in links], np.int32)
    minus = np.array([link.from_start for link in links], np.int8)
    for r, link in enumerate(links):
        row = (start_row if link.from_start else finish_row)[link.pred]
        if link.mode != DIRECT and row >= 0:
            source[r], minus[r] = row, 0
    return source, minus
