"""Where the next page of a listing is."""

import pytest

from crawler.listings.paging import NextPage, next_page
from tests.crawler.builders import SITE, a_page, document

LIST = f"{SITE}/tzgg/"


def after(body, url=LIST, number=0):
    row = '<ul><li><a href="/a.html">一条很长的通知标题</a></li></ul>'
    return next_page(a_page(document(row, body), url=url), number)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<link rel="next" href="?page=2">', "?page=2"),
        ('<a rel="next" href="/tzgg/2">→</a>', "2"),
        ('<a href="index_1.html">下一页</a>', "index_1.html"),
        ('<a href="index_1.html"> 下页 &gt;</a>', "index_1.html"),
        ('<a href="list_2.shtml">[下一頁]</a>', "list_2.shtml"),
        ('<a href="?page=2">Next page »</a>', "?page=2"),
        ('<a href="?paged=2">Older posts</a>', "?paged=2"),
        ('<a href="?p=2"><span>›</span></a>', "?p=2"),
        ('<a href="?p=2" title="下一页"><i></i></a>', "?p=2"),
        ('<span>1</span><a href="index_1.html">2</a><a href="index_2.html">3</a>', "index_1.html"),
        ("<script>createPageHTML(20, 0, 'index', 'html');</script>", "index_1.html"),
        ('<script>createPageHTML("page", 12, 1, "list", "shtml", 240);</script>', "list_2.shtml"),
        ("""<a href="javascript:void(0)" onclick="location.href='/tzgg/index_1.html'">下一页</a>""", "index_1.html"),
    ],
)
def test_the_next_page_is_found(body, expected):
    whole = f"{LIST}{expected}"
    assert after(body) == NextPage(whole)


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<a href="#">下一页</a>',
        '<a href="javascript:void(0)">下一页</a>',
        '<a href="https://elsewhere.example/?page=2">下一页</a>',
        '<a href="/next-generation.html">Next Generation EU</a>',
        '<a href="/art/2.html">2</a>',
        "<script>createPageHTML(1, 0, 'index', 'html');</script>",
        "<script>createPageHTML(total, current, 'index', 'html');</script>",
    ],
)
def test_where_there_is_none_none_is_found(body):
    assert after(body) is None


def test_a_script_on_the_last_page_leads_nowhere():
    last = "<script>createPageHTML(3, 2, 'index', 'html');</script>"
    assert after(last, f"{LIST}index_2.html", 5) is None


@pytest.mark.parametrize(
    ("url", "number", "expected"),
    [
        (f"{LIST}?page=4", 3, f"{LIST}?page=5"),
        (f"{LIST}?a=%E7%94%B2&pageNo=1", 0, f"{LIST}?a=%E7%94%B2&pageNo=2"),
        (f"{LIST}index_3.html", 3, f"{LIST}index_4.html"),
        (f"{LIST}page/3/", 2, f"{LIST}page/4/"),
        (f"{SITE}/col/col4711/index.html", 0, None),
        (f"{SITE}/2024/06/13", 1, None),
        (f"{LIST}index_9.html", 0, None),
    ],
)
def test_a_number_in_the_address_is_a_guess(url, number, expected):
    assert after("", url, number) == (NextPage(expected, guessed=True) if expected else None)
