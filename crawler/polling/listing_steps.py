"""Parsing of listings in a poll, run in the process of `crawler.sandbox`. Pure functions; no I/O.

This module must not import Scrapy or Twisted, which that process does not need.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawler.fetching.barriers import require_page
from crawler.listings import Listing, form_of, read_listing
from crawler.listings.found import weight
from crawler.listings.paging import NextPage, next_page
from crawler.listings.platforms import list_addresses
from crawler.model.errors import CrawlerError, FetchError, ListingError
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.judgement import require_links
from crawler.polling.stand_ins import listing_stand_in

_PLACE = re.compile(rb"(?i)<(?:body|/head|div|ul|table|ol|dl)\b")
"""Matches the tags before which scripts are inserted, because content after the end of a document is not parsed."""


@dataclass(frozen=True)
class ListingReading:
    """A parsed page of a listing.

    `form` is the format of the page. `type` is the source type for the following pages. `addresses` are the URLs from
    which the page loads its lists; if `addresses` is empty, `listing` is the list in the page itself.
    """

    form: str
    type: str
    addresses: tuple[str, ...] = ()
    listing: Listing = Listing(())
    error: CrawlerError | None = None
    """The error that occurred when the page was parsed as a listing, or None."""

    @property
    def weight(self) -> tuple[int, int]:
        """Return a sort key that ranks readings with more dated links higher and, among equals, those with more links.

        A reading with an error ranks lowest.
        """
        return (-1, 0) if self.error else weight(list(self.listing.links))


def read_entry(page: Page, source: Source, today: date) -> ListingReading:
    """Return the listing on a source's first page, or the URLs from which the page loads its lists.

    Raise CrawlerError if the page cannot be read.
    """
    if source.type != "command":
        require_page(page, source.rendering("listing"))
    form = form_of(page, source)
    kind = source.type
    try:
        # A browser has already loaded the list from these addresses.
        addresses = () if source.rendering("listing") else tuple(list_addresses(page, source, form))
    except ListingError:
        if source.type != "auto":
            raise
        addresses = ()
        kind = "html"
    if addresses:
        return ListingReading(form, kind, addresses)
    source = source.model_copy(update={"type": kind})
    return ListingReading(form_of(page, source), kind, listing=read_listing(page, source, today))


def read_candidate(page: Page, source: Source, today: date) -> ListingReading:
    """Return the listing on a page that may not be a listing at all.

    If the page is not a listing, the result has an `error`. Raise FetchError if the response is not a page.
    """
    require_page(page, source.rendering("listing"))
    form = form_of(page, source)
    try:
        return ListingReading(form, source.type, listing=read_listing(page, source, today))
    except CrawlerError as error:
        return ListingReading(form, source.type, error=error)


def read_further(page: Page, source: Source, today: date) -> Listing:
    """Return the rows on a listing's second or later page. Raise CrawlerError if the page cannot be read."""
    require_page(page, source.rendering("listing"))
    return read_listing(page, source, today)


def read_links(page: Page, source: Source, today: date) -> Listing:
    """Return the listing on a saved page. Raises CrawlerError if it unexpectedly has no links."""
    listing = read_listing(page, source, today)
    require_links(listing, page, form_of(page, source))
    return listing


def with_scripts(page: Page, written: Sequence[bytes]) -> Page:
    """Return a copy of a page in which an inline script with the texts of external scripts is inserted.

    `written` are the contents of these scripts as bytes.
    """
    scripts = "\n".join(script.decode("utf-8", "replace") for script in written).replace("</", "<\\/")
    # The page's encoding is kept, since query strings are encoded in it.
    added = f"<script>{scripts}</script>".encode(page.encoding, "replace")
    return Page(
        url=page.url,
        body=_PLACE.sub(lambda match: added + match[0], page.body, count=1),
        fetched_at=page.fetched_at,
        content_type=page.content_type,
        final_url=page.final_url,
    )


def page_after(page: Page, source: Source, number: int) -> NextPage | None:
    """Return the page that follows an HTML listing page, or None if there is none or `page` is not HTML.

    `number` is the index of `page` in the listing, counted from 0.
    """
    return next_page(page, number) if form_of(page, source) == "html" else None


def stand_in_of(page: Page) -> FetchError | None:
    """Return an error if a page is a stand-in for the listing, such as a login page, otherwise None."""
    return listing_stand_in(page)
