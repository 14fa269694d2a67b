"""A service that answers many requests concurrently. Each request has one result."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_core import from_json

from crawler.fetching.fetcher import SITEMAP_LIMIT, Fetcher
from crawler.model.checks.validation import first_fault
from crawler.model.dates import local_date
from crawler.model.details.fetching import FetchDetail
from crawler.model.details.listings import ListingDetail
from crawler.model.details.pages import RequestDetail
from crawler.model.errors import CrawlerError, FetchError, ListingError, TimedOutError, TooLargeError
from crawler.model.link import Link
from crawler.model.notice import Attachment
from crawler.model.packed_page import PageTooLargeError, unzipped
from crawler.model.page import Page
from crawler.model.requests import (
    REQUEST,
    AnyRequest,
    BrowseRequest,
    DiscoverRequest,
    LinksRequest,
    PingRequest,
    PollRequest,
    ReadRequest,
)
from crawler.model.results import (
    AnyResult,
    Failure,
    LinksResult,
    PolledNotice,
    PongResult,
    ReadResult,
    RefusedResult,
    failed_result,
    state_excess,
    within_state_limit,
)
from crawler.model.source import Source
from crawler.polling.attachments import Attachments, FetchBudget
from crawler.polling.file_process import FileReader
from crawler.polling.frames import fetched_frames
from crawler.polling.judgement import DoubtfulListingError
from crawler.polling.listing import ListingReader
from crawler.polling.listing_steps import read_links
from crawler.polling.notice_steps import MissingFrames, add_attachments, read_text, read_traced, with_frame_texts
from crawler.polling.poll import Poller
from crawler.polling.program_page import Programs
from crawler.polling.state import ListingState
from crawler.sandbox.parser import Parser, ProcessParser

logger = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the current time in UTC. Components of the crawler receive this function as their clock."""
    return datetime.now(UTC)


class Service:
    """A service that answers requests. It calls `emit` once for each request, with the result.

    `programs` executes the programs that are configured for sources; if it is None, no program is executed. `clock`
    returns the current time. `on_idle` is called whenever all requests received so far have been answered.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        emit: Callable[[AnyResult | PongResult], None],
        parser: Parser | None = None,
        programs: Programs | None = None,
        clock: Callable[[], datetime] = utc_now,
        on_idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_idle = on_idle
        self._fetcher = fetcher
        self._clock = clock
        self._emit = emit
        self._parser = parser or ProcessParser()
        self._listings = ListingReader(fetcher, clock, self._parser, programs)
        self._files = FileReader()
        self._attachments = Attachments(fetcher, self._files, self._parser)
        self._poller = Poller(fetcher, clock, self._attachments, self._parser, programs)

    async def serve(self, lines: AsyncIterator[str]) -> None:
        """Answer each line as soon as it arrives. Return when the input has ended and all lines have been answered."""
        running: set[asyncio.Task[None]] = set()

        def answered(task: asyncio.Task[None]) -> None:
            running.discard(task)
            if not running:
                self._on_idle()

        async for line in lines:
            try:
                request = REQUEST.validate_json(line)
            except ValidationError as error:
                self._emit(RefusedResult(id=_id_of(line), detail=_first_error(error, line)))
                continue
            if isinstance(request, PingRequest):
                self._emit(PongResult(id=request.id))
                continue
            task = asyncio.create_task(self._answer(request))
            running.add(task)
            task.add_done_callback(answered)
        if running:
            await asyncio.wait(running)
        self._files.close()
        self._parser.close()

    async def _answer(self, request: AnyRequest) -> None:
        # An error in one page must not prevent the answers to other requests.
        try:
            self._emit(await self.answer(request))
        except Exception as error:
            logger.exception("a request could not be answered", extra={"action": "answer", "request": request.id})
            self._emit(_failed(request, CrawlerError(RequestDetail.UNEXPECTED.of(reason=ascii(error)))))

    async def answer(self, request: AnyRequest) -> AnyResult:
        """Return the result of a request."""
        if isinstance(request, PollRequest):
            if excess := state_excess(request):
                return _failed(request, CrawlerError(excess))
            return within_state_limit(request, await self._poller.poll(request))
        try:
            async with asyncio.timeout(request.deadline_s):
                if isinstance(request, ReadRequest):
                    return await self._read(request)
                if isinstance(request, DiscoverRequest):
                    from crawler.discovery.find import Finder

                    return await Finder(self._fetcher, self._clock, self._parser).find(request)
                if isinstance(request, BrowseRequest):
                    from crawler.discovery.script_lists import ScriptLists

                    return await ScriptLists(self._fetcher, self._clock, self._parser).find(request)
                links, failures = await self._links(request)
                return LinksResult(id=request.id, links=links, failures=failures)
        except TimeoutError:
            return _failed(request, TimedOutError(FetchDetail.TOO_LATE.of()))
        except CrawlerError as error:
            return _failed(request, error)

    async def _read(self, request: ReadRequest) -> ReadResult:
        if request.text is not None:
            notice = await self._parser.run(_key(request), read_text, request.text, request.url, request.source)
            return ReadResult(id=request.id, notice=notice)
        ends = asyncio.get_running_loop().time() + request.deadline_s
        page = await self._page(request)
        read = await self._parser.run(
            _key(request), read_traced, page, request.link, request.source, request.body is None
        )
        if isinstance(read, MissingFrames):
            frames = await fetched_frames(self._fetcher, read.urls, _source(request), ends)
            page = await self._parser.run(_key(request), with_frame_texts, page, frames)
            read = await self._parser.run(_key(request), read_traced, page, request.link, request.source, False)
        assert not isinstance(read, MissingFrames)
        result = ReadResult(id=request.id, notice=read.notice)
        if request.trace:
            result = result.model_copy(update={"by": read.by, "removals": read.cuts})
        return await self._with_attachments(request, result, ends)

    async def _with_attachments(self, request: ReadRequest, result: ReadResult, ends: float) -> ReadResult:
        notice = result.notice
        failures = list[Failure]()
        assert notice is not None
        if request.body is None:
            notice, failures = await self._attachments.complete(notice, FetchBudget(_source(request), ends))
        elif request.attachments:  # nothing is fetched for a saved page
            notice = await self._parser.run(_key(request), add_attachments, notice, _as_before(notice, request))
        return result.model_copy(update={"notice": notice, "failures": tuple(failures)})

    async def _links(self, request: LinksRequest) -> tuple[tuple[Link, ...], tuple[Failure, ...]]:
        source = _source(request)
        if request.body is None:
            ends = asyncio.get_running_loop().time() + request.deadline_s
            at = source.model_copy(update={"url": request.url})
            try:
                listing = (await self._listings.read(at, ListingState(), None, ends, ends)).listing
            except DoubtfulListingError as doubtful:
                raise doubtful.reason from doubtful
        else:
            page = await self._page(request)
            today = local_date(page.fetched_at, source.zone)
            listing = await self._parser.run(_key(request), read_links, page, source, today)
        troubles = [trouble for trouble in (listing.fault, *listing.remarks) if trouble]
        if listing.parts and not listing.links and not troubles:
            troubles = [ListingError(ListingDetail.SITEMAP_INDEX.of(count=len(listing.parts)))]
        return listing.links, tuple(Failure.of(request.url, trouble) for trouble in troubles)

    async def _page(self, request: ReadRequest | LinksRequest) -> Page:
        if request.body is not None:
            try:
                body = unzipped(request.body, SITEMAP_LIMIT)
            except PageTooLargeError as error:
                raise TooLargeError(FetchDetail.UNPACKS_ABOVE.of(limit=SITEMAP_LIMIT)) from error
            fetched_at = (request.fetched_at if isinstance(request, ReadRequest) else None) or self._clock()
            return Page(url=request.url, body=body, content_type=request.content_type, fetched_at=fetched_at)
        page = await self._fetcher.fetch(request.url, _source(request), role="notice")
        assert page is not None
        return page


def _key(request: ReadRequest | LinksRequest) -> str:
    """Return the host of a request's URL. The parser treats the host as the source of the page."""
    return urlsplit(request.url).netloc


def _as_before(notice: PolledNotice, request: ReadRequest) -> list[Attachment]:
    """Return the attachments of a notice whose page is read again.

    If `request` contains an attachment with the same URL, as it was read earlier, this attachment is returned instead.
    """
    known = {attachment.url: attachment for attachment in request.attachments}
    return [known.get(attachment.url, attachment) for attachment in notice.attachments]


def _source(request: ReadRequest | LinksRequest) -> Source:
    if request.source:
        return request.source
    try:
        return Source.at(request.url, request.trusted)
    except ValueError as error:
        if request.body is None:
            raise FetchError(RequestDetail.EXPECTED.of(reason=error)) from error
        # A saved page may have no http URL; its links are then returned as they are.
        return Source.at("http://localhost/")


def _failed(request: AnyRequest, error: CrawlerError) -> AnyResult:
    return failed_result(request, error.code, error.detail, error.retry_after)


def _id_of(line: str) -> str:
    try:
        value = from_json(line, allow_partial=True)
    except ValueError:
        return ""
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def _first_error(error: ValidationError, line: str) -> str:
    try:
        data = from_json(line)
    except ValueError:
        data = None
    return f"invalid request: {first_fault(None, error, data)}"
