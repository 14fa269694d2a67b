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

        If an alert with the same `key` is already recorded, the new alert is skipped, and its id in the result is None.
        Two alerts of a subscription have the same key if they are about the same event of the same revision. Two
        reminders have the same key if they are about the same occasion, even if the revisions differ.

        The slot of an alert determines the message in which it is sent. If the slot names no digest, the alert is added
        to the channel's message about the same event of the same revision. That message is due at the earliest due time
        of its alerts. If it was already sent, the alert is recorded but not sent on the channel.

        If the slot names a digest, the alert is added to the channel's queued digest of that name. If there is none, or
        if it was already claimed for sending, a new digest is queued.
        """

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """Return the ids of the subscriptions that have an alert about the event `event` of a notice.

        Alerts about all revisions of the notice are considered.
        """

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """Return how many alerts of a subscription are due at `start` or later, but before `end`.

        Alerts in digests are not counted.
        """

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """Return the alerts recorded for a subscription about a notice, the earliest first."""

    def subscription_stats(self) -> list[SubscriptionStats]:
        """Return the alert statistics of all subscriptions with at least one alert, ordered by id."""


class DeadlineRepository(Protocol):
    """The repository of deadlines and targets of recorded notices."""

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a deadline between the dates `first` and `last`, both included.

        Only deadlines of the newest revision count. Only notices with an id greater than `after` are returned, in
        ascending order of their ids.
        """

    def targets_between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a target between the dates `first` and `last`, both included.

        Only targets of the newest revision count. Only notices with an id greater than `after` are returned, in
        ascending order of their ids.
        """
