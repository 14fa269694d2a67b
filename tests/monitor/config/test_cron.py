from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.times import check_cron, next_time
from tests.crawler.builders import unhurried

BERLIN, SHANGHAI, NEW_YORK = (ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Shanghai", "America/New_York"))


def times(cron, zone, start, count):
    """The next times as local clocks show them."""
    found = []
    moment = start
    for _ in range(count):
        moment = next_time(cron, zone, moment)
        found.append(f"{moment.astimezone(zone):%m-%d %H:%M}")
    return found


def test_weekdays_are_those_of_cron_where_both_0_and_7_are_sunday():
    start = datetime(2024, 6, 6, tzinfo=UTC)  # a Thursday
    assert times("0 8 * * mon-fri", UTC, start, 3) == ["06-06 08:00", "06-07 08:00", "06-10 08:00"]
    assert times("0 8 * * 1-5", UTC, start, 3) == times("0 8 * * mon-fri", UTC, start, 3)
    assert times("0 8 * * 0", UTC, start, 2) == times("0 8 * * 7", UTC, start, 2) == ["06-09 08:00", "06-16 08:00"]


def test_times_are_those_of_the_zone():
    at = next_time("0 8 * * *", SHANGHAI, datetime(2024, 6, 6, 0, 0, 1, tzinfo=UTC))
    assert at == datetime(2024, 6, 7, 0, 0, tzinfo=UTC)
    assert at.tzinfo is UTC


def test_the_moment_itself_is_not_the_next_one():
    at = datetime(2024, 6, 6, 8, tzinfo=UTC)
    assert next_time("0 8 * * *", UTC, at) == at + timedelta(days=1)
    assert next_time("0 8 * * *", UTC, at - timedelta(microseconds=1)) == at


def test_a_time_that_the_clock_leaves_out_is_the_first_minute_behind_the_gap():
    start = datetime(2024, 3, 30, 12, tzinfo=UTC)
    assert times("30 2 * * *", BERLIN, start, 2) == ["03-31 03:00", "04-01 02:30"]
    assert times("30 2 * * *", NEW_YORK, datetime(2024, 3, 9, 12, tzinfo=UTC), 2) == ["03-10 03:00", "03-11 02:30"]


def test_a_time_that_comes_twice_counts_once():
    start = datetime(2024, 10, 26, 12, tzinfo=UTC)
    assert times("30 2 * * *", BERLIN, start, 2) == ["10-27 02:30", "10-28 02:30"]


@pytest.mark.parametrize("minute", range(0, 120, 10))
def test_in_an_hour_that_comes_twice_the_next_time_is_later_all_the_same(minute):
    start = datetime(2024, 10, 27, 0, 0, tzinfo=UTC) + timedelta(minutes=minute)
    assert next_time("50 2 * * *", BERLIN, start) > start


@given(
    st.sampled_from(["0 8 * * *", "30 2 * * *", "*/15 * * * *", "0 0 1 * *", "30 1 * * sun", "5 4-6 * * *"]),
    st.sampled_from([BERLIN, SHANGHAI, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
@unhurried
def test_times_rise_and_nothing_lies_between_two_of_them(cron, zone, start):
    first = next_time(cron, zone, start)
    assert first > start
    middle = start + (first - start) / 2
    assert next_time(cron, zone, middle) == first
    following = [first]
    for _ in range(3):
        following.append(next_time(cron, zone, following[-1]))
    assert all(later > earlier for earlier, later in pairwise(following))


def test_spaces_are_evened_out():
    assert check_cron("  0  8 * *\tMON-fri ") == "0 8 * * MON-fri"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("daily", "five fields"),
        ("", "five fields"),
        ("0 0 8 * * *", "five fields"),
        ("61 8 * * *", "bad minute"),
        ("0 25 * * *", "bad hour"),
        ("0 8 * * mon-fry", "bad day-of-week"),
        ("0 8 30 2 *", "bad day-of-month"),
        ("* * */20 * 1L", "no date in the next 50 years"),
        ("0 8 99999999999999999999999999 * *", "bad day-of-month"),
        ("*/0 * * * *", "bad minute"),
    ],
)
def test_what_is_no_cron_expression_or_never_comes_is_refused(written, why):
    with pytest.raises(ValueError, match=why):
        check_cron(written)


FIELD = st.text("0123456789*/,-#LWmonfrisatJAN²٣", min_size=1, max_size=8)


@given(st.one_of(st.text(max_size=50), st.lists(FIELD, min_size=5, max_size=5).map(" ".join)))
@unhurried
def test_whatever_is_written_is_taken_or_refused(written):
    try:
        expression = check_cron(written)
    except ValueError:
        return
    assert next_time(expression, BERLIN, datetime(2024, 1, 1, tzinfo=UTC)) > datetime(2024, 1, 1, tzinfo=UTC)
