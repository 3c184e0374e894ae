"""The values that Microsoft Project writes: numbers, durations, dates and their NA."""

import re
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from lxml import etree

from pmrisk.model.dates import FIRST_YEAR, LAST_YEAR
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import shown
from pmrisk.read.mspdi.log import Log

_Default = TypeVar("_Default")
_DURATION = re.compile(
    r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d*)?S)?)?"
)
# A name is no longer in Microsoft Project itself; some text fields are.
_LONGEST_TEXT = 512
# Where no date was entered, the program stores its own first moment.
_NOT_A_DATE = datetime(1984, 1, 1)
#: Formats of durations and lags that count the clock, not working time; the estimated
#: ones are 32 more.
_ELAPSED = {4, 6, 8, 10, 12, 36, 38, 40, 42, 44}
#: Formats of lags in per cent of the predecessor's duration, working and elapsed.
PERCENT = {19, 51}
ELAPSED_PERCENT = {20, 52}


def is_elapsed(given: int) -> bool:
    """Whether a format of durations and lags counts the clock."""
    return given in _ELAPSED


def text(node: etree._Element, key: str) -> str:
    """The text of a child, stripped and bounded; empty where there is none.

    What cannot be printed, such as the end of a line, is a space.
    """
    found = (node.findtext(key) or "").strip()[:_LONGEST_TEXT]
    if found.isprintable():
        return found
    plain = "".join(c if c.isprintable() else " " for c in found)
    return " ".join(plain.split())


class Reader:
    """Reads the children of one record, and says where one cannot be read."""

    def __init__(self, node: etree._Element, at: str, log: Log) -> None:
        self.node, self.at, self.log = node, at, log

    def text(self, key: str) -> str:
        """A child's text; empty where there is none."""
        return text(self.node, key)

    def has(self, key: str) -> bool:
        """Whether a child says something."""
        return bool(self.text(key))

    def flag(self, key: str, default: bool = False) -> bool:
        """Whether a child is 1 or true."""
        found = self.text(key).lower()
        return default if not found else found in ("1", "true")

    def number(self, key: str, default: float = 0.0) -> float:
        """A child's number."""
        found = self.text(key)
        if not found:
            return default
        try:
            value = float(found)
        except ValueError:
            value = float("nan")
        # Written so that NaN, which compares false, is caught too.
        if not -1e18 < value < 1e18:
            return self._wrong(key, "a number", found, default)
        return value

    def whole(self, key: str, default: int = 0) -> int:
        """A child's whole number."""
        return int(self.number(key, default))

    def money(self, key: str) -> float:
        """A child's sum of money, which the file gives in hundredths."""
        return self.number(key) / 100

    def minutes(self, key: str) -> float | None:
        """A child's duration in minutes, None where there is none."""
        found = self.text(key)
        if not found:
            return None
        match = _DURATION.fullmatch(found)
        if match is None or found.endswith(("P", "T")):
            return self._wrong(key, "a duration such as PT8H0M0S", found, None)
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        total = days * 1440 + hours * 60 + minutes + seconds / 60
        if total > 2**29:
            return self._wrong(key, "a duration below 1,000 years", found, None)
        return -total if match[1] else total

    def moment(self, key: str) -> datetime | None:
        """A child's date and time to the minute; None where there is none, or NA."""
        found = self._given(key)
        if found is None or found == _NOT_A_DATE:
            return None
        return to_minute(found)

    def day(self, key: str) -> date | None:
        """A child's date without its time, which may be a second to midnight."""
        found = self._given(key)
        return None if found is None else found.date()

    def _given(self, key: str) -> datetime | None:
        found = self.text(key)
        if not found or found == "NA":
            return None
        try:
            moment = datetime.fromisoformat(found).replace(tzinfo=None)
        except ValueError:
            return self._wrong(key, "a date such as 2027-01-04T08:00:00", found, None)
        if not FIRST_YEAR <= moment.year < LAST_YEAR:
            rule = f"a date between the years {FIRST_YEAR} and {LAST_YEAR - 1}"
            return self._wrong(key, rule, found, None)
        return moment

    def _wrong(self, key: str, rule: str, found: str, instead: _Default) -> _Default:
        child = self.node.find(key)
        at = f"{self.at}.{key}" if self.at else key
        self.log.problem("value", at, f"must be {rule}, got {shown(found)}", child)
        return instead


def to_minute(moment: datetime) -> datetime:
    """The nearest whole minute."""
    late = moment.second >= 30
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=late)


def minute_of(clock: str) -> int | None:
    """The minute of the day of ``08:00:00``, None where it is none."""
    try:
        parsed = time.fromisoformat(clock)
    except ValueError:
        return None
    # The last second of a day stands for its end.
    return parsed.hour * 60 + parsed.minute + (parsed.second >= 30)


def duration(minutes: float, elapsed: bool) -> Estimate:
    """A certain duration or lag, in whole minutes."""
    whole = float(round(minutes))
    return Estimate.fixed(whole / 60, "eh") if elapsed else Estimate.fixed(whole, "min")
