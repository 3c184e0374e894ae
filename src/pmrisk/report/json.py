"""Answers as JSON documents: what `--json` prints, key by key."""

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pmrisk.analysis import ActivityMetrics, activity_metrics
from pmrisk.analysis.dates import bin_minutes
from pmrisk.analysis.dependence import dependence, driver_results
from pmrisk.analysis.gates import GateResult, gate_results
from pmrisk.analysis.ranks import RANKED_ACTIVITIES, RANKED_ITERATIONS
from pmrisk.analysis.weather import WeatherResult, weather_results
from pmrisk.backlogs import BacklogResult
from pmrisk.check import Finding
from pmrisk.happened import RiskResult
from pmrisk.intervals import Estimated
from pmrisk.levelled import PlanLevelling
from pmrisk.network import Moment
from pmrisk.outcome import (
    CostOutcome,
    DatePercentile,
    FinishOutcome,
    MoneyPercentile,
    Probability,
    promised,
)
from pmrisk.planning import Schedule, ScheduledActivity
from pmrisk.report.backlogs import ALL, SHARES, days_of
from pmrisk.report.money_json import spending
from pmrisk.report.words import levels
from pmrisk.result import FinishTarget, Margin, MilestoneResult, Result

Document = dict[str, Any]


def dumps(document: Document) -> str:
    """A document as text, a line for each key and for each row of a table.

    So it can be read and compared, and ten thousand activities take a second. What is
    no number (infinite or missing) is null.
    """
    lines = [f"  {_compact(key)}: {_rows(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: Any) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _compact(value)
    return "[\n" + ",\n".join(f"    {_compact(row)}" for row in value) + "\n  ]"


def _compact(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def simulation(result: Result, days: Sequence[date] = ()) -> Document:
    """What `pmrisk simulate` tells.

    ``summaries`` says how activities were summarised: rank correlations use at most so
    many iterations and activities, and dates are right to so many minutes (0: exact).
    Items of backlogs are counted by `days`, beside those that were promised.
    """
    wanted = levels(result)
    return {
        "project": result.project.name,
        "currency": result.project.currency,
        **_provenance(result),
        "plan": _plan(result),
        "finish": _finish(result, wanted),
        "cost": _cost(result.cost, wanted),
        **spending(result),
        "contingency": _contingency(result),
        **_levelling(result, wanted),
        "targets": _targets(result),
        "milestones": [_milestone(each, wanted) for each in result.milestones],
        "backlogs": [_backlog(result, each, wanted, days) for each in result.backlogs],
        "activities": [_activity(each) for each in activity_metrics(result, wanted)],
        "risks": [_risk(each) for each in result.risks],
        "quality_gates": [_gate(each) for each in gate_results(result)],
        "drivers": [each._asdict() for each in driver_results(result.network)],
        "weather": [_weather(each) for each in weather_results(result.network)],
        "correlation": _correlation(result),
        "summaries": {
            "rank_iterations": RANKED_ITERATIONS,
            "rank_activities": RANKED_ACTIVITIES,
            "bin_minutes": bin_minutes(result),
        },
        "warnings": [_warning(each) for each in result.warnings],
    }


def _weather(found: WeatherResult) -> Document:
    """Working days lost on average, in a year and in its months."""
    months = {str(month): days for month, days in found.months.items()}
    return {"calendar": found.calendar, "days_per_year": found.days, "months": months}


def schedule(plan: Schedule) -> Document:
    """What `pmrisk schedule` tells."""
    return {
        "project": plan.project.name,
        "currency": plan.project.currency,
        "digest": plan.project.digest,
        "plan": {"finish": _moment(plan.finish), "cost": plan.cost},
        **_plan_levelling(plan.levelling),
        "critical_path": list(plan.critical_path),
        "activities": [_scheduled(activity) for activity in plan.activities],
    }


def _levelling(result: Result, wanted: Iterable[float]) -> Document:
    """What levelling moves; nothing where it was not asked for."""
    found = result.levelling
    if found is None:
        return {}
    return {
        "levelling": {
            "rule": found.rule,
            "plan": {"finish": _moment(found.plan), "days": found.plan_days},
            "mean": _shift(found.mean),
            "percentiles": [
                {"level": level, **_shift(found.days(level))} for level in wanted
            ],
            "unlevelled": {
                "percentiles": _dates(found.finish.percentile(p) for p in wanted)
            },
            "overloaded_iterations": found.overloads,
        }
    }


def _shift(found: Estimated) -> Document:
    return {"days": found.value, "se": found.standard_error}


def _plan_levelling(found: PlanLevelling | None) -> Document:
    if found is None:
        return {}
    return {
        "levelling": {
            "rule": found.rule,
            "finish": _moment(found.finish),
            "days": found.days,
            "overloaded": found.overloaded,
            "most_moved": [each._asdict() for each in found.most_moved],
        }
    }


def chance(estimate: Probability) -> Document:
    """A probability with its standard error."""
    return {"probability": estimate.value, "se": estimate.standard_error}


def _iso(day: date) -> str:
    if isinstance(day, datetime):
        return day.isoformat(timespec="minutes")
    return day.isoformat()


def _moment(moment: Moment) -> Document:
    return {"date": _iso(moment.date), "days": moment.days}


def _maybe(moment: Moment | None) -> Document | None:
    return None if moment is None else _moment(moment)


def _provenance(result: Result) -> Document:
    made = result.provenance
    return {
        "iterations": made.iterations,
        "seed": made.seed,
        "sampling": made.sampling,
        "level": made.level,
        "digest": made.digest,
        "version": made.version,
        "threads": made.threads,
        "seconds": made.seconds,
    }


def _plan(result: Result) -> Document:
    plan = result.plan
    return {
        "finish": _moment(plan.finish),
        "cost": plan.cost,
        "level": {"finish": plan.finish_level, "cost": plan.cost_level},
        "margin": plan.margin and _margin(plan.margin),
    }


def _margin(margin: Margin) -> Document:
    """What the plan's buffers keep, and when it would finish without them."""
    return {
        "activities": list(margin.activities),
        "days": margin.days,
        "cost": margin.cost,
        "finish": _moment(margin.finish),
    }


def _finish(result: Result, wanted: Iterable[float]) -> Document:
    finish = result.finish
    days, error = finish.mean
    when = None if days is None else _iso(finish.timeline.after(days).date)
    return {
        "mean": {"days": days, "date": when, "se": error},
        "sd": {"days": finish.sd},
        "percentiles": _dates(finish.percentile(level) for level in wanted),
    }


def _dates(percentiles: Iterable[DatePercentile]) -> list[Document]:
    return [
        {
            "level": each.level,
            "days": each.days,
            "date": _iso(each.date),
            "low": _maybe(each.low),
            "high": _maybe(each.high),
        }
        for each in percentiles
    ]


def _cost(cost: CostOutcome, wanted: Iterable[float]) -> Document:
    return {
        "mean": {"value": cost.mean.value, "se": cost.mean.standard_error},
        "sd": {"value": cost.sd},
        "percentiles": [_money(cost.percentile(level)) for level in wanted],
    }


def _money(estimate: MoneyPercentile) -> Document:
    return estimate._asdict()


def _contingency(result: Result) -> Document:
    level, days, cost, both = result.contingency()
    return {"level": level, "days": days, "cost": cost, "both": chance(both)}


def _target(target: FinishTarget | None) -> Document | None:
    if target is None:
        return None
    return {"date": _iso(promised(target.date)), **chance(target.probability)}


def _start_target(target: FinishTarget | None) -> Document | None:
    """A promised start is a moment: a midnight is the start of its own day."""
    if target is None:
        return None
    return {"date": _iso(target.date), **chance(target.probability)}


def _targets(result: Result) -> Document:
    finish, budget, both = result.targets
    return {
        "finish": _target(finish),
        "budget": budget and {"value": budget.value, **chance(budget.probability)},
        "both": both and chance(both),
    }


def _milestone(milestone: MilestoneResult, wanted: Iterable[float]) -> Document:
    finish: FinishOutcome = milestone.finish
    return {
        "id": milestone.id,
        "name": milestone.name,
        "percentiles": _dates(finish.percentile(level) for level in wanted),
        "deadline": _target(milestone.deadline),
        "exists": milestone.exists and chance(milestone.exists),
        "start_deadline": _start_target(milestone.start_deadline),
    }


def _backlog(
    result: Result,
    backlog: BacklogResult,
    wanted: Sequence[float],
    days: Sequence[date],
) -> Document:
    when = []
    for share in SHARES:
        items = backlog.items * share / 100
        finish = backlog.finish_of(items)
        dates = _dates(finish.percentile(level) for level in wanted)
        when.append({"share": share, "items": items, "percentiles": dates})
    by = [
        {
            "date": _iso(promised(day)),
            "what": word,
            "percentiles": [backlog.items_by(day, p)._asdict() for p in wanted],
        }
        for word, day in days_of(result, backlog, days)
    ]
    return {
        "id": backlog.id,
        "name": backlog.name,
        "items": backlog.items,
        "throughput": backlog.throughput,
        "every": backlog.period,
        "exists": backlog.exists and chance(backlog.exists),
        "when": when,
        "all": {"percentiles": _dates(backlog.date_of(ALL, p) for p in wanted)},
        "by": by,
    }


def _activity(metrics: ActivityMetrics) -> Document:
    return {
        "id": metrics.id,
        "name": metrics.name,
        "criticality_index": metrics.criticality_index,
        "se": metrics.se,
        "cruciality": metrics.cruciality._asdict(),
        "noise_floor": metrics.noise_floor,
        "significance_index": metrics.significance_index,
        "schedule_sensitivity_index": metrics.schedule_sensitivity_index,
        "start": {"percentiles": _dates(metrics.start)},
        "finish": {"percentiles": _dates(metrics.finish)},
    }


def _risk(risk: RiskResult) -> Document:
    return {
        "id": risk.id,
        "name": risk.name,
        "probability": risk.probability,
        "occurred": risk.occurred.value,
        "se": risk.occurred.standard_error,
        "days": {"value": risk.days.value, "se": risk.days.standard_error},
        "cost": {"value": risk.cost.value, "se": risk.cost.standard_error},
    }


def _gate(gate: GateResult) -> Document:
    return {
        "id": gate.id,
        "name": gate.name,
        "first_pass": gate.first_pass,
        "passed": gate.passed.value,
        "se": gate.passed.standard_error,
        "cycles": {"value": gate.cycles.value, "se": gate.cycles.standard_error},
        "days": {"value": gate.days.value, "se": gate.days.standard_error},
        "cost": {"value": gate.cost.value, "se": gate.cost.standard_error},
        "iterations": gate.iterations,
    }


def _correlation(result: Result) -> Document | None:
    found = dependence(result)
    if found is None:
        return None
    return {
        "level": found.level,
        "independent": _moment(found.independent),
        "assumed": _moment(found.assumed),
        "fully": _moment(found.fully),
        "iterations": found.iterations,
    }


def _warning(finding: Finding) -> Document:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "at": finding.at,
        "message": finding.message,
    }


def _late(moment: datetime | None) -> str | None:
    return None if moment is None else _iso(moment)


def _scheduled(activity: ScheduledActivity) -> Document:
    return {
        "id": activity.id,
        "name": activity.name,
        "early_start": _iso(activity.early_start),
        "early_finish": _iso(activity.early_finish),
        "in_plan": activity.in_plan,
        "late_start": _late(activity.late_start),
        "late_finish": _late(activity.late_finish),
        "total_float": activity.total_float,
        "free_float": activity.free_float,
        "critical": activity.critical,
        "driving": list(activity.driving),
        "start": _iso(activity.start),
        "finish": _iso(activity.finish),
    }
