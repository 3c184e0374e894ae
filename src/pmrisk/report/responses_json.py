"""Responses as a JSON document: what `pmrisk responses --json` prints."""

from typing import Any

from pmrisk.analysis.worth import Change, Gain, Package, Responses

Document = dict[str, Any]


def document(made: Responses) -> Document:
    """All of what `pmrisk.responses` found."""
    project, run = made.result.project, made.result.provenance
    keys = ("iterations", "seed", "sampling", "digest", "version")
    unit = "value" if made.of == "cost" else "days"
    return {
        "project": project.name,
        "currency": project.currency,
        "of": made.of,
        "level": made.level,
        "budget": made.budget,
        **{key: getattr(run, key) for key in keys},
        "base": _package(made, made.base),
        "responses": [_package(made, each) for each in made.singles],
        "frontier": [_package(made, each) for each in made.frontier],
        "best": _package(made, made.best),
        "packages": made.packages,
        "exact": made.exact,
        "bound": None if made.bound is None else {unit: made.bound},
        "information": [
            {
                "source": each.source,
                "kind": each.kind,
                "name": each.name,
                unit: each.value,
                "se": each.se,
                "share": each.share,
                "noise": each.is_noise,
            }
            for each in made.information
        ],
        "warnings": list(made.warnings),
    }


def _package(made: Responses, package: Package) -> Document:
    timeline = made.result.network.timeline
    finish = _change(package.finish, "days")
    date = timeline.after(package.finish.value).date
    finish["date"] = date.isoformat(timespec="minutes")
    return {
        "risks": list(package.responses),
        "names": [made.names[id] for id in package.responses],
        "price": package.price,
        "finish": finish,
        "cost": _change(package.cost, "value"),
        "targets": {
            "finish": _gain(package.kept),
            "budget": _gain(package.within),
            "both": _gain(package.both),
        },
        "per_coin": package.per_coin(made.of),
        "chance_per_coin": package.chance_per_coin(made.of),
    }


def _change(change: Change, unit: str) -> Document:
    return {unit: change.value, "saved": change.saved, "se": change.se}


def _gain(gain: Gain | None) -> Document | None:
    return None if gain is None else gain._asdict()
