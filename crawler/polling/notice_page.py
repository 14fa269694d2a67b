"""The target of a line of a listing, fetched and read: a page, or a file if the line leads directly to one.

The reading is loaded with the first notice: most polls find nothing new.
"""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote, urldefrag, urlsplit

from crawler.fetching.fetcher import Fetcher, Validators
from crawler.files.kinds import ending_of_url
from crawler.listings.feed_entries import page_of_entry
from crawler.model.errors import FetchError, GoneError, NotAPageError, ReadingError, RedirectedAwayError
from crawler.model.link import Link
from crawler.model.notice import Attachment
from crawler.model.page import Page
from crawler.model.requests import Revisit
from crawler.model.results import Failure, PolledNotice
from crawler.model.source import Source
from crawler.model.url_key import is_feed_entry, url_key
from crawler.polling.attachments import Attachments, FetchBudget
from crawler.polling.frames import with_frame_texts
from crawler.polling.parser_thread import in_parser_thread
from crawler.polling.stand_ins import notice_stand_in


class NoticePages:
    """Read the targets of listings' links; nothing is kept between notices."""

    def __init__(self, fetcher: Fetcher, attachments: Attachments, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._attachments = attachments

    async def notice(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None = None, known: Revisit | None = None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return the notice of a link with its attachments, and their failures.

        The notice is None when its page, entry or file is unchanged since `known`. Raises CrawlerError.
        """
        address = link.page or link.url
        if is_feed_entry(link.url):
            return await self._entry(link, errand, listed_at, known)
        if ending_of_url(address):
            try:
                return await self._file(link, errand, listed_at, known)
            except _NoFileError:
                pass  # a page about the file stands at the file's address
        validators = Validators(known.etag, known.modified) if known else None
        try:
            page = await self._fetcher.fetch(address, errand.source, validators, errand.ends)
        except NotAPageError as refused:
            try:
                return await self._file(link, errand, listed_at, known)
            except _NoFileError:
                raise refused from None
        if page is None or (known and page.sha256 == known.page_hash):
            return None, []
        errand.bytes += len(page.body)
        _check_place(page, link, errand.source)
        page = await with_frame_texts(self._fetcher, page, errand.source, errand.ends)
        if stand_in := notice_stand_in(page, link.title):
            raise stand_in
        notice = await in_parser_thread(_polled, page, link, errand.source, listed_at)
        from crawler.reading.withdrawn import says_withdrawn

        if said := says_withdrawn(notice.text):
            raise GoneError(f"the page says: {said}")
        return await self._attachments.complete(notice, errand)

    async def _entry(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None, known: Revisit | None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return the notice that an entry of a feed holds; the page at its address is not its text.

        A known one is unchanged as long as that page exists: changes in the feed show in the listing.
        """
        address = link.page or urldefrag(link.url)[0]
        if known:
            await self._fetcher.fetch(address, errand.source, None, errand.ends)
            return None, []
        if link.content is None:
            raise ReadingError("the entry is no longer in the feed and has no page")
        page = page_of_entry(link, self._clock())
        errand.bytes += len(page.body)
        notice = await in_parser_thread(_polled, page, link, errand.source, listed_at)
        return await self._attachments.complete(notice, errand)

    async def _file(
        self, link: Link, errand: FetchBudget, listed_at: datetime | None, known: Revisit | None
    ) -> tuple[PolledNotice | None, list[Failure]]:
        """Return the notice that is a file: its text is the file's, its title the listing's.

        A file that cannot be read, such as a scan, is a notice by its title.
        """
        address = link.page or link.url
        named = Attachment(name=link.title or _name(address), url=address)
        file, failure = await self._attachments.alone(named, errand)
        if file.fault == "not_a_file":
            raise _NoFileError
        if file.type in (None, "image", "gz") and file.text is None and not ending_of_url(address):
            raise _NoFileError
        if file.passing:
            raise FetchError(failure.detail if failure else "the file could not be fetched")
        if known and file.sha256 and file.sha256 == known.page_hash:
            return None, []
        notice = await in_parser_thread(_of_file, file, link, errand.source, listed_at)
        return notice, [failure] if failure else []


class _NoFileError(Exception):
    """The address does not lead to a file of a kind that may be a notice."""


def _of_file(file: Attachment, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    from crawler.reading import notice_of_text

    text = file.text or link.title
    if not text:
        raise ReadingError(f"the file has no text ({file.fault}) and no title in the listing")
    # As where a text is served by itself, the listing knows the title.
    line = link.model_copy(update={"page": link.page or link.url})
    notice = notice_of_text(text, link.url, source, line)
    # The file is named as what it is; its text is the notice's.
    notice = notice.model_copy(update={"attachments": (file.model_copy(update={"text": None}),)})
    return PolledNotice.of(notice, None, listed_at, link)


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:200]


def _check_place(page: Page, link: Link, source: Source) -> None:
    """Raise RedirectedAwayError when a redirect led to a login, error or home page in place of the notice.

    That is the site's root, the listing, or a page that does not hold the title by which the notice was listed.
    """
    key = url_key(page.final_url)
    if key == url_key(link.page or link.url):
        return
    at_home = urlsplit(page.final_url).path in ("", "/") or key == url_key(source.url)
    if at_home or not _holds(page.text, link.title):
        raise RedirectedAwayError(f"the URL redirects to {page.final_url}, which is not this notice")


def _holds(text: str, title: str | None) -> bool:
    # The title's beginning: listings cut the end, and pages put marks and tags between words.
    beginning = _letters(title or "")[:10]
    return beginning in _letters(re.sub(r"<[^<>]*>", "", text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _polled(page: Page, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    from crawler.reading import read_page

    return PolledNotice.of(read_page(page, link, source), page.pack(), listed_at, link)
