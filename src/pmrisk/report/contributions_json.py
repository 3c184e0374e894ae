"""Contributions as a JSON document: what `pmrisk contributions --json` prints."""

from typing import Any

from pmrisk.analysis.contributions import Explanation
from pmrisk.analysis.explained import Contribution, Contributions
from pmrisk.analysis.paths import Paths
from pmrisk.result import Result

Document = dict[str, Any]


def document(result: Result, of: str, found: Explanation) -> Document:
    """All of what `analyse` found."""
    if isinstance(found, Contributions):
        return _shared(found)
    head = {
        "project": result.project.name,
        "of": of,
        "method": "path" if isinstance(found, Paths) else "variance",
        **_run(result),
    }
    if isinstance(found, Paths):
        return head | _paths(found)
    # First order and total.
    rows = [each._asdict() | {"noise": each.is_noise} for each in found]
    return head | {"contributions": rows}


def _shared(made: Contributions) -> Document:
    """``contributions`` add to ``total``, ``steps`` to base less plan."""
    project = made.result.project
    return {
        "project": project.name,
        "currency": project.currency,
        "of": made.of,
        "level": made.level,
        "method": made.method,
        **_run(made.result),
        "plan": _quantity(made, made.plan),
        "base": _quantity(made, made.base),
        "value": _quantity(made, made.value),
        "total": _quantity(made, made.total),
        "contributions": [_row(made, row) for row in made.rows],
        "groups": [
            {
                "group": group.group,
                **_quantity(made, group.value),
                "se": group.se,
                "sources": list(group.sources),
            }
            for group in made.groups
        ],
        "steps": [
            {"source": step.source, **_quantity(made, step.value)}
            for step in made.steps
        ],
        "orders": made.orders,
        "largest_error": {
            "iterations": made.iteration_error,
            "orders": made.order_error,
        },
        "warnings": list(made.warnings),
    }


def _run(result: Result) -> Document:
    """What repeats the run."""
    keys = ("iterations", "seed", "sampling", "digest", "version")
    return {key: getattr(result.provenance, key) for key in keys}


def _paths(found: Paths) -> Document:
    """``contributions`` and ``merging`` add to ``total``."""
    return {
        "level": found.level,
        "around": found.iterations,
        "plan": {"days": found.plan},
        "value": {"days": found.value},
        "total": {"days": found.value - found.plan},
        "contributions": [each._asdict() for each in found.contributions],
        "merging": {"days": found.merging},
        "merges": [each._asdict() for each in found.merges],
        "relationships": [each._asdict() for each in found.links],
        "holds": [each._asdict() for each in found.holds],
    }


def _quantity(made: Contributions, value: float) -> Document:
    return {"value" if made.unit == "money" else "days": value}


def _row(made: Contributions, row: Contribution) -> Document:
    found = {
        "source": row.source,
        "kind": row.kind,
        "name": row.name,
        **_quantity(made, row.value),
        "se": row.se,
        "rank": row.rank,
        "only_this": row.only_this,
        "without_this": row.without_this,
    }
    return found if row.group is None else found | {"group": row.group}
