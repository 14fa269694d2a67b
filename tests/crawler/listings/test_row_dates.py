"""Which day a row of a listing was published on: eras and languages, several dates, numbers that are no dates."""

from datetime import date

import pytest

from crawler.listings.html import read_html
from tests.crawler.builders import a_page, a_source

TODAY = date(2026, 11, 28)
TITLES = (
    "关于开展先进制造业集群认定工作的通知",
    "关于印发数字经济发展实施方案的通知",
    "关于组织申报专精特新中小企业的通知",
    "关于公开征求产业链条例意见的公告",
    "关于下达科技专项资金计划的通知",
    "关于举办人才对接活动的通知",
)
OUT = [date(2026, 11, day) for day in (20, 19, 18, 17, 16, 15)]
MENU = '<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/jdhy/">解读回应</a></div>'


def dates(rows, lang="", region=()):
    page = f"<html{lang}><body>{MENU}{rows}<div><a href='/map'>网站地图</a></div></body></html>"
    return [link.published_on for link in read_html(a_page(page), a_source(region=region), TODAY)]


def a_list(*beside):
    """A list of rows, each with something beside its link."""
    rows = (f'<li><a href="/n/{n}.html">{TITLES[n]}</a>{text}</li>' for n, text in enumerate(beside))
    return f'<ul class="list">{"".join(rows)}</ul>'


def spans(form):
    return a_list(*(f"<span>{form(day)}</span>" for day in OUT))


def a_table(heads, *rows):
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = ""
    for number, cells in enumerate(rows):
        link = f'<a href="/n/{number}.html">{TITLES[number]}</a>'
        body += "<tr>" + "".join(f"<td>{link if cell is None else cell}</td>" for cell in cells) + "</tr>"
    return f"<table><tr>{head}</tr>{body}</table>"


@pytest.mark.parametrize(
    "form",
    [
        lambda day: f"{day.year - 1911}年{day.month}月{day.day}日",
        lambda day: f"{day.year - 1911}.{day.month}.{day.day}",
        lambda day: f"{day.year - 1911}/{day.month:02}/{day.day:02}",
        lambda day: f"民國{day.year - 1911}-{day.month:02}-{day.day:02}",
        lambda day: f"令和{day.year - 2018}年{day.month}月{day.day}日",
        lambda day: f"R{day.year - 2018}.{day.month}.{day.day}",
        lambda day: f"{day:%y-%m-%d}",
        lambda day: f"[{day:%y/%m/%d}]",
        lambda day: f"{day:%y.%m.%d}.",
        lambda day: f"{day:%d/%m/%y}",
        lambda day: f"{day:%m/%d/%y}",
        lambda day: f"{day:%m-%d}",
        lambda day: f"{day.month}月{day.day}日",
        lambda day: f"{day:%m/%d %H:%M}",
        lambda day: f"{day.day} novembre {day.year}",
        lambda day: f"{day.day} de noviembre de {day.year}",
        lambda day: f"{day.year}년 {day.month}월 {day.day}일",
        lambda day: f"{day.day}. November {day.year}",
        lambda day: f"{day.day} ноября {day.year}",
        lambda day: f"{day.day} tháng {day.month}, {day.year}",
        lambda day: f"{day.day} พ.ย. {day.year + 543}",
        lambda day: f"{(TODAY - day).days}天前",
        lambda day: f"{(TODAY - day).days} days ago",
        lambda day: f"il y a {(TODAY - day).days} jours",
    ],
)
def test_a_list_may_write_its_dates_in_any_form(form):
    assert dates(spans(form)) == OUT


@pytest.mark.parametrize(
    "form",
    [
        "<div><b>{0.day}</b><span>{0:%Y-%m}</span></div>",
        "<div><b>{0.day}</b><i>Nov {0.year}</i></div>",
        "<div><b>{0.day}</b><i>11月</i></div>",
        "<div><b>{0.day}</b><i>Nov</i><u>{0.year}</u></div>",
        "<div><i>Nov</i><b>{0.day}</b></div>",
        "<div><i>{0.year}</i><b>{0:%m-%d}</b></div>",
        "<div><b>{0.day}</b><i>{0:%m/%Y}</i></div>",
        "<div><b>{0.day}日</b><i>{0.year}年11月</i></div>",
        "<div><b>{0.day}</b><i>novembre</i><u>{0.year}</u></div>",
    ],
)
def test_a_date_may_stand_in_a_box_of_its_parts(form):
    assert dates(a_list(*(form.format(day) for day in OUT))) == OUT


@pytest.mark.parametrize(
    ("other", "own"),
    [
        ("截止日期", "发布日期"),
        ("截止时间", "时间"),
        ("会议日期", "公告日期"),
        ("报名截止", "日期"),
        ("开标时间", "发布时间"),
        ("有效期至", "公布日期"),
        ("公示期", "发布日期"),
        ("Deadline", "Published"),
        ("Closing date", "Date"),
        ("Event date", "Posted"),
        ("Date limite", "Date de publication"),
        ("締切日", "掲載日"),
        ("마감일", "등록일"),
    ],
)
@pytest.mark.parametrize("ahead", [True, False])
def test_the_head_of_a_column_decides(other, own, ahead):
    later = [day.replace(year=2027, month=1) if ahead else day.replace(day=day.day + 7) for day in OUT]
    first = a_table((other, "标题", own), *((late, None, day) for late, day in zip(later, OUT, strict=True)))
    last = a_table(("标题", own, other), *((None, day, late) for late, day in zip(later, OUT, strict=True)))
    assert dates(first) == OUT
    assert dates(last) == OUT


@pytest.mark.parametrize(
    "label", ["截止：{}", "截止日期:{}", "[已结束 {}]", "会议时间:{}", "Closes {}", "{} 截止", "报名至 {}"]
)
@pytest.mark.parametrize("first", [True, False])
def test_the_label_beside_a_date_decides(label, first):
    def beside(day):
        labelled = f"<i>{label.format(day.replace(day=day.day + 7))}</i>"
        return labelled + f"<span>{day}</span>" if first else f"<span>{day}</span>" + labelled

    assert dates(a_list(*map(beside, OUT))) == OUT


def test_a_label_may_stand_in_an_element_before_its_date():
    rows = a_list(*(f"<i>截止日期：</i><b>{day.replace(day=28)}</b><i>发布日期：</i><b>{day}</b>" for day in OUT))
    assert dates(rows) == OUT


@pytest.mark.parametrize("text", ["截止日期:{}", "会议时间 {}", "Deadline: {}", "公示时间:{}"])
def test_a_row_that_names_a_deadline_alone_has_no_date(text):
    assert dates(a_list(*(f"<span>{text.format(day)}</span>" for day in OUT))) == [None] * 6


def test_a_column_of_days_ahead_is_none_of_publication():
    assert dates(a_list(*(f"<span>2027-01-{day.day}</span>" for day in OUT))) == [None] * 6


@pytest.mark.parametrize(
    "number",
    [
        lambda n: f"第{n + 2}-{n + 3}期",
        lambda n: f"{n + 2}-{n + 3}",
        lambda n: f"{n + 1}/10",
        lambda n: f"阅读:{n + 1}/10",
        lambda n: f"v3.{n + 1}",
        lambda n: f"3.{n + 10}",
        lambda n: f"12.{n}元",
        lambda n: f"Decree {n + 10}, 2024",
        lambda n: f"No. 2024111{n}",
        lambda n: f"({n + 1})",
    ],
)
def test_a_number_beside_a_title_is_no_date(number):
    assert dates(a_list(*(f"<span>{number(n)}</span>" for n in range(6, 0, -1)))) == [None] * 6
    beside = (f"<em>{number(n)}</em><span>{day}</span>" for n, day in zip(range(6, 0, -1), OUT, strict=True))
    assert dates(a_list(*beside)) == OUT


def test_years_that_are_left_out_follow_the_order_of_the_list():
    written = ("02-10", "01-05", "12-30", "11-20", "12-20", "11-10")
    expected = [date(2026, 2, 10), date(2026, 1, 5), date(2025, 12, 30), date(2025, 11, 20), date(2024, 12, 20)]
    found = dates(a_list(*(f"<span>{text}</span>" for text in written)))
    assert found == [*expected, date(2024, 11, 10)]


def test_the_language_of_a_page_says_which_number_is_the_day():
    rows = a_list("<span>03/04/2026</span>", "<span>02/04/2026</span>")
    assert dates(rows, ' lang="fr"')[0] == date(2026, 4, 3)
    assert dates(rows, ' lang="en-US"')[0] == date(2026, 3, 4)


def test_in_taiwan_seven_digits_are_a_date():
    assert dates(spans(lambda day: f"{day.year - 1911}{day:%m%d}"), region=("TW",)) == OUT
    assert dates(spans(lambda day: f"{day.year - 1911}{day:%m%d}")) == [None] * 6


def test_a_selector_of_links_keeps_to_the_heads_and_labels():
    late = date(2026, 11, 27)
    table = a_table(("标题", "截止日期", "发布日期"), *((None, late, day) for day in OUT))
    labelled = a_list(*(f"<i>截止：</i><b>{late}</b><i>发布：</i><b>{day}</b>" for day in OUT))
    for page in (table, labelled):
        source = a_source(select={"link": "a[href^='/n/']"})
        assert [link.published_on for link in read_html(a_page(page), source, TODAY)] == OUT


def test_a_period_without_a_label_is_no_day_of_publication():
    assert dates(a_list(*(f"<span>{day} 至 2026-11-27</span>" for day in OUT))) == [None] * 6


@pytest.mark.parametrize(
    "form",
    [
        lambda day: f"发布时间：{day}",
        lambda day: f"[{day.day * 11}] {day}",
        lambda day: f"日期:{day} 浏览:{day.day * 11}次",
        lambda day: f"{day}T08:00:00+08:00",
    ],
)
def test_a_date_in_the_link_of_its_row_may_have_a_label(form):
    rows = (
        f'<li><a href="/n/{n}.html"><h3>{TITLES[n]}</h3><div>{form(day)}</div></a></li>' for n, day in enumerate(OUT)
    )
    assert dates(f"<ul>{''.join(rows)}</ul>") == OUT


def test_a_date_may_be_written_in_three_elements_with_separators():
    assert dates(spans(lambda day: f"<b>{day.year}</b>-<b>{day.month:02}</b>-<b>{day.day:02}</b>")) == OUT


def test_a_deadline_before_the_day_of_publication_in_one_text_is_not_taken():
    assert dates(spans(lambda day: f"截止时间：2027-01-{day.day} 发布时间：{day}")) == OUT


def in_titles(form, url="/n/{n}.html"):
    rows = (
        f'<li><a href="{url.format(n=n, day=day)}">{form.format(title=TITLES[n], day=day)}</a></li>'
        for n, day in enumerate(OUT)
    )
    page = f"<html><body>{MENU}<ul>{''.join(rows)}</ul></body></html>"
    return [(link.title, link.published_on) for link in read_html(a_page(page), a_source(), TODAY)]


@pytest.mark.parametrize(
    "form",
    [
        "[{day:%m-%d}] {title}",
        "【{day:%Y-%m-%d}】{title}",
        "（{day:%Y.%m.%d}）{title}",
        "{day:%Y-%m-%d} {title}",
        "{title}({day:%Y-%m-%d})",
        "{title} [{day:%m/%d}]",
        "{title}（{day:%Y年%m月%d日}）",
        "{title} {day:%Y/%m/%d}",
        "<h3>{title}({day:%Y-%m-%d})</h3>",
    ],
)
def test_dates_at_one_end_of_all_titles_are_those_of_the_rows(form):
    assert in_titles(form) == list(zip(TITLES, OUT, strict=True))


def test_a_date_without_its_year_at_the_end_of_a_title_is_completed_from_the_url():
    found = in_titles("[{day:%m-%d}] {title}", "/{day:%Y%m%d}/{n}.html")
    assert found == list(zip(TITLES, OUT, strict=True))
    assert in_titles("[11-30] {title}", "/20211130/{n}.html")[0] == (TITLES[0], date(2021, 11, 30))


@pytest.mark.parametrize("form", ["{title}（第1-6期）", "{title}（2026-2028年）", "（2026年度）{title}", "[9] {title}"])
def test_numbers_at_one_end_of_all_titles_stay_there(form):
    assert [title for title, _ in in_titles(form)] == [form.format(title=title, day=OUT[0]) for title in TITLES]


@pytest.mark.parametrize(
    ("row", "around"),
    [
        ('<li><a href="/n/{n}.html">{title}</a><span>{day}', "ul"),
        ('<li><span>{day}<a href="/n/{n}.html">{title}</a>', "ul"),
        ('<li><span>{day}</span><a href="/n/{n}.html">{title}', "ul"),
        ('<li><div><a href="/n/{n}.html">{title}</a><i>{day}', "ul"),
        ('<li><div><a href="/n/{n}.html">{title}</a><i>{day}</i></li>', "ul"),
        ('<dt><font>{day}<dd><font><a href="/n/{n}.html">{title}</a>', "dl"),
        ('<tr><td><div><a href="/n/{n}.html">{title}</a><td><font>{day}', "table"),
    ],
)
def test_rows_without_end_tags_keep_their_own_dates(row, around):
    rows = "".join(row.format(n=n, title=TITLES[n], day=day) for n, day in enumerate(OUT))
    assert dates(f"<{around}>{rows}</{around}>") == OUT


@pytest.mark.parametrize("remark", ["Correction of the notice of 02.01.2025", "Corrected on 02.01.2025"])
@pytest.mark.parametrize("cell", ["<b>{}</b>", "<br><i>{}</i>", "<p>{}</p>"])
def test_a_remark_in_some_rows_does_not_move_their_dates(remark, cell):
    rows = "".join(
        f'<div class="row"><div class="who"><div class="first">Office of roads</div></div>'
        f'<div class="what"><div class="info"><a href="/n/{number}.html">{TITLES[number]}</a>'
        f"{cell.format(remark) if number in (2, 3) else ''}</div></div>"
        f'<div class="when"><div class="date">{day:%d.%m.%Y}</div></div></div>'
        for number, day in enumerate(OUT)
    )
    assert dates(f'<div class="table">{rows}</div>') == OUT
