"""Relationships as planners and their tools type them into one cell."""

import pytest

from pmrisk import ScenarioError
from pmrisk.model.amount import Amount
from pmrisk.read.tables import read_table

IDS = ("A1", "A2", "A100", "A-10", "5", "12", "FS1", "SS", "5FS1", "Dig it")


def table(cell, delimiter=","):
    """A table whose last activity has `cell` as its predecessors."""
    rows = "".join(f"{id}{delimiter}1{delimiter}\n" for id in IDS)
    head = delimiter.join(("ID", "Duration", "Predecessors"))
    quoted = '"' + cell.replace('"', '""') + '"'
    return f"{head}\n{rows}X{delimiter}1{delimiter}{quoted}\n".encode()


def found(cell, delimiter=","):
    from datetime import datetime

    read = read_table(table(cell, delimiter), "p.csv", start=datetime(2027, 1, 4))
    return [
        (link.predecessor, link.kind, link.lag.amounts[0])
        for link in read.project.activity("X").after
    ]


NONE = Amount(0.0)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A1", [("A1", "FS", NONE)]),
        ("A1;A2FS+3d, 5SS-2d", [
            ("A1", "FS", NONE), ("A2", "FS", Amount(3.0)), ("5", "SS", Amount(-2.0)),
        ]),
        ("A1\nA2", [("A1", "FS", NONE), ("A2", "FS", NONE)]),
        ("A1 A2", [("A1", "FS", NONE), ("A2", "FS", NONE)]),
        ("12FF+2 days", [("12", "FF", Amount(2.0))]),
        ("12ff+2 days?", [("12", "FF", Amount(2.0))]),
        ("12SS+1 ewk", [("12", "SS", Amount(7.0, "ed"))]),
        ("A1: FS 5", [("A1", "FS", Amount(5.0))]),
        ("A1: SS -2, A2: FF", [("A1", "SS", Amount(-2.0)), ("A2", "FF", NONE)]),
        ("A1 SF+4h", [("A1", "SF", Amount(4.0, "h"))]),
        ("A1 (SS + 5d)", [("A1", "SS", Amount(5.0))]),
        ("A1[FF]", [("A1", "FF", NONE)]),
        ("A1+3d", [("A1", "FS", Amount(3.0))]),
        ("A1FS−2d", [("A1", "FS", Amount(-2.0))]),
        ("A1FS+0d", [("A1", "FS", NONE)]),
        ("A-10", [("A-10", "FS", NONE)]),
        ("A-10SS+3d", [("A-10", "SS", Amount(3.0))]),
        ("FS1SS", [("FS1", "SS", NONE)]),
        ("SS", [("SS", "FS", NONE)]),
        ("SSSS+1", [("SS", "SS", Amount(1.0))]),
        ("12EA+2 Tage;5AA", [("12", "FS", Amount(2.0)), ("5", "SS", NONE)]),
        ("12FD+2j;5CC", [("12", "FS", Amount(2.0)), ("5", "SS", NONE)]),
        ("Dig it", [("Dig_it", "FS", NONE)]),
        ("Dig  it FF+1.5d", [("Dig_it", "FF", Amount(1.5))]),
        ("-", []),
        ("none", []),
        (" ;, ", []),
    ],
)  # fmt: skip
def test_forms(cell, expected):
    assert found(cell) == expected


def test_decimal_commas():
    """Where the semicolon parts the columns, a lag may have a decimal comma."""
    assert found("12FS+1,5d,5", ";") == [
        ("12", "FS", Amount(1.5)),
        ("5", "FS", NONE),
    ]
    assert found("12FS+1,5FS+2d", ";") == [
        ("12", "FS", Amount(1.0)),
        ("5", "FS", Amount(2.0)),
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("A104", '"A104" is not an activity of the table. Did you mean "A100"?'),
        ("A104SS+2d", '"A104" is not an activity of the table. Did you mean "A100"?'),
        ("A1;zzzzzz", '"zzzzzz" is not an activity of the table. Add it or remove it. '
                      "Write relationships as A1; A2 SS+5d."),
        ("12FS+50%", 'the lag "+50%" of "12FS+50%" is a share of a duration. Write it '
                     "as time, such as FS+3d."),
        ("12FS+2 moons", 'the lag of "12FS+2 moons" unit "moons" is unknown. Use min, '
                         "h, d, w or mo, with an e before it for elapsed time."),
        ("X", "waits for itself. Remove it from its own predecessors."),
        ("A1,A1", 'the FS relationship from "A1" is given twice. Keep one.'),
        ("A-12", '"A-12" is not an activity of the table. Did you mean "A-10"?'),
    ],
)  # fmt: skip
def test_refusals(cell, message):
    with pytest.raises(ScenarioError) as caught:
        found(cell)
    assert [p.at_message for p in caught.value.problems] == [
        f'row 12, column "Predecessors": {message}'
    ]


def test_successors():
    """The same relationships the other way around, if there are no predecessors."""
    from datetime import datetime

    raw = b"ID,Duration,Successors\nA,1,B SS+2d\nB,1,\n"
    read = read_table(raw, "p.csv", start=datetime(2027, 1, 4))
    (link,) = read.project.activity("B").after
    assert (link.predecessor, link.kind) == ("A", "SS")
    assert link.lag.amounts == (Amount(2.0),)
