from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.dates import date_in_url, day_comes_first, local_date, parse_date
from tests.crawler.builders import TODAY, unhurried

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))
JUNE_13 = date(2024, 6, 13)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-13", JUNE_13),
        ("2024-6-13", JUNE_13),
        ("2024/06/13", JUNE_13),
        ("2024.6.13", JUNE_13),
        ("[2024-06-13]", JUNE_13),
        ("(2024-06-13)", JUNE_13),
        ("2024年6月13日", JUNE_13),
        ("2024 年 6 月 13 日", JUNE_13),
        ("２０２４年６月１３日", JUNE_13),
        ("２０２４－０６－１３", JUNE_13),
        ("20240613", JUNE_13),
        ("发布日期：2024-06-13 09:30", JUNE_13),
        ("2024-06-13T09:30:00+08:00", JUNE_13),
        ("13 June 2024", JUNE_13),
        ("13th Jun. 2024", JUNE_13),
        ("June 13, 2024", JUNE_13),
        ("JUN 13 2024", JUNE_13),
        ("Published 1st September 2023", date(2023, 9, 1)),
        ("6/13/2024", JUNE_13),
        ("06/13/2024 10:30 AM", JUNE_13),
        ("13/6/2024", JUNE_13),
        ("13.06.2024", JUNE_13),
        ("6-13-2024", JUNE_13),
        ("06.05.2024", date(2024, 5, 6)),
        ("June 13", JUNE_13),
        ("Posted Jun. 13", JUNE_13),
        ("06-13", JUNE_13),
        ("[06-13]", JUNE_13),
        ("6月13日", JUNE_13),
        ("06/13", JUNE_13),
        ("06-14", date(2024, 6, 14)),
        ("06-15", date(2023, 6, 15)),
        ("12-31", date(2023, 12, 31)),
        ("02-29", date(2024, 2, 29)),
        ("今天", JUNE_13),
        ("今日 09:30", JUNE_13),
        ("昨天", date(2024, 6, 12)),
        ("昨日", date(2024, 6, 12)),
        ("前天", date(2024, 6, 11)),
        ("Yesterday, 10:00", date(2024, 6, 12)),
        ("Today", JUNE_13),
        ("2025-01-01", date(2025, 1, 1)),
    ],
)
def test_a_date_is_read_as_listings_write_it(text, day):
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "关于印发方案的通知",
        "2024",
        "2024-06",
        "2024年6月",
        "2024-13-45",
        "2024-02-30",
        "02-30",
        "13-13",
        "00-10",
        "10:30",
        "10:30:15",
        "120240613",
        "202406131",
        "1800-01-01",
        "192.168.1.10",
        "1.2.3",
        "2023-2024",
        "电话 0543-3162",
        "June 2024",
        "June 31, 2024",
        "13/13/2024",
        "4/29/24",
        "Case CA4/3",
        "June 13:30",
        "Mayor 12",
    ],
)
def test_what_names_no_day_is_no_date(text):
    assert parse_date(text, TODAY) is None


@pytest.mark.parametrize("text", ["来源：今日头条", "今日中国", "Source: USA Today"])
def test_the_name_of_a_newspaper_is_no_date(text):
    assert parse_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["3/4/2024", "13/4/2024"], True),
        (["3/4/2024", "4/13/2024"], False),
        (["3/4/2024"], False),
        (["13/4/2024", "4/13/2024"], False),
        ([], False),
    ],
)
def test_whether_the_day_comes_first_is_seen_from_all_dates(texts, first):
    assert day_comes_first(texts) is first


def test_a_date_may_name_the_day_first():
    assert parse_date("3/4/2024", TODAY) == date(2024, 3, 4)
    assert parse_date("3/4/2024", TODAY, day_first=True) == date(2024, 4, 3)


def test_the_twenty_ninth_of_february_may_lie_years_back():
    assert parse_date("02-29", date(2023, 6, 1)) == date(2020, 2, 29)
    assert parse_date("02-29", date(2103, 6, 1)) == date(2096, 2, 29)


def test_the_first_of_two_dates_counts():
    assert parse_date("2024-06-01 至 2024-06-30", TODAY) == date(2024, 6, 1)


@given(st.text(), days)
@unhurried
def test_no_text_makes_reading_a_date_raise(text, today):
    parse_date(text, today)
    date_in_url(text)


@given(st.from_regex(r"[0-9年月日./\-\s]{0,20}", fullmatch=True), days)
@unhurried
def test_no_text_like_a_date_makes_reading_raise(text, today):
    parse_date(text, today)
    date_in_url(f"https://example.org/{text}")


@given(days, days)
@unhurried
def test_a_date_without_a_year_is_at_most_tomorrow(day, today):
    found = parse_date(f"{day.month:02}-{day.day:02}", today)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= today + timedelta(days=1)


@given(st.integers(min_value=0, max_value=364), days)
@unhurried
def test_a_date_without_a_year_is_the_latest_such_day(back, today):
    day = today - timedelta(days=back)
    found = parse_date(f"{day.month}月{day.day}日", today)
    assert found >= day


@given(
    days,
    st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}"]),
)
@unhurried
def test_a_full_date_reads_back_whatever_today_is(day, form):
    assert parse_date(form.format(day), TODAY) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://www.example.gov.cn/zwgk/202406/t20240613_1.html", JUNE_13),
        ("https://www.example.gov.cn/art/2024/6/13/art_1_2.html", JUNE_13),
        ("https://www.example.gov.cn/2024-06/13/content_123.htm", JUNE_13),
        ("https://www.example.gov.cn/2024/0613/c1.html", JUNE_13),
        ("https://www.example.gov.cn/20240101/20240613.html", JUNE_13),
        ("https://www.example.gov.cn/2024_06_13.html", JUNE_13),
        ("https://www.example.gov.cn/content/post_4431234.html", None),
        ("https://www.example.gov.cn/202406/1.html", None),
        ("https://www.example.gov.cn/120240613.html", None),
        ("https://www.example.gov.cn/20240231.html", None),
        ("https://www.example.gov.cn/2024/13/45/1.html", None),
        ("", None),
    ],
)
def test_the_day_in_an_address_is_found(url, day):
    assert date_in_url(url) == day


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Shanghai", date(2024, 6, 14)), ("UTC", JUNE_13), ("America/New_York", JUNE_13)]
)
def test_an_instant_falls_on_the_day_of_its_zone(zone, day):
    assert local_date(datetime(2024, 6, 13, 20, tzinfo=UTC), ZoneInfo(zone)) == day
