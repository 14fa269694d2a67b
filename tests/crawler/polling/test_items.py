"""Rows that share a page: items that a fragment names, and entries of APIs and sitemaps."""

import json

import pytest

from crawler.listings.shared_addresses import shared_addresses, with_distinct_urls
from crawler.model.link import Link
from crawler.polling.items import item_page
from crawler.reading import read_page
from tests.crawler.builders import LISTING, SITE, FakeFetcher, a_listing, a_page, a_source, document, poll

SUBJECTS = "集群 港口 茶叶 电影 水库".split()
TITLES = [f"关于加强{subject}工作的通知" for subject in SUBJECTS]
BOARD = f"{SITE}/gg.html"
API = f"{SITE}/api"
SELECT = {"item": "rows", "link": "url", "title": "title", "date": "day"}


def body(subject):
    return f"<p>各单位要抓好{subject}工作的落实，按期完成任务，并将{subject}工作的进展报送办公室。</p>"


BOARDS = {
    "parts": "".join(f'<div id="n{n}"><h3>{TITLES[n]}</h3>{body(subject)}</div>' for n, subject in enumerate(SUBJECTS)),
    "one text": body("、".join(SUBJECTS)),
    "empty anchors": "".join(f'<a name="n{n}"></a>{body(subject)}' for n, subject in enumerate(SUBJECTS)),
}


@pytest.mark.parametrize("board", BOARDS)
def test_items_of_one_page_are_notices_of_their_own(board):
    rows = [(f"/gg.html#n{n}", title, f"2024-06-{n + 1:02}") for n, title in enumerate(TITLES)]
    site = FakeFetcher(
        **{LISTING: a_page(a_listing(*rows)), **{f"{BOARD}#n{n}": board_page(board, n) for n in range(len(rows))}}
    )
    first = poll(site)
    assert [(notice.url, notice.title) for notice in first.notices] == [
        (f"{BOARD}#n{n}", title) for n, title in enumerate(TITLES)
    ]
    assert (len({notice.text for notice in first.notices}) == len(rows)) is (board == "parts")
    assert poll(site, first).notices == ()


def board_page(board, number):
    return a_page(document(BOARDS[board]), url=f"{BOARD}#n{number}")


@pytest.mark.parametrize("url", ["/list.html", "/list.html#top"])
def test_rows_of_an_api_with_one_url_are_kept_apart_by_title_and_date(url):
    days = [(title, f"2024-06-{n + 1:02}") for n, title in enumerate(TITLES)]
    rows = [{"url": url, "title": title, "day": day} for title, day in (*days, (TITLES[0], "2024-06-11"))]
    site = FakeFetcher(**{API: a_page(json.dumps({"rows": rows}), url=API)})
    source = a_source(type="json", url=API, select=SELECT)
    first = poll(site, source=source)
    assert [notice.title for notice in first.notices] == [row["title"] for row in rows]
    assert len({notice.url for notice in first.notices}) == len(rows)
    assert {warning.code for notice in first.notices for warning in notice.warnings} >= {"text_not_found"}
    assert poll(site, first, source=source).notices == ()


def test_the_same_row_twice_is_one_and_a_row_alone_keeps_its_page():
    link = Link(url=BOARD, title=TITLES[0])
    assert with_distinct_urls([link, link]) == [link, link]
    assert with_distinct_urls([link, Link(url=BOARD)]) == [link, Link(url=BOARD)]


def test_dated_rows_with_one_url_are_reported():
    links = [Link(url=BOARD, title=title, published_on="2024-06-01") for title in TITLES]
    [fault] = shared_addresses(links)
    assert (fault.code, str(fault)) == (
        "shared_address",
        "rows of the listing skipped because other rows have the same URL: 4",
    )
    assert shared_addresses(links[:2]) == shared_addresses([Link(url=BOARD, title=title) for title in TITLES]) == ()


@pytest.mark.parametrize("fragment", ["n9", "top", "/n/1", "n%E4", ""])
def test_a_fragment_without_an_element_leaves_the_page_as_it_is(fragment):
    page = board_page("parts", 1)
    assert item_page(page, Link(url=f"{BOARD}#{fragment}", title=TITLES[1])) is page


def test_the_page_of_an_item_keeps_its_address_and_markup():
    link = Link(url=f"{BOARD}#n1", title=TITLES[1])
    notice = read_page(item_page(board_page("parts", 1), link), link)
    assert (notice.url, notice.title) == (link.url, TITLES[1])
    assert "集群" not in notice.text
