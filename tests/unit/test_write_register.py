"""The empty register: what is written is what is read."""

import io

import openpyxl
import pytest

from pmrisk import Estimate, check, load
from pmrisk.model.risk import Impact, Response, Risk
from pmrisk.read.register.headings import FIELDS, heading
from pmrisk.write.register import PARTS, empty_register

SCALES = """\
scales:
  probability: {low: 0.1, high: 0.5}
  delay: {low: [1, 2, 5], high: [10, 20, 40]}
  cost: {low: 1000, high: [20000, 40000, 90000]}
"""
SCENARIO = """\
pmrisk: 1
project: {name: P, start: 2027-01-04}
activities: [{id: A140, wbs: Build, duration: 5}]
risks: {file: r.xlsx}
"""


@pytest.fixture
def fill(tmp_path):
    """The project of a register that has been filled in."""

    def make(change, more=""):
        book = openpyxl.load_workbook(io.BytesIO(empty_register()))
        change(book["Risks"])
        book.save(tmp_path / "r.xlsx")
        (tmp_path / "s.yaml").write_text(SCENARIO + more)
        return load(tmp_path / "s.yaml")

    return make


def test_every_heading_is_read():
    """Each column means something, and no two the same; few need others."""
    found = [heading(part.heading).field for part in PARTS]
    assert len(set(found)) == len(found)
    single = {"impact", "delay", "cost", "type"}
    single |= {f"residual_{field}" for field in single}
    assert set(FIELDS) - single == set(found)


def test_it_holds_no_risks(fill):
    """The example row is marked as such."""
    project = fill(lambda sheet: None)
    assert project.risks == ()
    said = [str(note) for note in project.register_notes]
    assert (
        'dropped: sheet "Risks", row 2: the row with an example was left out.' in said
    )
    (found,) = [f for f in check(project).findings if f.code == "register-empty"]
    assert (found.at, found.severity) == ("risks", "warning")


def test_the_example_is_a_risk(fill):
    """Given an id of its own, it is read as it looks."""
    on = ("A140", "wbs:Build")
    impact = Impact(on=on, delay=[5, 10, 30], cost=[5000, 8000, 20000])

    def name(sheet):
        sheet["A2"] = "R01"

    (risk,) = fill(name).risks
    assert risk == Risk(
        id="R01",
        name="Legacy data is worse",
        description="The sample was small.",
        cause="No owner of the data",
        probability=0.35,
        impacts=(impact,),
        response=Response(name="Data profiling sprint", cost=18000, probability=0.1),
        owner="Data lead",
        category="Data",
    )


def test_a_row_below_is_read(fill):
    """A few cells are enough; the cells of probabilities show per cent."""

    def add(sheet):
        for column, value in zip("AHIK", ("R01", 0.2, "A140", 3), strict=True):
            sheet[f"{column}3"] = value

    (risk,) = fill(add).risks
    assert risk.probability == 0.2
    assert risk.impacts == (Impact(on="A140", delay=Estimate.of(3)),)


def test_words_of_scales_are_read_where_it_promises_them(fill):
    """In the place of the most likely delay and cost, before and after a response."""

    def add(sheet):
        words = {"A": "R01", "H": "high", "I": "A140", "K": "High", "N": "high"}
        for column, value in (words | {"T": "low", "V": "low", "Y": "low"}).items():
            sheet[f"{column}3"] = value

    (risk,) = fill(add, SCALES).risks
    assert risk.probability == 0.5
    high = Impact(on="A140", delay=[10, 20, 40], cost=[20000, 40000, 90000])
    assert risk.impacts == (high,)
    low = Impact(on="A140", delay=[1, 2, 5], cost=1000)
    assert risk.response == Response(probability=0.1, impacts=(low,))


def test_lists_and_hints_are_in_it():
    """As a spreadsheet program shows them."""
    sheet = openpyxl.load_workbook(io.BytesIO(empty_register()))["Risks"]
    rules = sheet.data_validations.dataValidation
    lists = [rule.formula1 for rule in rules if rule.type == "list"]
    assert '"open,occurred,closed"' in lists
    assert len(rules) == len(PARTS)
    assert all(len(part.hint) <= 255 for part in PARTS)
    assert sheet["A1"].comment.text == PARTS[0].hint
