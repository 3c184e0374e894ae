"""The page on a plan's health: a score, the points, the practices, what was found."""

from collections.abc import Collection, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pmrisk.analysis.dcma import Point
from pmrisk.analysis.health import Health
from pmrisk.analysis.parity import Difference, Parity
from pmrisk.check import Finding, Severity
from pmrisk.report import words
from pmrisk.report.tables import heading, table

Section = list[RenderableType]
#: Of one code, and of the activities that differ, unless all are asked for.
_FIRST = 3
_MOST_DIFFERENT = 10
_NAMES: tuple[tuple[Severity, str], ...] = (
    ("error", "error"),
    ("warning", "warning"),
    ("info", "note"),
)


def page(
    health: Health, accepted: Collection[str] = (), *, whole: bool = False
) -> Section:
    """Everything about a plan's health; all of each kind if `whole`."""
    return [
        *_headline(health),
        *_parity(health.parity, whole=whole),
        *_points(health.dcma),
        *_practices(health),
        *_findings(health.findings, accepted, whole=whole),
    ]


def _headline(health: Health) -> Section:
    name = words.plain(health.project.name)
    return [
        heading(f"{name}: is the plan sound?", space=False),
        "",
        _score(health),
        _counts(health.findings),
    ]


def _score(health: Health) -> str:
    judged = [point.passed for point in health.dcma if point.passed is not None]
    if health.score is None:
        return "No score: none of the 14 DCMA points can be measured."
    return (
        f"Score {health.score:.0f} of 100: {sum(judged)} of the {len(judged)} DCMA "
        "points that can be measured are passed, each weighing the same."
    )


def _counts(findings: Sequence[Finding]) -> str:
    parts = []
    for severity, name in _NAMES:
        count = sum(each.severity == severity for each in findings)
        parts.append(f"{count:,} {name}{'' if count == 1 else 's'}")
    return f"{', '.join(parts)}."


def _parity(parity: Parity | None, *, whole: bool) -> Section:
    if parity is None:
        return []
    shown = parity.differences if whole else parity.differences[:_MOST_DIFFERENT]
    lines: Section = [
        heading("Parity with the plan's own dates"),
        f"{parity.verdict}.",
        f"{parity.second}.",
    ]
    if shown:
        made = table("id", "what", "stored", "here", "why")
        for column in made.columns[:4]:
            column.no_wrap = True
        for difference in shown:
            made.add_row(*_different(difference))
        lines += ["", made]
    if more := len(parity.differences) - len(shown):
        lines.append(f"and {more:,} more, see --all")
    return lines


def _different(difference: Difference) -> list[str]:
    """The first of what differs, and why: early dates come before late ones."""
    field = difference.fields[0]
    reason = difference.early or difference.late
    more = len(difference.fields) - 1
    what = field.replace("_", " ") + (f" + {more}" if more else "")
    day = difference.stored, difference.ours
    if field == "total_float":
        stored, ours = difference.floats
        said = [f"{words.days(stored)} d", f"{words.days(ours)} d"]
    else:
        said = [words.stamp(getattr(each, field)) for each in day]
    text = "" if reason is None else reason.text
    return [words.plain(difference.id), what, *said, words.plain(text)]


def _points(points: Sequence[Point]) -> Section:
    made = table(">", "DCMA point", "verdict", "threshold", ">measured", "what")
    for column in made.columns[1:4]:
        column.no_wrap = True
    for point in points:
        made.add_row(
            str(point.number),
            point.name,
            _verdict(point),
            point.threshold,
            _measured(point),
            words.plain(point.why),
        )
    return [heading("The DCMA's 14 points"), made]


def _verdict(point: Point) -> Text:
    style = {"pass": "", "fail": "bold red", "not measurable": "dim"}[point.verdict]
    return Text("-" if point.passed is None else point.verdict, style=style)


def _measured(point: Point) -> str:
    if point.share is not None:
        return f"{point.share:.1f} %"
    if point.value is None:
        return "-"
    # The critical path test is in days, the others are indices.
    return f"{point.value:,.1f} d" if point.number == 12 else f"{point.value:,.2f}"


def _practices(health: Health) -> Section:
    made: Table = table(">", "GAO best practice", "shown", "evidence")
    made.columns[2].no_wrap = True
    for practice in health.gao:
        made.add_row(
            str(practice.number),
            practice.name,
            practice.verdict,
            words.plain(practice.evidence),
        )
    return [heading("The GAO's ten best practices, as far as a file shows them"), made]


def _findings(
    findings: Sequence[Finding], accepted: Collection[str], *, whole: bool
) -> Section:
    if not findings:
        return [heading("Findings"), "None."]
    alike: dict[str, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(finding.code, []).append(finding)
    lines: Section = [heading("Findings")]
    for code, group in alike.items():
        lines += _group(group, whole=whole, accepted=code in accepted)
    return lines


def _group(group: Sequence[Finding], *, whole: bool, accepted: bool) -> Section:
    """All findings of one code, the first few in words."""
    first = group[0]
    name = dict(_NAMES)[first.severity]
    count = f", {len(group):,} times" if len(group) > 1 else ""
    mark = " (allowed)" if accepted else ""
    style = "bold red" if first.severity == "error" else "bold"
    shown = group if whole else group[:_FIRST]
    lines: Section = [Text(f"{name} {first.code}{count}{mark}", style=style)]
    lines += [words.plain(f"- {each.at}: {each.message}") for each in shown]
    if more := len(group) - len(shown):
        lines.append(f"  and {more:,} more, see --all")
    return lines
