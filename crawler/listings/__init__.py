"""Page → links: what a listing or feed gives, one module for each form."""

from dataclasses import dataclass
from datetime import date

from crawler.errors import FeedBrokenError
from crawler.listings import feed, html
from crawler.page import Page, url_key
from crawler.poll import Link
from crawler.source import Source
from crawler.state import URL_LIMIT

LINK_LIMIT = 3000
"""Links taken from one listing; a state has room for somewhat more."""


@dataclass(frozen=True)
class Listing:
    """The links of one listing, each address once, in the listing's order; `fault` when it broke off."""

    links: tuple[Link, ...]
    fault: FeedBrokenError | None = None
    cut: int = 0


def read_listing(page: Page, source: Source, today: date) -> Listing:
    """The links that a listing page gives, read as the source's type says.

    Raises ListingError when the page is no listing of that type. A feed that breaks off gives what came before the
    break, with `fault` saying so.
    """
    fault = None
    if source.type == "feed" or (source.type == "auto" and feed.looks_like_feed(page)):
        links, fault = feed.read_feed(page, source)
    else:
        links = html.read_html(page, source, today)
    first: dict[str, Link] = {}
    for link in links:
        if len(link.url) > URL_LIMIT:
            continue
        first.setdefault(url_key(link.url), link)
    unique = tuple(first.values())
    return Listing(links=unique[:LINK_LIMIT], fault=fault, cut=max(0, len(unique) - LINK_LIMIT))
