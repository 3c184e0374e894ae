"""Contributions as a JSON document: what `pmrisk contributions --json` prints."""

from typing import Any

from pmrisk.analysis.comparison import Comparison, Spread
from pmrisk.analysis.contributions import Explanation
from pmrisk.analysis.explained import COLUMNS, Contribution, Contributions
from pmrisk.analysis.joint import Joint
from pmrisk.analysis.routes import Paths
from pmrisk.analysis.tail import Tail
from pmrisk.result import Result

Document = dict[str, Any]


def document(result: Result, of: str, found: Explanation) -> Document:
    """All of what `analyse` found."""
    if isinstance(found, Contributions):
        return shared(found)
    if isinstance(found, Joint):
        parts = {name: shared(part) for name, part in found._asdict().items()}
        return {"of": of, "level": found.finish.level, **parts}
    if isinstance(found, Comparison):
        return shared(found.contributions) | _compared(found)
    is_path = isinstance(found, Paths)
    head = {
        "project": result.project.name,
        "of": of,
        "method": "path" if is_path else "variance",
        **_run(result),
    }
    return head | (_paths(found) if isinstance(found, Paths) else _spread(found))


def _compared(found: Comparison) -> Document:
    """``comparison`` holds one row for each source, by every method."""
    return {
        "method": "all",
        "path": found.paths and _paths(found.paths),
        "variance": _spread(found.spread),
        "comparison": [row._asdict() for row in found.rows],
    }


def _spread(found: Spread) -> Document:
    """First order and total of each source, and how it moves with the outcome."""
    return {
        "contributions": [
            each._asdict() | {"noise": each.is_noise} for each in found.shares
        ],
        "noise_floor": found.tornado.noise_floor,
        "tornado": [each._asdict() for each in found.tornado.rows],
    }


def shared(made: Contributions) -> Document:
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
        "tail": _tail(made.tail),
        "warnings": list(made.warnings),
    }


def brief(made: Contributions) -> Document:
    """The same beside its run, of which it need not tell again."""
    found, told = shared(made), {*_run(made.result), "project", "currency"}
    return {key: value for key, value in found.items() if key not in told}


def _tail(found: Tail) -> Document:
    """What happened beyond a level; None: where a promise was broken."""
    return {
        "level": found.level,
        "iterations": found.iterations,
        "sources": [each._asdict() for each in found.lifts],
        "among": list(found.among),
        "combinations": [
            each._asdict() | {"sources": list(each.sources)}
            for each in found.combinations
        ],
    }


def _run(result: Result) -> Document:
    """What repeats the run."""
    keys = ("iterations", "seed", "sampling", "digest", "version")
    return {key: getattr(result.provenance, key) for key in keys}


def _paths(found: Paths) -> Document:
    """``contributions``, ``steps`` and ``merging`` add to ``total``."""
    return {
        "level": found.level,
        "around": found.iterations,
        "plan": {"days": found.plan},
        "value": {"days": found.value},
        "total": {"days": found.value - found.plan},
        "contributions": [each._asdict() for each in found.contributions],
        "steps": [{"source": s.source, "days": s.value} for s in found.steps],
        "bookings": [each._asdict() for each in found.bookings],
        "merging": {"days": found.merging},
        "merges": [each._asdict() for each in found.merges],
        "relationships": [each._asdict() for each in found.links],
        "holds": [each._asdict() for each in found.holds],
    }


def _quantity(made: Contributions, value: float) -> Document:
    return {COLUMNS[made.unit]: value}


def _row(made: Contributions, row: Contribution) -> Document:
    found = {
        "source": row.source,
        "kind": row.kind,
        "name": row.name,
        **_quantity(made, row.value),
        "se": row.se,
        "rank": row.rank,
        "rank_to": row.rank_to,
        "only_this": row.only_this,
        "without_this": row.without_this,
    }
    return found if row.group is None else found | {"group": row.group}
