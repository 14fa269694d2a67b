"""Functions that parse stored pages again with the current reader, and update the documents without alerts."""

import asyncio
import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PageTooLargeError, unpack
from crawler.model.requests import ReadRequest
from crawler.model.results import ReadResult
from crawler.model.source import Source
from monitor.errors import ChildError
from monitor.health.trouble_names import failure_words
from monitor.identity.fingerprint import evidence_hash, fingerprint
from monitor.ingest.record import replace_text
from monitor.lists.keeper import ListKeeper
from monitor.model import KeptPage, NewRevision, Reading
from monitor.polling.poller import SourcePoller
from monitor.ports import Store, Transaction
from monitor.runtime.clock import utc_now
from monitor.runtime.store_executor import StoreExecutor

BATCH = 16
"""Number of pages that are parsed concurrently and written in one transaction."""


@dataclass(frozen=True)
class ReprocessResult:
    """The result for one stored page, with the reason if the page could not be parsed."""

    kept: KeptPage
    outcome: Literal["changed", "same", "failed"]
    error: str | None = None


async def reprocess(
    executor: StoreExecutor[Store],
    poller: SourcePoller,
    sources: Mapping[str, Source],
    source: str | None,
    since: datetime | None,
    progress: Callable[[ReprocessResult], None],
    lists: ListKeeper | None = None,
) -> None:
    """Parse stored pages again if their documents were produced by another version of the page reader.

    If `source` is given, only notices first seen at that source are processed. If `since` is given, only revisions
    recorded at that time or later are processed. If a page cannot be parsed, its document is not changed. `progress` is
    called with each result. If `lists` is given, it keeps the living lists current.
    """
    reader = await _present_reader(poller)
    after = (0, 0)
    while batch := await executor.run(partial(_kept, executor.store, reader, after, source, since)):
        results = await asyncio.gather(*(_read(poller, sources, kept) for kept in batch))
        for done in await executor.run(partial(_write, executor.store, results, lists)):
            progress(done)
        after = (batch[-1].notice, batch[-1].revision)


async def _present_reader(poller: SourcePoller) -> str:
    result = await poller.read(ReadRequest(id="reader", url="about:blank", text="?"))
    if result.notice is None:
        raise ChildError("the crawler child did not say which reader it has")
    return result.notice.reader


def _kept(
    store: Store, reader: str, after: tuple[int, int], source: str | None, since: datetime | None
) -> list[KeptPage]:
    with store.reading() as tx:
        return tx.retention.kept_pages(reader, after, BATCH, source, since)


async def _read(
    poller: SourcePoller, sources: Mapping[str, Source], kept: KeptPage
) -> tuple[KeptPage, dict[str, Notice] | str]:
    """Parse a stored page once for each source at which its revision was found.

    Return `kept` with the resulting notices by source id or, if there was an error, with the reason for the first
    error.
    """
    try:
        body = base64.b64encode(unpack(kept.page.body))
    except (zlib.error, PageTooLargeError) as error:
        return kept, f"damaged: {error}"
    found = {}
    for name in kept.sources:
        request = ReadRequest(
            id=f"{kept.notice}.{kept.revision}",
            url=kept.page.url,
            body=body,
            content_type=kept.page.content_type,
            fetched_at=kept.page.fetched_at,
            source=sources.get(name),
            link=link_of(kept),
            attachments=kept.document.attachments,
        )
        result = await poller.read(request)
        if result.notice is None:
            return kept, _why(result)
        found[name] = _completed(result.notice.bare, kept, sources.get(name))
    return kept, found


def link_of(kept: KeptPage) -> Link:
    """Return the listing entry that led to a page.

    If no entry is stored, one is made from the recorded document. The entry is needed because the publication date may
    be stated in the listing but not on the page.
    """
    return kept.link or Link(url=kept.page.url, title=kept.document.title, published_on=kept.document.published_on)


def _completed(notice: Notice, kept: KeptPage, source: Source | None) -> Notice:
    """Return `notice` with added data that the page does not contain.

    These are the fields given at import. If the source is no longer configured, the region of the recorded document is
    added, too.
    """
    region = {} if source else {"region": kept.document.region}
    return Notice.model_validate(notice.model_dump() | region | kept.given)


def _why(result: ReadResult) -> str:
    return failure_words(result.failures[0])


def _write(
    store: Store, results: list[tuple[KeptPage, dict[str, Notice] | str]], lists: ListKeeper | None
) -> list[ReprocessResult]:
    done = []
    with store.writing() as tx:
        for kept, found in results:
            if isinstance(found, str):
                done.append(ReprocessResult(kept, "failed", found))
                continue
            is_changed = _put(tx, kept, found)
            if is_changed and lists is not None:
                lists.notice_changed(tx, kept.notice, utc_now())
            done.append(ReprocessResult(kept, "changed" if is_changed else "same"))
    return done


def _put(tx: Transaction, kept: KeptPage, found: Mapping[str, Notice]) -> bool:
    """Record the newly parsed documents, and return whether the document of the revision changed.

    `found` maps source ids to documents. If only the reader version changed, the result is False.
    """
    origin = tx.notices.origin(kept.notice, kept.revision)
    if origin is None or origin.reader != kept.document.reader:
        # Pruned, or reprocessed by another process in the meantime.
        return False
    for source, notice in found.items():
        print_ = fingerprint(notice.title, notice.text, notice.attachments)
        bytes_ = evidence_hash(kept.page.sha256, notice.attachments)
        tx.readings.add(Reading(notice.url, source, kept.notice, kept.revision, print_, bytes_, notice.reader))
    document = found[kept.sources[0]]
    replace_text(tx, kept.notice, kept.revision, NewRevision(document, None))
    return document.model_copy(update={"reader": kept.document.reader}) != kept.document
