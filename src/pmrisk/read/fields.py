"""The keys that a place in the file takes: how each is read, described and refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError, Problem
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import escaped, quoted, sentence, shown, suggestion
from pmrisk.read.tree import List, Map, line_of

_LONGEST_NAME = 200
# Keys named in a message; `pmrisk schema` has them all.
_MOST_KEYS = 12
#: What a reader returns for a value that it has complained about.
BAD: Any = type("Bad", (), {"__repr__": lambda _: "BAD", "__bool__": lambda _: False})()


@dataclass
class Log:
    """A file while it is read: its problems, as they are found, and what it defines."""

    path: str | None
    #: The folder that other files are named from.
    folder: str = "."
    problems: list[Problem] = field(default_factory=list)
    #: What a bare list of three points is, and the estimates that have a name.
    shape: str = "pert"
    sizes: dict[str, Estimate] = field(default_factory=dict)
    #: What the words of a scale mean, by the quantity that they are for.
    scales: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Hashes of the files that this one refers to.
    files: list[str] = field(default_factory=list)
    #: Where they are.
    paths: list[str] = field(default_factory=list)
    #: Whether the activities are in a file of another tool.
    kept_elsewhere: bool = False
    #: The project's start and its currency, once they are known.
    start: datetime | None = None
    currency: str = ""
    #: Where the risks stand, if they have a file of their own, and what became of it.
    origin: Any = None
    notes: list[Any] = field(default_factory=list)

    def add(self, code: str, at: str, message: str, line: int | None) -> None:
        """Note one problem."""
        self.problems.append(Problem(code, at, sentence(message), self.path, line))

    @contextmanager
    def reading(self, path: str) -> Iterator[None]:
        """While another file is read that this one names: its problems are there."""
        own, self.path = self.path, path
        try:
            yield
        finally:
            self.path = own

    def ordered(self) -> list[Problem]:
        """All problems by line, each once; those of other files at the end."""
        unique = dict.fromkeys(self.problems)
        return sorted(unique, key=lambda p: (p.path != self.path, p.line or 0))


class Place(NamedTuple):
    """Where a value stands: its address in the user's words, and its line."""

    log: Log
    at: str
    line: int | None

    def inside(self, parent: Map | List, key: Any, at: str | None = None) -> "Place":
        """The place of a key or an item; `at` if it has words of its own."""
        if at is None:
            word = escaped(str(key))
            at = f"{self.at}.{word}" if self.at else word
        return Place(self.log, at, line_of(parent, key))

    def complain(self, message: str, code: str = "value") -> Any:
        """Note a problem here, and return `BAD`."""
        self.log.add(code, self.at, message, self.line)
        return BAD


Reader = Callable[[Any, Place], Any]


class Key(NamedTuple):
    """A key that a place in the file takes, and what its value must be."""

    read: Reader
    schema: Mapping[str, Any]
    help: str
    required: bool = False


@dataclass(frozen=True)
class Record:
    """The keys of one kind of mapping."""

    what: str
    keys: Mapping[str, Key]

    def read(
        self, value: Any, place: Place, optional: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The values of the keys that are given; `BAD` where one cannot be used.

        `optional` are keys that are not required here.
        """
        if not isinstance(value, Map):
            place.complain(f"must be {self.what}, got {shown(value)}.", "type")
            return {}
        found: dict[str, Any] = {}
        for name, raw in value.items():
            key = self.keys.get(name)
            if key is None:
                self._unknown(name, place, value)
            elif raw is not None:
                found[name] = key.read(raw, place.inside(value, name))
        for name, key in self.keys.items():
            if key.required and name not in found and name not in optional:
                place.complain(f"needs a key {quoted(name)}: {key.help}", "missing-key")
        return found

    def _unknown(self, name: str, place: Place, value: Map) -> None:
        hint = suggestion(name, [*self.keys]) or f" Known keys: {_some(self.keys)}."
        message = f"key {quoted(name)} is unknown.{hint}"
        place.log.add("unknown-key", place.at, message, value.lines[name])


def _some(keys: Iterable[str]) -> str:
    """Keys in a row; of many the first ones, with no count, which grows."""
    keys = list(keys)
    if len(keys) <= _MOST_KEYS:
        return ", ".join(keys)
    return f"{', '.join(keys[:_MOST_KEYS])} and more (pmrisk schema lists all)"


def good(found: Mapping[str, Any]) -> dict[str, Any]:
    """What could be read, under its keys."""
    return {name: value for name, value in found.items() if value is not BAD}


def scalar(convert: Callable[[Any], Any]) -> Reader:
    """A reader of one value, from a function that raises what is wrong with it."""

    def read(value: Any, place: Place) -> Any:
        try:
            return convert(value)
        except EstimateError as error:
            return place.complain(str(error))

    return read


def text(value: Any) -> str:
    """A text as written; numbers and dates stay as they are.

    Raises
    ------
    EstimateError
        If it is none.
    """
    if isinstance(value, bool):
        raise EstimateError(f"must be text, got {shown(value)}. Put it in quotes.")
    if not isinstance(value, str):
        raise EstimateError(f"must be text, got {shown(value)}.")
    return value


def name(value: Any) -> str:
    """A text that names something: not empty, and all of it can be printed.

    Raises
    ------
    EstimateError
        If it is none.
    """
    if not text(value).strip():
        raise EstimateError("must not be empty.")
    if len(value) > _LONGEST_NAME:
        raise EstimateError(f"is longer than {_LONGEST_NAME} characters.")
    if not value.isprintable():
        raise EstimateError(f"{shown(value)} holds characters that cannot be printed.")
    return str(value)


def identity(value: Any) -> str:
    """An id: any text that can be printed, without spaces.

    Raises
    ------
    EstimateError
        If it is none.
    """
    if any(c.isspace() for c in name(value)):
        raise EstimateError(f"id {shown(value)} holds a space. Use an underscore.")
    return str(value)


def flag(value: Any) -> bool:
    """``true`` or ``false``.

    Raises
    ------
    EstimateError
        If it is neither.
    """
    if not isinstance(value, bool):
        raise EstimateError(f"must be true or false, got {shown(value)}.")
    return value


def choice(known: Iterable[str]) -> Callable[[Any], str]:
    """A converter to one of some words."""
    known = tuple(known)

    def convert(value: Any) -> str:
        if value in known:
            return str(value)
        hint = suggestion(value, known) if isinstance(value, str) else ""
        raise EstimateError(
            f"must be one of {', '.join(known)}, got {shown(value)}.{hint}"
        )

    return convert


def items(value: Any, place: Place, example: str) -> list[tuple[Any, Any]]:
    """The items of a list with their indices; a single value is a list of one."""
    if isinstance(value, List):
        return list(enumerate(value))
    if isinstance(value, str):
        return [(0, value)]
    place.complain(f"must be a list such as {example}, got {shown(value)}.", "type")
    return []


def members(value: Any, place: Place, example: str) -> list[tuple[str, Any]]:
    """The keys and values of a mapping."""
    if isinstance(value, Map):
        return list(value.items())
    place.complain(f"must be a mapping such as {example}, got {shown(value)}.", "type")
    return []


def one_or_more(item: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a value, or of a list of such values."""
    return {"anyOf": [item, {"type": "array", "items": item}]}


def ref(definition: str) -> dict[str, str]:
    """The schema of something that is defined once."""
    return {"$ref": f"#/$defs/{definition}"}
