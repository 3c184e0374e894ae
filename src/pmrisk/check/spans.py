"""Spans: summaries and levels of effort, whose dates are those of what they cover."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding


def level_of_effort_drives(view: View) -> Iterator[Finding]:
    """Work that seems to wait for the end of a level of effort, and never does.

    SS and FF say what a level of effort spans; an FS relationship looks like logic.
    """
    for tie in view.open_ties:
        if tie.predecessor.type == "level_of_effort" and tie.link.kind == "FS":
            yield finding(
                "level-of-effort-drives",
                tie.successor,
                f"{tie}, a level of effort, never makes it wait: that lasts as long "
                "as what it spans. Wait for the work that it supports.",
                "info",
            )


def summary_logic(view: View) -> Iterator[Finding]:
    """Relationships to and from summaries, which are sums and not work."""
    for tie in view.ties:
        if "summary" in (tie.predecessor.type, tie.successor.type):
            yield finding(
                "summary-logic",
                tie.successor,
                f"{tie} binds all that is under a summary. Link the activities "
                "themselves, so that it can be seen which of them waits.",
            )
