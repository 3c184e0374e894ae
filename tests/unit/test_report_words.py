"""Dates, money and chances as a planner reads them."""

from datetime import date, datetime

import pytest

from pmrisk.outcome import Probability
from pmrisk.report import words


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0 %"), (1.0, "100.0 %"), (0.612, "61.2 %"), (0.99996, "> 99.9 %"),
     (0.0001, "< 0.1 %")],
)  # fmt: skip
def test_only_all_is_100_per_cent_and_only_none_is_0(value, text):
    """Rounding must not turn nearly always into always."""
    assert words.share(value) == text


def test_a_chance_carries_its_error():
    """Both in per cent, the error never rounded to nothing."""
    assert words.chance(Probability(0.612, 0.0049)) == "61.2 % ± 0.5"
    assert words.chance(Probability(0.5, 0.00001)) == "50.0 % ± 0.1"


def test_dates_have_a_weekday_and_a_time_where_there_is_one():
    """A promise is a day, a finish is a moment."""
    assert words.day(date(2028, 3, 31)) == "Fri 2028-03-31"
    assert words.day(datetime(2028, 3, 31, 17)) == "Fri 2028-03-31 17:00"
    assert words.stamp(datetime(2028, 3, 31, 17), time=False) == "2028-03-31"


def test_money_has_cents_only_where_they_matter():
    """Thousands are separated; small amounts keep two decimals."""
    assert [words.money(x) for x in (4_200_000.4, 999.5, -1500)] == [
        "4,200,000", "999.50", "-1,500",
    ]  # fmt: skip


def test_days_are_counted_in_words():
    """One day is singular."""
    assert [words.counted(x) for x in (1.0, 41.44)] == [
        "1.0 working day", "41.4 working days",
    ]  # fmt: skip


def test_text_of_the_user_cannot_move_the_cursor():
    """Line breaks and escapes become spaces."""
    assert words.plain("a\nb\x1b[2Jc ü") == "a b [2Jc ü"
