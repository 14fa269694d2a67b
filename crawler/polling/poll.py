"""Polls: read the listing, read the pages of new links, and return the result."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from crawler.fetching.fetcher import Fetcher
from crawler.fetching.usage import metered
from crawler.listings import Listing
from crawler.model.codes import FailureCode
from crawler.model.details.listings import ListingDetail, PollDetail
from crawler.model.details.sentences import english
from crawler.model.errors import (
    CrawlerError,
    FetchError,
    GoneError,
    ListingChangedError,
    ListingError,
    TooComplexError,
    TooLargeError,
)
from crawler.model.link import Link
from crawler.model.reason import Reason
from crawler.model.requests import PollRequest, Revisit
from crawler.model.results import Failure, PolledNotice, PollResult
from crawler.model.source import Source
from crawler.polling.attachments import Attachments, FetchBudget, characters_of
from crawler.polling.backfill import BackfillPage, BackfillReader
from crawler.polling.judgement import DoubtfulListingError, unread_notices
from crawler.polling.listing import ListingReader
from crawler.polling.notice_page import NoticePages
from crawler.polling.program_page import Programs
from crawler.polling.state import ATTACHMENT_TRIES, PERMANENT_TRIES, ListingState, Pending, is_given_up, link_key
from crawler.polling.validators import after_fetch
from crawler.sandbox.parser import Parser
from crawler.text.characters import alphanumeric

BYTES_LIMIT = 64 * 1024 * 1024
"""Maximum total size of the pages in a result before compression, in bytes. More pages wait for the next poll."""
_READABLE = 60
"""Minimum number of letters that a notice's text must have to confirm that a redesigned listing lists notices."""
WORKERS = 4
"""Maximum number of pages that a poll processes at once. Scrapy's slot admits two of them per host."""


@dataclass
class _Progress:
    """The intermediate results of a poll."""

    errand: FetchBudget
    notices: list[PolledNotice] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    gone: dict[str, Reason] = field(default_factory=dict)
    revisited: list[str] = field(default_factory=list)
    done: list[Pending] = field(default_factory=list)
    failed: list[Pending] = field(default_factory=list)
    more: bool = False


class Poller:
    """Poller of sources. It keeps no state between polls."""

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        attachments: Attachments,
        parser: Parser | None = None,
        programs: Programs | None = None,
    ) -> None:
        self._clock = clock
        self._pages_of = NoticePages(fetcher, attachments, clock, parser)
        self._listings = ListingReader(fetcher, clock, parser, programs)
        self._walks = BackfillReader(fetcher, self._listings, clock, parser)

    async def poll(self, request: PollRequest) -> PollResult:
        """Poll a source and return the result within the request's deadline.

        Errors caused by a page or the network are reported in the result, not raised.
        """
        with metered() as meter:
            result = await self._poll(request)
        return result.model_copy(update={"spent": meter.spent})

    async def _poll(self, request: PollRequest) -> PollResult:
        began = asyncio.get_running_loop().time()
        ends = began + request.deadline_s * 0.95
        state = ListingState.load(request.state)
        received = asyncio.Event()
        try:
            async with asyncio.timeout(request.deadline_s * 0.9):
                # At most half of the time is used for the listing's further pages; the rest is for the notices.
                stretch = await self._listing(request, state, ends, began + request.deadline_s * 0.5, received)
        except TimeoutError:
            late = FetchError(PollDetail.LISTING_LATE.of())
            return self._failed(request, ListingError(PollDetail.LISTING_UNREAD.of()) if received.is_set() else late)
        except DoubtfulListingError as doubtful:
            return self._failed(request, doubtful.reason, state.holding(doubtful.held))
        except CrawlerError as error:
            return self._failed(request, error)
        return await self._pages(request, state, stretch, ends)

    async def _listing(
        self, request: PollRequest, state: ListingState, ends: float, until: float, received: asyncio.Event
    ) -> BackfillPage:
        if request.since:
            return await self._walks.read(request, state, request.since, ends, until, received)
        return BackfillPage(await self._listings.read(request.source, state, None, ends, until, received))

    def _failed(self, request: PollRequest, error: CrawlerError, state: ListingState | None = None) -> PollResult:
        failure = Failure.of(request.source.url, error)
        return PollResult(
            id=request.id,
            source=request.source.id,
            outcome="failed",
            failures=(failure,),
            state=state.dump() if state else request.state,
        )

    async def _pages(self, request: PollRequest, state: ListingState, stretch: BackfillPage, ends: float) -> PollResult:
        progress = _Progress(FetchBudget(request.source, ends))
        now = self._clock()
        todo = state.to_fetch(stretch.reading.listing.links, now, request.since)
        if stretch.goes_on_from:
            # Failed links wait for the next ordinary poll; otherwise each part of a backfill would request them again.
            progress.failed += state.left_over(todo)
            todo = [item for item in todo if item not in progress.failed]
        take = todo[: request.max_pages]
        left = todo[request.max_pages :]
        # Links that failed before and were not tried this time are no reason to poll again immediately.
        old = state.left_over(left)
        progress.more = len(old) < len(left)
        progress.failed += old
        steps = [partial(self._notice, pending, progress, stretch.deep) for pending in take]
        steps += [
            partial(self._revisit, revisit, progress) for revisit in request.revisit[: request.max_pages - len(take)]
        ]
        unfinished = await _run_until(steps, ends)
        progress.failed += state.left_over([take[index] for index in unfinished if index < len(take)])
        if unfinished:
            # Known notices that were not revisited remain due at the next poll.
            progress.more = progress.more or unfinished[0] < len(take)
            detail = PollDetail.PAGES_LEFT.of(count=len(unfinished))
            progress.failures.append(Failure.because(request.source.url, FailureCode.DEADLINE, detail))
        judgement = stretch.reading.judgement
        if judgement and judgement.redesigned and not _is_confirmed(progress, take):
            reason = ListingChangedError(ListingDetail.CHANGED_UNREADABLE.of(count=len(judgement.links)))
            return self._failed(request, reason, state.holding(judgement.links))
        _report_listing(stretch.reading.listing, request.source, progress)
        result = _result(request, state, stretch, progress, now)
        if progress.notices or progress.gone or progress.revisited:
            return result
        unread = unread_notices(request.source.url, take, progress.failures, is_first=not state.known)
        if unread is None:
            return result
        return result.model_copy(update={"outcome": "failed", "failures": (unread, *result.failures)})

    async def _notice(self, pending: Pending, progress: _Progress, deep: Collection[str]) -> None:
        if progress.errand.bytes > BYTES_LIMIT:
            progress.more = True
            progress.failed.append(pending)
            return
        try:
            notice, failures = await self._pages_of.notice(pending.link, progress.errand, pending.listed_at)
            assert notice is not None
        except CrawlerError as error:
            self._missed(pending, error, progress)
            return
        if link_key(pending.link.url) in deep:
            notice = notice.model_copy(update={"walked": True})
        _completed(notice, failures, progress)
        # The notice is reported now without these attachments; its page is visited again for those that may still be
        # fetched.
        again = any(attachment.passing for attachment in notice.attachments) and pending.tries < ATTACHMENT_TRIES
        once_more = pending.model_copy(update={"tries": pending.tries + 1})
        (progress.failed if again else progress.done).append(once_more if again else pending)

    def _missed(self, pending: Pending, error: CrawlerError, progress: _Progress) -> None:
        once_more = pending.model_copy(update={"tries": pending.tries + 1})
        permanent = not isinstance(error, FetchError) or error.permanent
        # Another attempt delays other pages and is unlikely to succeed.
        hopeless = isinstance(error, TooComplexError) and once_more.tries >= PERMANENT_TRIES
        given_up = hopeless or is_given_up(once_more, permanent, self._clock())
        (progress.done if given_up else progress.failed).append(once_more)
        progress.failures.append(Failure.of(pending.link.url, error, given_up=given_up))

    async def _revisit(self, revisit: Revisit, progress: _Progress) -> None:
        link = revisit.link or Link(url=revisit.url)
        try:
            notice, failures = await self._pages_of.notice(link, progress.errand, None, revisit)
        except GoneError as error:
            progress.gone[revisit.url] = error.detail
        except CrawlerError as error:
            progress.failures.append(Failure.of(revisit.url, error))
        else:
            progress.revisited.append(revisit.url)
            if notice:
                _completed(notice, failures, progress)


def _is_confirmed(progress: _Progress, take: Sequence[Pending]) -> bool:
    """Return whether the pages of a redesigned listing show that it still lists notices.

    `take` are the rows whose pages were visited. The result is true if more than half of these pages are notices with
    text or attachments, or if `take` is empty.
    """
    fetched = {pending.link.url for pending in take}
    readable = sum(
        1
        for notice in progress.notices
        if notice.url in fetched and (len(alphanumeric(notice.text)) >= _READABLE or notice.attachments)
    )
    return readable * 2 > len(take) or not take


def _completed(notice: PolledNotice, failures: list[Failure], progress: _Progress) -> None:
    """Add a notice and its failures to the poll's results."""
    progress.errand.bytes += characters_of(notice.attachments)
    progress.failures += failures
    progress.notices.append(notice)


async def _run_until(steps: Sequence[Callable[[], Awaitable[None]]], ends: float) -> list[int]:
    """Run the steps, WORKERS at a time, and return the indexes of the steps that did not finish.

    No step is started after `ends`, a time of the event loop. Only a few steps run at once; otherwise requests to a
    slow host would still be queued at the deadline.
    """
    loop = asyncio.get_running_loop()
    unfinished = set(range(len(steps)))
    queue = iter(enumerate(steps))

    async def work() -> None:
        for index, step in queue:
            if loop.time() >= ends:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(ends):
                    await step()
                unfinished.discard(index)

    if steps:
        await asyncio.gather(*(work() for _ in range(min(WORKERS, len(steps)))))
    return sorted(unfinished)


def _report_listing(listing: Listing, source: Source, progress: _Progress) -> None:
    for fault in (listing.fault, *listing.remarks):
        if fault:
            progress.failures.append(Failure.of(source.url, fault))
    if listing.cut:
        detail = ListingDetail.TOO_MANY_LINKS.of(count=listing.cut, limit=len(listing.links))
        progress.failures.append(Failure.of(source.url, TooLargeError(detail)))


def _result(
    request: PollRequest, state: ListingState, stretch: BackfillPage, progress: _Progress, now: datetime
) -> PollResult:
    reading = stretch.reading
    after = stretch.after
    outcome = reading.outcome
    listing = reading.listing
    page = reading.page
    state = state.after(listing.links, progress.done, progress.failed, request.since, stretch.deep)
    more = progress.more or after is not None
    has_new = bool(progress.notices)
    state = after_fetch(state, page, reading.conditional, has_new, now)
    if reading.judgement:
        state = state.model_copy(update={"profile": reading.judgement.profile, "held": (), "accepted": False})
    if outcome == "ok" and page is not None:
        # While pages remain to be fetched, the next poll must read the whole listing again.
        whole = (
            reading.is_conclusive and not more and listing.fault is None and len(state.pending) == len(progress.failed)
        )
        state = state.model_copy(
            update={
                "etag": page.etag if whole else None,
                "modified": page.modified if whole else None,
                "page_hash": page.sha256 if whole else None,
                "links_seen": len(listing.links),
            }
        )
    if request.since and not progress.more:
        # A part of a backfill with pages left to fetch is read again.
        state = state.model_copy(update={"walk": after})
    order = {link.url: place for place, link in enumerate(listing.links)}
    return PollResult(
        id=request.id,
        source=request.source.id,
        outcome=outcome,
        notices=tuple(sorted(progress.notices, key=lambda notice: order.get(notice.url, len(order)))),
        gone=tuple(progress.gone),
        gone_because={url: english(reason) for url, reason in progress.gone.items()},
        gone_reasons={url: reason.as_json() for url, reason in progress.gone.items()},
        revisited=tuple(progress.revisited),
        failures=tuple(progress.failures),
        links_seen=len(listing.links) if outcome == "ok" else state.links_seen,
        cut=listing.fault is not None,
        state=state.dump(),
        # After a failed page of the listing, the backfill continues only with the next request for it.
        more=progress.more or (after is not None and listing.fault is None),
        walk=stretch.walked.model_copy(update={"further": not progress.more}) if stretch.walked else None,
        listed=listing.links if request.trace else (),
        unmatched=listing.unmatched if request.trace else (),
    )
