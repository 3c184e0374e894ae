"""XLSX workbooks: one sheet's values, read without trusting the file."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from pmrisk.model.text import escaped, listed, quoted, suggestion
from pmrisk.read.archive import Damaged, copied
from pmrisk.read.tables.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    Cells,
    Fault,
    Grid,
    Share,
    Unusable,
    checked,
    trimmed,
)

#: Bytes that a sheet, any other part that is read, and all of them unpack to. Ten
#: thousand activities with forty columns take 15 MB. A limit on the ratio would refuse
#: honest files: blank rows pack two hundred to one.
MOST_SHEET, MOST_PART, MOST_READ = 32 * 2**20, 8 * 2**20, 64 * 2**20
_MOST_PARTS = 1_000
# Rows of a sheet; cells, blank ones between others too; elements of a part that is
# neither a sheet nor its texts, of which Excel's 64,000 formats take three each.
_MOST_LINES, _MOST_CELLS, _MOST_ELEMENTS = 1_048_576, 5_000_000, 200_000
_READ = (".xml", ".rels")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENTS, _BINARY = "[Content_Types].xml", "xl/workbook.bin"
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]{0,200}?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
# A cell with a formula and without a value: Excel has not computed it. The bounds keep
# the time of a search linear, whatever a file holds.
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b[^<>]{0,200}?\br=\"([A-Z]{1,3}\d{1,7})\"[^<>]{0,200}>\s*"
    rb"<(?:\w+:)?f\b[^<>]{0,200}(?:/>|>[^<]{0,8192}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# In any encoding that a parser would take.
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]{0,200}?\br=\"(\d{1,7})\"")


def is_workbook(raw: bytes, path: str) -> bool:
    """Whether a file is a workbook, or claims to be one."""
    return raw.startswith((b"PK", _OLE)) or path.lower().endswith((".xlsx", ".xlsm"))


def grid(raw: bytes, wanted: str | None, is_table: Callable[[Grid], bool]) -> Grid:
    """The sheet that is wanted, or the first visible one that holds a table.

    Where none does, it is the first.

    Raises
    ------
    Unusable
        If it cannot be read, unpacks to too much, or has no such sheet.
    """
    if raw.startswith(_OLE):
        raise Unusable(
            "is an old workbook (XLS) or has a password. Save it as XLSX without one."
        )
    copy = _unpacked(raw)
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep is not needed here.
            warnings.simplefilter("ignore")
            return _grid_of(copy, wanted, is_table)
    except Unusable:
        raise
    except Exception as error:
        # What openpyxl raises on a damaged file is not documented: KeyError,
        # TypeError, ParseError and others have been seen.
        reason = (f"{type(error).__name__}: {error}".splitlines() or [""])[0]
        raise Unusable(
            f"cannot be read as a workbook ({escaped(reason)}). Open it in a "
            "spreadsheet program and save it again."
        ) from None


def _unpacked(raw: bytes) -> io.BytesIO:
    """The parts of a workbook that are read, in an archive that can be trusted."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except Exception:
        # A zip directory that lies raises more than BadZipFile.
        raise Unusable("is not a workbook. Save the table as XLSX or CSV.") from None
    parts = {part.filename: part for part in archive.infolist()}
    if _BINARY in parts:
        raise Unusable("is a binary workbook (XLSB). Save it as XLSX.")
    if _CONTENTS not in parts:
        raise Unusable("is a zip file, but no workbook. Save the table as XLSX.")
    # Charts lead to pictures, which are not copied.
    read = [
        part
        for name, part in parts.items()
        if name.endswith(_READ) and not name.startswith("xl/chartsheets/")
    ]
    _bounded(read)
    try:
        return copied(archive, read, _refuse_harm)
    except Damaged as error:
        raise Unusable(
            f"{quoted(str(error))} in it is damaged. Open it in a spreadsheet program "
            "and save it again."
        ) from None


def _refuse_harm(name: str, data: bytes) -> None:
    """Raise if a part defines entities, or has more elements than any needs.

    Entities may multiply or name other files; whether openpyxl minds them depends on
    the parser that it finds.
    """
    if _DOCTYPE.search(data):
        raise Unusable(
            f"{quoted(name)} in it defines a document type, which no spreadsheet "
            "program writes. Save the table as CSV."
        )
    large = name.startswith(("xl/worksheets/", "xl/sharedStrings"))
    if not large and data.count(b"<") > _MOST_ELEMENTS:
        raise Unusable(
            f"{quoted(name)} in it has more than {_MOST_ELEMENTS:,} elements. Copy the "
            "sheet with the plan into a new workbook."
        )


def _bounded(read: list[zipfile.ZipInfo]) -> None:
    """Raise if the parts unpack to too much."""
    for part in read:
        is_sheet = "/worksheets/sheet" in part.filename
        most = MOST_SHEET if is_sheet else MOST_PART
        if part.file_size > most:
            raise Unusable(
                f"{quoted(part.filename)} in it unpacks to {_mb(part.file_size)} MB, "
                f"more than {_mb(most)}. Delete the rows and columns that are not the "
                "plan, blank ones too, or save the sheet as CSV."
            )
    total = sum(part.file_size for part in read)
    if total > MOST_READ or len(read) > _MOST_PARTS:
        raise Unusable(
            f"unpacks to {_mb(total)} MB in {len(read):,} parts. Copy the sheet with "
            "the plan into a workbook of its own."
        )


def _mb(size: int) -> str:
    return f"{size / 2**20:,.0f}"


def _grid_of(
    raw: io.BytesIO, wanted: str | None, is_table: Callable[[Grid], bool]
) -> Grid:
    import openpyxl

    book = openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [s for s in book.worksheets if hasattr(s, "_worksheet_path")]
        first = None
        for sheet in _chosen(sheets, wanted):
            found = _grid(sheet, book._archive.read(sheet._worksheet_path))
            first = first or found
            if is_table(found):
                return _with_others(found, sheets)
    finally:
        book.close()
    if first is None:
        raise Unusable("has no sheet with cells.")
    return first


def _with_others(found: Grid, sheets: list[Any]) -> Grid:
    others = [s.title for s in sheets if s.title != found.sheet]
    if not others:
        return found
    remark = f"sheet {quoted(found.sheet or '')} was read, not {listed(others)}"
    return found._replace(remarks=(remark, *found.remarks))


def _chosen(sheets: list[Any], wanted: str | None) -> list[Any]:
    if wanted is None:
        visible = [s for s in sheets if s.sheet_state == "visible"]
        return visible or sheets
    found = [s for s in sheets if s.title == wanted]
    if not found:
        names = [s.title for s in sheets]
        hint = suggestion(wanted, names) or f" Its sheets: {listed(names) or 'none'}."
        raise Unusable(f"has no sheet {quoted(wanted)}.{hint}", code="sheet")
    return found


def _grid(sheet: Any, xml: bytes) -> Grid:
    rows: list[Cells] = []
    filled = met = 0
    # What a sheet says of its own size may be wrong.
    sheet.reset_dimensions()
    last = min(_last_row(xml) or _MOST_LINES, _MOST_LINES)
    for cells in sheet.iter_rows(max_row=last):
        rows.append(trimmed([_value(cell) for cell in cells[:MOST_COLUMNS]]))
        filled += bool(rows[-1])
        met += len(cells)
        if filled > MOST_ROWS or met > _MOST_CELLS:
            most = f"{MOST_ROWS:,} rows" if filled > MOST_ROWS else "can be read"
            raise Unusable(
                f"has more than {most}. Leave out what is not the plan.", _at(sheet)
            )
    _mark_uncomputed(rows, xml)
    return Grid(rows, sheet.title, tuple(_merged(xml)))


def _at(sheet: Any) -> str:
    return f"sheet {quoted(sheet.title)}"


def _last_row(xml: bytes) -> int | None:
    """The last row with a value: after it may come a million blank ones."""
    marks = (b"<v>", b"<is>", b":v>", b":is>", b"<t>", b"<f>", b"<f ", b"<v ", b"<is ")
    end = max(xml.rfind(mark) for mark in marks)
    begin = max(xml.rfind(b"<row", 0, max(end, 0)), xml.rfind(b":row", 0, max(end, 0)))
    match = _ROW.search(xml, max(begin - 10, 0)) if begin > 0 else None
    return int(match[1]) if match else None


def _value(cell: Any) -> Any:
    """The value of a cell as it is to be read."""
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if cell.data_type == "e":
            return Fault(f"holds the error {escaped(value)}. Mend it in the workbook.")
        return checked(value)
    if isinstance(value, int | float) and cell.data_type == "n":
        # Zero is the general format, which most cells have.
        if cell._style_id and "%" in cell.number_format:
            return Share(value)
        is_whole = isinstance(value, float) and value.is_integer()
        return int(value) if is_whole else value
    return value


def _mark_uncomputed(rows: list[Cells], xml: bytes) -> None:
    """Put a fault where a formula has no stored value."""
    if not re.search(rb"<(?:\w+:)?f\b", xml):
        return
    from openpyxl.utils import coordinate_to_tuple

    for match in _UNCOMPUTED.finditer(xml):
        row, column = coordinate_to_tuple(match[1].decode())
        if row <= len(rows) and column <= MOST_COLUMNS:
            cells = [*rows[row - 1], *[None] * (column - len(rows[row - 1]))]
            cells[column - 1] = Fault(
                "holds a formula that was never computed. Open the workbook in a "
                "spreadsheet program and save it again."
            )
            rows[row - 1] = cells


def _merged(xml: bytes) -> Iterator[Area]:
    from openpyxl.utils import column_index_from_string

    for match in _MERGED.finditer(xml):
        left, top, right, bottom = (part.decode() for part in match.groups())
        yield Area(
            f"{left}{top}:{right}{bottom}",
            int(top),
            int(bottom),
            column_index_from_string(left),
            column_index_from_string(right),
        )
