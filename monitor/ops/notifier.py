"""Messages to the operator about events that the operator should know about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.messages.ops import concerning, waits_for_others
from monitor.model import Event
from monitor.ports import Store, Transaction

OPERATOR = "operator"
"""The name of the stored event position up to which events have been reported to the operator."""
_BATCH = 500
HOLD = timedelta(seconds=25)
"""The time for which the report of a network-related problem is delayed, so that similar problems are grouped."""


@dataclass(frozen=True)
class OperatorChannels:
    """The channels to which reports to the operator are sent.

    `first` is the operator's channel (None if there is no operator). `others` are used while it is paused.
    """

    first: str | None
    others: Sequence[str] = ()

    def open(self, tx: Transaction) -> str:
        """Return the name of the first channel that is not paused, or `first` if all channels are paused."""
        assert self.first is not None
        paused = {state.name for state in tx.channels.all() if state.paused_at}
        return next((name for name in (self.first, *self.others) if name not in paused), self.first)


class OpsNotifier:
    """A notifier that queues messages to the operator, one for each batch of new events."""

    def __init__(self, store: Store, channels: Callable[[], OperatorChannels], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._read_to = self._noted = 0

    def start(self, channel: str | None) -> None:
        """Set the position in the event log after which events are reported to the operator.

        `channel` is the operator's channel. With a channel, the stored position of an earlier daemon is used. If none
        is stored, because there was no such channel before, all past events are skipped. If `channel` is None, past
        events are skipped and the stored position is removed.
        """
        with self._store.writing() as tx:
            noted = tx.events.position(OPERATOR) if channel else None
            position = tx.events.last_id() if noted is None else noted
            tx.events.put_position(OPERATOR, position if channel else None)
        self._read_to = self._noted = position

    def resume(self) -> None:
        """Continue from the stored position in the event log, which another process may have changed."""
        with self._store.reading() as tx:
            position = tx.events.position(OPERATOR)
        if position is None:
            self.start(self._channels().first)
        else:
            self._read_to = self._noted = position

    def notify(self) -> None:
        """Queue a message if there are new events that concern the operator."""
        channels = self._channels()
        if channels.first is None:
            return
        with self._store.reading() as tx:
            found = tx.events.after(self._read_to, _BATCH)
        events = self._ready(found)
        if not events:
            return
        last = events[-1].id
        reported = concerning(events)
        # The position is stored with each message, and otherwise occasionally, so that old events can be pruned.
        if reported or last - self._noted > _BATCH:
            with self._store.writing() as tx:
                if reported:
                    tx.deliveries.queue_report(channels.open(tx), reported[0].id, reported[-1].id, self._clock())
                tx.events.put_position(OPERATOR, last)
            self._noted = last
        self._read_to = last

    def _ready(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return those of the new events that can be reported now.

        A problem that may be caused by the network is held back for a short time, because similar problems may follow.
        All events after it are held back, too. If the network is known to be down, no event is held back.
        """
        if any(event.kind == "network.down" for event in events):
            return events
        now = self._clock()
        waiting = (
            place for place, event in enumerate(events) if abs(now - event.at) < HOLD and waits_for_others(event)
        )
        return events[: next(waiting, len(events))]
