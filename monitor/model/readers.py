"""Data of the web page's users (marks and feeds), and values for lists across all notices."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

ONLY_READER = "reader"
"""The owner of all marks, because the web page has a single user."""


@dataclass(frozen=True)
class ReaderMark:
    """The marks of a web page user on a notice: the times at which the user read and starred it.

    A time is None if the notice is unread or not starred.
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
    """The subscription that was alerted about a notice, with the event, the topics and the terms."""

    notice: int
    event: str
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class MeasureKey:
    """The key of a measure: its notice, and its position among the clauses."""

    notice: int
    place: int


@dataclass(frozen=True)
class DeadlineDay:
    """The date of a public deadline, and its notice."""

    day: date
    notice: int
