"""Small XER files, and what the tests read of them."""

from pathlib import Path

from pmrisk.read.xer import read_xer

PLANS = Path(__file__).parents[1] / "plans"


def raw(name):
    """The bytes of a file."""
    return (PLANS / f"{name}.xer").read_bytes()


def read(name, *changes, **options):
    """The plan in a file, some of its text replaced by other."""
    text = raw(name).decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_xer(text.encode(), f"{name}.xer", **options)


def activity(plan, id):
    """One activity of a plan."""
    return plan.project.activity(id)


def minutes(estimate):
    """A certain amount in minutes."""
    ((value, unit),) = estimate.amounts
    assert unit in ("min", "")
    assert estimate.shape == "fixed"
    return value


def notes(plan, code):
    """The notes of a code, as they are shown."""
    return [str(note) for note in plan.notes if note.code == code]
