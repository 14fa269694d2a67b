"""Pages whose repeated rows are no notices, by the form of the page."""

import pytest

from crawler.listings import read_listing
from tests.crawler.builders import SITE, TODAY, a_page, a_source, document, links_of

NAMES = ["Ann", "Bert", "Carla", "Dmitri", "Emil", "Fatma", "Gregor", "Hua"]
GOODS = ["Garden chair with cushion", "Oak table for six people", "Lamp of brushed steel", "Desk with two drawers"]
NEWS = [
    "Council approves the budget for road repairs",
    "Applications for grants to small firms open",
    "Bridge on the northern ring road reopens",
    "Minister visits the new training centre",
    "Water supply in the old town restored",
    "New rules for waste come into force",
]
SENTENCE = "The office will examine all applications and inform the applicants of its decision in writing. "


def found(body, url=f"{SITE}/news/", head=""):
    page = document(body).replace("<head>", f"<head>{head}", 1)
    return read_listing(a_page(page, url=url), a_source(url=url, type="html"), TODAY).links


def rows(form, titles=NEWS):
    return "<ul>" + "".join(f"<li>{form.format(n=n, title=title)}</li>" for n, title in enumerate(titles)) + "</ul>"


LINKS = rows('<a href="/2024/{n}11.html">{title}</a>')
DATED = rows('<a href="/news/{n}11.html">{title}</a> <span>2024-06-0{n}</span>').replace("-00", "-09")


def test_rows_of_news_are_notices():
    assert len(found(LINKS)) == len(found(DATED)) == len(NEWS)
    assert len(found(DATED + f"<p>{SENTENCE}</p>")) == len(NEWS)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            rows('<a href="/p/{n}77.html">{title}</a><span class="price">12,99</span><i class="cart">+</i>', GOODS),
            id="names of elements",
        ),
        pytest.param(rows('<a href="/p/{n}77.html">{title}</a> <b>$ 12.99</b>', GOODS), id="prices"),
        pytest.param(rows('<a href="/p/{n}77.html">{title}</a> <b>129 €</b>', GOODS), id="prices in euros"),
        pytest.param(
            rows('<i class="review-rating star-4"></i><a href="/r/{n}77.html">{title}</a> <b>2024-06-01</b>'),
            id="reviews",
        ),
        pytest.param(rows('<a href="/user/{n}77.html">{title}</a> <b>2024-06-01</b>', NAMES), id="members"),
        pytest.param(
            rows('<a href="/o/{n}77.html">{title}</a>', sorted(f"Office for {name} affairs" for name in NAMES)),
            id="directory",
        ),
        pytest.param(
            rows(
                '<a href="/g/{n}77.html"><img src="/{n}.jpg"><i>{title}</i></a><b>2024-06-01</b>',
                ["秋景", "校园", "湖"],
            ),
            id="gallery",
        ),
        pytest.param(rows('<a href="/news/#comment-{n}">{title}</a> <b>2024-06-01</b>'), id="comments"),
        pytest.param(rows('<a href="/{title}?sid=0a1b2c3d">Forum and rules, {title}</a>', NAMES[:4]), id="session"),
    ],
)
def test_rows_of_other_kinds_are_none(body):
    assert found(body) == ()


@pytest.mark.parametrize(
    ("links", "url", "head", "sentences"),
    [
        pytest.param(LINKS, "/2024/911.html", "", 3, id="a sibling of its rows"),
        pytest.param(DATED, "/news/911.html", "", 3, id="a sibling of dated rows"),
        pytest.param(LINKS, "/x/", '<meta property="og:type" content="article">', 6, id="Open Graph"),
        pytest.param(DATED, "/x/", '<meta name="ArticleTitle" content="Budget">', 6, id="Chinese metadata"),
        pytest.param(LINKS, "/art/2024-06-01/77.html", "", 10, id="a document's URL"),
        pytest.param(LINKS, "/x/", "", 25, id="prose alone"),
    ],
)
def test_links_beside_an_article_are_no_list(links, url, head, sentences):
    prose = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(sentences))
    assert found(prose + links, f"{SITE}{url}", head) == ()


APACHE = '<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a>'


@pytest.mark.parametrize(
    ("title", "above"),
    [
        ("Index of /files", APACHE),
        ("Index of /files", '<a href="/">Parent Directory</a>'),
        ("Index of /files/", '<a href="../">../</a>'),
        ("www.example.gov - /files/", '<a href="/">[To Parent Directory]</a>'),
    ],
)
def test_the_index_of_a_directory_is_no_list_of_notices(title, above):
    files = rows(
        '<a href="{n}-notice-of-public-hearing.pdf">{title}</a> <span>2024-06-0{n}</span>'.replace("0{n}", "1{n}")
    )
    assert not found(above + files, head=f"<title>{title}</title>")
    assert found(above + files, head="<title>Notices</title>")


def test_a_page_of_a_series_is_no_article():
    head = '<meta property="og:type" content="article">'
    prose = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(4))
    assert len(found(DATED + prose, f"{SITE}/news/page/3", head)) == len(NEWS)


def test_headings_are_the_titles_of_a_series():
    summaries = [f"This week we write about {subject.lower()}." for subject in NEWS]
    body = "".join(
        f'<article><h2><a href="/log-{n}/">Log {n}</a></h2><p>{text}</p><a href="/ann/">Ann</a> 2024-06-01</article>'
        for n, text in enumerate(summaries, 11)
    )
    assert [(link.url, link.title) for link in links_of(document(body))] == [
        (f"{SITE}/log-{n}/", f"Log {n}") for n in range(11, 11 + len(NEWS))
    ]


def test_a_year_below_the_day_is_the_year_of_the_date():
    body = rows('<a href="/{n}11.html"><p>06/0{n}</p><span>2023</span><h3>{title}</h3></a>', NEWS[1:])
    body = body.replace("06/00", "06/09")
    assert {link.published_on.year for link in links_of(document(body))} == {2023}


def test_a_date_with_a_mark_in_another_link_is_a_date():
    body = rows('<a href="/2024/">2024.06.01 UP</a> <a href="/{n}11.html"><h4>{title}</h4></a>')
    assert {str(link.published_on) for link in links_of(document(body))} == {"2024-06-01"}


def test_a_footer_with_a_date_is_no_row():
    cards = "".join(
        f'<div class="card"><a href="/{n}11.html">{title}</a><time>2024-06-01</time></div>'
        for n, title in enumerate(NEWS)
    )
    footer = '<div class="footer"><a href="http://www.other.org/">Office</a> <a href="/map/">Map</a> 2024-06-12</div>'
    assert [link.title for link in links_of(document(cards, footer))] == NEWS


@pytest.mark.parametrize(
    "rows_of", ["/html/917/2024-06-0{n}/content-43{n}.html", "/html/9/2024-06-0{n}/content-5.html"]
)
def test_a_page_published_on_a_day_like_its_rows_is_one_of_them(rows_of):
    beside = rows(f'<span>2024-06-0{{n}}</span><a href="{rows_of}">{{title}}</a>').replace("-00", "-09")
    text = "<h1>Students meet in the library</h1><p>The library wishes all students good luck.</p>"
    assert not found(text + beside, f"{SITE}/html/919/2024-06-05/content-4323.html")
    assert len(found(text + beside, f"{SITE}/html/919/index.html")) == len(NEWS)
    assert len(found(text + beside, f"{SITE}/html/919/list-2.html")) == len(NEWS)


COURSES = [
    "Certificate for directors of schools and colleges",
    "Programme for owners of small and family firms",
    "Training of nurses for the care of old people",
    "Support for farmers who change to organic food",
    "Advice on heating and insulation of old houses",
    "Rooms for meetings and parties of local clubs",
]


@pytest.mark.parametrize(
    ("form", "after", "number"),
    [
        pytest.param('<a href="/services/{slug}">{title}</a>', "", 0, id="services"),
        pytest.param('<h3><a href="/courses/{slug}/">{title}</a></h3><p>Read more</p>', "", 0, id="courses"),
        pytest.param(
            '<a href="/{slug}">{title}</a>', '<a href="/c?page=2">2</a> <a href="/c?page=3">3</a>', 6, id="pages"
        ),
        pytest.param('<a href="/{slug}">{title}</a>', '<a href="/c/b">Next</a>', 6, id="next page"),
        pytest.param('<a href="/{slug}">{title}</a>', '<a href="#">Next</a>', 0, id="arrow of a slide show"),
        pytest.param('<a href="/{slug}">{title}</a> <b>2024-06-1{n}</b>', "", 6, id="dates"),
        pytest.param('<a href="/{slug}-{n}77">{title}</a>', "", 6, id="numbers"),
        pytest.param('<a href="/{slug}.pdf">{title}</a>', "", 6, id="files"),
        pytest.param('<a href="/{slug}">Notice of {title}</a>', "", 6, id="notices"),
    ],
)
def test_names_without_dates_and_numbers_are_no_notices_on_a_single_page(form, after, number):
    listed = "".join(
        f"<li>{form.format(n=n, title=title, slug=title.lower().replace(' ', '-'))}</li>"
        for n, title in enumerate(COURSES)
    )
    assert len(found(f"<ul>{listed}</ul>{after}", f"{SITE}/what-we-do/")) == number


NAMED = "<div class='{form}'><h3><a href='/{slug}/'>{title}</a></h3>{more}</div>"


@pytest.mark.parametrize(
    ("form", "more", "number"),
    [
        pytest.param("entry", "", 0, id="names alone"),
        pytest.param("entry", "<i>4 years ago</i>", len(NEWS), id="years"),
        pytest.param("entry", "<i>2个月前</i>", len(NEWS), id="months"),
        pytest.param("entry", "<i>il y a 3 mois</i>", len(NEWS), id="French"),
        pytest.param("entry", "<i>4 years of age</i>", 0, id="no age"),
        pytest.param("post-31 post type-post hentry", "", len(NEWS), id="post of WordPress"),
        pytest.param("h-entry", "", len(NEWS), id="microformat"),
        pytest.param("post-31 type-product hentry", "", 0, id="product of WordPress"),
        pytest.param(
            "entry", "<i itemscope itemtype='https://schema.org/NewsArticle'></i>", len(NEWS), id="schema.org"
        ),
        pytest.param("entry", "<i itemscope itemtype='https://schema.org/Course'></i>", 0, id="course"),
    ],
)
def test_posts_and_ages_are_evidence_where_urls_are_names(form, more, number):
    rows = (NAMED.format(form=form, slug=title.replace(" ", "-"), title=title, more=more) for title in NEWS)
    assert len(found(f"<div>{''.join(rows)}</div>")) == number


def test_pictures_with_prose_are_no_gallery():
    row = "<h2><a href='/{n}77.html'>{title}</a></h2><img src='/{n}.jpg'><i>2024-06-0{n}</i>{text}"
    titles = ["信用", "将来", "空气", "抱抱"]
    for text, number in (("", 0), (f"<p>{SENTENCE}</p>", len(titles))):
        listed = (f"<div>{row.format(n=n, title=title, text=text)}</div>" for n, title in enumerate(titles, 1))
        assert len(found(f"<div>{''.join(listed)}</div>")) == number


@pytest.mark.parametrize(
    ("text", "title", "is_attribute"),
    [
        ("Nov 5, 2020 1:00", "Meeting of the commission on roads", True),
        ("Meeting of the commission", "Opens in a new window of the browser", False),
    ],
)
def test_the_title_of_a_link_whose_text_is_a_date_is_its_attribute(text, title, is_attribute):
    rows = "".join(f'<li><a href="/a/{n}77.pdf" title="{title} {n}">{text}</a></li>' for n in range(4))
    titles = [link.title for link in found(f"<ul>{rows}</ul>")]
    assert titles == ([f"{title} {n}" for n in range(4)] if is_attribute else [text] * 4)


@pytest.mark.parametrize(
    ("subjects", "places", "number"),
    [
        pytest.param(["mathematics", "physics", "English", "German", "music", "Latin"], NAMES, 0, id="combinations"),
        pytest.param(["mathematics"], [f"{name} and {name}son" for name in NAMES * 4], 8, id="few rows"),
    ],
)
def test_a_directory_of_all_combinations_of_a_few_words_is_none(subjects, places, number):
    names = dict.fromkeys(f"All teachers of {subject} who live in {place}" for place in places for subject in subjects)
    assert len(found(rows('<a href="/t/{n}771.html">{title}</a>', [*names][::-1]))) == number


@pytest.mark.parametrize(
    ("url", "products", "number"),
    [
        pytest.param(f"{SITE}/products/index.html", 8, 0, id="folder"),
        pytest.param(f"{SITE}/products.html", 8, 0, id="page"),
        pytest.param(f"{SITE}/news/", 8, 6, id="other folder"),
        pytest.param(f"{SITE}/", 8, 6, id="home page"),
        pytest.param(f"{SITE}/products/index.html", 4, 6, id="fewer products"),
    ],
)
def test_news_beside_the_products_that_a_page_lists_are_not_its_list(url, products, number):
    goods = "".join(f"<li><a href='/products/{n}3.html'>{name}</a></li>" for n, name in enumerate(NAMES[:products]))
    news = rows('<a href="/2024/{n}11.html">{title}</a> <span>2024-05-1{n}</span>')
    assert len(found(f"<ul class='goods'>{goods}</ul><div class='box'>{news}</div>", url)) == number


def test_a_row_whose_topic_is_called_like_navigation_is_a_row():
    row = '<article class="post {topic}"><h2><a href="/2024/{n}11.html">{title}</a></h2></article>'
    topics = ["category-side-dishes", "tag-bread", "category-menu"] * 2
    listed = (row.format(n=n, topic=topic, title=NEWS[n]) for n, topic in enumerate(topics))
    assert len(found(f"<div>{''.join(listed)}</div>")) == len(NEWS)


@pytest.mark.parametrize(("paragraphs", "count"), [(10, 0), (1, 4)])
def test_files_below_the_text_of_a_notice_are_its_attachments(paragraphs, count):
    names = ["Public notice", "Answers of 5 June 2024 to questions", "Guide for applicants", "Application forms"]
    files = rows('<a href="/files/{n}_annex.pdf">{title} (PDF, 120 KB)</a>', names)
    assert (
        len(
            found(
                "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(paragraphs)) + files,
                url=f"{SITE}/business/1011972.html",
            )
        )
        == count
    )
