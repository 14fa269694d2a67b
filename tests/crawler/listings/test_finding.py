"""What finding rows without selectors makes of single traits of pages; whole pages are in test_portals."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.errors import ListingError
from tests.crawler.builders import SITE, TITLE, TODAY, dates_of, document, links_of, titles_of, unhurried, urls_of

SUBJECTS = "集群培育 数字转型 科技创新 旧区改造 招生入学 技术改造 绿色工厂 人居环境".split()
NAMED = [f"关于{subject}工作的通知" for subject in SUBJECTS]
CASES = ["State v. Miller", "In re Lopez", "Park v. City of Salem", "Reed v. Ortiz", "People v. Chan", "Gray v. Stone"]


def page_of(rows, around="<ul>{}</ul>"):
    return document(around.format("".join(rows)))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (["6/12/2024", "6/1/2024", "5/30/2024", "5/2/2024"], [(6, 12), (6, 1), (5, 30), (5, 2)]),
        (["12/6/2024", "1/6/2024", "30/5/2024", "2/5/2024"], [(6, 12), (6, 1), (5, 30), (5, 2)]),
        (["12.06.2024", "01.06.2024", "10.05.2024", "02.05.2024"], [(6, 12), (6, 1), (5, 10), (5, 2)]),
        (["Jun. 12, 2024", "June 1st, 2024", "May 30, 2024", "May 2, 2024"], [(6, 12), (6, 1), (5, 30), (5, 2)]),
        (["June 12", "June 1", "May 30", "May 2"], [(6, 12), (6, 1), (5, 30), (5, 2)]),
    ],
)
def test_dates_are_read_in_the_order_that_the_page_has(written, days):
    rows = (f'<li><a href="/{n}.html">{CASES[n]}</a> <i>{day}</i></li>' for n, day in enumerate(written))
    assert dates_of(page_of(rows)) == [date(2024, month, day) for month, day in days]


@pytest.mark.parametrize(
    "form",
    [
        "<b>{0:%d}</b><i>{0:%Y-%m}</i>",
        "<i>{0:%Y}年{0:%m}月</i><b>{0:%d}日</b>",
        "<i>{0:%Y}</i><b>{0:%m-%d}</b>",
        "<b>{0:%m/%d}</b><i>{0:%Y}</i>",
    ],
)
def test_the_parts_of_a_date_may_stand_apart(form):
    days = [date(2024, 5, 20 - n) for n in range(8)]
    rows = (f'<li>{form.format(days[n])}<a href="/{n}.html">{title}</a></li>' for n, title in enumerate(NAMED))
    assert dates_of(page_of(rows)) == days


@pytest.mark.parametrize("heading", ["<h3>2022年6月</h3>", "<h3>June 2022</h3>", "<p>2022</p>", "<h2>2022年</h2>"])
def test_a_date_without_a_year_is_of_the_year_above_it(heading):
    rows = "".join(f'<li><a href="/{n}.html">{title}</a>06-0{n + 1}</li>' for n, title in enumerate(NAMED))
    assert dates_of(document(f"{heading}<ul>{rows}</ul>")) == [date(2022, 6, n + 1) for n in range(8)]


def test_a_date_without_a_year_is_of_the_year_in_its_address():
    rows = (f'<li><a href="/news/2022/{n}.html">{title}</a>06-0{n + 1}</li>' for n, title in enumerate(NAMED))
    assert dates_of(page_of(rows)) == [date(2022, 6, n + 1) for n in range(8)]


def test_of_two_columns_of_dates_the_one_in_order_is_that_of_publication():
    issued = ["2024-01-09", "2023-11-30", "2024-02-20", "2023-05-01", "2024-03-03", "2022-01-01"]
    rows = (
        f'<tr><td><a href="/{n}.html">{NAMED[n]}</a></td><td>{issued[n]}</td><td>2024-05-{20 - n}</td></tr>'
        for n in range(6)
    )
    assert dates_of(page_of(rows, "<table>{}</table>")) == [date(2024, 5, 20 - n) for n in range(6)]


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("2024-05-0{}T12:00:00Z", "05/0{}/24"),
        ("May 0{}, 2024", "2024-05-0{}"),
        ("3 days ago", "2024-05-0{}"),
        ("Invalid Date", "2024-05-0{}"),
        ("PT5M", "2024-05-0{}"),
    ],
)
def test_a_moment_is_read_where_the_page_shows_less(stated, shown):
    rows = (
        f'<li><a href="/{n}">{NAMED[n]}</a><time datetime="{stated.format(n + 1)}">{shown.format(n + 1)}</time></li>'
        for n in range(6)
    )
    assert dates_of(page_of(rows)) == [date(2024, 5, n + 1) for n in range(6)]


@pytest.mark.parametrize(
    "label", ["PDF", "Download", '<i class="icon"></i>', '<img src="/pdf.png">', "{0:04}-cv", "24-{0:03}.pdf"]
)
def test_a_link_that_says_nothing_takes_the_title_beside_it(label):
    rows = (
        f"<tr><td>June {n + 1}, 2024</td><td>{n:03}-24</td><td>{CASES[n]}</td><td>Affirmed</td>"
        f'<td><a href="/{n}.pdf">{label.format(n)}</a></td></tr>'
        for n in range(6)
    )
    assert titles_of(page_of(rows, "<table>{}</table>")) == CASES


def test_the_forms_of_one_document_are_one_link():
    rows = (
        f'<tr><td>6/{n + 1}/2024</td><td>{CASES[n]}</td><td><a href="/{n}.pdf">PDF</a> <a href="/{n}.docx">DOC</a> '
        f'<a href="/case?id={n}">Details</a></td></tr>'
        for n in range(6)
    )
    assert urls_of(page_of(rows, "<table>{}</table>")) == [f"{SITE}/{n}.pdf" for n in range(6)]


def test_attachments_in_a_row_are_no_notices():
    files = '<p><a href="/f{0}.pdf">附件{1}：{0}申报表格</a></p><p><a href="/g{0}.doc">附件：{1}推荐汇总表{0}</a></p>'
    more = [files.format(n, title[2:4]) if n % 3 == 0 else "" for n, title in enumerate(NAMED)]
    rows = (
        f'<li><a href="/{n}.html">{title}</a><span>2024-05-0{n + 1}</span>{more[n]}</li>'
        for n, title in enumerate(NAMED)
    )
    assert urls_of(page_of(rows)) == [f"{SITE}/{n}.html" for n in range(8)]


def test_rows_that_are_never_closed_are_rows():
    rows = (f'<tr><td><font><a href="/{n}.html">{title}</a><td><font>2024-05-0{n + 1}' for n, title in enumerate(NAMED))
    links = links_of(page_of(rows, "<table>{}</table>"))
    assert [(link.title, link.published_on) for link in links] == [
        (title, date(2024, 5, n + 1)) for n, title in enumerate(NAMED)
    ]


@pytest.mark.parametrize("bullet", ["·", "• ", "▪", "■ ", "› "])
def test_a_bullet_is_no_part_of_a_title(bullet):
    rows = (f'<li><a href="/{n}.html">{bullet}{title}</a>05-01</li>' for n, title in enumerate(NAMED))
    assert titles_of(page_of(rows)) == NAMED


@pytest.mark.parametrize(
    "where",
    [
        '<li title="{0}"><a href="/{1}">{2}</a>05-01</li>',
        '<li><a href="/{1}"><span title="{0}">{2}</span></a>05-01</li>',
        '<li><a href="/{1}" aria-label="{0}">{2}</a>05-01</li>',
    ],
)
def test_the_whole_title_may_stand_near_the_link(where):
    rows = (where.format(title, n, title[:6] + "...") for n, title in enumerate(NAMED))
    assert titles_of(page_of(rows)) == NAMED


def test_titles_that_differ_in_their_number_alone_are_titles():
    rows = (f'<li><a href="/{n}.html">市人民政府公报2024年第{n}期</a></li>' for n in range(1, 9))
    assert titles_of(page_of(rows)) == [f"市人民政府公报2024年第{n}期" for n in range(1, 9)]


def test_one_list_of_two_is_the_dated_one():
    dated = "".join(f'<li><a href="/{n}.html">{title}</a>05-01</li>' for n, title in enumerate(NAMED))
    bare = "".join(f'<li><a href="/x/{n}/">{title[2:]}的专题专栏</a></li>' for n, title in enumerate(NAMED * 2))
    for page in (f"<ul>{bare}</ul><ul>{dated}</ul>", f"<ul>{dated}</ul><ul>{bare}</ul>"):
        assert urls_of(document(page)) == [f"{SITE}/{n}.html" for n in range(8)]


@pytest.mark.parametrize("count", [1, 2])
def test_a_list_of_one_or_two_is_a_list(count):
    nav = "".join(f'<li><a href="/{n}/">{subject}</a></li>' for n, subject in enumerate(SUBJECTS))
    rows = "".join(f'<li><a href="/{n}.html">{NAMED[n]}</a><span>2024-05-01</span></li>' for n in range(count))
    page = document(
        f'<ul>{nav}</ul><div><a href="/up/">政务公开</a><ul>{rows}</ul></div><p><a href="/about/">关于</a></p>'
    )
    links = links_of(page)
    assert [(link.title, link.published_on) for link in links] == [(NAMED[n], date(2024, 5, 1)) for n in range(count)]


def test_selectors_for_title_and_date_hold_in_rows_that_are_found():
    rows = (
        f'<li><a href="/{n}.html">{title}</a><b>{n}号</b><i>2024-05-01</i><u>2024-04-0{n + 1}</u></li>'
        for n, title in enumerate(NAMED)
    )
    links = links_of(page_of(rows), select={"title": "b", "date": "u"})
    assert [(link.title, link.published_on) for link in links] == [(f"{n}号", date(2024, 4, n + 1)) for n in range(8)]


tags = st.sampled_from("ul li div p a span table tr td b br dl dt dd nav h3".split())
attributes = st.sampled_from(
    ['href="/1.html"', 'href="2"', 'class="list"', 'href="javascript:f(1)"', "onclick=\"location.href='/3'\"", ""]
)
texts = st.sampled_from([TITLE, "2024-06-13", "06-01", "PDF", "...", "", "13", "2024-06", "今天", "June 2024"])
pieces = st.one_of(
    st.builds("<{} {}>".format, tags, attributes), st.builds("</{}>".format, tags), texts, st.text(max_size=5)
)


@given(st.lists(pieces, max_size=60).map("".join))
@unhurried
def test_any_page_gives_links_or_a_listing_error(body):
    with suppress(ListingError):
        for link in links_of(body.encode("utf-8", "replace"), type="html", today=TODAY):
            assert link.url.startswith(("http://", "https://"))


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=30), st.dates(date(2000, 1, 1), TODAY)), min_size=4, max_size=30)
)
@unhurried
def test_rows_of_any_titles_are_found_whole(rows):
    items = (f'<li><a href="/{n}.html">标题{n}</a><span>{day}</span></li>' for n, (_, day) in enumerate(rows))
    assert dates_of(page_of(items)) == [day for _, day in rows]


def test_the_only_link_of_a_page_is_its_list():
    [link] = links_of(page_of([f'<li><a href="/art/1.html">{TITLE}</a><span>2024-06-10</span></li>']))
    assert (link.url, link.title, link.published_on) == (f"{SITE}/art/1.html", TITLE, date(2024, 6, 10))
