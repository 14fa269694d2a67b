"""The beginning of a listing: its address, or another page that its page gets the list from."""

import re
from dataclasses import dataclass, replace
from datetime import date

from crawler.fetching.fetcher import Fetcher
from crawler.fetching.middlewares import site_of
from crawler.listings import Listing, form_of, read_listing
from crawler.listings.found import weight
from crawler.listings.platforms import list_addresses
from crawler.model.errors import CrawlerError, FetchError, ListingError
from crawler.model.http_request import ListingRequest
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.parser_thread import in_parser_thread

_PLACE = re.compile(rb"(?i)<(?:body|/head|div|ul|table|ol|dl)\b")
"""Where scripts are put: what follows the end of a document is not parsed."""
_SCRIPT_LIMIT = 300_000
"""Bytes of a script that is read for the functions of a page's links."""


@dataclass(frozen=True)
class EntryPage:
    """The first page that holds a listing, the request for it, and the source as that page is to be read."""

    page: Page
    request: ListingRequest
    source: Source


async def follow_leads(fetcher: Fetcher, start: EntryPage, today: date, ends: float) -> EntryPage:
    """Return the start itself, or, if its page gets the list from elsewhere, the start there.

    A page may get several lists: the one with most dates is its listing, unless `select.unit` names another. Lists that
    are requested anew every time have no validators. Raises CrawlerError when one of them cannot be fetched: the choice
    of the listing would then be a guess.
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
        starts.append(EntryPage(_without_validators(page), ListingRequest(address), led))
    return max(reversed(starts), key=lambda start: _weight(start, today))


async def follow_page(fetcher: Fetcher, start: EntryPage, listing: Listing, today: date, ends: float) -> EntryPage:
    """Return the start of a page without links whose list is in a frame or depends on scripts.

    The frame is of the page's own site, or the links call functions of the page's scripts. It is the start itself when
    these do not help.
    """
    site = site_of(start.page.final_url)
    for url in listing.frames:
        page = await _optional(fetcher, url, start.source, ends) if site_of(url) == site else None
        inside = EntryPage(_without_validators(page), ListingRequest(url), start.source) if page else None
        found = await _read(inside, today) if inside else None
        if inside and found and found.links:
            return inside
    return await _with_scripts(fetcher, start, listing, today, ends)


async def _with_scripts(fetcher: Fetcher, start: EntryPage, listing: Listing, today: date, ends: float) -> EntryPage:
    """Return the start with the scripts of its site put into its page, if its links are then known."""
    site = site_of(start.page.final_url)
    written = []
    for url in listing.scripts:
        if site_of(url) != site:
            continue
        try:
            written.append(await fetcher.fetch_file(url, start.source, _SCRIPT_LIMIT, ends))
        except FetchError:
            continue
    if not written:
        return start
    scripts = "\n".join(script.decode("utf-8", "replace") for script in written).replace("</", "<\\/")
    # Unicode escapes would change queries in the page's encoding, so the page keeps it.
    added = f"<script>{scripts}</script>".encode(start.page.encoding, "replace")
    page = Page(
        url=start.page.url,
        body=_PLACE.sub(lambda match: added + match[0], start.page.body, count=1),
        fetched_at=start.page.fetched_at,
        content_type=start.page.content_type,
        final_url=start.page.final_url,
    )
    whole = replace(start, page=page)
    found = await _read(whole, today)
    return whole if found and found.links else start


async def _optional(fetcher: Fetcher, url: str, source: Source, ends: float) -> Page | None:
    try:
        return await fetcher.fetch(url, source, ends=ends)
    except FetchError:
        return None


async def _read(start: EntryPage, today: date) -> Listing | None:
    try:
        return await in_parser_thread(read_listing, start.page, start.source, today)
    except ListingError:
        return None


def _without_validators(page: Page) -> Page:
    return replace(page, etag=None, modified=None)


def _typed(source: Source, form: str) -> Source:
    return source.model_copy(update={"type": form})


def _weight(start: EntryPage, today: date) -> tuple[int, int]:
    try:
        return weight(list(read_listing(start.page, start.source, today).links))
    except CrawlerError:
        return -1, 0
