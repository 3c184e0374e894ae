"""Plans in tables: CSV and XLSX, with the usual names for their columns."""

from datetime import datetime

from pmrisk.errors import Problem, ScenarioError
from pmrisk.read.plan import Plan
from pmrisk.read.source import no_collection
from pmrisk.read.tables import csv_text, workbook
from pmrisk.read.tables.grid import Grid, Unusable
from pmrisk.read.tables.log import Log
from pmrisk.read.tables.plan import plan_of
from pmrisk.read.tables.table import found_table, is_table


def read_table(
    raw: bytes,
    path: str,
    *,
    sheet: str | None = None,
    keep_names: bool = False,
    start: datetime | None = None,
) -> Plan:
    """The plan in a CSV file or in a sheet of an XLSX workbook.

    Parameters
    ----------
    raw : bytes
        What the file holds.
    path : str
        Where it is, for messages; nothing is read from there.
    sheet : str, optional
        The sheet of a workbook; the first one with known headings if not given.
    keep_names : bool
        Whether the names of resources and of who is responsible are copied.
    start : datetime, optional
        When the project starts; needed where no column says so.

    Raises
    ------
    ScenarioError
        With every problem of the table, by sheet, row and column.
    """
    log = Log(path)
    try:
        grid = _grid(raw, path, sheet)
    except Unusable as error:
        problem = Problem(error.code, error.at, str(error), path)
        raise ScenarioError([problem]) from None
    log.sheet = grid.sheet
    for remark in grid.remarks:
        log.say("file", "read", remark)
    with no_collection():
        table = found_table(grid, log)
        plan = None if table is None else plan_of(table, keep_names, start)
    if plan is None or log.problems:
        raise ScenarioError(log.all_problems())
    return plan


def _grid(raw: bytes, path: str, sheet: str | None) -> Grid:
    if workbook.is_workbook(raw, path):
        return workbook.grid(raw, sheet, is_table)
    if sheet is not None:
        raise Unusable("is no workbook and has no sheets. Leave the sheet out.")
    return csv_text.grid(raw)
