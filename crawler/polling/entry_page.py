"""Reading of a listing's first page.

This is the page at the source's URL or, if that page loads its list from another URL, the page at the other URL.
"""

from dataclasses import dataclass, replace
from datetime import date

from crawler.fetching.fetcher import Fetcher
from crawler.fetching.middlewares import site_of
from crawler.listings import Listing
from crawler.model.errors import CrawlerError, FetchError
from crawler.model.http_request import ListingRequest
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.listing_steps import ListingReading, read_candidate, read_entry, with_scripts
from crawler.sandbox.parser import Parser

_SCRIPT_LIMIT = 300_000
"""Maximum size in bytes of a script that is searched for the functions called by a page's links."""


@dataclass(frozen=True)
class EntryPage:
    """The first page of a listing, the request for this page, and the source with the settings for reading it.

    If the source is configured with the type `auto`, its type may have been replaced by the type detected on the page.
    """

    page: Page
    request: ListingRequest
    source: Source


@dataclass(frozen=True)
class Entry:
    """The parsed first page of a listing.

    `start` is the page with its request and source, `form` is the format of the page, and `listing` contains its links.
    """

    start: EntryPage
    form: str
    listing: Listing


class EntryReader:
    """Reader of listings' first pages.

    `today` is the current date in the source's time zone. No page is requested after `ends`, a time of the event loop.
    """

    def __init__(self, fetcher: Fetcher, parser: Parser, today: date, ends: float) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._today = today
        self._ends = ends

    async def read(self, start: EntryPage) -> Entry:
        """Return the listing on the page in `start`, or the listing that this page loads from another URL.

        If there are several lists, the one with the most dated links is used, unless `select.unit` selects another. A
        page from another URL is returned without ETag and modification time, because the next poll would send them to
        the source's own URL. Raise CrawlerError if the listing cannot be read. Raise it also if one of several lists
        cannot be fetched, because the best list is then unknown.
        """
        source = start.source
        own = await self._parser.run(source.id, read_entry, start.page, source, self._today)
        if not own.addresses:
            return Entry(replace(start, source=_typed(source, own.type)), own.form, own.listing)
        led = _typed(source, own.form)
        # A page that is only presumed to be of a publishing system may contain its list itself.
        found = [await self._candidate(replace(start, source=_typed(source, "html")))] if source.type == "auto" else []
        for address in own.addresses:
            page = await self._fetcher.fetch(address, source, ends=self._ends)
            assert page is not None
            found.append(await self._candidate(EntryPage(_without_validators(page), ListingRequest(address), led)))
        at, reading = max(reversed(found), key=lambda candidate: candidate[1].weight)
        if reading.error:
            raise reading.error
        return Entry(at, reading.form, reading.listing)

    async def follow(self, entry: Entry) -> Entry:
        """Return the listing found in the frames or external scripts of a page that has no links itself.

        `entry` is the result for this page. It is returned unchanged if no links are found. Only frames and scripts
        from the page's own site are used.
        """
        start = entry.start
        site = site_of(start.page.final_url)
        for url in entry.listing.frames:
            page = await self._optional(url, start.source) if site_of(url) == site else None
            inside = EntryPage(_without_validators(page), ListingRequest(url), start.source) if page else None
            found = await self._with_links(inside) if inside else None
            if found:
                return found
        return await self._with_scripts(entry) or entry

    async def _candidate(self, start: EntryPage) -> tuple[EntryPage, ListingReading]:
        return start, await self._parser.run(start.source.id, read_candidate, start.page, start.source, self._today)

    async def _with_links(self, start: EntryPage) -> Entry | None:
        try:
            start, reading = await self._candidate(start)
        except CrawlerError:
            return None
        return Entry(start, reading.form, reading.listing) if reading.listing.links else None

    async def _with_scripts(self, entry: Entry) -> Entry | None:
        """Return the listing of a page whose external scripts are inserted into it, or None if it still has no links.

        Scripts from other sites are ignored.
        """
        start = entry.start
        site = site_of(start.page.final_url)
        written = []
        for url in entry.listing.scripts:
            if site_of(url) != site:
                continue
            try:
                written.append(await self._fetcher.fetch_file(url, start.source, _SCRIPT_LIMIT, self._ends))
            except FetchError:
                continue
        if not written:
            return None
        page = await self._parser.run(start.source.id, with_scripts, start.page, tuple(written))
        return await self._with_links(replace(start, page=page))

    async def _optional(self, url: str, source: Source) -> Page | None:
        try:
            return await self._fetcher.fetch(url, source, ends=self._ends, role="listing")
        except FetchError:
            return None


def _without_validators(page: Page) -> Page:
    return replace(page, etag=None, modified=None)


def _typed(source: Source, form: str) -> Source:
    return source.model_copy(update={"type": form})
