"""From ids to arrays: a project compiled for the kernels, and its way back to dates."""

from pmrisk.network.compile import Network as Network
from pmrisk.network.compile import compile_network as compile_network
from pmrisk.network.switches import switched as switched
from pmrisk.network.timeline import Moment as Moment
from pmrisk.network.timeline import Timeline as Timeline
