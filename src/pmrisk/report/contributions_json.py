"""Contributions as a JSON document: what `pmrisk contributions --json` prints."""

from collections.abc import Sequence
from typing import Any

from pmrisk.analysis.explained import Contribution, Contributions
from pmrisk.analysis.paths import Paths
from pmrisk.analysis.variance import VarianceShare
from pmrisk.result import Result

Document = dict[str, Any]


def document(made: Contributions) -> Document:
    """All of it. ``contributions`` add to ``total``, ``steps`` to base less plan."""
    run, project = made.result.provenance, made.result.project
    return {
        "project": project.name,
        "currency": project.currency,
        "of": made.of,
        "level": made.level,
        "method": made.method,
        "iterations": run.iterations,
        "seed": run.seed,
        "sampling": run.sampling,
        "digest": run.digest,
        "version": run.version,
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


def other(result: Result, of: str, found: Paths | Sequence[VarianceShare]) -> Document:
    """Driving paths, or shares of the variance, first order and total."""
    run = result.provenance
    head = {
        "project": result.project.name,
        "of": of,
        "method": "path" if isinstance(found, Paths) else "variance",
        "iterations": run.iterations,
        "seed": run.seed,
        "sampling": run.sampling,
        "digest": run.digest,
        "version": run.version,
    }
    if isinstance(found, Paths):
        return head | _paths(found)
    rows = [each._asdict() | {"noise": each.is_noise} for each in found]
    return head | {"contributions": rows}


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
