"""The doors: from files to a project that is consistent, or to all that is wrong."""

from importlib.resources import files

from pmrisk.read.plans import open_plan as open_plan
from pmrisk.read.scenario import load as load
from pmrisk.read.scenario import parse as parse
from pmrisk.read.schema import schema as schema


def starter() -> str:
    """A small, commented scenario to start from."""
    return files("pmrisk.read").joinpath("starter.yaml").read_text("utf-8")
