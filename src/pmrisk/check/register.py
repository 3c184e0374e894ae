"""What was made of a risk register's columns, for its owner to look over."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding


def register_empty(view: View) -> Iterator[Finding]:
    """A register of which not one risk was read."""
    if any(note.code == "empty" for note in view.project.register_notes):
        message = (
            "the register holds no risk, so that nothing of it is simulated. Fill it "
            "in, below its headings, or leave it out."
        )
        yield finding("register-empty", "risks", message)


def register_read(view: View) -> Iterator[Finding]:
    """What the columns of the register were taken for, and what was left out."""
    notes = view.project.register_notes
    columns = [note.message for note in notes if note.code == "column"]
    if columns:
        said = " ".join(message.removesuffix(".") + ";" for message in columns)
        yield finding("register-read", "risks", f"{said[:-1]}.", "info")
    for note in notes:
        if note.code not in ("column", "empty"):
            yield finding("register-read", note.at or "risks", note.message, "info")
