"""Listings of a size or form that no listing has: bounded in time and memory, and said so."""

import json
import time

import pytest

from crawler.listings import LINK_LIMIT, read_listing
from crawler.listings.found import ROWS_LIMIT
from crawler.listings.sitemap import ENTRIES_LIMIT
from crawler.model.errors import TooComplexError
from tests.crawler.builders import SITE, TODAY, a_page, a_source, document, item, json_feed, rss

MANY = ROWS_LIMIT + 700


def read(body, **fields):
    return read_listing(a_page(body), a_source(**fields), TODAY)


def items(count):
    return (item(f"{SITE}/{number}.html", f"第{number}号通知") for number in range(count))


@pytest.mark.parametrize("count", [ROWS_LIMIT - 1, ROWS_LIMIT, ROWS_LIMIT + 1, MANY])
def test_of_a_long_feed_the_first_entries_are_read_and_the_others_counted(count):
    listing = read(rss(*items(count)), type="feed")
    assert (len(listing.links), listing.cut, listing.fault) == (LINK_LIMIT, count - LINK_LIMIT, None)
    assert listing.links[0].title == "第0号通知"


def test_a_long_feed_in_atom():
    entry = '<entry><title>{n}</title><link href="/{n}"/><id>{n}</id></entry>'
    feed = '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(entry.format(n=n) for n in range(MANY)) + "</feed>"
    assert (read(feed).cut, read(feed).fault) == (MANY - LINK_LIMIT, None)


def test_a_long_json_feed():
    listing = read(json_feed(*({"id": str(n), "url": f"{SITE}/{n}"} for n in range(MANY))))
    assert listing.cut == MANY - LINK_LIMIT


def test_a_long_answer_of_an_api():
    rows = json.dumps({"rows": [{"url": f"/{n}", "title": "通知"} for n in range(MANY)]})
    listing = read(rows, type="json", select={"item": "rows", "link": "url", "title": "title"})
    assert listing.cut == MANY - LINK_LIMIT


def test_a_long_sitemap():
    entries = "".join(f"<url><loc>{SITE}/{n}</loc></url>" for n in range(ENTRIES_LIMIT + 20_000))
    listing = read(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>', type="sitemap")
    assert listing.cut == ENTRIES_LIMIT + 20_000 - LINK_LIMIT


ATTRIBUTES = " ".join(f"a{n}" for n in range(20_000))
BOMBS = {
    "nested items": "<rss><channel>" + "<item>" * 100_000,
    "nested entries": "<feed>" + "<entry>" * 100_000,
    "nested elements of an entry": "<rss><channel><item>" + "<x>" * 700_000,
    "nothing but brackets": "<rss><channel><item><title>" + "<" * 700_000,
    "attributes": document(f"<p {ATTRIBUTES}>x</p>"),
    "attributes with values": document(f"<p {ATTRIBUTES.replace(' ', '=1 ')}>x</p>"),
    "attributes of a custom element": document(f"<x-y\n{ATTRIBUTES}>x</x-y>"),
    "open divs": document("<div>" * 100_000),
    "open letters": document("<B><I>" * 100_000),
    "many nodes": document("<br>" * 700_000),
    "comments": document("<!--" * 700_000),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_what_would_take_long_is_refused_before_it_is_parsed(body):
    with pytest.raises(TooComplexError):
        read(body)


def test_long_values_of_attributes_are_no_attributes():
    words = "a = b; " * 30_000
    assert len(read(document(f'<ul data-page="{words}"><li><a href="/1.html">关于集群的通知</a>2024-05-01</ul>')).links)


SCRIPTS = {
    "escaped quotes": "var a='" + "\\'" * 999_999,
    "escaped quotes before a backslash": "var a='" + "\\'" * 400_000 + "\\",
    "a template": "`" + "\\`" * 400_000 + "$",
    "lists in single quotes": "var a=[" + "['/n/1.html','通知','2024-05-01']," * 60_000 + "]",
    "objects without a comma": "a=" + '={"title":"通知" "url":"/1"}' * 60_000,
    "lists that never end": "a=" + ('[{"title":"通知","url":"/1"},' + '"x",' * 200) * 900,
    "brackets": "=[" * 600_000,
    "open lists": "=" + "[" * 1_500_000,
    "open objects": "=" + '{"a":' * 300_000,
    "strings of lists": '"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 17]",' * 30_000,
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_scripts_are_searched_in_linear_time(script):
    started = time.process_time()
    read(document(f'<script>{script}</script><ul><li><a href="/1.html">关于集群的通知</a>2024-05-01</ul>'), type="html")
    assert time.process_time() - started < 6


@pytest.mark.parametrize("before", ["", "var f={a:b};" * 3000, "x={" + "'" * 501])
@pytest.mark.parametrize("count", [3, 60])
def test_a_list_in_a_script_is_found_whatever_stands_before_it(before, count):
    rows = json.dumps(
        [{"title": f"第{n}号关于集群的通知", "url": f"/{n}.html", "date": "2024-05-01"} for n in range(count)]
    )
    assert len(read(document(f"<script>{before}\nvar rows = {rows};</script>"), type="html").links) == count
