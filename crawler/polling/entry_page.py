"""Where a listing begins: its address, or what the page there gets its list from."""

from dataclasses import dataclass, replace
from datetime import date

from crawler.fetching.fetcher import Fetcher
from crawler.listings import form_of, read_listing
from crawler.listings.found import weight
from crawler.listings.platforms import list_addresses
from crawler.model.errors import CrawlerError, ListingError
from crawler.model.http_request import ListingRequest
from crawler.model.page import Page
from crawler.model.source import Source


@dataclass(frozen=True)
class EntryPage:
    """The first page that holds a listing, the request for it, and the source as that page is to be read."""

    page: Page
    request: ListingRequest
    source: Source


async def follow_leads(fetcher: Fetcher, start: EntryPage, today: date, ends: float) -> EntryPage:
    """The start itself, or, where its page gets the list from elsewhere, the start there.

    A page may get several lists: the one with most dates is its listing, unless `select.unit` names another. What is
    asked for every time anew has no validators. Raises CrawlerError when one of them cannot be fetched: which is the
    listing would then be a guess.
    """
    source = start.source
    form = form_of(start.page, start.source)
    try:
        addresses = list_addresses(start.page, source, form)
    except ListingError:
        if source.type != "auto":
            raise
        return replace(start, source=_typed(source, "html"))
    if not addresses:
        return start
    led = _typed(source, form)
    # A page that is merely thought to be a system's may have its list built in.
    starts = [replace(start, source=_typed(source, "html"))] if source.type == "auto" else []
    for address in addresses:
        page = await fetcher.fetch(address, source, ends=ends)
        assert page is not None
        starts.append(EntryPage(replace(page, etag=None, modified=None), ListingRequest(address), led))
    return max(reversed(starts), key=lambda start: _weight(start, today))


def _typed(source: Source, form: str) -> Source:
    return source.model_copy(update={"type": form})


def _weight(start: EntryPage, today: date) -> tuple[int, int]:
    try:
        return weight(list(read_listing(start.page, start.source, today).links))
    except CrawlerError:
        return -1, 0
