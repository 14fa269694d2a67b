from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.date_moments import moment_day
from crawler.text.dates import DateContext
from tests.crawler.builders import unhurried

TODAY = date(2026, 11, 28)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOV_26 = date(2026, 11, 26)
NOV_27 = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thu, 26 Nov 2026 22:30:00 CST", NOV_26),
        ("Thu, 26 Nov 2026 22:30:00 GMT", NOV_27),
        ("Thu, 26 Nov 2026 22:30:00 +0800", NOV_26),
        ("Thu, 26 Nov 2026 22:30:00 EST", NOV_27),
        ("Thu, 26 Nov 2026 22:30:00", NOV_26),
        ("Thu, 26 Nov 2026 22:30:00 XYZ", NOV_26),
        ("Thu, 26 Nov 26 20:00:00 GMT", NOV_27),
        ("26 Nov 2026 08:00:00 PM GMT", NOV_27),
        ("Thu Nov 26 22:30:00 CST 2026", NOV_26),
        ("Thu Nov 26 2026 22:30:00 GMT+0800 (中国标准时间)", NOV_26),
        ("星期四, 26 十一月 2026 10:00:00 +0800", NOV_26),
        ("周四, 26 11月 2026 10:00:00 +0800", NOV_26),
        ("jeu., 26 nov. 2026 10:00:00 +0100", NOV_26),
        ("2026/11/26 10:00:00", NOV_26),
        ("2026.11.26", NOV_26),
        ("2026年11月26日", NOV_26),
        ("令和8年11月26日", NOV_26),
        ("2026-11-26T20:00:00Z", NOV_27),
        ("2026-11-26T20:00:00.1234567Z", NOV_27),
        ("2026-11-26 20:00:00 +0000", NOV_27),
        ("20261126T200000Z", NOV_27),
        ("20261126", NOV_26),
        (20261126, NOV_26),
        (1795665600, NOV_26),
        ("1795665600000", NOV_26),
        ("/Date(1795665600000+0800)/", NOV_26),
        ({"$date": 1795665600000}, NOV_26),
        ([2026, 11, 26, 10, 0], NOV_26),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("0001-01-01T00:00:00", None),
        ("Thu, 01 Jan 1970 08:00:00 +0800", None),
        ("1970-01-01T00:00:00Z", None),
        ("1899-12-30", None),
        (0, None),
        ("0", None),
        (1, None),
        ("2026-11", None),
        ("2026", None),
        ("2027-11-26", None),
        (9_999_999_999, None),
        ([2026, 13, 1], None),
        (True, None),
        (None, None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_moment_falls_on_the_day_of_its_source(written, day):
    assert moment_day(written, SHANGHAI, DateContext(TODAY, "CN")) == day


@pytest.mark.parametrize(
    ("country", "zone", "written", "day"),
    [
        ("CN", "Asia/Shanghai", "Thu, 26 Nov 2026 22:30:00 CST", NOV_26),
        ("TW", "Asia/Taipei", "Thu, 26 Nov 2026 22:30:00 CST", NOV_26),
        ("US", "America/New_York", "Thu, 26 Nov 2026 23:30:00 CST", NOV_27),
        ("", "UTC", "Thu, 26 Nov 2026 22:30:00 CST", NOV_26),
        ("IN", "Asia/Kolkata", "Thu, 26 Nov 2026 23:30:00 IST", NOV_26),
        ("GB", "Europe/London", "Thu, 26 Nov 2026 23:30:00 BST", NOV_26),
        ("JP", "Asia/Tokyo", "Thu, 26 Nov 2026 23:30:00 JST", NOV_26),
        ("KR", "Asia/Seoul", "Thu, 26 Nov 2026 00:30:00 KST", NOV_26),
    ],
)
def test_the_country_says_which_zone_is_meant(country, zone, written, day):
    assert moment_day(written, ZoneInfo(zone), DateContext(TODAY, country)) == day


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-26T23:30:00Z",
        "2026-11-26T00:30:00+08:00",
        "Thu, 26 Nov 2026 00:30:00 +0800",
        "Thu, 26 Nov 2026 00:30:00 JST",
        "Thu, 26 Nov 2026 23:30:00 EST",
    ],
)
def test_without_a_zone_the_day_is_the_one_that_is_written(written):
    assert moment_day(written, None, DateContext(TODAY)) == NOV_26


def test_a_day_that_is_none_of_publication_may_lie_ahead():
    assert moment_day("2027-01-31", SHANGHAI, DateContext(TODAY), published=False) == date(2027, 1, 31)


@given(
    st.text(max_size=60) | st.integers() | st.floats() | st.lists(st.integers(), max_size=4),
    st.sampled_from(["CN", "US", ""]),
)
@unhurried
def test_no_value_makes_it_raise(value, country):
    found = moment_day(value, SHANGHAI, DateContext(TODAY, country))
    assert found is None or found <= date(2026, 11, 29)
