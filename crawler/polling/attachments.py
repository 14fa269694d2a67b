"""Fetching and parsing of a notice's attachments within limits.

Only the text of a file and a hash of its bytes are returned; the file itself is not stored.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.fetching.fetcher import Fetcher
from crawler.files.kinds import OFFICE, ending_of, ending_of_url
from crawler.files.markup import is_error_message
from crawler.files.values import TEXT_LIMIT, FileText, MemberText
from crawler.model.details.files import FileDetail
from crawler.model.errors import FetchError, TimedOutError, TooLargeError
from crawler.model.notice import ArchiveMember, Attachment, Notice
from crawler.model.reason import Reason
from crawler.model.results import Failure
from crawler.model.source import Source
from crawler.polling.file_process import FileReader
from crawler.polling.notice_steps import add_attachments
from crawler.sandbox.parser import InlineParser, Parser

MOST = 5
"""Maximum number of attachments fetched per notice."""
FILE_BYTES = 20 * 1024 * 1024
NOTICE_BYTES = 40 * 1024 * 1024
"""Maximum sizes in bytes of a single attachment (`FILE_BYTES`) and of all attachments of a notice (`NOTICE_BYTES`)."""
NOTICE_SECONDS = 60.0
"""Maximum time for all attachments of a notice, in seconds."""
SPARE_SECONDS = 1.0
"""A notice is returned without its remaining attachments this number of seconds before the poll's deadline."""
AT_ONCE = 10
AT_ONCE_PER_POLL = 2
"""Maximum number of attachments in memory at once: in total (`AT_ONCE`) and per poll (`AT_ONCE_PER_POLL`).

The limit per poll prevents a slow source from delaying other sources.
"""
REPORTED_FAULTS = frozenset(("damaged", "too_slow", "unpacks_too_large", "not_a_file", "not_read"))
"""Codes of file errors that are reported as failures.

Other errors describe the file itself: it is a scan, encrypted, or of an unsupported type.
"""
N = TypeVar("N", bound=Notice)


@dataclass
class FetchBudget:
    """The limits shared by all attachments of a poll or page, and the amounts already used.

    `ends` is the deadline for the attachments, a time of the event loop. `gate` limits the number of attachments that
    are in memory at once. `silent` are the hosts that have already timed out. `bytes` is the total size of the pages
    and attachment texts fetched so far.
    """

    source: Source
    ends: float
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE_PER_POLL))
    silent: set[str] = field(default_factory=set)
    bytes: int = 0


@dataclass
class _Budget:
    """The remaining limits for the attachments of one notice."""

    ends: float
    files: int
    bytes: int
    characters: int


class Attachments:
    """Fetcher and parser of the attachments of notices.

    All files are parsed in one separate process, which is kept running between notices.
    """

    def __init__(self, fetcher: Fetcher, reader: FileReader, parser: Parser | None = None) -> None:
        self._parser = parser or InlineParser()
        self._fetcher = fetcher
        self._reader = reader
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def complete(self, notice: N, errand: FetchBudget) -> tuple[N, list[Failure]]:
        """Return the notice with the texts of its attachments, and the failures that occurred with them.

        Attachments that cannot be fetched before the deadline in `errand` get the fault `deadline`.
        """
        if not notice.attachments:
            return notice, []
        loop = asyncio.get_running_loop()
        ends = min(loop.time() + NOTICE_SECONDS, errand.ends - SPARE_SECONDS)
        budget = _Budget(ends, MOST, NOTICE_BYTES, TEXT_LIMIT)
        done: list[Attachment] = []
        failures: list[Failure] = []
        for attachment in notice.attachments:
            completed, failure = await self._one(attachment, errand, budget)
            done.append(completed)
            failures += [failure] if failure else []
        if not any(attachment.text for attachment in done):
            return notice.model_copy(update={"attachments": tuple(done)}), failures
        return await self._parser.run(errand.source.id, add_attachments, notice, tuple(done)), failures

    async def alone(self, one: Attachment, errand: FetchBudget) -> tuple[Attachment, Failure | None]:
        """Fetch and parse a file to which a listing links directly. Return the file, and its failure or None.

        `errand` contains the limits of the poll. Raise FetchError if the file cannot be fetched.
        """
        ends = min(asyncio.get_running_loop().time() + NOTICE_SECONDS, errand.ends - SPARE_SECONDS)
        budget = _Budget(ends, 1, FILE_BYTES, TEXT_LIMIT)
        try:
            async with asyncio.timeout_at(ends), errand.gate, self._gate:
                return await self._fetched(one, errand, budget, announced=ending_of_url(one.url) is not None)
        except TimeoutError as error:
            raise TimedOutError(FileDetail.LATE.of()) from error

    async def _one(self, one: Attachment, errand: FetchBudget, budget: _Budget) -> tuple[Attachment, Failure | None]:
        if not budget.files or not one.url:
            return one.model_copy(update={"fault": "not_fetched"} if one.url else {}), None
        budget.files -= 1
        try:
            async with asyncio.timeout_at(budget.ends), errand.gate, self._gate:
                return await self._fetched(one, errand, budget)
        except TimeoutError:
            return _failed(one, "deadline", FileDetail.LATE.of(), passing=True)
        except FetchError as error:
            if error.code == "timeout":
                errand.silent.add(_host(one.url))
            return _failed(one, error.code, error.detail, passing=not error.permanent)

    async def _fetched(
        self, one: Attachment, errand: FetchBudget, budget: _Budget, *, announced: bool = True
    ) -> tuple[Attachment, Failure | None]:
        if _host(one.url) in errand.silent:
            return _failed(one, "timeout", FileDetail.SERVER_SILENT.of(), passing=True)
        limit = min(FILE_BYTES, budget.bytes)
        if limit <= 0:
            raise TooLargeError(FileDetail.TOTAL_SIZE.of(limit=NOTICE_BYTES))
        body = await self._fetcher.fetch_file(one.url, errand.source, limit, budget.ends)
        budget.bytes -= len(body)
        patience = budget.ends - asyncio.get_running_loop().time()
        read = await self._reader.read(body, patience)
        read = _within(_as_announced(one, read) if announced else read, budget.characters)
        budget.characters -= len(read.text or "")
        sha256 = hashlib.sha256(body).hexdigest()
        update = {
            "type": read.type,
            "text": read.text,
            "fault": read.fault,
            "sha256": sha256,
            "passing": read.passing,
            "recognized": read.recognized,
            "members": tuple(map(_member, read.members)),
        }
        failure = Failure.because(one.url, read.fault, read.detail) if read.fault in REPORTED_FAULTS else None
        return one.model_copy(update=update), failure


def characters_of(attachments: Sequence[Attachment]) -> int:
    """Return the total number of characters of the attachments' texts."""
    return sum(len(attachment.text or "") for attachment in attachments)


def _as_announced(one: Attachment, read: FileText) -> FileText:
    """Return `read`, the result of parsing a file, or the fault `not_a_file` if the server sent a message instead.

    Plain text or a web page is such a message, unless the URL or the name has the extension of a text file or of an
    office document. Plain text under the extension of an office document is also a message if it says that the file
    does not exist.
    """
    ending = ending_of_url(one.url) or ending_of(one.name)
    if read.text is None or read.type not in ("txt", "html") or ending in ("txt", "csv"):
        return read
    if ending in OFFICE and not (read.type == "txt" and is_error_message(read.text)):
        return read
    return FileText(None, None, "not_a_file", FileDetail.IS_A_TEXT.of(text=repr(read.text[:80])))


def _within(read: FileText, room: int) -> FileText:
    if read.text is None or len(read.text) <= room:
        return read
    members = tuple(
        replace(member, start=min(member.start, room), end=min(member.end, room)) for member in read.members
    )
    detail = FileDetail.TOTAL_TEXT.of()
    return replace(read, text=read.text[:room], fault="cut", detail=detail, members=members)


def _member(read: MemberText) -> ArchiveMember:
    return ArchiveMember(
        name=read.name,
        type=read.type,
        start=read.start,
        end=read.end,
        sha256=read.sha256,
        fault=read.fault,
        recognized=read.recognized,
    )


def _failed(one: Attachment, code: str, detail: Reason, passing: bool) -> tuple[Attachment, Failure]:
    return one.model_copy(update={"fault": code, "passing": passing}), Failure.because(one.url, code, detail)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
