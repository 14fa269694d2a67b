"""The day of publication that a page states: bylines without a year, events and deadlines, other calendars."""

from datetime import UTC, date, datetime

import pytest

from crawler.reading import notice_of_text, read_page
from tests.crawler.builders import a_page

FETCHED = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TITLE = "某市工业和信息化局关于开展先进制造业集群认定工作的通知"
NOV_20 = date(2026, 11, 20)
NOV_21 = date(2026, 11, 21)


TEXT = "".join(
    (
        "<p>各县(市、区)工业和信息化主管部门,各有关企业:</p>",
        "<p>为推动产业高质量发展,现就开展认定工作有关事项通知如下。请认真组织实施,确保取得实效。</p>",
    )
)


def published(byline="", head="", below=""):
    body = (
        f'<html><head><title>{TITLE}</title>{head}</head><body><div class="nav"><a href="/">首页</a></div>'
        f'<div class="article"><h1>{TITLE}</h1><div class="info">{byline}</div><div id="zoom">'
        "<p>各县(市、区)工业和信息化主管部门,各有关企业:</p><p>为推动产业高质量发展,现就开展认定工作有关事项通知如下。</p>"
        "<p>一、总体要求。坚持创新驱动、集聚发展,到2027年培育10个市级先进制造业集群。</p>"
        "<p>二、申报程序。请于2026年12月12日前将申报材料报送市工业和信息化局。</p>"
        f"<p>某市工业和信息化局</p><p>2026年11月18日</p></div></div>{below}</body></html>"
    )
    return read_page(a_page(body, fetched_at=FETCHED)).published_on


@pytest.mark.parametrize(
    ("byline", "day"),
    [
        ("发布时间:11-21 10:30 来源:市工信局", NOV_21),
        ("发布时间:11月21日 10:30", NOV_21),
        ("時間:11/21 10:30", NOV_21),
        ("发布日期:12-21", date(2025, 12, 21)),
        ("更新时间:今天 08:30", date(2026, 11, 28)),
        ("发布时间:昨天 08:30", date(2026, 11, 27)),
        ("发布于 3小时前", date(2026, 11, 28)),
        ("Published: Nov 21 10:30 Source: office", NOV_21),
        ("發布日期:中華民國115年11月20日", NOV_20),
        ("發布日期:115年11月20日", NOV_20),
        ("發布日期:115.11.20", NOV_20),
        ("更新日:令和8年11月20日", NOV_20),
        ("更新日時:令和8年11月20日 10時30分", NOV_20),
        ("掲載日:R8.11.20", NOV_20),
        ("등록일: 2026. 11. 20.", NOV_20),
        ("发布时间:二〇二六年十一月二十日", NOV_20),
        ("会议时间:12月5日上午9:00 地点:市政府会议室", None),
        ("会议时间:2026年11月5日", None),
        ("截止日期:2026-11-27", None),
        ("公示时间:2026-11-20至2026-11-27", None),
        ("活动时间:11-25 发布时间:11-20", NOV_20),
        ("日期:— 阅读次数:3/10", None),
        ("时间:10:30 来源:3.15晚会", None),
        ("发布时间:2027-11-20", None),
        ("发布时间:1970-01-01", None),
    ],
)
def test_the_byline_says_when_a_page_was_published(byline, day):
    assert published(byline) == day


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta name="PubDate" content="11-21 10:30">', NOV_21),
        ('<meta name="PubDate" content="2026/11/21">', NOV_21),
        ('<meta name="PubDate" content="115-11-21">', NOV_21),
        ('<meta name="PubDate" content="1795665600000">', date(2026, 11, 26)),
        ('<meta name="PubDate" content="1970-01-01 08:00:00">', None),
        ('<meta name="PubDate" content="0001-01-01">', None),
        ('<meta name="PubDate" content="2099-11-21">', None),
        ('<script type="application/ld+json">{"datePublished":"Nov 21"}</script>', NOV_21),
        (
            '<script type="application/ld+json">{"datePublished":1795665600}</script>',
            date(2026, 11, 26),
        ),
    ],
)
def test_meta_tags_and_json_ld_are_read_alike(head, day):
    assert published(head=head) == day


def test_a_label_that_is_no_date_leaves_room_for_the_next():
    assert published("日期:— 发布时间:11-20", '<meta name="PubDate" content="暂无">') == NOV_20


ROWS = "".join(f'<li><a href="/{n}.html">关于第{n}项工作的通知</a>2026-11-2{n}</li>' for n in range(4))


@pytest.mark.parametrize(
    "below",
    [
        f"<div><h3>推荐阅读</h3><ul>{ROWS}</ul></div>",
        "<p>版权所有 某市人民政府 更新日期:2026-11-20</p>",
        "<p>Copyright © 2019-2026 更新时间:2026-11-20</p>",
        "<p>2026-11-20</p>",
    ],
)
def test_a_date_below_the_text_of_a_short_notice_is_not_its_own(below):
    assert published("来源:市工信局", below=below) is None


POSTED = ("張貼日期", "张贴日期", "公布日期", "公布時間", "发布日期", "上版日期", "公开日期")


@pytest.mark.parametrize("label", POSTED)
@pytest.mark.parametrize(
    "form",
    [
        "<p>{first}</p><p>{second}</p>",
        "{first} {second}",
        "<table><tr><td>{first}</td></tr><tr><td>{second}</td></tr></table>",
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_day_of_posting_precedes_the_day_of_dispatch(label, form, turned):
    both = ["發文日期：2026年11月18日", f"{label}：2026年11月20日"]
    assert published(form.format(first=both[turned], second=both[not turned])) == NOV_20


@pytest.mark.parametrize("label", POSTED)
@pytest.mark.parametrize("cells", ["<tr><td>{}</td><td>{}</td></tr>", "<tr><th>{}</th><td>{}</td></tr>"])
def test_the_days_of_posting_and_dispatch_in_a_table(label, cells):
    rows = cells.format("發文日期", "中華民國115年11月18日") + cells.format(label, "115-11-20")
    notice = read_page(a_page(f"<h1>{TITLE}</h1><table>{rows}</table>{TEXT}", fetched_at=FETCHED))
    assert (notice.published_on, notice.issued_on) == (NOV_20, date(2026, 11, 18))


@pytest.mark.parametrize("label", ["發文日期", "发文日期", "发文时间"])
def test_the_day_of_dispatch_is_used_without_another_day(label):
    assert published(f"{label}：2026年11月20日") == NOV_20


@pytest.mark.parametrize(
    "date_shown", ["令和8年11月20日", "2026年11月20日", "R8.11.20", "2026.11.20", "中華民國115年11月20日"]
)
@pytest.mark.parametrize(
    "office", ["経済産業省", "中小企業庁", "厚生労働省 職業安定局", "市工业和信息化局", "產業發展署产业局"]
)
def test_a_date_may_be_before_the_name_of_an_office(date_shown, office):
    assert published(f"{date_shown}　{office}") == NOV_20


@pytest.mark.parametrize(
    "byline",
    [
        "2026年11月20日 開催",
        "2026年11月20日 市会议室",
        "会议日期 2026年11月20日 市会议室",
        "2026年11月20日至27日 市民中心",
    ],
)
def test_a_date_before_other_words_is_not_used(byline):
    assert published(byline) is None


@pytest.mark.parametrize(
    ("byline", "year"),
    [("2025-10-28 16:04:36", 2025), ("2026-01-12 16:04:36", 2026)],
)
def test_days_without_a_year_follow_the_publication_if_the_title_has_a_later_year(byline, year):
    title = "2026年某省普通高考网上报名条件公布"
    body = (
        f'<html><head><title>{title}</title></head><body><div class="article"><h1>{title}</h1>'
        f'<div class="info">编辑：张三 {byline}</div><div id="zoom"><p>近日，从考试院了解到，网上报名有关条件如下：</p>'
        "<p>考生网上报名时间为11月28日至12月1日，逾期不再补报。各考点应当按照要求做好报名的组织工作，并向考生说明条件。</p>"
        "<p>报名条件包括遵守法律、高级中等教育学校毕业以及身体状况符合要求。</p></div></div></body></html>"
    )
    notice = read_page(a_page(body, fetched_at=FETCHED))
    assert [deadline.date for deadline in notice.deadlines] == [date(year, 12, 1)]


def test_a_date_that_ends_the_last_sentence_is_no_date_of_issue():
    text = "Applications are due on November 21, 2025.\nThe council will decide on the awards on January 17, 2026."
    notice = notice_of_text(text, "https://www.example.gov/news/1.html")
    assert [deadline.date for deadline in notice.deadlines] == [date(2025, 11, 21)]
