"""Risks that cannot do what they say, or that too few iterations would see."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.chances import expected_share
from pmrisk.model.project import MOST_ITERATIONS, Project
from pmrisk.model.responses import effective
from pmrisk.model.risk import Driver, Risk
from pmrisk.model.text import listed

#: A risk that is expected to happen less often than this in a run says little.
FEWEST_HITS = 10

_RARE = "happens in about {:.2g} of {:,} iterations, too few to tell what it does. {}"
_MISSED = (
    "its window {} on {:%Y-%m-%d}, {} ({:%Y-%m-%d}), so that it hits nothing. Correct "
    "the window, or close the risk."
)
_ON_SPAN = (
    "{} {} no time of {} own, so that a delay or a factor there moves nothing. Name "
    "the work itself, such as wbs:{}."
)


def risk_on_summary(view: View) -> Iterator[Finding]:
    """Delays of what only spans other work: its dates are those of that work."""
    spans = {a.id: a for a in view.project.activities if a.is_span}
    sources: list[Risk | Driver] = [
        *map(effective, view.project.risks), *view.project.drivers
    ]  # fmt: skip
    for source in sources if spans else ():
        named = [name for name in _delayed(source) if name in spans]
        if named:
            takes = ("take", "their") if len(named) > 1 else ("takes", "its")
            where = spans[named[0]].wbs or "PATH"
            message = _ON_SPAN.format(listed(named), *takes, where)
            yield finding("risk-on-summary", source.id, message)


def _delayed(source: Risk | Driver) -> list[str]:
    """The texts of what a risk or a driver makes longer."""
    if isinstance(source, Driver):
        return [] if source.applies_to == "cost" else [*source.on]
    if source.status == "closed":
        return []
    longer = (
        impact.on
        for impact in source.impacts
        if impact.delay or (impact.factor and impact.applies_to != "cost")
    )
    return list(dict.fromkeys(text for on in longer for text in on))


def rare_risk(view: View) -> Iterator[Finding]:
    """Risks that a run as long as the scenario asks for hardly sees."""
    yield from rare_risks(view.project, view.project.defaults.iterations)


def rare_risks(project: Project, iterations: int) -> Iterator[Finding]:
    """Risks that happen too seldom in so many iterations to tell what they do."""
    share = expected_share(project.risks)
    for risk in project.risks:
        expected = iterations * share[risk.id]
        possible = risk.status == "open" and effective(risk).probability > 0
        if possible and expected == 0:
            yield finding("rare-risk", risk.id, f"never happens: {_why(risk, share)}.")
        elif possible and expected < FEWEST_HITS:
            message = _RARE.format(expected, iterations, _remedy(share[risk.id]))
            yield finding("rare-risk", risk.id, message)


def _why(risk: Risk, share: dict[str, float]) -> str:
    """What keeps a risk from ever happening."""
    never = [f"requires {name}" for name in risk.requires if share[name] == 0]
    certain = [f"excludes {name}" for name in risk.excludes if share[name] == 1]
    cause = "which never happens" if never else "which is certain"
    return f"it {listed((never or certain)[:1])}, {cause}. Close it, or correct that"


def missed_window(view: View) -> Iterator[Finding]:
    """Risks whose window was over before any work that is left."""
    since = view.project.data_date
    for risk in view.project.risks:
        if risk.status != "closed" and risk.window and risk.window.finish <= since:
            last = risk.window.finish - timedelta(minutes=1)
            message = _MISSED.format("ended", last, "before the data date", since)
            yield finding("missed-window", risk.id, message)


def late_windows(project: Project, over: datetime) -> Iterator[Finding]:
    """Risks whose window begins when the latest iteration of a run is over."""
    for risk in project.risks:
        if risk.status != "closed" and risk.window and risk.window.start >= over:
            start, what = risk.window.start, "after the latest finish of this run"
            message = _MISSED.format("begins", start, what, over)
            yield finding("missed-window", risk.id, message)


def _remedy(share: float) -> str:
    enough = FEWEST_HITS / share
    if enough > MOST_ITERATIONS:
        return "Plan for it apart: no run is long enough."
    return f"Run {_rounded_up(enough):,} or more."


def _rounded_up(number: float) -> int:
    """A number with two digits and zeros, no less."""
    step = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return int(math.ceil(number / step) * step)
