from contextlib import suppress
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import LINK_LIMIT
from crawler.model.errors import ListingError
from crawler.model.link import URL_LIMIT
from tests.crawler.builders import (
    LISTING,
    SITE,
    TITLE,
    TODAY,
    a_listing,
    dates_of,
    document,
    links_of,
    row,
    ten_rows,
    titles_of,
    unhurried,
    urls_of,
)

JUNE_13 = date(2024, 6, 13)
ROWS = "".join(row(*fields) for fields in ten_rows())
ARTICLES = [f"{SITE}{href}" for href, _, _ in ten_rows()]
NAV = "".join(row(f"/col{number}/", f"政务公开栏目{number}") for number in range(8))
SIDE = "".join(row(f"/hot/{number}.html", f"热门信息推荐阅读{number}") for number in range(5))
FOOTER = "".join(row(f"/about/{number}/", f"网站地图与联系我们{number}") for number in range(6))
PAGING = "".join(f'<a href="index_{number}.html">第 {number} 页</a>' for number in range(20))
CRUMBS = '<a href="/">首页信息</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/tzgg/">通知公告</a>'


def rows_in(tag):
    return "".join(row(*fields, tag=tag) for fields in ten_rows())


def rows_of(*inside):
    """A listing whose rows are given as they stand, repeated until they are a listing."""
    items = "".join(f"<li>{inner}</li>" for inner in inside)
    return document(f'<div class="main"><ul class="list">{items}</ul></div>')


def repeated(row_of, count=6):
    return rows_of(*(row_of(number) for number in range(count)))


def test_the_rows_of_a_listing_are_its_links():
    links = links_of(a_listing(*ten_rows()))
    assert [link.url for link in links] == ARTICLES
    assert [link.title for link in links] == [title for _, title, _ in ten_rows()]
    assert [link.published_on for link in links] == [date(2024, 5, number + 10) for number in range(10)]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(document(f'<ul class="nav">{NAV}</ul><ul class="list">{ROWS}</ul>'), id="navigation"),
        pytest.param(document(f"<nav><ul>{NAV}</ul></nav><div><ul>{ROWS}</ul></div>"), id="nav element"),
        pytest.param(document(f'<ul class="list">{ROWS}</ul><ul class="side-hot">{SIDE}</ul>'), id="side list"),
        pytest.param(document(f"<div><ul>{ROWS}</ul></div><aside><ul>{SIDE}</ul></aside>"), id="aside"),
        pytest.param(document(f'<ul class="list">{ROWS}</ul><ul class="links">{SIDE}</ul>'), id="undated list"),
        pytest.param(document(f'<ul class="list">{ROWS}</ul><ul id="footer">{FOOTER}</ul>'), id="footer"),
        pytest.param(document(f"<div><ul>{ROWS}</ul></div><footer><ul>{FOOTER}</ul></footer>"), id="footer element"),
        pytest.param(document(f'<ul class="list">{ROWS}</ul><div class="page">{PAGING}</div>'), id="paging"),
        pytest.param(document(f'<div class="crumbs">{CRUMBS}</div><ul class="list">{ROWS}</ul>'), id="breadcrumb"),
        pytest.param(document(f'<ul class="nav">{NAV}</ul><div class="main">{rows_in("p")}</div>'), id="p"),
        pytest.param(document(f'<ul class="nav">{NAV}</ul><div class="main">{rows_in("div")}</div>'), id="div"),
        pytest.param(document(f'<ul class="nav">{NAV}</ul><section>{rows_in("article")}</section>'), id="article"),
        pytest.param(f'<ul class="nav">{NAV}</ul><ul class="list">{ROWS}', id="no document around it"),
    ],
)
def test_what_stands_around_a_listing_is_no_link_of_it(page):
    assert urls_of(page) == ARTICLES


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            document(f'<div class="nav"><ul>{NAV}</ul></div><div class="main"><ul>{ROWS}</ul></div>'), id="nav"
        ),
        pytest.param(
            document(f'<div class="main"><ul>{ROWS}</ul></div><div class="right"><ul>{SIDE}</ul></div>'), id="side"
        ),
        pytest.param(
            document(f'<div class="main"><ul>{ROWS}</ul></div><div id="footer"><ul>{FOOTER}</ul></div>'), id="foot"
        ),
    ],
)
def test_a_list_in_another_part_of_the_page_is_no_part_of_the_listing(page):
    assert urls_of(page) == ARTICLES


def test_the_listing_may_stand_in_several_lists():
    halves = "".join(
        f'<ul class="list">{"".join(row(*fields) for fields in half)}</ul>' for half in (ten_rows()[:5], ten_rows()[5:])
    )
    assert urls_of(document(f'<ul class="nav">{NAV}</ul><div>{halves}</div>')) == ARTICLES


def test_pinned_rows_without_a_date_are_links_too():
    rows = [("/pinned.html", f"置顶：{TITLE}", ""), *ten_rows()]
    links = links_of(a_listing(*rows))
    assert (links[0].url, links[0].published_on) == (f"{SITE}/pinned.html", None)
    assert len(links) == 11


def test_a_pinned_row_may_be_bold_inside_its_link():
    pinned = f'<li class="top"><a href="/pinned.html"><b>置顶：{TITLE}</b></a></li>'
    assert len(urls_of(document(f'<ul class="list">{pinned}{ROWS}</ul>'))) == 11


@pytest.mark.parametrize("tag", ["b", "strong", 'font color="red"'])
def test_a_pinned_row_may_be_bold_around_its_link(tag):
    pinned = f'<li><{tag}><a href="/pinned.html">置顶：{TITLE}</a></{tag.split()[0]}></li>'
    assert len(urls_of(document(f'<ul class="list">{pinned}{ROWS}</ul>'))) == 11


def test_the_rows_of_a_table_are_links():
    head = "<tr><th>序号</th><th>标题</th><th>文号</th><th>日期</th></tr>"
    rows = "".join(
        f'<tr><td>{number}</td><td><a href="{href}">{title}</a></td>'
        f"<td>鲁政发〔2024〕{number}号</td><td>{day}</td></tr>"
        for number, (href, title, day) in enumerate(ten_rows())
    )
    page = document(f'<ul class="nav">{NAV}</ul><table class="list">{head}{rows}</table>')
    assert urls_of(page) == ARTICLES
    assert dates_of(page) == [date(2024, 5, number + 10) for number in range(10)]


@pytest.mark.parametrize(
    "form",
    [
        '<span>2024-06-13</span><a href="/{0}.html">{1}</a>',
        '<a href="/{0}.html">{1}</a><span>2024-06-13</span>',
        '<a href="/{0}.html">{1}</a>2024-06-13',
        '[06-13] <a href="/{0}.html">{1}</a>',
        '<a href="/{0}.html">{1}</a> [06-13]',
        '<a href="/{0}.html">{1}</a><em>（2024年6月13日）</em>',
        '<a href="/{0}.html">{1}</a><i>发布日期：2024-06-13　浏览次数：12</i>',
        '<a href="/{0}.html">{1}</a><p>市政府办公室</p><p>2024/6/13</p>',
        '<h4><a href="/{0}.html">{1}</a></h4><div><span>市政府办公室</span></div><time>2024.06.13</time>',
        '<a href="/{0}.html"><span>2024-06-13</span><em>{1}</em></a>',
        '<a href="/{0}.html">{1}<span class="date">2024-06-13</span></a>',
        '<a href="/202406/t20240613_{0}.html">{1}</a>',
        '<a href="/{0}.html">{1}</a><span>13 June 2024</span>',
    ],
)
def test_the_date_stands_before_beside_or_after_the_title_or_in_the_address(form):
    page = repeated(lambda number: form.format(number, f"{TITLE}之{number}"))
    assert dates_of(page) == [JUNE_13] * 6


@pytest.mark.parametrize(
    "title",
    [
        "2024年1月1日起施行的市场准入管理办法的通知",
        "关于2023-05-01停水停电的公告以及有关事项说明",
        "第1.2批先进制造业集群名单公示",
        "今天起全面实施先进制造业集群培育方案",
    ],
)
def test_a_date_in_the_title_is_not_the_date_of_publication(title):
    page = repeated(lambda number: f'<a href="/{number}.html">{title}{number}</a><span>2024-06-13</span>')
    undated = repeated(lambda number: f'<a href="/{number}.html">{title}{number}</a>')
    assert dates_of(undated) == [None] * 6
    assert dates_of(page) == [JUNE_13] * 6


@pytest.mark.parametrize(
    "title",
    [
        "<span>2025年5月1日起施行</span>",
        "<span>关于6月5日停水</span>",
        "<p>6.18活动方案</p>",
        "自<b>2024年1月1日</b>起施行市场准入管理办法",
    ],
)
def test_a_date_in_a_part_of_the_title_is_not_the_date_of_publication(title):
    page = repeated(lambda number: f'<a href="/{number}.html">{title}</a><em>2024-06-13</em>')
    assert dates_of(page) == [JUNE_13] * 6


def test_the_name_of_a_source_beside_the_date_is_no_date():
    page = repeated(
        lambda number: f'<a href="/{number}.html">{TITLE}{number}</a><i>今日头条</i><span>2024-06-01</span>'
    )
    assert dates_of(page) == [date(2024, 6, 1)] * 6


@pytest.mark.parametrize(
    "beside",
    ['<a href="/col/">[通知公告]</a>', '<a href="/{0}.html"><img src="/{0}.jpg"></a>', '<a href="/{0}.pdf">[下载]</a>'],
)
def test_a_second_link_in_the_row_does_not_cost_its_date(beside):
    page = repeated(
        lambda number: beside.format(number) + f'<a href="/{number}.html">{TITLE}{number}</a><span>06-13</span>'
    )
    dated = [link.published_on for link in links_of(page) if link.title and link.title.startswith(TITLE)]
    assert dated == [JUNE_13] * 6


def test_a_date_without_a_year_belongs_to_the_year_before_when_it_lies_ahead():
    page = repeated(lambda number: f'<a href="/{number}.html">{TITLE}{number}</a>[12-31]')
    assert dates_of(page, today=date(2024, 1, 2)) == [date(2023, 12, 31)] * 6


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 1, 1)))
@unhurried
def test_a_date_without_a_year_is_never_after_tomorrow(today):
    page = a_listing(*((f"/{number}.html", f"{TITLE}{number}", f"{number:02}-28") for number in range(1, 13)))
    assert all(day <= today + timedelta(days=1) for day in dates_of(page, today=today))


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        ("", "1.html", f"{LISTING}1.html"),
        ("", "./1.html", f"{LISTING}1.html"),
        ("", "../1.html", f"{SITE}/1.html"),
        ("", "/1.html", f"{SITE}/1.html"),
        ("", "?id=1", f"{LISTING}?id=1"),
        ("", "//other.gov.cn/1.html", "https://other.gov.cn/1.html"),
        ("", "http://other.gov.cn/1.html", "http://other.gov.cn/1.html"),
        ("", "  /1.html\n", f"{SITE}/1.html"),
        ("/base/", "1.html", f"{SITE}/base/1.html"),
        ("https://cdn.gov.cn/x/", "1.html", "https://cdn.gov.cn/x/1.html"),
        ("http://[broken", "1.html", f"{LISTING}1.html"),
        ("", "/a?x=1&amp;y=2", f"{SITE}/a?x=1&y=2"),
        ("", "/通知.html", f"{SITE}/通知.html"),
    ],
)
def test_an_address_is_made_whole_as_a_browser_does_it(base, href, url):
    base = f'<base href="{base}">' if base else ""
    page = f'<html><head>{base}</head><body><ul><li><a href="{href}">{TITLE}</a></li></ul></body></html>'
    assert urls_of(page, select={"link": "li a"}) == [url]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "JavaScript:show('1')",
        "mailto:a@example.org",
        "tel:12345",
        "#",
        "#top",
        "",
        " ",
        "ftp://a/b",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        "http://[broken",
    ],
)
def test_what_leads_to_no_page_is_no_link(href):
    page = document(f'<ul><li><a href="{href}">{TITLE}</a></li><li><a href="/1.html">{TITLE}</a></li></ul>')
    assert urls_of(page, select={"link": "li a"}) == [f"{SITE}/1.html"]


@pytest.mark.parametrize("end", ["...", "…", "……", "....."])
def test_a_title_cut_short_is_taken_from_the_attribute(end):
    page = repeated(lambda number: f'<a href="/{number}.html" title="{TITLE}">{TITLE[:9]}{end}</a>')
    assert titles_of(page) == [TITLE] * 6


@pytest.mark.parametrize(
    ("text", "attribute", "title"),
    [
        (TITLE, "", TITLE),
        (TITLE, "点击查看详情", TITLE),
        ('<img src="/1.png">', TITLE, TITLE),
        ("  关于印发\n <em>先进制造业</em>\t集群培育方案的通知 ", "", "关于印发 先进制造业 集群培育方案的通知"),
        ("规划&amp;方案的通知", "", "规划&方案的通知"),
        (TITLE, f"{TITLE}(另開新視窗)", TITLE),
        (TITLE, f"{TITLE} [开启新链接]", TITLE),
        (f"{TITLE}(试行)", f"{TITLE}(试行)", f"{TITLE}(试行)"),
        (f"<i>產業發展署</i> <b>{TITLE}</b>", TITLE, TITLE),
        (f"<div>{TITLE}</div><div>點閱次數：97 次</div>", "", TITLE),
        (f"<h3>{TITLE}</h3><p>浏览量: 1,204</p>", "", TITLE),
    ],
)
def test_the_title_is_what_the_link_says(text, attribute, title):
    page = repeated(lambda number: f'<a href="/{number}.html" title="{attribute}">{text}</a>')
    assert titles_of(page) == [title] * 6


def test_dots_may_lead_from_a_title_to_its_date():
    page = repeated(lambda number: f'<a href="/{number}.html">{TITLE}</a>………………2024-05-1{number}')
    assert dates_of(page) == [date(2024, 5, number + 10) for number in range(6)]


def test_a_title_of_dots_is_read_in_no_time():
    page = repeated(lambda number: f'<a href="/{number}.html">{"." * 8000}x</a>', count=1)
    began = perf_counter()
    links_of(page, select={"link": "a"})
    assert perf_counter() - began < 0.1


def test_each_address_is_listed_once_as_it_was_first():
    rows = [("/1.html", "第一次出现的标题", "06-01"), ("/1.html#top", "第二次出现的标题", "06-02")]
    [link] = links_of(a_listing(*rows), select={"link": "li a"})
    assert (link.url, link.title) == (f"{SITE}/1.html", "第一次出现的标题")


def test_an_address_too_long_is_left_out():
    rows = [(f"/{'x' * URL_LIMIT}", TITLE, ""), ("/1.html", TITLE, "")]
    assert urls_of(a_listing(*rows), select={"link": "li a"}) == [f"{SITE}/1.html"]


def test_a_listing_of_too_many_links_is_cut():
    page = a_listing(*((f"/{number}.html", f"{TITLE}{number}", "") for number in range(LINK_LIMIT + 5)))
    assert urls_of(page) == [f"{SITE}/{number}.html" for number in range(LINK_LIMIT)]


SELECTED = document(
    f'<ul class="nav">{NAV}</ul>'
    '<div class="x"><h4><a href="/1.html">第一条</a></h4>'
    '<p class="d">发布于 2024-06-01</p><b data-t="全称一">简</b></div>'
    '<div class="x"><h4><a href="/2.html">第二条</a></h4>'
    '<p class="d">发布于 2024-06-02</p><b data-t="全称二">简</b></div>'
)


@pytest.mark.parametrize(
    "select",
    [
        {"link": "h4 a"},
        {"link": "//h4/a"},
        {"link": "(//h4)/a"},
        {"link": "h4"},
        {"item": "div.x", "link": "h4 a"},
        {"item": "div.x"},
        {"item": "//div[@class='x']", "link": "./h4/a"},
        {"item": "//div[@class='x']", "link": "//h4/a"},
        {"item": "div.x", "date": "p.d"},
        {"item": "div.x", "date": "p.d::text"},
        {"item": "div.x", "date": ".//p[@class='d']/text()"},
        {"item": "div.x", "date": "//p/text()"},
        {"link": "h4 a", "date": "p.d"},
        {"link": "h4 a", "title": "a::text"},
    ],
)
def test_selectors_are_css_or_xpath_and_look_inside_the_row(select):
    links = links_of(SELECTED, select=select)
    assert [(link.url, link.title, link.published_on) for link in links] == [
        (f"{SITE}/1.html", "第一条", date(2024, 6, 1)),
        (f"{SITE}/2.html", "第二条", date(2024, 6, 2)),
    ]


@pytest.mark.parametrize("title", ["b::attr(data-t)", ".//b/@data-t", "//b/@data-t"])
def test_a_title_may_be_taken_from_an_attribute(title):
    assert titles_of(SELECTED, select={"item": "div.x", "title": title}) == ["全称一", "全称二"]


@pytest.mark.parametrize("title", ["//i/@data-t | //b/@data-t", "(//b/@data-t)[1]"])
def test_every_form_of_xpath_looks_inside_the_row(title):
    page = SELECTED.replace('<b data-t="全称二">', '<i data-t="全称二">') if "|" in title else SELECTED
    assert titles_of(page, select={"item": "div.x", "title": title}) == ["全称一", "全称二"]


def test_a_selector_that_finds_no_title_leaves_the_words_of_the_link():
    assert titles_of(SELECTED, select={"item": "div.x", "title": ".none"}) == ["第一条", "第二条"]


def test_a_date_selector_that_finds_nothing_leaves_the_address():
    page = SELECTED.replace("/1.html", "/t20240531_1.html")
    assert dates_of(page, select={"item": "div.x", "date": ".none"}) == [date(2024, 5, 31), None]


@pytest.mark.parametrize(
    "select",
    [
        {"link": ".none"},
        {"item": ".none"},
        {"item": "div.x", "link": ".none"},
        {"link": "//a/@href"},
        {"link": "a::text"},
    ],
)
def test_selectors_that_find_no_element_give_no_links(select):
    assert links_of(SELECTED, select=select) == []


@pytest.mark.parametrize("page", [document("<p>暂无内容</p>"), document('<a href="/1">更多</a>'), document("")])
def test_a_page_without_rows_has_no_links(page):
    assert links_of(page, type="html") == []


@pytest.mark.parametrize("page", ["", "   ", "<!-- nothing -->"])
def test_what_is_no_html_is_an_error(page):
    with pytest.raises(ListingError):
        links_of(page, type="html")


@given(st.one_of(st.text(), st.text().map(lambda text: f'<ul><li><a href="{text}">{TITLE}</a>{text}</li></ul>')))
@unhurried
def test_no_page_makes_reading_raise_anything_but_a_listing_error(text):
    for fields in ({}, {"select": {"link": "a"}}, {"select": {"item": "li", "date": "a::attr(href)"}}):
        with suppress(ListingError):
            links_of(text.encode("utf-8", "replace"), type="html", today=TODAY, **fields)
