"""The scheduling options that change dates, as P6 stores them per project."""

from typing import NamedTuple

from pmrisk.model.project import Defaults
from pmrisk.model.text import quoted
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.tables import Row, Tables

_LAG_CALENDARS = {
    "rcal_Predecessor": "predecessor",
    "rcal_Successor": "successor",
    "rcal_ProjDefault": "project",
    "rcal_24Hour": "elapsed",
}
_FLOATS = {
    "FT_FF": "finish",
    **dict.fromkeys(("FT_SS", "FT_SF"), "start"),
    **dict.fromkeys(("FT_Min", "FT_SM"), "smallest"),
}


class Options(NamedTuple):
    """How the plan was scheduled."""

    defaults: Defaults
    #: Whether expected finish dates set what remains.
    expected_finish: bool
    #: Whether dates that come from other projects count.
    external: bool


def options_of(tables: Tables, project_ids: list[str], log: Log) -> Options:
    """The options of the first project in use that has some, else P6's defaults."""
    rows = {row("proj_id"): row for row in reversed(list(tables["SCHEDOPTIONS"]))}
    given = [rows[key] for key in project_ids if key in rows]
    if not given:
        log.note(
            "no-options", "converted",
            "holds no scheduling options; they are P6's own defaults: retained logic, "
            "lags on the predecessor's calendar, total float of the finish",
        )  # fmt: skip
        return Options(_defaults(None, log), True, True)
    defaults = _defaults(given[0], log)
    if any(_defaults(row, Log(log.path)) != defaults for row in given[1:]):
        log.note(
            "many-options", "dropped",
            "the projects have different scheduling options; those of the first are "
            "used for all",
        )  # fmt: skip
    return Options(
        defaults,
        expected_finish=given[0]("sched_use_expect_end_flag") != "N",
        external=given[0]("sched_outer_depend_type") != "SD_None",
    )


def _defaults(row: Row | None, log: Log) -> Defaults:
    if row is None:
        return Defaults(lag_calendar="predecessor", scheduler="primavera")
    lag = _known(row, "sched_calendar_on_relationship_lag", _LAG_CALENDARS, log)
    slack = _known(row, "sched_float_type", _FLOATS, log)
    return Defaults(
        scheduler="primavera",
        progress=_progress(row),
        lag_calendar=lag or "predecessor",
        total_float=slack or "finish",
        open_ends="critical" if row("sched_open_critical_flag") == "Y" else "float",
        start_lag="actual_start"
        if row("sched_lag_early_start_flag") == "N"
        else "early_start",
    )


def _progress(row: Row) -> str:
    if row("sched_progress_override") == "Y":
        return "progress_override"
    # Neither of both flags is P6's third choice.
    return "actual_dates" if row("sched_retained_logic") == "N" else "retained_logic"


def _known(row: Row, name: str, known: dict[str, str], log: Log) -> str | None:
    value = row(name)
    if value and value not in known:
        log.note(
            "odd-option", "converted",
            f"{name} is {quoted(value)}, which is unknown; P6's default is used",
            "SCHEDOPTIONS",
        )  # fmt: skip
    return known.get(value)
