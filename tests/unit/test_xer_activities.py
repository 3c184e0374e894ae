"""What an XER file says about activities, their relationships and where they belong."""

from datetime import datetime

from xer_files import activity, minutes, notes, raw, read

from pmrisk.read.plan import StoredDates


def links(plan, id):
    return [
        (each.predecessor, each.kind, minutes(each.lag))
        for each in activity(plan, id).after
    ]


def test_types_and_durations():
    plan = read("activities")
    kinds = {a.id: a.type for a in plan.project.activities}
    assert kinds == {
        "A_10": "task", "A20": "task", "A30": "task", "A40": "task",
        "M10": "start_milestone", "M20": "milestone", "L10": "level_of_effort",
        "S10": "summary", "L20": "milestone", "S20": "summary", "O10": "task",
    }  # fmt: skip
    assert minutes(activity(plan, "A_10").duration) == 2400
    assert minutes(activity(plan, "A30").duration) == 255
    for id in ("M10", "M20", "L10", "S10"):
        assert activity(plan, id).duration is None
    assert len(notes(plan, "milestone-duration")) == 1
    assert '"TT_Other"' in notes(plan, "odd-type")[0]


def test_kinds_lags_and_leads():
    plan = read("activities")
    assert links(plan, "A20") == [("A_10", "SS", 960)]
    assert links(plan, "A30") == [("A20", "FF", -240)]
    assert links(plan, "A40") == [("A30", "SF", 90)]
    assert links(plan, "M20") == [("M10", "FS", 0), ("L10", "FF", 0)]
    assert links(plan, "L10") == [("A_10", "SS", 0)]


def test_what_cannot_be_a_relationship_is_said():
    plan = read("activities")
    assert links(plan, "S10") == []
    assert len(notes(plan, "summary-link")) == 1
    assert "the longer lag counts" in notes(plan, "twice")[0]
    assert 'TASK "A40"' in notes(plan, "other-end")[0]


def test_the_longer_lag_counts_in_either_order():
    plan = read(
        "activities",
        ("\tPR_SS\t8\r", "\tPR_SS\t24\r"),
        ("\tPR_SS\t16\r", "\tPR_SS\t2\r"),
    )
    assert links(plan, "A20") == [("A_10", "SS", 1440)]


def test_ids_hold_no_spaces_and_names_stay_on_one_line():
    plan = read("activities")
    assert 'TASK "A 10"' in notes(plan, "id-space")[0]
    assert activity(plan, "A20").name == 'Pour "slab" one'


def test_places_in_the_wbs_are_paths_of_names():
    plan = read("activities")
    assert activity(plan, "A_10").wbs == "DEPOT/Build/Walls-floors"
    assert activity(plan, "A20").wbs == "DEPOT/Build/Walls-floors (B.2)"
    assert activity(plan, "A30").wbs == activity(plan, "S10").wbs == "DEPOT/Build"
    assert activity(plan, "S20").wbs == "DEPOT"
    assert "Walls/floors" in notes(plan, "wbs-slash")[0]


def test_the_project_is_no_level_of_the_wbs_unless_it_is_summed_up():
    plan = read(
        "activities", ("\tTT_WBS\tTK_NotStart\tS20", "\tTT_Task\tTK_NotStart\tS20")
    )
    assert activity(plan, "A30").wbs == "Build"
    assert activity(plan, "A40").wbs is None


def test_a_summary_of_nothing_is_left_out():
    plan = read(
        "activities",
        ("%T\tTASK\r", "%T\tTASK\r"),
        ("101\t1\tN\tB\tBuild\t100\r\n", "101\t1\tN\tB\tBuild\t100\r\n"
         "%R\t109\t1\tN\tE\tEmpty\t100\r\n"),
        ("%R\t8\t1\t101\t", "%R\t8\t1\t109\t"),
    )  # fmt: skip
    assert "S10" not in {a.id for a in plan.project.activities}
    assert "S10" not in plan.stored
    assert 'TASK "S10"' in notes(plan, "idle-summary")[0]


def test_codes_and_user_defined_fields():
    codes = activity(read("activities"), "A_10").codes
    assert codes == {
        "Phase": "CIV", "Phase (2)": "Night", "Zone": "North", "Area": "12.5",
        "Due": "2027-02-01T00:00",
    }  # fmt: skip


def test_dates_that_p6_stored():
    plan = read("activities")
    assert plan.stored["A_10"] == StoredDates(
        datetime(2027, 1, 4, 8), datetime(2027, 1, 8, 17),
        datetime(2027, 1, 5, 8), datetime(2027, 1, 11, 17), 450.0,
    )  # fmt: skip
    # Of what P6 has not scheduled since, the dates of what remains.
    assert plan.stored["A20"].early_start == datetime(2027, 1, 6, 8)
    assert plan.stored["A20"].early_finish == datetime(2027, 1, 7, 17)
    assert plan.stored["A30"] == StoredDates()
    unread = read("activities", ("\t2027-01-04 08:00\t", "\tsoon\t"))
    assert unread.stored["A_10"].early_start is None
    assert notes(unread, "stored-date")


def test_options_that_change_dates():
    plan = read("activities")
    defaults = plan.project.defaults
    assert defaults.progress == "progress_override"
    assert defaults.lag_calendar == "elapsed"
    assert defaults.total_float == "smallest"
    assert defaults.open_ends == "critical"
    assert defaults.start_lag == "actual_start"
    assert defaults.scheduler == "primavera"


def test_other_options():
    row = "1\tSD_Both\tY\tN\tN\tY\tFT_SM\trcal_24Hour\tN"
    for values, expected in (
        (("N", "N", "FT_SF", "rcal_Successor"), ("actual_dates", "start", "successor")),
        (("Y", "N", "FT_FF", "rcal_ProjDefault"),
         ("retained_logic", "finish", "project")),
        (("Y", "N", "?", "?"), ("retained_logic", "finish", "predecessor")),
    ):  # fmt: skip
        other = "1\tSD_Both\tY\tN\t{}\t{}\t{}\t{}\tN".format(*values)
        plan = read("activities", (row, other))
        defaults = plan.project.defaults
        assert (
            defaults.progress,
            defaults.total_float,
            defaults.lag_calendar,
        ) == expected
        assert len(notes(plan, "odd-option")) == 2 * ("?" in values)


def test_without_options_lags_run_on_the_predecessors_calendar():
    plan = read("progress")
    assert plan.project.defaults.lag_calendar == "predecessor"
    assert plan.project.defaults.progress == "retained_logic"
    assert notes(plan, "no-options")


def test_the_head():
    project = read("progress").project
    assert project.name == "Tram depot"
    assert project.currency == "EUR"
    assert project.start == datetime(2027, 1, 4)
    assert project.data_date == datetime(2027, 1, 18)
    assert project.must_finish_by == datetime(2027, 6, 30, 17)
    assert project.inputs == ("progress.xer",)
    assert project.path == "progress.xer"
    assert not project.subprojects


def test_a_start_after_the_data_date_counts():
    plan = read("progress", ("\t2027-01-18 00:00\t2027-01-04 00:00\t",
                             "\t2027-01-18 00:00\t2027-02-01 00:00\t"))  # fmt: skip
    assert plan.project.start == plan.project.data_date == datetime(2027, 2, 1)
    assert notes(plan, "early-data-date")


def test_levelling_priorities():
    """Five words, from top to lowest; the one that means nothing special says none."""
    lines = raw("activities").decode().splitlines()
    head = next(line for line in lines if line.startswith("%F\ttask_id\tproj_id\twbs"))
    row = next(line for line in lines if "\tA20\t" in line)
    column = head.split("\t").index("external_late_end_date")
    found = []
    for word in ("PT_Top", "PT_High", "PT_Normal", "PT_Low", "PT_Lowest", "PT_Odd"):
        cells = row.split("\t")
        cells[column] = word
        plan = read(
            "activities",
            ("external_late_end_date", "priority_type"),
            (row, "\t".join(cells)),
        )
        found.append(activity(plan, "A20").priority)
    assert found == [1000, 750, 500, 250, 0, 500]
