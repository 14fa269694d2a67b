"""Steps of a poll that parse listings; the process of `crawler.sandbox` runs them. Pure.

Nothing here may import Scrapy or Twisted, which the process does not need.
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
"""Where scripts are put: what follows the end of a document is not parsed."""


@dataclass(frozen=True)
class ListingReading:
    """A page of a listing as it was read.

    `form` is its form, `type` the type by which its source is read from now on. `addresses` are those from which the
    page gets its list; without any, `listing` is its own.
    """

    form: str
    type: str
    addresses: tuple[str, ...] = ()
    listing: Listing = Listing(())
    error: CrawlerError | None = None
    """Why the page gives no listing, where there is a choice of pages."""

    @property
    def weight(self) -> tuple[int, int]:
        """How much the links resemble a list of notices."""
        return (-1, 0) if self.error else weight(list(self.listing.links))


def read_entry(page: Page, source: Source, today: date) -> ListingReading:
    """Return the first page of a listing, or where its list is. Raise CrawlerError."""
    require_page(page)
    form = form_of(page, source)
    kind = source.type
    try:
        addresses = tuple(list_addresses(page, source, form))
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
    """Return a page from which a listing may come; its own error is part of it. Raise FetchError."""
    require_page(page)
    form = form_of(page, source)
    try:
        return ListingReading(form, source.type, listing=read_listing(page, source, today))
    except CrawlerError as error:
        return ListingReading(form, source.type, error=error)


def read_further(page: Page, source: Source, today: date) -> Listing:
    """Return a page of a listing after the first. Raise CrawlerError."""
    require_page(page)
    return read_listing(page, source, today)


def read_links(page: Page, source: Source, today: date) -> Listing:
    """Return the listing of a saved page. Raise CrawlerError when it has no links where there must be some."""
    listing = read_listing(page, source, today)
    require_links(listing, page, form_of(page, source))
    return listing


def with_scripts(page: Page, written: Sequence[bytes]) -> Page:
    """Return a page with the scripts of its site put into it."""
    scripts = "\n".join(script.decode("utf-8", "replace") for script in written).replace("</", "<\\/")
    # Unicode escapes would change queries in the page's encoding, so the page keeps it.
    added = f"<script>{scripts}</script>".encode(page.encoding, "replace")
    return Page(
        url=page.url,
        body=_PLACE.sub(lambda match: added + match[0], page.body, count=1),
        fetched_at=page.fetched_at,
        content_type=page.content_type,
        final_url=page.final_url,
    )


def page_after(page: Page, source: Source, number: int) -> NextPage | None:
    """Return the page that follows one of an HTML listing, by its links; None for other forms."""
    return next_page(page, number) if form_of(page, source) == "html" else None


def stand_in_of(page: Page) -> FetchError | None:
    """Return why a page without a list of notices was sent in its place, or None."""
    return listing_stand_in(page)
