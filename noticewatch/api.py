"""Read access to a noticewatch folder from Python (notices and events), and parsing of saved pages.

    from noticewatch.api import open_folder

    with open_folder("my-config") as folder:
        for found in folder.search("集群 NOT 招标"):
            print(found.id, found.notice.title)

No function sends alerts or polls sources.
"""

import asyncio
import base64
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from crawler.model.notice import Attachment, Clause, Deadline, Figure, Notice, ReadingWarning, Reference, Target
from crawler.model.requests import ReadRequest
from crawler.model.results import ReadResult
from monitor.config import Config, Settings, load_config
from monitor.errors import MonitorError, StoreError
from monitor.model import NoticeRecord
from monitor.model.events import Event
from monitor.model.notice_json import notice_object
from monitor.model.search import SearchFilters, SearchRequest
from monitor.polling.crawler_pool import CrawlerPool, crawler_command
from monitor.service.event_log import read_events
from monitor.service.retention import index_for_search, is_index_incomplete
from monitor.store import SqlStore, open_reader, open_store
from monitor.topics import QueryError, parse_query

__all__ = [
    "Attachment",
    "Clause",
    "Deadline",
    "Event",
    "Figure",
    "Folder",
    "MonitorError",
    "Notice",
    "PageError",
    "QueryError",
    "ReadingWarning",
    "RecordedNotice",
    "Reference",
    "Target",
    "open_folder",
    "read_page",
]
_PAGE = 200


class PageError(MonitorError):
    """A page could not be read."""


@dataclass(frozen=True)
class RecordedNotice:
    """A recorded notice in its latest revision.

    `source` is the id of the source that the text was taken from. `urls` are all URLs of the notice. `record` is the
    notice as the JSON object that `notices list --format jsonl` prints.
    """

    id: int
    source: str
    revision: int
    first_seen_at: datetime
    urls: tuple[str, ...]
    notice: Notice
    record: dict[str, Any]
    """The notice in the format of `notices list --format jsonl`."""


class Folder:
    """An open configuration folder with its database. The folder may be used while the daemon is running."""

    def __init__(self, config: Config, store: SqlStore) -> None:
        self._config = config
        self._store = store

    def __enter__(self) -> "Folder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def notice(self, number: int) -> RecordedNotice | None:
        """Return the notice with the id `number`, or None if there is no such notice."""
        return next(self._load([number]), None)

    def notices(self, *, since: datetime | None = None, source: str | None = None) -> Iterator[RecordedNotice]:
        """Yield all notices, newest first.

        Args:
            since: If given, yield only notices first seen since this time, which must be timezone-aware.
            source: If given, yield only notices first seen at the source with this id.
        """
        filters = SearchFilters(since=since, source=source)
        yield from self._find(SearchRequest(None, (), filters))

    def search(
        self, query: str, *, since: datetime | None = None, source: str | None = None
    ) -> Iterator[RecordedNotice]:
        """Yield the notices that match `query`, newest first. Raises QueryError if the query is invalid.

        Args:
            query: The id of a topic, or a query.
            since: If given, yield only notices first seen since this time, which must be timezone-aware.
            source: If given, yield only notices first seen at the source with this id.
        """
        written = next((topic.query for topic in self._config.topics if topic.id == query), query)
        parsed = parse_query(written, self._config.synonym_words)
        return self._find(SearchRequest(parsed, (), SearchFilters(since=since, source=source)))

    def events(self, after: int = 0, *, follow: bool = False, interval: float = 1.0) -> Iterator[Event]:
        """Yield the events with an id larger than `after`, in order.

        Args:
            after: The id of the last processed event, or 0 for all events.
            follow: If True, wait for new events indefinitely.
            interval: The time in seconds between two queries for new events.
        """
        position = after
        while True:
            for event in read_events(self._store, position):
                position = event.id
                yield event
            if not follow:
                return
            time.sleep(interval)

    def _find(self, request: SearchRequest) -> Iterator[RecordedNotice]:
        self._complete_index()
        with self._store.reading() as tx:
            ids = tx.search.matching(request)
        for start in range(0, len(ids), _PAGE):
            yield from self._load(ids[start : start + _PAGE])

    def _complete_index(self) -> None:
        if not is_index_incomplete(self._store):
            return
        with suppress(StoreError), closing(open_store(self._config.database)) as writable:
            while index_for_search(writable):
                pass

    def _load(self, ids: list[int]) -> Iterator[RecordedNotice]:
        with self._store.reading() as tx:
            records = [
                (record, tx.locations.of_notice(record.id)) for number in ids if (record := tx.notices.get(number))
            ]
        for record, places in records:
            found = notice_object(record.notice, record.id, record.origin, record.revision, places)
            yield _recorded(record, tuple(place.url for place in places), found)


def _recorded(record: NoticeRecord, urls: tuple[str, ...], found: dict[str, Any]) -> RecordedNotice:
    return RecordedNotice(record.id, record.origin, record.revision, record.first_seen_at, urls, record.notice, found)


def open_folder(path: str | Path = "config") -> Folder:
    """Open a configuration folder and its database.

    Raises:
        crawler.model.faults.ConfigError: The configuration is invalid.
        MonitorError: The database cannot be opened.
    """
    config = load_config(Path(path), lenient=True)
    return Folder(config, open_reader(config.database))


def read_page(html: bytes | str, url: str) -> Notice:
    """Extract the notice from a saved page. This is done in a child process, without network access.

    Args:
        html: The page. Bytes are decoded according to the page's meta tags.
        url: The URL of the page, against which its relative links are resolved.

    Raises:
        PageError: The page cannot be read.
    """
    body = html.encode() if isinstance(html, str) else html
    result = asyncio.run(_read(ReadRequest(id=url, url=url, body=base64.b64encode(body))))
    if result.notice is None:
        raise PageError("; ".join(f"{failure.url}: {failure.code} {failure.detail}" for failure in result.failures))
    return result.notice.bare


async def _read(request: ReadRequest) -> ReadResult:
    settings = Settings()
    children = CrawlerPool(crawler_command(settings), settings.children)
    try:
        result = await children.ask(request)
    finally:
        await children.close()
    if not isinstance(result, ReadResult):
        raise PageError(f"{request.url}: the page was refused")
    return result
