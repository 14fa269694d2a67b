import json
from contextlib import suppress
from datetime import date
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import read_listing
from crawler.model.errors import FeedBrokenError, ListingError
from tests.crawler.builders import (
    LISTING,
    SITE,
    TODAY,
    a_page,
    a_source,
    dates_of,
    item,
    json_feed,
    links_of,
    rss,
    titles_of,
    unhurried,
    urls_of,
)

CHINA = {"region": ("CN",)}
AMERICA = {"region": ("US",)}
RDF = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<channel rdf:about="https://example.org/"><title>c</title><link>https://example.org/</link></channel>'
    '<item rdf:about="https://example.org/1"><title>通知</title><link>https://example.org/1</link>'
    "<dc:date>2024-06-12T18:00:00Z</dc:date></item></rdf:RDF>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>c</title><link href="https://example.org/"/>'
    '<entry><title type="text">通知</title><link rel="self" href="/api/1"/><link href="https://example.org/1"/>'
    "<updated>2024-06-12T18:00:00Z</updated></entry></feed>"
)
JSON = json_feed({"id": "x", "url": "https://example.org/1", "title": "通知", "date_published": "2024-06-12T18:00:00Z"})
RSS = rss(item("https://example.org/1", "通知", "<pubDate>Wed, 12 Jun 2024 18:00:00 GMT</pubDate>"))


def read(body, **fields):
    return read_listing(a_page(body), a_source(**fields), TODAY)


@pytest.mark.parametrize(
    "body",
    [RSS, RDF, ATOM, JSON, "\ufeff" + RSS, "\n " + RSS, "\ufeff" + JSON, RSS.replace("rss", "RSS")],
    ids="rss rdf atom json rss-bom rss-blank json-bom rss-capitals".split(),
)
@pytest.mark.parametrize("kind", ["auto", "feed"])
def test_a_feed_of_any_form_gives_its_entries(body, kind):
    [link] = links_of(body, type=kind, **CHINA)
    assert (link.url, link.title, link.published_on) == ("https://example.org/1", "通知", date(2024, 6, 13))


@pytest.mark.parametrize("label", ["text/html", "text/plain", "application/octet-stream", None])
def test_a_feed_is_known_by_its_bytes_not_by_its_label(label):
    listing = read_listing(a_page(RSS, content_type=label), a_source(), TODAY)
    assert len(listing.links) == 1


@pytest.mark.parametrize(
    ("written", "fields", "day"),
    [
        ("Thu, 13 Jun 2024 15:59:00 GMT", CHINA, date(2024, 6, 13)),
        ("Thu, 13 Jun 2024 16:00:00 GMT", CHINA, date(2024, 6, 14)),
        ("Fri, 14 Jun 2024 00:30:00 +0800", CHINA, date(2024, 6, 14)),
        ("Fri, 14 Jun 2024 00:30:00 +0800", {}, date(2024, 6, 14)),
        ("Thu, 13 Jun 2024 02:00:00 GMT", AMERICA, date(2024, 6, 12)),
        ("Thu, 13 Jun 2024 23:00:00 EST", AMERICA, date(2024, 6, 14)),
        ("2024-06-13T23:30:00+08:00", CHINA, date(2024, 6, 13)),
    ],
)
def test_the_day_is_that_of_the_source(written, fields, day):
    assert dates_of(rss(item("https://example.org/1", extra=f"<pubDate>{written}</pubDate>")), **fields) == [day]
    dated = rss(item("https://example.org/1", extra=f"<dc:date>{written}</dc:date>"))
    assert dates_of(dated.replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '), **fields) == [day]


@pytest.mark.parametrize(
    ("written", "fields"), [("2024-06-13", AMERICA), ("2024-06-13 23:30:00", CHINA), ("2024-06-13T23:30:00", CHINA)]
)
def test_a_date_without_a_zone_is_the_sources_own_day(written, fields):
    feed = rss(item("https://example.org/1", extra=f"<pubDate>{written}</pubDate>"))
    assert dates_of(feed, **fields) == [date(2024, 6, 13)]


@pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning")
@pytest.mark.parametrize("written", ["", "soon", "Thu, 99 Foo 2024", "0000-00-00"])
def test_an_entry_with_a_date_that_is_none_is_an_entry(written):
    feed = rss(item("https://example.org/1", extra=f"<pubDate>{written}</pubDate>"))
    assert dates_of(feed) == [None]


def test_an_unreadable_date_warns_nobody():
    feed = rss(item("https://example.org/1", extra="<pubDate>soon</pubDate>"))
    assert dates_of(feed) == [None]


def test_an_atom_entry_is_dated_by_its_publication():
    dated = ATOM.replace("<updated>", "<published>2024-06-01T08:00:00+08:00</published><updated>")
    assert dates_of(dated, **CHINA) == [date(2024, 6, 1)]


@pytest.mark.parametrize(
    ("written", "fields", "day"),
    [
        ("2024-06-13T20:00:00Z", CHINA, date(2024, 6, 14)),
        ("2024-06-13T20:00:00+08:00", CHINA, date(2024, 6, 13)),
        ("2024-06-13T23:30:00", CHINA, date(2024, 6, 13)),
        ("2024-06-13", AMERICA, date(2024, 6, 13)),
        ("soon", CHINA, None),
        ("", CHINA, None),
        (20240613, CHINA, date(2024, 6, 13)),
        (["2024-06-13"], CHINA, None),
        (None, CHINA, None),
    ],
)
def test_the_day_of_a_json_entry_is_that_of_the_source(written, fields, day):
    assert dates_of(json_feed({"url": "https://example.org/1", "date_published": written}), **fields) == [day]


def test_a_json_entry_is_dated_by_its_change_where_it_has_no_publication():
    feed = json_feed({"url": "https://example.org/1", "date_modified": "2024-06-13T01:00:00Z"})
    assert dates_of(feed) == [date(2024, 6, 13)]


def test_the_zero_of_time_is_no_date():
    feed = json_feed({"url": "https://example.org/1", "date_published": "0001-01-01T00:00:00Z"})
    assert dates_of(feed, **AMERICA) == [None]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("关于印发方案的通知", "关于印发方案的通知"),
        ("  关于印发\n方案\t的通知 ", "关于印发 方案 的通知"),
        ("&lt;b&gt;通知&lt;/b&gt;：方案", "通知：方案"),
        ('<![CDATA[<em class="x">通知</em>：方案]]>', "通知：方案"),
        ('&lt;font color="red"&gt;通知&lt;/font&gt;', "通知"),
        ("规划&amp;方案", "规划&方案"),
        ("", None),
        ("&lt;br/&gt;", None),
    ],
)
def test_the_title_of_an_entry_is_plain_text(written, title):
    assert titles_of(rss(item("https://example.org/1", written))) == [title]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("关于印发&lt;管理办法&gt;的通知", "关于印发<管理办法>的通知"),
        ("growth &lt; 5% and inflation &gt; 3%", "growth < 5% and inflation > 3%"),
        ("<![CDATA[规划&amp;方案]]>", "规划&方案"),
        ("<![CDATA[&ldquo;十四五&rdquo;规划]]>", "“十四五”规划"),
    ],
)
def test_no_word_of_a_title_is_lost_or_garbled(written, title):
    assert titles_of(rss(item("https://example.org/1", written))) == [title]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://example.org/1", "https://example.org/1"),
        (" https://example.org/1 \n", "https://example.org/1"),
        ("/1.html", f"{SITE}/1.html"),
        ("1.html", f"{LISTING}1.html"),
        ("//other.gov.cn/1", "https://other.gov.cn/1"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
    ],
)
def test_the_address_of_an_entry_is_made_whole(link, url):
    assert urls_of(rss(item(link))) == [url]
    assert urls_of(json_feed({"url": link.replace("&amp;", "&")})) == [url]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@example.org", "file:///etc/passwd", "ftp://a/b", ""])
def test_an_entry_that_leads_to_no_page_is_no_link(link):
    assert urls_of(rss(item(link), item("https://example.org/1"))) == ["https://example.org/1"]
    assert urls_of(json_feed({"url": link}, {"url": "https://example.org/1"})) == ["https://example.org/1"]


@pytest.mark.parametrize(
    "body",
    [
        rss(item("http://[broken"), item("https://example.org/1")),
        json_feed({"url": "http://[broken"}, {"url": "https://example.org/1"}),
    ],
    ids=["rss", "json"],
)
def test_a_broken_address_costs_only_its_own_entry(body):
    assert urls_of(body) == ["https://example.org/1"]


@pytest.mark.parametrize(
    ("extra", "found"),
    [
        ("<guid>https://example.org/9</guid>", ["https://example.org/9"]),
        ('<guid isPermaLink="false">https://example.org/9</guid>', ["https://example.org/9"]),
        ('<guid isPermaLink="false">id-9</guid>', []),
    ],
)
def test_an_entry_without_a_link_may_have_its_address_as_its_id(extra, found):
    assert urls_of(rss(f"<item><title>x</title>{extra}</item>")) == found


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"external_url": "https://example.org/9"}, ["https://example.org/9"]),
        ({"id": "https://example.org/9"}, ["https://example.org/9"]),
        ({"id": "9"}, []),
        ({"id": 9}, []),
        ({}, []),
        ("just words", []),
        (None, []),
    ],
)
def test_a_json_entry_without_an_address_is_passed_over(entry, found):
    assert urls_of(json_feed(entry)) == found


@pytest.mark.parametrize("url", [{"a": 1}, ["https://example.org/1"], 5, True])
def test_a_json_address_that_is_no_text_is_passed_over(url):
    assert urls_of(json_feed({"url": url})) == []


@pytest.mark.parametrize(
    "body",
    [rss(), json_feed(), '<feed xmlns="http://www.w3.org/2005/Atom"><title>c</title></feed>'],
    ids=["rss", "json", "atom"],
)
def test_a_feed_without_entries_is_a_feed(body):
    listing = read(body, type="feed")
    assert (listing.links, listing.fault) == ((), None)


@pytest.mark.parametrize(
    "body",
    ["<html><a href='/1'>通知公告</a></html>", "", "words", '{"items": 5}', '{"a": []}', "[]", "<opml></opml>"],
)
def test_what_is_no_feed_is_an_error_where_a_feed_is_expected(body):
    with pytest.raises(ListingError):
        read(body, type="feed")


@pytest.mark.parametrize(
    "body", ['{"items": [', '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url"', "{" * 50_000]
)
def test_a_json_feed_that_breaks_off_is_broken(body):
    with pytest.raises(FeedBrokenError):
        read(body, type="feed")


@pytest.mark.parametrize("cut", ["</item></channel></rss>", "</channel></rss>", "</rss>", "third</title>"])
def test_a_feed_that_breaks_off_gives_what_came_before_and_says_so(cut):
    body = rss(*(item(f"https://example.org/{name}", name) for name in ("first", "second", "third")))
    listing = read(body[: body.rindex(cut)])
    assert [link.url for link in listing.links][:2] == ["https://example.org/first", "https://example.org/second"]
    assert isinstance(listing.fault, FeedBrokenError)


@pytest.mark.parametrize("end", ["", "\n", "  \n\n", "<!-- made in 0.1 s -->", "\n<!-- a --> <!-- b -->\n"])
def test_a_remark_after_the_end_breaks_nothing(end):
    assert read(rss(item("https://example.org/1")) + end).fault is None


def test_remarks_after_the_end_are_read_in_no_time():
    body = rss(item("https://example.org/1")) + "<!---->" * 22 + "x"
    began = perf_counter()
    read(body)
    assert perf_counter() - began < 0.1


@pytest.mark.parametrize("declared", ["UTF-8", "GB2312", "iso-8859-1", "utf-16", "nonsense"])
def test_the_encoding_a_feed_declares_of_itself_is_not_believed_against_its_bytes(declared):
    titles = "各县区人民政府关于印发先进制造业集群培育方案的通知"
    body = rss(item("https://example.org/1", titles)).replace("UTF-8", declared)
    assert titles_of(body.encode()) == [titles]


def test_a_feed_in_gb18030_is_read():
    title = "各县区人民政府关于印发先进制造业集群培育方案的通知"
    body = rss(item("https://example.org/1", title)).replace("UTF-8", "GB2312")
    assert titles_of(body.encode("gb18030")) == [title]


def bomb(levels, width):
    names = [f"e{level}" for level in range(levels)]
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * width}">' for before, name in pairwise(names))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom">{entities}]>'
        f'<rss version="2.0"><channel><title>t</title>'
        f"<item><title>&{names[-1]};</title><link>https://example.org/1</link></item></channel></rss>"
    )


@pytest.mark.parametrize(("levels", "width"), [(10, 10), (3, 10), (20, 2), (2, 50)])
def test_an_entity_bomb_neither_expands_nor_hangs(levels, width):
    began = perf_counter()
    [link] = links_of(bomb(levels, width))
    assert perf_counter() - began < 2
    assert len(link.title or "") < 1000


def test_one_large_entity_used_often_does_not_expand():
    body = (
        f'<!DOCTYPE rss [<!ENTITY e "{"x" * 1000}">]><rss version="2.0"><channel><title>t</title>'
        f"<item><title>{'&e;' * 20_000}</title><link>https://example.org/1</link></item></channel></rss>"
    )
    try:
        links = links_of(body, type="feed")
    except ListingError:
        return
    assert len(links[0].title or "") < 1_000_000


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_an_external_entity_is_not_fetched(tmp_path, monkeypatch, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret")
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: pytest.fail("something was fetched"))
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was connected to"))
    for target in (secret.as_uri(), "http://127.0.0.1:9/x.dtd"):
        body = (
            f'<!DOCTYPE rss [<!ENTITY x {kind} "{target}"><!ENTITY % p {kind} "{target}"> %p;]>'
            '<rss version="2.0"><channel><title>t</title><item><title>a&x;b</title>'
            "<link>https://example.org/1</link></item></channel></rss>"
        )
        assert "the-secret" not in str(links_of(body))


def test_an_address_handed_over_as_the_feed_is_not_fetched(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was connected to"))
    with pytest.raises(ListingError):
        read("http://127.0.0.1:9/", type="feed")


@pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning")
@given(st.text(max_size=200))
@unhurried
def test_no_text_in_a_feed_makes_reading_raise_anything_but_a_listing_error(text):
    raw = text.encode("utf-8", "replace")
    for body in (
        rss(item("https://example.org/1", "@", "<pubDate>@</pubDate>")),
        '<rss version="2.0">@</rss>',
        ATOM + "@",
    ):
        with suppress(ListingError):
            read(body.encode().replace(b"@", b"<![CDATA[" + raw.replace(b"]]>", b"") + b"]]>"), type="feed")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inside, max_size=2),
    max_leaves=3,
)
keys = st.sampled_from(["title", "date_published", "date_modified", "id", "summary"])


@given(st.lists(st.dictionaries(keys, values, max_size=4) | values, max_size=4))
@unhurried
def test_no_json_makes_reading_a_feed_raise(entries):
    with_urls = [entry | {"url": "https://example.org/1"} if isinstance(entry, dict) else entry for entry in entries]
    read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": with_urls}), **CHINA)
