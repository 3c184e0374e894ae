"""How each relationship hands time over, from one calendar to another."""

from collections.abc import Sequence
from typing import NamedTuple

from pmrisk.model.activity import LagCalendar
from pmrisk.model.estimate import Estimate
from pmrisk.network.arrays import (
    AFTER,
    DIRECT,
    KEEPS,
    KINDS,
    MOMENT,
    START,
    START_MOMENT,
    VIA,
)
from pmrisk.network.frame import Clock, Frame
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.ties import Tie


class Link(NamedTuple):
    """A relationship in numbers; `lag` is in planned minutes."""

    pred: int
    succ: int
    kind: int
    mode: int
    lag: int
    lag_row: int
    lag_calendar: int
    use: int
    #: Whether it reads a start that has happened.
    actual_start: bool
    #: Minutes of an uncertain lag that have passed; `lag` is what is left of it.
    passed: int

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
    lag_rows: dict[str, int] = {}
    links = [_link(frame, rows, lag_rows, tie) for tie in frame.ties]
    return sorted(links, key=lambda link: (link.succ, link.pred, link.kind))


def _link(frame: Frame, rows: Rows, lag_rows: dict[str, int], tie: Tie) -> Link:
    pred, succ = frame.position[tie.pred], frame.position[tie.succ]
    clocks = frame.clocks[pred], frame.clocks[succ]
    on = lag_calendar(frame, clocks[0], clocks[1], tie.lag, tie.lag_calendar)
    units = frame.calendars[on].units
    lag = whole_minutes(tie.lag.planned(units))
    row = -1
    if tie.lag.uncertain:
        if tie.name not in lag_rows:
            shape = tie.lag.resolve(units)
            lag_rows[tie.name] = rows.add_minutes(tie.name, shape, lag)
        row = lag_rows[tie.name]
    if tie.in_past:
        # What has passed of a lag behind a start need not pass again; a lead stays.
        lag = lag if lag < 0 else max(0, lag - tie.credit)
    passed = tie.credit if tie.in_past and row >= 0 else 0
    before = clocks[0]
    if tie.actual_start:
        before = Clock(0, before.nominal, before.passing)
    mode = _mode((before, clocks[1]), on, lagged=lag != 0 or row >= 0)
    kind = KINDS[tie.kind]
    return Link(pred, succ, kind, mode, lag, row, on, tie.use, tie.actual_start, passed)


def lag_calendar(
    frame: Frame, pred: Clock, succ: Clock, lag: Estimate, rule: LagCalendar | None
) -> int:
    """The number of the calendar that a lag runs on; 0 is elapsed time."""
    if lag.elapsed:
        return 0
    chosen = {
        "predecessor": pred.nominal,
        "successor": succ.nominal,
        "project": frame.project_calendar,
        "elapsed": 0,
    }
    return chosen[rule or frame.project.defaults.lag_calendar]


def _mode(clocks: tuple[Clock, Clock], on: int, *, lagged: bool) -> int:
    """How the bound of a link gets across, when its lag runs on calendar `on`."""
    before, after = clocks
    if after.passing in KEEPS or after.calendar == 0:
        return VIA if lagged and on != 0 else MOMENT
    if not lagged or on == after.calendar:
        if before.calendar == after.calendar:
            return DIRECT
        return AFTER if lagged else MOMENT
    return MOMENT if on == 0 else VIA


def may_finish_last(links: Sequence[Link]) -> bool:
    """Whether nothing in `links`, all from one activity, surely finishes after it."""
    return not any(link.holds_finish for link in links)
