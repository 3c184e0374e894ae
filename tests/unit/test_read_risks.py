"""Risks, drivers and branches in a scenario, in every form that they take."""

from datetime import datetime

import pytest

from building import EVERY_KEY, chain, project
from pmrisk import Estimate, ScenarioError
from pmrisk.model.amount import Amount
from pmrisk.model.condition import Condition
from pmrisk.model.risk import Branch, Driver, Impact, Response, Risk, Window
from pmrisk.read import parse


def risk(scales=None, **parts):
    """The only risk of a project of two activities."""
    given = {"id": "R1", "probability": 0.5, "impacts": {"on": "A0", "delay": 1}}
    extra = {} if scales is None else {"scales": scales}
    return project(chain([5, 5]), risks=[given | parts], **extra).risks[0]


def refused(**sections):
    with pytest.raises(ScenarioError) as caught:
        project(chain([5, 5]), **sections)
    return [str(problem) for problem in caught.value.problems]


def test_every_part_of_a_risk():
    """All keys, one value or a list; words are looked up on their scale."""
    assert parse(EVERY_KEY).risks == (
        Risk(
            id="R01",
            name="Rock in the ground",
            description="The survey has three holes a hectare.",
            cause="Few drillings",
            probability=0.3,
            impacts=(
                Impact(
                    on=("A30", "A3*", "wbs:Build", "code:PHASE=01"),
                    delay=[1, 2, 5],
                    cost=[1000, 2000, 5000],
                    each="separately",
                ),
                Impact(on="A31", factor=[1, 1.2, 2], applies_to="both"),
            ),
            requires="R02",
            excludes=("R03",),
            window="2027-11-01..2028-03-01",
            response=Response(
                name="Drill more",
                cost=18000,
                probability=0.1,
                impacts=(Impact(on="A30", delay=1),),
                status="adopted",
            ),
            owner="Ann",
            category="Ground",
        ),
        Risk(
            id="R02",
            probability=0.35,
            impacts=(Impact(on="A31", delay=-2, cost=-300),),
            status="occurred",
        ),
        Risk(id="R03", status="closed"),
    )


def test_a_driver():
    """Its factor, and the share of the iterations in which it acts."""
    (driver,) = parse(EVERY_KEY).drivers
    assert driver == Driver(
        id="D01",
        name="Crew",
        factor=[0.9, 1, 1.3],
        on="*",
        probability=0.5,
        applies_to="cost",
        owner="Ann",
        category="People",
    )
    assert Driver(id="D", factor=2, on=("A",)).probability == 1


def test_branches():
    """Probabilities, and conditions, which stay as written."""
    by_chance, by_date = parse(EVERY_KEY).branches
    assert by_chance == Branch(after="A20", choose={"A70": 0.7, "A71": 0.3})
    assert by_date.choose == {"A72": "finish(A20) <= 2027-09-30", "A73": "otherwise"}


def test_what_may_not_exist_and_how_delays_combine():
    """Keys of the activity."""
    plan = parse(EVERY_KEY)
    assert plan.activity("A70").exists == 0.4
    assert plan.activity("A71").exists == 1
    assert plan.activity("A10").combine == "parallel"
    assert plan.activity("A20").combine == "series"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("0.35", 0.35), ("35%", 0.35), ("35 %", 0.35), ("0", 0), ("1", 1), ("100%", 1)],
)
def test_probabilities(given, expected):
    """A share, or per cent if the sign says so."""
    assert risk(probability=given).probability == expected


@pytest.mark.parametrize(
    ("word", "value"),
    [("very low", 0.1), ("Very-Low", 0.1), ("VERYLOW", 0.1), ("very high", 0.9)],
)
def test_five_values_are_very_low_to_very_high(word, value):
    """However the word is written."""
    scale = {"probability": [0.1, 0.2, 0.3, 0.5, 0.9]}
    assert risk(scale, probability=word).probability == value


def test_a_number_in_a_scenario_is_a_number():
    """Steps of a scale are called by their word there: 1 is certain, 3 are days."""
    five = [[k, k, k + 1] for k in (10, 20, 30, 40, 50)]
    scale = {"probability": [0.1, 0.2, 0.3, 0.5, 0.9], "delay": five}
    found = risk(scale, probability=1, impacts={"on": "A0", "delay": 3})
    assert found.probability == 1
    assert found.impacts[0].delay == Estimate.fixed(3)


def test_a_size_may_be_a_delay():
    """A name of an estimate goes before a step of a scale."""
    plan = project(
        chain([5]),
        sizes={"high": [1, 2, 3]},
        scales={"delay": {"high": 9, "low": "4h"}},
        risks=[
            {"id": "R1", "probability": 1, "impacts": [{"on": "A0", "delay": word}]}
            for word in ("high",)
        ],
    )
    assert plan.risks[0].impacts[0].delay == Estimate.of([1, 2, 3])


def test_window():
    """From the beginning of its first day to the end of its last, or to the minute."""
    days = risk(window="2027-11-01..2028-03-01").window
    assert days == Window(start=datetime(2027, 11, 1), finish=datetime(2028, 3, 2))
    exact = Window.of("2027-11-01T08:00..2028-03-01T12:00")
    assert exact.start == datetime(2027, 11, 1, 8)
    assert exact.finish == datetime(2028, 3, 1, 12)


def test_an_open_risk_says_how_likely_it_is():
    """What has occurred or is closed need not."""
    impacts = {"on": "A0", "delay": 1}
    (problem,) = refused(risks=[{"id": "R1", "impacts": impacts}])
    assert 'risks "R1": needs a key "probability"' in problem
    both = [
        {"id": "R1", "impacts": impacts, "status": "occurred"},
        {"id": "R2", "status": "closed"},
    ]
    assert [r.status for r in project(chain([5]), risks=both).risks] == [
        "occurred", "closed",
    ]  # fmt: skip


def test_one_problem_hides_no_other():
    """What can be read of a bad risk is checked as usual, and no more is said."""
    bad = {
        "id": "R1",
        "probability": 7,
        "impacts": [{"on": "A9", "delay": "x"}, {"on": 5, "cots": 5}],
        "requires": "R9",
        "response": {"cost": "x"},
    }
    found = refused(risks=[bad])
    assert len(found) == 8
    assert sum("A9" in line for line in found) == 1
    assert sum("R9" in line for line in found) == 1


def test_thousands_of_risks_on_thousands_of_activities_are_judged_soon():
    """Each selector looks through the plan once, an id not at all."""
    risks = [
        {
            "id": f"R{k}",
            "probability": 0.5,
            "impacts": [{"on": [f"A{k}", "A1*"], "delay": "1h"}],
        }
        for k in range(1500)
    ]
    assert len(project(chain([1] * 3000), risks=risks).risks) == 1500


@pytest.mark.parametrize(
    ("text", "event", "by", "moment"),
    [
        ("finish(T10) <= 2027-09-30", "finish", True, datetime(2027, 10, 1)),
        ("finish(T10) >= 2027-09-30", "finish", False, datetime(2027, 9, 30)),
        ("start ( T10 )<=2027-09-30", "start", True, datetime(2027, 10, 1)),
        ("start(T10)>=2027-09-30T12:00", "start", False, datetime(2027, 9, 30, 12)),
    ],
)
def test_conditions(text, event, by, moment):
    """A day counts whole: by its end, or from its beginning."""
    condition = Condition.of(text)
    assert condition == Condition(event, "T10", by, moment)
    assert condition.holds(moment)
    later = moment.replace(minute=moment.minute + 1)
    assert condition.holds(later) is not by


def test_conditions_may_ask_for_what_led_to_the_branch():
    """Any predecessor over others is known by then."""
    plan = [*chain([5, 5, 5]), {"id": "B", "duration": 1, "after": ["A2"]}]
    plan.append({"id": "C", "duration": 1, "after": ["A2"]})
    choose = {"B": "start(A0) <= 2027-02-01", "C": "otherwise"}
    made = project(plan, branches=[{"after": "A2", "choose": choose}])
    assert made.branches[0].choose == choose


def test_probabilities_of_a_branch_may_be_rounded():
    """Thirds cannot be written."""
    plan = [{"id": "T", "duration": 1}]
    plan += [{"id": x, "duration": 1, "after": ["T"]} for x in "ABC"]
    choose = {"A": 0.333, "B": 0.333, "C": 0.333}
    made = project(plan, branches=[{"after": "T", "choose": choose}])
    assert sum(made.branches[0].choose.values()) == pytest.approx(0.999)


def test_in_python_the_same_rules_hold():
    """A risk that is built is judged with its project."""
    plan = project(chain([5]))
    with pytest.raises(ScenarioError, match="at most 1, got 60"):
        Risk(id="R1", probability=60)
    parts = {name: getattr(plan, name) for name in type(plan).model_fields}
    wrong = Risk(id="R1", impacts=(Impact(on="B*", delay=Amount(1)),))
    with pytest.raises(ScenarioError, match='"B\\*" selects no activity'):
        type(plan)(**parts | {"risks": (wrong,)})
