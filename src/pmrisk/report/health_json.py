"""A plan's health as a JSON document: what `pmrisk check --json` prints, key by key."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from typing import Any

from pmrisk.analysis.dcma import Point
from pmrisk.analysis.health import Health
from pmrisk.analysis.parity import Count, Difference, Parity
from pmrisk.analysis.reasons import Reason
from pmrisk.check import Finding
from pmrisk.report.json import Document


def health(health: Health, accepted: Collection[str] = ()) -> Document:
    """What `pmrisk check` tells.

    ``passed`` is false where a finding of severity error was not allowed; ``parity`` is
    null, and ``differences`` empty, where the project has no plan file.
    """
    parity, finish = health.parity, health.schedule.finish
    return {
        "project": health.project.name,
        "digest": health.project.digest,
        "version": version("pmrisk"),
        "data_date": _iso(health.project.data_date),
        "plan": {
            "finish": {"date": _iso(finish.date), "days": finish.days},
            "cost": health.schedule.cost,
        },
        "passed": not health.unaccepted(accepted),
        "allowed": sorted(accepted),
        "score": health.score,
        "parity": None if parity is None else _parity(parity),
        "dcma": [_point(point) for point in health.dcma],
        "gao": [asdict(practice) for practice in health.gao],
        "findings": [_finding(each, accepted) for each in health.findings],
        "differences": [
            _difference(each) for each in (parity.differences if parity else ())
        ],
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _parity(parity: Parity) -> Document:
    return {
        "source": parity.source,
        "verdict": parity.verdict,
        "early": _count(parity.early),
        "late": _count(parity.late),
        "total_float": _count(parity.total_float),
        "roots": [each.id for each in parity.roots],
    }


def _count(count: Count) -> Document:
    return {"equal": count.equal, "of": count.of}


def _difference(difference: Difference) -> Document:
    """What differs, stored and here; floats in working days."""
    stored: Document = {}
    ours: Document = {}
    for field in difference.fields:
        if field == "total_float":
            stored[field], ours[field] = difference.floats
        else:
            stored[field] = _iso(getattr(difference.stored, field))
            ours[field] = _iso(getattr(difference.ours, field))
    return {
        "id": difference.id,
        "name": difference.name,
        "stored": stored,
        "ours": ours,
        "early": _reason(difference.early),
        "late": _reason(difference.late),
    }


def _reason(reason: Reason | None) -> Document | None:
    return None if reason is None else reason._asdict()


def _point(point: Point) -> Document:
    return {
        "number": point.number,
        "name": point.name,
        "verdict": point.verdict,
        "threshold": point.threshold,
        "count": point.count,
        "base": point.base,
        "share": point.share,
        "value": point.value,
        "why": point.why,
        "offenders": list(point.offenders),
    }


def _finding(finding: Finding, accepted: Collection[str]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "at": finding.at,
        "message": finding.message,
        "allowed": finding.code in accepted,
    }
