"""Fetching and parsing of the page or file that a listing entry links to.

The parsing modules are imported when the first notice is parsed, because most polls have no new notices.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote, urldefrag, urlsplit

from crawler.fetching.fetcher import Fetcher, Validators
from crawler.files.kinds import ending_of_url
from crawler.model.details.files import FileDetail
from crawler.model.details.pages import PageDetail
from crawler.model.errors import FetchError, NotAPageError, ReadingError
from crawler.model.link import Link
from crawler.model.notice import Attachment
from crawler.model.page import Page
from crawler.model.requests import Revisit
from crawler.model.results import Failure, PolledNotice
from crawler.model.url_key import is_feed_entry
from crawler.polling.attachments import Attachments, FetchBudget
from crawler.polling.frames import fetched_frames
from crawler.polling.notice_steps import (
    MissingFrames,
    notice_of_file,
    read_entry_notice,
    read_framed_notice,
    read_notice,
)
from crawler.sandbox.parser import InlineParser, Parser


class NoticePages:
    """Stateless reader of the pages and files to which listing entries link."""

    def __init__(
        self,
        fetcher: Fetcher,
        attachments: Attachments,
        clock: Callable[[], datetime],
        parser: Parser | None = None,
    ) -> None:
        self._parser = parser or InlineParser()
        self._fetcher = fetcher
        self._clock = clock
        self._attachments = attachments

    async def notice(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None = None, known: Revisit | None = None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return the notice to which a link leads, with its attachments, and the failures of the attachments.

        `errand` contains the source and the limits of the poll. `known` is given if a known notice is visited again. In
        this case, None is returned instead of the notice if its page, feed entry or file is unchanged. Raise
        CrawlerError if the notice cannot be read.
        """
        address = link.page or link.url
        if link.in_listing and known:
            # The page may not exist for visitors; changes are detected in the listing.
            return None, []
        if link.in_listing or is_feed_entry(link.url):
            return await self._entry(link, errand, listed_at, known)
        if ending_of_url(address):
            try:
                return await self._file(link, errand, listed_at, known)
            except _NoFileError:
                pass  # the URL returns a page about the file instead of the file
        validators = Validators(known.etag, known.modified) if known else None
        try:
            page = await self._fetcher.fetch(address, errand.source, validators, errand.ends, role="notice")
        except NotAPageError as refused:
            try:
                return await self._file(link, errand, listed_at, known)
            except _NoFileError:
                raise refused from None
        if page is None or (known and page.sha256 == known.page_hash):
            return None, []
        errand.bytes += len(page.body)
        notice = await self._read(page, link, errand, listed_at)
        return await self._attachments.complete(notice, errand)

    async def _read(self, page: Page, link: Link, errand: FetchBudget, listed_at: datetime | None) -> PolledNotice:
        source = errand.source
        read = await self._parser.run(source.id, read_notice, page, link, source, listed_at)
        if not isinstance(read, MissingFrames):
            return read
        frames = await fetched_frames(self._fetcher, read.urls, source, errand.ends)
        return await self._parser.run(source.id, read_framed_notice, page, frames, link, source, listed_at)

    async def _entry(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None, known: Revisit | None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return the notice contained in a feed entry, and the failures of its attachments.

        The page at the entry's URL is not parsed. For a `known` notice, None is returned instead of the notice, because
        changes to the entry are detected in the listing. The page is then only requested to check that it still exists.
        """
        address = link.page or urldefrag(link.url)[0]
        if known:
            await self._fetcher.fetch(address, errand.source, None, errand.ends, role="notice")
            return None, []
        if link.content is None:
            raise ReadingError(PageDetail.LEFT_THE_FEED.of())
        errand.bytes += len(link.content)
        source = errand.source
        notice = await self._parser.run(source.id, read_entry_notice, link, self._clock(), source, listed_at)
        return await self._attachments.complete(notice, errand)

    async def _file(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None, known: Revisit | None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return a notice that is published as a file, and the failures that occurred while reading the file.

        The text is from the file, and the title is from the listing. If the file has no text (a scan, for example), the
        title is also the text. If the notice is `known` and the file is unchanged, return None instead of the notice.
        """
        address = link.page or link.url
        named = Attachment(name=link.title or _name(address), url=address)
        file, failure = await self._attachments.alone(named, errand)
        if file.fault == "not_a_file":
            raise _NoFileError
        if file.type in (None, "image", "gz") and file.text is None and not ending_of_url(address):
            raise _NoFileError
        if file.passing:
            raise FetchError(failure.cause if failure else FileDetail.NOT_FETCHED.of())
        if known and file.sha256 and file.sha256 == known.page_hash:
            return None, []
        notice = await self._parser.run(errand.source.id, notice_of_file, file, link, errand.source, listed_at)
        return notice, [failure] if failure else []


class _NoFileError(Exception):
    """Raised if the response at a URL is not a file, or is a file of a type in which no notices are published."""


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:200]
