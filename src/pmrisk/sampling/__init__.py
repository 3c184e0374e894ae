"""Chance: every uncertain quantity owns a stream, and values come by inversion."""

from pmrisk.sampling.backlogs import compile_backlogs as compile_backlogs
from pmrisk.sampling.compile import compile_draws as compile_draws
from pmrisk.sampling.compile import sobol_dimensions as sobol_dimensions
from pmrisk.sampling.draws import REPLICATES as REPLICATES
from pmrisk.sampling.draws import Backlogs as Backlogs
from pmrisk.sampling.draws import Draws as Draws
from pmrisk.sampling.draws import Sampling as Sampling
from pmrisk.sampling.draws import Source as Source
from pmrisk.sampling.streams import stream_hash as stream_hash
