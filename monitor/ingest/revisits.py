"""Functions that record the results of revisits of known notices, and schedule the next revisits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crawler.model.errors import GoneError
from crawler.model.reason import Reason
from crawler.model.results import PollResult
from crawler.model.url_key import url_key
from monitor.model.reasons import detailed_reason
from monitor.ports import Transaction
from monitor.schedule import revisits


def schedule_revisits(tx: Transaction, result: PollResult, rhythm: Sequence[timedelta], now: datetime) -> None:
    """Schedule the next revisits of the pages that a poll has read or tried to read.

    `rhythm` contains the ages at which a notice is revisited.
    """
    revisited = {url_key(url): url for url in result.revisited}
    for found in result.notices:
        revisit = tx.revisits.get(found.url)
        if revisit is None:
            revisit = revisits.first_revisit(found, rhythm, now)
        elif revisited.pop(url_key(found.url), None):
            revisit = revisits.after_revisit(revisit, found, rhythm, now)
        else:
            revisit = revisits.read_again(revisit, found, rhythm)
        if revisit:
            tx.revisits.put(result.source, revisit)
    for url in revisited.values():
        if revisit := tx.revisits.get(url):
            tx.revisits.put(result.source, revisits.after_revisit(revisit, None, rhythm, now))
    for failure in result.failures:
        revisit = tx.revisits.get(failure.url)
        if revisit and revisit.due_at and revisit.due_at <= now:
            tx.revisits.put(result.source, revisits.failed(revisit, now))


def record_gone(tx: Transaction, result: PollResult, now: datetime) -> list[int]:
    """Record the URLs that are gone, and return the ids of the notices that are thereby withdrawn.

    A URL that the poll found missing counts as gone if it was missing several times in a row, or if it is no longer
    revisited. A notice is withdrawn if all its URLs are gone.
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
            tx.events.add("notice.gone", now, result.source, notice, {"url": url, **_reason(result, url)})
            if all(place.gone_at for place in tx.locations.of_notice(notice)):
                withdrawn.append(notice)
    return withdrawn


def _reason(result: PollResult, url: str) -> dict[str, Any]:
    """Return a dict with the reason why a URL is gone as `reason`, or an empty dict if the reason is unknown.

    The result becomes part of an event's detail.
    """
    if url not in result.gone_because:
        return {}
    cause = Reason.from_json(result.gone_reasons[url]) if url in result.gone_reasons else None
    return {"reason": detailed_reason(GoneError.code, result.gone_because[url], cause).as_json()}
