"""The message that tells the operator, now and then, that all is still being watched, and what became of it.

It is an event, which the message's delivery names; the position after it says when the last one was.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config.times import next_time
from monitor.health.source_state import State, state_of
from monitor.messages.ops import WATCHING
from monitor.model import Event, SourceRecord
from monitor.ports import Store, Transaction
from monitor.schedule.intervals import PollInterval

POSITION = "still_watching"
"""The name under which the last message is known."""


def is_due(cron: str, zone: ZoneInfo, last: datetime, now: datetime) -> bool:
    """Whether a time of the expression has come since the last message. However many came, it is one message."""
    return next_time(cron, zone, last) <= now


def states(
    records: Iterable[SourceRecord], tempos: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, State]:
    """How the sources are doing that have a tempo."""
    return {one.id: state_of(one, tempos[one.id].usual, now, watched_since) for one in records if one.id in tempos}


class WeeklySummary:
    """Queues the message when its time has come. `channel` says where it goes."""

    def __init__(
        self, store: Store, cron: str | None, zone: ZoneInfo, channel: Callable[[Transaction], str] | None
    ) -> None:
        self._store = store
        self._cron = cron
        self._zone = zone
        self._channel = channel

    def tell(self, tempos: Callable[[], Mapping[str, PollInterval]], now: datetime, watched_since: datetime) -> bool:
        """Queues the message if it is due; whether it was. The first time there is nothing to tell of yet."""
        if self._cron is None or self._channel is None:
            return self._forget()
        with self._store.reading() as tx:
            last = _last(tx)
        if last and not is_due(self._cron, self._zone, last.at, now):
            return False
        with self._store.writing() as tx:
            detail = _tally(tx, last, tempos(), now, watched_since) if last else {}
            tx.events.add(WATCHING, now, None, None, detail)
            number = tx.events.last_id()
            tx.events.put_position(POSITION, number)
            if last:
                tx.deliveries.queue_report(self._channel(tx), number, number, now)
        return last is not None

    def _forget(self) -> bool:
        # Who is told nothing holds no old events back.
        with self._store.reading() as tx:
            known = tx.events.position(POSITION)
        if known is not None:
            with self._store.writing() as tx:
                tx.events.put_position(POSITION, None)
        return False


def _last(tx: Transaction) -> Event | None:
    position = tx.events.position(POSITION)
    found = tx.events.after(position - 1, 1) if position else []
    return found[0] if found and found[0].id == position and found[0].kind == WATCHING else None


def _tally(
    tx: Transaction, last: Event, tempos: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, Any]:
    found = states(tx.sources.all(), tempos, now, watched_since)
    named = {state: [name for name, one in found.items() if one == state] for state in ("blind", "failing", "late")}
    return {
        "since": last.at.isoformat(),
        "sources": len(tempos),
        **asdict(tx.polls.counts(last.at)),
        "events": tx.events.counts(last.id),
        **named,
        "paused": [state.name for state in tx.channels.all() if state.paused_at],
    }
