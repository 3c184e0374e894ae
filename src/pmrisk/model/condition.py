"""Conditions on dates, which decide where a plan goes on: ``finish(T10) <= ...``."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pmrisk.model.dates import end_of, start_of
from pmrisk.model.text import Unreadable, quoted, suggestion

#: The entry of a branch that is taken when no condition holds.
OTHERWISE = "otherwise"
_FORM = re.compile(r"(\w+)\s*\((.*)\)\s*([<>=!]+)\s*(\S.*)")
_EXAMPLE = "Write it as finish(T10) <= 2027-09-30, or otherwise."


@dataclass(frozen=True)
class Condition:
    """Whether an activity starts or finishes by a moment, or not before it.

    A date without a time is a whole day: ``<=`` holds until its end, ``>=`` from its
    beginning.
    """

    event: Literal["start", "finish"]
    activity: str
    #: ``<=``; else ``>=``.
    by: bool
    moment: datetime

    @classmethod
    def of(cls, text: str) -> "Condition":
        """A condition as it is written.

        Raises
        ------
        EstimateError
            If it is none.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise Unreadable(f"{quoted(text)} is no condition. {_EXAMPLE}")
        event, activity, sign, date = match.groups()
        if event not in ("start", "finish"):
            hint = suggestion(event, ("start", "finish")) or f" {_EXAMPLE}"
            raise Unreadable(
                f"{quoted(text)} asks for {quoted(event)}, not for the start or "
                f"the finish.{hint}"
            )
        if sign not in ("<=", ">="):
            raise Unreadable(f"{quoted(text)} must compare by <= or >=, got {sign}.")
        moment = end_of(date) if sign == "<=" else start_of(date)
        is_start = event == "start"
        return cls(
            "start" if is_start else "finish", activity.strip(), sign == "<=", moment
        )

    def holds(self, moment: datetime) -> bool:
        """Whether it does for an event at `moment`."""
        return moment <= self.moment if self.by else moment >= self.moment
