"""What drives the finish, what to beware of, and how to repeat the run."""

import shlex
from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from pmrisk.analysis import ActivityMetrics, drivers
from pmrisk.check import Finding
from pmrisk.outcome import Probability
from pmrisk.report import words
from pmrisk.report.sections import Section
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST = 10
#: Of one code; a plan of ten thousand activities may have as many open ends.
_MOST_ALIKE = 3
_MOST_CONVERTED = 20
_FORMULAS = """\
criticality   share of iterations in which it is on a driving path to the finish
sensitivity   schedule sensitivity index: criticality · σ(d) / σ(D)
significance  E[d / (d + TF) · D / E D]
cruciality    |Pearson correlation of d and D|; below {floor:.3f} it is noise
              d: duration, TF: total float, D: finish after the start"""


def what_drives(result: Result) -> Section:
    """The activities that drive the finish most."""
    activities = result.project.activities
    milestones = {each.id for each in activities if each.is_milestone}
    ranked = drivers(result, len(activities))
    # A milestone has no duration, so it passes on what drives it.
    found = [each for each in ranked if each.id not in milestones][:_MOST]
    if not found:
        return []
    made = table(
        "id", "activity", ">criticality", ">sensitivity", ">significance", ">cruciality"
    )
    for metrics in found:
        made.add_row(*_row(metrics))
    formulas = _FORMULAS.format(floor=found[0].noise_floor)
    return [heading("What drives the finish?"), made, formulas]


def _row(metrics: ActivityMetrics) -> list[str]:
    return [
        metrics.id,
        words.plain(metrics.name),
        words.chance(Probability(metrics.criticality_index, metrics.se)),
        words.index(metrics.schedule_sensitivity_index),
        words.index(metrics.significance_index),
        words.index(metrics.cruciality.pearson),
    ]


def warnings(result: Result) -> Section:
    """What a reader must know before using the numbers."""
    if not result.warnings:
        return []
    seen: Counter[str] = Counter()
    lines = []
    for finding in result.warnings:
        seen[finding.code] += 1
        if seen[finding.code] <= _most(finding.code):
            lines.append(_warning(finding))
    rest = [
        f"- {code}: {count - _most(code)} more, see --json"
        for code, count in seen.items()
        if count > _most(code)
    ]
    return [heading("Beware"), *lines, *rest]


def _most(code: str) -> int:
    """How many findings of a code are shown: of what became of constraints, more."""
    return _MOST_CONVERTED if code == "converted-constraint" else _MOST_ALIKE


def _warning(finding: Finding) -> str:
    return words.plain(f"- {finding.code}: {finding.at}: {finding.message}")


def provenance(result: Result, options: Sequence[str] = ()) -> Section:
    """All that is needed to have the same numbers again."""
    made = result.provenance
    scenario = shlex.join([result.project.path or "SCENARIO", *options])
    command = (
        f"pmrisk simulate {scenario} -n {made.iterations} --seed {made.seed} "
        f"--sampling {made.sampling} --level {made.level:g}"
        f"{'' if result.levelling is None else ' --levelled'}"
    )
    return [
        "",
        f"{made.iterations:,} iterations, seed {made.seed}, {made.sampling}; pmrisk "
        f"{made.version}, {made.seconds:.2f} s on {made.threads} threads",
        made.digest,
        # One line however long, so that it can be copied.
        Text(f"repeat with: {command}", no_wrap=True),
    ]
