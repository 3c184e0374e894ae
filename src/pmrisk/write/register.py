"""An empty risk register: a workbook with its headings, lists, hints and an example."""

import io
from typing import Any, NamedTuple

_LISTS = {
    "Status": ("open", "occurred", "closed"),
    "Each": ("once", "separately"),
    "Response status": ("proposed", "adopted"),
}
#: Rows that the lists and formats reach.
_ROWS = 500
_SHEET, _HELP = "Risks", "How to fill it in"


class Part(NamedTuple):
    """A column: its heading, what is to be written there, an example, its width."""

    heading: str
    hint: str
    example: Any = None
    width: int = 14


_RESIDUAL = "What is left of it after the response; leave blank what stays as it is."
PARTS = (
    Part("ID", "What others call the risk, such as R01; no spaces.", "EXAMPLE", 11),
    Part("Risk", "What may happen, in a few words.", "Legacy data is worse", 34),
    Part("Description", "More about it.", "The sample was small.", 34),
    Part("Cause", "Why it may happen.", "No owner of the data", 24),
    Part("Category", "A group of your own.", "Data", 14),
    Part("Owner", "Who answers for it.", "Data lead", 14),
    Part("Status", "open; occurred (certain now); closed (does nothing).", "open", 11),
    Part("Probability", "The chance that it happens: 35 %, or a word of your "
         "scales, such as high.", 0.35, 12),
    Part("Affected activities", "Ids with commas between them (A140, A150), A1* for "
         "all that begin so, wbs:Build for a part of the plan.", "A140, wbs:Build", 24),
    Part("Delay low (days)", "Working days at best; negative for an opportunity.", 5),
    Part("Delay most likely (days)", "Working days most likely; alone if "
         "certain, or a word of your scales alone.", 10),
    Part("Delay high (days)", "Working days at worst.", 30),
    Part("Cost low", "Money at best, without what the delay costs by itself.", 5000),
    Part("Cost most likely", "Money most likely; alone if certain, or a word.", 8000),
    Part("Cost high", "Money at worst.", 20000),
    Part("Each", "once: one delay for all its activities, the cost once. separately: "
         "one for each.", "once", 12),
    Part("Response", "What could be done about it.", "Data profiling sprint", 30),
    Part("Response status", "adopted counts; proposed does not yet.", "proposed", 16),
    Part("Response cost", "What the response costs, whatever happens.", 18000),
    Part("Residual probability", _RESIDUAL, 0.1, 12),
    Part("Residual delay low (days)", _RESIDUAL),
    Part("Residual delay most likely (days)", _RESIDUAL),
    Part("Residual delay high (days)", _RESIDUAL),
    Part("Residual cost low", _RESIDUAL),
    Part("Residual cost most likely", _RESIDUAL),
    Part("Residual cost high", _RESIDUAL),
    Part("Requires", "Ids of risks that must have happened before."),
    Part("Excludes", "Ids of risks that must not have happened."),
    Part("Window", "When it can strike: 2027-11-01..2028-03-01.", None, 24),
)  # fmt: skip
_HINTS = (
    "One row is one risk. The row called EXAMPLE is not read; delete it when you like.",
    "Name this file in your scenario:",
    "    risks: {file: register.xlsx, sheet: Risks}",
    "Words such as low and high mean what the scenario says they do:",
    "    scales:",
    "      probability: {very low: 0.05, low: 0.1, medium: 0.3, high: 0.5, "
    "very high: 0.8}",
    "      delay: {low: [1, 2, 5], medium: [5, 8, 12], high: [10, 20, 40]}",
    "      cost: {low: [1000, 2000, 5000], high: [20000, 40000, 90000]}",
    "Write all probabilities in one way: all with a % sign, or all as 0.35.",
    "Columns that are not needed may be deleted, others added; they are not read.",
)


def empty_register() -> bytes:
    """The bytes of an XLSX workbook without risks, to be filled in."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _SHEET
    _fill(sheet)
    _guide(sheet)
    _help(book.create_sheet(_HELP))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any) -> None:
    """Headings and the example."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for k, part in enumerate(PARTS, start=1):
        head = sheet.cell(1, k, part.heading)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", start_color="1F4E5F")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.comment = Comment(part.hint, "pmrisk")
        shown = sheet.cell(2, k, part.example)
        shown.font = Font(italic=True, color="808080")
        sheet.column_dimensions[get_column_letter(k)].width = part.width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(PARTS))}1"


def _guide(sheet: Any) -> None:
    """Lists of the words that a column takes, per cent, and hints at the cells."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for k, part in enumerate(PARTS, start=1):
        column = get_column_letter(k)
        words = _LISTS.get(part.heading)
        rule = DataValidation(
            type="list" if words else None,
            formula1=f'"{",".join(words)}"' if words else None,
            allow_blank=True,
            showInputMessage=True,
            # An input message may have 255 characters, its title 32.
            promptTitle=part.heading[:32],
            prompt=part.hint,
        )
        rule.add(f"{column}2:{column}{_ROWS}")
        sheet.add_data_validation(rule)
        if part.heading.lower().endswith("probability"):
            for row in range(2, _ROWS + 1):
                sheet.cell(row, k).number_format = "0%"


def _help(sheet: Any) -> None:
    """What is to be written, for those who want to read it all."""
    from openpyxl.styles import Font

    for hint in _HINTS:
        sheet.append([hint])
    sheet.append([])
    for part in PARTS:
        sheet.append([part.heading, part.hint])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
