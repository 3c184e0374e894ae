"""Options are checked before anything runs, each by its name."""

import pytest

import pmrisk
from building import chain, project
from pmrisk.errors import OptionError


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterations": 0}, "iterations 0: must lie between 1 and"),
        ({"iterations": 2.5}, "iterations 2.5: must be a whole number"),
        ({"iterations": True}, "iterations True: must be a whole number"),
        ({"iterations": 10**9}, "must lie between 1 and 4194304"),
        ({"seed": -1}, "seed -1: must lie between 0 and"),
        ({"seed": 2**64}, "must lie between 0 and"),
        ({"threads": 0}, "threads 0"),
        ({"level": 100}, "level 100: must lie above 0 and below 100"),
        ({"sampling": "halton"}, "must be one of monte_carlo, lhs, sobol"),
        ({"until": 0}, "until 0: must be a positive number of days"),
        ({"until": float("nan")}, "until nan"),
        ({"until": 1, "sampling": "lhs"}, "cannot stop early"),
    ],
)
def test_a_bad_option_is_refused(options, message):
    """One line with what was found and what is allowed."""
    with pytest.raises(OptionError, match=message):
        pmrisk.simulate(project(chain([[1, 2, 3]])), **options)


def test_the_scenario_says_what_holds_where_nothing_is_given():
    """Iterations, seed and level of `defaults`."""
    defaults = {"iterations": 321, "seed": 9, "level": 70}
    result = pmrisk.simulate(project(chain([[1, 2, 3]]), defaults=defaults))
    assert (result.iterations, result.seed, result.level) == (321, 9, 70)
