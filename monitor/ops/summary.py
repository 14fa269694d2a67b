"""Periodic summaries for the operator, with the state of the daemon and its activity since the last summary.

Each summary is recorded as an event, to which its delivery refers. The stored position is the id of the latest event of
this kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config.times import next_time
from monitor.health.source_state import State, state_of
from monitor.messages.ops import WATCHING
from monitor.model import Event, SourceRecord
from monitor.ports import Store, Transaction
from monitor.schedule.intervals import PollInterval

_DAY = timedelta(days=1)
POSITION = "still_watching"
"""The name of the stored position of the latest summary."""


def is_due(cron: str, zone: ZoneInfo, last: datetime, now: datetime) -> bool:
    """Return whether at least one time of the cron expression has passed since the last summary.

    Only one summary is sent, even if several such times have passed.
    """
    return next_time(cron, zone, last) <= now


def states(
    records: Iterable[SourceRecord], intervals: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, State]:
    """Return the state of each source that has an interval."""
    return {
        record.id: state_of(record, intervals[record.id].usual, now, watched_since)
        for record in records
        if record.id in intervals
    }


class WeeklySummary:
    """The periodic summary of the monitoring, which is queued as a message when it is due.

    `channel` returns the channel to which the message is sent.
    """

    def __init__(
        self, store: Store, cron: str | None, zone: ZoneInfo, channel: Callable[[Transaction], str] | None
    ) -> None:
        self._store = store
        self._cron = cron
        self._zone = zone
        self._channel = channel

    def send(self, intervals: Callable[[], Mapping[str, PollInterval]], now: datetime, watched_since: datetime) -> bool:
        """Queue the summary if it is due, and return whether it was queued.

        The first call only records the start time.
        """
        if self._cron is None or self._channel is None:
            return self._forget()
        with self._store.reading() as tx:
            last = _last(tx, now)
        if last and not is_due(self._cron, self._zone, last.at, now):
            return False
        with self._store.writing() as tx:
            detail = _summary(tx, last, intervals(), now, watched_since) if last else {}
            tx.events.add(WATCHING, now, None, None, detail)
            number = tx.events.last_id()
            tx.events.put_position(POSITION, number)
            if last:
                tx.deliveries.queue_report(self._channel(tx), number, number, now)
        return last is not None

    def _forget(self) -> bool:
        # Without summaries, no old events need to be kept.
        with self._store.reading() as tx:
            known = tx.events.position(POSITION)
        if known is not None:
            with self._store.writing() as tx:
                tx.events.put_position(POSITION, None)
        return False


def _last(tx: Transaction, now: datetime) -> Event | None:
    position = tx.events.position(POSITION)
    found = tx.events.after(position - 1, 1) if position else []
    # A summary dated in the future was sent before the clock was set back, and would delay the next one.
    is_known = found and found[0].id == position and found[0].kind == WATCHING and found[0].at <= now + _DAY
    return found[0] if is_known else None


def _summary(
    tx: Transaction, last: Event, intervals: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, Any]:
    found = states(tx.sources.all(), intervals, now, watched_since)
    named = {word: [name for name, state in found.items() if state == word] for word in ("blind", "failing", "late")}
    return {
        "since": last.at.isoformat(),
        "sources": len(intervals),
        **asdict(tx.polls.counts(last.at)),
        "events": tx.events.counts(last.id),
        **named,
        "paused": [state.name for state in tx.channels.all() if state.paused_at],
    }
