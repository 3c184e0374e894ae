"""Plans of all other tools, through MPXJ: a process of its own turns them into XER or
Microsoft Project XML, which are read as any other.

MPXJ is a Java library. It starts in a second, and a file that hangs or exhausts it
takes down nothing but that process.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NoReturn

from pmrisk.errors import Problem, ScenarioError
from pmrisk.read.archive import Damaged, copied
from pmrisk.read.source import CannotRead, file_bytes

Form = Literal["xer", "mspdi"]

#: Seconds that a conversion may take; the largest plan known takes ten.
MOST_SECONDS = 120.0
#: Megabytes of memory that Java may use.
MOST_MEMORY = 1024
#: Bytes of the largest conversion, and of all parts of a zip archive.
MOST_BYTES = 256 * 2**20
_CONVERTER = Path(__file__).with_name("converter.py")
_LONGEST_REASON = 200
_EXPORT = "Export the plan as XER, or as XML of Microsoft Project."


def convert(path: str) -> tuple[bytes, Form]:
    """A plan of any tool that MPXJ reads, as XER (Primavera) or as Microsoft's XML.

    Raises
    ------
    ScenarioError
        If the extra or Java is missing, the file is of no known type, or MPXJ cannot
        convert it.
    """
    if find_spec("mpxj") is None or find_spec("jpype") is None:
        _refuse(
            path,
            "needs the extra that reads the files of other tools. Install it with pip "
            f'install "pmrisk[mpxj]". {_EXPORT.replace("Export", "Or export")}',
            "mpxj-missing",
        )
    try:
        raw = _harmless(file_bytes(path))
    except CannotRead as error:
        _refuse(path, str(error), "file")
    # Whatever Java leaves behind goes with the folder.
    with tempfile.TemporaryDirectory(
        prefix="pmrisk-", ignore_cleanup_errors=True
    ) as folder:
        return _converted(raw, path, Path(folder))


def _converted(raw: bytes, path: str, folder: Path) -> tuple[bytes, Form]:
    # MPXJ knows most files by what is in them, some by how their name ends.
    suffix = Path(path).suffix.lower()
    usable = suffix.isascii() and suffix[1:].isalnum() and len(suffix) < 20
    plan = folder / f"plan{suffix if usable else ''}"
    plan.write_bytes(raw)
    said = _run(plan, path)
    form: Form = "xer" if said["form"] == "xer" else "mspdi"
    result = folder / "converted"
    if result.stat().st_size > MOST_BYTES:
        _refuse(path, f"is more than {MOST_BYTES >> 20} MB when it is converted.")
    return result.read_bytes(), form


def _run(plan: Path, path: str) -> dict[str, str]:
    """What the converter says that it has done."""
    # -P: nothing is imported from the working directory, which may be anyone's.
    command = [sys.executable, "-P", os.fspath(_CONVERTER), os.fspath(plan)]
    try:
        done = subprocess.run(
            [*command, str(MOST_MEMORY), str(MOST_BYTES)],
            cwd=plan.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _refuse(path, f"took MPXJ more than {MOST_SECONDS:g} seconds. {_EXPORT}")
    except OSError as error:
        _refuse(path, f"cannot be converted: no process can be started ({error}).")
    report = plan.with_name("report.json")
    if not report.is_file():
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        reason = _line(last[0]) if last else f"status {done.returncode}"
        _refuse(path, f"cannot be converted: MPXJ ended without a word ({reason}).")
    said: dict[str, str] = json.loads(report.read_text("utf-8"))
    if "problem" in said:
        _explain(path, said["problem"], said["detail"])
    return said


def _explain(path: str, problem: str, detail: str) -> NoReturn:
    """Raise what the converter complains of."""
    reason = _line(detail)
    if problem == "java":
        _refuse(
            path,
            "needs Java 11 or newer to be converted. Install it, and set JAVA_HOME if "
            f"it is not found ({reason}).",
            "java-missing",
        )
    if problem == "memory":
        _refuse(path, f"needs more than {MOST_MEMORY} MB in MPXJ. Export a part of it.")
    if problem == "type":
        _refuse(path, f"is of no type that MPXJ knows. {_EXPORT}", "unknown-type")
    if problem == "several":
        _refuse(
            path,
            f"holds several projects ({reason}), and only those of Primavera can be "
            "read together. Export one of them.",
        )
    if problem == "empty":
        _refuse(path, "holds no activities.", "empty-project")
    _refuse(path, f"cannot be converted: MPXJ says {reason}. {_EXPORT}")


def _line(text: str) -> str:
    """A message of another program, on one line."""
    words = "".join(c if c.isprintable() else " " for c in text)
    short = " ".join(words.split())[:_LONGEST_REASON]
    return short.removesuffix(".")


def _refuse(path: str, message: str, code: str = "mpxj") -> NoReturn:
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in path)
    raise ScenarioError([Problem(code, "", message, shown)])


def _harmless(raw: bytes) -> bytes:
    """The bytes of a file; an archive in them unpacks to no more than can be read."""
    if not raw.startswith(b"PK\3\4"):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise CannotRead(f"unpacks to more than {MOST_BYTES >> 20} MB.")
            return copied(archive, parts).getvalue()
    except CannotRead:
        raise
    except (Damaged, zipfile.BadZipFile, ValueError, OSError):
        raise CannotRead("is a damaged zip archive. Save it again.") from None
