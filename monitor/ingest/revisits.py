"""Taking in what became of looks at known notices, and setting the next ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.model.results import PollResult
from crawler.model.url_key import url_key
from monitor.ports import Transaction
from monitor.schedule import revisits


def schedule_revisits(tx: Transaction, result: PollResult, rhythm: Sequence[timedelta], now: datetime) -> None:
    """Sets when what a poll has read, or looked at in vain, is looked at again."""
    revisited = {url_key(url): url for url in result.revisited}
    for found in result.notices:
        look = tx.revisits.get(found.url)
        if look is None:
            look = revisits.first_look(found, rhythm, now)
        elif revisited.pop(url_key(found.url), None):
            look = revisits.looked_at(look, found, rhythm, now)
        else:
            look = revisits.read_again(look, found, rhythm)
        if look:
            tx.revisits.put(result.source, look)
    for url in revisited.values():
        if look := tx.revisits.get(url):
            tx.revisits.put(result.source, revisits.looked_at(look, None, rhythm, now))
    for failure in result.failures:
        look = tx.revisits.get(failure.url)
        if look and look.due_at and look.due_at <= now:
            tx.revisits.put(result.source, revisits.failed(look, now))


def record_gone(tx: Transaction, result: PollResult, now: datetime) -> None:
    """Records which addresses are gone: those that were missed often enough, and those that nobody looks at again."""
    for url in result.gone:
        look = tx.revisits.get(url)
        if look and look.due_at:
            look = revisits.missed(look, now)
            tx.revisits.put(result.source, look)
        if look and look.missed and look.missed < revisits.MISSES:
            continue
        if (notice := tx.locations.mark_gone(url, now)) is not None:
            why = {"why": result.gone_because[url]} if url in result.gone_because else {}
            tx.events.add("notice.gone", now, result.source, notice, {"url": url, **why})
