"""A file's bytes and text, or what keeps it from being read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pmrisk.errors import EstimateError

#: Bytes of the largest file that is read.
MOST_BYTES = 64 * 2**20


class CannotRead(EstimateError):
    """Why a file cannot be read, as the rest of a sentence that begins with it."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def file_bytes(path: str) -> bytes:
    """What a file holds, if it is an ordinary one of bearable size.

    Raises
    ------
    CannotRead
        If there is none.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise CannotRead("is a folder. Name the file in it.")
        if not file.exists():
            raise CannotRead("does not exist. Check the path.")
        if not file.is_file():
            raise CannotRead("is not an ordinary file.")
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except CannotRead:
        raise
    except PermissionError:
        raise CannotRead("may not be read. Check its permissions.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CannotRead(f"cannot be read ({reason or 'no such path'}).") from None
    if len(raw) > MOST_BYTES:
        raise CannotRead(f"is larger than {MOST_BYTES // 2**20} MB.")
    return raw


def text_of(raw: bytes) -> str:
    """The text in UTF-8, with or without a byte order mark.

    Raises
    ------
    CannotRead
        With the line of the first byte that is not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CannotRead("is not UTF-8. Save it as UTF-8.", line) from None


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the collector of cycles, which would walk a growing tree again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
