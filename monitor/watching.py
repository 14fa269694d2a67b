"""Watching the watch: sources that are late, and what the operator is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.health import LATE, is_late
from monitor.ports import Store, Transaction
from monitor.records import SourceRecord, Trouble
from monitor.reporting import CONCERNS

OPERATOR = "operator"
"""The name under which the operator's messages follow the events."""
_BATCH = 500


def note_late(store: Store, every: Mapping[str, timedelta], now: datetime, watched_since: datetime) -> list[str]:
    """Makes it a trouble that sources, named with their interval, are not polled though they are long due; gives those
    for which it is a new one."""

    def late(records: Iterable[SourceRecord]) -> list[str]:
        return [one.id for one in records if one.id in every and one.trouble is None
                and is_late(one, every[one.id], now, watched_since)]  # fmt: skip

    with store.reading() as tx:
        found = late(tx.sources())
    if not found:
        return []
    with store.writing() as tx:
        # Looked at once more: a poll may have ended since.
        found = late(record for name in found if (record := tx.source(name)))
        for name in found:
            trouble = Trouble(LATE, "it is long due, and was not polled", now, told=True)
            tx.put_trouble(name, trouble)
            tx.add_event("source.troubled", now, name, None, {"code": LATE, "detail": trouble.detail})
    return found


class Operator:
    """Follows the events, and queues one message to the operator's channel for all that have come and concern them;
    while that is paused, to the first of the other channels that is not."""

    def __init__(
        self, store: Store, channel: str | None, clock: Callable[[], datetime], others: Sequence[str] = ()
    ) -> None:
        self._store, self._channel, self._clock, self._others = store, channel, clock, others
        self._seen = self._noted = 0

    def start(self) -> None:
        """Follows on from where the last daemon was; an operator who is new is not told of the past."""
        with self._store.writing() as tx:
            position = tx.position(OPERATOR) if self._channel else None
            self._seen = self._noted = tx.last_event() if position is None else position
            tx.put_position(OPERATOR, self._seen if self._channel else None)

    def tell(self) -> None:
        """Queues what there is to tell."""
        if self._channel is None:
            return
        with self._store.reading() as tx:
            events = tx.events_after(self._seen, _BATCH)
        if not events:
            return
        last, told = events[-1].id, [event for event in events if event.kind in CONCERNS]
        # The place is noted with each message, and now and then, so that old events can be let go.
        if told or last - self._noted > _BATCH:
            with self._store.writing() as tx:
                if told:
                    tx.queue_report(self.open_channel(tx), told[0].id, told[-1].id, self._clock())
                tx.put_position(OPERATOR, last)
            self._noted = last
        self._seen = last

    def open_channel(self, tx: Transaction) -> str:
        """Where the operator is told now."""
        assert self._channel is not None
        paused = {state.name for state in tx.channels() if state.paused_at}
        return next((name for name in (self._channel, *self._others) if name not in paused), self._channel)
