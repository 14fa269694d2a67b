"""Interfaces of the repositories of alerts and deadlines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from monitor.model import (
    NewAlert,
    NoticeRecord,
    SentAlert,
    SubscriptionStats,
)


class AlertRepository(Protocol):
    """The repository of alerts, which also queues them for delivery."""

    def add(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        """Record alerts, queue them for their channels, and return their ids in the order of `alerts`.

        An alert whose `key` is already recorded is skipped, and its id in the result is None: an alert for the same
        event of the same revision or, for reminders, for the same occasion of any revision.

        An alert without a bundle is added to the channel's message about this event of the notice. That message is due
        at the earliest due time of its alerts; if it was already sent, the alert is not sent on the channel. An alert
        with a bundle is added to the channel's queued digest of that name, or to a new digest if the old one was
        claimed or sent.
        """

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """Return the subscriptions with an alert for this event of any revision of a notice."""

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """Return the number of a subscription's alerts outside digests that are due between `start` and `end`.

        `start` is included, `end` is not.
        """

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """Return the alerts recorded for a subscription about a notice, the earliest first."""

    def subscription_stats(self) -> list[SubscriptionStats]:
        """Return the alert statistics of all subscriptions with at least one alert, ordered by id."""


class DeadlineRepository(Protocol):
    """The repository of deadlines of recorded notices."""

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a deadline between the dates `first` and `last`, both included.

        Only deadlines of the newest revision count. The notices are in ascending order of their ids, and begin after
        the id `after`.
        """
