import gzip
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import LINK_LIMIT, read_listing
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import FeedBrokenError, ForeignLinksError, ListingError
from crawler.model.link import Link
from crawler.model.packed_page import PageTooLargeError, unzipped
from tests.crawler.apis import entry, index, news, part, urlset
from tests.crawler.builders import SITE, TODAY, a_page, a_source, rss, unhurried

AT = f"{SITE}/sitemap.xml"


def read(body, url=AT, **fields):
    return read_listing(a_page(body, url=url), a_source(**{"type": "sitemap"} | fields), TODAY)


def urls(listing):
    return [link.url for link in listing.links]


def page(number):
    return f"{SITE}/policy/{number}.html"


def test_a_sitemap_gives_its_pages_the_last_changed_first_and_undated_ones_last():
    body = urlset(entry(page(1)), entry(page(2), "2024-06-01"), entry(page(3), "2024-06-02T08:00:00+08:00"))
    assert urls(read(body)) == [page(3), page(2), page(1)]


def test_when_a_page_changed_is_not_when_it_was_published():
    [link] = read(urlset(entry(page(1), "2024-06-12T20:00:00Z")), region=("CN",)).links
    assert link == Link(url=page(1), modified_on=date(2024, 6, 13))


def test_the_day_in_an_address_is_that_of_its_publication():
    [link] = read(urlset(entry(f"{SITE}/art/2024/6/3/1.html", "2024-06-12"))).links
    assert (link.published_on, link.modified_on) == (date(2024, 6, 3), date(2024, 6, 12))


def test_news_bring_title_and_day_of_publication():
    [link] = read(urlset(entry(page(1), None, news("规划 &amp; 方案", "2024-06-12T20:00:00Z"))), region=("CN",)).links
    assert link == Link(url=page(1), title="规划 & 方案", published_on=date(2024, 6, 13))


def test_other_extensions_name_no_page_and_no_title():
    image = (
        '<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>https://cdn.example/1.png</i:loc>'
        "<i:title>图</i:title></i:image>"
    )
    assert read(urlset(entry(page(1), None, image))).links == (Link(url=page(1)),)


def test_a_day_on_which_most_pages_are_said_to_have_changed_is_the_sitemaps_own():
    stamped = [entry(page(number), "2024-06-13") for number in range(9)]
    listing = read(urlset(*stamped, entry(page(9), "2024-06-01"), entry(page(10), "2024-05-01")))
    assert {link.modified_on for link in listing.links} == {None, date(2024, 6, 1), date(2024, 5, 1)}
    assert urls(listing)[-2:] == [page(9), page(10)]


@pytest.mark.parametrize(
    "written", ["2024", "2024-06", "soon", "", "0001-01-01", "9999-12-31T23:59:59-12:00", "2024-13-45"]
)
def test_an_odd_day_costs_no_page(written):
    assert urls(read(urlset(entry(page(1), written)), region=("CN",))) == [page(1)]


@pytest.mark.parametrize(
    "start", ["<sitemapindex>", '<sitemapindex xmlns="http://www.google.com/schemas/sitemap/0.84">']
)
def test_the_name_space_does_not_matter(start):
    listing = read(f"{start}<sitemap><loc>{SITE}/1.xml</loc></sitemap></sitemapindex>")
    assert (listing.links, listing.parts, listing.parts_dated) == ((), (f"{SITE}/1.xml",), False)


def test_prefixes_are_read():
    body = f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>{page(1)}</s:loc></s:url></s:urlset>'
    assert urls(read(body)) == [page(1)]


def test_an_index_names_its_sitemaps_the_last_changed_first_and_each_once():
    listing = read(index(part("/1.xml", "2024-06-01"), part("/2.xml.gz", "2024-06-02"), part("/1.xml", "2024-06-01")))
    assert listing.parts == (f"{SITE}/2.xml.gz", f"{SITE}/1.xml")
    assert listing.parts_dated


@pytest.mark.parametrize("source_type", ["auto", "sitemap"])
@pytest.mark.parametrize(
    "body",
    [
        urlset(entry(page(1))),
        index(part("/1.xml")),
        "<?xml-stylesheet href='s.xsl'?><!-- made by a plug-in -->" + urlset(),
    ],
)
def test_a_sitemap_is_known_by_its_text(source_type, body):
    plain = body.replace('<?xml version="1.0" encoding="UTF-8"?>\n', "")
    assert read(plain, type=source_type) == read('<?xml version="1.0" encoding="UTF-8"?>\n' + plain)


@pytest.mark.parametrize("body", ["", "words", "{}", rss(), "<html><urlset></urlset></html>", "<urls></urls>"])
def test_what_is_no_sitemap_is_an_error(body):
    with pytest.raises(ListingError, match="not a sitemap"):
        read(body)


def test_links_to_other_hosts_are_passed_over_and_said_once():
    body = urlset(
        entry(page(1)),
        entry("https://example.gov.cn/2"),
        entry("https://evil.example/1"),
        entry("https://evil.example/2"),
        entry("javascript:alert(1)"),
        entry("http://[broken"),
    )
    listing = read(body)
    assert urls(listing) == [page(1), "https://example.gov.cn/2"]
    [remark] = listing.remarks
    assert isinstance(remark, ForeignLinksError)
    assert remark.detail == ListingDetail.OTHER_HOSTS.of(count=2, url="https://evil.example/1")


def test_sitemaps_of_other_hosts_are_passed_over_too():
    listing = read(index(part("https://evil.example/1.xml"), part("/1.xml")))
    assert (listing.parts, len(listing.remarks)) == ((f"{SITE}/1.xml",), 1)


def test_a_saved_sitemap_has_no_host_to_compare_with():
    assert urls(read(urlset(entry(page(1))), url="file:///tmp/sitemap.xml")) == [page(1)]


@pytest.mark.parametrize("cut", ["</url></urlset>", "</loc>", "</urlset>", "<changefreq>"])
def test_a_sitemap_that_breaks_off_gives_what_came_before(cut):
    body = urlset(*(entry(page(number)) for number in range(3)))
    listing = read(body[: body.rindex(cut)])
    assert urls(listing)[:2] == [page(0), page(1)]
    assert isinstance(listing.fault, FeedBrokenError)


@pytest.mark.parametrize("body", ["<urlset>", "<urlset", f"<urlset><loc>{page(1)}</loc>", "<urlset>&nbsp;</urlset"])
def test_a_sitemap_that_breaks_off_at_once_is_broken(body):
    with pytest.raises(ListingError):
        read(body)


def test_a_sitemap_without_pages_has_none():
    assert (read(urlset()).links, read(urlset()).rows) == ((), 0)


def test_elements_that_stand_elsewhere_are_no_entries():
    deep = f"<x>{entry(page(2))}</x>"
    assert urls(read(urlset(entry(page(1), None, entry(page(3))), deep))) == [page(1)]


def test_a_sitemap_of_fifty_thousand_pages_is_cut_to_the_newest():
    first = date(2000, 1, 1)
    body = urlset(*(entry(page(number), first + timedelta(days=number * 7 % 9000)) for number in range(50_000)))
    listing = read(body)
    assert (len(listing.links), listing.cut, listing.rows) == (LINK_LIMIT, 50_000 - LINK_LIMIT, 50_000)
    newest = [link.modified_on for link in listing.links]
    assert newest == sorted(newest, reverse=True)
    assert newest[0] == first + timedelta(days=8999)


def test_globs_choose_before_the_rest_is_cut():
    wanted = [entry(f"{SITE}/policy/{number}") for number in range(3)]
    others = [entry(f"{SITE}/shop/{number}", "2024-06-01") for number in range(LINK_LIMIT + 5)]
    listing = read(urlset(*others, *wanted), include=["/policy/*"])
    assert (len(listing.links), listing.cut, listing.left_out) == (3, 0, LINK_LIMIT + 5)


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_an_external_entity_is_not_fetched(tmp_path, monkeypatch, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret")
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was connected to"))
    for target in (secret.as_uri(), str(secret), "http://127.0.0.1:9/x.dtd"):
        for more in ("", f'<!ENTITY % p {kind} "{target}"> %p;'):
            doctype = f'<!DOCTYPE urlset [<!ENTITY x {kind} "{target}">{more}]>'
            with suppress(ListingError):
                entries = entry(page("&x;")), entry(page(1), None, news("a&x;b", "2024-06-01"))
                assert "the-secret" not in str(read(doctype + urlset(*entries).partition("\n")[2]))


def test_an_entity_bomb_neither_expands_nor_hangs():
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "{SITE}/a">{entities}]>'
        + urlset(entry("&e11;"), entry(page(1))).partition("\n")[2]
    )
    with suppress(ListingError):
        assert all(len(link.url) < 1000 for link in read(body).links)


def test_depth_has_bounds():
    with suppress(ListingError):
        read(f"<urlset>{'<a>' * 100_000}")


def test_a_gzip_file_is_known_by_its_bytes_and_unpacked_within_bounds():
    body = urlset(entry(page(1))).encode()
    assert unzipped(gzip.compress(body), 10_000) == body
    assert unzipped(body, 10) == body
    with pytest.raises(PageTooLargeError):
        unzipped(gzip.compress(bytes(50_000_000)), 1_000_000)


@pytest.mark.parametrize("raw", [b"\x1f\x8b", b"\x1f\x8b\x08 nonsense", b"", b"\x1f"])
def test_what_only_begins_like_gzip_stays_as_it_is(raw):
    assert unzipped(raw, 100) in (raw, b"")


@given(st.binary(max_size=300))
@unhurried
def test_any_bytes_can_be_asked_to_be_unzipped(raw):
    assert len(unzipped(b"\x1f\x8b" + raw, 1000)) <= 1000


TAGS = "<url> </url> <loc> </loc> <sitemap> </sitemap> <lastmod> &amp; &x; <!-- --> <![CDATA[ ]]> <a> </a> <?x \x00"
pieces = st.sampled_from([*TAGS.split(" "), "https://www.example.gov.cn/1", "<a xmlns='b'>"])


@given(st.lists(pieces | st.text(max_size=10), max_size=20))
@unhurried
def test_no_text_makes_reading_raise_anything_but_a_listing_error(some):
    for start in ("<urlset>", "<sitemapindex>", ""):
        with suppress(ListingError):
            read(start + "".join(some))
