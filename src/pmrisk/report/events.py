"""What can happen: risks, gates, drivers, and what moving together does to dates."""

from pmrisk.analysis.dependence import dependence, driver_results
from pmrisk.analysis.gates import gate_results
from pmrisk.analysis.weather import weather_results
from pmrisk.happened import RiskResult
from pmrisk.intervals import Estimated
from pmrisk.report import words
from pmrisk.report.sections import Section, has_costs
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST = 10
_NOTE = (
    "Days and money: the mean of the iterations in which a risk occurs less that of "
    "the others."
)
_SENT_BACK = (
    "Days and money: what rework adds on average, the same iterations compared in "
    "which the gate always passes."
)


def what_can_happen(result: Result) -> Section:
    """How often each risk occurs and what comes with it; the largest ones first."""
    if not result.risks:
        return []
    priced = has_costs(result)
    money = (f">{result.project.currency}",) if priced else ()
    made = table("id", "risk", ">occurs", ">days later", *money)
    ranked = sorted(result.risks, key=lambda each: (-_size(each), each.id))
    for risk in ranked[:_MOST]:
        row = [risk.id, words.plain(risk.name), words.chance(risk.occurred)]
        row.append(_mean(risk.days, days=True))
        made.add_row(*row, *([_mean(risk.cost, days=False)] if priced else []))
    more = len(ranked) - _MOST
    rest: Section = [f"and {more} more: see --json"] if more > 0 else []
    return [heading("What can happen?"), made, _NOTE, *rest]


def weather(result: Result) -> Section:
    """What each calendar loses, in one line."""
    return [
        words.plain(
            f"Weather takes {words.days(each.days)} working days a year from "
            f"{each.calendar} on average; the plan knows none."
        )
        for each in weather_results(result.network)
    ]


def _size(risk: RiskResult) -> float:
    """How many days a risk brings on average."""
    return risk.occurred.value * abs(risk.days.value or 0.0)


def _mean(estimate: Estimated, *, days: bool) -> str:
    said = words.days if days else words.money
    return "-" if estimate.value is None else said(estimate.value)


def what_is_sent_back(result: Result) -> Section:
    """How often each gate fails, and what rework adds; what adds most comes first."""
    found = gate_results(result)
    if not found:
        return []
    priced = has_costs(result)
    money = (f">{result.project.currency}",) if priced else ()
    made = table("id", "gate", ">passes at once", ">failures", ">days later", *money)
    ranked = sorted(found, key=lambda each: (-abs(each.days.value or 0.0), each.id))
    for gate in ranked[:_MOST]:
        row = [gate.id, words.plain(gate.name), words.chance(gate.passed)]
        row.append(f"{gate.cycles.value:.2f}")
        row.append(_mean(gate.days, days=True))
        made.add_row(*row, *([_mean(gate.cost, days=False)] if priced else []))
    more = len(ranked) - _MOST
    rest: Section = [f"and {more} more: see --json"] if more > 0 else []
    return [heading("What is sent back?"), made, _SENT_BACK, *rest]


def moving_together(result: Result) -> Section:
    """A percentile under three assumptions in a line; drivers in one line each."""
    lines: Section = []
    found = dependence(result)
    if found is not None:
        dates = (found.independent, found.assumed, found.fully)
        apart, assumed, one = (words.stamp(at.date, time=False) for at in dates)
        lines.append(
            f"P{found.level:g}: ranges independent {apart}, as assumed {assumed}, "
            f"as one {one}."
        )
    for driver in driver_results(result.network)[:_MOST]:
        if driver.correlation is not None:
            lines.append(
                words.plain(
                    f"{f'{driver.id} {driver.name}'.rstrip()}: correlates "
                    f"{driver.activities} "
                    f"durations by {driver.correlation:.2f} on average."
                )
            )
    return lines
