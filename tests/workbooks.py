"""Workbooks as bytes, made for a test."""

import io
import zipfile

import openpyxl

#: Where the only sheet of a workbook is.
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows, *, title="Plan", formats=None, merged=(), others=()):
    """An XLSX file: rows, number formats by cell, merged areas, other sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    for area in merged:
        sheet.merge_cells(area)
    for name, cells in others:
        extra = book.create_sheet(name, 0)
        for row in cells:
            extra.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(raw, name, change):
    """The same file with one part of the zip archive changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()
