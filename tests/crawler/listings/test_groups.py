"""Listings whose rows are in several groups, archives with a single post, and rows whose title leads nowhere."""

import pytest

from crawler.listings import read_listing
from tests.crawler.builders import SITE, TODAY, a_page, a_source, document

TITLE = "关于开展第{}批高新技术企业认定申报工作的通知"
PROSE = "申请人应当在规定期限内向主管部门提交书面材料，逾期不予受理，主管部门审核后公布结果。"


def found(body, url=f"{SITE}/tzgg/"):
    return read_listing(a_page(document(body), url=url), a_source(url=url, type="html"), TODAY).links


def grouped(form, sizes, row):
    groups = [
        "".join(
            row.format(url=f"/{'abcdefgh'[n]}/{place}{n}.html", title=TITLE.format(place * 10 + n)) for n in range(size)
        )
        for place, size in enumerate(sizes)
    ]
    return "".join(form.format(place + 1, rows) for place, rows in enumerate(groups))


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("<h3>{}月</h3><div class='month'>{}</div>", "<dl><dd><a href='{url}'>{title}</a></dd></dl>"),
        ("<dt>5月{}日付</dt><dd><ul class='day'>{}</ul></dd>", "<li><a href='{url}'>{title}</a></li>"),
        ("<h4>2024年{}月</h4><ul class='list'>{}</ul>", "<li><a href='{url}'>{title}</a></li>"),
    ],
    ids=["months", "days", "years"],
)
@pytest.mark.parametrize("sizes", [(4, 5, 1, 3), (5, 1, 4, 1, 6), (1, 1, 3, 2, 4)])
def test_rows_under_several_headings_are_one_list(form, row, sizes):
    links = found(f"<div><dl class='all'>{grouped(form, sizes, row)}</dl></div>")
    assert len(links) == sum(sizes)


@pytest.mark.parametrize(("months", "number"), [((5, 4), 8), ((4, 5), 4)], ids=["one list", "two lists"])
def test_recent_and_older_notices_side_by_side_are_one_list(months, number):
    row = "<article><span>2024-0{month}-0{n}</span><a href='/p/{place}{n}.html'>" + TITLE + "</a></article>"
    parts = ["".join(row.format(n, month=month, place=month, n=n) for n in range(1, 5)) for month in months]
    body = f"<div><section class='recent'>{parts[0]}</section><section class='older'>{parts[1]}</section></div>"
    assert len(found(body)) == number


SIDEBAR = (
    "<div class='sidebar'><ul>"
    + "".join(f"<li><a href='/p/{n}.html'>{TITLE.format(n)}</a><span>2024-05-0{n}</span></li>" for n in range(1, 6))
    + "</ul></div>"
)


@pytest.mark.parametrize(
    "post",
    [
        "<div><h2><a href='/p/77.html'>科技创新大会在我市召开</a></h2><p>摘要</p></div>",
        "<article><a href='/p/77.html'><img src='/a.jpg'></a>"
        "<h4><a href='/p/77.html'>科技创新大会在我市召开</a></h4></article>",
    ],
)
def test_the_archive_of_a_month_may_have_a_single_post(post):
    links = found(post + SIDEBAR, f"{SITE}/2023/04/")
    assert [link.title for link in links] == ["科技创新大会在我市召开"]
    assert not found(post + SIDEBAR, f"{SITE}/archive.html")


VOID = "<li><a href='{void}'>{title}</a> <a href='/tag/{n}'>科技{n}</a> <span>2024-05-0{n}</span></li>"
WHOLE = "<li><a href='/p/{n}.html'>{title}</a> <a href='/tag/{n}'>科技{n}</a> <span>2024-05-0{n}</span></li>"


@pytest.mark.parametrize("void", ["javascript:;", "javascript:void(0)", "javascript:void(0);", "JavaScript: void 0"])
def test_a_keyword_beside_a_title_that_leads_nowhere_is_no_notice(void):
    rows = [(VOID if n % 3 == 0 else WHOLE).format(n=n, void=void, title=TITLE.format(n)) for n in range(1, 9)]
    assert [link.url for link in found(f"<ul>{''.join(rows)}</ul>")] == [
        f"{SITE}/p/{n}.html" for n in (1, 2, 4, 5, 7, 8)
    ]
    rows = [VOID.format(n=n, void=void, title=TITLE.format(n)) for n in range(1, 9)]
    assert not found(f"<ul>{''.join(rows)}</ul>")


UNDATED = "".join(f"<li><a href='/p/{n}.html'>{TITLE.format(n)}</a></li>" for n in range(1, 5))


@pytest.mark.parametrize(
    "beside",
    [
        "<dl><dt><a>名词</a></dt><dd>" + PROSE + "</dd></dl>",
        "<div class='sidebar'><p>" + PROSE + "</p></div>",
    ],
)
def test_prose_in_other_lists_and_sidebars_is_no_article(beside):
    assert len(found(f"<ul>{UNDATED}</ul>" + beside * 12)) == 4
    assert not found(f"<div><p>{PROSE}</p></div>" * 12 + f"<ul>{UNDATED}</ul>")


def test_prose_outside_the_main_part_is_no_article():
    rows = "".join(f"<li><a href='/p/{n}.html'>{TITLE.format(n)}</a> 2024-05-0{n}</li>" for n in range(1, 5))
    prose = "".join(
        f"<p>{n} The office examines all applications and informs the applicants in writing.</p>" for n in range(60)
    )
    head = "<meta property='og:type' content='article'>"
    assert len(found(f"{head}<main><ul>{rows}</ul></main><div>{prose}</div>")) == 4
    assert not found(f"{head}<main><ul>{rows}</ul>{prose}</main>")


def test_links_in_the_sidebar_of_a_short_document_are_no_list():
    assert not found(
        f"<h1>产品</h1><p>简介</p><div class='sidebar2'><ul>{UNDATED}</ul></div>", f"{SITE}/product/44.html"
    )


def test_questions_are_no_notices():
    asked = "".join(
        f"<li><a href='/faq/{n}.html'>How do I change the address of office {n}?</a></li>" for n in "abcdefgh"
    )
    assert not found(f"<ul>{asked}</ul>")


def test_links_in_paragraphs_of_their_own_and_in_shared_ones_are_one_list():
    files = [f"/files/minutes-{number}.pdf" for number in range(20)]
    links = [f'<a href="{url}">{number + 1}-2024 Board Minutes</a>' for number, url in enumerate(files)]
    years = [
        "".join(f"<p>{link}</p>" for link in links[:6]),
        "".join(f"<p>{link}</p>" for link in links[6:12]),
        f"<p>{'<br>'.join(links[12:16])}</p>",
        f"<p>{'<br>'.join(links[16:])}</p>",
    ]
    body = "".join(f'<h3>{2024 - number}</h3><div class="body">{year}</div>' for number, year in enumerate(years))
    assert [link.url for link in found(body)] == [SITE + url for url in files]


NEWS = [
    "Council approves the budget for road repairs and bridges",
    "Applications for grants to small firms open next week",
    "Bridge on the northern ring road reopens after two years",
    "Minister visits the new training centre for nurses",
    "Water supply in the old town restored after the storm",
    "New rules for the separation of waste come into force",
]
VIEWS = ["Two people in a boat on the river", "A crane above the roof", "Nurses with a mayor", "A pump", "Bins", "Snow"]
PAPERS = ["Morning Post", "Weekly Herald", "City Gazette", "Harbour News", "Valley Times", "Northern Star"]
PLACES = ["Office of Roads", "Trust for the Arts", "Port of Aldham", "Health Board", "Water Works", "Waste Agency"]
PICTURE = "<a href='/n/{n}.html'><img src='/{n}.jpg' alt='{view}'></a>"
DAY = "<span>2024-06-0{n}</span>"


def cards(form):
    return "".join(
        f"<article>{form.format(n=n, title=title, view=view, paper=paper, place=place)}</article>"
        for n, (title, view, paper, place) in enumerate(zip(NEWS, VIEWS, PAPERS, PLACES, strict=True), 1)
    )


@pytest.mark.parametrize(
    "form",
    [
        PICTURE + "<a href='/n/{n}.html'>{title}</a>",
        PICTURE + "<h3><a href='/topic/{n}'>{place}</a></h3><h2><a href='/n/{n}.html'>{title}</a></h2>",
        "<h2><a href='/n/{n}.html'>{title}</a> <a href='http://paper{n}.example.com/'>({paper})</a></h2>",
        "<header><h2><span><a href='/n/{n}.html'>{title}</a> <span><a href='http://paper{n}.example.com/'>({paper})"
        "</a></span></span> <span><a href='/n/{n}.html#talk'>1{n}</a></span></h2><p>Posted by the editors</p></header>"
        "<div><p>Read <i><a href='/{n}/a'>the full report of {place}</a></i> and tell us what you think.</p></div>",
    ],
    ids=["picture", "picture and section", "source", "source and comments"],
)
@pytest.mark.parametrize("topics", ["", "<a href='/topic/{n}'>About: {place}</a>"], ids=["alone", "with a topic"])
def test_the_title_of_a_row_is_neither_its_picture_nor_its_source(form, topics):
    links = found(f"<main>{cards(form + DAY + topics)}</main>")
    assert [(link.title, link.url) for link in links] == [
        (title, f"{SITE}/n/{n}.html") for n, title in enumerate(NEWS, 1)
    ]


@pytest.mark.parametrize(
    ("box", "part"),
    [("<div class='more'>{}</div>", "<p>{}</p>"), ("<ul>{}</ul>", "<li>{}</li>"), ("<i>{}</i>", "{}")],
    ids=["boxes", "lists", "menu"],
)
def test_the_links_inside_rows_with_headings_are_no_rows(box, part):
    parts = "".join(
        part.format(f"<a href='/o/{{n}}{number}'>{place} and {{paper}}</a>") for number, place in enumerate(PLACES)
    )
    form = "<div><h2><a href='/n/{n}.html'>{title}: the decision and its reasons</a></h2>" + DAY + "</div>"
    links = found(f"<main>{cards(form + box.format(parts))}</main>")
    assert [link.url for link in links] == [f"{SITE}/n/{n}.html" for n in range(1, 7)]


def test_rows_below_the_names_of_sections_are_rows():
    form = "<h2><a href='/s/{n}'>{place}</a></h2><ul>" + "".join(
        f"<li><a href='/n/{{n}}{row}.html'>{title}, {{place}}</a>{DAY}</li>" for row, title in enumerate(NEWS)
    )
    assert len(found(f"<main>{cards(form + '</ul>')}</main>")) == 36


@pytest.mark.parametrize("across", [2, 3])
def test_rows_may_be_in_the_lines_of_a_grid(across):
    form = PICTURE + "<h4><a href='/n/{n}.html'>{title}</a></h4><p>By <a href='/by/{n}'>{paper}</a></p>" + DAY
    posts = [f"<div class='post'>{card}</div>" for card in cards(form).split("</article>")[:-1]]
    lines = [posts[:1], *(posts[at : at + across] for at in range(1, 6, across))]
    grid = "".join(f"<div class='line'>{''.join(line)}</div>" for line in lines)
    assert [link.title for link in found(f"<main>{grid}</main>")] == NEWS


@pytest.mark.parametrize("more", ["...(繼續閱讀)", "Read more", "查看详情"])
def test_a_heading_without_a_link_is_the_title_of_a_row_with_a_summary(more):
    form = "<img src='/{n}.jpg'><h4>{paper}</h4><p>{title}, as the {place} said. <a href='/n/{n}.html'>" + more
    assert [link.title for link in found(f"<main>{cards(form + '</a></p>' + DAY)}</main>")] == PAPERS


def items(days, first, tag="div class='entry'"):
    row = "<{tag}><h3 class='name'><a href='/p/{n}.html'>{title}</a></h3><span>2024-05-{day:02}</span></{end}>"
    return "".join(
        row.format(tag=tag, end=tag.partition(" ")[0], n=first + day, day=day, title=TITLE.format(first + day))
        for day in days
    )


@pytest.mark.parametrize(
    ("above", "number"),
    [
        pytest.param(f"<div><div class='top'>{items((9, 8, 7), 10)}</div></div>", 7, id="box of highlights"),
        pytest.param(items((9,), 10, "div class='entry first'"), 5, id="first notice"),
        pytest.param(f"<div><div class='top'>{items((1, 9, 8), 10)}</div></div>", 4, id="unsorted box"),
        pytest.param(f"<div><div class='top'>{items((9, 8, 7), 10, 'p')}</div></div>", 4, id="other items"),
        pytest.param(f"<aside class='sidebar'>{items((9, 8, 7), 10)}</aside>", 4, id="sidebar"),
    ],
)
def test_boxes_whose_items_have_the_same_form_are_one_list(above, number):
    body = f"<div id='page'>{above}<div class='rest'>{items((4, 3, 2, 1), 30)}</div></div>"
    assert len(found(body)) == number


def test_boxes_without_dates_are_one_list_if_their_classes_are_the_same():
    box = "<div><div class='grid'>{}</div></div>"
    item = "<div class='card'><a class='title' href='/p/{n}.html'>{title}</a></div>"
    cards = ["".join(item.format(n=n + at, title=TITLE.format(n + at)) for n in range(3)) for at in (10, 20, 30)]
    most_read = f"<div class='ranking'>{''.join(cards[2])}</div>"
    body = f"<div>{box.format(cards[0])}<div class='grid x1'>{cards[1]}</div>{most_read}</div>"
    assert [link.url.rpartition("/")[2] for link in found(body)] == [f"{n}.html" for n in (10, 11, 12, 20, 21, 22)]


@pytest.mark.parametrize("day", ["2024-05-0{}", "5月{}日", "{} days ago"])
@pytest.mark.parametrize(
    "link", ["<a href='/item?id={}'>{}</a>", "<a href='/user/x'>x</a> <a href='/item?id={}'>{}</a>"]
)
def test_titles_and_dates_may_be_in_alternate_rows(day, link):
    row = "<tr class='title'><td>{n}.</td><td><a href='/p/{n}77.html'>{title}</a></td></tr><tr><td>{line}</td></tr>"
    titles = [TITLE.format(n) for n in range(1, 7)]
    lines = [link.format(n, day.format(n)) for n in range(1, 7)]
    rows = "".join(row.format(n=n, title=titles[n - 1], line=line) for n, line in enumerate(lines, 1))
    assert [link.title for link in found(f"<table>{rows}</table>")] == titles
    mentioned = rows.replace(f"{titles[3]}</a>", f"{titles[3]}</a><i>2024-05-30</i>")
    assert [link.title for link in found(f"<table>{mentioned}</table>")] == titles


@pytest.mark.parametrize(
    "text", ["<<< Previous 10 notices of this office", "« 较早的通知公告 »", "查看更多历史通知公告 >>"]
)
def test_a_link_with_an_arrow_among_dated_rows_is_no_notice(text):
    row = "<div><h2><a href='/p/{}.html'>{}</a></h2><i>{}</i></div>"
    dated = "".join(row.format(n, TITLE.format(n), f"2024-05-0{n}") for n in range(1, 7))
    assert len(found(f"<div>{dated}{row.format('start/700', text, '')}</div>")) == 6


def test_a_link_without_an_end_does_not_contain_the_links_after_it():
    row = "<div class='post'><h2><a href='/p/{n}.html'>{title}</a></h2><p>2024-05-0{n} 10:30 · 发布</p></div>"
    rows = "".join(row.format(n=n, title=TITLE.format(n)) for n in range(1, 5))
    links = found(f"<a href='/'><div id='content'>{rows}</div>")
    assert [link.published_on.day for link in links] == [1, 2, 3, 4]
