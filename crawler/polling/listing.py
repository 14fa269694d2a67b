"""Fetching and parsing of a source's listing: the first page, and further pages while they may contain new links."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Literal

from crawler.fetching.fetcher import Fetcher, Validators
from crawler.listings import Listing, unique
from crawler.model.dates import local_date
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import CrawlerError, ListingError, TimedOutError
from crawler.model.http_request import ListingRequest, next_request, page_request
from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.entry_page import Entry, EntryPage, EntryReader
from crawler.polling.judgement import Judgement, StandInUnknownError, judge
from crawler.polling.listing_steps import read_further, stand_in_of
from crawler.polling.profile import is_redirected_away
from crawler.polling.program_page import Programs
from crawler.polling.state import ListingState
from crawler.polling.validators import may_ask_conditionally
from crawler.sandbox.parser import InlineParser, Parser

Outcome = Literal["ok", "not_modified"]


@dataclass(frozen=True)
class ListingPageResult:
    """The result of reading a listing, with all pages merged into one listing.

    `page` is the first page. `is_conclusive` is true if an unchanged first page implies that the other pages are
    unchanged too; otherwise, the next poll must read all pages. `start` contains the first page, its request, and the
    source with the settings for parsing it.
    """

    outcome: Outcome
    listing: Listing
    page: Page | None
    is_conclusive: bool = True
    start: EntryPage | None = None
    judgement: Judgement | None = None
    conditional: bool = False
    """Whether the first page was requested with validators."""


@dataclass
class _ListingPass:
    """The intermediate results while a poll reads the pages of a listing one after the other.

    `asked` are the requests sent, and `bodies` are the hashes of the pages received. `fault` is the error that ended
    the reading, or None. No page is requested after `ends`, a time of the event loop.
    """

    source: Source
    state: ListingState
    today: date
    ends: float
    asked: set[ListingRequest] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    listings: list[Listing] = field(default_factory=list)
    fault: CrawlerError | None = None

    def take(self, page: Page, listing: Listing) -> Listing:
        """Add a page's hash and its listing to the intermediate results. Return `listing`."""
        self.bodies.add(page.sha256)
        self.listings.append(listing)
        return listing

    def goes_on(self, listing: Listing) -> bool:
        """Return whether the page after `listing` may contain new links.

        This is the case if the last link of `listing` is new. The first links are not checked, because old links may be
        pinned to the top. If the previous poll was not completed, all pages are read again.
        """
        if not listing.links:
            return listing.left_out > 0
        return self.state.page_hash is None or not self.state.knows(listing.links[-1])


class ListingReader:
    """Stateless reader of listings.

    `programs` runs the programs of sources of type command. Without it, no program may be run.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        parser: Parser | None = None,
        programs: Programs | None = None,
    ) -> None:
        self._programs = programs or Programs()
        self._fetcher = fetcher
        self._clock = clock
        self._parser = parser or InlineParser()

    async def read(
        self,
        source: Source,
        state: ListingState,
        since: date | None,
        ends: float,
        more_until: float,
        received: asyncio.Event | None = None,
    ) -> ListingPageResult:
        """Read a listing and return the result, which contains no links if the listing is unchanged.

        The listing is unchanged if the server says so, or if the hash of its first page is the same as in the previous
        poll. The first page must be received by `ends`, the other pages by `more_until`; both are times of the event
        loop. `received` is set when the first page was received. If another page fails, the error is the `fault` of the
        listing, and the pages before it are used. Raise CrawlerError if the first page cannot be read or unexpectedly
        has no links. Raise DoubtfulListingError if the rows do not resemble the source's usual rows.
        """
        request = page_request(source)
        # The response to a POST depends on the request body, which validators do not cover.
        conditional = since is None and request.body is None and may_ask_conditionally(state, source, self._clock())
        validators = Validators(state.etag, state.modified) if conditional else None
        page = await self._first_page(source, request, validators, ends)
        if received:
            received.set()
        if page is None or (page.sha256 == state.page_hash and since is None):
            return ListingPageResult("not_modified", Listing(()), page, conditional=conditional)
        fetched = page
        today = local_date(self._clock(), source.zone)
        entries = EntryReader(self._fetcher, self._parser, today, ends)
        entry = await entries.read(EntryPage(page, request, source))
        if entry.start.page.sha256 == state.page_hash and since is None:
            return ListingPageResult("not_modified", Listing(()), entry.start.page, conditional=conditional)
        if not entry.listing.links and (entry.listing.frames or entry.listing.scripts):
            entry = await entries.follow(entry)
        page = entry.start.page
        request = entry.start.request
        source = entry.start.source
        listing_pass = _ListingPass(source, state, today, more_until)
        listing_pass.asked.add(request)
        first = listing_pass.take(page, entry.listing)
        if first.parts:
            await self._parts(listing_pass, first)
        elif since is None:  # with `since`, the backfill reads the further pages
            await self._pages(listing_pass, request, first)
        listing = joined(listing_pass.listings, listing_pass.fault)
        moved = entry.form == "html" and is_redirected_away(fetched.url, fetched.final_url, state.profile)
        judgement = await self._judged(listing, entry, state, today, moved=moved)
        return ListingPageResult(
            "ok",
            replace(listing, links=judgement.links),
            page,
            is_conclusive=all(listing.parts_dated for listing in listing_pass.listings),
            start=entry.start,
            judgement=judgement,
            conditional=conditional,
        )

    async def _first_page(
        self, source: Source, request: ListingRequest, validators: Validators | None, ends: float
    ) -> Page | None:
        if source.type == "command":
            return await self._programs.page(source, self._clock, ends)
        return await self._fetcher.fetch(request.url, source, validators, ends, post=request, role="listing")

    async def _judged(
        self, listing: Listing, entry: Entry, state: ListingState, today: date, *, moved: bool
    ) -> Judgement:
        """Return the accepted rows of a listing, as decided by `judge`.

        The page is checked for an error or login page only if the result depends on it. `moved` is true if a redirect
        led away from the listing.
        """
        page = entry.start.page
        try:
            return judge(listing, page, entry.form, state, today, moved=moved)
        except StandInUnknownError:
            stand_in = await self._parser.run(entry.start.source.id, stand_in_of, page)
            return judge(listing, page, entry.form, state, today, moved=moved, stand_in=lambda _: stand_in)

    async def _pages(self, listing_pass: _ListingPass, request: ListingRequest, listing: Listing) -> None:
        """Read the second and later pages of a listing, up to the source's page limit.

        Stop if there is no further page, if a page cannot be read or repeats earlier pages, or if further pages cannot
        contain new links.
        """
        seen = {link.url for link in listing.links}
        for number in range(1, listing_pass.source.page_limit):
            after_it = (
                self._following(listing_pass, request, listing, number) if listing_pass.goes_on(listing) else None
            )
            if after_it is None or after_it in listing_pass.asked or listing_pass.fault:
                return
            after = await self._one(listing_pass, after_it)
            if after is None or (after.links and seen.issuperset(link.url for link in after.links)):
                return
            seen.update(link.url for link in after.links)
            request = after_it
            listing = after

    async def _parts(self, listing_pass: _ListingPass, index: Listing) -> None:
        """Read the sitemaps to which a sitemap index refers, each of them once and the newest first.

        Sitemaps to which these sitemaps refer in turn are read afterwards.
        """
        waiting = deque(index.parts)
        for _ in range(listing_pass.source.page_limit):
            while waiting and ListingRequest(waiting[0]) in listing_pass.asked:
                waiting.popleft()
            if not waiting or isinstance(listing_pass.fault, _OutOfTimeError):
                return
            listing = await self._one(listing_pass, ListingRequest(waiting.popleft()))
            waiting.extend(listing.parts if listing else ())

    def _following(
        self, listing_pass: _ListingPass, request: ListingRequest, listing: Listing, number: int
    ) -> ListingRequest | None:
        after = following(listing_pass.source, request, listing, number)
        if listing.next and after is None:
            listing_pass.fault = ListingError(ListingDetail.NEXT_ON_OTHER_HOST.of(url=listing.next))
        return after

    async def _one(self, listing_pass: _ListingPass, request: ListingRequest) -> Listing | None:
        """Return the listing on a further page, or None if the page repeats an earlier page or cannot be read.

        An error is recorded as the `fault` of the _ListingPass.
        """
        listing_pass.asked.add(request)
        try:
            async with asyncio.timeout_at(listing_pass.ends):
                source = listing_pass.source
                ends = listing_pass.ends
                page = await self._fetcher.fetch(request.url, source, ends=ends, post=request, role="listing")
                assert page is not None
                if page.sha256 in listing_pass.bodies:
                    return None
                listing = await self._parser.run(source.id, read_further, page, source, listing_pass.today)
                return listing_pass.take(page, listing)
        except TimeoutError:
            listing_pass.fault = _OutOfTimeError(ListingDetail.PAGE_LATE.of(url=request.url))
        except CrawlerError as error:
            listing_pass.fault = listing_pass.fault or error.at(request.url)
        return None


class _OutOfTimeError(TimedOutError):
    """Raised when the time limit for reading the listing is exceeded."""


def following(source: Source, request: ListingRequest, listing: Listing, number: int) -> ListingRequest | None:
    """Return the request for the page after `listing`, from the source's `paging` or the page's "next" link.

    `number` is the index of the page to request, counted from 0. Returns None if there is no such page or it is on
    another host.
    """
    paging = source.paging
    if paging and paging.param:
        return page_request(source, number) if listing.rows else None
    return next_request(source, listing.next, request) if listing.next else None


def joined(listings: list[Listing], fault: CrawlerError | None) -> Listing:
    """Merge the pages of a listing into one listing. `fault` is the error that ended the reading, or None.

    The links of a sitemap index are sorted by the date of their last change, latest first.
    """
    if len(listings) == 1 and fault is None:
        return listings[0]
    together = chain.from_iterable(listing.links for listing in listings)
    links, cut = unique(sorted(together, key=_newest) if any(listing.parts for listing in listings) else together)
    return replace(
        listings[0],
        links=links,
        fault=fault or next((listing.fault for listing in listings if listing.fault), None),
        cut=cut + sum(listing.cut for listing in listings),
        left_out=sum(listing.left_out for listing in listings),
        rows=sum(listing.rows for listing in listings if not listing.parts),
        remarks=tuple(chain.from_iterable(listing.remarks for listing in listings)),
    )


def _newest(link: Link) -> int:
    day = link.modified_on or link.published_on
    return -day.toordinal() if day else 0
