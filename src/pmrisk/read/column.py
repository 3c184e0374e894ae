"""One column of numbers from a CSV file: what past work really took."""

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.text import escaped, listed, number, quoted, shown, suggestion
from pmrisk.read.source import CannotRead, file_bytes, text_of

#: Rows that are read from one file.
MOST_ROWS = 1_000_000


def column(file: str, wanted: str | None, folder: str) -> tuple[list[float], str]:
    """The numbers in a column, and the SHA-256 of the file.

    Parameters
    ----------
    file : str
        Its path, from `folder`.
    wanted : str, optional
        The heading; needed where the file has several columns.
    folder : str
        The folder of the scenario.

    Raises
    ------
    EstimateError
        If the file or the column cannot be read, or holds anything but numbers.
    """
    try:
        raw = file_bytes(str(Path(folder) / file))
        rows = csv.reader(io.StringIO(text_of(raw)), delimiter=_delimiter(raw))
        values = _numbers(rows, file, wanted)
    except (OSError, UnicodeError, csv.Error, ValueError) as error:
        if isinstance(error, EstimateError) and not isinstance(error, CannotRead):
            raise
        raise EstimateError(f"file {quoted(file)} {escaped(str(error))}") from None
    return values, hashlib.sha256(raw).hexdigest()


def _delimiter(raw: bytes) -> str:
    first = raw.split(b"\n", 1)[0]
    return max(",;\t", key=lambda mark: first.count(mark.encode()))


def _numbers(rows: Any, file: str, wanted: str | None) -> list[float]:
    index = _index(next(rows, []), file, wanted)
    values: list[float] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(values) >= MOST_ROWS:
            raise EstimateError(
                f"file {quoted(file)} has more than {MOST_ROWS:,} rows."
            )
        cell = row[index].strip() if index < len(row) else ""
        try:
            values.append(number(cell))
        except EstimateError:
            raise EstimateError(
                f"file {quoted(file)}, line {rows.line_num}: must be a number, got "
                f"{shown(cell) if cell else 'nothing'}."
            ) from None
    return values


def _index(heads: list[str], file: str, wanted: str | None) -> int:
    """Where the wanted column stands."""
    heads = [head.strip() for head in heads]
    if wanted is None and len(heads) == 1:
        return 0
    if wanted in heads:
        return heads.index(wanted)
    if wanted is None:
        raise EstimateError(
            f"file {quoted(file)} has several columns. Name one, such as "
            f"column: {escaped(heads[0]) if heads else 'ratio'}."
        )
    hint = suggestion(wanted, heads) or f" Its columns: {listed(heads) or 'none'}."
    raise EstimateError(f"file {quoted(file)} has no column {quoted(wanted)}.{hint}")
