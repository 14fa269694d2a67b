from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.dates import (
    DateContext,
    Meaning,
    day_comes_first,
    find_dates,
    first_day,
    is_only_date,
    labelled_publication,
    publication_date,
    resolve_context,
)
from tests.crawler.builders import unhurried

TODAY = date(2026, 11, 28)
HERE = DateContext(TODAY)
NOV_20 = date(2026, 11, 20)
NOV_21 = date(2026, 11, 21)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 12, 31))
contexts = st.builds(
    DateContext,
    today=st.none() | days,
    country=st.sampled_from(["", "CN", "TW", "JP", "US", "FR", "HR"]),
    day_first=st.none() | st.booleans(),
    short=st.sampled_from([None, "ymd", "dmy", "mdy"]),
    roc=st.booleans(),
)
JUMBLE = st.from_regex(r"[0-9年月日./:\-\s一二十廿期第令和民國RHv ]{0,24}", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("113年11月20日", date(2024, 11, 20)),
        ("民國113年11月20日", date(2024, 11, 20)),
        ("中華民國113年11月20日", date(2024, 11, 20)),
        ("中華民國一百一十三年十一月二十日", date(2024, 11, 20)),
        ("民国113.11.20", date(2024, 11, 20)),
        ("113.11.20", date(2024, 11, 20)),
        ("113/11/20", date(2024, 11, 20)),
        ("113-11-20", date(2024, 11, 20)),
        ("113/1/5", date(2024, 1, 5)),
        ("令和6年11月20日", date(2024, 11, 20)),
        ("令和元年11月20日", date(2019, 11, 20)),
        ("令和六年十一月二十日", date(2024, 11, 20)),
        ("令和8年(2026年)11月20日", NOV_20),
        ("㋿8年11月20日", NOV_20),
        ("R8.11.20", NOV_20),
        ("R8/11/20", NOV_20),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2026年(令和8年)11月20日", NOV_20),
        ("２０２６年１１月２０日", NOV_20),
        ("二〇二六年十一月二十日", NOV_20),
        ("二○二六年十一月廿一日", NOV_21),
        ("24年11月20日", date(2024, 11, 20)),
        ("99年12月31日", date(1999, 12, 31)),
        ("2026년 11월 21일", NOV_21),
        ("2026. 11. 21.", NOV_21),
        ("'26.11.21", NOV_21),
        ("2026·11·21", NOV_21),
        ("2026‐11‐21", NOV_21),
        ("2026_11_21", NOV_21),
        ("2026-11月21日", NOV_21),
        ("20261121", NOV_21),
        ("20261121093000", NOV_21),
        ("2026-11-21T09:30:00Z", NOV_21),
        ("21 November 2026", NOV_21),
        ("21st of November, 2026", NOV_21),
        ("Nov. 21, 2026", NOV_21),
        ("Saturday, November 21, 2026", NOV_21),
        ("21-Nov-2026", NOV_21),
        ("21-Nov-26", NOV_21),
        ("21/Nov/2026", NOV_21),
        ("2026-Nov-21", NOV_21),
        ("Sat Nov 21 10:30:00 CST 2026", NOV_21),
        ("21 novembre 2026", NOV_21),
        ("1er juillet 2026", date(2026, 7, 1)),
        ("4 août 2026", date(2026, 8, 4)),
        ("9 fevrier 2026", date(2026, 2, 9)),
        ("21 de noviembre de 2026", NOV_21),
        ("4 de setiembre de 2026", date(2026, 9, 4)),
        ("21 de novembro de 2026", NOV_21),
        ("1º de julho de 2026", date(2026, 7, 1)),
        ("21. November 2026", NOV_21),
        ("3. März 2026", date(2026, 3, 3)),
        ("1 luglio 2026", date(2026, 7, 1)),
        ("21 november 2026", NOV_21),
        ("21 listopada 2026", NOV_21),
        ("21 ноября 2026 г.", NOV_21),
        ("21 Kasım 2026", NOV_21),
        ("ngày 21 tháng 11 năm 2026", NOV_21),
        ("21 Agustus 2026", date(2026, 8, 21)),
        ("21 พฤศจิกายน 2569", NOV_21),
        ("21 พ.ย. 2569", NOV_21),
        ("21/11/2569", NOV_21),
        ("٢١ نوفمبر ٢٠٢٦", NOV_21),
        ("2026. november 21.", NOV_21),
        ("21. listopadu 2026", NOV_21),
        ("11月21日", NOV_21),
        ("11월 21일", NOV_21),
        ("十一月二十一日", NOV_21),
        ("21 Nov", NOV_21),
        ("Nov 21 10:30", NOV_21),
        ("12-21", date(2025, 12, 21)),
        ("发布时间:11-21 10:30 来源:市工信局", NOV_21),
        ("just now", TODAY),
        ("5 minutes ago", TODAY),
        ("an hour ago", TODAY),
        ("2 days ago", date(2026, 11, 26)),
        ("a week ago", NOV_21),
        ("yesterday", date(2026, 11, 27)),
        ("刚刚", TODAY),
        ("5分钟前", TODAY),
        ("三小时前", TODAY),
        ("半小时前", TODAY),
        ("3天前", date(2026, 11, 25)),
        ("两天前", date(2026, 11, 26)),
        ("发布于3天前", date(2026, 11, 25)),
        ("發佈於3天前", date(2026, 11, 25)),
        ("发布时间：3天前", date(2026, 11, 25)),
        ("更新时间：2小时前", TODAY),
        ("昨天 10:30", date(2026, 11, 27)),
        ("前天", date(2026, 11, 26)),
        ("3時間前", TODAY),
        ("3일 전", date(2026, 11, 25)),
        ("il y a 3 jours", date(2026, 11, 25)),
        ("hier", date(2026, 11, 27)),
        ("hace 2 días", date(2026, 11, 26)),
        ("há 2 dias", date(2026, 11, 26)),
        ("vor 3 Tagen", date(2026, 11, 25)),
        ("3 giorni fa", date(2026, 11, 25)),
        ("3 dagen geleden", date(2026, 11, 25)),
        ("3 dni temu", date(2026, 11, 25)),
        ("3 дня назад", date(2026, 11, 25)),
        ("3 gün önce", date(2026, 11, 25)),
        ("3 ngày trước", date(2026, 11, 25)),
        ("3 hari yang lalu", date(2026, 11, 25)),
    ],
)
def test_a_date_is_read_in_its_form(written, day):
    assert publication_date(written, HERE) == day


@pytest.mark.parametrize(
    "written",
    [
        "Decree 15, 2024",
        "Act 12, 2023",
        "第12-13期",
        "2024年第12-13期",
        "2024年12-13期",
        "第3/10批",
        "阅读次数:3/10",
        "日期:— 阅读次数:3/10",
        "浏览量 11-21",
        "3.15晚会",
        "时间:10:30 来源:3.15晚会",
        "版本 3.10",
        "v2.10",
        "Python 3.11.2",
        "10.5元",
        "¥12.21",
        "12.5%",
        "(0543) 31-62",
        "192.168.11.20",
        "10:30",
        "编号:20241120",
        "No. 20241120",
        "1131120",
        "26-11-21",
        "6年11月20日",
        "令和6年13月20日",
        "2026-02-30",
        "2026-11",
        "2026",
        "3个月前",
        "2 months ago",
        "a year ago",
        "上周",
        "今日头条",
        "USA Today",
        "12.21",
        "0001-01-01",
        "1800-01-01",
    ],
)
def test_a_number_is_no_date(written):
    assert publication_date(written, HERE) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("截止日期:2026-11-20", None),
        ("截至2026年11月20日", None),
        ("报名截止 2026-11-20", None),
        ("报名时间:2026-11-20", None),
        ("[已结束 2026-11-20]", None),
        ("2026-11-20 截止", None),
        ("2026年11月20日前", None),
        ("会议时间:11月20日上午9:00", None),
        ("开标时间:2026-11-20 09:00", None),
        ("培训时间:2026-11-20", None),
        ("颁奖日期:2026-11-20", None),
        ("公示时间:2026-11-10至2026-11-20", None),
        ("公示期:2026-11-10—2026-11-20", None),
        ("有效期至2026-11-20", None),
        ("自2026-11-20起施行", None),
        ("2026-11-20起施行", None),
        ("Deadline: 20 November 2026", None),
        ("Deadline for submission: 20 November 2026", None),
        ("Closing date 20/11/2026", None),
        ("Closes 20 Nov 2026", None),
        ("Event date: 20 Nov 2026", None),
        ("Date limite : 20 novembre 2026", None),
        ("申込締切:令和8年11月20日", None),
        ("접수 마감: 2026.11.20", None),
        ("发布:2026-11-20 截止:2026-11-28", NOV_20),
        ("截止:2026-11-28 发布:2026-11-20", NOV_20),
        ("发布时间:2026-11-20 更新时间:2026-11-25", NOV_20),
        ("更新时间:2026-11-25 发布时间:2026-11-20", NOV_20),
        ("更新日:令和8年11月20日", NOV_20),
        ("发 布 时 间:2026-11-20", NOV_20),
        ("公告时间:2026-11-20", NOV_20),
        ("2026-11-20 发布", NOV_20),
        ("Posted on 20 November 2026", NOV_20),
        ("Last updated: 20 Nov 2026", NOV_20),
        ("作成日:2026-11-20", NOV_20),
        ("2026-11-30", None),
        ("发布时间:2027-01-01", None),
    ],
)
def test_the_label_decides_what_a_date_means(written, day):
    assert publication_date(written, HERE) == day


def test_a_range_means_what_its_first_date_does():
    found = find_dates("公示时间:2026-11-10至2026-11-20 2026-11-09", HERE)
    assert [mention.meaning for mention in found] == [Meaning.OTHER, Meaning.OTHER, Meaning.NONE]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("时间:2026-11-20 来源:某网", NOV_20),
        ("来源:某网 2026-11-20", NOV_20),
        ("发布时间 | 2026-11-20", NOV_20),
        ("Published: Nov 20 10:30", NOV_20),
        ("2026-11-20", None),
        ("请于2026年11月20日前报送", None),
        ("会议时间:2026-11-20", None),
        ("2026-11-20 10:20 来源：新华社", NOV_20),
        ("20 Nov 2026 | Source: Reuters", NOV_20),
        ("2026年11月20日 10:30　作者：办公室", NOV_20),
        ("2026-11-20 截止报名", None),
        ("会议于2026-11-20 来源：新华社", None),
        ("Notice is given that the board met on 20 November 2026", None),
        ("작성일 2026. 11. 20. 조회수 321", NOV_20),
        ("Đăng ngày 20/11/2026", NOV_20),
        ("Publié le vendredi 20 novembre 2026 à 10h30", NOV_20),
        ("Posted on Friday, November 20, 2026", NOV_20),
        ("Veröffentlicht am Freitag, 20. November 2026", NOV_20),
        ("Publicado el viernes 20 de noviembre de 2026", NOV_20),
        ("发布时间：星期五 2026-11-20", NOV_20),
        ("截止时间：星期五 2026-11-20", None),
        ("Meeting on Friday, 20 November 2026", None),
        ("日期(2026-11-20)", NOV_20),
        ("培训时间:11月8日-11月12日;11月7日8:00-22:00全天报到", None),
        ("本计划的截止申请日期现顺延至11月1日(星期日)。", None),
        ("本次活动时间较长,2026-11-20起分批进行", None),
    ],
)
def test_a_byline_says_what_its_date_is(line, day):
    assert labelled_publication(line, HERE) == day


@pytest.mark.parametrize(
    ("country", "written", "day"),
    [
        ("HR", "21. listopada 2026", date(2026, 10, 21)),
        ("TW", "1131120", date(2024, 11, 20)),
        ("TW", "99年12月31日", date(2010, 12, 31)),
        ("JP", "6年11月20日", None),
        ("US", "3/4/2026", date(2026, 3, 4)),
        ("FR", "3/4/2026", date(2026, 4, 3)),
        ("KR", "26.11.21.", NOV_21),
        ("CN", "26-11-21", NOV_21),
        ("FR", "21/11/26", NOV_21),
        ("US", "11/21/26", NOV_21),
    ],
)
def test_the_country_decides_between_readings(country, written, day):
    assert publication_date(written, DateContext(TODAY, country)) == day


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["26-11-21", "26-10-09", "26-09-04", "25-12-23"], NOV_21),
        (["21.11.26", "09.10.26", "04.09.26", "23.12.25"], NOV_21),
        (["11/21/26", "10/09/26", "09/04/26", "12/23/25"], NOV_21),
        (["通知", "113年11月20日", "99年12月31日"], date(2024, 11, 20)),
    ],
)
def test_the_order_of_a_list_decides_between_readings(texts, first):
    context = resolve_context(texts, HERE)
    found = [day for text in texts if (day := first_day(text, context))]
    assert found[0] == first
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["13/4/2026", "3/4/2026"], True),
        (["4/13/2026", "3/4/2026"], False),
        (["05/04/2026", "04/04/2026", "12/03/2026", "10/03/2026"], True),
        (["3/4/2026"], None),
    ],
)
def test_whether_the_day_comes_first_is_seen_from_the_list(texts, first):
    assert day_comes_first(texts) is first


def test_hours_ago_reach_into_yesterday():
    now = datetime(2026, 11, 28, 2, 0, tzinfo=timezone(timedelta(hours=8)))
    assert publication_date("3 hours ago", DateContext(TODAY, now=now)) == date(2026, 11, 27)
    assert publication_date("1小时前", DateContext(TODAY, now=now)) == TODAY
    assert publication_date("1小时前", DateContext(TODAY, now=datetime(2026, 11, 28, 12, tzinfo=UTC))) == TODAY


def test_without_a_day_of_fetching_no_year_is_completed():
    assert [first_day(text, DateContext()) for text in ("11-21", "11月21日", "21 Nov", "昨天", "3 hours ago")] == [
        None
    ] * 5
    assert first_day("2026-11-21", DateContext()) == NOV_21


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("[2026-11-21]", True),
        ("2026年11月28日(土)", True),
        ("Sat, 21 Nov 2026 10:30", True),
        ("发布时间:2026-11-21", False),
        ("关于2026年11月21日会议的通知", False),
        ("通知", False),
    ],
)
def test_a_text_is_a_date_and_nothing_else(text, alone):
    assert is_only_date(text, HERE) is alone


@given(st.text(max_size=60) | JUMBLE, contexts)
@unhurried
def test_no_text_makes_it_raise(text, context):
    find_dates(text, context)
    resolve_context([text], context)
    labelled_publication(text, context)
    is_only_date(text, context)


@given(JUMBLE, contexts)
@unhurried
def test_nothing_is_published_after_tomorrow(text, context):
    found = publication_date(text, context)
    assert found is None or found <= context.latest


@given(
    days,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%Y%m%d}",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}/{0.month}/{0.day}",
            "{0:%d %B %Y}",
            "{0:%B %d, %Y}",
            "{0:%d.%m.%Y}",
            "发布时间:{0.year}.{0.month}.{0.day} 10:30",
        ]
    ),
)
@unhurried
def test_a_full_date_reads_back_whatever_today_is(day, form):
    assert first_day(form.format(day), HERE) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布日期:26-11-21", NOV_21),
        ("发布日期：26/11/21", NOV_21),
        ("发布于11月21日", NOV_21),
        ("发布日期:5·12", date(2026, 5, 12)),
        ("发布时间:11-21 公示期:11-22至11-28", NOV_21),
        ("Posted yesterday", date(2026, 11, 27)),
        ("4 天前 发布", date(2026, 11, 24)),
        ("Zveřejněno 21. listopadu 2026", NOV_21),
        ("Опубліковано 21 листопада 2026", NOV_21),
        ("Δημοσιεύθηκε 21 Νοεμβρίου 2026", NOV_21),
        ("Yayın tarihi: 21 KASIM 2026", NOV_21),
        ("现在是 2026-11-27 10:30:00", None),
        ("Last visited 2026-11-27", None),
        ("来源:11.21专项行动", None),
        ("编号:2026-11-21-001", None),
        ("编号:20261121", None),
        ("招标编号：202611210012", None),
    ],
)
def test_a_line_of_the_page_gives_the_day_of_publication(line, day):
    assert publication_date(line, HERE) == day
