"""Feeds in unusual dress, and entries that share an address or have none of their own."""

import json
from datetime import date
from time import perf_counter

import pytest

from crawler.listings import form_of, read_listing
from crawler.model.errors import FeedBrokenError
from crawler.model.requests import Revisit
from crawler.model.url_key import url_key
from tests.crawler.builders import LISTING, SITE, TODAY, FakeFetcher, a_page, a_source, item, json_feed, poll, rss

ATOM_NS = 'xmlns="http://www.w3.org/2005/Atom"'
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ONE = f"<item><title>通知</title><link>{SITE}/1.html</link></item>"
RSS = f'<rss version="2.0"><channel><title>c</title>{ONE}</channel></rss>'
HTML = "<description><![CDATA[<html><body>通</body></html>]]></description>"
LONG = "made by the gateway; " * 300


def read(body, **fields):
    return read_listing(a_page(body), a_source(**fields), TODAY)


def urls(body):
    return [link.url.removeprefix(SITE) for link in read(body).links]


DRESSED = {
    "prefix": '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:link href="/1.html"/></a:entry></a:feed>',
    "unknown namespace": '<f:feed xmlns:f="urn:x"><f:entry><f:link href="/1.html"/></f:entry></f:feed>',
    "rdf without prefix": f'<RDF xmlns="{RDF_NS}"><item><title>t</title><link>/1.html</link></item></RDF>',
    "rdf with channel": f'<RDF xmlns="{RDF_NS}"><item xmlns="http://purl.org/rss/1.0/"><link>/1.html</link></item></RDF>',
    "rss 0.90": f'<r:RDF xmlns:r="{RDF_NS}" xmlns="http://my.netscape.com/rdf/simple/0.9/">{ONE}</r:RDF>',
    "odd rdf prefix": f'<x:RDF xmlns:x="{RDF_NS}" xmlns="http://purl.org/rss/1.0/">{ONE}</x:RDF>',
    "channel alone": f"<channel>{ONE}</channel>",
    "atom 0.3": '<feed xmlns="http://purl.org/atom/ns#"><entry><link rel="alternate" href="/1.html"/></entry></feed>',
    "no namespace": '<feed><entry><link href="/1.html"/></entry></feed>',
    "long comment": f"<?xml version='1.0'?><!-- {LONG} -->{RSS}",
    "long comment behind": f"{RSS}\n<!-- {LONG} -->",
    "comment behind cut": f"{RSS}\n<!-- {LONG}",
    "script behind": f"{RSS}<script>{LONG}</script>",
    "doctype": f'<!DOCTYPE rss PUBLIC "-//N//RSS 0.91//EN" "http://x.example/rss.dtd">{RSS}',
    "doctype with entities": f'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>{RSS}',
    "stylesheet": f'<?xml version="1.0"?>\n<?xml-stylesheet type="text/xsl" href="/f.xsl"?>{RSS}',
    "html in cdata": RSS.replace(
        "<title>通", "<description><![CDATA[<html><body>通</body></html>]]></description><title>通"
    ),
    "warning before": f"<br />\n<b>Warning</b>: something\n{RSS}",
    "utf-16": RSS.encode("utf-16"),
    "utf-16 without a mark": RSS.encode("utf-16-le"),
    "nul": RSS.replace("通知", "通\0知"),
    "atom link": '<rss xmlns:a="http://www.w3.org/2005/Atom"><item><link/><a:link href="/1.html"/></item></rss>',
    "late version": json.dumps(
        {"items": [{"url": "/1.html"}] * 1, "x": LONG, "version": "https://jsonfeed.org/version/1.1"}
    ),
    "escaped version": json_feed({"url": "/1.html"}).replace("/", "\\/"),
}


@pytest.mark.parametrize("body", DRESSED.values(), ids=DRESSED)
@pytest.mark.parametrize("label", ["text/html", "application/json"])
def test_a_feed_in_any_dress_is_one(body, label):
    page = a_page(body, content_type=label)
    assert form_of(page, a_source()) == "feed"
    listing = read_listing(page, a_source(), TODAY)
    assert ([link.url for link in listing.links], listing.fault, listing.remarks) == ([f"{SITE}/1.html"], None, ())


@pytest.mark.parametrize("body", [f"<feed {ATOM_NS}/>", "<rss/>", '<rss version="2.0"><channel/></rss>'])
def test_an_empty_feed_is_no_fault(body):
    listing = read(body)
    assert (listing.links, listing.fault, listing.remarks) == ((), None, ())


@pytest.mark.parametrize(
    "body", ["<!DOCTYPE html><html><body>&lt;rss&gt;<pre>rss feed</pre></body></html>", '<opml version="2.0"/>']
)
def test_what_is_no_feed_is_none(body):
    assert form_of(a_page(body), a_source()) == "html"


@pytest.mark.parametrize("end", ["<item><title>x</title><link>/2.ht", "<item><title><![CDATA[a </rss>", "<item><tit"])
def test_an_entry_that_was_cut_is_left_out(end):
    listing = read(RSS.replace("</channel></rss>", end))
    assert [link.url for link in listing.links] == [f"{SITE}/1.html"]
    assert isinstance(listing.fault, FeedBrokenError)


@pytest.mark.parametrize(
    ("feed", "entry", "content", "url"),
    [
        ("/gongkai/", "tzgg/11/", None, "/gongkai/tzgg/11/n.html"),
        ("/gongkai/", None, None, "/gongkai/n.html"),
        (None, "sub/", None, "/tzgg/sub/n.html"),
        ("https://o.example/a/", "b/", None, "https://o.example/a/b/n.html"),
        (None, None, None, "/tzgg/n.html"),
        ("/gongkai/", "x/", "y/", "/gongkai/x/y/n.html"),
    ],
)
def test_a_relative_base_is_a_base(feed, entry, content, url):
    def base(value):
        return f' xml:base="{value}"' if value else ""

    link = f'<content src="n.html" type="text/html"{base(content)}/>' if content else '<link href="n.html"/>'
    body = f"<feed {ATOM_NS}{base(feed)}><entry{base(entry)}><id>urn:1</id>{link}</entry></feed>"
    assert urls(body) == [url]


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ('<enclosure url="/45.pdf" type="application/pdf" length="1"/>', "/45.pdf"),
        ('<enclosure url="/45.pdf"/>', "/45.pdf"),
        ('<m:content xmlns:m="http://search.yahoo.com/mrss/" url="/45.pdf" type="application/pdf"/>', "/45.pdf"),
        ('<link>javascript:void(0)</link><enclosure url="/45.pdf" type="application/pdf"/>', "/45.pdf"),
        ("<guid>https://example.org/9</guid>", "https://example.org/9"),
    ],
)
def test_an_entry_without_a_link_leads_to_its_file(entry, url):
    assert urls(rss(f'<item><title>t</title><guid isPermaLink="false">g</guid>{entry}</item>')[:]) == [url] or urls(
        rss(f"<item><title>t</title>{entry}</item>")
    ) == [url]


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ('<content src="/45.pdf" type="application/pdf"/>', "/45.pdf"),
        ('<link rel="enclosure" href="/45.pdf" type="application/pdf"/>', "/45.pdf"),
        ('<link rel="alternate" href="/45.pdf" type="application/pdf"/>', "/45.pdf"),
        ('<link rel="related" href="/45.html"/>', "/45.html"),
        ('<link rel="related" href="/a.html"/><link rel="enclosure" href="/45.pdf"/>', "/45.pdf"),
        ('<link rel="self" href="/a.xml"/><link href="/45.html"/>', "/45.html"),
    ],
)
def test_an_atom_entry_leads_to_what_it_names(entry, url):
    assert urls(f"<feed {ATOM_NS}><entry><title>t</title><id>urn:1</id>{entry}</entry></feed>") == [url]


def test_a_json_entry_leads_to_its_attachment():
    assert urls(json_feed({"attachments": [{"url": "/45.pdf", "mime_type": "application/pdf"}]})) == ["/45.pdf"]


@pytest.mark.parametrize(
    "entry",
    [
        "<title>无链接</title>",
        "<title>无链接</title><link>mailto:a@b.example</link>",
        '<title>无链接</title><enclosure url="/a.mp3" type="audio/mpeg"/>',
    ],
)
def test_an_entry_without_an_address_is_counted(entry):
    listing = read(rss(f"<item>{entry}</item>", ONE))
    assert len(listing.links) == 1
    assert "skipped because they link to no page: 1;" in str(listing.remarks[0])
    assert "无链接" in str(listing.remarks[0])


def entries(*fields, link="/notices"):
    return rss(*(f"<item><link>{link}</link>{''.join(field)}</item>" for field in fields))


def guid(value, permalink="false"):
    return f'<guid isPermaLink="{permalink}">{value}</guid>'


def said(value):
    return f"<description>{value}</description>"


def title(value):
    return f"<title>{value}</title>"


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        (entries((title("a"), guid("A")), (title("b"), guid("B"))), ["#:~:entry=A", "#:~:entry=B"]),
        (rss(item("/notices#n0", "a"), item("/notices#n1", "b")), ["#n0:~:entry=n0", "#n1:~:entry=n1"]),
    ],
)
def test_entries_of_one_address_are_kept_apart(body, marks):
    links = read(body).links
    assert [link.url for link in links] == [f"{SITE}/notices{mark}" for mark in marks]
    assert {link.page for link in links} == {f"{SITE}/notices"}
    assert len({url_key(link.url) for link in links}) == len(links)


@pytest.mark.parametrize(
    "body",
    [
        entries(title("a"), title("b")),
        entries((title("a"), guid("x")), (title("b"), guid("x"))),
        entries((title("a"), guid(f"{SITE}/notices", "true")), (title("b"), guid(f"{SITE}/notices", "true"))),
        entries((title("a"), "<pubDate>2024-06-12</pubDate>"), (title("a"), "<pubDate>2024-06-05</pubDate>")),
        entries(
            (title("a"), guid("x"), "<description>1</description>"),
            (title("a"), guid("y"), "<description>2</description>"),
        ),
    ],
)
def test_entries_without_an_id_of_their_own_are_told_apart_by_what_they_say(body):
    links = read(body).links
    assert len({url_key(link.url) for link in links}) == 2
    assert [link.url for link in read(body).links] == [link.url for link in links]


def test_the_order_of_entries_does_not_change_their_addresses():
    parts = [(title("a"), guid("A")), (title("b"), guid("B")), (title("c"), guid("C"))]
    assert {link.url for link in read(entries(*parts)).links} == {
        link.url for link in read(entries(*parts[::-1])).links
    }


def test_permalinks_are_better_than_a_shared_link():
    body = entries(*((title(n), guid(f"{SITE}/n/{n}", "true")) for n in "ab"))
    assert urls(body) == ["/n/a", "/n/b"]
    body = entries(*((title(n), guid(f"{SITE}/n/{n}")) for n in "ab"))
    assert all("/notices#" in url for url in urls(body))


def test_entries_that_differ_by_their_id_alone_are_one_and_counted():
    listing = read(entries((title("a"), guid("1")), (title("a"), guid("2"))))
    assert [link.url for link in listing.links] == [f"{SITE}/notices"]
    assert "differ from other entries only in their ids: 1;" in str(listing.remarks[0])


def test_the_same_entry_once_more_is_nothing():
    listing = read(entries((title("a"), guid("1")), (title("a"), guid("1"))))
    assert (len(listing.links), listing.remarks) == (1, ())


def test_routes_are_addresses_of_their_own():
    assert urls(rss(item("/#/detail?id=1", "a"), item("/#/detail?id=2", "b"))) == ["/#/detail?id=1", "/#/detail?id=2"]


def test_the_home_page_is_the_address_of_no_entry():
    body = f"<rss><channel><link>{SITE}/</link><item>{title('a')}<link>{SITE}/</link>{guid('g')}</item></channel></rss>"
    assert urls(body) == ["/#:~:entry=g"]


def test_a_marked_entry_is_read_from_the_feed_and_looked_at_again_by_its_page():
    text = "<description>&lt;p&gt;各区县:现将认定工作有关事项通知如下。&lt;/p&gt;</description>"
    feed = entries((title("关于认定工作的通知"), guid("A"), text), (title("关于印发方案的通知"), guid("B")))
    fetcher = FakeFetcher(**{LISTING: a_page(feed), f"{SITE}/notices": a_page("<html><p>所有通知</p></html>")})
    result = poll(fetcher, source=a_source(type="feed"))
    first, second = result.notices
    assert (first.url, first.title) == (f"{SITE}/notices#:~:entry=A", "关于认定工作的通知")
    assert "有关事项" in first.text
    assert second.text == "关于印发方案的通知"
    assert f"{SITE}/notices" not in fetcher.urls
    assert "content" not in first.model_dump(mode="json")["link"]
    again = poll(fetcher, source=a_source(type="feed"), state=result.state, revisit=(Revisit(url=first.url),))
    assert (again.revisited, again.notices, again.gone) == ((first.url,), (), ())


def test_another_text_of_a_marked_entry_is_another_look():
    def feed(text):
        return a_page(entries(*((title(n), guid(n), f"<description>{text}</description>") for n in "AB")))

    fetcher = FakeFetcher(**{LISTING: feed("现将有关事项通知如下")})
    state = poll(fetcher, source=a_source(type="feed")).state
    fetcher[LISTING] = feed("现将有关事项补充通知如下")
    assert len(poll(fetcher, source=a_source(type="feed"), state=state).notices) == 2


@pytest.mark.parametrize(
    "piece", ["<!--", "<![CDATA[", "<?x ", "<!DOCTYPE x [", "<item>", "<a:item ", "</rss>", '"version" :']
)
def test_hostile_markup_is_read_in_no_time(piece):
    began = perf_counter()
    form_of(a_page("<rss>" + piece * 100_000), a_source())
    assert perf_counter() - began < 2


def test_the_day_of_a_marked_entry_is_its_own():
    body = entries(
        (title("a"), guid("A"), "<pubDate>Wed, 12 Jun 2024 09:00:00 +0800</pubDate>"), (title("b"), guid("B"))
    )
    assert [link.published_on for link in read(body, region=("CN",)).links] == [date(2024, 6, 12), None]
