"""Our dates beside stored ones: what differs, where it begins, and why."""

from datetime import datetime, timedelta

import pytest

import pmrisk
from building import chain, project
from judging import later, stored
from pmrisk import PmriskError
from pmrisk.analysis.parity import compare, parity
from pmrisk.planning import schedule
from pmrisk.read.plan import Note, Plan, StoredDates


def compared(made, notes=(), source="primavera", **changes):
    """Parity with a plan that has stored our own dates but for the changes."""
    plan = Plan(made, source, tuple(notes), stored(made, **changes))
    return compare(schedule(made), plan)


def test_all_agree():
    """The verdict that a planner hopes for."""
    found = compared(project(chain([5, 5, 5])))
    assert found.verdict == "3 of 3 open activities start and finish when P6 says"
    assert (
        found.second == "3 of 3 have the late dates of P6, 3 of 3 the total float of P6"
    )
    assert found.differences == found.roots == ()
    assert found.early.agrees


@pytest.mark.parametrize(
    ("source", "tool"),
    [("microsoft", "Microsoft Project"), ("table", "the table")],
)
def test_whose_dates(source, tool):
    """Each tool by its name."""
    found = compared(project(chain([5])), source=source)
    assert found.verdict.endswith(f"when {tool} says")


def test_nothing_stored():
    """No dates, no verdict; other activities of the file are not ours."""
    made = project(chain([5]))
    plan = Plan(made, "table", (), {"A0": StoredDates(), "Z": StoredDates()})
    found = compare(schedule(made), plan)
    assert found.verdict == "The table has stored no early dates"
    assert found.second == "The table has stored no late dates"
    assert found.early.of == 0


def test_a_minute_is_a_difference():
    """Equal to the minute, or not."""
    made = project(chain([5]))
    off = {"early_finish": stored(made)["A0"].early_finish + timedelta(minutes=1)}
    found = compared(made, A0=off)
    assert str(found.early) == "0 of 1"
    assert found.differences[0].fields == ("early_finish",)
    assert found.differences[0].early.code == "begins-here"


def test_differences_are_followed_to_where_they_begin():
    """Three in a row: the first is the root, and the others say so."""
    made = project(chain([5, 5, 5, 5]))
    changes = {name: later(made, name) for name in ("A1", "A2", "A3")}
    found = compared(made, **changes)
    assert found.verdict.startswith("1 of 4")
    assert [each.id for each in found.differences] == ["A1", "A2", "A3"]
    assert [each.id for each in found.roots] == ["A1"]
    assert [each.early.root for each in found.differences] == [None, "A1", "A1"]
    assert found.differences[1].early.text == "follows from A1"
    assert found.differences[2].early.text == "follows from A1, through A2"


def test_the_driving_predecessor_is_followed_first():
    """Of two that differ, the one that sets the date."""
    made = project(
        [
            {"id": "A", "duration": 1},
            {"id": "B", "duration": 9},
            {"id": "C", "duration": 1, "after": ["A", "B"]},
        ]
    )
    changes = {name: later(made, name) for name in "ABC"}
    found = {each.id: each for each in compared(made, **changes).differences}
    assert found["C"].early.root == "B"


def test_the_root_that_most_follow_comes_first():
    """So that one look at the list mends most."""
    rows = chain([5, 5, 5])
    rows.insert(0, {"id": "Z", "duration": 1})
    made = project(rows)
    changes = {name: later(made, name) for name in ("Z", "A0", "A1", "A2")}
    ids = [each.id for each in compared(made, **changes).differences]
    assert ids == ["A0", "Z", "A1", "A2"]


def test_a_summary_follows_from_what_is_under_it():
    """Not the other way round."""
    made = project([
        {"id": "S", "type": "summary", "wbs": "Build"},
        {"id": "A", "duration": 5, "wbs": "Build/Walls"},
    ])  # fmt: skip
    found = compared(made, S=later(made, "S"), A=later(made, "A"))
    roots = {each.id: each.early.root for each in found.differences}
    assert roots == {"S": "A", "A": None}


def test_late_dates_are_followed_from_the_end():
    """A successor's late dates set those before it."""
    made = project(chain([5, 5]))
    fields = ("late_start", "late_finish")
    changes = {name: later(made, name, fields=fields) for name in ("A0", "A1")}
    found = compared(made, **changes)
    assert str(found.early) == "2 of 2"
    assert str(found.late) == "0 of 2"
    late = {each.id: each.late for each in found.differences}
    assert (late["A1"].code, late["A0"].root) == ("begins-here", "A1")


def test_late_dates_from_another_finish():
    """Where the project finishes on another day, nothing late can agree."""
    made = project(chain([5]))
    fields = ("early_finish", "late_finish")
    found = compared(made, A0=later(made, "A0", fields=fields))
    assert found.differences[0].late.code == "other-finish"


def test_total_float_is_compared_in_minutes():
    """Half a minute is rounding; a minute is another rule."""
    made = project(chain([5]))
    assert compared(made, A0={"total_float": 0.4}).differences == ()
    found = compared(made, A0={"total_float": 1.0})
    assert found.differences[0].fields == ("total_float",)
    assert found.differences[0].late.code == "float-rule"
    assert found.differences[0].floats == (1 / 1440, 0.0)
    assert (
        found.second == "1 of 1 have the late dates of P6, 0 of 1 the total float of P6"
    )


def test_known_reasons():
    """Typed dates, dates that are past, conversions and finished work."""
    rows = chain([5, 5, 5, 5])
    rows[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-08"}
    for row in rows[1:]:
        row["after"] = []
    made = project(rows, project={"data_date": "2027-01-10"})
    note = Note("lag", "converted", 'TASK "A3"', "its lag was dropped.")
    read = Note("read", "read", 'TASK "A2"', "it was read.")
    found = compared(
        made,
        [note, read],
        A0=later(made, "A0") | {"late_finish": datetime(2027, 1, 1)},
        A1=later(made, "A1") | {"manual": True},
        A2=later(made, "A2", -1),
        A3=later(made, "A3"),
    )
    codes = {each.id: each.early.code for each in found.differences}
    assert codes == {
        "A0": "finished", "A1": "manual", "A2": "not-rescheduled", "A3": "converted",
    }  # fmt: skip
    # Finished work is listed and not counted, and nothing late is asked of it.
    finished = next(each for each in found.differences if each.id == "A0")
    assert finished.fields == ("early_start", "early_finish")
    assert str(found.early) == "0 of 3"


def test_the_same_working_moment():
    """Friday evening and Monday morning, for one that works in between neither."""
    made = project(chain([5]), project={"calendar": "standard"})
    finish = stored(made)["A0"].early_finish
    assert finish == datetime(2027, 1, 8, 17)
    found = compared(made, A0={"early_finish": datetime(2027, 1, 11, 8)})
    assert found.differences[0].early.code == "same-moment"
    found = compared(made, A0={"early_finish": datetime(2027, 1, 11, 8, 1)})
    assert found.differences[0].early.code != "same-moment"


def test_work_in_progress_started_when_it_did():
    """Whether the tool stores that, or the start of what remains."""
    rows = chain([5])
    rows[0] |= {"actual_start": "2027-01-04"}
    made = project(rows, project={"data_date": "2027-01-08"})
    assert stored(made)["A0"].early_start == datetime(2027, 1, 8)
    began = {"early_start": datetime(2027, 1, 4), "late_start": datetime(2027, 1, 4)}
    assert compared(made, A0=began).differences == ()
    other = {"early_start": datetime(2027, 1, 5)}
    assert len(compared(made, A0=other).differences) == 1


def test_what_is_special_where_it_begins():
    """The first things to look at."""
    rows = chain([5, 5])
    rows[1] |= {"after": ["A0 SS+1d"], "start_no_earlier_than": "2027-01-05"}
    made = project(rows)
    text = compared(made, A1=later(made, "A1")).differences[0].early.text
    assert text.endswith("start_no_earlier_than, a lag behind A0, SS relationships.")


def test_the_door():
    """A project knows its plan file; without one there is nothing to compare."""
    made = project(chain([5]))
    with pytest.raises(PmriskError, match='"test" was not read from a plan file'):
        pmrisk.parity(made)
    plan = Plan(made, "primavera", (), stored(made))
    assert pmrisk.parity(made, plan).early.agrees
    made._plan = plan
    assert parity(made).early.agrees
