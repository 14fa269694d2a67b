"""What the operator is told, and when."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.messages.ops import concerning, waits_for_others
from monitor.model import Event
from monitor.ports import Store, Transaction

OPERATOR = "operator"
"""The name under which the operator's messages follow the events."""
_BATCH = 500
HOLD = timedelta(seconds=25)
"""How long a trouble that the network may be the cause of waits for others of its kind, to be told with them."""


class OpsNotifier:
    """Follows the events, and queues one message to the operator's channel for all that have come and concern them;
    while that is paused, to the first of the other channels that is not."""

    def __init__(
        self, store: Store, channel: str | None, clock: Callable[[], datetime], others: Sequence[str] = ()
    ) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._others = others
        self._seen = self._noted = 0

    def start(self) -> None:
        """Follows on from where the last daemon was; an operator who is new is not told of the past."""
        with self._store.writing() as tx:
            position = tx.events.position(OPERATOR) if self._channel else None
            self._seen = self._noted = tx.events.last_id() if position is None else position
            tx.events.put_position(OPERATOR, self._seen if self._channel else None)

    def tell(self) -> None:
        """Queues what there is to tell."""
        if self._channel is None:
            return
        with self._store.reading() as tx:
            found = tx.events.after(self._seen, _BATCH)
        events = self._ripe(found)
        if not events:
            return
        last = events[-1].id
        told = concerning(events)
        # The place is noted with each message, and now and then, so that old events can be let go.
        if told or last - self._noted > _BATCH:
            with self._store.writing() as tx:
                if told:
                    tx.deliveries.queue_report(self.open_channel(tx), told[0].id, told[-1].id, self._clock())
                tx.events.put_position(OPERATOR, last)
            self._noted = last
        self._seen = last

    def _ripe(self, events: Sequence[Event]) -> Sequence[Event]:
        if any(event.kind == "network.down" for event in events):
            return events
        now = self._clock()
        waits = (place for place, event in enumerate(events) if now - event.at < HOLD and waits_for_others(event))
        return events[: next(waits, len(events))]

    def open_channel(self, tx: Transaction) -> str:
        """Where the operator is told now."""
        assert self._channel is not None
        paused = {state.name for state in tx.channels.all() if state.paused_at}
        return next((name for name in (self._channel, *self._others) if name not in paused), self._channel)
