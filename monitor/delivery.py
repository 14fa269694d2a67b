"""Delivering: claim what is due, send it, mark it only after success."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.backoff import delivery_delay
from monitor.digests import Item, render_digest
from monitor.errors import ChannelError
from monitor.ports import Store, Transaction
from monitor.records import Alert, Delivery, face_of
from monitor.rendering import Message, render
from monitor.reporting import CONCERNS, report

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
"""How long a claimed delivery is left alone when nobody says what became of it."""


class Sender(Protocol):
    """What takes messages: `monitor.channels.Channels`, or the fake."""

    def send(self, name: str, message: Message) -> None:
        """Sends, or raises ChannelError."""


@dataclass(frozen=True)
class Attempt:
    """One try to deliver; `error` is None when it succeeded."""

    delivery: Delivery
    error: str | None
    given_up: bool = False


def deliver_one(store: Store, sender: Sender, clock: Callable[[], datetime], owner: str) -> Attempt | None:
    """Sends the delivery that is due longest; None when none is due.

    A process killed between sending and marking sends that one message again, with the same alert ids.
    """
    with store.writing() as tx:
        delivery = tx.claim_delivery(clock(), clock() + LEASE, owner)
    if delivery is None:
        return None
    # Outside the write lock: a digest may tell of a thousand notices.
    with store.reading() as tx:
        message = _message(tx, delivery)
    try:
        sender.send(delivery.channel, message)
    except ChannelError as error:
        return _failed(store, delivery, str(error), clock())
    with store.writing() as tx:
        now = clock()
        tx.delivery_sent(delivery.id, now)
        for notice, detail in _details(delivery):
            tx.add_event("alert.sent", now, None, notice, detail)
    logger.info("told channel %s of %s", delivery.channel, _subject(delivery),
                extra={"action": "deliver", "delivery": delivery.id, "notice": delivery.notice})  # fmt: skip
    return Attempt(delivery, None)


def _message(tx: Transaction, delivery: Delivery) -> Message:
    if delivery.reports:
        first, last = delivery.reports
        events = tx.events_after(first - 1, last - first + 1)
        return report([event for event in events if event.id <= last and event.kind in CONCERNS])
    if delivery.bundle:
        return render_digest(_items(tx, delivery))
    assert delivery.notice is not None
    assert delivery.revision is not None
    revisions = tx.revisions(delivery.notice)
    texts = {one.number: one.notice for one in revisions}
    before = texts.get(delivery.revision - 1) if delivery.event == "revised" else None
    return render(texts[face_of(revisions, delivery.revision)], delivery.alerts, tx.places(delivery.notice), before)


def _items(tx: Transaction, delivery: Delivery) -> list[Item]:
    found = []
    for alerts in _by_event(delivery):
        revisions = tx.revisions(alerts[0].notice)
        texts = {one.number: one.notice for one in revisions}
        # A reminder is of what the notice says now.
        number = max(texts) if alerts[0].occasion else face_of(revisions, alerts[0].revision)
        found.append(Item(texts[number], alerts))
    return found


def _by_event(delivery: Delivery) -> list[tuple[Alert, ...]]:
    """The alerts of a message by the event of which they tell."""
    events: dict[object, list[Alert]] = {}
    for one in delivery.alerts:
        events.setdefault((one.event, one.notice, one.revision, one.occasion), []).append(one)
    return [tuple(alerts) for alerts in events.values()]


def _subject(delivery: Delivery) -> str:
    if delivery.bundle:
        return f"{len(_by_event(delivery))} things in a digest"
    return "what the operator should know" if delivery.notice is None else f"notice {delivery.notice}"


def _failed(store: Store, delivery: Delivery, error: str, now: datetime) -> Attempt:
    delay = delivery_delay(delivery.attempts + 1, now - delivery.created_at)
    with store.writing() as tx:
        tx.delivery_failed(delivery.id, error, now + delay if delay else None)
        # The operator is not told that they cannot be told.
        for notice, detail in _details(delivery) if delay is None else ():
            tx.add_event("alert.given_up", now, None, notice, detail | {"error": error})
    logger.warning("%s; %s", error, f"trying again in {delay}" if delay else "given up",
                   extra={"action": "deliver", "delivery": delivery.id, "notice": delivery.notice})  # fmt: skip
    return Attempt(delivery, error, given_up=delay is None)


def _details(delivery: Delivery) -> Iterator[tuple[int, dict[str, object]]]:
    """The notices that a message tells of, each with what is noted of that."""
    for alerts in _by_event(delivery):
        yield (
            alerts[0].notice,
            {
                "delivery": delivery.id,
                "channel": delivery.channel,
                "event": alerts[0].event,
                "revision": alerts[0].revision,
                "subscriptions": [alert.subscription for alert in alerts],
            },
        )
