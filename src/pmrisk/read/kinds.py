"""What kind of plan a file holds: what stands in it counts first, then its name."""

import re
from pathlib import PurePath
from typing import Literal

Kind = Literal["scenario", "xer", "mspdi", "table", "mpxj"]

#: What pmrisk reads, for messages.
READABLE = (
    "a scenario (YAML), Primavera P6 (XER, XML), Microsoft Project (XML, MPP), a table "
    "(CSV, TSV, XLSX) or another planning tool's file that MPXJ knows"
)
_NAMES: dict[str, Kind] = {
    "yaml": "scenario", "yml": "scenario", "xer": "xer", "csv": "table",
    "tsv": "table", "tab": "table", "xlsx": "table", "xlsm": "table", "xls": "table",
    **dict.fromkeys(
        ("mpp", "mpt", "mpx", "mpd", "pmxml", "pp", "ppx", "pep", "gan", "planner",
         "pod", "prx", "fts", "sp", "sdef", "stx", "schedule_grid"),
        "mpxj",
    ),
}  # fmt: skip
#: Bytes in which the kind of a file shows.
_HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# What may stand before the root of an XML document.
_PROLOG = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.S
)
_ROOT = re.compile(rb"\s*<(?:[\w.-]+:)?([\w.-]+)([^>]*)")
_SCENARIO = re.compile(rb"^\s*[\"']?pmrisk[\"']?\s*:", re.MULTILINE)


def kind_of(raw: bytes, path: str) -> Kind | None:
    """The kind of a file, or None if it is none that is known."""
    head = _plain(raw[:_HEAD])
    named = _NAMES.get(PurePath(path).suffix.lower().lstrip("."))
    if head.lstrip().startswith(b"ERMHDR"):
        return "xer"
    if head.lstrip().startswith(b"<") and named != "scenario":
        return _of_xml(head)
    if raw.startswith(_ZIP):
        return "table" if b"xl/" in raw else "mpxj"
    if raw.startswith(_OLE):
        # A workbook that is old or has a password; its reader says so.
        return "table" if named == "table" else "mpxj"
    if head.startswith(b"MPX,"):
        return "mpxj"
    if named is None and _SCENARIO.search(head):
        return "scenario"
    return named


def _plain(raw: bytes) -> bytes:
    """The text without byte order mark, 16-bit letters made single ones."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        raw = raw.removeprefix(mark)
    return raw.replace(b"\0", b"") if b"\0" in raw[:64] else raw


def _of_xml(head: bytes) -> Kind:
    """Microsoft's own XML by its root; MPXJ knows the others."""
    while (prolog := _PROLOG.match(head)) is not None:
        head = head[prolog.end() :]
    root = _ROOT.match(head)
    if root is None:
        # Nothing can be made of it, and our own reader says so in a line.
        return "mspdi"
    is_project = root[1] == b"Project" and b"schemas.microsoft.com/project" in root[2]
    return "mspdi" if is_project else "mpxj"
