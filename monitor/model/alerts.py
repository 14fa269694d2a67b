"""Alerts and their due times. An alert is a match of a subscription with an event of a notice."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Slot:
    """The message in which an alert is sent, determined by its due time and the name of the digest.

    `bundle` is the name of the digest, or None if the alert is sent in a separate message.
    """

    due_at: datetime
    bundle: str | None = None


@dataclass(frozen=True)
class ReminderKey:
    """The key that distinguishes the reminders of a notice from each other.

    `deadline` is the date of which the reminder reminds. `lead` is the number of days before this date at which the
    reminder is sent.
    """

    deadline: date
    lead: int

    def __str__(self) -> str:
        return f"{self.deadline.isoformat()}/{self.lead}"

    @classmethod
    def read(cls, written: str) -> "ReminderKey | None":
        """Parse a key in the form that `str()` returns, or return None if `written` is empty."""
        day, _, lead = written.partition("/")
        return cls(date.fromisoformat(day), int(lead)) if written else None


@dataclass(frozen=True)
class Alert:
    """An alert: a subscription matches an event of a notice. It contains the topics and terms that matched.

    `occasion` is the key of the reminder, or None for other alerts. `clauses` contains the positions of the measures
    that matched. It is empty if the whole text matched.
    """

    id: int
    event: str
    notice: int
    revision: int
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    occasion: ReminderKey | None = None
    clauses: tuple[int, ...] = ()


@dataclass(frozen=True)
class NewAlert:
    """An alert to be recorded at the time `at` and sent to `channels` in the message that `slot` determines."""

    event: str
    notice: int
    revision: int
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    at: datetime
    channels: tuple[str, ...]
    slot: Slot
    occasion: ReminderKey | None = None
    clauses: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, int, str, str | int]:
        """Return the key that identifies an alert. No two alerts with the same key are recorded.

        The key of a reminder contains its `occasion`. The key of any other alert contains its revision.
        """
        return self.event, self.notice, self.subscription, str(self.occasion or "") or self.revision


@dataclass(frozen=True)
class SentAlert:
    """The data of a recorded alert that is needed to decide about further alerts.

    `due_at` is the due time of the message that contains the alert. `occasion` is the key of the reminder, or None for
    other alerts.
    """

    event: str
    due_at: datetime
    occasion: ReminderKey | None = None


@dataclass(frozen=True)
class SubscriptionStats:
    """The alert statistics of a subscription.

    `alerts` is the number of all alerts ever recorded. `queued` is the number of alerts in messages that are not yet
    sent, and `due_at` is the earliest due time of these messages.
    """

    subscription: str
    alerts: int
    last_alert_at: datetime
    queued: int = 0
    due_at: datetime | None = None
