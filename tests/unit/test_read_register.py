"""Registers of risks in files of their own: what their columns and cells mean."""

import json
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmrisk import Estimate, ScenarioError, load
from pmrisk.model.risk import Impact, Response, Risk
from pmrisk.read.register.headings import FIELDS, heading
from workbooks import workbook

FIVE = {
    "probability": [0.05, 0.1, 0.3, 0.5, 0.8],
    "delay": [1, [1, 2, 5], [5, 8, 12], [10, 20, 40], [30, 40, 80]],
    "cost": [100, 1000, 10000, 20000, 100000],
}


@pytest.fixture
def read(tmp_path):
    """The project of a scenario with this register, given as text or as bytes."""

    def make(content, name="register.csv", scales=None, **asked):
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(raw)
        document = {
            "pmrisk": 1,
            "project": {"name": "P", "start": "2027-01-04"},
            "activities": [
                {"id": "A10", "wbs": "Build/Civil", "duration": 5},
                {"id": "A20", "wbs": "Build", "duration": 5, "after": ["A10"]},
            ],
            "risks": {"file": name, **asked},
        }
        if scales is not None:
            document["scales"] = scales
        path = tmp_path / "s.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")
        return load(path)

    return make


def refused(read, *args, **kwargs):
    with pytest.raises(ScenarioError) as caught:
        read(*args, **kwargs)
    return [str(problem).split("register", 1)[1] for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("ID", "id"), ("Risk ID", "id"), ("No.", "id"), ("#", "id"), ("Ref", "id"),
        ("Risk", "name"), ("Title", "name"), ("Risk name", "name"),
        ("Risk description", "description"), ("Root cause", "cause"),
        ("Probability", "probability"), ("Likelihood (%)", "probability"),
        ("P", "probability"), ("Eintrittswahrscheinlichkeit", "probability"),
        ("Probability of occurrence", "probability"),
        ("Likelihood score (1-5)", "probability"), ("Likelihood 1-5", "probability"),
        ("Pre-mitigation probability", "probability"),
        ("Residual probability", "residual_probability"),
        ("Post-mitigation likelihood", "residual_probability"),
        ("Probability after response", "residual_probability"),
        ("Impact", "impact"), ("Impact rating", "impact"), ("Severity", "impact"),
        ("Impact low (days)", "delay_low"), ("Impact - most likely", "delay_mode"),
        ("Delay low", "delay_low"), ("Min delay (d)", "delay_low"),
        ("Low", "delay_low"), ("Most likely", "delay_mode"), ("ML", "delay_mode"),
        ("Pessimistic (days)", "delay_high"), ("Worst case", "delay_high"),
        ("delay_high", "delay_high"), ("DelayHigh", "delay_high"),
        ("Schedule impact", "delay"), ("Time impact (weeks)", "delay"),
        ("Impact (days)", "delay"), ("Days", "delay"),
        ("Cost impact low", "cost_low"), ("Cost impact ml", "cost_mode"),
        ("Impact low (EUR)", "cost_low"), ("Cost impact max [k€]", "cost_high"),
        ("Cost impact", "cost"), ("Financial impact", "cost"), ("Cost (USD)", "cost"),
        ("Residual impact", "residual_impact"),
        ("Residual delay ml", "residual_delay_mode"),
        ("Post-mitigation cost impact", "residual_cost"),
        ("Affected activities", "on"), ("Activity IDs", "on"), ("WBS", "on"),
        ("Owner", "owner"), ("Risk owner", "owner"), ("Category", "category"),
        ("Status", "status"), ("Response", "response"), ("Mitigation plan", "response"),
        ("Response cost", "response_cost"), ("Cost of mitigation", "response_cost"),
        ("Mitigation cost (EUR)", "response_cost"),
        ("Response status", "response_status"), ("Requires", "requires"),
        ("Window", "window"),
    ],
)  # fmt: skip
def test_usual_headings(title, field):
    """Whatever case, order, unit or bracket they come with."""
    assert heading(title).field == field
    assert heading(title.upper()) is not None or "_" in title or title == "DelayHigh"


@pytest.mark.parametrize(
    "title",
    ["Score", "Risk score", "P x I", "Risk level", "Impact description", "Action owner",
     "Target date", "Expected value", "Date raised", "Comments", "Effect", "",
     "Probability impact", "Action due date"],
)  # fmt: skip
def test_headings_that_hold_nothing_of_use(title):
    """They are not taken for what they resemble."""
    assert heading(title) is None


@pytest.mark.parametrize(
    ("title", "unit", "scale"),
    [
        ("Delay (weeks)", "w", 1), ("Delay [h]", "h", 1), ("Delay days", "", 1),
        ("Cost (k€)", "", 1000), ("Cost (T€)", "", 1000), ("Cost (kEUR)", "", 1000),
        ("Cost (EUR '000)", "", 1000), ("Cost, thousands", "", 1000),
        ("Cost (M€)", "", 1e6), ("Cost (EUR million)", "", 1e6), ("Cost (€)", "", 1),
        ("Delay (months)", "mo", 1), ("Delay (calendar days)", "ed", 1),
        ("Impact (working days)", "", 1), ("Cost (net of VAT, k€)", "", 1000),
    ],
)  # fmt: skip
def test_units_of_headings(title, unit, scale):
    """Time is counted in them; money in thousands or millions."""
    units = heading(title).units
    assert (units.time, units.scale, units.strange) == (unit, scale, ())


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Delay (low)", "delay_low"), ("Impact (cost)", "cost"),
        ("Impact (schedule)", "delay"), ("Probability (residual)",
        "residual_probability"), ("Impact (H/M/L)", "impact"),
        ("Impact (low/medium/high)", "impact"), ("Month", None),
    ],
)  # fmt: skip
def test_what_stands_in_brackets_may_be_the_subject(title, field):
    """It is read as it is outside of them; the steps of a scale are no points."""
    found = heading(title)
    assert found == field or found.field == field


@pytest.mark.parametrize(
    ("title", "cell", "delay"),
    [
        ("Delay (months)", "4", 80), ("Delay", "3 months", 60),
        ("Delay months", "1", 20),
    ],
)  # fmt: skip
def test_months(read, title, cell, delay):
    """A month has twenty working days, as in the tables of plans."""
    text = f"ID,Activities,Probability,{title}\nR1,A10,high,{cell}\n"
    (impact,) = read(text, scales=FIVE).risks[0].impacts
    assert impact.delay == Estimate.of(delay)


def test_calendar_days_are_no_working_days(read):
    """They are elapsed time, which work on a calendar does not take."""
    text = "ID,Activities,Probability,Delay (calendar days)\nR1,A10,high,3\n"
    (problem,) = refused(read, text, scales=FIVE)
    assert "is elapsed time, but A10 works on a calendar. Give it in d or h" in problem


@pytest.mark.parametrize(
    ("own", "title", "said"),
    [
        ("EUR", "Cost ($)", "is in dollars, the project in EUR"),
        ("USD", "Cost ($)", ""),
        ("USD", "Cost (k€)", "is in EUR, the project in USD"), ("€", "Cost (EUR)", ""),
        ("HKD", "Cost ($)", ""), ("HKD", "Cost (HKD)", ""),
        ("HKD", "Cost (EUR)", "is in EUR"),
        ("$", "Cost (USD)", ""), ("Euro", "Cost (k€)", ""), ("CAD", "Cost ($)", ""),
    ],
)  # fmt: skip
def test_money_is_in_the_currency_of_the_project(own, title, said):
    """A sign may stand for several currencies; what is another one is refused."""
    why = heading(title).units.wrong("cost", own) or ""
    assert why.startswith(said)
    assert bool(why) == bool(said)


FULL = """\
Register of the risks;;;;;;;;;;;;
;;;;;;;;;;;;
Risk ID;Title;Root cause;Probability (%);Schedule impact low (days);Most likely (days);\
High (days);Cost impact (k€);Affected activities;Status;Mitigation;Mitigation cost;\
Residual probability;Residual delay ml;Score;Owner;Category
R 1;Rock;few holes;35;5;10;30;12,5;A10, A2*;Active;Drill;18.000;10;2;12;Ann;Ground

R2;Rain;;50;-;;;3;A10;Closed;;;;;;;
R3;Wind;;20;;5;;-3;wbs:Build;Issue;Insure;;;0;;;
R4;Fraud;;1%;;;;40;;;;;;;;;
"""


def test_a_register_as_it_is_kept(read):
    """A title above, a blank row, closed and cost-only risks, thousands of euros."""
    text = FULL.replace("1%", "2")
    ranged = Impact(on=("A10", "A2*"), delay=[5, 10, 30], cost=12500)
    after = Impact(on=("A10", "A2*"), delay=2, cost=12500)
    drill = Response(name="Drill", cost=18000, probability=0.1, impacts=(after,))
    assert read(text).risks == (
        Risk(
            id="R_1", name="Rock", cause="few holes", probability=0.35,
            impacts=(ranged,), response=drill, owner="Ann", category="Ground",
        ),
        Risk(
            id="R2", name="Rain", probability=0.5, status="closed",
            impacts=(Impact(on="A10", cost=3000),),
        ),
        Risk(
            id="R3", name="Wind", probability=0.2, status="occurred",
            impacts=(Impact(on="wbs:Build", delay=5, cost=-3000),),
            response=Response(
                name="Insure", impacts=(Impact(on="wbs:Build", cost=-3000),)
            ),
        ),
        # Money that hits no activity in particular hits the project, once.
        Risk(
            id="R4", name="Fraud", probability=0.02,
            impacts=(Impact(on="*", cost=40000),),
        ),
    )  # fmt: skip


def test_what_became_of_the_columns_is_told(read):
    """Each with what it was taken for; what was not read is named."""
    project = read(FULL.replace("1%", "2") + "EXAMPLE;Flood;;5\nTotal;;;;;;;15\n")
    said = [str(note) for note in project.register_notes]
    assert 'read: column "Probability (%)" -> probability.' in said
    assert 'read: column "Most likely (days)" -> delay mode.' in said
    assert 'dropped: column "Score" was not read.' in said
    assert "read: 4 risks." in said
    whole = (
        "converted: row 8: names no activity: its cost is that of the whole project."
    )
    assert whole in said
    assert "dropped: row 9: the row with an example was left out." in said
    assert "dropped: row 10: a row of totals was left out." in said
    assert "converted: ids have underscores in place of spaces." in said
    found = [f for f in pmrisk_check(project) if f.code == "register-read"]
    assert any('"Score" was not read' in each.message for each in found)
    assert {f.severity for f in found} == {"info"}
    assert project.with_activities(project.activities).register_notes


def pmrisk_check(project):
    from pmrisk import check

    return check(project).findings


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["35", "20"], [0.35, 0.2]),
        (["35 %", "0.5%"], [0.35, 0.005]),
        (["0.35", "1"], [0.35, 1]),
        (["0.35", "0"], [0.35, 0]),
        (["100", "0"], [1, 0]),
        (["very low", "Very High"], [0.05, 0.8]),
        (["1", "5"], [0.05, 0.8]),
        (["3", "high"], [0.3, 0.5]),
        (["5", "0"], [0.8, 0]),
        (["4.0", "0.0"], [0.5, 0]),
        (["high", "35"], [0.5, 0.35]),
    ],
)
def test_probabilities(read, cells, expected):
    """Shares, per cent, words or steps of a 5 x 5 matrix; all of a column decide."""
    rows = [f"R{k},A10,2,{cell}" for k, cell in enumerate(cells)]
    text = "\n".join(["ID,Activities,Delay,Probability", *rows])
    assert [r.probability for r in read(text, scales=FIVE).risks] == expected


@pytest.mark.parametrize(
    ("cells", "formats", "expected"),
    [
        ([0.35, 0.07], {"D2": "0%", "D3": "0.0%"}, [0.35, 0.07]),
        ([35, 7], {}, [0.35, 0.07]),
        ([0.35, 1], {}, [0.35, 1]),
        (["35 %", 0.07], {"D3": "0%"}, [0.35, 0.07]),
    ],
)
def test_probabilities_of_a_workbook(read, cells, formats, expected):
    """A cell that shows per cent holds a share."""
    rows = [["ID", "Activities", "Delay", "Probability"]]
    rows += [[f"R{k}", "A10", 2, cell] for k, cell in enumerate(cells)]
    raw = workbook(rows, formats=formats)
    found = read(raw, "register.xlsx").risks
    assert [risk.probability for risk in found] == expected


def test_mixed_percentages_of_a_workbook_are_refused(read):
    """35 % in one cell and 0.2 in another: the row is named."""
    rows = [["ID", "Activities", "Delay", "Probability"]]
    rows += [["R1", "A10", 2, 0.35], ["R2", "A10", 2, 0.2]]
    raw = workbook(rows, title="Risks", formats={"D2": "0%"})
    assert refused(read, raw, "register.xlsx") == [
        '.xlsx: sheet "Risks", row 3, column "Probability": 0.2 stands beside a value '
        "with a % sign (row 2). Write 20 % or 0.2 %."
    ]


@pytest.mark.parametrize(
    ("title", "cell", "delay", "cost"),
    [
        ("Impact", "High", [10, 20, 40], 20000),
        ("Impact", "4", [10, 20, 40], 20000),
        ("Impact (days)", "4", 4, None),
        ("Impact", "12", 12, None),
        ("Schedule impact", "2", [1, 2, 5], None),
        ("Delay", "2", 2, None),
        ("Delay", "high", [10, 20, 40], None),
        ("Delay (weeks)", "2", "2w", None),
        ("Delay", "2w", "2w", None),
        ("Delay", "5/10/30", [5, 10, 30], None),
        ("Delay", "[5; 10; 30]", [5, 10, 30], None),
        ("Delay", "-4", -4, None),
        ("Cost impact", "3", None, 10000),
        ("Cost (k€)", "3", None, 3000),
        ("Cost", "1 000 EUR", None, 1000),
        ("Cost", '"EUR 1,234.50"', None, 1234.5),
        ("Cost (k€)", "EUR 5", None, 5000),
    ],
)
def test_impacts(read, title, cell, delay, cost):
    """Numbers in their unit, three in one cell, words, and steps of a matrix."""
    text = f"ID,Activities,Probability,{title}\nR1,A10,high,{cell}\n"
    (impact,) = read(text, scales=FIVE).risks[0].impacts
    assert impact.delay == (None if delay is None else Estimate.of(delay))
    assert impact.cost == (None if cost is None else Estimate.of(cost))


def test_a_zero_among_steps_is_no_impact(read):
    """It hits nothing, and its neighbours stay what they are."""
    text = "ID,Activities,Probability,Schedule impact,Cost impact\n"
    full, cost_only = read(text + "R1,A10,5,5,5\nR2,A10,4,0,1\n", scales=FIVE).risks
    assert full.impacts == (Impact(on="A10", delay=[30, 40, 80], cost=100000),)
    assert cost_only.impacts == (Impact(on="A10", cost=100),)
    rated = "ID,Activities,Probability,Impact,Cost\nR1,A10,5,5,\nR2,A10,4,0,7\n"
    assert [risk.impacts for risk in read(rated, scales=FIVE).risks] == [
        full.impacts, (Impact(on="A10", cost=7),)
    ]  # fmt: skip


def test_a_described_impact_is_no_rating(read):
    """A column in which somebody only tells what happens is left out."""
    text = "ID,Risk,Impact,P,Activities,Delay\nR1,Rock,We dig longer,0.1,A10,5\n"
    project = read(text)
    assert project.risks[0].impacts == (Impact(on="A10", delay=5),)
    said = map(str, project.register_notes)
    assert 'dropped: column "Impact" was not read.' in said


def test_other_columns_can_be_named(read):
    """A scenario says what a heading means that nobody would guess."""
    text = "ID,W-keit,Folge,Activities\nR1,0.1,5,A10\n"
    columns = {"probability": "W-keit", "delay": "Folge"}
    (problem,) = refused(read, text.replace("0.1", "4"), columns=columns)
    assert "4 may be a step of a scale or per cent" in problem
    (rated,) = read(text.replace("0.1", "4"), columns=columns, scales=FIVE).risks
    assert rated.probability == 0.5
    assert rated.impacts[0].delay == Estimate.of([30, 40, 80])
    (risk,) = read(text, columns=columns).risks
    assert (risk.probability, risk.impacts[0].delay) == (0.1, Estimate.of(5))
    weeks = text.replace("Folge", "Weeks lost")
    (risk,) = read(weeks, columns=columns | {"delay": "Weeks lost"}).risks
    assert risk.impacts[0].delay == Estimate.of("5w")
    columns["cost"] = "Betrag"
    (problem,) = refused(read, text, columns=columns)
    assert 'has no column "Betrag"' in problem


def test_wrong_keys_of_a_register(read, tmp_path):
    """Keys, fields and files that there are not."""
    text = "ID,P,Delay,Activities\nR1,0.1,5,A10\n"
    with pytest.raises(ScenarioError) as caught:
        read(text, sheets="Risks", columns={"probabilty": "P"}, sheet="Risks")
    found = [problem.message for problem in caught.value.problems]
    assert 'key "sheets" is unknown. Did you mean "sheet"?' in found
    assert 'key "probabilty" is unknown. Did you mean "probability"?' in found
    (problem,) = refused(read, text, sheet="Risks")
    assert problem.endswith("is no workbook and has no sheets. Leave the sheet out.")
    (tmp_path / "register.csv").unlink()
    with pytest.raises(ScenarioError, match=r'file "missing.csv" does not exist'):
        load_with(tmp_path, "missing.csv")


def load_with(folder, file):
    path = folder / "s.yaml"
    path.write_text(
        "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
        f"activities: [{{id: A10, duration: 5}}]\nrisks: {file}\n"
    )
    return load(path)


YAML = """\
- id: R01
  name: Rock
  probability: 0.3
  impacts: {on: A10, delay: [5, 10, 30]}
"""


def test_a_yaml_register_is_a_list_of_risks(tmp_path):
    """As in the scenario; both files are inputs, and both count in the digest."""
    file = tmp_path / "risks.yaml"
    file.write_text(YAML)
    project = load_with(tmp_path, "risks.yaml")
    assert project.risks == (
        Risk(
            id="R01",
            name="Rock",
            probability=0.3,
            impacts=(Impact(on="A10", delay=[5, 10, 30]),),
        ),
    )
    assert project.inputs == (str(tmp_path / "s.yaml"), str(file))
    file.write_text(YAML + "# more\n")
    assert load_with(tmp_path, "risks.yaml").digest != project.digest


def test_problems_of_a_yaml_register_have_its_lines(tmp_path):
    """Of its form, and of what does not fit to the plan."""
    file = tmp_path / "risks.yaml"
    file.write_text(
        YAML.replace("A10", "A99").replace("0.3", "30")
        + YAML.replace("id: R01", "title: x")
        + YAML
        + "- {id: R02, probability: 0.1, impacts: {on: A10, dealy: 5}}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load_with(tmp_path, "risks.yaml")
    found = [str(p).removeprefix(f"{file}:") for p in caught.value.problems]
    assert [line.partition(":")[0] for line in found] == [
        "3", "4", "5", "5", "9", "13", "13",
    ]  # fmt: skip
    assert "given twice, first on line 1" in found[4]
    file.write_text("- {id: R1\n")
    with pytest.raises(ScenarioError, match=r"risks\.yaml:2: cannot be read as YAML"):
        load_with(tmp_path, "risks.yaml")
    file.write_text("risks: []\n")
    with pytest.raises(ScenarioError, match="must be a list of risks"):
        load_with(tmp_path, "risks.yaml")


ROWS = [
    ["ID", "Risk", "Probability", "Affected activities", "Delay (days)"],
    ["R1", "Rock", 0.35, "A10", 5],
    ["R2", "Rain", 0.25, "A10", 5],
]


def test_a_sheet_of_a_workbook(read):
    """The one that is named, or the first with headings of a register."""
    raw = workbook(ROWS, title="Risks", others=[("Plan", [["x"]]), ("Old", ROWS[:2])])
    assert len(read(raw, "register.xlsx", sheet="Risks").risks) == 2
    assert len(read(raw, "register.xlsx").risks) == 1
    (problem,) = refused(read, raw, "register.xlsx", sheet="Risk")
    assert problem.endswith('has no sheet "Risk". Did you mean "Risks"?')


def test_merged_cells_are_refused(read):
    """Of merged cells only the first has a value."""
    raw = workbook(ROWS, title="Risks", merged=["D2:D3"])
    merged, missing = refused(read, raw, "register.xlsx")
    assert 'sheet "Risks", row 2: cells D2:D3 are merged' in merged
    assert "a row is one risk with an id of its own" in merged
    assert "row 3: a delay needs the activities" in missing


def test_formulas_without_values_and_texts_among_numbers_are_refused(read):
    """With sheet, row and column."""
    rows = [*ROWS[:2], ["R2", "Rain", "=1/4", "A10", "five or so"]]
    raw = workbook(rows, title="Risks")
    at = '.xlsx: sheet "Risks", row 3, column'
    found = refused(read, raw, "register.xlsx")
    assert found[0].startswith(f'{at} "Probability": holds a formula that was never')
    assert found[1].startswith(f'{at} "Delay (days)":')


def test_headings_in_two_rows(read):
    """A group over low, most likely and high, merged or not, and others beside them."""
    first = ["ID", "Probability", "Delay (weeks)", None, None, "Activities"]
    first += ["Cost impact (k€)", None, None]
    points = ["Low", "Most likely", "High"]
    rows = [first, [None, None, *points, None, *points]]
    rows.append(["R1", 0.35, 1, 2, 6, "A10", 5, 8, 20])
    for merged in ([], ["C1:E1", "G1:I1", "A1:A2"]):
        (risk,) = read(workbook(rows, merged=merged), "register.xlsx").risks
        (impact,) = risk.impacts
        assert impact.delay == Estimate.of(["1w", "2w", "6w"])
        assert impact.cost == Estimate.of([5000, 8000, 20000])
    # A single word is a value, and another text no heading.
    rows[1] = ["R0", 0.1, "Low", "Most likely", "High", "A10"]
    assert any(
        "row 2" in each for each in refused(read, workbook(rows), "register.xlsx")
    )


def test_titles_and_blanks_between_risks(read):
    """They hold no risk; what is merged over three columns is a title."""
    rows = [["Risks of the bridge"], [], *ROWS[:1], ["In the ground"], ROWS[1]]
    rows += [[" ", None, "\u00a0"], [], ["In the air"], ROWS[2]]
    areas = ["A1:E1", "A4:E4", "A8:C8"]
    project = read(workbook(rows, title="Risks", merged=areas), "register.xlsx")
    assert [risk.id for risk in project.risks] == ["R1", "R2"]
    said = [str(note) for note in project.register_notes]
    at = 'dropped: sheet "Risks", row {}: a title over risks was left out.'
    assert [each for each in said if "title" in each] == [at.format(4), at.format(8)]
    # Of two columns it is a risk that lacks what it needs.
    raw = workbook(rows, merged=[*areas[:2], "A8:B8"])
    assert any("row 8" in each for each in refused(read, raw, "register.xlsx"))


def test_formulas_that_were_never_computed(read):
    """In a heading or an id they are told once; where nothing is read, not at all."""
    at = '.xlsx: sheet "Risks", row {}{}holds a formula that was never computed.'
    rows = [["=1", *ROWS[0][1:]], ["R1", "Rock", 0.35, "A10", 5]]
    found = refused(read, workbook(rows, title="Risks"), "register.xlsx")
    assert found[0].startswith(at.format(1, ": a heading "))
    rows = [ROWS[0], ["=1", "Rock", 0.35, "A10", 5]]
    (only,) = refused(read, workbook(rows, title="Risks"), "register.xlsx")
    assert only.startswith(at.format(2, ', column "ID": '))
    rows = [[*ROWS[0], "Score"], ["R1", "Rock", 0.35, "A10", 5, "=C2*E2"]]
    assert len(read(workbook(rows), "register.xlsx").risks) == 1


@pytest.mark.parametrize(
    ("cell", "column", "said"),
    [
        (True, 2, "must be a number such as 35 %, got true"),
        (datetime(2027, 3, 1), 2, "must be a number, got the date 2027-03-01"),
        (datetime(2027, 3, 1), 4, "must be a number, got the date 2027-03-01"),
        ("#REF!", 2, "holds the error #REF!"),
        ("?", 2, 'must be a number such as 35 %, got "?"'),
        ("<10 %", 2, 'must be a number such as 35 %, got "<10 %"'),
        ("about 5", 4, '"about 5" is a word. Say under scales what it means'),
        (-0.2, 2, "must lie between 0 and 100 %, got -0.2"),
        (140, 2, "must lie between 0 and 100 %, got 140"),
    ],
)
def test_what_is_no_number_is_refused_with_its_cell(read, cell, column, said):
    """Text, dates, truth and errors where a number belongs."""
    row = [*ROWS[1]]
    row[column] = cell
    (only,) = refused(read, workbook([ROWS[0], row], title="Risks"), "register.xlsx")
    where = f'.xlsx: sheet "Risks", row 2, column "{ROWS[0][column]}": '
    assert only.startswith(where + said)


def test_numbers_that_are_texts_are_read(read):
    """As people type them, in cells that are formatted as text."""
    row = ["R1", "Rock", "35 %", "A10", "5 d"]
    (risk,) = read(workbook([ROWS[0], row]), "register.xlsx").risks
    assert (risk.probability, risk.impacts[0].delay) == (0.35, Estimate.of(5))


def test_a_workbook_that_is_none(read):
    """Whatever it is, it is refused with its name."""
    (problem,) = refused(read, b"PK\x03\x04broken", "register.xlsx")
    assert "is not a workbook" in problem


CELLS = st.sampled_from(
    ("R1", "R2", "A10", "*", "wbs:Build", "0.3", "35", "35 %", "1", "0", "-5", "high",
     "very low", "5/10/30", "1.234,5", "=1/4", "n/a", "-", "", " ", "x", "Open",
     "closed", "2027-11-01..2028-03-01", "R1;R2", "1e999", "nan", "\u00e9", "5 ed",
     "A10,A20")
) | st.text(max_size=5)  # fmt: skip
TITLES = st.sampled_from(
    ("ID", "Risk", "Probability", "Likelihood (%)", "Activities", "Impact", "Delay low",
     "Delay most likely", "Delay high", "Cost (k€)", "Status", "Requires", "Excludes",
     "Window", "Response", "Response cost", "Residual probability", "Residual impact",
     "Type", "Each", "WBS", "x", "")
)  # fmt: skip


@given(
    st.lists(TITLES, min_size=1, max_size=9),
    st.lists(st.lists(CELLS, max_size=9), max_size=4),
    st.booleans(),
)
@settings(
    max_examples=200,
    deadline=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_table_is_read_or_refused(read, titles, rows, scaled):
    """No other exception, and each problem on one line."""

    def quoted(cell):
        return '"' + cell.replace('"', '""').replace("\ud800", "") + '"'

    table = [["ID", "Probability", *titles], *([*row] for row in rows)]
    text = "\n".join(",".join(map(quoted, row)) for row in table)
    error = None
    try:
        project = read(text, scales=FIVE if scaled else None)
    except ScenarioError as raised:
        error = raised
    if error is not None:
        assert len(str(error).splitlines()) == len(error.problems)
    else:
        assert all(0 <= risk.probability <= 1 for risk in project.risks)


def test_fields_are_told_apart():
    """Every field that a scenario may name has a help of its own."""
    assert len(set(FIELDS)) == len(FIELDS)
    assert all(help.endswith(".") for help in FIELDS.values())
