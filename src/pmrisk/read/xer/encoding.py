"""Text from bytes whose encoding nobody wrote down: P6 exports in the code page of the
machine it runs on, and says so rarely.
"""

import re
from collections import Counter

#: A name of a code page in the header, as some exporters put it there.
_NAMED = re.compile(
    r"(?i)\b(?:utf-?8|utf-?16|(?:cp|windows-?)(?:125[0-8]|874|932|936|949|950)|gbk"
    r"|gb2312|gb18030|big5|shift_jis|iso-?8859-?\d\d?|koi8-r)\b"
)
# Of one alphabet, the letters that make up half of any text in it.
_COMMON = {
    "cp1251": "оеаинтсрвлкмдпу",
    "cp1253": "αοιετσνηυρπκμλςω",
    "cp1255": "יוהלאמרתבשנדע",
    "cp1256": "ايلمونرتبةعدسفهكق",
    "gb18030": None,
}
# So much of a text decoded rightly are its most common letters; others give less.
_ENOUGH = 0.5
_SAMPLE = 20_000
_HIGH = re.compile(rb"[\x80-\xff]+")


def text_of_xer(raw: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding that it was found to be in.

    A mark or the header decides, else UTF-8 if it is that; else the code page in which
    the words beyond ASCII look most like words, which for Western names is cp1252.
    """
    marked = _marked(raw)
    if marked is not None:
        return raw.decode(marked, "replace").removeprefix("\ufeff"), marked
    if raw.isascii():
        return raw.decode("ascii"), "ascii"
    name = _named(raw) or _utf8(raw) or _likeliest(raw)
    return raw.decode(name, "replace"), name


def _marked(raw: bytes) -> str | None:
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Every other byte of a Latin text in UTF-16 is zero.
    if raw[1:40:2].count(0) > 15:
        return "utf-16-le"
    return "utf-16-be" if raw[0:40:2].count(0) > 15 else None


def _named(raw: bytes) -> str | None:
    header = raw.split(b"\n", 1)[0][:1000].decode("ascii", "replace")
    match = _NAMED.search(header)
    if match is None:
        return None
    return re.sub(r"(?i)^windows-?", "cp", match[0]).lower()


def _utf8(raw: bytes) -> str | None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _likeliest(raw: bytes) -> str:
    """The code page of the bytes beyond ASCII, cp1252 unless whole words are."""
    # P6 puts the mark of UTF-8 into empty notes, whatever the code page.
    raw = raw.replace(b"\xef\xbb\xbf", b"")
    # In Western names letters beyond ASCII stand alone, in others side by side.
    runs = _HIGH.findall(raw)
    words = [run for run in runs if len(run) > 1]
    # Signs of currencies come before the letters in every code page.
    alone = sum(len(run) == 1 and run >= b"\xc0" for run in runs)
    if len(words) <= alone:
        return "cp1252"
    sample = b" ".join(words)[:_SAMPLE]
    scores = {name: _common(sample, name) for name in _COMMON}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > _ENOUGH else "cp1252"


def _common(sample: bytes, name: str) -> float:
    """The share of letters that are common in the language of a code page."""
    letters = _COMMON[name]
    if letters is None:
        return _chinese(sample)
    found = Counter(sample.decode(name, "replace").lower())
    total = sum(n for letter, n in found.items() if not letter.isspace())
    return sum(found[letter] for letter in letters) / max(total, 1)


def _chinese(sample: bytes) -> float:
    """The share of bytes that form the characters of GB 2312's first level."""
    pairs = re.findall(rb"[\xb0-\xd7][\xa1-\xfe]", sample)
    return 2 * len(pairs) / max(len(sample) - sample.count(b" "), 1)
