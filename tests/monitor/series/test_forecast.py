from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model.series import Basis, EditionRow, ForecastCode, SeriesState, first_of_editions
from monitor.series.forecast import distinct_days, forecast
from monitor.series.workdays import is_workday, next_workday, spring_festival, workday_of_month

APRIL = [date(2019, 4, 10), date(2020, 4, 14), date(2021, 4, 9), date(2022, 4, 12), date(2023, 4, 11)]


def test_a_yearly_notice_is_expected_on_its_usual_day():
    made = forecast(APRIL, "CN")
    assert (made.code, made.basis, made.editions) == (ForecastCode.EXPECTED, Basis.DAY_OF_YEAR, 5)
    assert made.expected == date(2024, 4, 11)
    assert made.earliest < made.expected < made.latest


def test_the_window_of_a_regular_series_is_narrower():
    irregular = [day + timedelta(shift) for day, shift in zip(APRIL, (0, 60, -50, 70, -40), strict=True)]
    regular, loose = forecast(APRIL, "CN"), forecast(irregular, "CN")
    assert regular.latest - regular.earliest < loose.latest - loose.earliest


def test_a_missing_year_does_not_lengthen_the_cycle():
    assert forecast([day for day in APRIL if day.year != 2021], "CN").expected.year == 2024


def test_several_editions_a_year_follow_the_last_year():
    days = [date(year, month, 15) for year in (2020, 2021, 2022) for month in (1, 3)] + [date(2023, 1, 16)]
    made = forecast(days, None)
    assert (made.basis, made.expected) == (Basis.LAST_YEAR, date(2023, 3, 15))


def test_a_monthly_notice_is_expected_in_the_next_month():
    # The third working day of each month, also after the long holidays.
    days = [workday_of_month(date(2022 + number // 12, number % 12 + 1, 1), 2, "CN") for number in range(18)]
    made = forecast(days, "CN")
    assert abs((made.expected - workday_of_month(date(2023, 7, 1), 2, "CN")).days) <= 1
    assert (made.latest - made.earliest).days < 31


def test_a_notice_before_the_spring_festival_moves_with_it():
    days = [spring_festival(year) - timedelta(12) for year in range(2015, 2024)]
    made = forecast(days, "CN")
    assert made.basis is Basis.SPRING_FESTIVAL
    assert abs((made.expected - (spring_festival(2024) - timedelta(12))).days) <= 2
    assert forecast(days, "FR").basis is not Basis.SPRING_FESTIVAL


def test_the_expected_date_is_a_working_day():
    made = forecast([date(year, 10, 3) for year in (2020, 2021, 2022, 2023)], "CN")
    assert is_workday(made.expected, "CN")
    assert made.expected == next_workday(date(2024, 10, 3), "CN")


@pytest.mark.parametrize("days", [[], APRIL[:1], APRIL[:2], [date(2024, 5, day) for day in (1, 2, 3)]])
def test_too_little_history_is_said(days):
    made = forecast(days, "CN")
    assert (made.code, made.expected) == (ForecastCode.TOO_FEW, None)
    assert made.state(date(2024, 6, 1)) is SeriesState.TOO_FEW


def test_dates_without_a_rhythm_give_no_date():
    days = [
        date(2000, 1, 3),
        date(2000, 2, 1),
        date(2005, 6, 1),
        date(2005, 6, 20),
        date(2013, 1, 1),
        date(2013, 1, 20),
    ]
    assert forecast(days, "CN").code is ForecastCode.TOO_IRREGULAR


def test_a_series_passes_through_its_states_and_ends():
    made = forecast(APRIL, "CN")
    states = [made.state(day) for day in (APRIL[-1], made.earliest, made.latest, made.latest + timedelta(1), made.ends)]
    assert states == [SeriesState.AHEAD, SeriesState.DUE, SeriesState.DUE, SeriesState.OVERDUE, SeriesState.ENDED]
    assert forecast(APRIL, "CN", made.ends).code is ForecastCode.ENDED


def test_parts_on_following_days_are_one_edition():
    assert distinct_days([date(2024, 1, 3), date(2024, 1, 1), date(2024, 1, 5), date(2024, 3, 1)]) == [
        date(2024, 1, 1),
        date(2024, 3, 1),
    ]


def test_a_correction_is_no_further_edition():
    rows = [
        EditionRow(3, "2023年", date(2023, 5, 9)),
        EditionRow(1, "2023年", date(2023, 4, 1)),
        EditionRow(2, "2022年", None),
        EditionRow(4, "2024年", date(2024, 4, 2)),
    ]
    assert [row.notice for row in first_of_editions(rows)] == [1, 4, 2]


@given(st.lists(st.dates(date(1950, 1, 1), date(2090, 12, 31)), max_size=40), st.sampled_from(["CN", "US", "XX", None]))
@example([date(1997, 1, 1), date(2000, 1, 1), date(2000, 1, 5), date(2000, 1, 6)], None)
def test_any_dates_give_an_ordered_window_or_a_reason(days, country):
    made = forecast(days, country)
    if made.code is ForecastCode.EXPECTED:
        assert max(days) < made.earliest <= made.expected <= made.latest
    else:
        assert made.expected is None
