"""Gates: what can be written after `--require`, and what it means."""

from datetime import date, datetime

import pytest

from pmrisk.cli.gates import Clause, judge, parse_gate
from pmrisk.errors import OptionError


@pytest.mark.parametrize(
    ("text", "clauses", "level"),
    [
        ("finish<=2028-03-31@80", [("finish", date(2028, 3, 31))], 80),
        ("cost <= 4_200_000 @ 70 %", [("cost", 4_200_000.0)], 70),
        ("M2<=2028-03-01T12:00@12.5", [("M2", datetime(2028, 3, 1, 12))], 12.5),
        ("R&D<=2028-03-01@80", [("R&D", date(2028, 3, 1))], 80),
        ("finish<=2028-03-31 & cost<=4.2e6 @70",
         [("finish", date(2028, 3, 31)), ("cost", 4.2e6)], 70),
        ("cost<=5&finish<=2028-03-31@70",
         [("cost", 5.0), ("finish", date(2028, 3, 31))], 70),
    ],
)  # fmt: skip
def test_gates_are_read(text, clauses, level):
    """Dates, moments, money, ids, and several promises at once."""
    gate = parse_gate(text)
    assert gate.clauses == tuple(Clause(*clause) for clause in clauses)
    assert gate.level == level


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("finish<=2028-03-31", "has no level"),
        ("finish<=2028-03-31@", '"@"'),
        ("finish<=2028-03-31@100", '"@100"'),
        ("finish<=2028-03-31@nan", '"@nan"'),
        ("finish<2028-03-31@80", '"finish<2028-03-31"'),
        ("<=2028-03-31@80", '"<=2028-03-31"'),
        ("finish<=2028-02-30@80", '"2028-02-30"'),
        ("finish<=2028-02-03T10:00Z@80", '"2028-02-03T10:00Z"'),
        ("finish<=9999-12-31@80", '"9999-12-31"'),
        ("cost<=4,200@80", '"4,200"'),
        ("cost<=inf@80", '"inf"'),
        ("finish<=2028-03-31 & @80", '""'),
    ],
)
def test_unreadable_gates_name_the_piece(text, piece):
    """The message shows what cannot be read, and an example."""
    with pytest.raises(OptionError, match="Write for example") as caught:
        parse_gate(text)
    assert piece in str(caught.value)


@pytest.fixture(scope="module")
def result():
    """One activity of 1 to 100 days, each as likely, and 10 money a day."""
    import pmrisk
    from building import project

    duration = {"discrete": {day: 0.01 for day in range(1, 101)}}
    activities = [
        {"id": "A", "duration": duration, "cost": {"per_day": 10}},
        {"id": "M", "type": "milestone", "after": ["A"]},
    ]
    return pmrisk.simulate(project(activities), iterations=1000, seed=1)


def test_a_gate_is_the_share_that_keeps_all_promises(result):
    """The end of 22 February is day 50; an id is its milestone; 20 days cost 200."""

    def share(text):
        return judge(parse_gate(text), result).probability.value

    assert share("finish<=2027-02-22@50") == (result.finish.samples <= 50).mean()
    assert share("M<=2027-02-22@50") == share("finish<=2027-02-22@50")
    both = share("finish<=2027-02-22 & cost<=200@50")
    assert both == (result.finish.samples <= 20).mean()


def test_a_gate_passes_at_its_level_and_warns_near_it(result):
    """The point estimate decides; within the 95 % interval another seed may differ."""
    value = 100 * judge(parse_gate("finish<=2027-02-22@50"), result).probability.value
    for level, passed, straddles in [
        (value, True, True),
        (value + 0.01, False, True),
        (value - 20, True, False),
        (value + 20, False, False),
    ]:
        verdict = judge(parse_gate(f"finish<=2027-02-22@{level}"), result)
        assert (verdict.passed, verdict.straddles) == (passed, straddles), level
