"""Prune records past their age: the choice is a pure function, the step a few short transactions."""

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
"""What one transaction prunes at most: others wait for the write lock meanwhile."""
FORMS_FIRST = 2000
"""Notices made comparable before others are taken in, some ten seconds of work; the daemon makes the rest."""
SEARCH_ROWS = 50
"""Notices that one transaction puts into the search index."""
PAUSE_S = 0.05
"""Pause between two transactions, so that others can take the lock."""


def ages(keep: Keep) -> dict[Prunable, timedelta]:
    """Return how long each kind of record is kept; kinds kept for ever are left out."""
    limits: dict[Prunable, timedelta | None] = {
        "page": keep.pages,
        "poll": keep.polls,
        "event": keep.events,
        "text": keep.notices,
    }
    return {what: age for what, age in limits.items() if age is not None}


def within(found: Sequence[Outdated], limit: int) -> list[int]:
    """Return the ids of the first items that together have at most `limit` bytes; at least the first one."""
    chosen: list[int] = []
    total = 0
    for row in found:
        total += row.size
        if chosen and total > limit:
            break
        chosen.append(row.id)
    return chosen


def prune_some(store: Store, what: Prunable, before: datetime, now: datetime) -> int:
    """Prune some of the older records in one transaction; return how many, 0 when nothing is left."""
    # Looked for outside the write lock: a table may have to be read through for it.
    with store.reading() as tx:
        ids = within(tx.retention.outdated(what, before, ROWS), BYTES)
    if not ids:
        return 0
    with store.writing() as tx:
        return tx.retention.drop(what, ids, before, now)


async def prune(store: Store, keep: Keep, clock: Callable[[], datetime], stopped: Callable[[], bool]) -> None:
    """Prune all records past their age, unless `stopped` between two transactions: the next run goes on."""
    now = clock()
    for what, age in ages(keep).items():
        total = 0
        while not stopped() and (done := await asyncio.to_thread(prune_some, store, what, now - age, now)):
            total += done
            await asyncio.sleep(PAUSE_S)
        if total:
            logger.info("pruned %d %ss", total, what, extra={"action": "prune", "what": what, "count": total})


def index_for_search(store: Store) -> int:
    """Put some notices that an older version recorded into the search index; return the number of these notices."""
    with store.reading() as tx:
        if not tx.search.is_outdated() and not tx.search.unindexed(1):
            return 0
    with store.writing() as tx:
        tx.search.drop_other_versions()
        notices = tx.search.unindexed(SEARCH_ROWS)
        tx.search.index(notices)
        return len(notices)


def index_first(store: Store, limit: int = FORMS_FIRST) -> int:
    """Make the data that verdicts compare for the latest notices that lack it; return the number of notices.

    This is done before others are ingested.
    """
    total = 0
    while total < limit and (done := index_texts(store)):
        total += done
    return total


async def index_all(store: Store, stopped: Callable[[], bool]) -> None:
    """Make the data that verdicts compare, and the search index, for all notices that lack it, without alerts.

    Notices recorded by an older version lack it, and their readings have that version's fingerprints.
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
        logger.info("made %d notices comparable", total, extra={"action": "form", "count": total})
    total = 0
    while not stopped() and (done := await asyncio.to_thread(index_for_search, store)):
        total += done
        await asyncio.sleep(PAUSE_S)
    if total:
        logger.info("made %d notices searchable", total, extra={"action": "search_index", "count": total})
