"""Extraction of links from the pages of a listing or feed, with one module for each listing format."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.listings import command_rows, feed, html, json_api, sitemap
from crawler.listings.found import Found, weight
from crawler.listings.platforms import platform_of, read_system
from crawler.listings.shared_addresses import shared_addresses, with_distinct_urls
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import CrawlerError, ListingError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.page import Page
from crawler.model.source import SYSTEMS, Source
from crawler.model.url_key import url_key

LINK_LIMIT = 3000
"""Maximum number of links taken from one listing; `KNOWN_LIMIT` of the polling state is somewhat larger."""


@dataclass(frozen=True)
class Listing:
    """The links of a listing without duplicate URLs, in listing order or, for a sitemap, newest first.

    `fault` is the error that ended parsing before the end of the listing, or None. `cut` is the number of links beyond
    LINK_LIMIT plus the number of entries that were not parsed. `left_out` is the number of links excluded by the
    filters `include` and `exclude`. `rows` is the number of entries, with or without links. `remarks`, `next`, `parts`
    and `parts_dated` are described in `Found`, the other fields below.
    """

    links: tuple[Link, ...]
    fault: CrawlerError | None = None
    cut: int = 0
    left_out: int = 0
    rows: int = 0
    remarks: tuple[CrawlerError, ...] = ()
    next: str | None = None
    parts: tuple[str, ...] = ()
    parts_dated: bool = True
    doubtful: tuple[Link, ...] = ()
    """Links that may belong to a menu, because their rows have no dates, titles or URLs typical of notices.

    Empty if `links` is not empty.
    """
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    """URLs of the page's frames (`frames`), and of its scripts that may define the functions called by its links.

    Both are empty unless the page has no links.
    """
    place: str = ""
    """The element that contains the links: the tags, classes and ids of the elements from the root to it."""
    unmatched: tuple[str, ...] = ()
    """The names of the selectors that find nothing in any row."""
    title: str = ""
    """The title of an HTML page."""


def read_listing(page: Page, source: Source, today: date) -> Listing:
    """Return the links of a listing page, which is parsed according to the source's type.

    Raises ListingError when the page is not a listing of that type. For a truncated or malformed feed or sitemap, the
    result contains the entries before the defect, and the error in `fault`. Missing years are inferred from `today`.
    """
    found = _found(page, source, today)
    form = form_of(page, source)
    apart = form in ("html", "json", "sitemap")
    entries = with_distinct_urls(found.links, of_page=form == "html") if apart else found.links
    followed = [link for link in entries if _followed(link, source)]
    links, cut = unique(followed)
    doubtful, _ = unique(link for link in found.doubtful if _followed(link, source))
    return Listing(
        links=links,
        fault=found.fault,
        cut=cut + found.cut,
        left_out=len(found.links) - len(followed),
        rows=found.rows,
        remarks=(*found.remarks, *shared_addresses(followed)),
        next=found.next,
        parts=found.parts,
        parts_dated=found.parts_dated,
        doubtful=doubtful,
        frames=found.frames,
        scripts=found.scripts,
        place=found.place,
        unmatched=found.unmatched,
        title=found.title,
    )


def form_of(page: Page, source: Source) -> str:
    """Return the format of a page: the source's type or, for `auto`, the format that is detected.

    A detected format is `feed`, `sitemap`, `html`, or the name of a publishing system.
    """
    if source.type != "auto":
        return source.type
    if feed.looks_like_feed(page):
        return "feed"
    if sitemap.looks_like_sitemap(page):
        return "sitemap"
    return platform_of(page) or "html"


def _found(page: Page, source: Source, today: date) -> Found:
    form = form_of(page, source)
    if form in SYSTEMS:
        return _of_system(form, page, source, today)
    match form:
        case "feed":
            return feed.read_feed(page, source)
        case "json":
            return json_api.read_json(page, source, today)
        case "command":
            return command_rows.read_rows(page, source)
        case "sitemap":
            return sitemap.read_sitemap(page, source)
        case _:
            if mistaken := _mistaken(page):
                raise ListingError(ListingDetail.OTHER_FORM.of(form=mistaken))
            return _of_html(page, source, today)


def _mistaken(page: Page) -> str | None:
    """Return `feed` or `sitemap` if the page that was expected to be HTML is one of these, otherwise None."""
    if feed.looks_like_feed(page):
        return "feed"
    return "sitemap" if sitemap.looks_like_sitemap(page) else None


def _of_system(form: str, page: Page, source: Source, today: date) -> Found:
    """Return the list in a page of the publishing system `form`.

    If the source's type is `auto`, the publishing system is only a guess, and the page is also parsed as HTML. The
    result of this is returned if it has more dated links, or the same number of dated links and more links.
    """
    if source.type != "auto":
        return read_system(form, page, source, today)
    plain = _of_html(page, source, today) if "<" in page.text[:200] else Found([])
    try:
        found = read_system(form, page, source, today)
    except ListingError:
        found = Found([])
    return plain if weight(plain.links) > weight(found.links) or not found.links else found


def _of_html(page: Page, source: Source, today: date) -> Found:
    found = html.read_html_rows(page, source, today)
    return Found(
        found.links,
        rows=len(found.links),
        doubtful=tuple(found.doubtful),
        frames=found.frames,
        scripts=found.scripts,
        place=found.place,
        unmatched=found.unmatched,
        title=found.title,
    )


def unique(links: Iterable[Link]) -> tuple[tuple[Link, ...], int]:
    """Return the first LINK_LIMIT links without duplicate URLs, and the number of distinct links beyond the limit."""
    first: dict[str, Link] = {}
    beyond: set[str] = set()
    for link in links:
        if len(link.url) > URL_LIMIT or len(link.page or "") > URL_LIMIT:
            continue
        if len(first) < LINK_LIMIT:
            first.setdefault(url_key(link.url), link)
        else:
            # Computing keys takes time; links beyond the limit are only counted.
            beyond.add(link.url)
    return tuple(first.values()), len(beyond - {link.url for link in first.values()})


def _followed(link: Link, source: Source) -> bool:
    if not source.include and not source.exclude:
        return True
    parts = urlsplit(link.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wanted = not source.include or any(_glob(pattern).match(path) for pattern in source.include)
    return wanted and not any(_glob(pattern).match(path) for pattern in source.exclude)


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))
