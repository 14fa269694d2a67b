"""Pruning what was kept long enough: what to choose is a pure function, the step a few short transactions."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.config import Keep
from monitor.ingest.candidates import index_texts
from monitor.model import Outdated, Prunable
from monitor.ports import Store

logger = logging.getLogger(__name__)
ROWS = 300
BYTES = 8 * 1024 * 1024
"""What one transaction prunes at most: others wait for the write lock meanwhile."""
FORMS_FIRST = 2000
"""Notices made comparable before others are taken in, some ten seconds of work; the daemon makes the rest."""
PAUSE_S = 0.05
"""Between two transactions; whoever waits for the lock has it then."""


def ages(keep: Keep) -> dict[Prunable, timedelta]:
    """How long each kind of thing is kept; what is kept for ever is left out."""
    limits: dict[Prunable, timedelta | None] = {
        "page": keep.pages,
        "poll": keep.polls,
        "event": keep.events,
        "text": keep.notices,
    }
    return {what: age for what, age in limits.items() if age is not None}


def within(found: Sequence[Outdated], limit: int) -> list[int]:
    """The ids of the first of them that together have at most `limit` bytes; of the first one at least."""
    chosen: list[int] = []
    total = 0
    for row in found:
        total += row.size
        if chosen and total > limit:
            break
        chosen.append(row.id)
    return chosen


def prune_some(store: Store, what: Prunable, before: datetime, now: datetime) -> int:
    """Prunes some of what is older, in one transaction; gives how many, 0 when nothing is left."""
    # Looked for outside the write lock: a table may have to be read through for it.
    with store.reading() as tx:
        ids = within(tx.retention.outdated(what, before, ROWS), BYTES)
    if not ids:
        return 0
    with store.writing() as tx:
        return tx.retention.drop(what, ids, before, now)


async def prune(store: Store, keep: Keep, clock: Callable[[], datetime], stopped: Callable[[], bool]) -> None:
    """Prunes all that was kept long enough, unless `stopped` between two transactions: the next time goes on."""
    now = clock()
    for what, age in ages(keep).items():
        total = 0
        while not stopped() and (done := await asyncio.to_thread(prune_some, store, what, now - age, now)):
            total += done
            await asyncio.sleep(PAUSE_S)
        if total:
            logger.info("pruned %d %ss", total, what, extra={"action": "prune", "what": what, "count": total})


def index_first(store: Store, limit: int = FORMS_FIRST) -> int:
    """Makes what verdicts compare of the latest notices that lack it, before others are taken in; gives how many."""
    total = 0
    while total < limit and (done := index_texts(store)):
        total += done
    return total


async def index_all(store: Store, stopped: Callable[[], bool]) -> None:
    """Makes what verdicts compare of all notices that lack it, as those an older version recorded; nobody is told."""
    total = 0
    while not stopped() and (done := await asyncio.to_thread(index_texts, store)):
        total += done
        await asyncio.sleep(PAUSE_S)
    if total:
        logger.info("made %d notices comparable", total, extra={"action": "form", "count": total})
