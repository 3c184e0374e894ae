"""Where an answer goes: standard output, or a file that is replaced in one step."""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from pmrisk.errors import OutputError

#: The width of a page that no terminal limits.
PIPED_WIDTH = 100
_WIDEST = 140
#: For terminals that know no more than ASCII or Latin-1.
_PLAIN = str.maketrans(
    {"░": ".", "█": "#", "◄": "<", "±": "+/-", "σ": "sd", "·": "*", "─": "-", "–": "-"}
)


@dataclass(frozen=True)
class Destination:
    """Standard output (`path` None), or a file."""

    path: Path | None

    @property
    def colour(self) -> bool:
        """Whether colours can be shown."""
        plain = os.environ.get("TERM") == "dumb" or "NO_COLOR" in os.environ
        return self.path is None and sys.stdout.isatty() and not plain

    def width(self, piped: int = PIPED_WIDTH) -> int:
        """Columns of the terminal; `piped` where there is none."""
        if self.path is not None or not sys.stdout.isatty():
            return piped
        return min(shutil.get_terminal_size().columns, _WIDEST)

    def write(self, text: str) -> None:
        """All of a page, or nothing.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        if self.path is None:
            _print(_encodable(text))
        else:
            _write_file(self.path, text.encode("utf-8", "backslashreplace"))

    def write_json(self, text: str) -> None:
        """A JSON document, which is UTF-8 whatever the terminal is."""
        data = text.encode("utf-8", "backslashreplace")
        if self.path is None:
            _print(data)
        else:
            _write_file(self.path, data)


def destination(output: str | None, inputs: Sequence[str] = ()) -> Destination:
    """Where to write, tried before the work is done, so that no long run is lost.

    Raises
    ------
    OutputError
        If nothing can be written there, or one of the `inputs` lies there.
    """
    if output is None:
        if sys.stdout is None:
            raise OutputError("standard output is closed. Give a file with -o.")
        return Destination(None)
    if not output:
        raise OutputError("-o: must name a file, got an empty name.")
    # A link keeps pointing where it does: what it points to is replaced.
    path = Path(os.path.realpath(output))
    if path in [Path(os.path.realpath(given)) for given in inputs]:
        raise OutputError(f"{output}: is what this run reads. Choose another file.")
    try:
        _try(path)
    except OSError as error:
        raise _unwritable(output, error) from None
    return Destination(path)


def _try(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(None, "Is a directory")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(None, "Permission denied")
    if not _is_device(path):
        handle, name = tempfile.mkstemp(prefix=".pmrisk-", dir=path.parent)
        os.close(handle)
        os.unlink(name)


def _is_device(path: Path) -> bool:
    """Whether it is a device or a pipe, which cannot be replaced by a file."""
    return path.exists() and not path.is_file()


def _write_file(path: Path, data: bytes) -> None:
    try:
        if _is_device(path):
            path.write_bytes(data)
        else:
            _replace(path, data)
    except OSError as error:
        raise _unwritable(str(path), error) from None


def create(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet; half a file is taken away again."""
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
        except BaseException:
            path.unlink()
            raise


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".pmrisk-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a new one."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(output: str, error: OSError) -> OutputError:
    return OutputError(f"{output}: cannot be written: {error.strerror}.")


def _encodable(text: str) -> str:
    """`text` in characters that standard output can show."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = text.translate(_PLAIN).encode(encoding, "replace")
        return plain.decode(encoding)
    return text


def _print(text: str | bytes) -> None:
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`pmrisk ... | head`). What is still buffered has
        # nowhere to go; without this Python complains about it on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _unwritable("standard output", error) from None
