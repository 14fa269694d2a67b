"""Functions that record the results of revisits of known notices, and schedule the next revisits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.model.errors import GoneError
from crawler.model.reason import Reason
from crawler.model.results import PollResult
from crawler.model.url_key import url_key
from monitor.ports import Transaction
from monitor.schedule import revisits


def schedule_revisits(tx: Transaction, result: PollResult, rhythm: Sequence[timedelta], now: datetime) -> None:
    """Schedule the next revisits of the pages that a poll has read or tried to read."""
    revisited = {url_key(url): url for url in result.revisited}
    for found in result.notices:
        revisit = tx.revisits.get(found.url)
        if revisit is None:
            revisit = revisits.first_look(found, rhythm, now)
        elif revisited.pop(url_key(found.url), None):
            revisit = revisits.looked_at(revisit, found, rhythm, now)
        else:
            revisit = revisits.read_again(revisit, found, rhythm)
        if revisit:
            tx.revisits.put(result.source, revisit)
    for url in revisited.values():
        if revisit := tx.revisits.get(url):
            tx.revisits.put(result.source, revisits.looked_at(revisit, None, rhythm, now))
    for failure in result.failures:
        revisit = tx.revisits.get(failure.url)
        if revisit and revisit.due_at and revisit.due_at <= now:
            tx.revisits.put(result.source, revisits.failed(revisit, now))


def record_gone(tx: Transaction, result: PollResult, now: datetime) -> list[int]:
    """Record which URLs are gone: those missing often enough, and those that are no longer revisited.

    Return the notices that are withdrawn: none of their URLs exists any more.
    """
    withdrawn = []
    for url in result.gone:
        revisit = tx.revisits.get(url)
        if revisit and revisit.due_at:
            revisit = revisits.missed(revisit, now)
            tx.revisits.put(result.source, revisit)
        if revisit and revisit.missed and revisit.missed < revisits.MISSES:
            continue
        if (notice := tx.locations.mark_gone(url, now)) is not None:
            said = result.gone_because.get(url)
            reason = {"reason": Reason.of(GoneError.code, detail=said).as_json()} if said else {}
            tx.events.add("notice.gone", now, result.source, notice, {"url": url, **reason})
            if all(place.gone_at for place in tx.locations.of_notice(notice)):
                withdrawn.append(notice)
    return withdrawn
