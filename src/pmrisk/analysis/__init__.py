"""The questions that a result answers, one file each."""

from pmrisk.analysis.criticality import ActivityMetrics as ActivityMetrics
from pmrisk.analysis.criticality import Cruciality as Cruciality
from pmrisk.analysis.criticality import activities as activities
from pmrisk.analysis.criticality import activity_metrics as activity_metrics
from pmrisk.analysis.criticality import drivers as drivers
