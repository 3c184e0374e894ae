"""Shapes: what a planner believes about one quantity, as plain numbers."""

from pmrisk.model.shapes.base import Fixed as Fixed
from pmrisk.model.shapes.base import Shape as Shape
from pmrisk.model.shapes.bounded import Beta as Beta
from pmrisk.model.shapes.bounded import Uniform as Uniform
from pmrisk.model.shapes.combined import LognormalPareto as LognormalPareto
from pmrisk.model.shapes.combined import Scaled as Scaled
from pmrisk.model.shapes.combined import Truncated as Truncated
from pmrisk.model.shapes.combined import truncated as truncated
from pmrisk.model.shapes.listed import Cumulative as Cumulative
from pmrisk.model.shapes.listed import Discrete as Discrete
from pmrisk.model.shapes.listed import Empirical as Empirical
from pmrisk.model.shapes.parametric import Gamma as Gamma
from pmrisk.model.shapes.parametric import Lognormal as Lognormal
from pmrisk.model.shapes.parametric import Normal as Normal
from pmrisk.model.shapes.parametric import Weibull as Weibull
from pmrisk.model.shapes.three_point import Pert as Pert
from pmrisk.model.shapes.three_point import Triangular as Triangular
from pmrisk.model.shapes.three_point import trigen as trigen
