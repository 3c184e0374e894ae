"""Random projects with everything that a scheduler has to obey, for tests.

Every feature is drawn by itself, so that a test can leave out what it is not about.
"""

import math
import random
from datetime import datetime, timedelta

from building import project

CALENDARS = {
    "office": {
        "week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
        "holidays": ["2027-01-13", "2027-02-08..2027-02-10"],
    },
    "site": {"week": {"mon-sat": ["07:00-15:30"]}},
    "night": {"week": {"mon-thu": ["22:00-06:00"], "sun": ["10:15-11:45"]}},
    "nonstop": "continuous",
}
KINDS = ["FS", "FS", "FS", "SS", "FF", "SF"]
START = datetime(2027, 1, 4)
EVERYTHING = frozenset(
    {"progress", "imposed", "must", "late", "summaries", "efforts", "subprojects",
     "expected", "calendars", "manual", "milestones", "empty"}
)  # fmt: skip


def network(seed: int, features=EVERYTHING, **defaults):
    """A random project with some of `features`."""
    return Maker(random.Random(seed), frozenset(features)).project(defaults)


class Maker:
    """What is drawn on the way to one project."""

    def __init__(self, rng, features) -> None:
        self.rng, self.features = rng, features
        self.data_date = START + timedelta(days=rng.choice([0, 0, 9, 16]))
        self.entries: list[dict] = []

    def has(self, feature: str, share: float) -> bool:
        return feature in self.features and self.rng.random() < share

    def moment(self, first: int, last: int) -> str:
        """A moment some days after the start, often while nobody works."""
        day = START + timedelta(days=self.rng.randint(first, last))
        hour = self.rng.choice([0, 8, 10, 12, 17, 23])
        return f"{day + timedelta(hours=hour):%Y-%m-%dT%H:%M}"

    def project(self, defaults):
        n = self.rng.randint(3, 14)
        while len(self.entries) < n:
            if self.has("summaries", 0.25):
                self.block(self.rng.randint(1, 4))
            elif self.has("efforts", 0.2):
                self.effort()
            else:
                self.add(self.entry())
        head = {"calendar": "office", "data_date": f"{self.data_date:%Y-%m-%d}"}
        sections = {"calendars": CALENDARS, "defaults": defaults, "project": head}
        if "subprojects" in self.features:
            sections["subprojects"] = {
                "P": {"start": "2027-01-11"},
                "Q": {"start": "2027-01-04", "data_date": "2027-01-14T10:00"},
            }
        return project(self.entries, **sections)

    def add(self, entry) -> None:
        self.entries.append(entry)

    def block(self, count: int) -> None:
        """Activities under a summary, which is linked to what is outside."""
        k = len(self.entries)
        summary = {"id": f"S{k:02}", "type": "summary", "wbs": f"W{k}", "after": []}
        outside = [e["id"] for e in self.entries]
        # What is under it may not lead to it, or to itself through it.
        summary["after"] = self.links(outside, 0.5)
        if self.has("imposed", 0.3):
            key = self.rng.choice(["start_no_earlier_than", "finish_no_earlier_than"])
            summary[key] = self.moment(0, 20)
        inside = []
        for _ in range(count):
            entry = self.entry(outside + [e["id"] for e in inside])
            entry["id"] = f"A{k + len(inside) + 1:02}"
            entry["wbs"] = f"W{k}" + self.rng.choice(["", "/x", "/x/y"])
            inside.append(entry)
        self.entries += [summary, *inside]

    def effort(self) -> None:
        k = len(self.entries)
        entry = {"id": f"L{k:02}", "type": "level_of_effort"}
        entry["after"] = self.links([e["id"] for e in self.entries], 1.0)
        if self.has("calendars", 0.5):
            entry["calendar"] = self.rng.choice(list(CALENDARS))
        if entry["after"]:
            self.add(entry)

    def links(self, known, share: float):
        rng = self.rng
        if rng.random() > share:
            return []
        chosen = rng.sample(known, min(len(known), rng.randint(0, 3)))
        return [self.link(name) for name in chosen]

    def link(self, pred: str):
        rng = self.rng
        link = {"activity": pred, "kind": rng.choice(KINDS)}
        draw = rng.random()
        if draw < 0.3:
            link["lag"] = f"{rng.randint(-9, 20)}h"
        elif draw < 0.45:
            link["lag"] = f"{rng.randint(-9, 60)}eh"
        if "lag" in link and "e" not in link["lag"] and self.has("calendars", 1.0):
            rules = ["successor", "project", "elapsed", None]
            if pred.startswith("A"):
                # A summary stands for activities with calendars of their own.
                rules.append("predecessor")
            link["lag_calendar"] = rng.choice(rules)
        return {key: value for key, value in link.items() if value is not None}

    def entry(self, known=None):
        """A task or a milestone after some of those before it."""
        rng = self.rng
        known = [e["id"] for e in self.entries] if known is None else known
        entry = {"id": f"A{len(self.entries):02}", "after": self.links(known, 0.9)}
        if self.has("calendars", 1.0):
            entry["calendar"] = rng.choice(list(CALENDARS))
        if self.has("subprojects", 0.4):
            entry["subproject"] = rng.choice(["P", "Q"])
        if self.has("milestones", 0.2):
            entry["type"] = rng.choice(["milestone", "start_milestone"])
        else:
            entry["duration"] = f"{rng.choice([90, 300, 500, 1200, 2000])}min"
            if self.has("empty", 0.15):
                entry["duration"] = "0min"
            if rng.random() < 0.1:
                entry["duration"] = f"{rng.randint(1, 40)}eh"
        if not (self.has("progress", 0.5) and self.progress(entry)):
            self.imposed(entry)
        open_task = "type" not in entry and "actual_finish" not in entry
        if open_task and self.has("expected", 0.15):
            entry["expected_finish"] = self.moment(5, 40)
        return entry

    def progress(self, entry) -> bool:
        """Complete or in progress, in whatever sequence; False if there is no past."""
        rng = self.rng
        days = (self.data_date - START).days
        started = START + timedelta(minutes=15 * rng.randint(-96, 96 * days))
        entry["actual_start"] = f"{started:%Y-%m-%dT%H:%M}"
        if "type" in entry:
            entry["actual_finish"] = entry["actual_start"]
        elif rng.random() < 0.45:
            finished = started + timedelta(minutes=15 * rng.randint(0, 600))
            entry["actual_finish"] = f"{finished:%Y-%m-%dT%H:%M}"
        else:
            self.remaining(entry)
        return True

    def remaining(self, entry) -> None:
        rng = self.rng
        if rng.random() < 0.5:
            entry["percent_complete"] = rng.choice([0, 25, 33, 50])
            if self.has("empty", 0.2):
                entry["percent_complete"] = 100
        else:
            unit = "eh" if "eh" in entry["duration"] else "min"
            entry["remaining"] = f"{rng.choice([30, 480, 777])}{unit}"
            if unit == "eh":
                entry["remaining"] = f"{rng.randint(1, 30)}eh"
            if self.has("empty", 0.2):
                entry["remaining"] = f"0{unit}"
        if rng.random() < 0.3:
            entry["suspend"] = entry["actual_start"]
            entry["resume"] = self.moment(2, 25)
            if entry["resume"] < entry["suspend"]:
                del entry["suspend"]

    def imposed(self, entry) -> None:
        rng = self.rng
        if self.has("imposed", 0.35):
            key = rng.choice(
                ["start_on", "start_no_earlier_than", "start_no_later_than",
                 "finish_on", "finish_no_earlier_than", "finish_no_later_than"]
            )  # fmt: skip
            entry[key] = self.moment(0, 25)
        elif self.has("must", 0.15):
            key = rng.choice(["must_start_on", "must_finish_on"])
            entry[key] = self.moment(2, 25)
        elif self.has("manual", 0.1):
            entry["manual_start"] = self.moment(0, 25)
        elif self.has("late", 0.25):
            entry["as_late_as_possible"] = True
            # A start milestone goes on in the morning after an evening.
            if entry.get("type") != "start_milestone" and self.has("imposed", 0.3):
                entry["finish_no_later_than"] = self.moment(2, 15)


def planned(project):
    """Minutes of work left, by id, and of lags, by predecessor, owner and kind."""
    durations, lags = {}, {}
    for activity in project.activities:
        durations[activity.id] = _left(project, activity)
        for link in activity.after:
            (lag,) = link.lag.amounts
            scale = {"h": 60, "eh": 60, "min": 1, "": 0}[lag.unit]
            key = link.predecessor, activity.id, link.kind
            lags[key] = round(lag.value * scale)
    return durations, lags


def _left(project, activity) -> int:
    given, left = activity.duration, 1.0
    if activity.in_progress:
        left = 1 - activity.percent_complete / 100
        if activity.remaining is not None:
            given, left = activity.remaining, 1.0
    if given is None:
        return 0
    (amount,) = given.amounts
    minutes = amount.value * {"h": 60, "eh": 60, "min": 1, "": 0}[amount.unit]
    return math.floor(minutes * left + 0.5)
