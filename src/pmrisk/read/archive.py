"""Zip archives that may lie about themselves, copied into ones that do not."""

import io
import zipfile
from collections.abc import Callable, Iterable

_CHUNK = 2**16


class Damaged(Exception):
    """The name of a part that cannot be unpacked."""


def copied(
    archive: zipfile.ZipFile,
    parts: Iterable[zipfile.ZipInfo],
    check: Callable[[str, bytes], None] = lambda name, data: None,
) -> io.BytesIO:
    """An archive of these parts, none larger than it says.

    An archive may call a part small that is not, and whoever reads such a part in one
    piece unpacks all of it. `check` sees each part, and raises what it minds.

    Raises
    ------
    Damaged
        If a part cannot be unpacked.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as trusted:
        for part in parts:
            data = _unpacked(archive, part)
            check(part.filename, data)
            trusted.writestr(part.filename, data)
    return copy


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(part) as stream:
            return b"".join(iter(lambda: stream.read(_CHUNK), b""))
    except Exception:
        # Beside BadZipFile there are zlib.error, EOFError, RuntimeError (a password)
        # and NotImplementedError (a method of compression).
        raise Damaged(part.filename) from None
