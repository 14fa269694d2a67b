"""Functions that read the event log from any position, for other programs."""

from collections.abc import Iterator
from typing import Any

from monitor.model.events import Event
from monitor.ports import Store

BATCH = 500


def read_events(store: Store, after: int) -> Iterator[Event]:
    """Yield the events with an id greater than `after`, in order.

    They are read in batches, and no transaction is open between two batches.
    """
    position = after
    while True:
        with store.reading() as tx:
            batch = tx.events.after(position, BATCH)
        yield from batch
        if len(batch) < BATCH:
            return
        position = batch[-1].id


def event_object(event: Event) -> dict[str, Any]:
    """Return an event as a JSON object. Its id can be passed to `read_events` to continue after this event."""
    at = event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": event.id,
        "at": at,
        "kind": event.kind,
        "source": event.source,
        "notice": event.notice,
        "detail": event.detail,
    }
