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
        """Records alerts and queues each for its channels; gives their ids, in order, None for one that was told
        before: of the event of this revision, or on the occasion, whatever the revision.

        Without a bundle an alert is in the message that the channel gets of this event of the notice, due at the
        earliest time that any of its alerts asks for; in none when that message was sent already. With one it is in the
        channel's queued digest of that name, or in another one when that was claimed or sent.
        """

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """The subscriptions that were told of this event of a notice, in whatever revision."""

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """How many alerts of a subscription are due in messages of their own, from start to before end."""

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """What a subscription is told of a notice, the earliest first."""

    def subscription_stats(self) -> list[SubscriptionStats]:
        """How the subscriptions stand that ever had an alert, by id."""


class DeadlineRepository(Protocol):
    """Deadlines of recorded notices."""

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Notices with an id larger than `after`, in order, whose newest revision names a deadline from the first day
        to the last."""
