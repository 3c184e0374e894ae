"""The units in a register's headings: time, money, per cent, and what is none."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pmrisk.model.text import quoted
from pmrisk.read.tables.headings import normal

_RANGE = re.compile(r"\b[01]\s*(?:-|–|to|bis|\.\.)\s*(?:[3-9]|10)\b")
BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_TIME_UNITS = {
    "": "d day days workingday workingdays wd tage tag arbeitstage arbeitstag werktage "
    "jours jour dias dia",
    "h": "h hr hrs hour hours std stunden heures horas",
    "w": "w wk wks week weeks wochen semaines semanas",
    "mo": "mo mos month months monat monate mois mes meses",
}
_TIMES = {each: unit for unit, words in _TIME_UNITS.items() for each in words.split()}
# Outside of brackets they say when a risk was raised.
_LONE = {"month", "monat", "mois", "mes", "mos"}
_ELAPSED = {"calendar", "elapsed", "kalendertage"}
_PERCENT = {"percent", "pct"}
_THOUSANDS = {"k", "t", "thousand", "thousands", "000", "tsd", "teur", "keur", "kusd"}
_MILLIONS = {"m", "mn", "mio", "million", "millions", "meur", "musd"}
_SIGNS = {"€": "eur", "$": "dollar", "£": "gbp", "¥": "yen"}
_CODES = {
    "eur", "usd", "gbp", "chf", "jpy", "cny", "inr", "cad", "aud", "sek", "nok", "dkk",
    "pln", "czk", "brl", "mxn", "zar", "sgd", "aed", "sar", "teur", "keur", "kusd",
    "meur", "musd",
}  # fmt: skip
_CURRENCIES = {code: code[-3:] for code in _CODES} | {
    "dollar": "dollar", "dollars": "dollar", "yen": "yen", "euro": "eur",
}  # fmt: skip
# Signs of several currencies; one that is not known may have the sign as well.
_SHARED = {"dollar": {"usd", "cad", "aud", "sgd", "mxn", "brl"}, "yen": {"jpy", "cny"}}
# They change no number.
_HARMLESS = {
    "working", "work", "business", "net", "netto", "excl", "incl", "excluding",
    "including", "vat", "mwst", "approx", "ca",
}  # fmt: skip
# Two of them in brackets are the steps that the column takes.
_STEPS = {"vl", "l", "m", "h", "vh", "very", "low", "med", "medium", "high"}


class Units(NamedTuple):
    """What a heading says besides its subject.

    `time` is the unit of time, `scale` what money is counted in (1000 for thousands),
    `strange` what stands in brackets and is no unit, `scored` says that the heading
    names steps, such as 1-5.
    """

    time: str = ""
    scale: float = 1.0
    percent: bool = False
    currency: str = ""
    timed: bool = False
    scored: bool = False
    strange: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any unit."""
        return self.timed or self.percent or bool(self.currency) or self.scale != 1

    def wrong(self, measure: str, currency: str) -> str | None:
        """Why a column of delays or of costs cannot be counted so; None if it can."""
        own = _currency(currency)
        if strange := [word for word in self.strange if word != normal(currency)]:
            return _no_unit(strange[0], measure)
        if self.percent:
            return _no_unit("%", measure)
        if measure == "delay" and (self.currency or self.scale != 1):
            return _no_unit("money", measure)
        if measure == "cost" and self.timed:
            return _no_unit("time", measure)
        if not self.currency or not currency or self._is(own):
            return None
        return (
            f"is in {_said(self.currency)}, the project in {currency}. Convert it, or "
            "say so under project.currency."
        )

    def _is(self, own: str) -> bool:
        """Whether a project's currency is this one, or may have the same sign."""
        for sign, other in ((self.currency, own), (own, self.currency)):
            if sign in _SHARED and other != sign:
                return other in _SHARED[sign] or other not in _CURRENCIES
        return own == self.currency


def parted(text: str) -> tuple[list[str], Units]:
    """The words of a heading that name its subject, and its units."""
    unranged = _RANGE.sub(" ", text)
    ranged, text = unranged != text, unranged
    inside = words_of(" ".join(BRACKETS.findall(text)))
    steps = len(_STEPS.intersection(inside)) > 1
    inside = [word for word in inside if not (steps and word in _STEPS)]
    outside = words_of(BRACKETS.sub(" ", text))
    units = [word for word in inside if _is_known(word)]
    units += [word for word in outside if _is_unit(word)]
    others = [word for word in inside if not _is_known(word) and not word.isdigit()]
    subject = [word for word in outside if not _is_unit(word)]
    made = _units(units)._replace(strange=tuple(others), scored=steps or ranged)
    return subject, made


def _units(words: list[str]) -> Units:
    times = [_TIMES[word] for word in words if word in _TIMES]
    time = next(iter(times), "")
    if _ELAPSED.intersection(words):
        time = f"e{time or 'd'}"
    scale = 1e3 if _THOUSANDS.intersection(words) else 1.0
    return Units(
        time,
        1e6 if _MILLIONS.intersection(words) else scale,
        bool(_PERCENT.intersection(words)),
        next((_CURRENCIES[word] for word in words if word in _CURRENCIES), ""),
        bool(times) or bool(_ELAPSED.intersection(words)),
    )


def foreign(cell: str, currency: str) -> str | None:
    """Why an amount of money is in another currency; None if it is not."""
    words = words_of(re.sub(r"[\d.,]", " ", cell))
    strange = tuple(word for word in words if word not in _CURRENCIES)
    return _units(words)._replace(strange=strange).wrong("cost", currency)


def words_of(text: str) -> list[str]:
    """The words of a heading, as `normal` writes each."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    text = re.sub(r"(?<![^\W\d_])[kKmMtT](?=[€$£¥])", r"\g<0> ", text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    text = text.replace("%", " percent ")
    return [word for part in re.split(r"[\W_]+", text) if (word := normal(part))]


def _is_known(word: str) -> bool:
    """Whether a word in brackets is a unit, or changes none."""
    money = word in _CURRENCIES or word in _THOUSANDS | _MILLIONS
    return money or word in _TIMES or word in _PERCENT | _ELAPSED | _HARMLESS


def _is_unit(word: str) -> bool:
    """Whether a word of a heading is the unit of its column, not its subject."""
    money = word in _CURRENCIES or word in _THOUSANDS | _MILLIONS - {"k", "t", "m"}
    timed = word in _TIMES and len(word) > 2 and word not in _LONE
    return money or timed or word in _PERCENT


def _currency(text: str) -> str:
    """A project's currency as headings are read."""
    known: Iterable[str] = (_CURRENCIES.get(word, "") for word in words_of(text))
    return next(filter(None, known), normal(text))


def _said(currency: str) -> str:
    return {"dollar": "dollars", "yen": "yen"}.get(currency, currency.upper())


def _no_unit(word: str, measure: str) -> str:
    said = word if word in ("%", "money", "time") else quoted(word)
    remedy = {
        "delay": "Write days, weeks, months or hours.",
        "cost": "Write the currency, with k or million before it where it counts so.",
    }[measure]
    return f"{said} is no unit of a {measure}. {remedy}"
