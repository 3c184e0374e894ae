"""Small projects written as a user would, for tests."""

import json
from pathlib import Path
from typing import Any

from pmrisk.read import parse

NONSTOP = {"calendar": "continuous"}


def project(activities: list[dict[str, Any]], **sections: Any):
    """A project on the continuous calendar, so that a day is 24 hours and no more."""
    head = {"name": "test", "start": "2027-01-04", "calendar": "continuous"}
    head |= sections.pop("project", {})
    document = {"pmrisk": 1, "project": head, "activities": activities} | sections
    # JSON is YAML.
    return parse(json.dumps(document))


def chain(durations: list[Any]) -> list[dict[str, Any]]:
    """Activities A0, A1, ... one after the other."""
    return [
        {"id": f"A{k}", "duration": duration, "after": [f"A{k - 1}"] if k else []}
        for k, duration in enumerate(durations)
    ]


def parallel(durations: list[Any]) -> list[dict[str, Any]]:
    """Activities A0, A1, ... side by side."""
    return [{"id": f"A{k}", "duration": d} for k, d in enumerate(durations)]


#: A scenario that gives every key there is.
EVERY_KEY = (Path(__file__).parent / "every_key.yaml").read_text("utf-8")
