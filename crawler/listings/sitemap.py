"""Extraction of links from sitemaps: URL sets, sitemap indexes, and the news extension.

The formats are described at https://www.sitemaps.org/protocol.html and, for the news extension, at
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import urlsplit

from lxml import etree

from crawler.listings.found import Found, one_line, page_address, source_context
from crawler.model.dates import date_in_url, local_date
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import CrawlerError, FeedBrokenError, ForeignLinksError, ListingError
from crawler.model.link import Link
from crawler.model.markup import root_of
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.text.date_moments import moment_day
from crawler.text.dates import DateContext

_SITEMAP = re.compile(r"(?i)<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[\s>]")
_HOST = re.compile(r"https?://([\w.-]+)(?::\d+)?/")
_NEWS = "{http://www.google.com/schemas/sitemap-news/"
ENTRIES_LIMIT = 50_000
"""Maximum number of entries in a sitemap according to the protocol. Any further entries are not parsed."""
_FEW = 10
"""Minimum number of entries for treating a common `lastmod` date as the date when the sitemap was generated."""


@dataclass(frozen=True)
class _SitemapEntry:
    """A `url` or `sitemap` element with its original values.

    `changed` is the `lastmod` time in seconds since 1970, or 0 if the element has no `lastmod`.
    """

    loc: str
    lastmod: date | None = None
    changed: float = 0.0
    title: str | None = None
    published: str | None = None


def looks_like_sitemap(page: Page) -> bool:
    """Return whether the page's text is a sitemap, regardless of its content type."""
    root = root_of(page.text)
    if root and root.name in ("urlset", "sitemapindex"):
        return True
    head = page.text[:4096]
    return not re.search(r"(?i)<(?:html|rss|feed)[\s>]", head) and bool(_SITEMAP.search(head))


def read_sitemap(page: Page, source: Source) -> Found:
    """Return the pages in a sitemap, or the sitemaps in a sitemap index, newest first.

    An entry's `lastmod` is the time of the page's last change, not of its publication; only the news extension has a
    publication date. Entries on other hosts are skipped, and reported in one remark. Raises ListingError when the page
    is not a sitemap, and FeedBrokenError when the sitemap is malformed before its first entry.
    """
    if not looks_like_sitemap(page):
        raise ListingError(ListingDetail.NOT_A_SITEMAP.of(url=page.final_url))
    urls, parts, fault, cut = _parsed(page.text, source.zone)
    if fault and not urls and not parts:
        raise fault
    host = _host(page.final_url)
    context = source_context(source, local_date(page.fetched_at, source.zone), page.fetched_at)
    foreign = list[str]()
    common = _common_day(urls)
    links = []
    for entry in sorted(urls, key=lambda url: -url.changed):
        link = _link(page.final_url, entry, common, source.known_zone, context)
        if link and host in ("", _host(link.url)):
            links.append(link)
        elif link:
            foreign.append(link.url)
    addresses: list[str] = []
    for part in sorted(parts, key=lambda part: -part.changed):
        address = page_address(page.final_url, part.loc)
        if address:
            (addresses if host in ("", _host(address)) else foreign).append(address)
    return Found(
        links,
        rows=len(urls) + len(parts),
        fault=fault,
        remarks=_remarks(foreign),
        parts=tuple(dict.fromkeys(addresses)),
        parts_dated=all(part.changed for part in parts),
        cut=cut,
    )


def _parsed(text: str, zone: tzinfo) -> tuple[list[_SitemapEntry], list[_SitemapEntry], CrawlerError | None, int]:
    """Return the `url` entries, the `sitemap` entries, the parse error or None, and the number of skipped entries."""
    # Security: entities are not expanded, external resources are not loaded, and libxml2's limits apply.
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    urls: list[_SitemapEntry] = []
    parts: list[_SitemapEntry] = []
    raw = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1).encode("utf-8", "replace")
    fault = None
    try:
        for start in range(0, len(raw), 65536):
            parser.feed(raw[start : start + 65536])
            _take(parser, urls, parts, zone)
            if len(urls) + len(parts) > ENTRIES_LIMIT:
                return urls, parts, None, max(0, raw.count(b"<loc") - len(urls) - len(parts))
        parser.close()
    except etree.XMLSyntaxError as error:
        fault = FeedBrokenError(ListingDetail.SITEMAP_MALFORMED.of(reason=error))
    _take(parser, urls, parts, zone)
    return urls, parts, fault, 0


def _take(parser: etree.XMLPullParser, urls: list[_SitemapEntry], parts: list[_SitemapEntry], zone: tzinfo) -> None:
    try:
        for _, element in parser.read_events():
            around = element.getparent()
            if around is None or around.getparent() is not None:
                continue  # an entry is a child of the root
            if entry := _entry(element, zone):
                (parts if etree.QName(element).localname == "sitemap" else urls).append(entry)
            # Free elements that have been read: the whole tree of a large sitemap would take too much memory.
            element.clear()
            while element.getprevious() is not None:
                del around[0]
    except etree.XMLSyntaxError:
        return  # the caller has already got this error from `feed` or `close`


def _entry(element: etree._Element, zone: tzinfo) -> _SitemapEntry | None:
    said = dict(_children(element))
    loc = said.get("loc")
    if not loc:
        return None
    moment = _moment(said.get("lastmod", ""), zone)
    return _SitemapEntry(
        loc=loc,
        lastmod=local_date(moment, zone) if moment else None,
        changed=max(moment.timestamp(), 1.0) if moment else 0.0,
        title=said.get("title"),
        published=said.get("publication_date"),
    )


def _children(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each element inside an entry, and of each element inside its news extension.

    Elements of other extensions are omitted.
    """
    space = element.tag.rpartition("}")[0]
    for child in element.iterchildren(etree.Element):
        around, _, name = child.tag.rpartition("}")
        if around == space:
            yield name, (child.text or "").strip()
        elif name == "news" and around.startswith(_NEWS):
            yield from (
                (element.tag.rpartition("}")[2], (element.text or "").strip())
                for element in child.iterchildren(etree.Element)
            )


def _moment(written: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _common_day(entries: list[_SitemapEntry]) -> date | None:
    """Return the `lastmod` date shared by more than half of the entries, or None.

    Such a date shows when the sitemap was generated, not when the pages changed.
    """
    days = Counter(entry.lastmod for entry in entries if entry.lastmod)
    day, times = days.most_common(1)[0] if days else (None, 0)
    return day if len(entries) >= _FEW and times * 2 > len(entries) else None


def _link(
    base: str, entry: _SitemapEntry, common: date | None, zone: tzinfo | None, context: DateContext
) -> Link | None:
    url = page_address(base, entry.loc)
    if url is None:
        return None
    day = moment_day(entry.published, zone, context) if entry.published else None
    changed = entry.lastmod if entry.lastmod != common else None
    return Link(url=url, title=one_line(entry.title), published_on=day or date_in_url(url), modified_on=changed)


def _host(url: str) -> str:
    match = _HOST.match(url)
    return match[1].lower().removeprefix("www.") if match else (urlsplit(url).hostname or "").removeprefix("www.")


def _remarks(foreign: list[str]) -> tuple[ForeignLinksError, ...]:
    if not foreign:
        return ()
    return (ForeignLinksError(ListingDetail.OTHER_HOSTS.of(count=len(foreign), url=foreign[0])),)
