"""Qualitative scales: what low and very high mean in a scenario, as numbers."""

from typing import Any, NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.calendar import STANDARD
from pmrisk.model.text import Unreadable, number, quoted, shown, suggestion
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Log,
    Place,
    Reader,
    Record,
    members,
    name,
    ref,
    scalar,
)
from pmrisk.read.tree import List, Map

#: What the five steps of a scale are called that is given as a list; also 1 to 5.
FIVE = ("very low", "low", "medium", "high", "very high")


class Step(NamedTuple):
    """A word of a scale as it was written, and what it means."""

    word: str
    value: Any


def plain(word: str) -> str:
    """A word without case, spaces and punctuation."""
    return "".join(c for c in word.casefold() if c.isalnum())


def is_word(value: Any) -> bool:
    """Whether a text begins like a word: no number, amount or mapping does."""
    return isinstance(value, str) and value.strip()[:1].isalpha()


def step(log: Log, measure: str, word: str) -> Any:
    """What a word means for a measure.

    Raises
    ------
    EstimateError
        If the scenario does not say.
    """
    scale = log.scales.get(measure)
    if scale == {}:
        # What is wrong with the scale has been said.
        return BAD
    scale = scale or {}
    found = scale.get(plain(word))
    if found is not None:
        return found.value
    if scale:
        raise no_step(log, measure, word)
    example = {"probability": "0.1", "cost": "[5000, 8000, 20000]"}
    raise Unreadable(
        f"{quoted(word)} is a word. Say under scales what it means, such as "
        f"scales: {{{measure}: {{low: {example.get(measure, '[2, 5, 10]')}}}}}."
    )


def no_step(log: Log, measure: str, word: str) -> Unreadable:
    """That a scale does not have a step, and which it has: numbers beside a number."""
    numbers = word.strip()[:1].isdigit() or word.strip()[:1] in "-+−"
    steps = [each.word for each in log.scales[measure].values()]
    alike = [each for each in steps if each.isdigit() == numbers] or steps
    hint = suggestion(word, alike) if not numbers else ""
    hint = hint or f" Its steps: {', '.join(alike)}."
    return Unreadable(f"{quoted(word)} is no step of scales.{measure}.{hint}")


def chance(value: Any) -> float:
    """A probability from 0 to 1, or per cent with the sign for it.

    Raises
    ------
    EstimateError
        If it is none.
    """
    percent = isinstance(value, str) and value.rstrip().endswith("%")
    found = number(value.rstrip()[:-1] if percent else value, "0.35")
    if percent and 0 <= found <= 100:
        return found / 100
    if 0 <= found <= 1 and not percent:
        return found
    said = f"must lie between 0 and 1, got {shown(value)}."
    remedy = f" Write {found / 100:g} for {found:g} %." if 1 < found <= 100 else ""
    raise Unreadable(said + remedy)


def probability(value: Any, place: Place) -> Any:
    """A probability, or the word for one."""
    if is_word(value):
        return scalar(lambda word: step(place.log, "probability", word))(value, place)
    return scalar(chance)(value, place)


def scaled(measure: str) -> Reader:
    """A reader of an estimate, or of the word for one on the scale of a measure."""

    def read(value: Any, place: Place) -> Any:
        known = place.log.scales.get(measure) or not place.log.sizes
        if is_word(value) and value not in place.log.sizes and known:
            return scalar(lambda word: step(place.log, measure, word))(value, place)
        return estimate(value, place)

    return read


def scales(value: Any, place: Place) -> Any:
    """The scales; each is known from here on."""
    return SCALES.read(value, place)


def _scale(measure: str, read: Reader) -> Reader:
    """A reader of one scale: words with their values, or five values in order."""

    def scale(value: Any, place: Place) -> Any:
        known = place.log.scales[measure] = {}
        if isinstance(value, List):
            if len(value) != len(FIVE):
                place.complain(
                    f"must be {len(FIVE)} values, from {FIVE[0]} to {FIVE[-1]}, or "
                    f"words with their values, got {shown(value)}."
                )
                return BAD
            for k, raw in enumerate(value):
                found = read(raw, place.inside(value, k, f"{place.at} {FIVE[k]}"))
                known[plain(FIVE[k])] = Step(FIVE[k], found)
                known[str(k + 1)] = Step(str(k + 1), found)
            return known
        for word, raw in members(value, place, "{low: 0.1, medium: 0.3, high: 0.6}"):
            here = place.inside(value, word, f"{place.at} {quoted(word)}")
            if scalar(name)(word, here) is BAD:
                continue
            if not plain(word) or plain(word) in known:
                here.complain("reads as another step, or as none. Rename it.")
                continue
            known[plain(word)] = Step(word, read(raw, here))
        if isinstance(value, Map) and not value:
            place.complain("is empty. Write it as {low: 0.1, medium: 0.3, high: 0.6}.")
        return known

    return scale


def _sound(units: Any) -> Reader:
    """A reader of an estimate that makes sense in some units."""

    def read(value: Any, place: Place) -> Any:
        found = estimate(value, place)
        if found is BAD:
            return BAD
        try:
            found.resolve(units)
        except EstimateError as error:
            return place.complain(str(error), "estimate")
        return found

    return read


def _schema(item: dict[str, Any]) -> dict[str, Any]:
    five = {"type": "array", "items": item, "minItems": 5, "maxItems": 5}
    return {"anyOf": [{"type": "object", "additionalProperties": item}, five]}


_FORMS = "words with their values, or a list of five from very low to very high."
SCALES = Record(
    "a mapping such as {probability: {low: 0.1, high: 0.6}}",
    {
        "probability": Key(
            _scale("probability", scalar(chance)), _schema(ref("chance")), _FORMS
        ),
        "delay": Key(
            _scale("delay", _sound(STANDARD.units)), _schema(ref("estimate")), _FORMS
        ),
        "cost": Key(_scale("cost", _sound(None)), _schema(ref("estimate")), _FORMS),
    },
)
