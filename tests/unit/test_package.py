"""The package: everything by name, nothing before it is used."""

import subprocess
import sys
from types import FunctionType

import pmrisk


def test_every_public_name_exists():
    """What `dir(pmrisk)` lists can be had."""
    for name in dir(pmrisk):
        assert getattr(pmrisk, name) is not None


def test_check_is_the_function():
    """Even when the folder of that name has been imported."""
    import pmrisk.check

    assert isinstance(pmrisk.check, FunctionType)


def test_import_loads_nothing_heavy():
    """`import pmrisk` costs no library, and the reader neither pandas nor numba."""
    code = (
        "import sys, pmrisk\n"
        "early = {'numpy', 'pydantic', 'yaml'} & {*sys.modules}\n"
        "pmrisk.load\n"
        "slow = {'pandas', 'numba', 'scipy', 'click', 'rich', 'holidays'}\n"
        "print(sorted(early | slow & {*sys.modules}))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr
