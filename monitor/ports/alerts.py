"""Alerts and deadlines."""

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
    """Alerts and their queue slots."""

    def add(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        """Record alerts and queue each for its channels; return their ids in order.

        The id is None for an alert that was recorded before: of the same event of this revision, or on the same
        occasion, whatever the revision.

        Without a bundle an alert belongs to the channel's message about this event of the notice, which is due at the
        earliest time that any of its alerts asks for; if that message was already sent, the alert is put in none. With
        a bundle it belongs to the channel's queued digest of that name, or to a new digest if that one was claimed or
        sent.
        """

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """Return the subscriptions with an alert for this event of a notice, in any revision."""

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """Return how many alerts of a subscription are due in messages of their own, from start to before end."""

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """Return the alerts of a subscription for a notice, the earliest first."""

    def subscription_stats(self) -> list[SubscriptionStats]:
        """Return the alert counts of all subscriptions that ever had an alert, ordered by id."""


class DeadlineRepository(Protocol):
    """Deadlines of recorded notices."""

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return the notices that have a deadline from the first day to the last.

        The deadline is named in the newest revision. Only notices with an id larger than `after` are returned, in order
        of their ids.
        """
