"""Numbers, amounts with units, and how they are shown."""

import pytest

from pmrisk import EstimateError
from pmrisk.model.amount import Amount, TimeUnits, amount
from pmrisk.model.resource import Resource, parse_rate
from pmrisk.model.text import escaped, number, shown, suggestion, whole


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        (12, 12, ""),
        ("4_200_000", 4_200_000, ""),
        ("4h", 4, "h"),
        ("1.5w", 1.5, "w"),
        ("90 min", 90, "min"),
        ("-3d", -3, "d"),
        ("5ed", 5, "ed"),
        ("007", 7, ""),
        ("1e3", 1000, ""),
    ],
)
def test_amount(raw, value, unit):
    """Decimal numbers with a unit or none; a leading zero means nothing."""
    assert amount(raw) == Amount(value, unit)


@pytest.mark.parametrize(
    "raw", ["", "x", "4m", "0x10", "12:30", "1,5", "--1", True, None, "1e999", "_1"]
)
def test_no_amount(raw):
    """No sexagesimal, hexadecimal or comma; no truth, no infinity."""
    with pytest.raises(EstimateError):
        amount(raw)


def test_minutes_of_every_unit():
    """Days and weeks are the calendar's; elapsed ones are the world's."""
    units = TimeUnits(minutes_per_day=480, minutes_per_week=2400)
    minutes = [units.minutes(Amount(2, unit)) for unit in ("", "d", "w", "h", "min")]
    assert minutes == [960, 960, 4800, 120, 2]
    assert [units.minutes(Amount(2, unit)) for unit in ("ed", "eh")] == [2880, 120]


def test_whole_numbers_keep_all_their_digits():
    """The largest seed is read exactly, not through a float."""
    most = 2**64 - 1
    assert whole(str(most), 0, most) == most
    assert whole("1e4", 0, most) == 10_000
    for wrong in ("2.5", str(most + 1), "-1", "x"):
        with pytest.raises(EstimateError):
            whole(wrong, 0, most)


def test_hourly_rates():
    """A rate per day is spread over the hours of the calendar's day."""
    units = TimeUnits(480, 2400)
    for raw, hourly in (("960/day", 120), ("120/h", 120), ("4_800/week", 120)):
        rate, per = parse_rate(raw)
        assert Resource(name="crew", rate=rate, per=per).hourly_rate(units) == hourly


def test_what_is_shown_is_short_and_on_one_line():
    """Whatever a value holds."""
    for value in ("a\nb", "x" * 999, {"a": 1}, [1, 2], None, True, 1e300, "\u2028"):
        assert shown(value).isprintable()
        assert len(shown(value)) < 80
    assert escaped("a\tb") == "a\\tb"


def test_suggestions_among_few_and_among_many():
    """A typing error is found either way, and nothing far away is suggested."""
    few, many = ["A150", "B7"], [f"A{k:05}" for k in range(5000)]
    assert suggestion("A155", few) == ' Did you mean "A150"?'
    assert suggestion("A0123x", many) == ' Did you mean "A01230"?'
    assert suggestion("Z", few) == suggestion("Z", many) == ""


def test_number_refuses_what_is_not_finite():
    """A NaN never gets in."""
    for wrong in (float("nan"), float("inf"), "nan", ".inf", 10**400):
        with pytest.raises(EstimateError, match="finite"):
            number(wrong)
