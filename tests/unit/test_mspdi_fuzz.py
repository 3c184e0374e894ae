"""Whatever an XML file of Microsoft Project holds, it is read or refused, and soon."""

import re
import string
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmrisk.errors import PmriskError
from pmrisk.read.mspdi import read_mspdi
from pmrisk.read.plan import Plan
from using import use

PLANS = sorted((Path(__file__).parents[1] / "plans").glob("mspdi_*.xml"))
TEXTS = [path.read_text(encoding="utf-8") for path in PLANS]
VALUES = (
    "", "0", "-1", "1", "7", "99", "1e400", "1e17", "1e-320", "nan", "true",
    "PT0H0M0S", "-PT8H0M0S", "PT8H", "P1D", "P",
    "1984-01-01T00:00:00", "2027-01-04T08:00:00", "9999-12-31",
    "1900-01-01T00:00:00", "2199-12-31T23:59:59", "2027-02-30T00:00:00", "24:00:00",
    "23:59:59", "&amp;", "<b/>", "NA", "x" * 600, "/", "\u2028",
)  # fmt: skip
ELEMENT = re.compile(r">[^<>\n]*</")


def outcome(raw):
    """The plan, or why there is none."""
    try:
        return read_mspdi(raw, "p.xml")
    except PmriskError as error:
        return error


def read_or_refused(raw):
    """A refusal has a line for each problem, and nothing else is raised."""
    found = outcome(raw)
    if isinstance(found, Plan):
        assert all("\n" not in str(note) for note in found.notes)
        use(found.project)
    else:
        lines = str(found).splitlines()
        assert len(lines) == len(found.problems) > 0
        assert all(line.startswith("p.xml") for line in lines)


@st.composite
def changed_values(draw):
    """A plan with other values in some of its elements."""
    text = draw(st.sampled_from(TEXTS))
    places = list(ELEMENT.finditer(text))
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=8))
    for place in sorted(
        {p.start(): p for p in chosen}.values(), key=lambda p: -p.start()
    ):
        value = draw(st.sampled_from(VALUES) | st.text(string.printable, max_size=5))
        text = f"{text[: place.start()]}>{value}</{text[place.end() :]}"
    return text.encode("utf-8")


@given(changed_values())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_changed_values(raw):
    read_or_refused(raw)


@st.composite
def moved_lines(draw):
    """A plan with lines left out, repeated and moved."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(lines) - 1))
        piece = lines[begin : begin + draw(st.integers(1, 12))]
        if draw(st.booleans()):
            del lines[begin : begin + len(piece)]
        if draw(st.booleans()):
            at = draw(st.integers(0, len(lines)))
            lines[at:at] = piece
        if not lines:
            break
    return "\n".join(lines).encode("utf-8")


@given(moved_lines())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_moved_lines(raw):
    read_or_refused(raw)


@given(st.sampled_from(TEXTS), st.integers(0, 20_000), st.binary(max_size=4))
@settings(max_examples=100, deadline=None)
def test_cut_and_spoilt(text, at, extra):
    read_or_refused(text.encode("utf-8")[:at] + extra)


SWAPS = re.compile(r"<(UID|ID|Type|DayType|OutlineLevel|PredecessorUID)>\d+<")


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_other_numbers(text, random):
    """Outlines, links and kinds of every shape."""
    raw = SWAPS.sub(
        lambda m: (
            f"<{m[1]}>{random.randint(0, 12)}<" if random.random() < 0.2 else m[0]
        ),
        text,
    )
    read_or_refused(raw.encode("utf-8"))
