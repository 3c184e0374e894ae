"""The forms in which each shape is written, taken apart into amounts and numbers."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.amount import Amount, amount
from pmrisk.model.text import number, shown

#: What a bare list of low, most likely and high may be.
THREE_POINT = ("pert", "triangular", "trigen")
#: Named parameters; those in _PLAIN are numbers, the others amounts of the quantity.
NAMED: dict[str, tuple[str, ...]] = {
    "normal": ("mean", "sd"),
    "weibull": ("shape", "scale"),
    "gamma": ("shape", "scale"),
    "exponential": ("mean",),
    "beta": ("alpha", "beta", "low", "high"),
    "lognormal_pareto": ("p50", "p90", "tail_from", "alpha"),
}
_PLAIN = {"shape", "alpha", "beta", "tail_from"}
SHAPES = (
    *THREE_POINT, "uniform", "normal", "lognormal", "weibull", "gamma", "exponential",
    "beta", "discrete", "cumulative", "empirical", "lognormal_pareto", "factor",
)  # fmt: skip
#: Keys that stand beside a shape.
BESIDE = {"pert": ("weight",), "trigen": ("at",), "empirical": ("column",)}


def parameters(shape: str, value: Any, beside: dict[str, Any]) -> dict[str, Any]:
    """The amounts, names and numbers of a shape, from what is written under its name.

    Raises
    ------
    EstimateError
        If that is not the shape's form.
    """
    if shape in THREE_POINT:
        points = _points(value, 3, "[low, most likely, high]")
        return {"amounts": points, "numbers": _extras(shape, beside)}
    if shape == "uniform":
        return {"amounts": _points(value, 2, "{uniform: [low, high]}")}
    if shape == "empirical":
        return {"amounts": _points(value, None, "{empirical: [5, 8, 9]}")}
    if shape == "discrete":
        table = _table(value, "{discrete: {5: 0.7, 12: 0.3}}")
        return {
            "amounts": tuple(_part("value", amount, key) for key in table),
            "numbers": tuple(
                _part("probability", _probability, p) for p in table.values()
            ),
        }
    if shape == "cumulative":
        table = _table(value, "{cumulative: {0: 3, 50: 5, 100: 9}}")
        return {
            "numbers": tuple(_part("percentile", number, key) for key in table),
            "amounts": tuple(_part("value", amount, v) for v in table.values()),
        }
    return _named(shape, value)


def _part(what: str, convert: Any, value: Any) -> Any:
    try:
        return convert(value)
    except EstimateError as error:
        raise EstimateError(f"{what} {error}") from None


def _probability(value: Any) -> float:
    return number(value, "0.7")


def _points(value: Any, count: int | None, example: str) -> tuple[Amount, ...]:
    is_list = isinstance(value, list | tuple)
    if not is_list or (count is not None and len(value) != count):
        number_of = {3: "three values", 2: "two values", None: "values"}[count]
        raise EstimateError(f"must be {number_of} {example}, got {shown(value)}.")
    return tuple(amount(each) for each in value)


def _table(value: Any, example: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise EstimateError(f"must be a table such as {example}, got {shown(value)}.")
    return value


def _extras(shape: str, beside: dict[str, Any]) -> tuple[float, ...]:
    """The weight of a PERT, the percentiles of a trigen."""
    if shape == "pert" and "weight" in beside:
        return (_part("weight", number, beside["weight"]),)
    if shape == "trigen" and "at" in beside:
        at = beside["at"]
        if not isinstance(at, list | tuple) or len(at) != 2:
            raise EstimateError(
                f"at must be two percentiles such as [5, 95], got {shown(at)}."
            )
        return tuple(_part("at", number, value) for value in at)
    return ()


def _named(shape: str, value: Any) -> dict[str, Any]:
    names = _lognormal_names(value) if shape == "lognormal" else NAMED[shape]
    if not isinstance(value, dict) or set(value) != set(names):
        raise EstimateError(
            f"{shape} takes {', '.join(names)}, got {_keys(value)}. Write "
            f"{{{shape}: {{{', '.join(f'{name}: ...' for name in names)}}}}}."
        )
    amounts = [name for name in names if name not in _PLAIN]
    numbers = [name for name in names if name in _PLAIN]
    return {
        "names": tuple(amounts),
        "amounts": tuple(_part(name, amount, value[name]) for name in amounts),
        "numbers": tuple(_part(name, number, value[name]) for name in numbers),
    }


def _keys(value: Any) -> str:
    if not isinstance(value, dict):
        return shown(value)
    return ", ".join(shown(key).strip('"') for key in value) or "nothing"


def _lognormal_names(value: Any) -> tuple[str, ...]:
    """Either mean and sd, or two percentiles, the lower first."""
    if isinstance(value, dict) and set(value) == {"mean", "sd"}:
        return ("mean", "sd")
    levels = _percentiles(value) if isinstance(value, dict) else {}
    if len(levels) != 2:
        raise EstimateError(
            "lognormal takes mean and sd, or two percentiles such as p50 and p90, got "
            f"{_keys(value)}."
        )
    return tuple(sorted(levels, key=lambda name: levels[name]))


def _percentiles(value: dict[Any, Any]) -> dict[str, float]:
    try:
        return {key: number(str(key).removeprefix("p")) for key in value}
    except EstimateError:
        return {}
