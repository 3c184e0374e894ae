"""Estimates in a scenario: every form, sizes by their name, values from a table."""

import os
from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.amount import amount
from pmrisk.model.calendar import STANDARD
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import quoted, suggestion
from pmrisk.read.column import column
from pmrisk.read.fields import BAD, Place, members, name
from pmrisk.read.tree import Map


def estimate(value: Any, place: Place) -> Any:
    """An `Estimate`, or `BAD`."""
    log = place.log
    if isinstance(value, str) and value in log.sizes:
        return log.sizes[value]
    try:
        if isinstance(value, Map) and isinstance(value.get("empirical"), str):
            value = {**value, "empirical": _from_file(value, place)}
            value.pop("column", None)
        elif isinstance(value, Map) and "column" in value:
            raise EstimateError("a column needs a file, such as {empirical: past.csv}.")
        return Estimate.of(value, log.shape)
    except EstimateError as error:
        return place.complain(_explained(value, str(error), log.sizes), "estimate")


def _explained(value: Any, message: str, sizes: dict[str, Estimate]) -> str:
    """A message about a text that may have been meant as the name of a size."""
    if not isinstance(value, str) or not value[:1].isalpha():
        return message
    hint = suggestion(value, sizes) or (
        f" Sizes are {', '.join(sizes)}." if sizes else " There are no sizes."
    )
    return f"{quoted(value)} is neither an amount nor one of the sizes.{hint}"


def _from_file(value: Map, place: Place) -> list[float]:
    wanted = value.get("column")
    if wanted is not None and not isinstance(wanted, str):
        raise EstimateError("column must be the name of a column.")
    values, digest = column(value["empirical"], wanted, place.log.folder)
    place.log.files.append(digest)
    place.log.paths.append(os.path.join(place.log.folder, value["empirical"]))
    return values


def sizes(value: Any, place: Place) -> dict[str, Any]:
    """Estimates by name; each is known from here on."""
    known = place.log.sizes
    for key, raw in members(value, place, "{S: [1, 2, 4], M: [3, 5, 9]}"):
        here = place.inside(value, key, f"sizes {quoted(key)}")
        if _usable(key, here):
            known[key] = _sound(estimate(raw, here), here)
    return known


def _sound(size: Any, place: Place) -> Any:
    """A size whose values make sense, so that no place that uses it needs to say so."""
    if size is BAD or len({amount.unit for amount in size.amounts}) > 1:
        return size
    try:
        size.resolve(STANDARD.units)
    except EstimateError as error:
        return place.complain(str(error), "estimate")
    return size


def _usable(key: str, place: Place) -> bool:
    """Whether a name of a size cannot be taken for an amount."""
    try:
        name(key)
        amount(key)
    except EstimateError as error:
        is_name = "must be a number" in str(error) or "unit" in str(error)
        return is_name or bool(place.complain(str(error)))
    place.complain("reads as an amount. Give the size a name such as S or XL.")
    return False
