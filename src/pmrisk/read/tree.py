"""A YAML text as plain mappings, lists and texts that know their lines.

The events of the parser are read one by one, so that an alias is counted, not
expanded, and no wish of the text costs more than its length. Types are left to the
place that a value is for: an id ``007``, a country ``NO`` and a shift ``12:00`` stay as
they are written. Only ``true`` and ``false`` are booleans.
"""

from typing import Any

import yaml

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import escaped, quoted

#: Values in a file, aliases counted as often as they are used.
MOST_VALUES = 3_000_000
#: Mappings and lists inside each other.
MOST_DEPTH = 40

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOO_DEEP = f"nests more than {MOST_DEPTH} deep."
# Newer versions of the parser refuse deep nesting themselves, reading ahead of us.
_PARSER_TOO_DEEP = "maximum nesting depth"
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}
_HINTS = {
    "mapping values are not allowed in this context": (
        "a colon here has no meaning. Put a text with a colon in quotes, and check the "
        "indentation"
    ),
    "found character that cannot start any token": (
        "a character here cannot begin a value. Indent with spaces, not tabs, and put "
        "a text that begins with @, % or ` in quotes"
    ),
    "found undefined tag handle": "tags (!) are not used here. Remove it",
}


class Map(dict[str, Any]):
    """A mapping with the line of every key."""

    __slots__ = ("line", "lines", "size")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.size = 1


class List(list[Any]):
    """A list with the line of every item."""

    __slots__ = ("line", "lines", "size")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []
        self.size = 1


def tree(text: str, path: str | None) -> Any:
    """The only document in `text`: `Map`, `List`, str, bool or None.

    Raises
    ------
    ScenarioError
        With everything that keeps it from being read.
    """
    builder = _Builder(path)
    try:
        loader = _LOADER(text)
        try:
            while loader.check_event():
                builder.take(loader.get_event())
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        builder.problems.append(_unreadable(error, path, text))
    if builder.problems:
        raise ScenarioError(sorted(builder.problems, key=lambda p: p.line or 0))
    return builder.root


def line_of(parent: Map | List, key: Any) -> int:
    """The line of a key, or of an item of a list; the parent's own if it has none."""
    try:
        return parent.lines[key]
    except (KeyError, IndexError):
        return parent.line


def _unreadable(error: Exception, path: str | None, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", error))
    line = None if mark is None else mark.line + 1
    if _PARSER_TOO_DEEP in said:
        return Problem("depth", "", _TOO_DEEP, path, line)
    hints = [hint for phrase, hint in _HINTS.items() if phrase in said]
    said = hints[0] if hints else escaped(said)
    if isinstance(error, yaml.reader.ReaderError):
        # Its position counts bytes in one parser, characters in the other; before a
        # first character that cannot be read, they rarely differ by a line.
        line = text.count("\n", 0, error.position) + 1
    return Problem("yaml", "", f"cannot be read as YAML: {said}.", path, line)


class _Builder:
    """Turns events into a tree, and notes what is not accepted."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.root: Any = None
        self._open: list[tuple[Map | List, str | None]] = []
        self._keys: list[Any] = []
        self._anchors: dict[str, Any] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        """Build on by one event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._add(self._scalar(event), event, 1)
        elif kind is yaml.SequenceStartEvent:
            self._begin(List(event.start_mark.line + 1), event)
        elif kind is yaml.MappingStartEvent:
            self._begin(Map(event.start_mark.line + 1), event)
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            self._end(event)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _scalar(self, event: Any) -> Any:
        self._no_tag(event)
        plain, text = event.implicit[0], event.value
        return _PLAIN.get(text, text) if plain else text

    def _no_tag(self, event: Any) -> None:
        # A lone ! marks a plain text as text; that is what it is anyway.
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._complain(
                "tag",
                f"tags such as {escaped(tag)} are not used here. Remove it.",
                event,
            )

    def _begin(self, container: Map | List, event: Any) -> None:
        self._no_tag(event)
        if len(self._open) >= MOST_DEPTH:
            self._stop("depth", _TOO_DEEP, event)
        self._open.append((container, event.anchor))
        self._keys.append(None)

    def _end(self, event: Any) -> None:
        container, anchor = self._open.pop()
        self._keys.pop()
        if anchor is not None:
            self._anchors[anchor] = container
        self._place(container, container.line, container.size, event)

    def _add(self, value: Any, event: Any, size: int) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        if self._open and type(self._open[-1][0]) is Map and self._keys[-1] is None:
            self._key(event.value, event)
        else:
            self._place(value, event.start_mark.line + 1, size, event)

    def _key(self, text: str, event: Any) -> None:
        mapping = self._open[-1][0]
        assert isinstance(mapping, Map)
        line = event.start_mark.line + 1
        if text in mapping:
            first = mapping.lines[text]
            self._complain(
                "duplicate-key",
                f"{quoted(text)} is given twice, first on line {first}. Remove one.",
                event,
            )
        self._keys[-1] = text
        mapping.lines[text] = line

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if any(anchor == name for _, anchor in self._open):
            self._stop("alias", f"*{escaped(name)} contains itself.", event)
        if name not in self._anchors:
            self._stop("alias", f"*{escaped(name)} names no anchor.", event)
        value = self._anchors[name]
        if self._open and type(self._open[-1][0]) is Map and self._keys[-1] is None:
            if not isinstance(value, str):
                self._stop("key", "a key must be a plain text.", event)
            self._key(value, event)
            return
        size = value.size if isinstance(value, Map | List) else 1
        self._place(value, event.start_mark.line + 1, size, event)

    def _place(self, value: Any, line: int, size: int, event: Any) -> None:
        """Put a finished value where it belongs."""
        if not self._open:
            self.root = value
            return
        parent, key = self._open[-1][0], self._keys[-1]
        parent.size += size
        if parent.size > MOST_VALUES:
            self._stop(
                "too-large",
                f"holds more than {MOST_VALUES:,} values, aliases counted as often as "
                "they are used.",
                event,
            )
        if isinstance(parent, List):
            parent.append(value)
            parent.lines.append(line)
        elif key is None:
            self._stop("key", "a key must be a plain text.", event)
        else:
            parent[key] = value
            self._keys[-1] = None

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                "documents",
                "a second document begins here (---). Keep one project in a file.",
                event,
            )

    def _complain(self, code: str, message: str, event: Any) -> None:
        line = event.start_mark.line + 1
        self.problems.append(Problem(code, self._where(), message, self.path, line))

    def _stop(self, code: str, message: str, event: Any) -> None:
        """Complain of something that makes the rest unreadable."""
        self._complain(code, message, event)
        raise ScenarioError(sorted(self.problems, key=lambda p: p.line or 0))

    def _where(self) -> str:
        """The place in the user's words: the section, and the item by its id."""
        words: list[str] = []
        for (container, _), key in zip(self._open, self._keys, strict=True):
            if isinstance(container, Map):
                name = container.get("id")
                if len(words) == 1 and isinstance(name, str):
                    words[0] += f" {quoted(name)}"
                if key is not None:
                    words.append(escaped(key))
        return ".".join(words)
