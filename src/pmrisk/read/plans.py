"""The door for plans that other tools wrote: the right reader for any file."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import quoted
from pmrisk.read.kinds import READABLE, Kind, kind_of
from pmrisk.read.plan import Plan
from pmrisk.read.source import CannotRead, file_bytes


class Wishes(NamedTuple):
    """How a plan file is to be read: what its planner knows and it does not say."""

    #: Of several projects in it, which one.
    project: str | None = None
    #: Of several sheets in a workbook, which one.
    sheet: str | None = None
    #: Whether the names of people are copied.
    keep_names: bool = False
    #: When a table begins that has no dates.
    start: datetime | None = None


def open_plan(
    path: str | os.PathLike[str],
    *,
    project: str | None = None,
    sheet: str | None = None,
    keep_names: bool = False,
    start: datetime | None = None,
) -> Plan:
    """The plan in a file of Primavera P6, Microsoft Project, a table, or another tool.

    Parameters
    ----------
    path : str or path-like
        XER, Microsoft Project XML, CSV, TSV or XLSX; through the extra
        ``pmrisk[mpxj]`` also MPP, P6 XML and what else MPXJ reads.
    project : str, optional
        Of several projects in the file, the id of the one to read.
    sheet : str, optional
        Of several sheets in a workbook, the one to read.
    keep_names : bool
        Whether names of people are copied.
    start : datetime, optional
        When a table begins that has no dates.

    Raises
    ------
    ScenarioError
        With every problem in the file.
    """
    raw, shown = bytes_of(path), shown_path(path)
    kind = kind_of(raw, shown)
    if kind == "scenario":
        raise _refused(shown, "is a scenario already. Give it to pmrisk schedule.")
    return read_plan(raw, path, kind, Wishes(project, sheet, keep_names, start))


def bytes_of(path: str | os.PathLike[str]) -> bytes:
    """What a file holds.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    try:
        return file_bytes(os.fspath(path))
    except CannotRead as error:
        raise _refused(shown_path(path), str(error)) from None


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path as it was typed, on one line."""
    text = os.fspath(path)
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) or '""'


def read_plan(
    raw: bytes, path: str | os.PathLike[str], kind: Kind | None, wishes: Wishes
) -> Plan:
    """The plan in a file of that kind, which remembers where it came from.

    Raises
    ------
    ScenarioError
        With every problem in the file.
    """
    shown = shown_path(path)
    if not raw.strip():
        raise _refused(shown, "is empty. Export the plan again.")
    if kind is None:
        raise _refused(shown, f"is no plan that can be read: neither {READABLE}.")
    _no_idle_wish(kind, wishes, shown)
    plan = _READERS[kind](raw, os.fspath(path), wishes)
    if wishes.project is not None and kind in ("mspdi", "table"):
        _names_the_only_one(plan, wishes.project, shown)
    project = plan.project
    project._files = hashlib.sha256(raw).hexdigest()
    project._inputs = (os.fspath(path),)
    project._plan = plan
    return plan


def _refused(path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem("file", "", message, path)])


def _no_idle_wish(kind: Kind, wishes: Wishes, path: str) -> None:
    """Refuse what would be passed over in silence."""
    if kind == "table":
        return
    if wishes.sheet is not None:
        raise _refused(path, "is no workbook, so that it has no sheets. Leave it out.")
    if wishes.start is not None:
        raise _refused(path, "says itself when it starts. Leave the start out.")


def _xer(raw: bytes, path: str, wishes: Wishes) -> Plan:
    from pmrisk.read.xer import read_xer

    return read_xer(raw, path, project=wishes.project, keep_names=wishes.keep_names)


def _mspdi(raw: bytes, path: str, wishes: Wishes) -> Plan:
    from pmrisk.read.mspdi import read_mspdi

    return read_mspdi(raw, path, keep_names=wishes.keep_names)


def _table(raw: bytes, path: str, wishes: Wishes) -> Plan:
    from pmrisk.read.tables import read_table

    return read_table(
        raw,
        path,
        sheet=wishes.sheet,
        keep_names=wishes.keep_names,
        start=wishes.start,
    )


def _mpxj(raw: bytes, path: str, wishes: Wishes) -> Plan:
    """What MPXJ makes of a file, in one of the forms that are read here."""
    from pmrisk.read.mpxj import convert

    converted, form = convert(path)
    if form == "xer":
        return _xer(converted, path, wishes)
    plan = _mspdi(converted, path, wishes)
    if wishes.project is not None:
        _names_the_only_one(plan, wishes.project, shown_path(path))
    return plan


_READERS: dict[str, Callable[[bytes, str, Wishes], Plan]] = {
    "xer": _xer,
    "mspdi": _mspdi,
    "table": _table,
    "mpxj": _mpxj,
}


def _names_the_only_one(plan: Plan, wanted: str, path: str) -> None:
    known: dict[str, Any] = {plan.project.name: plan, **plan.project.subprojects}
    if wanted not in known:
        raise _refused(
            path,
            f"holds one project, {quoted(plan.project.name)}, not {quoted(wanted)}. "
            "Leave the project out.",
        )
