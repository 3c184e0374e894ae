"""When a project will really finish, what it will really cost, and what drives it."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmrisk.analysis import activity_metrics as activity_metrics
    from pmrisk.analysis.contributions import contributions as contributions
    from pmrisk.analysis.explained import Contributions as Contributions
    from pmrisk.analysis.gates import gate_results as gate_results
    from pmrisk.analysis.health import Health as Health
    from pmrisk.analysis.health import health as health
    from pmrisk.analysis.parity import Parity as Parity
    from pmrisk.analysis.parity import parity as parity
    from pmrisk.analysis.responses import responses as responses
    from pmrisk.analysis.worth import Responses as Responses
    from pmrisk.analysis.xray import XRay as XRay
    from pmrisk.analysis.xray import xray as xray
    from pmrisk.check import Finding as Finding
    from pmrisk.check import Report as Report
    from pmrisk.check import check as check
    from pmrisk.errors import EstimateError as EstimateError
    from pmrisk.errors import OptionError as OptionError
    from pmrisk.errors import OutputError as OutputError
    from pmrisk.errors import PmriskError as PmriskError
    from pmrisk.errors import ScenarioError as ScenarioError
    from pmrisk.model.activity import Activity as Activity
    from pmrisk.model.activity import Cost as Cost
    from pmrisk.model.activity import Relationship as Relationship
    from pmrisk.model.backlog import Backlog as Backlog
    from pmrisk.model.calendar import Calendar as Calendar
    from pmrisk.model.estimate import Estimate as Estimate
    from pmrisk.model.project import Correlation as Correlation
    from pmrisk.model.project import Defaults as Defaults
    from pmrisk.model.project import Project as Project
    from pmrisk.model.quality import Quality as Quality
    from pmrisk.model.resource import Assignment as Assignment
    from pmrisk.model.resource import Resource as Resource
    from pmrisk.model.risk import Branch as Branch
    from pmrisk.model.risk import Driver as Driver
    from pmrisk.model.risk import Impact as Impact
    from pmrisk.model.risk import Response as Response
    from pmrisk.model.risk import Risk as Risk
    from pmrisk.model.risk import Window as Window
    from pmrisk.planning import Schedule as Schedule
    from pmrisk.planning import schedule as schedule
    from pmrisk.read import load as load
    from pmrisk.result import Result as Result
    from pmrisk.simulation import simulate as simulate

# Where each public name lives. They are imported when first used, so that a command
# that needs none of them starts at once.
_HOMES = {
    "activity_metrics": "pmrisk.analysis",
    "Contributions": "pmrisk.analysis.explained",
    "contributions": "pmrisk.analysis.contributions",
    "gate_results": "pmrisk.analysis.gates",
    "Health": "pmrisk.analysis.health",
    "health": "pmrisk.analysis.health",
    "Parity": "pmrisk.analysis.parity",
    "parity": "pmrisk.analysis.parity",
    "Responses": "pmrisk.analysis.worth",
    "responses": "pmrisk.analysis.responses",
    "XRay": "pmrisk.analysis.xray",
    "xray": "pmrisk.analysis.xray",
    "check": "pmrisk.check",
    "Finding": "pmrisk.check",
    "Report": "pmrisk.check",
    "EstimateError": "pmrisk.errors",
    "OptionError": "pmrisk.errors",
    "OutputError": "pmrisk.errors",
    "PmriskError": "pmrisk.errors",
    "ScenarioError": "pmrisk.errors",
    "Activity": "pmrisk.model.activity",
    "Cost": "pmrisk.model.activity",
    "Relationship": "pmrisk.model.activity",
    "Backlog": "pmrisk.model.backlog",
    "Calendar": "pmrisk.model.calendar",
    "Estimate": "pmrisk.model.estimate",
    "Correlation": "pmrisk.model.project",
    "Defaults": "pmrisk.model.project",
    "Project": "pmrisk.model.project",
    "Quality": "pmrisk.model.quality",
    "Assignment": "pmrisk.model.resource",
    "Resource": "pmrisk.model.resource",
    "Branch": "pmrisk.model.risk",
    "Driver": "pmrisk.model.risk",
    "Impact": "pmrisk.model.risk",
    "Response": "pmrisk.model.risk",
    "Risk": "pmrisk.model.risk",
    "Window": "pmrisk.model.risk",
    "Schedule": "pmrisk.planning",
    "schedule": "pmrisk.planning",
    "load": "pmrisk.read",
    "Result": "pmrisk.result",
    "simulate": "pmrisk.simulation",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("pmrisk")
    if name not in _HOMES:
        raise AttributeError(f"module 'pmrisk' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


class _Package(ModuleType):
    """The package, where `pmrisk.check` is the function, not the folder it lives in."""

    def __setattr__(self, name: str, value: Any) -> None:
        # The import system binds every submodule to its package by its name.
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
