"""Estimates as a planner writes them, with units; `resolve` turns one into a shape."""

from collections.abc import Callable
from typing import Any

from pydantic import model_validator

from pmrisk.errors import EstimateError
from pmrisk.model import shapes
from pmrisk.model.amount import ELAPSED, Amount, TimeUnits, amount
from pmrisk.model.forms import BESIDE, SHAPES, parameters
from pmrisk.model.shapes import Shape
from pmrisk.model.text import number, quoted, suggestion
from pmrisk.model.value import Value

OPTIONS = ("min", "max", "plan")


class Estimate(Value):
    """One quantity that may be uncertain.

    `amounts` are what the shape is made of, each with its unit; `names` say what they
    are where the shape has named parameters; `numbers` are its plain numbers: weight,
    percentiles, probabilities, shape parameters. `min` and `max` condition it, `plan`
    is what the deterministic plan takes. `Estimate.of` is the easy way to make one.
    """

    shape: str
    amounts: tuple[Amount, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    min: Amount | None = None
    max: Amount | None = None
    plan: Amount | None = None
    #: For ``shape="factor"``: what multiplies `plan`.
    inner: "Estimate | None" = None

    @model_validator(mode="after")
    def _can_be_built(self) -> "Estimate":
        if self.shape == "factor":
            if self.inner is None or self.plan is None:
                raise EstimateError(
                    "a factor needs the planned value that it multiplies"
                )
        elif self.shape not in ("fixed", *SHAPES):
            raise EstimateError(f"shape {quoted(self.shape)} is unknown")
        else:
            _has_all_parts(self)
        return self

    @classmethod
    def fixed(cls, value: float, unit: str = "") -> "Estimate":
        """A plain amount.

        Raises
        ------
        EstimateError
            If it is no finite number, or the unit is unknown.
        """
        return _made(cls, shape="fixed", amounts=(amount(Amount(value, unit)),))

    @classmethod
    def of(cls, raw: Any, default_shape: str = "pert") -> "Estimate":
        """An estimate from any form that a scenario may use.

        Parameters
        ----------
        raw : Estimate, number, str, sequence of three, or mapping
            ``12``, ``"4h"``, ``[5, 8, 15]``, ``{"pert": [5, 8, 15], "min": 6}``.
        default_shape : {"pert", "triangular", "trigen"}
            What a bare list of three is.

        Raises
        ------
        EstimateError
            If it is none of them.
        """
        if isinstance(raw, Estimate):
            return raw
        if isinstance(raw, dict):
            return _of_mapping(cls, raw, default_shape)
        if isinstance(raw, list | tuple) and not isinstance(raw, Amount):
            return _made(cls, shape=default_shape, **parameters(default_shape, raw, {}))
        return _made(cls, shape="fixed", amounts=(amount(raw),))

    @property
    def uncertain(self) -> bool:
        """Whether it is more than a plain number."""
        return self.shape != "fixed"

    @property
    def elapsed(self) -> bool:
        """Whether its amounts are elapsed time.

        Raises
        ------
        EstimateError
            If some are elapsed and others are not.
        """
        found = {a.unit in ELAPSED for a in self._every if a.unit or a.value != 0}
        if len(found) > 1:
            raise EstimateError(
                "mixes working and elapsed time. Give all of it in one of them, such "
                "as [5ed, 8ed, 15ed]"
            )
        return found == {True}

    @property
    def _every(self) -> list[Amount]:
        options = (self.min, self.max, self.plan)
        return [*self.amounts, *(a for a in options if a is not None)]

    def resolve(self, units: TimeUnits | None) -> Shape:
        """The shape in minutes, or in plain numbers where `units` is None (money).

        Raises
        ------
        EstimateError
            If no distribution has these parameters, or a unit is out of place.
        """
        convert = _converter(units)
        if units is not None:
            _ = self.elapsed
        try:
            return _resolved(self, convert)
        except EstimateError as error:
            if units is None:
                raise
            # Every rule holds or breaks in any unit, so say it in the user's own.
            if len({a.unit for a in self._every}) > 1:
                raise EstimateError(f"{error} (in minutes)") from None
            _resolved(self, lambda given: given.value)
            raise

    def planned(self, units: TimeUnits | None) -> float:
        """The value of the deterministic plan: `plan`, else the mode or the median."""
        if self.plan is not None:
            return _converter(units)(self.plan)
        if not self.uncertain:
            return _converter(units)(self.amounts[0])
        return self.resolve(units).plan


Convert = Callable[[Amount], float]


def _made(cls: type[Estimate], **fields: Any) -> Estimate:
    """An estimate of parts that are checked already, or will be when it is resolved."""
    return cls.made(**fields)


def _converter(units: TimeUnits | None) -> Convert:
    return _money if units is None else units.minutes


def _money(given: Amount) -> float:
    """A plain number, which has no unit."""
    if given.unit:
        raise EstimateError(
            f"{given} has a unit of time, but a plain number belongs here"
        )
    return given.value


def _resolved(estimate: Estimate, convert: Convert) -> Shape:
    shape = _whole(estimate, convert)
    low = None if estimate.min is None else convert(estimate.min)
    high = None if estimate.max is None else convert(estimate.max)
    if low is None and high is None:
        return shape
    return shapes.truncated(shape, low, high)


def _whole(estimate: Estimate, convert: Convert) -> Shape:
    """The shape before `min` and `max` condition it."""
    if estimate.shape == "factor":
        assert estimate.inner is not None
        assert estimate.plan is not None
        return shapes.Scaled(estimate.inner.resolve(None), convert(estimate.plan))
    if estimate.shape == "lognormal":
        return _lognormal(estimate, [convert(a) for a in estimate.amounts])
    values = [convert(a) for a in estimate.amounts]
    return _BUILD[estimate.shape](values, list(estimate.numbers))


def _has_all_parts(estimate: Estimate) -> None:
    """Raise if an estimate lacks what its shape is made of."""
    pairs = estimate.shape in ("discrete", "cumulative")
    try:
        _whole(estimate, lambda given: given.value)
        complete = True
    except EstimateError:
        # Whether the values make sense depends on the units of the place.
        complete = not pairs or len(estimate.amounts) == len(estimate.numbers)
    except (TypeError, IndexError, ValueError):
        complete = False
    if not complete:
        raise EstimateError(
            f"{estimate.shape} cannot be made of {len(estimate.amounts)} amounts and "
            f"{len(estimate.numbers)} numbers. Estimate.of takes the usual forms"
        )


_BUILD: dict[str, Callable[[list[float], list[float]], Shape]] = {
    "fixed": lambda v, _: shapes.Fixed(*v),
    "triangular": lambda v, _: shapes.Triangular(*v),
    "pert": lambda v, n: shapes.Pert(*v, *n),
    "trigen": lambda v, n: shapes.trigen(*v, *n),
    "uniform": lambda v, _: shapes.Uniform(*v),
    "normal": lambda v, _: shapes.Normal(*v),
    "weibull": lambda v, n: shapes.Weibull(*n, *v),
    "gamma": lambda v, n: shapes.Gamma(*n, *v),
    "exponential": lambda v, _: shapes.Weibull(1.0, *v),
    "beta": lambda v, n: shapes.Beta(n[0], n[1], v[0], v[1]),
    "discrete": lambda v, n: shapes.Discrete(tuple(v), tuple(n)),
    "cumulative": lambda v, n: shapes.Cumulative(tuple(n), tuple(v)),
    "empirical": lambda v, _: shapes.Empirical(tuple(v)),
    "lognormal_pareto": lambda v, n: shapes.LognormalPareto(v[0], v[1], n[0], n[1]),
}


def _lognormal(estimate: Estimate, values: list[float]) -> Shape:
    given = dict(zip(estimate.names, values, strict=True))
    if set(given) == {"mean", "sd"}:
        return shapes.Lognormal.of_moments(given["mean"], given["sd"])
    return shapes.Lognormal.of_percentiles(
        {number(name[1:]): value for name, value in given.items()}
    )


def _of_mapping(
    cls: type[Estimate], raw: dict[str, Any], default_shape: str
) -> Estimate:
    """The long form: one shape by its name, and options beside it."""
    shape = _named_shape(raw)
    beside = BESIDE.get(shape, ())
    for key in raw:
        if key not in (*OPTIONS, shape, *beside):
            known = (shape, *beside, *OPTIONS)
            raise EstimateError(
                f"{shape} knows no key {quoted(str(key))}."
                + (suggestion(str(key), known) or f" Known keys: {', '.join(known)}.")
            )
    options = {key: _option(key, raw[key]) for key in OPTIONS if key in raw}
    if shape != "factor":
        return _made(cls, shape=shape, **parameters(shape, raw[shape], raw), **options)
    if "plan" not in options:
        raise EstimateError(
            "a factor multiplies a planned value. Give it, such as plan: 20"
        )
    inner = cls.of(raw["factor"], default_shape)
    inner.resolve(None)
    return _made(cls, shape=shape, inner=inner, **options)


def _named_shape(raw: dict[str, Any]) -> str:
    named = [key for key in raw if key in SHAPES]
    if len(named) == 1:
        return named[0]
    if named:
        raise EstimateError(
            f"names {len(named)} shapes, {' and '.join(named)}. Keep one"
        )
    others = [str(key) for key in raw if key not in OPTIONS]
    hints = [suggestion(other, SHAPES) for other in others]
    hint = next((hint for hint in hints if hint), f" Give one of {', '.join(SHAPES)}.")
    found = f", got {quoted(others[0])}" if others else ""
    raise EstimateError(f"must name a shape{found}.{hint}")


def _option(key: str, value: Any) -> Amount:
    try:
        return amount(value)
    except EstimateError as error:
        raise EstimateError(f"{key} {error}") from None
