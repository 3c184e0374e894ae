"""The base of everything in a project: values that never change and refuse nonsense."""

from functools import cache
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import escaped, quoted, sentence, shown, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class _Refusing(type(BaseModel)):  # type: ignore[misc]
    """Says in the words of a planner why a value cannot be made."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **given: Any) -> Any:
            try:
                return super().__call__(*args, **given)
            except ValidationError as error:
                raise ScenarioError(_problems(cls, given, error)) from None


if TYPE_CHECKING:
    _Model = BaseModel
else:

    class _Model(BaseModel, metaclass=_Refusing):
        """A pydantic model whose errors are ours."""


class Value(_Model):
    """An immutable value with named parts.

    Raises
    ------
    ScenarioError
        If it is made with parts that it does not have or cannot take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def made(cls, **parts: Any) -> Self:
        """A value of parts that are known to be right.

        What `model_construct` does, several times as fast: a plan has ten thousand
        activities, and each a handful of values.
        """
        value = cls.__new__(cls)
        fill = object.__setattr__
        fixed, fresh = _defaults(cls)
        fill(value, "__dict__", fixed | {name: {} for name in fresh} | parts)
        fill(value, "__pydantic_fields_set__", set(parts))
        fill(value, "__pydantic_extra__", None)
        fill(value, "__pydantic_private__", None)
        return value


@cache
def _defaults(cls: type[BaseModel]) -> tuple[dict[str, Any], list[str]]:
    """The defaults of a model's parts, and which parts begin as an empty dict."""
    optional = {n: f for n, f in cls.model_fields.items() if not f.is_required()}
    fresh = [name for name, field in optional.items() if field.default_factory is dict]
    fixed = {n: f.default for n, f in optional.items() if n not in fresh}
    return fixed, fresh


def _problems(
    cls: type[BaseModel], given: dict[str, Any], error: ValidationError
) -> list[Problem]:
    return [_problem(cls, given, each) for each in error.errors(include_url=False)]


def _problem(
    cls: type[BaseModel], given: dict[str, Any], error: "ErrorDetails"
) -> Problem:
    kind, path = error["type"], error["loc"]
    unknown = kind in ("extra_forbidden", "unexpected_keyword_argument")
    at = _address(cls, given, path[:-1] if unknown else path)
    if unknown:
        hint = suggestion(str(path[-1]), cls.model_fields)
        return Problem(
            "unknown-key", at, f"key {quoted(str(path[-1]))} is unknown.{hint}"
        )
    return Problem("value", at, sentence(_message(kind, error)))


def _message(kind: str, error: "ErrorDetails") -> str:
    """One error of the types, in our own words."""
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"must be one of {expected}, got {shown(error['input'])}"
    bounds = [words.format(error["ctx"][key]) for key, words in _BOUNDS.items()
              if key in error.get("ctx", {})]  # fmt: skip
    if bounds:
        return f"must be {bounds[0]}, got {shown(error['input'])}"
    wanted = [words for prefix, words in _WANTED.items() if kind.startswith(prefix)]
    return f"must be {wanted[0] if wanted else 'another value'}, got {_got(error)}"


_BOUNDS = {
    "ge": "at least {:g}",
    "gt": "above {:g}",
    "le": "at most {:g}",
    "lt": "below {:g}",
}
_WANTED = {
    "float": "a number",
    "finite": "a finite number",
    "int": "a whole number",
    "string": "text",
    "date": "a date",
    "tuple": "a tuple",
    "dict": "a mapping",
    "model": "a value of its own type",
    "bool": "true or false",
}


def _got(error: "ErrorDetails") -> str:
    found = error["input"]
    plain = found is None or isinstance(found, str | int | float | dict | list | tuple)
    return shown(found) if plain else f"a {type(found).__name__}"


def _address(
    cls: type[BaseModel], given: dict[str, Any], path: tuple[int | str, ...]
) -> str:
    """``Activity "A1".cost.fixed``: what was being made, and where in it."""
    own = given.get("id", given.get("name"))
    words = f"{cls.__name__} {quoted(own)}" if isinstance(own, str) else cls.__name__
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{escaped(part)}"
    return words
