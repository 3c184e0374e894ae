"""Small plans of other tools keep their dates in the scenario that they become."""

from pathlib import Path

import pytest

from pmrisk import load
from using import use

PLANS = Path(__file__).parents[1] / "plans"
FILES = sorted([*PLANS.glob("*.xer"), *PLANS.glob("*.xml")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_dates_come_back(path):
    use(load(path, project="CIV" if path.stem == "projects" else None))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mspdi_links.xml", "<MinutesPerDay>480<", "<MinutesPerDay>1e-320<"),
        ("mspdi_resources.xml", "<Units>0.5<", "<Units>1e-320<"),
        ("activities.xer", "\tCA_Base\t8\t", "\tCA_Base\t1e-320\t"),
    ],
)
def test_numbers_too_small_to_mean_anything(name, old, new, tmp_path):
    """A day of no time and a hand that does nothing are left out."""
    text = (PLANS / name).read_bytes().decode()
    assert old in text
    changed = tmp_path / name
    changed.write_bytes(text.replace(old, new).encode())
    use(load(changed))
