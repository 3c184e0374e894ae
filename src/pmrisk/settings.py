"""The options of a run, checked once, with the scenario's defaults filled in."""

from typing import NamedTuple, get_args

import numpy as np

from pmrisk.errors import OptionError
from pmrisk.foreman import available_threads
from pmrisk.kernels.sums import MOST_ITERATIONS
from pmrisk.model.project import Project
from pmrisk.outcome import check_level
from pmrisk.sampling import Sampling

#: Where `until` gives up, unless `iterations` says otherwise.
MOST_UNTIL = 1_000_000


class Settings(NamedTuple):
    """What a run is made with."""

    iterations: int
    seed: int
    sampling: Sampling
    threads: int
    level: float
    until: float | None


def make_settings(
    project: Project,
    iterations: int | None,
    seed: int | None,
    sampling: Sampling,
    threads: int | None,
    level: float | None,
    until: float | None,
) -> Settings:
    """The options with the scenario's defaults filled in."""
    defaults = project.defaults
    if iterations is None:
        iterations = defaults.iterations if until is None else MOST_UNTIL
    settings = Settings(
        iterations,
        defaults.seed if seed is None else seed,
        sampling,
        available_threads() if threads is None else threads,
        defaults.level if level is None else level,
        until,
    )
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    _within("iterations", settings.iterations, 1, MOST_ITERATIONS)
    _within("threads", settings.threads, 1, 1024)
    _within("seed", settings.seed, 0, 2**64 - 1)
    check_level(settings.level)
    if settings.sampling not in get_args(Sampling):
        names = ", ".join(get_args(Sampling))
        raise OptionError(f"sampling {settings.sampling!r}: must be one of {names}.")
    if settings.until is not None and not 0 < settings.until < np.inf:
        raise OptionError(
            f"until {settings.until:g}: must be a positive number of days."
        )
    if settings.until is not None and settings.sampling == "lhs":
        raise OptionError(
            "until: the strata of lhs depend on the number of iterations, so it cannot "
            "stop early. Use monte_carlo or sobol."
        )


def _within(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise OptionError(f"{name} {value!r}: must be a whole number.")
    if not low <= value <= high:
        raise OptionError(f"{name} {value}: must lie between {low} and {high}.")
