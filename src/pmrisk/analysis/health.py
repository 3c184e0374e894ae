"""Is the plan sound? Findings, the DCMA's points, the GAO's practices and a score."""

from collections.abc import Iterable
from dataclasses import dataclass

from pmrisk.analysis import dcma
from pmrisk.analysis.dated import DATED
from pmrisk.analysis.dcma import Point
from pmrisk.analysis.evidence import Evidence
from pmrisk.analysis.gao import Practice, practices
from pmrisk.analysis.parity import Parity, compare
from pmrisk.check import CODES as STATIC
from pmrisk.check import RULES, Finding, View
from pmrisk.check.finding import placed
from pmrisk.errors import OptionError
from pmrisk.model.project import Project
from pmrisk.model.text import quoted, suggestion
from pmrisk.planning import Schedule, schedule

#: The stable code of everything that can be found.
CODES: tuple[str, ...] = (
    *STATIC,
    *(rule.__name__.replace("_", "-") for rule in DATED),
    "dates-differ",
)
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, eq=False)
class Health:
    """How sound a plan is.

    Attributes
    ----------
    findings : tuple of Finding
        The grave ones first.
    dcma : tuple of Point
        The 14 points of the DCMA's assessment.
    gao : tuple of Practice
        The GAO's ten best practices.
    parity : Parity or None
        How our dates compare with those that the plan file has stored, if there is one.
    """

    project: Project
    schedule: Schedule
    findings: tuple[Finding, ...]
    dcma: tuple[Point, ...]
    gao: tuple[Practice, ...]
    parity: Parity | None = None

    @property
    def score(self) -> float | None:
        """Per cent of the measurable DCMA points that are passed, equally weighted.

        None where none can be measured.
        """
        return dcma.score(self.dcma)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that contradict the plan."""
        return self.unaccepted(())

    def unaccepted(self, accepted: Iterable[str]) -> tuple[Finding, ...]:
        """The findings of severity error whose code is not among the `accepted`.

        Raises
        ------
        OptionError
            If one of the codes does not exist.
        """
        allowed = known_codes(accepted)
        return tuple(
            finding
            for finding in self.findings
            if finding.severity == "error" and finding.code not in allowed
        )


def known_codes(codes: Iterable[str]) -> frozenset[str]:
    """The codes, each of which some finding can have.

    Raises
    ------
    OptionError
        With everyone that none can have, and what may have been meant.
    """
    codes = tuple(codes)
    wrong = [
        f"{quoted(code)} is not the code of a finding.{suggestion(code, CODES)}"
        for code in codes
        if code not in CODES
    ]
    if wrong:
        raise OptionError("\n".join(dict.fromkeys(wrong)))
    return frozenset(codes)


def health(project: Project) -> Health:
    """How sound the plan of `project` is.

    `pmrisk.check` finds what needs no dates; this schedules the project besides, and
    compares it with the dates in its plan file, if it was read from one.
    """
    view, plan = View(project), project.plan_file
    evidence = Evidence(view, schedule(project), plan)
    parity = None if plan is None else compare(evidence.schedule, plan)
    findings = [finding for rule in RULES for finding in placed(rule(view))]
    findings += [finding for rule in DATED for finding in placed(rule(evidence))]
    findings += _parity_findings(parity)
    findings.sort(key=lambda finding: _ORDER[finding.severity])
    points = dcma.assess(evidence)
    return Health(
        project,
        evidence.schedule,
        tuple(findings),
        points,
        practices(evidence, points, findings),
        parity,
    )


def _parity_findings(parity: Parity | None) -> list[Finding]:
    if parity is None or parity.early.agrees:
        return []
    message = (
        f"{parity.verdict}. See where the differences begin, and whether the file was "
        "rescheduled before it was saved."
    )
    return [Finding("dates-differ", "warning", "plan file", message)]
