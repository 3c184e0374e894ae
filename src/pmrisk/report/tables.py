"""Tables and headings of a page, all of one look."""

from rich.box import Box
from rich.table import Table
from rich.text import Text

# A line of dashes under the headings and nothing else: it reads well when piped.
_UNDERLINED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")


def heading(text: str, *, space: bool = True) -> Text:
    """A section's title, after an empty line."""
    return Text(f"\n{text}" if space else text, style="bold")


def table(*columns: str) -> Table:
    """An empty table; a column named ``>name`` is of numbers, on the right."""
    made = Table(
        box=_UNDERLINED,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="bold",
    )
    for name in columns:
        numbers = name.startswith(">")
        made.add_column(
            name.removeprefix(">"),
            justify="right" if numbers else "left",
            no_wrap=numbers,
            overflow="fold",
        )
    return made
