"""One poll: listing, then the pages of the links that are new, then the result."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from crawler.attachments import Attachments, Errand, characters_of
from crawler.errors import (
    CrawlerError,
    FetchError,
    GoneError,
    RedirectedAwayError,
    TooLargeError,
)
from crawler.fetch import Fetcher, Validators
from crawler.listing_pages import ListingReader, Reading
from crawler.listings import Listing
from crawler.page import Page, url_key
from crawler.poll import Failure, Link, PolledNotice, PollRequest, PollResult, Revisit
from crawler.reader_thread import in_reader
from crawler.reading import read
from crawler.source import Source
from crawler.state import ATTACHMENT_TRIES, ListingState, Pending, gives_up

BYTES_LIMIT = 64 * 1024 * 1024
"""Bytes of pages that one result carries before packing; what is beyond waits for the next poll."""
WORKERS = 4
"""Pages of one poll that are under way at once; of one host, Scrapy's slot lets two."""


@dataclass
class _Progress:
    """What a poll has come to so far."""

    errand: Errand
    notices: list[PolledNotice] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    done: list[Pending] = field(default_factory=list)
    failed: list[Pending] = field(default_factory=list)
    bytes: int = 0
    more: bool = False


class Poller:
    """Polls sources with a fetcher; holds nothing between polls."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], datetime], attachments: Attachments) -> None:
        self._fetcher, self._clock, self._attachments = fetcher, clock, attachments
        self._listings = ListingReader(fetcher, clock)

    async def poll(self, request: PollRequest) -> PollResult:
        """The result of one poll, within the request's deadline. Raises nothing that a page or a network can cause."""
        began = asyncio.get_running_loop().time()
        ends = began + request.deadline_s * 0.95
        state = ListingState.load(request.state)
        try:
            async with asyncio.timeout(request.deadline_s * 0.9):
                # Half of the time, at most, for the listing's pages after the first; the rest for the notices.
                halfway = began + request.deadline_s * 0.5
                reading = await self._listings.read(request.source, state, request.since, ends, halfway)
        except TimeoutError:
            return self._failed(request, FetchError("the listing did not come before the poll's deadline"))
        except CrawlerError as error:
            return self._failed(request, error)
        return await self._pages(request, state, reading, ends)

    def _failed(self, request: PollRequest, error: CrawlerError) -> PollResult:
        failure = _failure(request.source.url, error)
        return PollResult(id=request.id, source=request.source.id, outcome="failed", failures=(failure,),
                          state=request.state)  # fmt: skip

    async def _pages(self, request: PollRequest, state: ListingState, reading: Reading, ends: float) -> PollResult:
        progress, now = _Progress(Errand(request.source, ends)), self._clock()
        todo = state.to_fetch(reading.listing.links, now, request.since)
        take = todo[: request.max_pages]
        left = todo[request.max_pages :]
        # What has failed before and is left once more is no reason to poll again at once.
        old = state.left_over(left)
        progress.more = len(old) < len(left)
        progress.failed += old
        steps = [partial(self._notice, one, request.source, progress, ends) for one in take]
        steps += [partial(self._revisit, one, request.source, progress, ends) for one in request.revisit]
        unfinished = await _run_until(steps, ends)
        progress.failed += state.left_over([take[index] for index in unfinished if index < len(take)])
        if unfinished:
            progress.more = True
            detail = f"{len(unfinished)} pages were not fetched before the poll's deadline"
            progress.failures.append(Failure(url=request.source.url, code="deadline", detail=detail))
        _report_listing(reading.listing, request.source, progress)
        return _result(request, state, reading, progress)

    async def _notice(self, pending: Pending, source: Source, progress: _Progress, ends: float) -> None:
        if progress.bytes > BYTES_LIMIT:
            progress.more = True
            progress.failed.append(pending)
            return
        try:
            page = await self._fetcher.fetch(pending.link.page or pending.link.url, source, ends=ends)
            assert page is not None
            progress.bytes += len(page.body)
            _check_place(page, pending.link, source)
            notice = await in_reader(_polled, page, pending.link, source, pending.listed_at)
            notice = await self._completed(notice, progress)
        except CrawlerError as error:
            self._missed(pending, error, progress)
            return
        # What is told now is told without them; the page is looked at again for the attachments that may yet come.
        again = any(one.passing for one in notice.attachments) and pending.tries < ATTACHMENT_TRIES
        once_more = pending.model_copy(update={"tries": pending.tries + 1})
        (progress.failed if again else progress.done).append(once_more if again else pending)

    async def _completed(self, notice: PolledNotice, progress: _Progress) -> PolledNotice:
        """Adds the notice, with its attachments, to what the poll has found."""
        notice, failures = await self._attachments.complete(notice, progress.errand)
        progress.bytes += characters_of(notice.attachments)
        progress.failures += failures
        progress.notices.append(notice)
        return notice

    def _missed(self, pending: Pending, error: CrawlerError, progress: _Progress) -> None:
        once_more = pending.model_copy(update={"tries": pending.tries + 1})
        permanent = not isinstance(error, FetchError) or error.permanent
        given_up = gives_up(once_more, permanent, self._clock())
        (progress.done if given_up else progress.failed).append(once_more)
        progress.failures.append(_failure(pending.link.url, error, given_up))

    async def _revisit(self, revisit: Revisit, source: Source, progress: _Progress, ends: float) -> None:
        try:
            validators = Validators(revisit.etag, revisit.modified)
            page = await self._fetcher.fetch(revisit.url, source, validators, ends)
            if page is not None and page.sha256 != revisit.page_hash:
                _check_place(page, Link(url=revisit.url), source)
                await self._completed(await in_reader(_polled, page, Link(url=revisit.url), source, None), progress)
        except GoneError:
            progress.gone.append(revisit.url)
        except CrawlerError as error:
            progress.failures.append(_failure(revisit.url, error))


def _check_place(page: Page, link: Link, source: Source) -> None:
    """Raises RedirectedAwayError when a redirect led to a login, error or home page that stands in for the notice:
    to the site's root, to the listing, or to a page that does not hold the title by which it was listed."""
    key = url_key(page.final_url)
    if key == url_key(link.page or link.url):
        return
    at_home = urlsplit(page.final_url).path in ("", "/") or key == url_key(source.url)
    if at_home or not _holds(page.text, link.title):
        raise RedirectedAwayError(f"the address leads to {page.final_url}, which is not this notice")


def _holds(text: str, title: str | None) -> bool:
    # The title's beginning: listings cut the end, and pages put marks and tags between words.
    beginning = _letters(title or "")[:10]
    return beginning in _letters(re.sub(r"<[^<>]*>", "", text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _polled(page: Page, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    return PolledNotice.of(read(page, link, source), page.pack(), listed_at, link)


def _failure(url: str, error: CrawlerError, given_up: bool = False) -> Failure:
    wait = error.retry_after if isinstance(error, FetchError) else None
    return Failure(url=url, code=error.code, detail=str(error), retry_after=wait, given_up=given_up)


async def _run_until(steps: Sequence[Callable[[], Awaitable[None]]], ends: float) -> list[int]:
    """Runs the steps, WORKERS at a time, and starts none after `ends` (the loop's time); the indexes of those that
    did not finish. Few are under way at once, so that a deadline leaves no queue behind at a slow host."""
    loop, unfinished = asyncio.get_running_loop(), set(range(len(steps)))
    queue = iter(enumerate(steps))

    async def work() -> None:
        for index, step in queue:
            if loop.time() >= ends:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(ends):
                    await step()
                unfinished.discard(index)

    await asyncio.gather(*(work() for _ in range(min(WORKERS, len(steps)))))
    return sorted(unfinished)


def _report_listing(listing: Listing, source: Source, progress: _Progress) -> None:
    for fault in (listing.fault, *listing.remarks):
        if fault:
            progress.failures.append(_failure(source.url, fault))
    if listing.cut:
        progress.failures.append(_failure(source.url, TooLargeError(
            f"the listing has {listing.cut} links more than the {len(listing.links)} that are looked at")))  # fmt: skip


def _result(
    request: PollRequest,
    state: ListingState,
    reading: Reading,
    progress: _Progress,
) -> PollResult:
    outcome, listing, page = reading.outcome, reading.listing, reading.page
    state = state.after(listing.links, progress.done, progress.failed, request.since)
    if outcome == "ok" and page is not None:
        # While pages are left to fetch, the next poll must see the whole listing again.
        whole = (
            reading.told and not progress.more and listing.fault is None and len(state.pending) == len(progress.failed)
        )
        state = state.model_copy(update={
            "etag": page.etag if whole else None,
            "modified": page.modified if whole else None,
            "page_hash": page.sha256 if whole else None,
            "links_seen": len(listing.links),
        })  # fmt: skip
    order = {link.url: place for place, link in enumerate(listing.links)}
    return PollResult(
        id=request.id,
        source=request.source.id,
        outcome=outcome,
        notices=tuple(sorted(progress.notices, key=lambda one: order.get(one.url, len(order)))),
        gone=tuple(progress.gone),
        failures=tuple(progress.failures),
        links_seen=len(listing.links) if outcome == "ok" else state.links_seen,
        cut=listing.fault is not None,
        state=state.dump(),
        more=progress.more,
    )
