"""Immutable classes for the web page: the marks and feeds of its users, and summaries of alerts and deadlines."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

ONLY_READER = "reader"
"""The owner of all marks, because the web page has a single user."""


@dataclass(frozen=True)
class ReaderMark:
    """The marks of a user of the web page on a notice.

    `read_at` and `starred_at` are the times at which the user read and starred the notice, or None if the user did not.
    """

    read_at: datetime | None = None
    starred_at: datetime | None = None


@dataclass(frozen=True)
class FeedAddress:
    """A feed: the token of its secret URL, and the selection of notices that it publishes."""

    id: int
    token: str
    owner: str
    selection: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class AlertSummary:
    """A summary of an alert: the notice, its event, the alerted subscription, and the topics and terms that matched."""

    notice: int
    event: str
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class MeasureKey:
    """The key of a measure: the id of the notice, and the position of the measure among the clauses of the notice."""

    notice: int
    place: int


@dataclass(frozen=True)
class DeadlineDay:
    """A deadline that applies to the public, and the id of its notice."""

    day: date
    notice: int
