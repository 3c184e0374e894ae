"""Small plan files of other tools, written as those tools write them."""

import pytest

MSPDI = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
  <Name>Office</Name>
  <StartDate>2027-01-04T08:00:00</StartDate>
  <CalendarUID>1</CalendarUID>
  <MinutesPerDay>480</MinutesPerDay>
  <Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
  <WeekDays>
  {days}
  </WeekDays></Calendar></Calendars>
  <Tasks>
    <Task><UID>1</UID><ID>1</ID><Name>Design</Name><OutlineNumber>1</OutlineNumber>
      <OutlineLevel>1</OutlineLevel><Duration>PT40H0M0S</Duration></Task>
    <Task><UID>2</UID><ID>2</ID><Name>Build</Name><OutlineNumber>2</OutlineNumber>
      <OutlineLevel>1</OutlineLevel><Duration>PT80H0M0S</Duration>
      <FixedCost>100000</FixedCost>
      <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>
    </Task>
    <Task><UID>3</UID><ID>3</ID><Name>Handover</Name><OutlineNumber>3</OutlineNumber>
      <OutlineLevel>1</OutlineLevel><Duration>PT0H0M0S</Duration><Milestone>1</Milestone>
      <PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink>
    </Task>
  </Tasks>
</Project>
"""
_DAY = (
    "<WeekDay><DayType>{}</DayType><DayWorking>1</DayWorking><WorkingTimes>"
    "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime>"
    "</WorkingTimes></WeekDay>"
)
MSPDI = MSPDI.replace("{days}", "".join(_DAY.format(day) for day in range(2, 7)))

_WEEK = "".join(
    f"(0||{day}()((0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())))"
    if 2 <= day <= 6
    else f"(0||{day}()())"
    for day in range(1, 8)
)
_TABLES = {
    "PROJECT": """\
proj_id|proj_short_name|clndr_id|plan_start_date|last_recalc_date|export_flag
1|NORTH|1|2027-01-04 08:00|2027-01-04 08:00|Y
2|SOUTH|1|2027-01-04 08:00|2027-01-04 08:00|Y
""",
    "CALENDAR": """\
clndr_id|default_flag|clndr_name|clndr_type|day_hr_cnt|week_hr_cnt|clndr_data
1|Y|Five days|CA_Base|8|40|{week}
""",
    "PROJWBS": """\
wbs_id|proj_id|proj_node_flag|wbs_short_name|wbs_name|parent_wbs_id
10|1|Y|NORTH|North bank|
11|1|N|B|Build|10
20|2|Y|SOUTH|South bank|
""",
    "TASK": """\
task_id|proj_id|wbs_id|clndr_id|task_code|task_name|task_type|status_code|duration_type|\
target_drtn_hr_cnt|remain_drtn_hr_cnt|complete_pct_type|early_start_date|early_end_date
100|1|11|1|N1|Dig|TT_Task|TK_NotStart|DT_FixedDrtn|40|40|CP_Drtn|\
2027-01-04 08:00|2027-01-08 17:00
101|1|11|1|N2|Pour|TT_Task|TK_NotStart|DT_FixedDrtn|80|80|CP_Drtn|\
2027-01-11 08:00|2027-01-22 17:00
200|2|20|1|S1|Bore|TT_Task|TK_NotStart|DT_FixedDrtn|24|24|CP_Drtn|\
2027-01-04 08:00|2027-01-06 17:00
""",
    "TASKPRED": """\
task_pred_id|task_id|pred_task_id|proj_id|pred_proj_id|pred_type|lag_hr_cnt
1|101|100|1|1|PR_FS|0
""",
}


def _xer():
    lines = ["ERMHDR|19.12|2027-01-04|Project|admin|admin|db|Project Management|EUR"]
    for name, rows in _TABLES.items():
        head, *body = rows.splitlines()
        lines += [f"%T|{name}", f"%F|{head}", *(f"%R|{row}" for row in body)]
    week = f"(0||CalendarData()((0||DaysOfWeek()({_WEEK}))(0||Exceptions()())))"
    text = "\r\n".join([*lines, "%E", ""]).replace("|", "\t")
    return text.replace("{week}", week)


#: Two projects, of which one has a relationship.
XER = _xer()


@pytest.fixture
def office(tmp_path):
    """A plan of Microsoft Project: 5 days, then 10 that cost 1,000."""
    path = tmp_path / "office.xml"
    path.write_text(MSPDI, "utf-8")
    return path


@pytest.fixture
def banks(tmp_path):
    """A file of Primavera P6 with two projects."""
    path = tmp_path / "banks.xer"
    path.write_text(XER, "utf-8")
    return path
