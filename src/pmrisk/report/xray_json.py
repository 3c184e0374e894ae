"""The X-ray as a JSON document: what `pmrisk xray --json` prints."""

from typing import Any

from pmrisk.analysis.shortening import Shortening
from pmrisk.analysis.xray import ConstraintRay, OpenEnd, RelationshipRay, XRay
from pmrisk.outcome import Probability

Document = dict[str, Any]


def document(made: XRay) -> Document:
    """All of what `pmrisk.xray` found."""
    run = made.result.provenance
    keys = ("iterations", "seed", "sampling", "digest", "version")
    return {
        "project": made.result.project.name,
        **{key: getattr(run, key) for key in keys},
        "relationships": [_relationship(each) for each in made.relationships],
        "constraints": [_constraint(each) for each in made.constraints],
        "open_ends": [_open_end(each) for each in made.open_ends],
        "shortening": [_shortening(each) for each in made.shortening],
        "untested": made.untested,
    }


def _share(share: Probability | None) -> Document | None:
    if share is None:
        return None
    return {"share": share.value, "se": share.standard_error}


def _relationship(ray: RelationshipRay) -> Document:
    return {
        "predecessor": ray.predecessor,
        "successor": ray.successor,
        "kind": ray.kind,
        "lag": ray.lag,
        "drives": _share(ray.drives),
        "critical": _share(ray.critical),
        "waits": {"days": ray.days.value, "se": ray.days.se},
    }


def _constraint(ray: ConstraintRay) -> Document:
    return {
        "activity": ray.activity,
        "name": ray.name,
        "constraint": ray.constraint,
        "date": None if ray.date is None else ray.date.isoformat(timespec="minutes"),
        "drives": _share(ray.drives),
        "critical": _share(ray.critical),
        "holds": {"days": ray.days.value, "se": ray.days.se},
    }


def _open_end(end: OpenEnd) -> Document:
    return {
        "activity": end.activity,
        "name": end.name,
        "end": end.end,
        "critical": _share(end.critical),
    }


def _shortening(each: Shortening) -> Document:
    return {
        "activity": each.activity,
        "name": each.name,
        "shortens": _share(each.shortens),
        "finish": {"days": each.days, "se": each.se},
    }
