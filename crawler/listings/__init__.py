"""Page → links: what a listing or feed gives, one module for each form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.listings import feed, html, json_api, sitemap
from crawler.listings.found import Found, weight
from crawler.listings.platforms import platform_of, read_system
from crawler.model.errors import CrawlerError, ListingError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.page import Page
from crawler.model.source import SYSTEMS, Source
from crawler.model.url_key import url_key

LINK_LIMIT = 3000
"""Links taken from one listing; a state has room for somewhat more."""


@dataclass(frozen=True)
class Listing:
    """The links of one listing, each address once, in the listing's order; of a sitemap, the newest first.

    `fault`: it broke off. `cut`: links beyond LINK_LIMIT. `left_out`: links that `include` and `exclude` left out.
    `rows`: how many entries there were, links or not. For `remarks`, `next`, `parts` and `parts_dated` see `Found`.
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


def read_listing(page: Page, source: Source, today: date) -> Listing:
    """The links that a listing page gives, read as the source's type says.

    Raises ListingError when the page is no listing of that type. A feed or sitemap that breaks off gives what came
    before the break, with `fault` saying so.
    """
    found = _found(page, source, today)
    followed = [link for link in found.links if _followed(link, source)]
    links, cut = unique(followed)
    return Listing(
        links=links,
        fault=found.fault,
        cut=cut,
        left_out=len(found.links) - len(followed),
        rows=found.rows,
        remarks=found.remarks,
        next=found.next,
        parts=found.parts,
        parts_dated=found.parts_dated,
    )


def form_of(page: Page, source: Source) -> str:
    """The form of a listing: the source's type, or for `auto` what the page's text is, or which system made it."""
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
        case "sitemap":
            return sitemap.read_sitemap(page, source)
        case _:
            if mistaken := _mistaken(page):
                raise ListingError(f"this is a {mistaken}, no HTML: `type: {mistaken}` reads it, and so does no `type`")
            links = html.read_html(page, source, today)
            return Found(links, rows=len(links))


def _mistaken(page: Page) -> str | None:
    """The form of a page that was taken for HTML and is none."""
    if feed.looks_like_feed(page):
        return "feed"
    return "sitemap" if sitemap.looks_like_sitemap(page) else None


def _of_system(form: str, page: Page, source: Source, today: date) -> Found:
    """What the system's list holds. A page that is merely thought to be a system's may have another list besides."""
    if source.type != "auto":
        return read_system(form, page, source, today)
    plain = html.read_html(page, source, today) if "<" in page.text[:200] else []
    try:
        found = read_system(form, page, source, today)
    except ListingError:
        found = Found([])
    return found if weight(found.links) >= weight(plain) else Found(plain, rows=len(plain))


def unique(links: Iterable[Link]) -> tuple[tuple[Link, ...], int]:
    """The first LINK_LIMIT links, each address once, and how many there are beyond them."""
    first: dict[str, Link] = {}
    beyond: set[str] = set()
    for link in links:
        if len(link.url) > URL_LIMIT or len(link.page or "") > URL_LIMIT:
            continue
        if len(first) < LINK_LIMIT:
            first.setdefault(url_key(link.url), link)
        else:
            # Keys cost time; those that are cut off are only counted.
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
