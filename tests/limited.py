"""Random networks whose tasks need more than there is, for tests of levelling."""

import random

from networks import network
from pmrisk.model.resource import Assignment, Resource


def limited(seed, features, **defaults):
    """A random network whose tasks need some of three resources; all keys differ."""
    rng = random.Random(seed)
    built = network(seed, features, levelling="priority", **defaults)
    resources = {
        "dev": Resource(name="dev", rate=1.0, available=3),
        "rig": Resource(name="rig", rate=1.0, available=0.5),
        "ink": Resource(name="ink", rate=1.0),
    }
    ranks = rng.sample(range(1001), len(built.activities))
    activities = []
    for activity, rank in zip(built.activities, ranks, strict=True):
        parts = {"priority": rank}
        if not activity.is_span and not activity.is_milestone:
            parts["resources"] = tuple(
                Assignment(resource=name, units=units)
                for name, units in (
                    ("dev", rng.choice([1, 2, 3])),
                    ("rig", rng.choice([0.1, 0.2, 0.5])),
                    ("ink", 1000),
                )
                if rng.random() < 0.6
            )
        activities.append(activity.model_copy(update=parts))
    return built.changed(activities=tuple(activities), resources=resources)
