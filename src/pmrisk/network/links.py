"""How each relationship hands time over, from one calendar to another."""

from collections.abc import Sequence
from typing import NamedTuple

from pmrisk.model.activity import Relationship
from pmrisk.network.arrays import (
    AFTER,
    DIRECT,
    KINDS,
    MOMENT,
    PASSES,
    START,
    START_MOMENT,
    VIA,
)
from pmrisk.network.frame import Clock, Frame
from pmrisk.network.rows import Rows, whole_minutes


class Link(NamedTuple):
    """A relationship in numbers; `lag` is in planned minutes."""

    pred: int
    succ: int
    kind: int
    mode: int
    lag: int
    lag_row: int
    lag_calendar: int

    @property
    def from_start(self) -> bool:
        """Whether it reads its predecessor's start (SS, SF)."""
        return self.kind in (KINDS["SS"], KINDS["SF"])

    @property
    def pushes_finish(self) -> bool:
        """Whether it bounds its successor's finish (FF, SF)."""
        return self.kind in (KINDS["FF"], KINDS["SF"])

    @property
    def is_simple(self) -> bool:
        """Whether its bound is an end of its predecessor plus a certain lag."""
        return self.mode in (DIRECT, MOMENT) and self.lag_row < 0

    @property
    def target(self) -> int:
        """What it bounds: START, FINISH, START_MOMENT or FINISH_MOMENT."""
        as_moment = self.mode in (MOMENT, VIA)
        return (START_MOMENT if as_moment else START) + self.pushes_finish

    @property
    def holds_finish(self) -> bool:
        """Whether its successor never finishes before its predecessor.

        A finish bound does not: met at night, it lets the successor finish in the
        evening before.
        """
        return self.kind == KINDS["FS"] and self.lag >= 0 and self.lag_row < 0


def compile_links(frame: Frame, rows: Rows) -> list[Link]:
    """Every relationship, by successor, predecessor and kind."""
    links = [
        _link(frame, rows, succ, relationship)
        for succ, activity in enumerate(frame.activities)
        for relationship in activity.after
    ]
    return sorted(links, key=lambda link: (link.succ, link.pred, link.kind))


def _link(frame: Frame, rows: Rows, succ: int, relationship: Relationship) -> Link:
    pred = frame.position[relationship.predecessor]
    clocks = frame.clocks[pred], frame.clocks[succ]
    on = _lag_calendar(frame, clocks, relationship)
    units = frame.calendars[on].units
    lag = whole_minutes(relationship.lag.planned(units))
    row = -1
    if relationship.lag.uncertain:
        ends = f"{relationship.predecessor}>{frame.activities[succ].id}"
        name = f"{ends}.{relationship.kind}.lag"
        row = rows.add_minutes(name, relationship.lag.resolve(units), lag)
    mode = _mode(clocks, on, lagged=lag != 0 or row >= 0)
    return Link(pred, succ, KINDS[relationship.kind], mode, lag, row, on)


def _lag_calendar(
    frame: Frame, clocks: tuple[Clock, Clock], relationship: Relationship
) -> int:
    """The number of the calendar that a lag runs on; 0 is elapsed time."""
    if relationship.lag.elapsed:
        return 0
    rule = relationship.lag_calendar or frame.project.defaults.lag_calendar
    chosen = {
        "predecessor": clocks[0].nominal,
        "successor": clocks[1].nominal,
        "project": frame.project_calendar,
        "elapsed": 0,
    }
    return chosen[rule]


def _mode(clocks: tuple[Clock, Clock], on: int, *, lagged: bool) -> int:
    """How the bound of a link gets across, when its lag runs on calendar `on`."""
    before, after = clocks
    if after.passing == PASSES or after.calendar == 0:
        return VIA if lagged and on != 0 else MOMENT
    if not lagged or on == after.calendar:
        if before.calendar == after.calendar:
            return DIRECT
        return AFTER if lagged else MOMENT
    return MOMENT if on == 0 else VIA


def may_finish_last(links: Sequence[Link]) -> bool:
    """Whether nothing in `links`, all from one activity, surely finishes after it."""
    return not any(link.holds_finish for link in links)
