"""The program that a process of its own runs: one plan in, XER or MSPDI out.

It is run by its path and imports nothing of pmrisk. Beside the plan it writes
`converted` and `report.json`, which says what was done or what is wrong.
"""

import json
import sys
from pathlib import Path
from typing import Any

#: The oldest Java that MPXJ runs on.
OLDEST_JAVA = 11


class Wrong(Exception):
    """A kind of problem, and a detail to it."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail


def main(plan: Path, megabytes: int, most_bytes: int) -> None:
    """Convert a plan, or report what keeps it from being converted."""
    _bound_files(most_bytes)
    try:
        _start_java(plan.parent, megabytes)
        said = {"form": _convert(plan)}
    except Wrong as wrong:
        said = {"problem": wrong.problem, "detail": wrong.detail}
    plan.with_name("report.json").write_text(json.dumps(said), "utf-8")


def _bound_files(most_bytes: int) -> None:
    """Let no file grow beyond that, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes + 1, most_bytes + 1))


def _start_java(folder: Path, megabytes: int) -> None:
    import jpype

    try:
        import mpxj  # noqa: F401, which tells Java where its classes are

        jpype.startJVM(
            f"-Xmx{megabytes}m",
            f"-Djava.io.tmpdir={folder}",
            "-Djava.awt.headless=true",
            # No XML may name other files or places.
            "-Djavax.xml.accessExternalDTD=",
            "-Djavax.xml.accessExternalSchema=",
            "-Djavax.xml.accessExternalStylesheet=",
            "-XX:-UsePerfData",
            # One plan is soon read: compiling less and collecting on one thread is
            # faster than what suits a server.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dfile.encoding=UTF-8",
            convertStrings=True,
        )
    except Exception as error:
        # JVMNotFoundException, and what a Java too old or broken makes of itself.
        raise Wrong("java", f"{type(error).__name__}: {error}") from None
    version = jpype.java.lang.System.getProperty("java.specification.version")
    number = str(version).removeprefix("1.")
    if not number.isdigit() or int(number) < OLDEST_JAVA:
        raise Wrong("java", f"found Java {number}")


def _convert(plan: Path) -> str:
    """The form that a plan was converted to."""
    import jpype

    try:
        projects = _projects(plan)
        is_primavera = _source(projects[0]) == "Primavera"
        if is_primavera:
            _set_float(projects, plan)
        written = _written(projects, is_primavera)
    except jpype.JException as error:
        raise _from_java(error) from None
    plan.with_name("converted").write_bytes(written)
    return "xer" if is_primavera else "mspdi"


def _projects(plan: Path) -> list[Any]:
    """The projects in a file that hold tasks."""
    from org.mpxj.reader import UniversalProjectReader

    proxy = UniversalProjectReader().getProjectReaderProxy(str(plan))
    if proxy is None:
        raise Wrong("type")
    try:
        reader = proxy.getProjectReader()
        if hasattr(reader, "setLinkCrossProjectRelations"):
            # Relationships between projects of one file are not external ones.
            reader.setLinkCrossProjectRelations(True)
        found = list(proxy.readAll() or ())
    finally:
        proxy.close()
    projects = [each for each in found if not each.getTasks().isEmpty()]
    if not projects:
        raise Wrong("empty")
    return projects


def _source(project: Any) -> str:
    return str(project.getProjectProperties().getFileApplication())


def _set_float(projects: list[Any], plan: Path) -> None:
    """Take total float to be that of the finish where a file does not say.

    That is how Primavera has it; MPXJ would take the smallest, which is Microsoft's.
    """
    from org.mpxj import TotalSlackCalculationType

    if b"ScheduleOptions" not in plan.read_bytes():
        for each in projects:
            properties = each.getProjectProperties()
            properties.setTotalSlackCalculationType(
                TotalSlackCalculationType.FINISH_SLACK
            )


def _written(projects: list[Any], is_primavera: bool) -> bytes:
    from java.io import ByteArrayOutputStream
    from java.nio.charset import StandardCharsets
    from java.util import ArrayList
    from org.mpxj.mspdi import MSPDIWriter
    from org.mpxj.primavera import PrimaveraXERFileWriter

    out = ByteArrayOutputStream()
    if is_primavera:
        writer = PrimaveraXERFileWriter()
        # Its own default would turn every name in Cyrillic into question marks.
        writer.setCharset(StandardCharsets.UTF_8)
        writer.write(ArrayList(projects), out)
        return bytes(out.toByteArray())
    if len(projects) > 1:
        names = [str(each.getProjectProperties().getName()) for each in projects]
        raise Wrong("several", ", ".join(names))
    MSPDIWriter().write(projects[0], out)
    return bytes(out.toByteArray())


def _from_java(error: Any) -> Wrong:
    """What an exception of Java comes from: the innermost cause says most."""
    while error.getCause() is not None:
        error = error.getCause()
    name = str(error.getClass().getSimpleName())
    if name == "OutOfMemoryError":
        return Wrong("memory")
    message = error.getMessage()
    return Wrong("failed", name if message is None else f"{name}: {message}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
