"""Parsing of notices in a poll, run in the process of `crawler.sandbox`. Pure functions; no I/O.

This module must not import Scrapy or Twisted, which that process does not need. The modules of `crawler.reading` are
imported when the first notice is parsed, because most polls have no new notices.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from crawler.fetching.barriers import page_error, require_page
from crawler.model.details.pages import PageDetail
from crawler.model.errors import GoneError, ReadingError, RedirectedAwayError
from crawler.model.link import Link
from crawler.model.notice import Attachment, Notice
from crawler.model.page import Page
from crawler.model.results import CUTS_LIMIT, Cut, PolledNotice
from crawler.model.source import Source
from crawler.model.url_key import url_key
from crawler.polling.items import is_item, item_page
from crawler.polling.stand_ins import notice_stand_in
from crawler.text.characters import alphanumeric

if TYPE_CHECKING:
    from crawler.reading import Extraction

N = TypeVar("N", bound=Notice)
_SAMPLES = (
    ("关于申报项目的通知", "各区人民政府：请于2024年5月31日前将申报材料报送市科学技术局。" * 3),
    ("Public meeting", "The council will meet on March 1, 2024. Comments may be submitted until April 2, 2024. " * 2),
)
"""Titles and short texts in Chinese and English that are read in order to load tables and dictionaries."""


@dataclass(frozen=True)
class MissingFrames:
    """The URLs of frames that must be fetched because they contain the article of a page."""

    urls: tuple[str, ...]


@dataclass(frozen=True)
class TracedReading:
    """A notice, the method that extracted its text, and the parts removed from the text."""

    notice: PolledNotice
    by: str
    cuts: tuple[Cut, ...]


def load() -> None:
    """Load what the functions of this module need, for the fork server of `crawler.sandbox`.

    Two short pages are read, because tables and dictionaries are loaded when they are first used.
    """
    from crawler.reading import read_page, withdrawn  # noqa: F401

    for title, text in _SAMPLES:
        page = Page("http://localhost/", f"<title>{title}</title><p>{text}</p>".encode(), datetime.now(UTC))
        notice_stand_in(page, title)
        with contextlib.suppress(ReadingError):
            read_page(page)


def read_notice(page: Page, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice | MissingFrames:
    """Return the notice on a fetched page, or the URLs of the frames that contain its text.

    Raise CrawlerError if the page cannot be read as the notice to which `link` leads.
    """
    require_page(page, source.rendering("notice"))
    _check_place(page, link, source)
    if frames := frames_of(page):
        return MissingFrames(frames)
    return _notice(page, link, source, listed_at)


def read_framed_notice(
    page: Page, frames: Mapping[str, Page | None], link: Link, source: Source, listed_at: datetime | None
) -> PolledNotice:
    """Return the notice on a page whose text is in frames. Raise CrawlerError if it cannot be read.

    `frames` maps the URLs of the frames to their pages, or to None for a frame that contains a file.
    """
    return _notice(with_frame_texts(page, frames), link, source, listed_at)


def read_entry_notice(link: Link, fetched_at: datetime, source: Source, listed_at: datetime | None) -> PolledNotice:
    """Return the notice contained in a feed entry. Raise CrawlerError if the entry cannot be read.

    `fetched_at` is the current time. `listed_at` is the time when the entry was first seen in the feed.
    """
    from crawler.listings.feed_entries import page_of_entry

    return _polled(page_of_entry(link, fetched_at), link, source, listed_at)


def notice_of_file(file: Attachment, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    """Return a notice that is published as a file. If the file has no text, the title becomes the text.

    Raise ReadingError if the file has no text and `link` has no title.
    """
    from crawler.reading import notice_of_text, recognized_warning

    text = file.text or link.title
    if not text:
        raise ReadingError(PageDetail.FILE_WITHOUT_TEXT.of(fault=str(file.fault)))
    # The title is in the listing only, as for a page that is plain text.
    line = link.model_copy(update={"page": link.page or link.url})
    notice = notice_of_text(text, link.url, source, line)
    # The file is listed as an attachment without text, since its text is the text of the notice.
    warnings = notice.warnings
    if file.recognized is not None:
        count = len(notice.deadlines) + sum(len(clause.targets) for clause in notice.clauses)
        warnings = (*warnings, recognized_warning(file.name, file.recognized, count))
    members = tuple(member.model_copy(update={"start": 0, "end": 0}) for member in file.members)
    listed = file.model_copy(update={"text": None, "members": members})
    notice = notice.model_copy(update={"attachments": (listed,), "warnings": warnings})
    return PolledNotice.of(notice, None, listed_at, link)


def add_attachments(notice: N, attachments: Sequence[Attachment]) -> N:
    """Return the notice with these attachments and with the clauses, deadlines and amounts that they contain."""
    from crawler.reading import with_attachments

    return with_attachments(notice, attachments)


def read_text(text: str, url: str, source: Source | None) -> PolledNotice:
    """Return the notice whose text is `text` and whose URL is `url`. Raise ReadingError if `text` is empty."""
    from crawler.reading import notice_of_text

    return PolledNotice.of(notice_of_text(text, url, source), None)


def read_traced(page: Page, link: Link | None, source: Source | None, fetched: bool) -> TracedReading | MissingFrames:
    """Return the notice on a page and the parts removed from its text, or the URLs of the frames that contain its text.

    `fetched` is true if the page was fetched for this request. Otherwise, it is read without its frames. Raise
    CrawlerError if the page cannot be read.
    """
    from crawler.reading import read_with_trace

    if fetched:
        require_page(page, source.rendering("notice") if source else None)
        if frames := frames_of(page):
            return MissingFrames(frames)
    found = read_with_trace(page, link, source)
    return TracedReading(PolledNotice.of(found.notice, page.pack()), found.by, _cuts(found))


def frames_of(page: Page) -> tuple[str, ...]:
    """Return the URLs of frames that must be fetched because they may contain the article, or an empty tuple.

    Raise ReadingError if the page cannot be parsed.
    """
    if not re.search("(?i)<i?frame", page.text):
        return ()
    from crawler.reading.main_text import missing_frames

    return missing_frames(page)


def with_frame_texts(page: Page, frames: Mapping[str, Page | None]) -> Page:
    """Return the page with its frames merged into it. Frames whose response is not a page are ignored."""
    from crawler.reading.main_text.scripted_text import with_frames

    found = {url: frame for url, frame in frames.items() if frame is None or page_error(frame) is None}
    return with_frames(page, found) if found else page


def _notice(page: Page, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    from crawler.reading.withdrawn import says_withdrawn

    if stand_in := notice_stand_in(page, link.title, is_text_apart=link.page is not None):
        raise stand_in
    notice = _polled(item_page(page, link), link, source, listed_at)
    if is_item(link) and link.title:
        # The page may have one title for all of its items.
        notice = notice.model_copy(update={"title": link.title})
    if said := says_withdrawn(notice.text):
        raise GoneError(PageDetail.SAYS.of(text=said))
    return notice


def _polled(page: Page, link: Link, source: Source, listed_at: datetime | None) -> PolledNotice:
    from crawler.reading import read_page

    return PolledNotice.of(read_page(page, link, source), page.pack(), listed_at, link)


def _check_place(page: Page, link: Link, source: Source) -> None:
    """Raise RedirectedAwayError if a redirect led to a login, error or home page instead of the notice.

    This is assumed if the final page is the home page of the site, the listing, or a page that does not contain the
    title of `link`. If there was no redirect, nothing is checked.
    """
    key = url_key(page.final_url)
    if key == url_key(link.page or link.url):
        return
    at_home = urlsplit(page.final_url).path in ("", "/") or key == url_key(source.url)
    if at_home or not _holds(page.text, link.title):
        raise RedirectedAwayError(PageDetail.OTHER_NOTICE.of(url=page.final_url))


def _holds(text: str, title: str | None) -> bool:
    # Only the first letters are compared, since listings truncate titles and pages insert punctuation and tags.
    beginning = alphanumeric((title or "").lower())[:10]
    return beginning in alphanumeric(re.sub(r"<[^<>]*>", "", text).lower())


def _cuts(found: "Extraction") -> tuple[Cut, ...]:
    return tuple(
        Cut(
            code=removal.code,
            line=removal.line,
            text=removal.text,
            detail=removal.detail,
            size=removal.size,
            before=removal.before,
            reason=removal.reason.code,
            params=removal.reason.as_json()["params"],
        )
        for removal in found.removals[:CUTS_LIMIT]
    )
