"""Queueing an alert: for each channel of its subscription, in the message in which its time puts it."""

from datetime import datetime
from functools import partial

from monitor.config import Subscription
from monitor.ports import Transaction
from monitor.timing import slot


def queue(tx: Transaction, subscription: Subscription, alert: int, now: datetime, *, together: bool = False) -> None:
    """Queues the alert of this moment. `together`: with the other ones of the moment, as one message."""
    found = slot(subscription, now, partial(tx.due_between, subscription.id), together=together)
    for channel in dict.fromkeys(subscription.channels):
        tx.queue_delivery(channel, alert, found.due_at, found.bundle)
