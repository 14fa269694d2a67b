"""Backfill of a listing's older pages back to a given date. Each poll reads some of the pages.

The position is stored in the source's state, so that an interrupted backfill is resumed.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from crawler.fetching.fetcher import Fetcher
from crawler.listings import Listing
from crawler.model.dates import local_date
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import CrawlerError, GoneError, ListingError, TimedOutError
from crawler.model.http_request import ListingRequest, page_request
from crawler.model.link import URL_LIMIT, Link
from crawler.model.page import Page
from crawler.model.requests import PollRequest
from crawler.model.results import BackfillProgress
from crawler.model.source import Source
from crawler.polling.judgement import Judgement
from crawler.polling.listing import ListingPageResult, ListingReader, following, joined
from crawler.polling.listing_steps import page_after, read_further
from crawler.polling.state import SEEN_LIMIT, BackfillState, ListingState, link_key, too_old
from crawler.sandbox.parser import InlineParser, Parser

STRETCH = 5
"""Maximum number of listing pages that a poll reads in a backfill."""
Ended = Literal["reached", "end", "missing", "repeats", "depth"]


@dataclass(frozen=True)
class BackfillPage:
    """The pages of a listing that one poll has read in a backfill.

    `reading` contains these pages, merged into one listing. `deep` are the keys of the links that are not on the
    listing's first page. `walked` is the progress of the backfill. `after` is the position at which the next poll
    continues, or None if the backfill has ended. `goes_on_from` is true if this poll continued the backfill of an
    earlier poll.
    """

    reading: ListingPageResult
    deep: frozenset[str] = frozenset()
    walked: BackfillProgress | None = None
    after: BackfillState | None = None
    goes_on_from: bool = False


@dataclass
class _Backfill:
    """The state of a backfill while a poll reads pages.

    `seen` contains digests of the links on earlier pages.
    """

    since: date
    depth: int
    pages: int
    reached: date | None
    seen: dict[str, None]
    began: int = 0
    listings: list[Listing] = field(default_factory=list)
    deep: set[str] = field(default_factory=set)
    fault: CrawlerError | None = None
    ended: Ended | None = None

    def take(self, listing: Listing) -> None:
        """Add a listing page, and record whether the backfill ends with this page."""
        fresh = [link for link in listing.links if _digests(link).isdisjoint(self.seen)]
        if self.pages:
            self.deep.update(link_key(link.url) for link in fresh)
        self.pages += 1
        days = [day for link in fresh if (day := link.published_on or link.modified_on)]
        self.reached = min([*days, *([self.reached] if self.reached else [])], default=None)
        for link in listing.links:
            self.seen.update(dict.fromkeys(_digests(link)))
        if not fresh and (listing.links or not listing.left_out):
            self.ended = "repeats" if listing.links else "end"
            return
        self.listings.append(listing)
        # Undated links are not conclusive; links pinned to the top were seen on the first page and are not in `fresh`.
        dated = [link for link in fresh if link.published_on or link.modified_on]
        if dated and all(too_old(link, self.since) for link in dated):
            self.ended = "reached"
        elif self.pages >= self.depth:
            self.ended = "depth"


def _digests(link: Link) -> set[str]:
    """Return the digests that identify a link within a backfill.

    The first is a digest of the URL. If the listing states a title and a date, there is a second digest of these two,
    because some listings repeat old entries under new URLs.
    """
    found = {link_key(link.url)[:10]}
    if link.title and link.published_on:
        said = f"{link.title}\n{link.published_on}".encode("utf-8", "replace")
        found.add(hashlib.blake2b(said, digest_size=5).hexdigest())
    return found


class BackfillReader:
    """Reader of a backfill's next pages. It keeps no state between calls."""

    def __init__(
        self, fetcher: Fetcher, listings: ListingReader, clock: Callable[[], datetime], parser: Parser | None = None
    ) -> None:
        self._parser = parser or InlineParser()
        self._fetcher = fetcher
        self._listings = listings
        self._clock = clock

    async def read(
        self,
        request: PollRequest,
        state: ListingState,
        since: date,
        ends: float,
        more_until: float,
        received: asyncio.Event | None = None,
    ) -> BackfillPage:
        """Return the next pages of the backfill, from the position in `state` or from the listing's first page on.

        `since` is the date to which the backfill reaches back. The first page must be received by `ends`. More pages
        are requested until `more_until`. Both are times of the event loop. `received` is set when the listing's first
        page was received. Raises CrawlerError when the first page cannot be read. If another page fails, the error is
        the `fault` of the listing, and the next poll continues at that page.
        """
        before = state.walk if state.walk and state.walk.since == since else None
        source = _read_as(request.source, before.type) if before else request.source
        backfill = _Backfill(
            since,
            request.depth,
            before.pages if before else 0,
            before.reached if before else None,
            dict.fromkeys(before.seen if before else ()),
            before.pages if before else 0,
        )
        first: Page | None = None
        judgement: Judgement | None = None
        place: BackfillState | None = before
        if before is None:
            reading = await self._listings.read(source, state, since, ends, more_until, received)
            judgement = reading.judgement
            first = reading.page
            start = reading.start
            assert start is not None
            source = start.source
            backfill.take(reading.listing)
            place = None
            if not backfill.ended:
                place = await self._place(backfill, source, start.request, start.page, reading.listing)
            # The first page is always used as the listing.
            backfill.listings = backfill.listings or [reading.listing]
        while (
            place
            and not backfill.ended
            and backfill.pages - backfill.began < STRETCH
            and self._has_room(backfill, request, state)
        ):
            place = await self._next(backfill, source, place, more_until)
        listing = joined(backfill.listings or [Listing(())], backfill.fault)
        after = place if not backfill.ended else None
        walked = BackfillProgress(pages=backfill.pages, reached=backfill.reached, ended=backfill.ended)
        return BackfillPage(
            ListingPageResult("ok", listing, first, judgement=judgement),
            frozenset(backfill.deep),
            walked,
            after,
            before is not None,
        )

    def _has_room(self, backfill: _Backfill, request: PollRequest, state: ListingState) -> bool:
        """Return whether this poll may read another page of the backfill.

        This is the case if no error has occurred and the notices of another page would not exceed the poll's limit. The
        next page is assumed to have as many links as the last page, all of them new.
        """
        links = [link for listing in backfill.listings for link in listing.links]
        last = len(backfill.listings[-1].links) if backfill.listings else 0
        return backfill.fault is None and len(state.new_to_fetch(links, request.since)) + last <= request.max_pages

    async def _next(
        self, backfill: _Backfill, source: Source, place: BackfillState, until: float
    ) -> BackfillState | None:
        """Read the page at `place`, and return the position from which the backfill continues, or None if it has ended.

        If the page cannot be read, return `place`, and record in `backfill` the error or that the backfill has ended.
        """
        request = _asked(source, place)
        try:
            async with asyncio.timeout_at(until):
                page = await self._fetcher.fetch(request.url, source, ends=until, post=request, role="listing")
                assert page is not None
                today = local_date(self._clock(), source.zone)
                listing = await self._parser.run(source.id, read_further, page, source, today)
        except TimeoutError:
            backfill.fault = TimedOutError(ListingDetail.PAGE_LATE.of(url=request.url))
            return place
        except CrawlerError as error:
            if isinstance(error, GoneError):
                backfill.ended = "end" if place.guessed else "missing"
            else:
                backfill.fault = error.at(request.url)
            return place
        backfill.take(listing)
        return None if backfill.ended else await self._place(backfill, source, request, page, listing)

    async def _place(
        self, backfill: _Backfill, source: Source, request: ListingRequest, page: Page, listing: Listing
    ) -> BackfillState | None:
        """Return the position of the listing page that follows `page`. The backfill continues from there.

        If there is no such page, mark the backfill as ended and return None.
        """
        after = following(source, request, listing, backfill.pages)
        guessed = False
        if after is None and source.paging is None:
            found = await self._parser.run(source.id, page_after, page, source, backfill.pages - 1)
            after, guessed = (ListingRequest(found.url), found.guessed) if found else (None, False)
        if after is None:
            backfill.ended = "end"
            return None
        if len(json.dumps(after.url)) > 2 * URL_LIMIT:
            backfill.fault = ListingError(ListingDetail.NEXT_TOO_LONG.of(url=after.url[:200]))
            backfill.ended = "end"
            return None
        seen = tuple(backfill.seen)[-SEEN_LIMIT:]
        return BackfillState(
            since=backfill.since,
            pages=backfill.pages,
            reached=backfill.reached,
            seen=seen,
            url=after.url,
            type=source.type,
            guessed=guessed,
        )


def _read_as(source: Source, form: str) -> Source:
    """Return a copy of the source whose type is not `auto`, for reading the pages of a backfill.

    If the type is `auto`, it is replaced by `form`, the format detected on the first page. Any other type is kept.
    """
    return source.model_copy(update={"type": form}) if source.type == "auto" else source


def _asked(source: Source, place: BackfillState) -> ListingRequest:
    """Return the request for the page at which a backfill continues.

    If the source has a request body, it is sent with the request.
    """
    if source.paging and source.paging.param:
        return page_request(source, place.pages)
    first = page_request(source)
    return ListingRequest(place.url, first.body, first.content_type)
