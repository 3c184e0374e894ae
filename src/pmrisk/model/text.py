"""How values are read from what somebody typed, and shown back to them."""

import difflib
import math
import re
import string
from collections.abc import Collection, Iterable
from typing import Any

from pmrisk.errors import EstimateError

#: Digits may be grouped by underscores; no octal, no sexagesimal.
NUMBER = r"[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(NUMBER)
_LONGEST = 60
_NOT_FINITE = {".nan", "nan", ".inf", "inf", "infinity"}
# Up to so many names are compared one by one.
_MOST_COMPARED = 300
_LETTERS = string.ascii_letters + string.digits + "-_."


class Unreadable(EstimateError):
    """A value that does not say what its place asks for."""


def escaped(text: str) -> str:
    """`text` on one line, with what cannot be printed escaped, and not too long."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 3] + "..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def quoted(text: str) -> str:
    """`text` in double quotes, fit for one line of a message."""
    return f'"{escaped(text)}"'


def shown(raw: Any) -> str:
    """What was found, in a few words on one line."""
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, str):
        return escaped(raw) if _NUMBER.fullmatch(raw) else quoted(raw)
    if isinstance(raw, float):
        return f"{raw:g}"
    if isinstance(raw, dict):
        return "a mapping"
    if isinstance(raw, list | tuple):
        return "an empty list" if not raw else f"a list of {len(raw)}"
    return escaped(str(raw))


def number(raw: Any, example: str = "12") -> float:
    """A finite number, underscores allowed.

    Raises
    ------
    Unreadable
        If it is none.
    """
    value: Any = raw
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        value = float(raw.replace("_", ""))
    if isinstance(raw, str) and raw.strip().lower().lstrip("+-") in _NOT_FINITE:
        value = math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(f"must be a number such as {example}, got {shown(raw)}.")
    try:
        value = float(value)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Unreadable(f"must be a finite number, got {shown(raw)}.")
    return float(value)


def whole(raw: Any, low: int, high: int) -> int:
    """A whole number between two bounds.

    Raises
    ------
    Unreadable
        If it is none.
    """
    digits = isinstance(raw, str) and re.fullmatch(r"\s*[-+]?\d[\d_]*\s*", raw)
    # A text of digits is read as such: a float would lose the end of a long seed.
    if digits and len(raw) < 100:
        value: float = int(raw.replace("_", ""))
    elif isinstance(raw, int) and not isinstance(raw, bool):
        value = raw
    else:
        value = number(raw, str(low))
    if value != math.floor(value):
        raise Unreadable(f"must be a whole number, got {shown(raw)}.")
    if not low <= value <= high:
        raise Unreadable(f"must lie between {low} and {high}, got {shown(raw)}.")
    return int(value)


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """`` Did you mean "A150"?``, where something like `wrong` is known."""
    known = known if isinstance(known, Collection) else list(known)
    near = (
        _nearest(wrong, known) if len(known) <= _MOST_COMPARED else _edit(wrong, known)
    )
    return f" Did you mean {quoted(near)}?" if near else ""


def _nearest(wrong: str, known: Collection[str]) -> str | None:
    close = difflib.get_close_matches(wrong[:_LONGEST], sorted(known), 1, 0.6)
    return close[0] if close else None


def _edit(wrong: str, known: Collection[str]) -> str | None:
    """A known name that is one typing error away: quick however many are known."""
    if len(wrong) > _LONGEST:
        return None
    parts = [(wrong[:k], wrong[k:]) for k in range(len(wrong) + 1)]
    edits = [wrong.upper(), wrong.lower()]
    edits += [a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1]
    edits += [a + c + b[1:] for a, b in parts if b for c in _LETTERS]
    edits += [a + c + b for a, b in parts for c in _LETTERS]
    edits += [a + b[1:] for a, b in parts if b]
    return next((edit for edit in edits if edit in known), None)


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names in a row, the many abbreviated."""
    names = list(names)
    shown_names = [escaped(name) for name in names[:most]]
    if len(names) > most:
        shown_names.append(f"... and {len(names) - most} more")
    return ", ".join(shown_names)


def sentence(text: str) -> str:
    """`text` with a full stop, if it has none."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
