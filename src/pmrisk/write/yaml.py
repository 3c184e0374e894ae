"""Texts, numbers, lists and mappings in YAML, in quotes only where they need it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

# What reads as itself everywhere: no mark that has a meaning, no space at an end.
_PLAIN = re.compile(r"\w(?:[\w ./()&+*%'<>=;!?$^~|@-]*[\w./()&+*%'<>=;!?$^~|@-])?")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
#: Longer keys must be marked as such.
_LONGEST_KEY = 1000
_WIDTH = 90

#: YAML as it is, or the parts of a list or a mapping that are.
Value = str | Sequence[str] | Mapping[str, str]


@lru_cache(maxsize=1 << 14)
def text(value: str) -> str:
    """A text, in double quotes if YAML would take it for something else."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def number(value: float) -> str:
    """A number in as few digits as it takes to be read back exactly."""
    if value == (whole := int(value)) and abs(value) < 1e15:
        return str(whole)
    return repr(float(value))


def listed(items: Iterable[str]) -> str:
    """``[a, b]``."""
    return f"[{', '.join(items)}]"


def mapped(members: Mapping[str, str]) -> str:
    """``{a: 1, b: 2}``, of keys that are text and values that are YAML."""
    return f"{{{', '.join(f'{_key(key)}: {value}' for key, value in members.items())}}}"


def _key(key: str) -> str:
    # A key of the format, which older YAML takes for true.
    if key == "on":
        return key
    shown = text(key)
    return shown if len(shown) < _LONGEST_KEY else f"? {shown} "


def entry(key: str, value: Value, indent: str) -> Iterator[str]:
    """The lines of a key: one if it is short, else one for each of its members."""
    if isinstance(value, str):
        yield f"{indent}{key}: {value}"
        return
    whole = mapped(value) if isinstance(value, Mapping) else listed(value)
    line = f"{indent}{key}: {whole}"
    if len(line) <= _WIDTH or (isinstance(value, Mapping) and "? " in whole):
        yield line
    elif isinstance(value, Mapping):
        yield f"{indent}{key}:"
        yield from (f"{indent}  {text(name)}: {each}" for name, each in value.items())
    else:
        yield from _folded(f"{indent}{key}: [", value, indent)


def _folded(line: str, items: Sequence[str], indent: str) -> Iterator[str]:
    """A list that is broken where a line gets too long."""
    for k, item in enumerate(items, start=1):
        word = item + (", " if k < len(items) else "]")
        if len(line) + len(word.rstrip()) > _WIDTH:
            yield line.rstrip()
            line = f"{indent}  "
        line += word
    yield line
