"""Functions that prune records after their retention period, and index notices recorded by older versions.

Both are done in short transactions, so that other writers can take the lock in between.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.config import Keep
from monitor.ingest.candidates import index_texts, renew_fingerprints
from monitor.model import Outdated, Prunable
from monitor.ports import Store

logger = logging.getLogger(__name__)
ROWS = 300
BYTES = 8 * 1024 * 1024
"""Maximum number of rows (`ROWS`) and of bytes (`BYTES`) pruned in one transaction, during which other writers wait for
the lock."""
FORMS_FIRST = 2000
"""Number of notices indexed for comparison before new notices are ingested (about ten seconds). The daemon indexes the
others."""
SEARCH_ROWS = 50
"""Number of notices added to the search index in one transaction."""
PAUSE_S = 0.05
"""Time in seconds between two transactions, in which other writers can take the lock."""


def ages(keep: Keep) -> dict[Prunable, timedelta]:
    """Return the retention period of each kind of record. Kinds that are kept forever are left out."""
    limits: dict[Prunable, timedelta | None] = {
        "page": keep.pages,
        "poll": keep.polls,
        "event": keep.events,
        "text": keep.notices,
    }
    return {what: age for what, age in limits.items() if age is not None}


def within(found: Sequence[Outdated], limit: int) -> list[int]:
    """Return the ids of the first rows whose total size is at most `limit` bytes.

    If the first row alone is larger, its id is returned.
    """
    chosen: list[int] = []
    total = 0
    for row in found:
        total += row.size
        if chosen and total > limit:
            break
        chosen.append(row.id)
    return chosen


def prune_some(store: Store, what: Prunable, before: datetime, now: datetime) -> int:
    """Prune some records of the kind `what` that are older than `before`, and return the number of pruned records.

    They are pruned in one transaction. The result is 0 if there are no such records.
    """
    # Searched for outside the write lock, as this may require a full table scan.
    with store.reading() as tx:
        ids = within(tx.retention.outdated(what, before, ROWS), BYTES)
    if not ids:
        return 0
    with store.writing() as tx:
        return tx.retention.drop(what, ids, before, now)


async def prune(store: Store, keep: Keep, clock: Callable[[], datetime], stopped: Callable[[], bool]) -> None:
    """Prune all records whose retention period has ended. `keep` contains the retention periods.

    If `stopped` returns true between two transactions, the remaining records are left to the next run.
    """
    now = clock()
    for what, age in ages(keep).items():
        total = 0
        while not stopped() and (done := await asyncio.to_thread(prune_some, store, what, now - age, now)):
            total += done
            await asyncio.sleep(PAUSE_S)
        if total:
            logger.info("pruned %d %ss", total, what, extra={"action": "prune", "what": what, "count": total})


def is_index_incomplete(store: Store) -> bool:
    """Return whether notices recorded by an older version are missing from the search index."""
    with store.reading() as tx:
        return tx.search.is_outdated() or bool(tx.search.unindexed(1))


def index_for_search(store: Store) -> int:
    """Add some of the notices recorded by an older version to the search index, and return their number."""
    if not is_index_incomplete(store):
        return 0
    with store.writing() as tx:
        tx.search.drop_other_versions()
        notices = tx.search.unindexed(SEARCH_ROWS)
        tx.search.index(notices)
        return len(notices)


def index_series(store: Store) -> int:
    """Determine the series of some notices recorded by an older version, and return their number."""
    with store.reading() as tx:
        if not tx.series.unfiled(1):
            return 0
    with store.writing() as tx:
        notices = tx.series.unfiled(SEARCH_ROWS)
        tx.series.file(notices)
        return len(notices)


def index_first(store: Store, limit: int = FORMS_FIRST) -> int:
    """Index up to `limit` notices that are not yet indexed for comparison, the latest first.

    Return their number, which may be slightly greater than `limit`. This is done before new notices are ingested, so
    that the new notices can be compared with the indexed ones.
    """
    total = 0
    while total < limit and (done := index_texts(store)):
        total += done
    return total


async def index_all(store: Store, stopped: Callable[[], bool]) -> None:
    """Index all unindexed notices for comparison, search and series, without alerts.

    These are notices recorded by an older version of noticewatch. The fingerprints of texts that were computed by such
    a version are recomputed as well. The function ends early if `stopped` returns true.
    """
    total = 0
    after: int | None = 0
    while not stopped() and after is not None:
        after = await asyncio.to_thread(renew_fingerprints, store, after)
        await asyncio.sleep(PAUSE_S)
    while not stopped() and (done := await asyncio.to_thread(index_texts, store)):
        total += done
        await asyncio.sleep(PAUSE_S)
    if total:
        logger.info("indexed %d notices for comparison", total, extra={"action": "form", "count": total})
    total = 0
    while not stopped() and (done := await asyncio.to_thread(index_for_search, store)):
        total += done
        await asyncio.sleep(PAUSE_S)
    if total:
        logger.info("indexed %d notices for search", total, extra={"action": "search_index", "count": total})
    total = 0
    while not stopped() and (done := await asyncio.to_thread(index_series, store)):
        total += done
        await asyncio.sleep(PAUSE_S)
    if total:
        logger.info("determined the series of %d notices", total, extra={"action": "series_index", "count": total})
