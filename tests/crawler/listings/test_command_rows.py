"""Tests of rows that programs print."""

import json

import pytest

from crawler.listings import read_listing
from crawler.listings.found import ROWS_LIMIT
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import ListingError
from tests.crawler.builders import LISTING, SITE, TODAY, a_page, a_source


def listing(*lines):
    body = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return read_listing(a_page(body), a_source(type="command", command=["a.py"]), TODAY)


def test_a_row_is_a_link_with_its_facts():
    row = {"url": "/a?id=7", "title": " 通知 ", "published_on": "2024-06-01", "document_number": "示政发〔2024〕1号"}
    [link] = listing(row | {"issuers": ["示例市人民政府"], "page": "/text/7"}).links
    assert (link.url, link.title, str(link.published_on)) == (f"{SITE}/a?id=7", "通知", "2024-06-01")
    assert (link.page, link.facts.document_number) == (f"{SITE}/text/7", "示政发〔2024〕1号")
    assert (link.content, link.in_listing) == (None, False)


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ({"html": "<p>正文</p>"}, "<p>正文</p>"),
        ({"text": "一、总体要求\n\n二、<b>&\n"}, "<p>一、总体要求</p>\n<p>二、&lt;b&gt;&amp;</p>"),
        ({"text": ""}, ""),
    ],
)
def test_a_row_with_a_text_is_a_whole_notice(fields, content):
    [link] = listing({"url": LISTING, "title": "通知"} | fields).links
    assert (link.in_listing, link.content) == (True, content)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\x00\xff\xfe\x80", "expected UTF-8"),
        (b"<html>", "expected JSON"),
        (b"[" * 100_000, "expected JSON"),
        (b"9" * 5000, "expected JSON"),
        ([1], "expected a JSON object"),
        ({"title": "a"}, "url: this field is required"),
        ({"url": "javascript:open(7)"}, "expected an http or https URL"),
        ({"url": "file:///etc/passwd"}, "expected an http or https URL"),
        ({"url": "/a", "titel": "a"}, "titel: there is no such field; did you mean `title`?"),
        ({"url": "/a", "published_on": "soon"}, "published_on: expected a date such as 2024-06-06, not 'soon'"),
        ({"url": "/a", "text": "a", "html": "b"}, "expected either `text` or `html`"),
        ({"url": "/" + "a" * 3000}, "url: expected at most 2000 characters"),
    ],
)
def test_a_faulty_line_is_named_and_the_others_are_read(line, reason):
    found = listing({"url": "/1"}, line, {"url": "/2"})
    assert [link.url for link in found.links] == [f"{SITE}/1", f"{SITE}/2"]
    [remark] = found.remarks
    assert remark.detail.code == ListingDetail.FAULTY_LINES
    assert str(remark).partition("output: ")[2].startswith(f"1; first invalid line: 2 ({reason}")


def test_output_without_a_row_is_an_error():
    with pytest.raises(ListingError, match="output: 2"):
        listing(b"Traceback", b"junk")


def test_blank_lines_and_a_byte_order_mark_are_skipped():
    assert [link.url for link in listing(b'\xef\xbb\xbf{"url": "/1"}', b"", b"  \r").links] == [f"{SITE}/1"]


def test_rows_beyond_the_limit_are_counted():
    found = listing(*({"url": f"/{number}"} for number in range(ROWS_LIMIT + 5)))
    assert found.cut >= 5
