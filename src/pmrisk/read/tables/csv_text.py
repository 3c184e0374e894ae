"""CSV as spreadsheets and other tools save it: any usual encoding and delimiter."""

import csv
import io
import re
from itertools import islice

from pmrisk.model.text import escaped
from pmrisk.read.tables.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    Grid,
    Unusable,
    checked,
    trimmed,
)
from pmrisk.read.tables.headings import heading

_DELIMITERS = (",", ";", "\t")
#: Rows in which the heading is looked for.
FIRST_ROWS = 20
# Rows of which most may be blank.
_MOST_LINES = 1_048_576


def grid(raw: bytes) -> Grid:
    """The rows of a CSV file.

    Raises
    ------
    Unusable
        If it is no text, or too large.
    """
    text, encoding = _text(raw)
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    delimiter = said[1] if said else _delimiter(text)
    remarks = [] if encoding is None else [f"the file was read as {encoding}"]
    # A row that only names the delimiter is a row, but holds nothing.
    body = "\n" + text[said.end() :] if said else text
    rows = _rows(body, delimiter)
    # Where the comma parts the decimals, the semicolon parts the columns.
    decimal = "." if delimiter == "," else ","
    return Grid(rows, decimal=decimal, remarks=tuple(remarks))


def _text(raw: bytes) -> tuple[str, str | None]:
    """The text, and its encoding where that is none of UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(raw, "utf-16"), "UTF-16"
    if b"\0" in raw[:1000]:
        half = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return _decoded(raw, half), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return _decoded(raw, "cp1252"), "Windows-1252"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unusable("is not a text. Save the table as CSV in UTF-8, or as XLSX.")
    return text


def _delimiter(text: str) -> str:
    """The delimiter that shows most headings that are known, then most cells."""
    head = "".join(islice(io.StringIO(text[:200_000], newline=""), FIRST_ROWS * 5))

    def evidence(delimiter: str) -> tuple[int, int]:
        rows = islice(csv.reader(io.StringIO(head), delimiter=delimiter), FIRST_ROWS)
        try:
            cells = [row[:MOST_COLUMNS] for row in rows]
        except csv.Error:
            return 0, 0
        known = [sum(1 for cell in row if heading(cell[:100])) for row in cells]
        return max(known, default=0), max(map(len, cells), default=0)

    return max(_DELIMITERS, key=evidence)


def _rows(text: str, delimiter: str) -> list[Cells]:
    rows: list[Cells] = []
    filled = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                _too_large(f"has more than {MOST_COLUMNS} columns", len(rows) + 1)
            rows.append(trimmed([checked(cell) for cell in cells]))
            filled += bool(rows[-1])
            if filled > MOST_ROWS or len(rows) > _MOST_LINES:
                _too_large(f"has more than {MOST_ROWS:,} rows", len(rows))
    except csv.Error as error:
        said = "holds a cell of more than 131,072 characters, or a quote is not closed"
        found = said if "field larger" in str(error) else escaped(str(error))
        raise Unusable(f"{found}.", f"row {len(rows) + 1}") from None
    last = rows[-1][-1] if rows and rows[-1] else ""
    if "\n" in last and text.count('"') % 2 and not text.rstrip().endswith('"'):
        said = "a quote is not closed, and takes in the rows below. Close or remove it."
        raise Unusable(said, f"row {len(rows)}")
    return rows


def _too_large(message: str, row: int) -> None:
    raise Unusable(f"{message}. Leave out what is not the plan.", f"row {row}")
