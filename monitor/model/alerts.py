"""Alerts: which subscription is sent which events of a notice, and when."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Slot:
    """When a message is due, and the digest that it joins: None for a message of its own."""

    due_at: datetime
    bundle: str | None = None


@dataclass(frozen=True)
class ReminderKey:
    """The key that distinguishes reminders of one notice: the deadline, and how many days ahead it is sent."""

    deadline: date
    lead: int

    def __str__(self) -> str:
        return f"{self.deadline.isoformat()}/{self.lead}"

    @classmethod
    def read(cls, written: str) -> "ReminderKey | None":
        """Return the key from its written form; None for an empty text."""
        day, _, lead = written.partition("/")
        return cls(date.fromisoformat(day), int(lead)) if written else None


@dataclass(frozen=True)
class Alert:
    """The match of a subscription with an event of a notice, and the reason for it.

    `occasion`: the deadline that a reminder is for; `clauses`: the positions of the measures that matched, none where
    the whole text did.
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
    """An alert to be recorded at `at`, and sent on the channels in the message of its slot."""

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
        """The subject of an alert, sent once: the event of this revision, or the occasion, whatever the revision."""
        return self.event, self.notice, self.subscription, str(self.occasion or "") or self.revision


@dataclass(frozen=True)
class SentAlert:
    """An alert to a subscription about an event of a notice, with the message that is due then."""

    event: str
    due_at: datetime
    occasion: ReminderKey | None = None


@dataclass(frozen=True)
class SubscriptionStats:
    """The alert figures of a subscription.

    They are the number of alerts ever, the time of the last, the number waiting in messages not yet sent, and the time
    when the first of these is due.
    """

    subscription: str
    alerts: int
    last_alert_at: datetime
    queued: int = 0
    due_at: datetime | None = None
